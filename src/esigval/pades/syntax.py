"""PDF objects from raw bytes (ISO 32000-2, 7.2 and 7.3), with the byte positions that signature checks need.

Values are plain Python: ``bytes`` for strings, ``Name``, ``int``, ``float``, ``bool``, ``None``, ``list``, ``PdfDict``, ``Ref``.
The parser is iterative and bounded, so that hostile nesting costs neither stack nor time.
"""

import re
from binascii import Error as BinasciiError
from binascii import unhexlify
from typing import NamedTuple

from esigval.model.citation import ref
from esigval.model.errors import Malformed

MAX_DEPTH = 200
"""Nesting of arrays and dictionaries; readers in the field stop between 100 (pdf.js, PDFBox) and 500 (qpdf)."""

MAX_TOKENS = 2_000_000
"""Tokens of one object. The largest legitimate objects are page trees and name trees of some 10^5 entries."""

_SYNTAX = ref("iso-32000-2", "7.3")

_TOKEN = re.compile(
    rb"(?:[\x00\t\n\x0c\r ]+|%[^\r\n]*)*+(?:"
    rb"(/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*)"  # 1 name
    rb"|(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+R(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"  # 2, 3 reference
    rb"|([+-]?\d{1,18})(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"  # 4 integer
    rb"|(<<)"  # 5
    rb"|(>>)"  # 6
    rb"|(\[)"  # 7
    rb"|(\])"  # 8
    rb"|(\()"  # 9 literal string
    rb"|(<)"  # 10 hexadecimal string
    rb"|([^\x00\t\n\x0c\r ()<>\[\]{}/%]+)"  # 11 other number or keyword
    rb")"
)
_PARENTHESIS = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S])|$)|(\r\n?)")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NUMBER_SIGN = re.compile(r"#([0-9A-Fa-f]{2})")
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]+")
_OBJECT = re.compile(rb"[\x00\t\n\x0c\r ]*(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj")
_KEYWORDS: dict[bytes, "PdfValue"] = {b"true": True, b"false": False, b"null": None}
WHITESPACE = b"\x00\t\n\x0c\r "


class Broken(Malformed):
    """Bytes that are no value. ``reach``: how far they were read until that was known."""

    def __init__(self, where: str, reach: int) -> None:
        super().__init__(where, _SYNTAX)
        self.reach = reach


class Name(str):
    """A PDF name without its solidus, number signs decoded."""

    __slots__ = ()


class Ref(NamedTuple):
    """An indirect reference."""

    number: int
    generation: int


_NO_SPANS: dict[str, tuple[int, int]] = {}


class PdfDict(dict[str, "PdfValue"]):
    """A dictionary, where it stands (``start``, ``end``), where its strings stand (``spans``), and which keys it states twice."""

    __slots__ = ("duplicates", "end", "spans", "start")

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start
        self.end = start
        self.spans = _NO_SPANS
        self.duplicates: tuple[str, ...] = ()


class PdfStream(NamedTuple):
    """A stream: its dictionary and where its raw data stand."""

    dictionary: PdfDict
    start: int
    end: int


PdfValue = None | bool | int | float | bytes | Name | Ref | list["PdfValue"] | PdfDict | PdfStream


def _literal_string(data: bytes, position: int, end: int) -> tuple[bytes, int]:
    """The string whose opening parenthesis is at ``position - 1`` (7.3.4.2)."""
    depth, cursor, plain = 1, position, True
    while True:
        match = _PARENTHESIS.search(data, cursor, end)
        if match is None:
            raise Broken(f"string at byte {position} has no end", end)
        cursor = match.end()
        mark = match.group()
        if mark == b"\\":
            plain = False
            cursor += 1
        elif mark == b"(":
            depth += 1
        else:
            depth -= 1
            if not depth:
                break
    raw = data[position : cursor - 1]
    if plain and b"\r" not in raw:
        return raw, cursor
    return _ESCAPE.sub(_unescape, raw), cursor


def _hexadecimal_string(data: bytes, position: int, end: int) -> tuple[bytes, int]:
    """The string whose opening angle bracket is at ``position - 1`` (7.3.4.3)."""
    close = data.find(b">", position, end)
    if close < 0:
        raise Broken(f"hexadecimal string at byte {position} has no end", end)
    return hexadecimal(data[position:close]), close + 1


def _unescape(match: re.Match[bytes]) -> bytes:
    octal, single, line_end = match.groups()
    if octal:
        return bytes((int(octal, 8) & 255,))
    if line_end:
        return b"\n"
    if not single or single in (b"\n", b"\r", b"\r\n"):
        return b""
    return _ESCAPED.get(single, single)


def hexadecimal(raw: bytes) -> bytes:
    """Value of a hexadecimal string without its delimiters (7.3.4.3): white space skipped, odd length padded with 0."""
    try:
        return unhexlify(raw)
    except (BinasciiError, ValueError):
        digits = _NOT_HEX.sub(b"", raw)
        return unhexlify(digits + b"0" if len(digits) & 1 else digits)


_NAMES: dict[bytes, Name] = {}
_MAX_NAMES = 4096  # names that are remembered; a document uses some hundred


def _name(raw: bytes) -> Name:
    text = raw[1:].decode("latin-1")
    if "#" in text:
        text = _NUMBER_SIGN.sub(lambda m: chr(int(m.group(1), 16)), text)
    name = Name(text)
    if len(_NAMES) >= _MAX_NAMES:
        _NAMES.clear()
    if len(raw) < 64:
        _NAMES[raw] = name
    return name


def _keyword(raw: bytes, position: int) -> "PdfValue":
    if raw in _KEYWORDS:
        return _KEYWORDS[raw]
    try:
        return float(raw[:32])
    except ValueError:
        raise Broken(f"unexpected keyword at byte {position}", position) from None


def _dictionary(
    items: "list[PdfValue]", base: int, start: int, end: int, places: dict[int, tuple[int, int]]
) -> PdfDict:
    """The dictionary of alternating keys and values. ``places``: index of a string, counted from ``base`` -> where it stands."""
    result = PdfDict(start)
    result.end = end
    if len(items) & 1:
        items.append(None)
    keys: list[PdfValue] = items[::2]
    for key in keys:
        if type(key) is not Name:
            raise Broken(f"key in the dictionary at byte {start} is not a name", end)
    result.update(zip(keys, items[1::2], strict=True))  # type: ignore[arg-type]
    if len(result) != len(keys):
        result.duplicates = tuple([key for key in result if keys.count(Name(key)) > 1])
    spans = {str(keys[i >> 1]): places[base + i] for i in range(1, len(items), 2) if type(items[i]) is bytes}
    if spans:
        result.spans = spans
    return result


def parse_value(data: bytes, position: int, end: int | None = None) -> tuple[PdfValue, int]:
    """The value that starts at ``position``, and the position after it. Raises Malformed."""
    limit = len(data) if end is None else end
    items: list[PdfValue] = []
    marks: list[tuple[int, int, int]] = []
    places: dict[int, tuple[int, int]] = {}
    match_token = _TOKEN.match
    for _ in range(MAX_TOKENS):
        match = match_token(data, position, limit)
        if match is None:
            raise Broken(f"no value at byte {position}", position)
        position = match.end()
        kind = match.lastindex
        value: PdfValue
        if kind == 1:
            raw = match[1]
            value = _NAMES.get(raw) or _name(raw)
        elif kind == 4:
            value = int(match[4])
        elif kind == 3:
            value = Ref(int(match[2]), int(match[3]))
        elif kind in (5, 7):
            if len(marks) >= MAX_DEPTH:
                raise Broken(f"nesting too deep at byte {position}", position)
            marks.append((len(items), match.start(kind), kind))
            continue
        elif kind in (6, 8):
            if not marks or marks[-1][2] != kind - 1:
                raise Broken(f"unbalanced delimiter at byte {position}", position)
            base, start, _kind = marks.pop()
            inner = items[base:]
            del items[base:]
            value = inner if kind == 8 else _dictionary(inner, base, start, position, places)
        elif kind == 11:
            value = _keyword(match[11], match.start(11))
        else:
            start = position - 1
            value, position = (_literal_string if kind == 9 else _hexadecimal_string)(data, position, limit)
            places[len(items)] = (start, position)
        if not marks:
            return value, position
        items.append(value)
    raise Broken(f"too many tokens before byte {position}", position)


def object_header(data: bytes, position: int) -> tuple[int, int, int] | None:
    """(number, generation, position after ``obj``) of the indirect object that starts at ``position`` (7.3.10)."""
    if position < 0 or position >= len(data):
        return None
    match = _OBJECT.match(data, position)
    return None if match is None else (int(match.group(1)), int(match.group(2)), match.end())


_STREAM = re.compile(rb"[\x00\t\n\x0c\r ]*stream(\r\n|\n|\r)")
_END_STREAM = re.compile(rb"[\x00\t\n\x0c\r ]*endstream")


def stream_start(data: bytes, position: int) -> int | None:
    """Where the data of the stream begin whose dictionary ends at ``position``; None where no stream follows."""
    match = _STREAM.match(data, position)
    return None if match is None else match.end()


def stream_end(data: bytes, start: int, length: PdfValue) -> int:
    """End of the stream data at ``start``: by /Length where ``endstream`` follows it, else before the next ``endstream``."""
    if isinstance(length, int) and 0 <= length <= len(data) - start and _END_STREAM.match(data, start + length):
        return start + length
    end = data.find(b"endstream", start)
    if end < 0:
        raise Broken(f"stream at byte {start} has no end", len(data))
    for line_end in (b"\r\n", b"\n", b"\r"):
        if data.endswith(line_end, start, end):
            return end - len(line_end)
    return end
