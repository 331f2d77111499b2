"""Changes of annotations: added, changed or taken away, and what new ones may hide."""

from typing import NamedTuple

from esigval.pades.appearances import shows, takes_room
from esigval.pades.change_types import ChangeKind
from esigval.pades.field_changes import newly_signed
from esigval.pades.ledger import Ledger, of_type
from esigval.pades.revisions import Changed
from esigval.pades.roles import explain_entry
from esigval.pades.syntax import Name, PdfDict, PdfValue, Ref, hashable
from esigval.pades.tree import Node, Rectangle, rectangle_of

MAX_PAGE_DEPTH = 50
"""Levels of a page tree through which a page inherits."""

_FEW = 4
"""Annotations that are looked for one by one: what an update adds."""

_UNPAINTED = frozenset(
    {Name(kind) for kind in ("Text", "Popup", "Link", "FileAttachment", "Sound", "Movie", "Projection")}
)
"""Annotations that are an icon or a place on the page, not something laid over it (ISO 32000-2, table 171)."""


def annotation_changes(ledger: Ledger, old_nodes: dict[int, Node], new_nodes: dict[int, Node]) -> None:
    """Annotation lists of the pages that changed, or that refer to a list that did."""
    lists = {c.number for c in ledger.changed.values() if isinstance(c.before, list) or isinstance(c.after, list)}
    pages = [c.number for c in ledger.changed.values() if of_type(c.after, "Page")]
    if lists:
        known = set(pages)
        listing = ledger.pages.lists
        for number in sorted(lists & listing.keys()):
            pages.extend([page for page in listing[number] if page not in known])
    for number in pages:
        _annotation_list(ledger, number, old_nodes, new_nodes)
    for changed in list(ledger.changed.values()):
        was = changed.after if changed.before is None else changed.before
        if changed.number not in ledger.explained and is_annotation(was):
            ledger.explained.add(changed.number)
            _annotation_changed(ledger, changed)


def _annotation_list(ledger: Ledger, number: int, old_nodes: dict[int, Node], new_nodes: dict[int, Node]) -> None:
    old, new = ledger.old.get(number), ledger.new.get(number)
    if not isinstance(old, PdfDict) or not isinstance(new, PdfDict):
        return
    where = ledger.page_index(number)
    explain_entry(ledger, "Annots", new.get("Annots"), number)
    before, after = ledger.old.get_list(old, "Annots"), ledger.new.get_list(new, "Annots")
    if before == after:
        return
    grown = after[: len(before)] == before
    added = _without(after[len(before) :] if grown else after, before)
    for item in added:
        _annotation_added(ledger, item, where, old_nodes, new_nodes)
    _covers(ledger, added, new, before, where)
    removed = [] if grown else _without(before, after)
    for item in removed:
        widget = isinstance(item, Ref) and item.number in old_nodes
        kind = ChangeKind.VISUAL if widget else _annotation_kind(ledger.old.resolve(item))
        what = "field-hidden" if widget else "annotation-removed"
        ledger.add(kind, what, item.number if isinstance(item, Ref) else 0, pages=where)
    once = len(added) == len(after) - len(before)
    if not (grown and once) and _without(before, removed) != _without(after, added):
        ledger.add(ChangeKind.ANNOTATION, "annotations-reordered", number, pages=where)


class _Placed(NamedTuple):
    """An annotation of a page and the part of the page that it takes."""

    number: int
    rectangle: Rectangle
    paints: bool


def _placed(ledger: Ledger, items: list[PdfValue]) -> list[_Placed]:
    """Those of ``items`` that take any part of the page."""
    found = []
    for item in items:
        annotation = ledger.new.resolve(item)
        rectangle = rectangle_of(ledger.new, annotation.get("Rect")) if isinstance(annotation, PdfDict) else None
        if rectangle is not None and rectangle.area:
            paints = _annotation_kind(annotation) is ChangeKind.MARKUP
            found.append(_Placed(item.number if isinstance(item, Ref) else 0, rectangle, paints))
    return found


def _covers(
    ledger: Ledger, items: list[PdfValue], page: PdfDict, before: list[PdfValue], where: tuple[int, ...]
) -> None:
    """What new annotations and fields may hide: other annotations, or the page itself (certification attacks), of which those that paint
    hide a part each."""
    added = _placed(ledger, items)
    if not added:
        return
    there = [other.rectangle for other in _placed(ledger, before)]
    for item in added:
        if _overlaps(ledger, item.rectangle, there):
            ledger.add(ChangeKind.OVERLAP, "annotation-overlap", item.number, pages=where)
    sheet = _visible(ledger, page)
    if sheet is None:
        return
    areas = [(item, item.rectangle.common(sheet).area) for item in added]
    large = [item.number for item, area in areas if 2 * area > sheet.area]
    if not large and 2 * sum([area for item, area in areas if item.paints]) > sheet.area:
        large = [item.number for item in added if item.paints]
    if large:
        ledger.add(ChangeKind.VISUAL, "page-covered", *large, pages=where)


def _overlaps(ledger: Ledger, rectangle: Rectangle, others: list[Rectangle]) -> bool:
    """Whether a rectangle lies over one of ``others``; bounded: what is too much to compare counts as overlapping."""
    ledger.overlaps_left -= len(others)
    return ledger.overlaps_left < 0 or any(rectangle.overlaps(other) for other in others)


def _visible(ledger: Ledger, page: PdfDict) -> Rectangle | None:
    """What readers show of a page: its crop box as far as that lies in its media box (ISO 32000-2, 14.11.2)."""
    media, crop = (rectangle_of(ledger.new, _inherited(ledger, page, key)) for key in ("MediaBox", "CropBox"))
    if media is None or crop is None or not crop.overlaps(media):
        return media
    return crop.common(media)


def _inherited(ledger: Ledger, page: PdfDict, key: str) -> PdfValue:
    node: PdfDict | None = page
    for _ in range(MAX_PAGE_DEPTH):
        if node is None or key in node:
            break
        node = ledger.new.get_dict(node, "Parent")
    return None if node is None else node.get(key)


def _annotation_added(
    ledger: Ledger, item: PdfValue, where: tuple[int, ...], old_nodes: dict[int, Node], new_nodes: dict[int, Node]
) -> None:
    number = item.number if isinstance(item, Ref) else 0
    node = new_nodes.get(number)
    annotation = ledger.new.resolve(item)
    if isinstance(annotation, PdfDict) and annotation.get("Subtype") != Name("Widget"):
        ledger.add(_annotation_kind(annotation), "annotation-added", number, pages=where)
    elif node is None:
        ledger.add(ChangeKind.UNDEFINED, "widget-without-field", number, pages=where)
    elif number in old_nodes and not (node.type == "Sig" and newly_signed(ledger, node, old_nodes, new_nodes)):
        fields = (node.name,) if node.name else ()
        ledger.add(_shown_kind(ledger, node), "field-shown", number, pages=where, fields=fields)


def _shown_kind(ledger: Ledger, node: Node) -> ChangeKind:
    """What it is that a page lists a field that no page listed. Readers draw fields with a value of their own accord."""
    drawn = node.type != "Sig" and takes_room(ledger.new, node.dictionary)
    return ChangeKind.VISUAL if drawn or shows(ledger.new, node.dictionary) else ChangeKind.SIGNATURE


def _annotation_changed(ledger: Ledger, changed: Changed) -> None:
    after = changed.after
    page = after.get("P") if isinstance(after, PdfDict) else None
    where = ledger.page_index(page.number) if isinstance(page, Ref) else ()
    if isinstance(after, PdfDict) and after.get("Subtype") == Name("Widget"):
        ledger.add(ChangeKind.UNDEFINED, "widget-changed", changed.number, pages=where)
    else:
        kinds = {_annotation_kind(changed.before), _annotation_kind(after)}
        kind = ChangeKind.MARKUP if ChangeKind.MARKUP in kinds else ChangeKind.ANNOTATION
        ledger.add(kind, "annotation-changed", changed.number, pages=where)


def _without(items: list[PdfValue], others: list[PdfValue]) -> list[PdfValue]:
    """``items`` that are not among ``others``, in their order."""
    if len(items) <= _FEW:
        return [item for item in items if item not in others]
    known = {other for other in others if isinstance(other, Ref)}
    direct = {hashable(other) for other in others if not isinstance(other, Ref)}
    return [item for item in items if not (item in known if isinstance(item, Ref) else hashable(item) in direct)]


def _annotation_kind(value: PdfValue) -> ChangeKind:
    plain = isinstance(value, PdfDict) and value.get("Subtype") in _UNPAINTED and "AP" not in value
    return ChangeKind.ANNOTATION if plain else ChangeKind.MARKUP


def is_annotation(value: PdfValue) -> bool:
    """Whether a value is an annotation."""
    return isinstance(value, PdfDict) and "Rect" in value and ("Subtype" in value or of_type(value, "Annot"))
