"""What is known about one step from a view of a file to a later one: what differs, what a place explains, what was found."""

from esigval.pades.change_types import Change, ChangeKind
from esigval.pades.document import View
from esigval.pades.references import PAINTED, TRAILER, UNKNOWN, ReferenceIndex
from esigval.pades.revisions import Comparison, changed_objects
from esigval.pades.syntax import Name, PdfDict, PdfStream, PdfValue, Ref
from esigval.pades.tree import PageList

MAX_PARENTS = 500
"""Objects on the way from an object up to the pages that show it."""

MAX_OVERLAPS = 500_000
"""Pairs of annotations of which is asked whether one lies over the other: an update adds a few to a page of some hundred."""


class Ledger:
    """The changes from one view of a file to a later one, as far as they are found."""

    def __init__(self, old: View, new: View, index: ReferenceIndex) -> None:
        self.old = old
        self.new = new
        self.index = index
        self.compare = Comparison(old, new)
        self.changed, self.added = changed_objects(old, new, index.was_awaited)
        self.explained: set[int] = set()
        self.found: list[Change] = []
        self.overlaps_left = MAX_OVERLAPS

    def add(
        self, kind: ChangeKind, what: str, *numbers: int, pages: tuple[int, ...] = (), fields: tuple[str, ...] = ()
    ) -> None:
        """Notes a change."""
        objects = tuple([n for n in numbers if n > 0])
        self.found.append(Change(kind, what, objects, pages, fields, self.new.end))

    def explain(self, value: PdfValue, *allowed: int) -> bool:
        """Whether the object that ``value`` refers to may differ here, because nothing but ``allowed`` refers to it, and not as two
        things that are painted; then it counts as explained."""
        if not isinstance(value, Ref):
            return True
        changed = self.changed.get(value.number)
        if changed is None:
            return True
        painted = {use.key for use in self.index.uses(value.number)} & PAINTED
        if len(painted) > 1 or not self.index.only_from(value.number, set(allowed)):
            return False
        self.explained.add(value.number)
        return True

    def holders(self, number: int) -> set[int]:
        """Numbers of the objects that refer to an object in one of the views, but for trailers."""
        views = self.old, self.new
        uses = self.index.uses(number)
        return {use.holder for use in uses if any(self.index.stands_in(view, use, number) for view in views)}

    def touched(self, value: PdfValue) -> bool:
        """Whether the object that ``value`` refers to differs or is new."""
        return isinstance(value, Ref) and (value.number in self.changed or value.number in self.added)

    @property
    def pages(self) -> PageList:
        """The pages as they are now. Raises Malformed where the tree loops."""
        return self.index.pages(self.new, self.old, self.changed.keys())

    def page_index(self, number: int) -> tuple[int, ...]:
        """1-based place of the page with that object number."""
        place = self.pages.places.get(number)
        return (place,) if place else ()

    def shown_on(self, number: int) -> tuple[int, ...]:
        """Places of the pages that lead to an object through their resources and contents; empty where too many objects do."""
        found: set[int] = set()
        seen, stack = {number, TRAILER, UNKNOWN}, [number]
        while stack:
            for referrer in self.index.referrers(stack.pop()) - seen:
                seen.add(referrer)
                if len(seen) > MAX_PARENTS:
                    return ()
                holder = self.new.get(referrer)
                if of_type(holder, "Page"):
                    found.update(self.page_index(referrer))
                elif not of_type(holder, "Pages") and not of_type(holder, "Catalog"):
                    stack.append(referrer)
        return tuple(sorted(found))


def of_type(value: PdfValue, kind: str) -> bool:
    """Whether a dictionary or stream states that /Type."""
    dictionary = value.dictionary if isinstance(value, PdfStream) else value
    return isinstance(dictionary, PdfDict) and dictionary.get("Type") == Name(kind)
