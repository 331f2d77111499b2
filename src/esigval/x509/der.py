"""Reading DER: bounds-checked positions into one buffer, nothing copied before it is asked for (ITU-T X.690)."""

from collections.abc import Iterator
from datetime import datetime

from esigval.asn1 import (
    BIT_STRING,
    BOOLEAN,
    GENERALIZED_TIME,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    SET,
    UTC_TIME,
    encode,
)
from esigval.asn1.decode import generalized_time, oid_text, utc_time
from esigval.model.errors import Malformed

__all__ = [
    "BIT_STRING",
    "BOOLEAN",
    "ENUMERATED",
    "GENERALIZED_TIME",
    "INTEGER",
    "MAX_INTEGER_BYTES",
    "MAX_NUMBER_BYTES",
    "OCTET_STRING",
    "OID",
    "SEQUENCE",
    "SET",
    "UTC_TIME",
    "Element",
    "bit_string",
    "boolean",
    "children",
    "element",
    "encode",
    "expect",
    "integer",
    "named_bits",
    "oid",
    "time",
    "unsigned",
    "whole",
]

ENUMERATED = 0x0A

MAX_INTEGER_BYTES = 8192
"""RSA moduli of 16,384 bits (OpenSSL's OPENSSL_RSA_MAX_MODULUS_BITS) take 2,049 bytes; nothing in X.509 needs more."""

MAX_NUMBER_BYTES = 1024
"""Serial numbers, counts and codes. Python refuses to write numbers of more than 4,300 digits (1,785 bytes) as text."""

Element = tuple[int, int, int, int]
"""Tag, start of the element, start of its content, end."""


def element(data: bytes, at: int, end: int) -> Element:
    """The element that starts at ``at`` and has to end by ``end``. Definite lengths only; a length may be longer than needed."""
    if at + 2 > end:
        raise Malformed(f"element cut off at {at}")
    tag, length = data[at], data[at + 1]
    body = at + 2
    if tag & 0x1F == 0x1F:
        raise Malformed(f"high tag number at {at}")
    if length >= 0x80:
        count = length & 0x7F
        if not 0 < count <= 8 or body + count > end:
            raise Malformed(f"length at {at}")
        length = data[body] if count == 1 else int.from_bytes(data[body : body + count], "big")
        body += count
    stop = body + length
    if stop > end:
        raise Malformed(f"element at {at} is longer than what holds it")
    return tag, at, body, stop


def expect(data: bytes, at: int, end: int, tag: int, what: str) -> tuple[int, int]:
    """Content bounds of the element at ``at``, which has to carry ``tag``."""
    if at + 2 <= end and data[at] == tag and data[at + 1] < 0x80:  # short form, as most elements have
        stop = at + 2 + data[at + 1]
        if stop <= end:
            return at + 2, stop
    found, _, start, stop = element(data, at, end)
    if found != tag:
        raise Malformed(f"{what}: tag {found:#04x} instead of {tag:#04x}")
    return start, stop


def children(data: bytes, at: int, end: int) -> Iterator[Element]:
    """Elements one after another from ``at`` to ``end``."""
    while at < end:
        item = element(data, at, end)
        yield item
        at = item[3]


def whole(data: bytes, tag: int, what: str) -> tuple[int, int]:
    """Content bounds of ``data``, which has to be exactly one element with ``tag``."""
    size = len(data)
    if size >= 2 and data[0] == tag and data[1] < 0x80 and data[1] + 2 == size:
        return 2, size
    start, stop = expect(data, 0, size, tag, what)
    if stop != size:
        raise Malformed(f"{what}: bytes after its end")
    return start, stop


def unsigned(data: bytes, at: int, end: int) -> int:
    """A non-negative number from the content of an INTEGER that may lack its leading zero."""
    if not 0 < end - at <= MAX_INTEGER_BYTES:
        raise Malformed("integer of impossible size")
    return int.from_bytes(data[at:end], "big")


def integer(data: bytes, at: int, end: int) -> int:
    """The number from the content of an INTEGER or ENUMERATED."""
    if not 0 < end - at <= MAX_NUMBER_BYTES:
        raise Malformed("integer of impossible size")
    return int.from_bytes(data[at:end], "big", signed=True)


def boolean(data: bytes, at: int, end: int) -> bool:
    """The value from the content of a BOOLEAN (BER: anything but zero is true)."""
    if end - at != 1:
        raise Malformed("boolean of impossible size")
    return data[at] != 0


def oid(data: bytes, at: int, end: int) -> str:
    """The dotted form from the content of an OBJECT IDENTIFIER."""
    if (
        end - at == 3 and data[at] == 0x55 and data[at + 1] < 0x80 and data[at + 2] < 0x80
    ):  # 2.5: extensions and attributes
        return f"2.5.{data[at + 1]}.{data[at + 2]}"
    return oid_text(data[at:end])


def bit_string(data: bytes, at: int, end: int) -> bytes:
    """The octets of a BIT STRING that has to have a whole number of them."""
    if at >= end or data[at] > 7:
        raise Malformed("bit string")
    return data[at + 1 : end]


def named_bits(data: bytes, at: int, end: int) -> int:
    """A BIT STRING with named bits as a number whose lowest bit is bit 0."""
    octets = bit_string(data, at, end)
    if len(octets) > 8:
        raise Malformed("bit string of impossible size")
    bits = 0
    for index, octet in enumerate(octets):
        bits |= int(f"{octet:08b}"[::-1], 2) << (8 * index)
    return bits


def time(tag: int, data: bytes, at: int, end: int) -> datetime:
    """A UTCTime or GeneralizedTime, in UTC. RFC 5280 4.1.2.5 wants seconds and Z; offsets, missing seconds and fractions occur."""
    content = data[at:end]
    if tag == UTC_TIME:
        century = b"20" if content[:1] < b"5" else b"19"  # 4.1.2.5.1
        return _plain_time(century + content) or utc_time(content)
    if tag == GENERALIZED_TIME:
        return _plain_time(content) or generalized_time(content)
    raise Malformed(f"time: tag {tag:#04x}")


def _plain_time(content: bytes) -> datetime | None:
    """YYYYMMDDHHMMSSZ; None for other forms, leap seconds and nonsense."""
    if len(content) != 15 or content[14] != 0x5A or not content[:14].isdigit() or content[8:10] > b"23":
        return None
    text = content.decode("ascii")
    try:
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    except ValueError:
        return None
