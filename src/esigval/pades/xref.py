"""Cross-reference tables and streams, read lazily and as they stand (ISO 32000-2, 7.5.4 to 7.5.8).

Nothing is repaired here: an entry that does not hold is the caller's to notice. A table of 100,000 entries costs nothing until an
entry is asked for.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.pades.filters import decode
from esigval.pades.syntax import (
    Name,
    PdfDict,
    PdfValue,
    object_header,
    parse_value,
    stream_end,
    stream_start,
)

MAX_SECTIONS = 50_000
"""Cross-reference sections in one chain: a signed archive that is re-stamped yearly has dozens."""

MAX_READINGS = 16
"""Ways in which one object can be stated besides the one that holds."""

FEW = 32
"""Subsections of a section that are asked one by one."""

MAX_SCATTERED = 300_000
"""Entries of a section with more subsections than that: an update states those of its objects, what is larger is written in one piece."""

MAX_OBJECT_NUMBER = 8_388_607
"""ISO 32000-1, annex C.2: indirect objects that a reader has to support."""

_TABLES = ref("iso-32000-2", "7.5.4")
_STREAMS = ref("iso-32000-2", "7.5.8")

_TABLE_START = re.compile(rb"[\x00\t\n\x0c\r ]*xref[\x00\t\n\x0c\r ]*")
_SUBSECTION = re.compile(rb"[\x00\t\n\x0c\r ]*(\d{1,10})[ \t]+(\d{1,10})[ \t]*(?:\r\n|\n|\r)?")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_LOOSE_ENTRY = re.compile(rb"[\x00\t\n\x0c\r ]*(\d{1,10})[ \t]+(\d{1,5})[ \t]+([nf])")
_ODD_ENTRY = re.compile(rb"(\d{10})[\x00\t\n\x0c\r ]+(\d{1,10})[\x00\t\n\x0c\r ]+([A-Za-z])[\x00\t\n\x0c\r ]*$")
_DIGITS = re.compile(rb"[\x00\t\n\x0c\r ]*(\d{1,10})")
_TRAILER = re.compile(rb"[\x00\t\n\x0c\r ]*trailer")
_ENTRY_SIZE = 20


class Entry(NamedTuple):
    """Where an object is: at byte ``position`` (``container`` 0), or at ``position``-th place of object stream ``container``.
    ``free``: the number is not in use."""

    position: int
    generation: int = 0
    container: int = 0
    free: bool = False


NOTHING = Entry(0, 0, 0, True)
"""What an entry stands for that can't be read, or is of a kind to come: the null object (ISO 32000-2, 7.5.8.3)."""

_IN_STREAM = 2
"""Kind of the entries of a cross-reference stream that are in an object stream."""


class _Table(NamedTuple):
    """A subsection whose entries stand in the file, 20 bytes each."""

    first: int
    size: int
    start: int


class _Packed(NamedTuple):
    """A subsection of a cross-reference stream."""

    first: int
    size: int
    start: int


class Section:
    """One cross-reference section: its trailer, its entries, and the section before it (``previous``)."""

    __slots__ = (
        "_index",
        "data",
        "end",
        "hybrid",
        "loose",
        "offset",
        "packed",
        "previous",
        "tables",
        "trailer",
        "uneven",
        "widths",
    )

    def __init__(self, data: bytes, offset: int, trailer: PdfDict, end: int) -> None:
        self.data = data
        self.offset = offset
        self.trailer = trailer
        self.end = end
        self.tables: list[_Table | _Packed] = []
        self.loose: dict[int, Entry] = {}
        self.uneven: list[_Table] = []
        self.packed = b""
        self.widths = (0, 0, 0)
        self._index: dict[int, list[tuple[_Table | _Packed, int]]] | None = None
        self.hybrid: Section | None = None
        self.previous: Section | None = None

    def lookup(self, number: int) -> Entry | None:
        """The entry that this section states for ``number``. What the table of a hybrid file hides as free is where its stream says
        (7.5.8.4)."""
        own = self._stated(number)
        if self.hybrid is None or (own is not None and not own.free):
            return own
        hidden = self.hybrid.lookup(number)
        return own if hidden is None or (hidden.free and own is not None) else hidden

    def other_entries(self, number: int) -> list[Entry]:
        """Entries for ``number`` by which other readers go: they take the table of a hybrid file or its stream, the first or the last of
        several entries, one that is not written as it should be or none. Raises Malformed where what they take can't be told."""
        chosen = self.lookup(number)
        if chosen is None:
            return []
        stated = [*self._all_stated(number), *(self.hybrid._all_stated(number) if self.hybrid is not None else ())]
        others = [entry for entry in stated if entry != chosen and not (entry.free and chosen.free)]
        if len(others) > MAX_READINGS:
            raise Malformed(f"cross-references state object {number} too often", _TABLES)
        return others

    def _stated(self, number: int) -> Entry | None:
        """The entry of this section's own table or stream."""
        entry = self.loose.get(number)
        if entry is not None:
            return entry
        for subsection, index in self._places(number):
            return self._entry(subsection, index)
        return None

    def _all_stated(self, number: int) -> Iterator[Entry]:
        """All entries of this section's own table or stream, in every way in which they are read."""
        if number in self.loose:
            yield self.loose[number]
            yield from self._by_size(number)
        for subsection, index in self._places(number):
            yield self._entry(subsection, index)
            place = subsection.start + index * _ENTRY_SIZE
            if isinstance(subsection, _Table) and not _ENTRY.match(self.data, place):
                match = _ODD_ENTRY.match(self.data, place, place + _ENTRY_SIZE)
                if match is None:
                    raise Malformed(f"cross-reference entry at byte {place}", _TABLES)
                yield from (NOTHING, Entry(int(match.group(1))))

    def _by_size(self, number: int) -> Iterator[Entry]:
        """The entry for ``number`` of readers that take 20 bytes for each, where they are not that long, if it leads to that object."""
        for table in self.uneven:
            index = number - table.first
            if 0 <= index < table.size:
                place = table.start + index * _ENTRY_SIZE
                match = _DIGITS.match(self.data, place, place + 10)
                header = None if match is None else object_header(self.data, int(match.group(1)))
                if match is not None and header is not None and header[0] == number:
                    yield Entry(int(match.group(1)))

    def _places(self, number: int) -> "list[tuple[_Table | _Packed, int]]":
        """The subsections that state ``number``, each with the place of its entry. Where there are many subsections, all numbers are looked
        up at once."""
        if len(self.tables) <= FEW:
            return [(t, number - t.first) for t in self.tables if 0 <= number - t.first < t.size]
        if self._index is None:
            self._index = {}
            for table in self.tables:
                for index in range(table.size):
                    self._index.setdefault(table.first + index, []).append((table, index))
        return self._index.get(number, [])

    def numbers(self) -> "set[int]":
        """All object numbers for which this section states an entry."""
        found = set(self.loose)
        for subsection in self.tables:
            found.update(range(subsection.first, subsection.first + subsection.size))
        if self.hybrid is not None:
            found |= self.hybrid.numbers()
        return found

    @property
    def highest(self) -> int:
        """The highest object number for which this section states an entry."""
        tops = [subsection.first + subsection.size - 1 for subsection in self.tables]
        return max([*tops, *self.loose, 0 if self.hybrid is None else self.hybrid.highest, 0])

    @property
    def size(self) -> int:
        """How many entries this section states."""
        own = len(self.loose) + sum([subsection.size for subsection in self.tables])
        return own + (self.hybrid.size if self.hybrid is not None else 0)

    def containers(self) -> "set[int]":
        """Numbers of the object streams in which this section says that objects are."""
        found = set() if self.hybrid is None else self.hybrid.containers()
        kind_width, position_width, _ = self.widths
        step = sum(self.widths)
        if kind_width and any(self.packed[kind_width - 1 :: step]):
            columns = [self.packed[i::step] for i in range(kind_width + position_width)]
            for row in set(zip(*columns, strict=False)):
                if int.from_bytes(row[:kind_width], "big") == _IN_STREAM:
                    found.add(int.from_bytes(row[kind_width:], "big"))
        return found

    def _entry(self, subsection: "_Table | _Packed", index: int) -> Entry:
        if isinstance(subsection, _Table):
            place = subsection.start + index * _ENTRY_SIZE
            match = _ENTRY.match(self.data, place) or _ODD_ENTRY.match(self.data, place, place + _ENTRY_SIZE)
            if match is None:
                return NOTHING
            return Entry(int(match.group(1)), int(match.group(2)), 0, match.group(3) in b"fF")
        kind_width, position_width, generation_width = self.widths
        start = subsection.start + index * sum(self.widths)
        middle, last = start + kind_width, start + kind_width + position_width
        kind = int.from_bytes(self.packed[start:middle], "big") if kind_width else 1
        position = int.from_bytes(self.packed[middle:last], "big")
        generation = int.from_bytes(self.packed[last : last + generation_width], "big")
        if kind == _IN_STREAM:
            return Entry(generation, 0, position)
        return Entry(position, generation, 0, kind == 0) if kind in (0, 1) else NOTHING


def read_section(data: bytes, offset: int) -> Section:
    """The section at byte ``offset``, without the sections that it refers to. Raises Malformed."""
    if not 0 <= offset < len(data):
        raise Malformed(f"cross-reference section at byte {offset} lies outside the file", _TABLES)
    match = _TABLE_START.match(data, offset)
    section = _read_stream(data, offset) if match is None else _read_table(data, offset, match.end())
    if len(section.tables) > FEW and section.size > MAX_SCATTERED:
        raise Malformed(f"cross-reference section at byte {offset} states too many objects one by one", _TABLES)
    return section


def _read_table(data: bytes, offset: int, position: int) -> Section:
    subsections: list[_Table | _Packed] = []
    loose: dict[int, Entry] = {}
    uneven: list[_Table] = []
    shifted = False
    while (trailer := _TRAILER.match(data, position)) is None:
        match = _SUBSECTION.match(data, position)
        if match is None or len(subsections) > MAX_SECTIONS:
            raise Malformed(f"cross-reference table at byte {offset}", _TABLES)
        first, count, position = int(match.group(1)), int(match.group(2)), match.end()
        if first + count > MAX_OBJECT_NUMBER + 1:
            raise Malformed(f"cross-reference table at byte {offset}: object numbers", _TABLES)
        if not count:
            continue
        if _ENTRY.match(data, position) and _ENTRY.match(data, position + (count - 1) * _ENTRY_SIZE):
            if first == 1 and data.startswith(b"0000000000 65535 f", position):
                first, shifted = 0, True  # a widespread producer error: the head of the free list is object 0
            subsections.append(_Table(first, count, position))
            position += count * _ENTRY_SIZE
        else:
            uneven.append(_Table(first, count, position))
            position = _read_loose(data, position, first, count, loose)
    value, end = parse_value(data, trailer.end())
    if not isinstance(value, PdfDict):
        raise Malformed(f"trailer of the cross-reference table at byte {offset}", _TABLES)
    if shifted and "Prev" in value:
        raise Malformed(f"cross-reference table at byte {offset} numbers its objects in two ways", _TABLES)
    section = Section(data, offset, value, end)
    section.tables, section.loose, section.uneven = subsections, loose, uneven
    return section


def _read_loose(data: bytes, position: int, first: int, count: int, loose: dict[int, Entry]) -> int:
    """Entries that are not 20 bytes long: one by one, as readers tolerate them."""
    for number in range(first, first + count):
        match = _LOOSE_ENTRY.match(data, position)
        if match is None:
            raise Malformed(f"cross-reference entry at byte {position}", _TABLES)
        entry = Entry(int(match.group(1)), int(match.group(2)), 0, match.group(3) == b"f")
        if loose.setdefault(number, entry) != entry:
            raise Malformed(f"cross-reference table states object {number} twice", _TABLES)
        position = match.end()
    return position


def _integers(value: PdfValue) -> list[int]:
    if not isinstance(value, list) or not all(isinstance(item, int) and item >= 0 for item in value):
        raise Malformed("cross-reference stream: array of integers", _STREAMS)
    return [int(item) for item in value if isinstance(item, int)]


def _read_stream(data: bytes, offset: int) -> Section:
    header = object_header(data, offset)
    if header is None:
        raise Malformed(f"no cross-reference section at byte {offset}", _STREAMS)
    dictionary, position = parse_value(data, header[2])
    start = stream_start(data, position)
    if not isinstance(dictionary, PdfDict) or dictionary.get("Type") != Name("XRef") or start is None:
        raise Malformed(f"no cross-reference section at byte {offset}", _STREAMS)
    end = stream_end(data, start, dictionary.get("Length"))
    widths = _integers(dictionary.get("W"))
    size = dictionary.get("Size")
    if (
        len(widths) < 3
        or any(widths[3:])
        or any(width > 8 for width in widths)
        or not sum(widths)
        or not isinstance(size, int)
    ):
        raise Malformed(f"cross-reference stream at byte {offset}: field widths", _STREAMS)
    section = Section(data, offset, dictionary, end)
    section.widths = (widths[0], widths[1], widths[2])
    section.packed = decode(data[start:end], dictionary)
    index = _integers(dictionary.get("Index", [0, size]))
    begin, step = 0, sum(section.widths)
    available = len(section.packed) // step
    for first, count in zip(index[::2], index[1::2], strict=False):
        count = min(count, available - begin // step)  # noqa: PLW2901 - a section states no more entries than it holds
        if first + count > MAX_OBJECT_NUMBER + 1:
            raise Malformed(f"cross-reference stream at byte {offset}: object numbers", _STREAMS)
        section.tables.append(_Packed(first, count, begin))
        begin += count * step
    return section
