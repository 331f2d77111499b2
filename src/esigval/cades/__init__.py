"""CAdES (EN 319 122-1) and plain CMS signatures, and time-stamp tokens that stand alone."""

from esigval.cades.content import Content, Contents
from esigval.cades.reader import SignatureFiles, recognises
from esigval.cades.reader import read_document as read

__all__ = ["Content", "Contents", "SignatureFiles", "read", "recognises"]
