"""Values of primitive types from their contents octets (ITU-T X.690 8)."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from esigval.model.errors import Malformed

_MAX_OID_OCTETS = 128  # far above any registered identifier; keeps the decimal conversion cheap
_UTC_PIVOT = 50  # RFC 5280 4.1.2.5.1: YY >= 50 is 19YY


@lru_cache(maxsize=1024)
def oid_text(contents: bytes) -> str:
    """The dotted form of an OBJECT IDENTIFIER (8.19)."""
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


def oid_contents(dotted: str) -> bytes:
    """Contents octets of an object identifier. ValueError where it is none."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    contents = bytearray()
    for arc in (first * 40 + second, *rest):
        if arc < 0:
            raise ValueError(dotted)
        octets = [arc & 0x7F]
        left = arc >> 7
        while left:
            octets.append(left & 0x7F | 0x80)
            left >>= 7
        contents += bytes(reversed(octets))
    return bytes(contents)


def utc_time(contents: bytes) -> datetime:
    """A UTCTime: YYMMDDhhmm[ss](Z|±hhmm)."""
    if b"." in contents or b"," in contents:
        raise Malformed("UTCTime with a fraction")
    century = b"19" if _digits(contents[:2]) >= _UTC_PIVOT else b"20"
    return generalized_time(century + contents)


def generalized_time(contents: bytes) -> datetime:
    """A GeneralizedTime: YYYYMMDDhh[mm[ss]][.f…](Z|±hh[mm])."""
    return _usual_time(contents) or _any_time(contents)


def _usual_time(contents: bytes) -> datetime | None:
    """YYYYMMDDhhmmssZ; None for other forms, leap seconds and nonsense."""
    if len(contents) != 15 or contents[14] != 0x5A or not contents[:14].isdigit() or contents[8:10] > b"23":
        return None
    text = contents.decode("ascii")
    try:
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    except ValueError:
        return None


def _any_time(contents: bytes) -> datetime:
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


def _digits(octets: bytes) -> int:
    if not octets.isdigit():
        raise Malformed("time")
    return int(octets)
