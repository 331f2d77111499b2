"""Values of elements."""

from datetime import datetime

from esigval.asn1 import der
from esigval.asn1.tags import CONSTRUCTED, OCTET_STRING, OID
from esigval.asn1.tlv import MAX_SEGMENTS, Tlv, children
from esigval.model.errors import Malformed

_MAX_STRING_DEPTH = 8
_TEXT = {
    0x0C: "utf-8",
    0x1E: "utf-16-be",
    0x1C: "utf-32-be",
    0x12: "ascii",
    0x13: "ascii",
    0x16: "ascii",
    0x1A: "ascii",
}


def oid(tlv: Tlv) -> str:
    """The dotted form of an OBJECT IDENTIFIER."""
    if tlv.tag != OID:
        raise Malformed(f"object identifier expected at offset {tlv.start}")
    return der.oid(tlv.data, tlv.body, tlv.stop)


def integer(tlv: Tlv) -> int:
    """The value of an INTEGER or ENUMERATED (or of an element implicitly tagged so)."""
    return der.integer(tlv.data, tlv.body, tlv.stop)


def time(tlv: Tlv) -> datetime:
    """The moment that a UTCTime or GeneralizedTime states, in UTC."""
    return der.time(tlv.tag, tlv.data, tlv.body, tlv.stop)


def octets(tlv: Tlv) -> bytes:
    """The octets of an OCTET STRING (or of an element implicitly tagged so); segments of the constructed form are joined."""
    if not tlv.constructed:
        return tlv.value
    parts: list[bytes] = []
    _segments(tlv, parts, 0)
    return b"".join(parts)


def _segments(tlv: Tlv, parts: list[bytes], depth: int) -> None:
    if depth > _MAX_STRING_DEPTH:
        raise Malformed(f"constructed string nested too deeply at offset {tlv.start}")
    for segment in children(tlv):
        if segment.tag == OCTET_STRING:
            parts.append(segment.value)
        elif segment.tag == OCTET_STRING | CONSTRUCTED:
            _segments(segment, parts, depth + 1)
        else:
            raise Malformed(f"segment of an octet string at offset {segment.start}")
        if len(parts) > MAX_SEGMENTS:
            raise Malformed(f"more than {MAX_SEGMENTS} segments")


def is_octet_string(tlv: Tlv) -> bool:
    """Whether ``tlv`` is an OCTET STRING in the primitive or constructed form."""
    return tlv.tag in (OCTET_STRING, OCTET_STRING | CONSTRUCTED)


def text(tlv: Tlv) -> str:
    """The text of any character string; octets that the string type doesn't allow are replaced, TeletexString is read as Latin-1."""
    return octets(tlv).decode(_TEXT.get(tlv.tag & ~CONSTRUCTED, "latin-1"), "replace")
