"""Who refers to an object: read out of the bytes of all revisions and of their object streams, only where a change asks for it."""

import re
from collections.abc import Set

from esigval.model.errors import Malformed
from esigval.pades.document import PdfFile, View
from esigval.pades.fields import enclosing_object
from esigval.pades.syntax import Name, PdfStream
from esigval.pades.tree import Node, PageList, field_nodes, later_page_list, page_list

MAX_LOOKUPS = 20_000
"""Searches for references in one file."""

_BEFORE = re.compile(rb"(?<![0-9])(\d{1,10})[\x00\t\n\x0c\r ]+\d{1,5}[\x00\t\n\x0c\r ]*$")
_SPACES = (b" R", b"\nR", b"\rR", b"\tR", b"\x0cR", b"\x00R")


class ReferenceIndex:
    """Referrers by object number, over everything that any revision of the file holds; 0 stands for trailers."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self._texts: list[tuple[bytes, dict[int, int] | None]] | None = None
        self._places: dict[int, list[tuple[int, int]]] | None = None
        self._known: dict[int, set[int]] = {}
        self._nodes: dict[int, dict[int, Node]] = {}
        self._pages: dict[int, PageList] = {}

    def nodes(
        self, view: View, before: dict[int, Node] | None = None, changed: Set[int] = frozenset()
    ) -> dict[int, Node]:
        """The field tree of ``view``; what two transitions share is walked once. ``before``: the tree of the view from which ``changed``
        objects differ."""
        known = self._nodes.get(view.end)
        if known is None:
            known = field_nodes(view, before or {}, changed)
            self._nodes = {end: nodes for end, nodes in self._nodes.items() if end == max(self._nodes)}
            self._nodes[view.end] = known
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

    def referrers(self, number: int) -> set[int]:
        """Numbers of the objects in which a reference to ``number`` stands, in any revision. Raises Malformed on exhaustion."""
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= MAX_LOOKUPS:
                raise Malformed("too many references to follow")
            known = self._known[number] = self._search(number)
        return known

    def only_from(self, number: int, allowed: set[int]) -> bool:
        """Whether nothing but ``allowed`` refers to ``number``."""
        return self.referrers(number) <= allowed

    def in_use(self, number: int) -> bool:
        """Whether anything refers to ``number``."""
        return bool(self.referrers(number) - {number})

    def _search(self, number: int) -> set[int]:
        if self._places is None:
            self._places = self._all_places()
        texts = self._all_texts()
        return {
            self._owner(texts[which][0], position, texts[which][1]) for which, position in self._places.get(number, ())
        }

    def _all_places(self) -> dict[int, list[tuple[int, int]]]:
        """Number -> (text, position) of every reference: found by their last letter, which is rare in what is no reference."""
        found: dict[int, list[tuple[int, int]]] = {}
        for which, (data, _) in enumerate(self._all_texts()):
            for space in _SPACES:
                position = data.find(space)
                while position >= 0:
                    number = _number_before(data, position)
                    if number is not None:
                        found.setdefault(number, []).append((which, position))
                    position = data.find(space, position + 2)
        return found

    def _owner(self, data: bytes, position: int, owners: dict[int, int] | None) -> int:
        """Number of the object around ``position``; 0 in a trailer or outside of objects."""
        if owners is not None:
            starts = [start for start in owners if start <= position]
            return owners[max(starts)] if starts else 0
        start = enclosing_object(data, position)
        if start is None:
            return 0
        try:
            parsed = self.file.object_at(start, self.file.view())
        except Malformed:
            return -1
        if parsed is None:
            return -1
        value = parsed[1]
        if isinstance(value, PdfStream) and value.dictionary.get("Type") == Name("XRef"):
            return 0
        return parsed[0] if parsed[2] > position else 0

    def _all_texts(self) -> list[tuple[bytes, dict[int, int] | None]]:
        """The file, and every object stream in it decoded with the places of its objects."""
        if self._texts is None:
            self._texts = [(self.file.data, None)]
            view, data = self.file.view(), self.file.data
            position = data.find(b"/ObjStm")
            while position >= 0:
                start = enclosing_object(data, position)
                if start is not None:
                    try:
                        parsed = self.file.object_at(start, view)
                        if parsed is not None and isinstance(parsed[1], PdfStream):
                            places, text = self.file.stream_index(start, view)
                            self._texts.append((text, {place: n for n, place in places.items()}))
                    except Malformed:
                        pass
                position = data.find(b"/ObjStm", position + 7)
        return self._texts


def _number_before(data: bytes, position: int) -> int | None:
    """The object number of a reference whose letter stands after ``position``; None where it is no reference."""
    words = data[max(0, position - 32) : position].split()
    if len(words) > 2 and words[-1].isdigit() and words[-2].isdigit() and len(words[-1]) <= 5 and len(words[-2]) <= 10:
        return int(words[-2])  # in an array of references, where most of them stand
    match = _BEFORE.search(data, max(0, position - 32), position)
    return None if match is None else int(match.group(1))
