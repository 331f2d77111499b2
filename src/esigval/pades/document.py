"""A PDF file as a reader sees it that stops at a given byte: the whole file, or the revision that a signature covers.

The cross-reference chain is followed as it stands. Where it is damaged the objects are found by their headers, as readers do, and
the view says so (``damage``): what readers then show is not determined by the file alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.pades.filters import decode
from esigval.pades.history import History
from esigval.pades.syntax import (
    WHITESPACE,
    Broken,
    Name,
    PdfDict,
    PdfStream,
    PdfValue,
    Ref,
    by_first_entries,
    empty_dictionary,
    object_header,
    parse_value,
    repeats_entries,
    stream_end,
    stream_start,
)
from esigval.pades.xref import MAX_OBJECT_NUMBER, MAX_READINGS, MAX_SECTIONS, Entry, Section, read_section

MAX_REFERENCE_CHAIN = 32
"""References that lead to references: readers in the field resolve a few."""

MAX_REBUILT_VIEWS = 20
"""Revisions of one file whose cross-references may be rebuilt; each costs a pass over its objects."""

MAX_WASTED = 16 << 20
"""Bytes of one file that may turn out to be no objects after having been read as such."""

_STRUCTURE = ref("iso-32000-2", "7.5")
_START_XREF = re.compile(rb"startxref[\x00\t\n\x0c\r ]*(\d{1,12})")
_WORD_START_XREF = re.compile(rb"(?<=[\x00\t\n\x0c\r >])startxref[\x00\t\n\x0c\r ]+\d")
_KEYWORD = re.compile(rb"obj(?![A-Za-z])(?<=[\x00\t\n\x0c\r ]obj)")
_HEADER_END = re.compile(rb"(?<![0-9])(\d{1,10})[\x00\t\n\x0c\r ]+\d{1,5}[\x00\t\n\x0c\r ]+$")
_REACH = 1_024
"""Bytes before the end in which readers look for ``startxref`` (ISO 32000-1, annex H.3, note 18; 4,096 at the most in the field). Where it
is not among them they rebuild the file from all that looks like an object."""


class ObjectStream(NamedTuple):
    """An object stream, decoded (7.5.7). ``pairs``: number and place of each object in order, the number negative where they can't be read;
    ``places``: number -> its places."""

    data: bytes
    pairs: list[tuple[int, int]]
    places: dict[int, list[int]]

    def place(self, number: int, index: int) -> int | None:
        """Where object ``number`` stands that cross-references have at ``index``: there, or where else that number is."""
        if index < len(self.pairs) and self.pairs[index][0] == number:
            return self.pairs[index][1]
        places = self.places.get(number)
        return None if places is None else places[-1]

    def other_places(self, number: int, index: int) -> list[int | None]:
        """Places at which other readers look for it, who go by the index alone or by the number alone; None for none."""
        chosen = self.place(number, index)
        found: list[int | None] = [place for place in self.places.get(number, ()) if place != chosen]
        if index >= len(self.pairs):
            found.append(None)
        elif self.pairs[index][1] != chosen:
            found.append(self.pairs[index][1])
        return found

    @property
    def is_readable(self) -> bool:
        """Whether all numbers and places are plain."""
        return _UNREADABLE not in self.places


_UNREADABLE = -1
_REMARK = re.compile(rb"%[^\r\n]*|\x00")


class PdfFile:
    """The bytes of a file and what was parsed of them so far; shared by all views."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.base = max(data.find(b"%PDF-", 0, 1024 + 5), 0)
        self._sections: dict[int, Section] = {}
        self._objects: dict[int, tuple[int, PdfValue, int]] = {}
        self._broken: dict[int, Broken] = {}
        self._object_streams: dict[int, ObjectStream] = {}
        self._packed: dict[tuple[int, int], PdfValue] = {}
        self._views: dict[int, View] = {}
        self._histories: list[History] = []
        self._headers: list[tuple[int, int]] | None = None
        self._rebuilt = 0
        self._decoded = 0
        self._wasted = 0
        self._depth = 0

    def view(self, end: int | None = None) -> "View":
        """The file as it is if it stops at byte ``end``."""
        newest = len(self.data)
        stop = newest if end is None else end
        view = self._views.get(stop)
        if view is None:
            if stop != newest:
                self.view()  # first: what it finds out about the cross-references serves all older ones
            view = self._views[stop] = View(self, stop)
        return view

    def in_reach(self, end: int) -> bool:
        """Whether all readers find the last ``startxref`` of the file as it is if it stops at byte ``end``: some take it only where it is a
        word of its own, and go on to the one before where it is not."""
        mark = self.data.rfind(b"startxref", max(0, end - _REACH), end)
        return mark > 0 and _WORD_START_XREF.match(self.data, mark, end) is not None

    def stands_at(self, entry: Entry, position: int) -> bool:
        """Whether ``entry`` leads to the header at byte ``position``: white space before it counts with it, and places may be counted from
        the header of the file."""
        places = [place for place in {entry.position, entry.position + self.base} if place <= position]
        return not (entry.free or entry.container) and any(not self.data[p:position].strip(WHITESPACE) for p in places)

    def history(self, head: Section) -> History:
        """Where objects stand by ``head`` and the sections before it."""
        for history in self._histories:
            if history.knows(head):
                return history
        self._histories.append(History(head))
        return self._histories[-1]

    @property
    def histories(self) -> list[History]:
        """The chains of cross-reference sections that were followed so far."""
        return self._histories

    def chain(self, offset: int) -> Section:
        """The section at ``offset`` with all sections before it linked. Raises Malformed."""
        head = self._section(offset)
        section, seen = head, {head.offset}
        while section.previous is None:
            previous = section.trailer.get("Prev")
            if not isinstance(previous, int | float):
                break
            older = self._section(int(previous))
            if older.offset in seen or len(seen) > MAX_SECTIONS:
                raise Malformed("cross-reference sections lead in a circle", _STRUCTURE)
            seen.add(older.offset)
            section.previous = older
            section = older
        return head

    def _section(self, offset: int) -> Section:
        section = self._sections.get(offset)
        if section is not None:
            return section
        section = self._read_section(offset)
        hybrid = section.trailer.get("XRefStm")
        if isinstance(hybrid, int) and section.trailer.get("Type") != Name("XRef"):
            section.hybrid = self._read_section(hybrid)
        self._sections[offset] = section
        return section

    def _read_section(self, offset: int) -> Section:
        """The section at ``offset``, which is counted from the file's start or from its header, where that is not at the start. Raises
        Malformed where there is one at both places."""
        found = []
        for start in {0: 0, self.base: 0}:
            try:
                found.append(read_section(self.data, offset + start))
            except Malformed:
                if start == self.base and not found:
                    raise
        if len(found) > 1 and found[0].end != found[1].end:
            raise Malformed(f"cross-reference section at byte {offset} can be counted in two ways", _STRUCTURE)
        return found[0]

    def object_at(self, offset: int, view: "View") -> tuple[int, PdfValue, int] | None:
        """(number, value, end) of the indirect object at byte ``offset``; None where none starts there."""
        found = self._objects.get(offset)
        if found is not None:
            return found
        if offset in self._broken:
            known = self._broken[offset]
            raise Broken(known.where, known.reach)
        header = self._header_at(offset)
        if header is None:
            return None
        if self._wasted > MAX_WASTED:
            raise Malformed("too many broken objects", _STRUCTURE)
        try:
            value, end = parse_value(self.data, header[2])
            if isinstance(value, PdfDict):
                start = stream_start(self.data, end)
                if start is not None:
                    end = stream_end(self.data, start, self._length(value, view))
                    value = PdfStream(value, start, end)
        except Broken as error:
            self._wasted += max(error.reach - header[2], 0) + 1000
            self._broken[offset] = Broken(error.where, error.reach)
            raise
        found = self._objects[offset] = (header[0], value, end)
        return found

    def _header_at(self, offset: int) -> tuple[int, int, int] | None:
        """The head of the object at ``offset``, counted as those of sections are."""
        header = object_header(self.data, offset)
        if not self.base:
            return header
        later = object_header(self.data, offset + self.base)
        if header is not None and later is not None and header[2] != later[2]:
            raise Malformed(f"object at byte {offset} can be counted in two ways", _STRUCTURE)
        return header or later

    def _length(self, dictionary: PdfDict, view: "View") -> PdfValue:
        """/Length of a stream; nothing where it leads back to the stream itself or to nowhere."""
        if self._depth > MAX_REFERENCE_CHAIN:
            return None
        self._depth += 1
        try:
            return view.resolve(dictionary.get("Length"))
        except Malformed:
            return None
        finally:
            self._depth -= 1

    def decoded(self, stream: PdfStream, view: "View") -> bytes:
        """Data of ``stream`` after its filters; all streams of a file together have a budget."""
        dictionary = stream.dictionary
        if any(isinstance(dictionary.get(key), Ref) for key in ("Filter", "DecodeParms")):
            resolved = empty_dictionary(dictionary.start)
            resolved.update({key: view.resolve(value) for key, value in dictionary.items()})
            dictionary = resolved
        data = decode(self.data[stream.start : stream.end], dictionary)
        self._decoded += len(data)
        if self._decoded > _MAX_DECODED_TOTAL:
            raise Malformed(f"streams give more than {_MAX_DECODED_TOTAL} bytes", _STRUCTURE)
        return data

    def in_stream(self, entry: Entry, number: int, view: "View") -> PdfValue:
        """Object ``number`` that is where ``entry`` says in an object stream (7.5.7)."""
        offset = self._holder_offset(entry, view)
        if offset is None:
            return None
        place = self.object_stream(offset, view).place(number, entry.position)
        return None if place is None else self._packed_at(offset, place, view)

    def others_in_stream(self, entry: Entry, number: int, view: "View") -> list[PdfValue]:
        """What other readers find there. Raises Malformed where that can't be told."""
        offset = self._holder_offset(entry, view)
        if offset is None:
            return []
        held = self.object_stream(offset, view)
        if not held.is_readable:
            raise Malformed(f"object stream at byte {offset}: numbers", _STRUCTURE)
        places = held.other_places(number, entry.position)
        if len(places) > MAX_READINGS:
            raise Malformed(f"object stream at byte {offset} holds object {number} too often", _STRUCTURE)
        return [None if place is None else self._packed_at(offset, place, view) for place in places]

    def has_in_stream(self, entry: Entry, number: int, view: "View") -> bool:
        """Whether the object stream that ``entry`` names holds object ``number``."""
        offset = self._holder_offset(entry, view)
        return offset is not None and number in self.object_stream(offset, view).places

    def _holder_offset(self, entry: Entry, view: "View") -> int | None:
        """Where the object stream stands that ``entry`` names."""
        holder = view.entry(entry.container)
        return None if holder is None or holder.container or holder.free else holder.position

    def _packed_at(self, offset: int, place: int, view: "View") -> PdfValue:
        key = offset, place
        if key not in self._packed:
            self._packed[key] = parse_value(self.object_stream(offset, view).data, place)[0]
        return self._packed[key]

    def object_stream(self, offset: int, view: "View") -> ObjectStream:
        """The object stream at byte ``offset``; one without objects where none stands there."""
        held = self._object_streams.get(offset)
        if held is None:
            held = self._object_streams[offset] = self._read_object_stream(offset, view)
        return held

    def _read_object_stream(self, offset: int, view: "View") -> ObjectStream:
        found = self.object_at(offset, view)
        if found is None or not isinstance(found[1], PdfStream):
            return ObjectStream(b"", [], {})
        stream = found[1]
        count, first = (view.resolve(stream.dictionary.get(key)) for key in ("N", "First"))
        data = self.decoded(stream, view)
        if not isinstance(count, int) or not isinstance(first, int) or not 0 <= first <= len(data):
            return ObjectStream(b"", [], {})
        words = _REMARK.sub(b" ", data[:first]).split()[: 2 * max(count, 0)]
        held = ObjectStream(data, [], {})
        for number, place in zip(words[::2], words[1::2], strict=False):
            plain = number.isdigit() and place.isdigit() and len(number) + len(place) < 20
            pair = (int(number), first + int(place)) if plain else (_UNREADABLE, 0)
            held.pairs.append(pair)
            held.places.setdefault(pair[0], []).append(pair[1])
        return held

    def headers_before(self, end: int) -> dict[int, Entry]:
        """Object number -> the last object of that number that starts before ``end``: what a repair would find."""
        self._rebuilt += 1
        if self._rebuilt > MAX_REBUILT_VIEWS:
            raise Malformed("too many damaged revisions", _STRUCTURE)
        if self._headers is None:
            self._headers = list(_all_headers(self.data))
        return {n: Entry(position) for position, n in self._headers if position < end and n <= MAX_OBJECT_NUMBER}


def _all_headers(data: bytes) -> Iterator[tuple[int, int]]:
    """(position, number) of everything that looks like the head of an object."""
    for mark in _KEYWORD.finditer(data):
        match = _HEADER_END.search(data, max(0, mark.start() - 32), mark.start())
        if match is not None:
            yield match.start(), int(match.group(1))


_MAX_DECODED_TOTAL = 128 << 20
"""Decoded bytes of all streams of one file that are looked into (object streams, validation data)."""


class View:
    """The objects of a file that ends at byte ``end``. ``damage`` is "" where the cross-references hold."""

    def __init__(self, file: PdfFile, end: int) -> None:
        self.file = file
        self.end = end
        self.damage = ""
        self.head: Section | None = None
        self._rebuilt: dict[int, Entry] | None = None
        self._values: dict[int, PdfValue] = {}
        try:
            self.head = file.chain(self._start())
            self._history = file.history(self.head)
            self.trailer: PdfDict = self.head.trailer
            if not isinstance(self.get_dict(self.trailer, "Root"), PdfDict):
                raise Malformed("trailer has no document catalog", _STRUCTURE)
        except (Malformed, RecursionError) as error:
            self._rebuild(str(error))

    def _start(self) -> int:
        """Byte offset that the last ``startxref`` before the end states."""
        data = self.file.data
        mark = data.rfind(b"startxref", 0, self.end)
        match = _START_XREF.match(data, mark) if mark >= 0 else None
        if match is None:
            raise Malformed("no startxref", _STRUCTURE)
        return int(match.group(1))

    def _rebuild(self, why: str) -> None:
        self.damage, self.head = why, None
        self._values = {}
        self._rebuilt = self.file.headers_before(self.end)
        self.trailer = empty_dictionary()
        mark = self.file.data.rfind(b"trailer", 0, self.end)
        while mark >= 0:
            try:
                value, _ = parse_value(self.file.data, mark + 7)
            except Malformed:
                value = None
            if isinstance(value, PdfDict) and "Root" in value:
                self.trailer = value
                return
            mark = self.file.data.rfind(b"trailer", 0, mark)
        for entry in sorted(self._rebuilt.values(), reverse=True):
            root = self._rebuilt_root(entry.position)
            if root is not None:
                self.trailer = root
                return

    def _rebuilt_root(self, position: int) -> PdfDict | None:
        """A trailer out of the object at ``position``: a cross-reference stream's dictionary, or one that points to a catalog."""
        try:
            found = self.file.object_at(position, self)
        except Malformed:
            return None
        if found is None:
            return None
        value = found[1].dictionary if isinstance(found[1], PdfStream) else found[1]
        if not isinstance(value, PdfDict):
            return None
        if value.get("Type") == Name("XRef") and "Root" in value:
            return value
        if value.get("Type") == Name("Catalog"):
            trailer = empty_dictionary()
            trailer["Root"] = Ref(found[0], 0)
            return trailer
        return None

    def rebuilt_alike(self) -> bool:
        """Whether readers that find objects by their headers take those that the cross-references name, and no others."""
        entries = ((self.entry(number), found) for number, found in self.file.headers_before(self.end).items())
        return all(entry is not None and self.file.stands_at(entry, found.position) for entry, found in entries)

    def known_numbers(self) -> set[int]:
        """Numbers that were found by their headers; empty where the cross-references hold."""
        return set(self._rebuilt or ())

    def entry(self, number: int) -> Entry | None:
        """Where object ``number`` is in this view."""
        if self._rebuilt is not None:
            return self._rebuilt.get(number)
        return None if self.head is None else self._history.entry(number, self.head)

    def get(self, number: int) -> PdfValue:
        """Value of object ``number``; null where there is none (7.3.10). Raises Malformed where its bytes are no object."""
        if number in self._values:
            return self._values[number]
        value = self._values[number] = self._value(self.entry(number), number)
        return value

    def is_lost(self, number: int) -> bool:
        """Whether cross-references say that object ``number`` is in use, and no object of that number can be read there: null here, but not
        for every reader. Raises Malformed where its bytes are no object."""
        entry = self.entry(number)
        if entry is None or entry.free:
            return False
        if entry.container:
            return not self.file.has_in_stream(entry, number, self)
        found = self.file.object_at(entry.position, self)
        return found is None or found[0] != number

    def _value(self, entry: Entry | None, number: int) -> PdfValue:
        """Value of object ``number`` if it is where ``entry`` says."""
        if entry is None or entry.free:
            return None
        if entry.container:
            return self.file.in_stream(entry, number, self)
        found = self.file.object_at(entry.position, self)
        return None if found is None or found[0] != number else found[1]

    def other_values(self, number: int) -> list[PdfValue]:
        """What readers find under ``number`` that read the file in another way, where it is not as it should be: its cross-references,
        or a dictionary that states an entry twice. Raises Malformed where that can't be told."""
        section = None if self.head is None else self._history.stating(number, self.head)
        if section is None:
            return []
        others = section.other_entries(number)
        values = [self._value(entry, number) for entry in others]
        for entry in (section.lookup(number), *others):
            if entry is not None and entry.container:
                values += self.file.others_in_stream(entry, number, self)
        values += [by_first_entries(value) for value in (self.get(number), *values) if repeats_entries(value)]
        return [*values, None] if number > self.size else values

    @property
    def size(self) -> int:
        """What the trailer's /Size says: an object of a higher number does not exist for readers that heed it (table 15)."""
        size = self.trailer.get("Size")
        return size if isinstance(size, int) else MAX_OBJECT_NUMBER

    def leads_nowhere(self, number: int) -> bool:
        """Whether cross-references say where object ``number`` is, and it is not there: some readers then look for it elsewhere."""
        entry = self.entry(number)
        return entry is not None and bool(entry.position or entry.container) and self.is_lost(number)

    def repeats_stream(self, number: int) -> bool:
        """Whether the section that states ``number`` names the stream of an older section as its own, as programs do that copy a trailer:
        what it says there is older than the table."""
        section = None if self.head is None else self._history.stating(number, self.head)
        return section is not None and self._history.repeats_stream(section)

    def is_container(self, number: int) -> bool:
        """Whether cross-references say that other objects are in object ``number``."""
        return self.head is not None and number in self._history.containers

    def numbers_in_stream(self, number: int) -> set[int]:
        """Numbers of the objects that the object stream ``number`` holds; none where it is no object stream."""
        entry = self.entry(number) if self.is_container(number) else None
        if entry is None or entry.container or entry.free:
            return set()
        held = self.file.object_stream(entry.position, self)
        if not held.is_readable:
            raise Malformed(f"object stream {number}: numbers", _STRUCTURE)
        return set(held.places)

    def position(self, number: int) -> tuple[int, int] | None:
        """(start, end) of the bytes that state object ``number``: its own, or those of the object stream that holds it."""
        entry = self.entry(number)
        if entry is not None and entry.container:
            entry = self.entry(entry.container)
        if entry is None or entry.free or entry.container:
            return None
        found = self.file.object_at(entry.position, self)
        return None if found is None else (entry.position, found[2])

    def resolve(self, value: PdfValue) -> PdfValue:
        """``value``, or what it refers to."""
        if type(value) is not Ref:
            return value
        for _ in range(MAX_REFERENCE_CHAIN):
            value = self.get(value.number)
            if type(value) is not Ref:
                return value
        return None

    def get_dict(self, parent: PdfDict, key: str) -> PdfDict | None:
        """Dictionary (or a stream's dictionary) under ``key``."""
        value = self.resolve(parent.get(key))
        if isinstance(value, PdfStream):
            return value.dictionary
        return value if isinstance(value, PdfDict) else None

    def get_list(self, parent: PdfDict, key: str) -> list[PdfValue]:
        """Array under ``key``; empty where there is none."""
        value = self.resolve(parent.get(key))
        return value if isinstance(value, list) else []

    @property
    def catalog(self) -> PdfDict:
        """The document catalog; empty where the file has none."""
        return self.get_dict(self.trailer, "Root") or empty_dictionary()

    @property
    def encrypted(self) -> bool:
        """Whether the trailer names an encryption dictionary (7.6)."""
        return self.trailer.get("Encrypt") is not None
