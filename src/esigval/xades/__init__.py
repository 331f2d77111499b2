"""XAdES and plain XMLDSig signatures: what they sign, what they state, what they carry. No verdicts."""

from esigval.xades.api import (
    EnvelopedReading,
    SignatureFiles,
    parse_xml,
    read,
    read_enveloped,
    read_signatures,
    recognises,
)
from esigval.xades.octets import SignedOctets, signed_octets

__all__ = [
    "EnvelopedReading",
    "SignatureFiles",
    "SignedOctets",
    "parse_xml",
    "read",
    "read_enveloped",
    "read_signatures",
    "recognises",
    "signed_octets",
]
