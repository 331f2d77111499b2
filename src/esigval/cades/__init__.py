"""CAdES (EN 319 122-1) and plain CMS signatures, and time-stamp tokens that stand alone."""

from esigval.cades.reader import read_document as read
from esigval.cades.reader import recognises

__all__ = ["read", "recognises"]
