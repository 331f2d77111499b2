"""Who refers to an object: read out of the bytes of all revisions and of their object streams, only where a change asks for it.

References are looked for as text, so that nothing has to be parsed to know that it is there; whose they are is then read at the place
where cross-references say that an object stands. What can't be told counts as a reference by something unknown.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Set
from typing import NamedTuple

from esigval.model.errors import Malformed
from esigval.pades.document import PdfFile, View
from esigval.pades.fields import headers_back_from
from esigval.pades.syntax import WHITESPACE, Name, PdfDict, PdfStream, PdfValue, Ref
from esigval.pades.tree import NO_FIELDS, FieldTree, PageList, field_tree, later_page_list, page_list

MAX_LOOKUPS = 20_000
"""Searches for references in one file."""

MAX_LINE = 4_096
"""Bytes of a line that may end in a remark within a reference; nobody writes any."""

TRAILER = 0
"""Stands for trailers among the numbers of those that refer to an object."""

UNKNOWN = -1
"""Stands for an object that can't be told: one in a part of the file that can't be read, or that no cross-reference names."""

_LETTER = re.compile(rb"R(?<=[\x00\t\n\x0c\r ]R)(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])")
_RUN = re.compile(
    rb"(?:[\t\n\x0c\r ]++\d{1,10}+[\t\n\x0c\r ]++\d{1,10}+[\t\n\x0c\r ]++R(?![^\x00\t\n\x0c\r ()<>\[\]{}/%]))++"
)
"""References that follow one, as arrays of pages, fields and annotations have them."""

_TRAILER_KEYS = ("Root", "Info", "Encrypt")
"""Entries of a trailer that readers follow."""

_DIGITS = b"0123456789"
_WINDOW = 32
"""Bytes that the numbers of a reference, or the white space between them, take at most as long as somebody means it."""


class _Stream(NamedTuple):
    """An object stream, decoded, with the places and numbers of its objects."""

    data: bytes
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def holder(self, position: int) -> int:
        """Number of the object around ``position``."""
        at = bisect_right(self.starts, position)
        return self.numbers[at - 1] if at else UNKNOWN


class ReferenceIndex:
    """Referrers by object number, over everything that any revision of the file holds; 0 stands for trailers."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self._searched = self._unread = False
        self._streams: list[_Stream] = []
        self._in_file: defaultdict[int, list[int]] = defaultdict(list)
        self._in_streams: defaultdict[int, list[tuple[_Stream, int]]] = defaultdict(list)
        self._known: dict[int, frozenset[int]] = {}
        self._fields: dict[int, FieldTree] = {}
        self._pages: dict[int, PageList] = {}

    def fields(self, view: View, before: FieldTree = NO_FIELDS, changed: Set[int] = frozenset()) -> FieldTree:
        """The field tree of ``view``; what two transitions share is walked once. ``before``: the tree of the view from which ``changed``
        objects differ."""
        known = self._fields.get(view.end)
        if known is None:
            known = field_tree(view, before, changed)
            self._fields = {end: tree for end, tree in self._fields.items() if end == max(self._fields)}
            self._fields[view.end] = known
        return known

    def pages(self, view: View, before: View, changed: Set[int]) -> PageList:
        """The pages of ``view``; what it shares with ``before``, from which it differs in ``changed``, is walked once. Raises Malformed."""
        known = self._pages.get(view.end)
        if known is None:
            earlier = self._pages.get(before.end)
            known = page_list(view) if earlier is None else later_page_list(earlier, before, view, changed)
            self._pages = {end: pages for end, pages in self._pages.items() if end == before.end}
            self._pages[view.end] = known
        return known

    def referrers(self, number: int) -> frozenset[int]:
        """Numbers of the objects in which a reference to ``number`` stands, in any revision. Raises Malformed on exhaustion."""
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= MAX_LOOKUPS:
                raise Malformed("too many references to follow")
            self._search()
            owners = {self._owner(position) for position in self._in_file.get(number, ())}
            owners |= {stream.holder(position) for stream, position in self._in_streams.get(number, ())}
            known = self._known[number] = frozenset(owners | {UNKNOWN} if self._unread else owners)
        return known

    def only_from(self, number: int, allowed: set[int]) -> bool:
        """Whether nothing but ``allowed`` refers to ``number``."""
        return self.referrers(number) <= allowed

    def in_use(self, number: int) -> bool:
        """Whether anything refers to ``number``."""
        return bool(self.referrers(number) - {number})

    def was_awaited(self, number: int, view: View) -> bool:
        """Whether something in ``view`` refers to ``number``, so that an object of that number shows there once it comes."""
        self._search()
        if number not in self._in_streams and self._in_file.get(number, [view.end])[0] >= view.end:
            return self._unread
        return any(_refers(view, owner, number) for owner in self.referrers(number))

    def _search(self) -> None:
        """Finds all references."""
        if self._searched:
            return
        self._searched = True
        self._add_object_streams()
        for position, numbers in references_in(self.file.data):
            for number in numbers:
                self._in_file[number].append(position)
        for stream in self._streams:
            for position, (number,) in references_in(stream.data, runs=False):
                self._in_streams[number].append((stream, position))
        self._unread |= UNKNOWN in self._in_file or UNKNOWN in self._in_streams

    def _add_object_streams(self) -> None:
        """Every object stream that any revision names, decoded."""
        view, seen = self.file.view(), set[int]()
        for history in self.file.histories:
            for container in sorted(history.containers):
                for offset in sorted(history.positions(container) - seen):
                    seen.add(offset)
                    try:
                        held = self.file.object_stream(offset, view)
                    except Malformed:
                        self._unread = True
                        continue
                    placed = sorted((place, number) for number, place in held.pairs if number >= 0)
                    starts, numbers = tuple([p for p, _ in placed]), tuple([n for _, n in placed])
                    self._streams.append(_Stream(held.data, starts, numbers))

    def _owner(self, position: int) -> int:
        """Number of the object around ``position`` of the file."""
        for start, number in headers_back_from(self.file.data, position):
            if self._stands(number, start):
                return self._holder(start, position)
        return self._trailer_around(position)

    def _holder(self, start: int, position: int) -> int:
        """The object that stands at ``start``, if ``position`` is in it."""
        try:
            parsed = self.file.object_at(start, self.file.view())
        except Malformed:
            return UNKNOWN
        if parsed is None or parsed[2] <= position:
            return self._trailer_around(position)
        value = parsed[1]
        is_table = isinstance(value, PdfStream) and value.dictionary.get("Type") == Name("XRef")
        return TRAILER if is_table else parsed[0]

    def _trailer_around(self, position: int) -> int:
        sections = (section for history in self.file.histories for section in history.sections)
        inside = any(section.offset <= position < section.end for section in sections)
        return TRAILER if inside or self.file.view().damage else UNKNOWN

    def _stands(self, number: int, start: int) -> bool:
        """Whether any revision says that object ``number`` stands at ``start``; what looks like the head of an object within a string does
        not. White space before it counts with it, and places may be counted from the header."""
        if self.file.view().damage:
            return True
        blank = self.file.data[max(0, start - _WINDOW) : start]
        places = {*range(start - len(blank) + len(blank.rstrip(WHITESPACE)), start + 1), start - self.file.base}
        return any(not places.isdisjoint(history.positions(number)) for history in self.file.histories)


def references_in(data: bytes, runs: bool = True) -> Iterator[tuple[int, list[int]]]:
    """(position, object numbers) of the references in ``data``, in order. ``runs``: those that follow each other come together; they are in
    one object."""
    letter = _LETTER.search(data)
    while letter is not None:
        position, end = letter.span()
        words = data[position - _WINDOW if position > _WINDOW else 0 : position].split()
        if len(words) > 2 and words[-1].isdigit() and words[-2].isdigit():
            number: int | None = int(words[-2])
        else:
            number = _number_before(data, position)
        if number is not None:
            run = _RUN.match(data, end) if runs else None
            if run is None:
                yield position, [number]
            else:
                end = run.end()
                yield position, [number, *map(int, run[0].split()[::3])]
        letter = _LETTER.search(data, end)


def _number_before(data: bytes, position: int) -> int | None:
    """The object number of a reference whose letter stands at ``position``; None where it is no reference, UNKNOWN where that can't be
    told."""
    generation = _integer_before(data, position)
    if generation is None or generation[1] == UNKNOWN:
        return None if generation is None else UNKNOWN
    number = _integer_before(data, generation[0])
    return None if number is None else number[1]


def _integer_before(data: bytes, position: int) -> tuple[int, int] | None:
    """(start, value) of the integer that stands before ``position``, with white space and remarks in between; None where there is none, the
    value UNKNOWN where it is too odd to be told."""
    end = _blank_before(data, position)
    if end == position:
        return None
    if end < 0:
        return 0, UNKNOWN
    window = data[max(0, end - _WINDOW) : end]
    head = window.rstrip(_DIGITS)
    if len(head) == len(window):
        return (0, UNKNOWN) if window.endswith(b".") and window[-2:-1].isdigit() else None
    if not head and end > _WINDOW:
        return 0, UNKNOWN
    if head.endswith(b"."):
        return 0, UNKNOWN
    digits = window[len(head) :]
    start = end - len(digits)
    return (start - 1 if head.endswith((b"+", b"-")) else start), int(digits)


def _blank_before(data: bytes, position: int) -> int:
    """Where the white space and the remarks that end at ``position`` begin; -1 where that can't be told."""
    while True:
        window = data[max(0, position - _WINDOW) : position]
        text = window.rstrip(WHITESPACE)
        blank = window[len(text) :]
        position -= len(blank)
        if not text and position:
            continue
        if b"\n" not in blank and b"\r" not in blank:
            return position
        since = max(0, position - MAX_LINE)
        line = max(data.rfind(b"\n", since, position), data.rfind(b"\r", since, position)) + 1
        if not line and since:
            return -1
        remark = data.find(b"%", max(line, since), position)
        if remark < 0:
            return position
        position = remark


def _refers(view: View, holder: int, number: int) -> bool:
    """Whether the object ``holder`` as it is in ``view`` refers to ``number``."""
    if holder == UNKNOWN:
        return True
    if holder == TRAILER:
        return any(mentions(view.trailer.get(key), number) for key in _TRAILER_KEYS)
    try:
        return mentions(view.get(holder), number)
    except Malformed:
        return True


def mentions(value: PdfValue, number: int) -> bool:
    """Whether a direct value holds a reference to ``number``."""
    stack: list[PdfValue] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, Ref):
            if item.number == number:
                return True
        elif isinstance(item, PdfStream):
            stack.extend(item.dictionary.values())
        elif isinstance(item, PdfDict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return False
