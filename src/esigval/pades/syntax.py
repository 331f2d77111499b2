"""PDF objects from raw bytes (ISO 32000-2, 7.2 and 7.3), with the byte positions that signature checks need.

Values are plain Python: ``bytes`` for strings, ``Name``, ``int``, ``float``, ``bool``, ``None``, ``list``, ``PdfDict``, ``Ref``.
The parser is iterative and bounded, so that hostile nesting costs neither stack nor time.
"""

import re
from binascii import Error as BinasciiError
from binascii import unhexlify
from collections import Counter
from collections.abc import Hashable
from functools import partial
from math import isfinite, nan
from typing import NamedTuple

from esigval.model.citation import ref
from esigval.model.errors import Malformed

MAX_DEPTH = 200
"""Nesting of arrays and dictionaries; readers in the field stop between 100 (pdf.js, PDFBox) and 500 (qpdf)."""

MAX_TOKENS = 2_000_000
"""Steps of reading one object. The largest legitimate objects are page trees and name trees of some 10^5 entries."""

_SYNTAX = ref("iso-32000-2", "7.3")

_SKIPPED = rb"[\x00\t\n\x0c\r ]*+(?:%[^\r\n]*+[\x00\t\n\x0c\r ]*+)*+"
_END = rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
_NAME = rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*+"
_REFERENCE = rb"(\d{1,10}+)[\x00\t\n\x0c\r ]++(\d{1,5}+)[\x00\t\n\x0c\r ]++R" + _END
_INTEGER = rb"([+-]?\d{1,18}+)" + _END
_TOKEN = re.compile(
    _SKIPPED + rb"(?:"
    # 1 name, and what most often follows it: 2, 3 reference, 4 integer, 5 another name
    rb"(" + _NAME + rb")(?:[\x00\t\n\x0c\r ]*+(?:" + _REFERENCE + rb"|" + _INTEGER + rb"|(" + _NAME + rb")))?"
    rb"|(>>)"  # 6
    rb"|(<<)"  # 7
    rb"|"
    + _REFERENCE  # 8, 9 reference
    + rb"|"
    + _INTEGER  # 10 integer
    + rb"|(\])"  # 11
    rb"|(\[)"  # 12
    rb"|(\()"  # 13 literal string
    rb"|(<)"  # 14 hexadecimal string
    rb"|([^\x00\t\n\x0c\r ()<>\[\]{}/%]++)"  # 15 other number or keyword
    rb")"
)
(_PAIR_REFERENCE, _PAIR_INTEGER, _PAIR_NAME, _DICTIONARY_END, _DICTIONARY, _PLAIN_REFERENCE, _PLAIN_INTEGER, _ARRAY_END, _ARRAY,
 _LITERAL, _HEXADECIMAL, _OTHER) = (3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15)  # fmt: skip
_REFERENCES = re.compile(
    rb"((?:[\t\n\x0c\r ]*+\d{1,10}+[\t\n\x0c\r ]++\d{1,5}+[\t\n\x0c\r ]++R" + _END + rb")++)[\t\n\x0c\r ]*+\]"
)
_NUMBERS = re.compile(rb"((?:[\t\n\x0c\r ]*+[+-]?\d{1,18}+(?:\.\d{0,12}+)?" + _END + rb")++)[\t\n\x0c\r ]*+\]")
_PARENTHESIS = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S])|$)|(\r\n?)")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NUMBER_SIGN = re.compile(r"#([0-9A-Fa-f]{2})")
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]+")
_OBJECT = re.compile(rb"[\x00\t\n\x0c\r ]*(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj")
_NUMBER = re.compile(rb"[+-]?(?:\d{1,18}|\d{1,18}\.\d*|\.\d+)")
_MAX_DIGITS = 32
"""Characters of a number that are read."""
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


class OddNumber(float):
    """A number that is not written as 7.3.3 has it, by an exponent or by very many digits: readers take it for different ones, and it is
    equal to what is written alike only."""

    __slots__ = ("written",)
    written: bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OddNumber) and self.written == other.written

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


class Ref(NamedTuple):
    """An indirect reference."""

    number: int
    generation: int


_reference = partial(tuple.__new__, Ref)
"""A reference from a pair: a named tuple's own constructor takes five times as long."""
_ONLY_NAMES = frozenset({Name})

_NO_SPANS: dict[str, tuple[int, int]] = {}
_NO_DUPLICATES: "dict[str, PdfValue]" = {}


class PdfDict(dict[str, "PdfValue"]):
    """A dictionary, where it stands (``start``, ``end``), where its strings stand (``spans``), and which keys it states twice with what
    it states first for them (``duplicates``); its entries are those that it states last."""

    __slots__ = ("duplicates", "end", "spans", "start")
    start: int
    end: int
    spans: dict[str, tuple[int, int]]
    duplicates: "dict[str, PdfValue]"


def empty_dictionary(start: int = 0) -> PdfDict:
    """A dictionary without entries: what stands for one that is not there."""
    return _placed(PdfDict(), start, start)


def _placed(dictionary: PdfDict, start: int, end: int) -> PdfDict:
    dictionary.start, dictionary.end, dictionary.spans, dictionary.duplicates = start, end, _NO_SPANS, _NO_DUPLICATES
    return dictionary


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


def is_hexadecimal(raw: bytes) -> bool:
    """Whether there is nothing but digits and white space between the delimiters of a hexadecimal string."""
    try:
        unhexlify(raw)
    except (BinasciiError, ValueError):
        return not raw.translate(None, b"0123456789abcdefABCDEF" + WHITESPACE)
    return True


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
        number = float(raw[:_MAX_DIGITS])
    except ValueError:
        number = nan
    if not isfinite(number):
        raise Broken(f"unexpected keyword at byte {position}", position)
    if len(raw) <= _MAX_DIGITS and _NUMBER.fullmatch(raw):
        return number
    odd = OddNumber(number)
    odd.written = raw
    return odd


def _dictionary(items: "list[PdfValue]", start: int, end: int) -> PdfDict:
    """The dictionary of alternating keys and values."""
    if len(items) & 1:
        items.append(None)
    keys = items[::2]
    if not _ONLY_NAMES.issuperset(map(type, keys)):
        raise Broken(f"key in the dictionary at byte {start} is not a name", end)
    result = _placed(PdfDict(zip(keys, items[1::2], strict=True)), start, end)  # type: ignore[arg-type]
    if len(result) != len(keys):
        first: dict[str, PdfValue] = {}
        for index, key in enumerate(keys):
            first.setdefault(str(key), items[2 * index + 1])
        count = Counter(keys)
        result.duplicates = {key: value for key, value in first.items() if count[Name(key)] > 1}
    return result


def alike(left: object, right: object) -> bool:
    """Whether two direct values are equal, and true and false are no numbers, which Python takes them for."""
    if left != right:
        return False
    stack = [(left, right)]
    while stack:
        one, other = stack.pop()
        if isinstance(one, bool) is not isinstance(other, bool):
            return False
        if isinstance(one, dict) and isinstance(other, dict):
            stack.extend((value, other[key]) for key, value in one.items())
        elif isinstance(one, list) and isinstance(other, list):
            stack.extend(zip(one, other, strict=True))
    return True


def hashable(value: "PdfValue") -> Hashable:
    """What stands for a direct value in a set: equal where the values are; true and false are no numbers, two numbers no reference."""
    if isinstance(value, PdfDict):
        return frozenset([(key, hashable(entry)) for key, entry in value.items()])
    if isinstance(value, list):
        return (list, *[hashable(entry) for entry in value])
    if isinstance(value, PdfStream):
        return PdfStream, value.start, value.end
    return (bool, value) if isinstance(value, bool) else value


def repeats_entries(value: "PdfValue") -> bool:
    """Whether a dictionary in a direct value states a key twice: readers take the first or the last of these entries (7.3.7)."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, PdfStream):
            item = item.dictionary
        if isinstance(item, PdfDict):
            if item.duplicates:
                return True
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return False


def by_first_entries(value: "PdfValue") -> "PdfValue":
    """A direct value as it is for readers that take the first of repeated entries."""
    if isinstance(value, PdfStream):
        return PdfStream(_first_entries(value.dictionary), value.start, value.end)
    if isinstance(value, PdfDict):
        return _first_entries(value)
    return [by_first_entries(item) for item in value] if isinstance(value, list) else value


def _first_entries(dictionary: PdfDict) -> PdfDict:
    result = empty_dictionary(dictionary.start)
    result.update({key: by_first_entries(value) for key, value in {**dictionary, **dictionary.duplicates}.items()})
    return result


def _spans(items: "list[PdfValue]", base: int, places: dict[int, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Key -> where its string stands. ``places``: index of a string, counted from ``base`` -> where it stands."""
    return {str(items[i - 1]): places[base + i] for i in range(1, len(items), 2) if type(items[i]) is bytes}


def parse_value(data: bytes, position: int, end: int | None = None) -> tuple[PdfValue, int]:
    """The value that starts at ``position``, and the position after it. Raises Malformed."""
    limit = len(data) if end is None else end
    items: list[PdfValue] = []
    marks: list[tuple[int, int, int]] = []
    places: dict[int, tuple[int, int]] = {}
    match_token, names, add = _TOKEN.match, _NAMES, items.append
    for _ in range(MAX_TOKENS):
        match = match_token(data, position, limit)
        if match is None:
            raise Broken(f"no value at byte {position}", position)
        position = match.end()
        kind: int = match.lastindex  # type: ignore[assignment]
        value: PdfValue
        if kind <= _PAIR_NAME:
            raw = match[1]
            value = names.get(raw) or _name(raw)
            if not marks:
                return value, match.end(1)
            add(value)
            if kind == _PAIR_REFERENCE:
                add(_reference((int(match[2]), int(match[3]))))
            elif kind == _PAIR_INTEGER:
                add(int(match[4]))
            elif kind == _PAIR_NAME:
                raw = match[5]
                add(names.get(raw) or _name(raw))
            continue
        if kind in (_DICTIONARY, _ARRAY):
            if len(marks) >= MAX_DEPTH:
                raise Broken(f"nesting too deep at byte {position}", position)
            plain = _plain_array(data, position, limit) if kind == _ARRAY else None
            if plain is None:
                marks.append((len(items), match.start(kind), kind))
                continue
            value, position = plain
        elif kind in (_DICTIONARY_END, _ARRAY_END):
            value = _closed(items, marks, kind, position, places)
        elif kind == _PLAIN_REFERENCE:
            value = _reference((int(match[8]), int(match[9])))
        elif kind == _PLAIN_INTEGER:
            value = int(match[10])
        elif kind == _OTHER:
            value = _other(match[15], items, marks, match.start(15))
        else:
            start = position - 1
            value, position = (_literal_string if kind == _LITERAL else _hexadecimal_string)(data, position, limit)
            places[len(items)] = (start, position)
        if not marks:
            return value, position
        add(value)
    raise Broken(f"too many tokens before byte {position}", position)


def _closed(
    items: list[PdfValue],
    marks: list[tuple[int, int, int]],
    kind: int,
    position: int,
    places: dict[int, tuple[int, int]],
) -> PdfValue:
    """The dictionary or array that ends before ``position``, taken off ``items``."""
    if not marks or marks[-1][2] != kind + 1:
        raise Broken(f"unbalanced delimiter at byte {position}", position)
    base, start, _ = marks.pop()
    inner = items[base:]
    del items[base:]
    if kind == _ARRAY_END:
        return inner
    value = _dictionary(inner, start, position)
    if places:
        value.spans = _spans(inner, base, places)
    return value


def _other(raw: bytes, items: list[PdfValue], marks: list[tuple[int, int, int]], position: int) -> PdfValue:
    """What stands at ``position`` and is none of the frequent: a keyword, a real number, the end of a reference whose numbers stand apart
    by remarks or have many digits."""
    if raw == b"R" and marks and len(items) - marks[-1][0] > 1:
        number, generation = items[-2:]
        if isinstance(number, int) and isinstance(generation, int) and min(number, generation) >= 0:
            del items[-2:]
            return Ref(number, generation)
    return _keyword(raw, position)


def _plain_array(data: bytes, position: int, limit: int) -> tuple[list[PdfValue], int] | None:
    """An array of nothing but references or numbers, as page trees, annotations and fields have them by the thousand, and the position
    after it; None where it holds anything else. ``position``: after its bracket."""
    match = _REFERENCES.match(data, position, limit)
    if match is not None:
        words = match[1].split()
        return list(map(_reference, zip(map(int, words[::3]), map(int, words[1::3]), strict=True))), match.end()
    match = _NUMBERS.match(data, position, limit)
    if match is None:
        return None
    words = match[1].split()
    return [float(word) if b"." in word else int(word) for word in words], match.end()


def object_header(data: bytes, position: int) -> tuple[int, int, int] | None:
    """(number, generation, position after ``obj``) of the indirect object that starts at ``position`` (7.3.10)."""
    if position < 0 or position >= len(data):
        return None
    match = _OBJECT.match(data, position)
    return None if match is None else (int(match.group(1)), int(match.group(2)), match.end())


_STREAM = re.compile(_SKIPPED + rb"stream(?:[\x00\t\x0c ]*+(?:\r\n|\n|\r))?")
_END_STREAM = re.compile(rb"[\x00\t\n\x0c\r ]*endstream")


def stream_start(data: bytes, position: int) -> int | None:
    """Where the data of the stream begin whose dictionary ends at ``position``; None where no stream follows. Readers take remarks before
    the keyword and white space between it and the end of its line (7.3.8.1 allows neither): what they show are data here too."""
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
