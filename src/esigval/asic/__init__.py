"""ASiC-S and ASiC-E containers (EN 319 162-1, TS 102 918) and OpenDocument containers signed with XAdES. Facts only; nothing is unpacked
to disk, and a file inside that is a container itself is a file like others."""

from esigval.asic.octets import signed_octets
from esigval.asic.reader import read, recognises

__all__ = ["read", "recognises", "signed_octets"]
