"""Text strings and dates of PDF (ISO 32000-2, 7.9.2 and 7.9.4)."""

import re
from datetime import UTC, datetime, timedelta, timezone

from esigval.pades.syntax import Name, PdfValue

MAX_TEXT = 4096
"""Characters that a claim in a signature dictionary is told with."""

_DATE = re.compile(r"\s*(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:([Zz+-])(?:(\d\d)'?(\d\d)?'?)?)?")
_PDF_DOC = {
    **{0x18 + i: ord(c) for i, c in enumerate("\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc")},
    **{
        0x80 + i: ord(c)
        for i, c in enumerate(
            "\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018\u2019\u201a"
            "\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e"
        )
    },
    0xA0: 0x20AC,
}
"""PDFDocEncoding where it differs from Latin-1 (annex D.3)."""


def text(value: PdfValue) -> str:
    """A text string: UTF-16BE or UTF-8 by their byte order marks, else PDFDocEncoding. A name stands for itself."""
    if isinstance(value, Name):
        return str(value)[:MAX_TEXT]
    if not isinstance(value, bytes):
        return ""
    value = value[: 4 * MAX_TEXT]
    if value.startswith(b"\xfe\xff"):
        result = value[2:].decode("utf-16-be", "replace")
    elif value.startswith(b"\xef\xbb\xbf"):
        result = value[3:].decode("utf-8", "replace")
    else:
        result = value.decode("latin-1").translate(_PDF_DOC)
    return result.rstrip("\x00")[:MAX_TEXT]


def date(value: PdfValue) -> datetime | None:
    """A date string as an aware time in UTC; None where it is none. Without an offset the time counts as UTC."""
    match = _DATE.match(text(value))
    if match is None:
        return None
    numbers = [int(group) if group else None for group in match.groups()[:6]]
    sign, hours, minutes = match.group(7), match.group(8), match.group(9)
    offset = timedelta()
    if sign in ("+", "-") and hours:
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (1 if sign == "+" else -1)
    try:
        return datetime(
            numbers[0] or 0, numbers[1] or 1, numbers[2] or 1, numbers[3] or 0, numbers[4] or 0, numbers[5] or 0,
            tzinfo=timezone(offset),
        ).astimezone(UTC)  # fmt: skip
    except (ValueError, OverflowError):
        return None


def full_name(prefix: str, own: str) -> str:
    """Fully qualified name of a field (12.7.4.2); a name that is too long to be one grows no further."""
    if not prefix or not own or len(prefix) > MAX_TEXT:
        return prefix or own
    return f"{prefix}.{own}"
