"""Reading DER: bounds-checked positions into one buffer, nothing copied before it is asked for (ITU-T X.690)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from esigval.model.errors import Malformed

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, ENUMERATED = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A
UTF8_STRING, SEQUENCE, SET, UTC_TIME, GENERALIZED_TIME = 0x0C, 0x30, 0x31, 0x17, 0x18

MAX_INTEGER_BYTES = 8192
"""RSA moduli of 16,384 bits (OpenSSL's OPENSSL_RSA_MAX_MODULUS_BITS) take 2,049 bytes; nothing in X.509 needs more."""

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
    if not 0 < end - at <= MAX_INTEGER_BYTES:
        raise Malformed("integer of impossible size")
    return int.from_bytes(data[at:end], "big", signed=True)


def boolean(data: bytes, at: int, end: int) -> bool:
    """The value from the content of a BOOLEAN (BER: anything but zero is true)."""
    if end - at != 1:
        raise Malformed("boolean of impossible size")
    return data[at] != 0


_OIDS: dict[bytes, str] = {}
_OIDS_KEPT = 4096


def oid(data: bytes, at: int, end: int) -> str:
    """The dotted form from the content of an OBJECT IDENTIFIER."""
    content = data[at:end]
    known = _OIDS.get(content)
    if known is not None:
        return known
    text = _oid_text(content)
    if len(_OIDS) < _OIDS_KEPT:
        _OIDS[content] = text
    return text


def _oid_text(content: bytes) -> str:
    if not content or content[-1] & 0x80 or len(content) > 128:
        raise Malformed("object identifier")
    arcs: list[int] = []
    value = 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


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
    try:
        if tag == UTC_TIME:
            if len(content) == 13 and content[12] == 0x5A and content[:12].isdigit():
                year = int(content[:2])
                return datetime(
                    year + (2000 if year < 50 else 1900),
                    int(content[2:4]),
                    int(content[4:6]),
                    int(content[6:8]),
                    int(content[8:10]),
                    int(content[10:12]),
                    tzinfo=UTC,
                )
            return _loose_time(content.decode("ascii"), 2)
        if tag == GENERALIZED_TIME:
            return _loose_time(content.decode("ascii"), 4)
    except (ValueError, OverflowError) as error:
        raise Malformed(f"time {content[:40]!r}") from error
    raise Malformed(f"time: tag {tag:#04x}")


def _loose_time(text: str, year_digits: int) -> datetime:
    """Any time of X.680 that names its zone. ``ValueError`` where it is none."""
    if text.endswith("Z"):
        offset, text = 0, text[:-1]
    elif len(text) > 5 and text[-5] in "+-":
        offset = (int(text[-4:-2]) * 60 + int(text[-2:])) * (1 if text[-5] == "+" else -1)
        text = text[:-5]
    else:
        raise ValueError("no zone")
    text, _, fraction = text.replace(",", ".").partition(".")
    digits = text[year_digits:]
    if (
        not text.isdecimal()
        or not text.isascii()
        or len(digits) not in {8, 10}
        or (fraction and not fraction.isdecimal())
    ):
        raise ValueError(text)
    year = int(text[:year_digits])
    if year_digits == 2:
        year += 2000 if year < 50 else 1900
    parts = [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]
    microsecond = int((fraction + "000000")[:6]) if fraction else 0
    moment = datetime(year, parts[0], parts[1], parts[2], parts[3], parts[4] if len(parts) > 4 else 0, microsecond, UTC)
    return moment - timedelta(minutes=offset)


def encode(tag: int, content: bytes) -> bytes:
    """``content`` under ``tag`` with the shortest length."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content
