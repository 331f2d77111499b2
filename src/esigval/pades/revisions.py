"""Revisions of a file and what differs between two of them, object by object (ISO 32000-2, 7.5.6)."""

from collections.abc import Callable, Iterator, Set
from typing import NamedTuple

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.pades.document import PdfFile, View
from esigval.pades.history import sections_from
from esigval.pades.syntax import Name, PdfDict, PdfStream, PdfValue, Ref, alike, by_first_entries, repeats_entries
from esigval.pades.xref import Section

MAX_COMPARED = 500_000
"""Objects that are compared over all revisions of one file."""

_UPDATES = ref("iso-32000-2", "7.5.6")


class Revision(NamedTuple):
    """One cross-reference section of the file as it is, newest first in the chain. ``end``: after the ``%%EOF`` that follows it."""

    section: int
    end: int
    is_stream: bool
    objects: int


class Changed(NamedTuple):
    """An object that differs: its value before (None: nothing was there, but something referred to it) and after (None: it is gone)."""

    number: int
    before: PdfValue
    after: PdfValue


class Difference(NamedTuple):
    """What differs between two views. ``changed``: objects that were there, or that something that was there referred to, so that it shows
    when they come; ``added``: numbers of those that nothing knew before."""

    changed: dict[int, Changed]
    added: frozenset[int]


def revisions(file: PdfFile) -> tuple[Revision, ...]:
    """The map of a file, oldest revision first: independent of signatures, and empty where the cross-references are damaged."""
    found = []
    for section in sections_from(file.view().head):
        mark = file.data.find(b"%%EOF", section.end)
        end = len(file.data) if mark < 0 else mark + 5
        is_stream = section.trailer.get("Type") == Name("XRef")
        found.append(Revision(section.offset, end, is_stream, len(section.numbers())))
    return tuple(reversed(found))


def _leads_to(head: Section | None, target: Section | None) -> bool:
    return target is not None and any(section is target for section in sections_from(head))


def changed_numbers(old: View, new: View) -> set[int]:
    """Numbers whose entries may differ: those of the sections in between, or all where ``new`` does not build on ``old``."""
    if old.head is not None and _leads_to(new.head, old.head):
        numbers: set[int] = set()
        for section in sections_from(new.head, old.head):
            numbers |= section.numbers()
            if len(numbers) > MAX_COMPARED:
                raise Malformed("revisions state too many objects", _UPDATES)
        return numbers
    return _all_numbers(old) | _all_numbers(new)


def _all_numbers(view: View) -> set[int]:
    numbers: set[int] = set(view.known_numbers())
    for section in sections_from(view.head):
        numbers |= section.numbers()
        if len(numbers) > MAX_COMPARED:
            raise Malformed("revisions state too many objects", _UPDATES)
    return numbers


def _check_trailers(old: View, new: View) -> None:
    """Raises Malformed where a trailer of an update, or the one that it builds on, states an entry in two ways."""
    trailers = [old.trailer, new.trailer]
    for section in sections_from(new.head, old.head):
        trailers += [section.trailer] if section.hybrid is None else [section.trailer, section.hybrid.trailer]
    for trailer in trailers:
        if repeats_entries(trailer) and by_first_entries(trailer) != trailer:
            raise Malformed("a trailer states an entry in two ways", _UPDATES)


def _numbers_above(view: View, size: int) -> Iterator[int]:
    """Numbers that cross-references state although the trailer says that there are none so high."""
    for section in sections_from(view.head):
        if section.highest > size:
            yield from (number for number in section.numbers() if number > size)


def changed_objects(old: View, new: View, awaited: Callable[[int, View], bool]) -> Difference:
    """Objects of which the value differs between two views of one file. Cross-reference streams and containers of other objects are
    no values of their own, unless something refers to them; what a replaced container holds is looked at instead. ``awaited``: whether
    something in a view refers to a number."""
    numbers = changed_numbers(old, new)
    _check_trailers(old, new)
    if new.size > old.size:
        numbers |= {number for number in _numbers_above(old, old.size) if awaited(number, old)}
    pending = list(numbers)
    changed: dict[int, Changed] = {}
    added: set[int] = set()
    while pending:
        number = pending.pop()
        for view in (old, new):
            held = view.numbers_in_stream(number) - numbers
            numbers |= held
            pending.extend(held)
        before = _value(old, number)
        _only_one_reading(number, before, old, new, awaited)
        if (before is None or _is_table(before) or old.is_container(number)) and not awaited(number, old):
            added.add(number)
            continue
        after = _value(new, number)
        if before is None and after is None:
            before, after = _lost(old, number), _lost(new, number)
        if before is not after and not same(before, after, old, new):
            changed[number] = Changed(number, before, after)
    return Difference(changed, frozenset(added))


class UnreadObject(Name):
    """Stands for an object that can't be read, by where it is: equal to itself only, for another reader may make something of it."""

    __slots__ = ()


def _only_one_reading(
    number: int, before: PdfValue, old: View, new: View, awaited: Callable[[int, View], bool]
) -> None:
    """Raises Malformed where an update states an object in a way that readers take differently, and one of them shows what was not there
    before without that being looked at."""
    if new.leads_nowhere(number) and (awaited(number, old) or awaited(number, new)):
        raise Malformed(f"object {number} is not where the cross-references say", _UPDATES)
    left, right = old.other_values(number), new.other_values(number)
    if not left and not right:
        return
    after = _value(new, number)
    left = [value for value in left if not same(value, before, old, old)]
    right = [value for value in right if not same(value, after, new, new)]
    unmatched = [value for value in right if not any(same(was, value, old, new) for was in (before, *left))]
    if left and not old.repeats_stream(number):
        unmatched += [value for value in left if not any(same(value, now, old, new) for now in (after, *right))]
    if unmatched:
        raise Malformed(f"object {number} is stated in two ways", _UPDATES)


def _value(view: View, number: int) -> PdfValue:
    """The value of an object."""
    try:
        return view.get(number)
    except Malformed:
        return _unreadable(view, number)


def _lost(view: View, number: int) -> PdfValue:
    """What stands for an object that is null: nothing, or what can't be read where cross-references say that it is."""
    try:
        return _unreadable(view, number) if view.is_lost(number) else None
    except Malformed:
        return _unreadable(view, number)


def _unreadable(view: View, number: int) -> UnreadObject:
    entry = view.entry(number)
    holder = view.entry(entry.container) if entry is not None and entry.container else None
    return UnreadObject(f"unreadable: {entry}, {holder}")


def _is_table(value: PdfValue) -> bool:
    return isinstance(value, PdfStream) and value.dictionary.get("Type") == Name("XRef")


def same(before: PdfValue, after: PdfValue, old: View, new: View) -> bool:
    """Whether two values are equal as they are written; references equal references."""
    if isinstance(before, PdfStream) and isinstance(after, PdfStream):
        if before.start == after.start and before.end == after.end:
            return True
        left = {k: v for k, v in before.dictionary.items() if k != "Length"}
        right = {k: v for k, v in after.dictionary.items() if k != "Length"}
        size, length = before.end - before.start, _stated_length(before, old)
        if size != after.end - after.start or length != _stated_length(after, new) or not alike(left, right):
            return False
        reach = max(size, length) if isinstance(length, int) else size  # some readers go by the length alone
        data = old.file.data
        return data[before.start : before.start + reach] == data[after.start : after.start + reach]
    return type(before) is type(after) and alike(before, after)


def _stated_length(stream: PdfStream, view: View) -> PdfValue:
    """What /Length says, even where it is wrong; how it is written is no difference."""
    try:
        return view.resolve(stream.dictionary.get("Length"))
    except Malformed:
        return None


class Comparison:
    """Compares what values lead to, not how they are written. Bounded: what is too much to compare counts as different."""

    def __init__(self, old: View, new: View) -> None:
        self.old = old
        self.new = new
        self._left = 20_000
        self._streams: dict[tuple[int, int], tuple[PdfStream, PdfStream, bool]] = {}

    def equal(self, before: PdfValue, after: PdfValue, seen: frozenset[tuple[int, int]] = frozenset()) -> bool:
        """Whether ``before`` in the old view and ``after`` in the new one show the same."""
        self._left -= 1
        if self._left < 0 or len(seen) > 100:
            return False
        place = False
        if isinstance(before, Ref) and isinstance(after, Ref):
            pair = (before.number, after.number)
            if pair in seen:
                return True
            seen |= {pair}
            place = before == after
        try:
            before, after = self.old.resolve(before), self.new.resolve(after)
        except Malformed:
            return False
        if place and isinstance(before, PdfDict) and isinstance(after, PdfDict) and _judged_elsewhere(before, after):
            return True
        if isinstance(before, PdfStream) and isinstance(after, PdfStream):
            return self._same_octets(before, after) and self._equal_dicts(
                before.dictionary, after.dictionary, seen, {"Length"}
            )
        if isinstance(before, PdfDict) and isinstance(after, PdfDict):
            return self._equal_dicts(before, after, seen)
        if isinstance(before, list) and isinstance(after, list):
            return len(before) == len(after) and all(
                self.equal(left, right, seen) for left, right in zip(before, after, strict=True)
            )
        return alike(before, after)

    def _same_octets(self, before: PdfStream, after: PdfStream) -> bool:
        """``same``, once for two streams: a large one may be referred to by many entries."""
        pair = id(before), id(after)
        if pair not in self._streams:  # with the streams, so that their ids stay their own
            self._streams[pair] = before, after, same(before, after, self.old, self.new)
        return self._streams[pair][2]

    def _equal_dicts(
        self, before: PdfDict, after: PdfDict, seen: frozenset[tuple[int, int]], silent: Set[str] = frozenset()
    ) -> bool:
        return all(
            self._leads_up(key, before.get(key), after.get(key)) or self.equal(before.get(key), after.get(key), seen)
            for key in {*before, *after} - silent
        )

    def _leads_up(self, key: str, before: PdfValue, after: PdfValue) -> bool:
        """Whether an entry points back to what holds the dictionary, as /Parent and /P of pages, fields, annotations and structure
        elements do: to the same dictionary, then, which is looked at on its own. A resource or a state of such a name is a stream, or
        points elsewhere later."""
        if key not in _UPWARD or not isinstance(before, Ref) or before != after:
            return False
        try:
            return isinstance(self.old.resolve(before), PdfDict) and isinstance(self.new.resolve(after), PdfDict)
        except Malformed:
            return False


_UPWARD = frozenset({"Parent", "P"})
_PLACES = frozenset({Name("Page"), Name("Pages"), Name("Catalog"), Name("Sig"), Name("DocTimeStamp")})


def _judged_elsewhere(before: PdfDict, after: PdfDict) -> bool:
    """Whether a value points to a page, field or signature: that it points there is the value, what is there is looked at on its own."""
    kind = before.get("Type")
    if kind != after.get("Type"):
        return False
    return kind in _PLACES or ("FT" in before and "FT" in after) or before.get("Subtype") == Name("Widget")
