"""Changes of the page tree and of pages: their order, what they paint, and the rest of their entries."""

from esigval.pades.change_types import ChangeKind
from esigval.pades.ledger import Ledger, of_type
from esigval.pades.revisions import Changed
from esigval.pades.syntax import PdfDict, Ref, empty_dictionary
from esigval.pades.tree import PageTree, leaf_counts, page_tree

_PAGE_NOTES = frozenset({"LastModified", "PieceInfo", "Metadata", "Type", "StructParents", "Tabs"})
"""Entries of a page that are not shown."""

_PAGE_PAINT = frozenset(
    {
        "Contents",
        "Resources",
        "MediaBox",
        "CropBox",
        "BleedBox",
        "TrimBox",
        "ArtBox",
        "Rotate",
        "UserUnit",
        "Group",
        "VP",
    }
)
"""Entries of a page that decide what it shows."""


def page_changes(ledger: Ledger) -> None:
    """Notes what happened to the page tree and to the pages that were there (ISO 32000-2, 7.7.3)."""
    moved = [c for c in ledger.changed.values() if of_type(c.before, "Pages") or of_type(c.after, "Pages")]
    left, right = ledger.old.catalog.get("Pages"), ledger.new.catalog.get("Pages")
    turned = [c for c in ledger.changed.values() if _has_other_parent(c)]
    if moved or turned or left != right:
        before, after = page_tree(ledger.old), page_tree(ledger.new)
        if before.pages != after.pages:
            _pages_moved(ledger, before.pages)
        else:
            _inherited(ledger, before, after)
        _counts(ledger, before, after)
        _direct_pages(ledger, before.direct, after.direct)
        for changed in moved:
            if changed.number in before.nodes:
                _node(ledger, changed)
        links = set(after.links) if turned else set()
        for changed in turned:
            _parent(ledger, changed, links)
    for changed in list(ledger.changed.values()):
        if of_type(changed.before, "Page") and isinstance(changed.before, PdfDict):
            _page(ledger, changed, changed.before)


def _node(ledger: Ledger, changed: Changed) -> None:
    """A node of the page tree: what pages inherit from it is shown."""
    ledger.explained.add(changed.number)
    old = changed.before if isinstance(changed.before, PdfDict) else empty_dictionary()
    new = changed.after if isinstance(changed.after, PdfDict) else empty_dictionary()
    for key in {*old, *new} - {"Kids", "Count", "Parent", "Type", "ITXT"}:
        if not ledger.compare.equal(old.get(key), new.get(key)):
            ledger.add(ChangeKind.VISUAL, f"page-tree-{key}"[:80], changed.number)


def _counts(ledger: Ledger, before: PageTree, after: PageTree) -> None:
    """Readers that go by /Count have to show as many pages as those that go by /Kids, where either was stated anew."""
    counts = leaf_counts(after)
    for number in sorted(after.nodes):
        if number < 0 or (number in before.nodes and number not in ledger.changed):
            continue
        new = ledger.new.resolve(Ref(number, 0))
        old = ledger.old.resolve(Ref(number, 0)) if number in before.nodes else None
        if not isinstance(new, PdfDict):
            continue
        stays = isinstance(old, PdfDict) and all(old.get(key) == new.get(key) for key in ("Kids", "Count"))
        if not stays and ledger.new.resolve(new.get("Count")) != counts[number]:
            ledger.add(ChangeKind.PAGES, "page-count", number)


def _has_other_parent(changed: Changed) -> bool:
    """Whether a page or a node of the tree was put below another one."""
    before, after = changed.before, changed.after
    in_tree = of_type(before, "Page") or of_type(before, "Pages")
    return (
        in_tree
        and isinstance(before, PdfDict)
        and isinstance(after, PdfDict)
        and before.get("Parent") != after.get("Parent")
    )


def _parent(ledger: Ledger, changed: Changed, links: set[tuple[int, int]]) -> None:
    """Readers that look upwards for what a page inherits have to find the node that those who come from above do."""
    parent = changed.after.get("Parent") if isinstance(changed.after, PdfDict) else None
    number = parent.number if isinstance(parent, Ref) else 0
    if not number or (changed.number, number) not in links:
        ledger.add(ChangeKind.UNDEFINED, "page-Parent", changed.number, pages=ledger.page_index(changed.number))


def _inherited(ledger: Ledger, before: PageTree, after: PageTree) -> None:
    """What pages have from the nodes above them, or state themselves, stays, whichever nodes these are."""
    for number, left, right in zip(after.pages, before.inherited, after.inherited, strict=True):
        if left != right and not all(ledger.compare.equal(*pair) for pair in zip(left, right, strict=True)):
            ledger.add(ChangeKind.VISUAL, "page-tree-inherited", number, pages=ledger.page_index(number))


def _direct_pages(ledger: Ledger, before: list[PdfDict], after: list[PdfDict]) -> None:
    """Pages and nodes that are no objects of their own, against the rule (7.7.3.2): nothing tells which of them was which, so that they
    have to be what they were."""
    same = len(before) == len(after) and all(
        left == right or ledger.compare.equal(left, right) for left, right in zip(before, after, strict=True)
    )
    if not same:
        ledger.add(ChangeKind.UNDEFINED, "page-without-number")


def _pages_moved(ledger: Ledger, before: list[int]) -> None:
    """Pages that came, that went (by their place in the signed document), or the same ones in another order."""
    was, now = set(before), set(ledger.pages.pages)
    added = tuple([place for place, number in enumerate(ledger.pages.pages, start=1) if number not in was])
    gone = tuple([place for place, number in enumerate(before, start=1) if number not in now])
    if added:
        ledger.add(ChangeKind.PAGES, "page-added", pages=added)
    if gone:
        ledger.add(ChangeKind.PAGES, "page-gone", pages=gone)
    if not added and not gone:
        ledger.add(ChangeKind.PAGES, "page-order")


def _page(ledger: Ledger, changed: Changed, before: PdfDict) -> None:
    ledger.explained.add(changed.number)
    after = changed.after
    where = ledger.page_index(changed.number)
    if not isinstance(after, PdfDict):
        ledger.add(ChangeKind.PAGES, "page-removed", changed.number)
        return
    for key in sorted({*before, *after} - _PAGE_NOTES - {"Annots", "Parent"}):
        left, right = before.get(key), after.get(key)
        if left != right and not ledger.compare.equal(left, right):
            kind = ChangeKind.VISUAL if key in _PAGE_PAINT else ChangeKind.UNDEFINED
            ledger.add(kind, f"page-{key}"[:80], changed.number, pages=where)
    if before.get("Type") != after.get("Type"):
        ledger.add(ChangeKind.UNDEFINED, "page-Type", changed.number, pages=where)
