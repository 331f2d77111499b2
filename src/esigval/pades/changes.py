"""What each revision changed, told apart by where it is: a whitelist, so that what is not understood is undefined.

An object that existed before and differs now has to be explained by the place where it is used: the catalog, the form, a field, a
page's annotations, the document security store. What no place explains is undefined if anything still leads to it.
"""

from esigval.model.errors import Malformed
from esigval.pades.change_types import Change, ChangeKind
from esigval.pades.document import View
from esigval.pades.field_changes import FieldChanges
from esigval.pades.references import ReferenceIndex
from esigval.pades.revisions import Changed, Comparison, changed_objects
from esigval.pades.syntax import Name, PdfDict, PdfStream, PdfValue, Ref
from esigval.pades.tree import Node, Rectangle, page_numbers, rectangle_of

_EXTENSION_KEYS = frozenset({"DSS", "Extensions", "Version", "Metadata", "MarkInfo", "PieceInfo", "Type"})
"""Entries of the catalog that validation data, time-stamps and producers' own notes need; none is shown."""

_PAINT_KEYS = frozenset({"OCProperties", "OutputIntents"})
"""Entries of the catalog that decide what is painted."""

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
_STRUCTURE_KEYS = {
    Name("StructTreeRoot"): frozenset({"K", "ParentTree", "ParentTreeNextKey", "IDTree"}),
    Name("StructElem"): frozenset({"K"}),
}
"""Entries of the structure tree that grow with a tagged field (ISO 32000-2, 14.7), by the kind of the object."""

_TREE_KEYS = frozenset({"Nums", "Kids", "Limits", "Names"})
"""Entries of the number and name trees below its root."""

MAX_PAGE_DEPTH = 50
"""Levels of a page tree through which a page inherits."""

_DSS_ROLES = (
    frozenset({"Type", "VRI", "Certs", "OCSPs", "CRLs"}),
    frozenset({"Type", "Cert", "CRL", "OCSP", "TU", "TS"}),
)
MAX_STORE_NODES = 20_000
"""Dictionaries and arrays of one document security store."""

_HEX = frozenset("0123456789abcdefABCDEF")


class Transition:
    """The changes from one view of a file to a later one."""

    def __init__(self, old: View, new: View, index: ReferenceIndex) -> None:
        self.old = old
        self.new = new
        self.index = index
        self.compare = Comparison(old, new)
        self.changed: dict[int, Changed] = changed_objects(old, new)
        self.explained: set[int] = set()
        self.found: list[Change] = []
        self._pages: list[int] | None = None

    def changes(self) -> tuple[Change, ...]:
        """All changes of the transition, classified."""
        try:
            self._trailer()
            self._catalog()
            old_nodes = self.index.nodes(self.old)
            new_nodes = self.index.nodes(self.new, old_nodes, self.changed.keys())
            self.found += self._fields(old_nodes, new_nodes)
            self._page_tree()
            self._annotations(old_nodes, new_nodes)
            self._misused(old_nodes)
            self._rest()
        except Malformed as error:
            self.add(ChangeKind.UNDEFINED, f"unreadable: {error.where}"[:200])
        return tuple(self.found)

    def add(
        self, kind: ChangeKind, what: str, *numbers: int, pages: tuple[int, ...] = (), fields: tuple[str, ...] = ()
    ) -> None:
        """Notes a change."""
        objects = tuple([n for n in numbers if n > 0])
        self.found.append(Change(kind, what, objects, pages, fields, self.new.end))

    def explain(self, value: PdfValue, *allowed: int) -> bool:
        """Whether the object that ``value`` refers to may differ here, because nothing but ``allowed`` refers to it; then it counts as
        explained."""
        if not isinstance(value, Ref):
            return True
        changed = self.changed.get(value.number)
        if changed is None:
            return True
        if changed.existed and not self.index.only_from(value.number, set(allowed)):
            return False
        self.explained.add(value.number)
        return True

    def page_index(self, number: int) -> tuple[int, ...]:
        """1-based place of the page with that object number."""
        if self._pages is None:
            self._pages = page_numbers(self.new)[0]
        return (self._pages.index(number) + 1,) if number in self._pages else ()

    # the trailer and the catalog

    def _trailer(self) -> None:
        before, after = self.old.trailer, self.new.trailer
        if before.get("Encrypt") != after.get("Encrypt"):
            self.add(ChangeKind.UNDEFINED, "encryption")
        for view in (self.old, self.new):
            information = view.trailer.get("Info")
            if isinstance(information, Ref):
                self._loose(information, ChangeKind.EXTENSION, "document-information")
        root = after.get("Root")
        if before.get("Root") != root:
            self.add(ChangeKind.EXTENSION, "catalog-number")
        if isinstance(root, Ref):
            self.explained.add(root.number)

    def _loose(self, value: Ref, kind: ChangeKind, what: str) -> None:
        """Something that is not shown as such: it may differ as long as nothing else refers to it."""
        if value.number not in self.changed:
            return
        if self.index.referrers(value.number) - {0}:
            return  # used in the document too: left for the places where that is
        self.explained.add(value.number)
        self.add(kind, what, value.number)

    def _catalog(self) -> None:
        before, after = self.old.catalog, self.new.catalog
        root = self.new.trailer.get("Root")
        number = root.number if isinstance(root, Ref) else 0
        for key in sorted({*before, *after}):
            left, right = before.get(key), after.get(key)
            if key == "DSS":
                self._security_store(right, number)
            elif key == "StructTreeRoot":
                self._structure(left, right)
            elif key == "Perms":
                self._permissions(left, right, number)
            elif key in ("AcroForm", "Pages"):
                continue
            elif key in _EXTENSION_KEYS:
                if left != right or (isinstance(right, Ref) and right.number in self.changed):
                    self.explain(right, number)
                    self.add(ChangeKind.EXTENSION, f"catalog-{key}", number)
            elif not self.compare.equal(left, right):
                kind = ChangeKind.VISUAL if key in _PAINT_KEYS else ChangeKind.UNDEFINED
                self.add(kind, f"catalog-{key}"[:80], number)
            elif left != right:
                self.explain(right, number)

    def _security_store(self, value: PdfValue, number: int) -> None:
        """The document security store: dictionaries of its own kinds, arrays of references, new streams."""
        holders = {number, *_store_numbers(self.old, self.old.catalog.get("DSS")), *_store_numbers(self.new, value)}
        touched: list[int] = []
        for target in sorted(holders & self.changed.keys() - {number}):
            changed = self.changed[target]
            touched.append(target)
            if changed.existed and not self.index.only_from(target, holders):
                continue
            if not isinstance(changed.after, PdfDict) or _is_store_part(changed.after):
                self.explained.add(target)
        if touched or self.old.catalog.get("DSS") != value:
            self.add(ChangeKind.EXTENSION, "validation-data", *touched)

    def _structure(self, before: PdfValue, after: PdfValue) -> None:
        """The structure tree may grow; what an element of it says may not change."""
        if before != after and isinstance(before, Ref) and not isinstance(after, Ref):
            self.add(ChangeKind.UNDEFINED, "structure-tree")
            return
        touched = []
        for changed in self.changed.values():
            old, new = changed.before, changed.after
            if not isinstance(old, PdfDict) or not isinstance(new, PdfDict) or old.get("Type") != new.get("Type"):
                continue
            kind = old.get("Type")
            growing = _STRUCTURE_KEYS.get(kind) if isinstance(kind, Name) else None
            if kind is None and {*old, *new} <= _TREE_KEYS and self._in_structure_tree(changed.number):
                growing = _TREE_KEYS
            if growing and {key for key in {*old, *new} if old.get(key) != new.get(key)} <= growing:
                self.explained.add(changed.number)
                touched.append(changed.number)
        if touched or before != after:
            self.add(ChangeKind.EXTENSION, "structure-tree", *touched)

    def _in_structure_tree(self, number: int, depth: int = 8) -> bool:
        """Whether nothing but the structure tree's root leads to a node, itself or through other nodes."""
        referrers = self.index.referrers(number) - {number}
        for referrer in referrers:
            holder = self.new.get(referrer)
            if _of_type(holder, "StructTreeRoot"):
                continue
            plain = isinstance(holder, PdfDict) and holder.keys() <= _TREE_KEYS
            if not plain or not depth or not self._in_structure_tree(referrer, depth - 1):
                return False
        return bool(referrers)

    def _permissions(self, before: PdfValue, after: PdfValue, number: int) -> None:
        """Permissions may come with a signature; they may not be changed or taken away."""
        if before is None and after is not None:
            self.add(ChangeKind.SIGNATURE, "permissions", number)
        elif not self._same_entries(before, after):
            self.add(ChangeKind.UNDEFINED, "permissions", number)
        self.explain(after, number)

    def _same_entries(self, before: PdfValue, after: PdfValue) -> bool:
        left, right = self.old.resolve(before), self.new.resolve(after)
        return left == right

    # fields

    def _fields(self, old_nodes: dict[int, Node], new_nodes: dict[int, Node]) -> list[Change]:
        fields = FieldChanges(self.old, self.new, self.changed, self.compare, self.explain)
        found = fields.compare(old_nodes, new_nodes)
        self.explained |= fields.explained
        return found

    # pages

    def _page_tree(self) -> None:
        moved = [
            c
            for c in self.changed.values()
            if _of_type(c.before, "Pages") or (c.existed and _of_type(c.after, "Pages"))
        ]
        left, right = self.old.catalog.get("Pages"), self.new.catalog.get("Pages")
        if moved or left != right:
            self._pages = page_numbers(self.new)[0]
            before = page_numbers(self.old)[0]
            if before != self._pages:
                self.add(ChangeKind.PAGES, "page-count" if len(before) != len(self._pages) else "page-order")
            for changed in moved:
                self.explained.add(changed.number)
                old = changed.before if isinstance(changed.before, PdfDict) else PdfDict(0)
                new = changed.after if isinstance(changed.after, PdfDict) else PdfDict(0)
                for key in {*old, *new} - {"Kids", "Count", "Parent", "Type", "ITXT"}:
                    if not self.compare.equal(old.get(key), new.get(key)):
                        self.add(ChangeKind.VISUAL, f"page-tree-{key}"[:80], changed.number)
        for changed in list(self.changed.values()):
            if _of_type(changed.before, "Page") and isinstance(changed.before, PdfDict):
                self._page(changed, changed.before)

    def _page(self, changed: Changed, before: PdfDict) -> None:
        self.explained.add(changed.number)
        after = changed.after
        where = self.page_index(changed.number)
        if not isinstance(after, PdfDict):
            self.add(ChangeKind.PAGES, "page-removed", changed.number)
            return
        for key in sorted({*before, *after} - _PAGE_NOTES - {"Annots"}):
            left, right = before.get(key), after.get(key)
            if left != right and not self.compare.equal(left, right):
                kind = ChangeKind.VISUAL if key in _PAGE_PAINT else ChangeKind.UNDEFINED
                self.add(kind, f"page-{key}"[:80], changed.number, pages=where)
        if before.get("Type") != after.get("Type"):
            self.add(ChangeKind.UNDEFINED, "page-Type", changed.number, pages=where)

    # annotations

    def _annotations(self, old_nodes: dict[int, Node], new_nodes: dict[int, Node]) -> None:
        """Annotation lists of the pages that changed, or that refer to a list that did."""
        lists = {c.number for c in self.changed.values() if isinstance(c.before, list) or isinstance(c.after, list)}
        pages = [c.number for c in self.changed.values() if _of_type(c.after, "Page") and c.existed]
        if lists:
            self._pages = self._pages or page_numbers(self.new)[0]
            known = set(pages)
            for number in self._pages:
                page = self.new.get(number) if number else None
                listed = page.get("Annots") if isinstance(page, PdfDict) else None
                if number not in known and isinstance(listed, Ref) and listed.number in lists:
                    pages.append(number)
        for number in pages:
            self._annotation_list(number, old_nodes, new_nodes)
        for changed in list(self.changed.values()):
            if changed.number not in self.explained and _is_annotation(changed.before):
                self.explained.add(changed.number)
                self._annotation_changed(changed)

    def _annotation_list(self, number: int, old_nodes: dict[int, Node], new_nodes: dict[int, Node]) -> None:
        old, new = self.old.get(number), self.new.get(number)
        if not isinstance(old, PdfDict) or not isinstance(new, PdfDict):
            return
        where = self.page_index(number)
        self.explain(new.get("Annots"), number)
        before, after = self.old.get_list(old, "Annots"), self.new.get_list(new, "Annots")
        if before == after:
            return
        for item in _without(after, before):
            self._annotation_added(item, where, old_nodes, new_nodes)
            self._covers(item, new, before, where)
        removed = _without(before, after)
        for item in removed:
            widget = isinstance(item, Ref) and item.number in old_nodes
            kind = ChangeKind.VISUAL if widget else _annotation_kind(self.old.resolve(item))
            what = "field-hidden" if widget else "annotation-removed"
            self.add(kind, what, item.number if isinstance(item, Ref) else 0, pages=where)
        if _without(before, removed) != _without(after, _without(after, before)):
            self.add(ChangeKind.ANNOTATION, "annotations-reordered", number, pages=where)

    def _rectangle(self, item: PdfValue) -> Rectangle | None:
        annotation = self.new.resolve(item)
        return rectangle_of(self.new, annotation.get("Rect")) if isinstance(annotation, PdfDict) else None

    def _covers(self, item: PdfValue, page: PdfDict, before: list[PdfValue], where: tuple[int, ...]) -> None:
        """What a new annotation or field may hide: other annotations, or the page itself (certification attacks)."""
        added = self._rectangle(item)
        number = item.number if isinstance(item, Ref) else 0
        if added is None or not added.area:
            return
        if any(other is not None and added.overlaps(other) for other in map(self._rectangle, before)):
            self.add(ChangeKind.OVERLAP, "annotation-overlap", number, pages=where)
        sheet = rectangle_of(self.new, self._inherited(page, "MediaBox"))
        if sheet is not None and 2 * added.area > sheet.area:
            self.add(ChangeKind.VISUAL, "page-covered", number, pages=where)

    def _inherited(self, page: PdfDict, key: str) -> PdfValue:
        node: PdfDict | None = page
        for _ in range(MAX_PAGE_DEPTH):
            if node is None or key in node:
                break
            node = self.new.get_dict(node, "Parent")
        return None if node is None else node.get(key)

    def _annotation_added(
        self, item: PdfValue, where: tuple[int, ...], old_nodes: dict[int, Node], new_nodes: dict[int, Node]
    ) -> None:
        number = item.number if isinstance(item, Ref) else 0
        node = new_nodes.get(number)
        if node is not None and (node.type == "Sig" or number in old_nodes):
            return  # judged as a field
        annotation = self.new.resolve(item)
        if isinstance(annotation, PdfDict) and annotation.get("Subtype") != Name("Widget"):
            self.add(_annotation_kind(annotation), "annotation-added", number, pages=where)
        elif node is None:
            self.add(ChangeKind.UNDEFINED, "widget-without-field", number, pages=where)

    def _annotation_changed(self, changed: Changed) -> None:
        after = changed.after
        page = after.get("P") if isinstance(after, PdfDict) else None
        where = self.page_index(page.number) if isinstance(page, Ref) else ()
        if isinstance(after, PdfDict) and after.get("Subtype") == Name("Widget"):
            self.add(ChangeKind.UNDEFINED, "widget-changed", changed.number, pages=where)
        else:
            kinds = {_annotation_kind(changed.before), _annotation_kind(after)}
            kind = ChangeKind.MARKUP if ChangeKind.MARKUP in kinds else ChangeKind.ANNOTATION
            self.add(kind, "annotation-changed", changed.number, pages=where)

    # everything else

    def _misused(self, old_nodes: dict[int, Node]) -> None:
        """Fields and annotations that changed and are used as something else too: as a page's resource, say."""
        for changed in self.changed.values():
            if changed.existed and (changed.number in old_nodes or _is_annotation(changed.before)):
                for referrer in self.index.referrers(changed.number) - {0, changed.number}:
                    if self._uses_otherwise(referrer, changed.number):
                        self.add(ChangeKind.VISUAL, "used-elsewhere", changed.number)
                        break

    def _uses_otherwise(self, referrer: int, number: int) -> bool:
        for view in (self.old, self.new):
            holder = view.get(referrer)
            if isinstance(holder, PdfStream):
                return True
            if not isinstance(holder, PdfDict):
                continue
            if _of_type(holder, "Page"):
                if any(_mentions(value, number) for key, value in holder.items() if key != "Annots"):
                    return True
            elif not holder.keys() & _FIELD_HOLDER_KEYS:
                return True
        return False

    def _rest(self) -> None:
        left = [c for c in self.changed.values() if c.existed and c.number not in self.explained]
        for changed in left:
            if not self.index.in_use(changed.number):
                continue
            value = changed.before
            paints = isinstance(value, PdfStream) or _of_type(value, "Font") or _of_type(value, "OCG")
            self.add(ChangeKind.VISUAL if paints else ChangeKind.UNDEFINED, _word(changed), changed.number)


_FIELD_HOLDER_KEYS = frozenset(
    {"FT", "T", "Rect", "Fields", "AcroForm", "Obj", "S", "Lock", "FDF", "Field", "OBJR", "Kids", "TransformMethod"}
)
"""Entries of which a dictionary has one that may refer to a field: forms, fields, widgets, structure, actions, transforms."""


def _without(items: list[PdfValue], others: list[PdfValue]) -> list[PdfValue]:
    """``items`` that are not among ``others``, in their order."""
    known = {other for other in others if isinstance(other, Ref)}
    direct = [other for other in others if not isinstance(other, Ref)]
    return [item for item in items if not (item in known if isinstance(item, Ref) else item in direct)]


def _mentions(value: PdfValue, number: int, depth: int = 8) -> bool:
    """Whether a direct value holds a reference to ``number``."""
    if isinstance(value, Ref):
        return value.number == number
    inner = value.values() if isinstance(value, PdfDict) else value if isinstance(value, list) else ()
    return depth > 0 and any(_mentions(item, number, depth - 1) for item in inner)


def _word(changed: Changed) -> str:
    """What to call an object that no place explains."""
    value = changed.before
    dictionary = value.dictionary if isinstance(value, PdfStream) else value
    kind = dictionary.get("Subtype", dictionary.get("Type")) if isinstance(dictionary, PdfDict) else None
    form = "stream" if isinstance(value, PdfStream) else "object"
    gone = "-removed" if changed.after is None else "-replaced"
    return f"{form}{gone}" + (f": {kind}"[:60] if isinstance(kind, Name) else "")


def _of_type(value: PdfValue, kind: str) -> bool:
    dictionary = value.dictionary if isinstance(value, PdfStream) else value
    return isinstance(dictionary, PdfDict) and dictionary.get("Type") == Name(kind)


_UNPAINTED = frozenset(
    {Name(kind) for kind in ("Text", "Popup", "Link", "FileAttachment", "Sound", "Movie", "Projection")}
)
"""Annotations that are an icon or a place on the page, not something laid over it (ISO 32000-2, table 171)."""


def _annotation_kind(value: PdfValue) -> ChangeKind:
    plain = isinstance(value, PdfDict) and value.get("Subtype") in _UNPAINTED and "AP" not in value
    return ChangeKind.ANNOTATION if plain else ChangeKind.MARKUP


def _is_annotation(value: PdfValue) -> bool:
    return isinstance(value, PdfDict) and "Rect" in value and ("Subtype" in value or _of_type(value, "Annot"))


def _store_numbers(view: View, value: PdfValue) -> set[int]:
    """Numbers of the dictionaries and arrays of a document security store; the streams that they lead to are not among them."""
    found: set[int] = set()
    stack = [value]
    while stack:
        item = stack.pop()
        resolved = view.resolve(item)
        if isinstance(resolved, PdfStream):
            continue
        if isinstance(item, Ref):
            if item.number in found or len(found) > MAX_STORE_NODES:
                continue
            found.add(item.number)
        if isinstance(resolved, list):
            stack.extend(resolved)
        elif isinstance(resolved, PdfDict):
            stack.extend(resolved.values())
    return found


def _is_store_part(value: PdfDict) -> bool:
    """Whether a dictionary has the entries of a store, of a VRI entry, or of the VRI dictionary, and no others."""
    if any(value.keys() <= role for role in _DSS_ROLES):
        return True
    return all(key == "Type" or (len(key) == 40 and _HEX.issuperset(key)) for key in value)
