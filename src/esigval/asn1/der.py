"""Reading DER by positions (ITU-T X.690), and the encoders that are needed beside it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from esigval.asn1 import walk
from esigval.asn1.tags import (
    BIT_STRING,
    BOOLEAN,
    ENUMERATED,
    GENERALIZED_TIME,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    SET,
    UTC_TIME,
)
from esigval.asn1.walk import MAX_CHILDREN, MAX_NUMBER_BYTES, Element, boolean
from esigval.model.errors import Malformed

if TYPE_CHECKING:
    walker = walk
else:
    try:
        from esigval.asn1 import _walker as walker
    except ImportError:  # installed without a C compiler
        walker = walk
    else:
        walker.bind(
            walk.element,
            walk.children,
            walk.objects,
            walk.expect,
            walk.whole,
            walk.oid,
            walk.integer,
            walk.bit_string,
            walk.time,
            walk.extensions,
            walk.canonical,
            datetime,
            UTC,
        )

__all__ = [
    "BIT_STRING",
    "BOOLEAN",
    "ENUMERATED",
    "GENERALIZED_TIME",
    "INTEGER",
    "MAX_CHILDREN",
    "MAX_NUMBER_BYTES",
    "OCTET_STRING",
    "OID",
    "SEQUENCE",
    "SET",
    "UTC_TIME",
    "Element",
    "bit_string",
    "boolean",
    "canonical",
    "children",
    "element",
    "encode",
    "encode_integer",
    "expect",
    "extensions",
    "integer",
    "integer_octets",
    "named_bits",
    "objects",
    "oid",
    "time",
    "whole",
]

element = walker.element
children = walker.children
objects = walker.objects
expect = walker.expect
whole = walker.whole
oid = walker.oid
integer = walker.integer
bit_string = walker.bit_string
time = walker.time
extensions = walker.extensions
canonical = walker.canonical


def named_bits(data: bytes, at: int, end: int) -> int:
    """A BIT STRING with named bits as a number whose lowest bit is bit 0."""
    octets = bit_string(data, at, end)
    if len(octets) > 8:
        raise Malformed("bit string of impossible size")
    bits = 0
    for index, octet in enumerate(octets):
        bits |= _MIRRORED[octet] << (8 * index)
    return bits


_MIRRORED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))


def encode(tag: int, contents: bytes) -> bytes:
    """An element with a one-octet identifier and the shortest definite length (10.1)."""
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(digits))) + digits + contents


def integer_octets(number: int) -> bytes:
    """Two's complement in the fewest octets: the content of an INTEGER."""
    size = (number if number >= 0 else ~number).bit_length() // 8 + 1
    return number.to_bytes(size, "big", signed=True)


def encode_integer(number: int) -> bytes:
    """INTEGER in DER."""
    return encode(INTEGER, integer_octets(number))
