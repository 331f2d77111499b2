"""Reading DER: bounds-checked positions into one buffer, nothing copied before it is asked for (ITU-T X.690)."""

from collections.abc import Iterator
from datetime import UTC, datetime

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
    start = at
    if at + 2 > end:
        raise Malformed(f"element cut off at {start}")
    tag = data[at]
    length = data[at + 1]
    at += 2
    if tag & 0x1F == 0x1F:
        raise Malformed(f"high tag number at {start}")
    if length >= 0x80:
        count = length & 0x7F
        if not 0 < count <= 8 or at + count > end:
            raise Malformed(f"length at {start}")
        length = int.from_bytes(data[at : at + count], "big")
        at += count
    stop = at + length
    if stop > end:
        raise Malformed(f"element at {start} is longer than what holds it")
    return tag, start, at, stop


def expect(data: bytes, at: int, end: int, tag: int, what: str) -> tuple[int, int]:
    """Content bounds of the element at ``at``, which has to carry ``tag``."""
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
    start, stop = expect(data, 0, len(data), tag, what)
    if stop != len(data):
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
        if len(content) == 13 and content[12] == 0x5A and content[:12].isdigit():
            year = int(content[:2])
            try:
                return datetime(
                    year + (2000 if year < 50 else 1900),
                    int(content[2:4]),
                    int(content[4:6]),
                    int(content[6:8]),
                    int(content[8:10]),
                    int(content[10:12]),
                    tzinfo=UTC,
                )
            except ValueError:
                pass  # a leap second, or nonsense
        return utc_time(content)
    if tag == GENERALIZED_TIME:
        return generalized_time(content)
    raise Malformed(f"time: tag {tag:#04x}")
