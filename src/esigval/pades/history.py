"""A chain of cross-reference sections as one: where an object stands as of each of them (ISO 32000-2, 7.5.6)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from esigval.pades.xref import Entry, Section

FEW = 8
"""Sections that are asked one by one."""

MAX_SMALL = 1_000
"""Entries up to which a section is put in the index: an update states a dozen, the file that it updates any number."""


class History:
    """The sections from ``head`` on, newest first. Files with many revisions get an index of the small ones, so that it costs the same
    to find an object in each."""

    def __init__(self, head: Section) -> None:
        self.sections = list(sections_from(head))
        self._places = {id(section): place for place, section in enumerate(self.sections)}
        self._large = [place for place, section in enumerate(self.sections) if section.size > MAX_SMALL]
        self._stated: dict[int, list[int]] | None = None
        self._positions: dict[int, frozenset[int]] = {}

    def knows(self, head: Section) -> bool:
        """Whether ``head`` is one of the sections."""
        return id(head) in self._places

    def entry(self, number: int, head: Section) -> Entry | None:
        """Where object ``number`` is by ``head`` and the sections before it."""
        for place in self._where(number, self._places[id(head)]):
            found = self.sections[place].lookup(number)
            if found is not None:
                return found
        return None

    def stating(self, number: int, head: Section) -> Section | None:
        """The section, from ``head`` on, by which object ``number`` is where it is."""
        for place in self._where(number, self._places[id(head)]):
            if self.sections[place].lookup(number) is not None:
                return self.sections[place]
        return None

    def repeats_stream(self, section: Section) -> bool:
        """Whether ``section`` names the stream of an older one as its own."""
        return section in self._repeating

    @cached_property
    def _repeating(self) -> frozenset[Section]:
        known: set[int] = set()
        found = []
        for section in reversed(self.sections):
            if section.hybrid is not None:
                if section.hybrid.offset in known:
                    found.append(section)
                known.add(section.hybrid.offset)
        return frozenset(found)

    def positions(self, number: int) -> frozenset[int]:
        """Where any section says that object ``number`` stands in the file."""
        known = self._positions.get(number)
        if known is None:
            entries = [self.sections[place].lookup(number) for place in self._where(number, 0)]
            known = frozenset([e.position for e in entries if e is not None and not e.free and not e.container])
            self._positions[number] = known
        return known

    def all_positions(self) -> set[int]:
        """Where any section says that an object stands in the file."""
        return {place for section in self.sections for number in section.numbers() for place in self.positions(number)}

    @cached_property
    def containers(self) -> frozenset[int]:
        """Numbers of the object streams in which any section says that objects are."""
        return frozenset({number for section in self.sections for number in section.containers()})

    def _where(self, number: int, since: int) -> Sequence[int]:
        """Places of the sections, from ``since`` on, that may state ``number``."""
        if len(self.sections) <= FEW:
            return range(since, len(self.sections))
        if self._stated is None:
            self._stated = self._index()
        stated = self._stated.get(number, [])
        found = stated[bisect_left(stated, since) :]
        return sorted(found + self._large[bisect_left(self._large, since) :]) if self._large else found

    def _index(self) -> dict[int, list[int]]:
        stated: dict[int, list[int]] = {}
        large = set(self._large)
        for place, section in enumerate(self.sections):
            if place not in large:
                for number in section.numbers():
                    stated.setdefault(number, []).append(place)
        return stated


def sections_from(head: Section | None, stop: Section | None = None) -> Iterator[Section]:
    """``head`` and the sections before it, up to ``stop``, which is not among them."""
    while head is not None and head is not stop:
        yield head
        head = head.previous
