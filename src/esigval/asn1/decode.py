"""Decoding of primitive ASN.1 values."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from esigval.asn1.tlv import (
    BIT_STRING,
    CONSTRUCTED,
    GENERALIZED_TIME,
    MAX_SEGMENTS,
    OCTET_STRING,
    OID,
    UTC_TIME,
    Tlv,
    children,
)
from esigval.model.errors import Malformed

_MAX_OID_OCTETS = 128  # far above any registered identifier; keeps the decimal conversion cheap
_MAX_STRING_DEPTH = 8
_UTC_PIVOT = 50  # RFC 5280 4.1.2.5.1: YY >= 50 is 19YY
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
    return oid_text(tlv.data[tlv.body : tlv.stop])


@lru_cache(maxsize=1024)
def oid_text(contents: bytes) -> str:
    """The dotted form of the contents octets of an OBJECT IDENTIFIER (X.690 8.19)."""
    if not contents or len(contents) > _MAX_OID_OCTETS or contents[-1] & 0x80:
        raise Malformed("object identifier")
    arcs: list[int] = []
    number = 0
    for octet in contents:
        number = number << 7 | octet & 0x7F
        if octet < 0x80:
            arcs.append(number)
            number = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def integer(tlv: Tlv) -> int:
    """The value of an INTEGER or ENUMERATED (or of an element implicitly tagged so)."""
    if tlv.body == tlv.stop:
        raise Malformed(f"empty integer at offset {tlv.start}")
    return int.from_bytes(tlv.data[tlv.body : tlv.stop], "big", signed=True)


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


def bits(tlv: Tlv) -> bytes:
    """The octets of a BIT STRING in primitive form whose number of bits is a multiple of eight."""
    if tlv.tag != BIT_STRING or tlv.body == tlv.stop or tlv.data[tlv.body] != 0:
        raise Malformed(f"bit string at offset {tlv.start}")
    return tlv.data[tlv.body + 1 : tlv.stop]


def text(tlv: Tlv) -> str:
    """The text of any character string; octets that the string type doesn't allow are replaced, TeletexString is read as Latin-1."""
    return octets_of_string(tlv).decode(_TEXT.get(tlv.tag & ~CONSTRUCTED, "latin-1"), "replace")


def octets_of_string(tlv: Tlv) -> bytes:
    """The octets of a character string; segments of the constructed form are joined."""
    return octets(tlv) if tlv.constructed else tlv.value


def time(tlv: Tlv) -> datetime:
    """The moment that a UTCTime or GeneralizedTime states, in UTC. Forms that RFC 5280 forbids but BER allows (no seconds, offsets,
    fractions) are read too; a local time without an offset is not a moment and is Malformed."""
    contents = tlv.value
    if tlv.tag == UTC_TIME:
        return utc_time(contents)
    if tlv.tag == GENERALIZED_TIME:
        return generalized_time(contents)
    raise Malformed(f"time expected at offset {tlv.start}")


def utc_time(contents: bytes) -> datetime:
    """A UTCTime: YYMMDDhhmm[ss](Z|±hhmm)."""
    year = _digits(contents[:2])
    rest = b"%d" % (year + (1900 if year >= _UTC_PIVOT else 2000)) + contents[2:]
    if b"." in rest or b"," in rest:
        raise Malformed("UTCTime with a fraction")
    return generalized_time(rest)


def generalized_time(contents: bytes) -> datetime:
    """A GeneralizedTime: YYYYMMDDhh[mm[ss]][.f…](Z|±hh[mm])."""
    if len(contents) == 15 and contents[14:] == b"Z" and contents[:14].isdigit() and contents[12:14] < b"60":
        return _plain_time(int(contents[:14]))
    if not 11 <= len(contents) <= 40:
        raise Malformed("time")
    if contents[-1:] == b"Z":
        local, offset = contents[:-1], timedelta(0)
    else:
        local, offset = _offset(contents)
    whole, fraction = _fraction(local)
    if len(whole) not in (10, 12, 14):
        raise Malformed("time")
    parts = [_digits(whole[:4]), *(_digits(whole[i : i + 2]) for i in range(4, len(whole), 2))]
    unit = {10: 3600, 12: 60, 14: 1}[len(whole)]
    try:
        leap = len(parts) == 6 and parts[5] == 60  # a leap second is read as the second before it plus one
        if leap:
            parts[5] = 59
        moment = datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]
        return moment + timedelta(seconds=int(leap), microseconds=unit * fraction) - offset
    except (ValueError, OverflowError) as error:
        raise Malformed("time") from error


def _plain_time(digits: int) -> datetime:
    """YYYYMMDDhhmmss as a number."""
    date, clock = divmod(digits, 1_000_000)
    try:
        return datetime(
            date // 10_000, date // 100 % 100, date % 100, clock // 10_000, clock // 100 % 100, clock % 100, tzinfo=UTC
        )
    except ValueError as error:
        raise Malformed("time") from error


def _offset(contents: bytes) -> tuple[bytes, timedelta]:
    for width in (5, 3):
        sign = contents[-width : -width + 1]
        if sign in (b"+", b"-"):
            hours = _digits(contents[-width + 1 :][:2])
            minutes = _digits(contents[-2:]) if width == 5 else 0
            if hours > 23 or minutes > 59:
                break
            offset = timedelta(hours=hours, minutes=minutes)
            return contents[:-width], offset if sign == b"+" else -offset
    raise Malformed("time without an offset from UTC")


def _fraction(local: bytes) -> tuple[bytes, int]:
    """The digits before the decimal mark, and the fraction in millionths."""
    for mark in (b".", b","):
        whole, found, fraction = local.partition(mark)
        if found:
            _digits(fraction)
            return whole, int(fraction[:6].ljust(6, b"0"))
    return local, 0


def _digits(octets_: bytes) -> int:
    if not octets_.isdigit():
        raise Malformed("time")
    return int(octets_)
