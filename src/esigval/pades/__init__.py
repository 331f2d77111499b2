"""PDF signatures (EN 319 142-1, ISO 32000-2 12.8): from the bytes of a file to neutral signatures."""

from esigval.pades.reader import read, recognises

__all__ = ["read", "recognises"]
