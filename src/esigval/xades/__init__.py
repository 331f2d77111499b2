"""XAdES and plain XMLDSig signatures: what they sign, what they state, what they carry. No verdicts."""

from esigval.xades.api import (
    EnvelopedReading,
    parse_xml,
    read,
    read_enveloped,
    read_signatures,
    recognises,
)

__all__ = ["EnvelopedReading", "parse_xml", "read", "read_enveloped", "read_signatures", "recognises"]
