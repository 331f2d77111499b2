"""The walker in Python, complete: bounds-checked positions into one buffer, nothing copied before it is asked for (ITU-T X.690).

Definite lengths and low tag numbers only, as DER types here have them; ``tlv`` adds the forms that BER allows besides. ``der`` chooses
between these functions and the extension, which answers what is plain and leaves all else, errors included, to them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from esigval.asn1.primitives import generalized_time, oid_text, utc_time
from esigval.asn1.tags import BOOLEAN, CONSTRUCTED, GENERALIZED_TIME, OCTET_STRING, OID, SET, UTC_TIME
from esigval.model.errors import Malformed

T = TypeVar("T")

MAX_CHILDREN = 100_000
"""Elements in one constructed element. The largest honest lists (CRL entries) are not walked with ``children``."""
MAX_DEPTH = 64
"""Nesting of elements; certificates and CMS stay under 20."""

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


def children(data: bytes, at: int, end: int) -> list[Element]:
    """Elements one after another from ``at`` to ``end``."""
    found: list[Element] = []
    first = at
    while at < end:
        if (
            at + 1 < end and data[at + 1] < 0x80
        ):  # short lengths in line: most elements have one, and calls would cost the most
            tag = data[at]
            stop = at + 2 + data[at + 1]
            if stop > end or tag & 0x1F == 0x1F:
                element(data, at, end)
            found.append((tag, at, at + 2, stop))
            at = stop
        else:
            item = element(data, at, end)
            found.append(item)
            at = item[3]
        if len(found) > MAX_CHILDREN:
            raise Malformed(f"more than {MAX_CHILDREN} elements at {first}")
    return found


def objects(data: bytes, at: int, end: int, make: Callable[[bytes, int, int, int, int, int], T]) -> list[T]:
    """What ``make`` gives for each element of ``children``, from data, tag, start, start of the content, end of the content, end."""
    return [make(data, tag, start, body, stop, stop) for tag, start, body, stop in children(data, at, end)]


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


def whole(data: bytes, tag: int, what: str) -> tuple[int, int]:
    """Content bounds of ``data``, which has to be exactly one element with ``tag``."""
    size = len(data)
    if size >= 2 and data[0] == tag and data[1] < 0x80 and data[1] + 2 == size:
        return 2, size
    start, stop = expect(data, 0, size, tag, what)
    if stop != size:
        raise Malformed(f"{what}: bytes after its end")
    return start, stop


def oid(data: bytes, at: int, end: int) -> str:
    """The dotted form from the content of an OBJECT IDENTIFIER."""
    return oid_text(data[at:end])


def integer(data: bytes, at: int, end: int) -> int:
    """The number from the content of an INTEGER or ENUMERATED."""
    if not 0 < end - at <= MAX_NUMBER_BYTES:
        raise Malformed("integer of impossible size")
    return int.from_bytes(data[at:end], "big", signed=True)


def bit_string(data: bytes, at: int, end: int) -> bytes:
    """The octets of a BIT STRING that has to have a whole number of them."""
    if at >= end or data[at] > 7:
        raise Malformed("bit string")
    return data[at + 1 : end]


def time(tag: int, data: bytes, at: int, end: int) -> datetime:
    """A UTCTime or GeneralizedTime, in UTC. RFC 5280 4.1.2.5 wants seconds and Z; offsets, missing seconds and fractions occur. A local
    time without an offset is no moment and Malformed."""
    if tag == UTC_TIME:
        return utc_time(data[at:end])
    if tag == GENERALIZED_TIME:
        return generalized_time(data[at:end])
    raise Malformed(f"time: tag {tag:#04x}")


def extensions(data: bytes, at: int, end: int) -> list[tuple[str, bool, bytes]]:
    """Identifier, critical flag and value of each Extension (RFC 5280 4.1) of a SEQUENCE with this content: the one form that certificates,
    CRLs and OCSP responses share."""
    found = []
    for _, _, start, stop in children(data, at, end):
        first, last = expect(data, start, stop, OID, "extension")
        identifier, critical = oid(data, first, last), False
        if last < stop and data[last] == BOOLEAN:
            first, last = expect(data, last, stop, BOOLEAN, "critical")
            critical = boolean(data, first, last)
        first, last = expect(data, last, stop, OCTET_STRING, "extension value")
        found.append((identifier, critical, data[first:last]))
    return found


def boolean(data: bytes, at: int, end: int) -> bool:
    """The value from the content of a BOOLEAN (BER: anything but zero is true)."""
    if end - at != 1:
        raise Malformed("boolean of impossible size")
    return data[at] != 0


def canonical(data: bytes, at: int, end: int, is_set: bool, limit: int) -> bool:
    """Whether the elements from ``at`` to ``end`` are in DER as far as that can be known without their type; those of a SET are sorted.
    Raises Malformed where there are more than ``limit``."""
    return _canonical(data, at, end, is_set, 0, [limit])


def _canonical(data: bytes, position: int, stop: int, is_set: bool, depth: int, left: list[int]) -> bool:
    previous = b""
    while position < stop:
        left[0] -= 1
        if left[0] < 0:
            raise Malformed("too many elements to encode")
        if stop - position < 2 or depth > MAX_DEPTH:
            return False
        tag, size, body = data[position], data[position + 1], position + 2
        if size >= 0x80:
            count = size & 0x7F
            size = int.from_bytes(data[body : body + count], "big")
            if not 0 < count < 5 or size < 0x80 or size < 1 << 8 * (count - 1):
                return False
            body += count
        end = body + size
        if end > stop or tag & 0x1F == 0x1F or tag == OCTET_STRING | CONSTRUCTED:
            return False
        if tag & CONSTRUCTED:
            if not _canonical(data, body, end, tag == SET, depth + 1, left):
                return False
        elif tag == BOOLEAN and data[body:end] not in (b"\x00", b"\xff"):
            return False
        if is_set:
            current = data[position:end]
            if current < previous:
                return False
            previous = current
        position = end
    return True
