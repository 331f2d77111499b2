"""Changes of the trailer and the catalog: validation data, structure, permissions, and what nobody may touch."""

from esigval.pades import roles
from esigval.pades.change_types import ChangeKind
from esigval.pades.document import View
from esigval.pades.ledger import Ledger, of_type
from esigval.pades.references import TRAILER
from esigval.pades.store_changes import store_changes
from esigval.pades.syntax import Name, PdfDict, PdfValue, Ref

_EXTENSION_KEYS = frozenset({"DSS", "Extensions", "Version", "Metadata", "MarkInfo", "PieceInfo", "Type"})
"""Entries of the catalog that validation data, time-stamps and producers' own notes need; none is shown."""

_PAINT_KEYS = frozenset({"OCProperties", "OutputIntents"})
"""Entries of the catalog that decide what is painted."""

_STRUCTURE_KEYS = {
    Name("StructTreeRoot"): frozenset({"K", "ParentTree", "ParentTreeNextKey", "IDTree"}),
    Name("StructElem"): frozenset({"K"}),
}
"""Entries of the structure tree that grow with a tagged field (ISO 32000-2, 14.7), by the kind of the object."""

_TREE_KEYS = frozenset({"Nums", "Kids", "Limits", "Names"})
"""Entries of the number and name trees below its root."""


def trailer_changes(ledger: Ledger) -> None:
    """Notes what happened to the trailer's entries (ISO 32000-2, 7.5.5)."""
    before, after = ledger.old.trailer, ledger.new.trailer
    if before.get("Encrypt") != after.get("Encrypt"):
        ledger.add(ChangeKind.UNDEFINED, "encryption")
    for view in (ledger.old, ledger.new):
        information = view.trailer.get("Info")
        if isinstance(information, Ref):
            _loose(ledger, information, ChangeKind.EXTENSION, "document-information")
    sizes = before.get("Size"), after.get("Size")
    if isinstance(sizes[0], int) and isinstance(sizes[1], int) and sizes[1] < sizes[0]:
        ledger.add(ChangeKind.UNDEFINED, "trailer-Size")  # objects from /Size on don't exist (table 15)
    root = after.get("Root")
    if before.get("Root") != root:
        ledger.add(ChangeKind.EXTENSION, "catalog-number")
    if isinstance(root, Ref):
        ledger.explained.add(root.number)


def _loose(ledger: Ledger, value: Ref, kind: ChangeKind, what: str) -> None:
    """Something that is not shown as such: it may differ as long as nothing else refers to it."""
    if not ledger.touched(value):
        return
    if ledger.index.referrers(value.number) - {TRAILER}:
        return  # used in the document too: left for the places where that is
    ledger.explained.add(value.number)
    ledger.add(kind, what, value.number)


def catalog_changes(ledger: Ledger) -> None:
    """Notes what happened to the catalog's entries (ISO 32000-2, 7.7.2), but for the form and the page tree."""
    before, after = ledger.old.catalog, ledger.new.catalog
    root = ledger.new.trailer.get("Root")
    number = root.number if isinstance(root, Ref) else 0
    for key in sorted({*before, *after}):
        left, right = before.get(key), after.get(key)
        if key == "DSS":
            store_changes(ledger)
        elif key == "StructTreeRoot":
            _structure(ledger, left, right)
        elif key == "Perms":
            _permissions(ledger, left, right, number)
        elif key in ("AcroForm", "Pages"):
            continue
        elif key in _EXTENSION_KEYS:
            if left != right or ledger.touched(right):
                roles.explain_entry(ledger, key, right, number)
                ledger.add(ChangeKind.EXTENSION, f"catalog-{key}", number)
        elif not ledger.compare.equal(left, right):
            kind = ChangeKind.VISUAL if key in _PAINT_KEYS else ChangeKind.UNDEFINED
            ledger.add(kind, f"catalog-{key}"[:80], number)
        elif left != right:
            roles.explain_entry(ledger, key, right, number)


def _structure(ledger: Ledger, before: PdfValue, after: PdfValue) -> None:
    """The structure tree may grow; what an element of it says may not change, nor may one be taken out."""
    if before is not None and before != after:
        roots = ledger.old.resolve(before), ledger.new.resolve(after)
        if not _grows(ledger, *roots, _STRUCTURE_KEYS[Name("StructTreeRoot")]):
            ledger.add(ChangeKind.UNDEFINED, "structure-tree")
            return
    touched = []
    for changed in ledger.changed.values():
        old, new = changed.before, changed.after
        if not isinstance(old, PdfDict) or not isinstance(new, PdfDict) or old.get("Type") != new.get("Type"):
            continue
        kind = old.get("Type")
        growing = _STRUCTURE_KEYS.get(kind) if isinstance(kind, Name) else None
        if kind is None and {*old, *new} <= _TREE_KEYS and _in_structure_tree(ledger, changed.number):
            growing = _TREE_KEYS
        elif growing and not roles.used_only_as(ledger, changed.number, roles.STRUCTURE):
            growing = None  # used in the document too: left for the places where that is
        if growing and _grows(ledger, old, new, growing):
            ledger.explained.add(changed.number)
            touched.append(changed.number)
    if touched or before != after:
        ledger.add(ChangeKind.EXTENSION, "structure-tree", *touched)


def _grows(ledger: Ledger, before: PdfValue, after: PdfValue, growing: frozenset[str]) -> bool:
    """Whether an object of the structure says what it said, but for the ``growing`` entries; its children stay, in their order."""
    if not isinstance(before, PdfDict) or not isinstance(after, PdfDict):
        return False
    if {key for key in {*before, *after} if before.get(key) != after.get(key)} - growing:
        return False
    rest = iter(_children(ledger.new, after))
    return all(child in rest for child in _children(ledger.old, before))


def _children(view: View, element: PdfDict) -> list[PdfValue]:
    """What /K states: nothing, one child, or an array of them (ISO 32000-2, table 355)."""
    stated = element.get("K")
    found = view.resolve(stated)
    if isinstance(found, list):
        return found
    return [] if stated is None else [stated]


def _in_structure_tree(ledger: Ledger, number: int, depth: int = 8) -> bool:
    """Whether nothing but the structure tree's root leads to a node, itself or through other nodes, and as one."""
    if not roles.used_only_as(ledger, number, roles.STRUCTURE_NODE):
        return False
    referrers = ledger.index.referrers(number) - {number}
    for referrer in referrers:
        holder = ledger.new.get(referrer)
        if of_type(holder, "StructTreeRoot"):
            continue
        plain = isinstance(holder, PdfDict) and holder.keys() <= _TREE_KEYS
        if not plain or not depth or not _in_structure_tree(ledger, referrer, depth - 1):
            return False
    return bool(referrers)


def _permissions(ledger: Ledger, before: PdfValue, after: PdfValue, number: int) -> None:
    """Permissions may come with a signature; they may not be changed or taken away."""
    if before is None and after is not None:
        ledger.add(ChangeKind.SIGNATURE, "permissions", number)
    elif not _same_entries(ledger, before, after):
        ledger.add(ChangeKind.UNDEFINED, "permissions", number)
    roles.explain_entry(ledger, "Perms", after, number)


def _same_entries(ledger: Ledger, before: PdfValue, after: PdfValue) -> bool:
    left, right = ledger.old.resolve(before), ledger.new.resolve(after)
    return left == right
