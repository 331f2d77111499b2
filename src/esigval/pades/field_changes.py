"""What happened to form fields between two revisions (ISO 32000-2, 12.7 and 12.8.2.2.2)."""

from collections.abc import Hashable

from esigval.pades.appearances import paints, shows, shows_now, takes_room
from esigval.pades.change_types import Change, ChangeKind
from esigval.pades.drawn_values import Form, draws_frame, draws_value
from esigval.pades.ledger import Ledger
from esigval.pades.syntax import Name, PdfDict, PdfStream, PdfValue, Ref, empty_dictionary, hashable
from esigval.pades.text import text
from esigval.pades.tree import Node

MAX_LEVELS = 50
"""Levels of fields through which a widget inherits."""

_VALUE_KEYS = frozenset({"V", "RV", "I", "TI", "AS"})
"""Entries that filling a field sets."""

_SILENT_KEYS = frozenset({"M", "Type", "StructParent", "ITXT", "NM"})
"""Entries that nothing is shown by."""

_HARMLESS_FLAGS = 4 | 64 | 128 | 512
"""Annotation flags that a signer may set: print, read-only, locked, locked contents (ISO 32000-2, table 167)."""

_READ_ONLY = 1
"""Field flag that locking a field sets (table 227)."""

_PUSH_BUTTON = 1 << 16
"""Field flag of buttons that keep no value (table 229)."""

_TEXTS = frozenset({"Tx", "Ch"})
"""Types of fields that show their value as text."""

_UNUSED_RESOURCES = frozenset({"XObject", "ProcSet"})
"""Default resources that no default appearance string can name: signers keep their own drawings there."""


class FieldChanges:
    """Compares the field trees of two views. ``explained``: objects that are accounted for."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.old = ledger.old
        self.new = ledger.new
        self.changed = ledger.changed
        self.added = ledger.added
        self.touched = ledger.touched
        self.same = ledger.compare
        self.explain = ledger.explain
        self.explained: set[int] = set()
        self.found: list[Change] = []
        self.before: dict[int, Node] = {}
        self.after: dict[int, Node] = {}
        self._shown: set[int] = set()
        self._signed_form = Form(ledger.old, empty_dictionary())

    def compare(self, before: dict[int, Node], after: dict[int, Node]) -> list[Change]:
        """All changes of the form and its fields."""
        self.before, self.after = before, after
        self._form()
        earlier, later = _direct(before), _direct(after)
        for key in before.keys() - after.keys():
            if not _stands_in(later, before[key]):
                self._add(ChangeKind.UNDEFINED, "field-removed", before[key])
        touched = (self.changed.keys() | self.added) - {0}
        other = [key for key, node in after.items() if before.get(key) is not node or node.value in touched]
        values = {key for key in other if key in before and self._filled(before[key], after[key])}
        for key in other:
            node, old = after[key], before.get(key)
            if old is None:
                if not _stands_in(earlier, node):
                    self._new(node)
            elif key in self.changed or key < 0 or old.name != node.name or old.type != node.type:
                self._existing(old, node, key in values or node.parent in values)
        return self.found

    def _add(
        self, kind: ChangeKind, what: str, node: Node | None, *numbers: int, was: PdfValue = None, now: PdfValue = None
    ) -> None:
        objects = tuple([n for n in ((node.key,) if node else ()) + numbers if n > 0])
        fields = (node.name,) if node is not None and node.name else ()
        self.found.append(Change(kind, what, objects, (), fields, self.new.end, text(was), text(now)))

    def _form(self) -> None:
        before, after = self.old.catalog.get("AcroForm"), self.new.catalog.get("AcroForm")
        old, new = self.old.resolve(before), self.new.resolve(after)
        if isinstance(after, Ref) and after.number in self.changed:
            self.explained.add(after.number)
        if new is None and old is None:
            return
        if not isinstance(new, PdfDict):
            self._add(ChangeKind.UNDEFINED, "form-removed", None)
            return
        old = old if isinstance(old, PdfDict) else empty_dictionary()
        self._signed_form = Form(self.old, old)
        number = after.number if isinstance(after, Ref) else 0
        root = self.new.trailer.get("Root")
        holders = {number or (root.number if isinstance(root, Ref) else 0)}
        for key in sorted({*old, *new}):
            self._form_entry(key, old.get(key), new.get(key), holders)

    def _form_entry(self, key: str, before: PdfValue, after: PdfValue, holders: set[int]) -> None:
        if key == "Fields":
            self.explain(after, *holders)
        elif key == "DR":
            self._resources(before, after, holders)
        elif key == "SigFlags":
            flags = self.old.resolve(before), self.new.resolve(after)
            if flags[0] != flags[1] and not _only_adds(flags[0], flags[1]):
                self._add(ChangeKind.UNDEFINED, "form-SigFlags", None)
        elif not self.same.equal(before, after):
            switched = key == "NeedAppearances" and bool(self.old.resolve(before)) != bool(self.new.resolve(after))
            if switched and not all(map(self._drawn_alike, self.before.values())):
                self._add(ChangeKind.VISUAL, f"form-{key}", None)
                return
            mild = key in ("NeedAppearances", "ITXT") or (before is None and key in ("DA", "Q"))
            self._add(ChangeKind.SIGNATURE if mild else ChangeKind.UNDEFINED, f"form-{key}"[:80], None)

    def _drawn_alike(self, field: Node) -> bool:
        """Whether a field that was there shows the same, be it by its appearance or, as /NeedAppearances tells readers, drawn by them
        from its value (12.7.3, table 224). Readers draw no signature fields, and others anyway where there is no appearance; of what is
        filled in the same update another value is shown either way, which is told."""
        widget = field.dictionary
        if field.type in ("Sig", "") or not takes_room(self.old, widget) or self.old.resolve(widget.get("AP")) is None:
            return True
        if field.type == "Tx" and draws_value(self.old, self._signed_form, widget):
            return True
        if field.type in _TEXTS and field.key in self.after and self._filled(field, self.after[field.key]):
            return True
        value = self.old.resolve(widget.get("V", widget.get("AS")))
        if value not in (None, b"", Name("Off")):
            return False
        return not shows_now(self.old, widget) or (field.type == "Tx" and draws_frame(self.old, widget))

    def _resources(self, before: PdfValue, after: PdfValue, holders: set[int]) -> None:
        """Default resources may get more entries; those that are there stay."""
        self.explain(after, *holders)
        old, new = self.old.resolve(before), self.new.resolve(after)
        if old is None or not isinstance(old, PdfDict) or not isinstance(new, PdfDict):
            if old is not None and new is not old:
                self._add(ChangeKind.UNDEFINED, "form-resources", None)
            return
        for category in sorted(old.keys() - _UNUSED_RESOURCES):
            inner = self.new.resolve(new.get(category))
            had = self.old.resolve(old.get(category))
            holder = {after.number} if isinstance(after, Ref) else holders
            self.explain(new.get(category), *holder)
            if not isinstance(had, PdfDict):
                if not self.same.equal(had, inner):
                    self._add(ChangeKind.UNDEFINED, f"form-resources-{category}"[:80], None)
                continue
            for name, value in had.items():
                if not isinstance(inner, PdfDict) or not self.same.equal(value, inner.get(name)):
                    self._add(ChangeKind.VISUAL, f"form-resources-{category}"[:80], None)
                    break

    def _filled(self, before: Node, after: Node) -> bool:
        """Whether a field got a value that is shown by another appearance than before. A signature field gets one once, a push-button
        never; what else says how a value is shown (rich text, which options are marked) is no value."""
        if after.type == "Sig":
            return newly_signed(self.ledger, after, self.before, self.after) and self._is_reported(after)
        if after.type == "Btn" and self._is_push_button(after):
            return False
        keys = ("V", "AS") if after.type == "Btn" else ("V",)
        stated = [(before.dictionary.get(key), after.dictionary.get(key)) for key in keys]
        untouched = after is before or (after.key > 0 and after.key not in self.changed)
        if untouched and not any(self.touched(new) for _, new in stated):
            return False
        return any(not self._same_value(old, new) for old, new in stated)

    def _same_value(self, before: PdfValue, after: PdfValue) -> bool:
        """Whether two values are the same, or the same text but for how it is encoded and spaced."""
        old, new = self.old.resolve(before), self.new.resolve(after)
        if isinstance(old, bytes) and isinstance(new, bytes) and text(old).split() == text(new).split():
            return True
        return self.same.equal(before, after)

    def _shows_another_state(self, node: Node) -> bool:
        """Whether another state of a field that has no states, as boxes to be ticked have, is another appearance of the same value."""
        look = self.new.resolve(node.dictionary.get("AP"))
        states = isinstance(look, PdfDict) and any(isinstance(self.new.resolve(v), PdfDict) for v in look.values())
        return states and (node.type != "Btn" or self._is_push_button(node))

    def _is_push_button(self, node: Node) -> bool:
        holder = node if "Ff" in node.dictionary else self.after.get(node.parent, node)
        flags = self.new.resolve(holder.dictionary.get("Ff"))
        return isinstance(flags, int) and bool(flags & _PUSH_BUTTON)

    def _new(self, node: Node) -> None:
        if node.type != "Sig":
            parent = self.after.get(node.parent)
            what = "widget-added" if parent is not None and "Subtype" in node.dictionary else "field-added"
            self._add(ChangeKind.UNDEFINED, what, node)
        elif newly_signed(self.ledger, node, self.before, self.after) and (
            self._is_reported(node) or not shows(self.new, node.dictionary)
        ):
            self._add(self._signature_kind(node), "signature-added", node)
            self._one_place(node)
        elif shows(self.new, node.dictionary):
            self._add(ChangeKind.VISUAL, "signature-field-shown", node)
        else:
            self._add(ChangeKind.SIGNATURE, "signature-field-added", node)

    def _one_place(self, node: Node) -> None:
        """A signature is never shown by more than one annotation (12.7.5.5): what it means there would be open."""
        if shows(self.new, node.dictionary):
            value = _stated_value(node, self.after)
            key = value.number if isinstance(value, Ref) else -id(value)
            if key in self._shown:
                self._add(ChangeKind.VISUAL, "signature-shown-again", node)
            self._shown.add(key)

    def _is_reported(self, node: Node) -> bool:
        """Whether the value of a signature field is read as a signature or document time-stamp, so that the report tells who vouches for
        what the field shows; of another type it is neither."""
        value = self.new.resolve(_stated_value(node, self.after))
        if not isinstance(value, PdfDict):
            return False
        stamp = value.get("SubFilter") == Name("ETSI.RFC3161")
        return value.get("Type") in (None, Name("DocTimeStamp") if stamp else Name("Sig"))

    def _signature_kind(self, node: Node) -> ChangeKind:
        """A document time-stamp that shows nothing extends; any other signature is one more signature (EN 319 142-1, 5.4.3)."""
        value = self.new.resolve(_stated_value(node, self.after))
        extends = isinstance(value, PdfDict) and _is_time_stamp(value) and not shows(self.new, node.dictionary)
        return ChangeKind.EXTENSION if extends else ChangeKind.SIGNATURE

    def _existing(self, before: Node, after: Node, filled: bool) -> None:
        if after.key > 0:
            self.explained.add(after.key)
        if before.name != after.name or before.type != after.type:
            self._add(ChangeKind.UNDEFINED, "field-renamed", after)
        old, new = before.dictionary, after.dictionary
        for key in sorted({*old, *new} - _SILENT_KEYS):
            left, right = old.get(key), new.get(key)
            if self.same.equal(left, right):
                continue
            if key == "V" and after.type == "Sig":
                self._signed(left, right, after)
            elif key in _VALUE_KEYS:
                drawing = isinstance(self.new.resolve(right), PdfStream) and key != "RV"
                drawing |= key == "AS" and self._shows_another_state(after)
                kind = ChangeKind.VISUAL if drawing else ChangeKind.FORM_FILL
                self._add(kind, f"field-{key}", after, was=self.old.resolve(left), now=self.new.resolve(right))
            elif key == "AP":
                self._appearance(left, right, after, filled or self._drawn_again(before, after))
            elif not self._harmless(key, left, right):
                kind = ChangeKind.VISUAL if key in ("Rect", "F", "MK", "DA", "BS", "Border") else ChangeKind.UNDEFINED
                self._add(kind, f"field-{key}"[:80], after)

    def _signed(self, before: PdfValue, after: PdfValue, node: Node) -> None:
        """An empty signature field may be signed; a signature is not replaced by another, taken away, or shown by a further field."""
        if newly_signed(self.ledger, node, self.before, self.after):
            self._add(self._signature_kind(node), "signature-added", node)
            self._one_place(node)
        else:
            number = after.number if isinstance(after, Ref) else 0
            what = "field-V" if self.old.resolve(before) is None else "signature-replaced"
            self._add(ChangeKind.UNDEFINED, what, node, number)

    def _drawn_again(self, before: Node, after: Node) -> bool:
        """Whether a reader wrote the appearance of a text field's value, which was shown before."""
        if after.type != "Tx" or not draws_value(self.new, self._signed_form, after.dictionary):
            return False
        was = self.old.resolve(before.dictionary.get("AP"))
        return was is None or draws_value(self.old, self._signed_form, before.dictionary)

    def _appearance(self, before: PdfValue, after: PdfValue, node: Node, filled: bool) -> None:
        """A new appearance belongs to a new value, or shows as little as the old one. Objects of the old one that only it used are
        accounted for. ``filled``: it shows the value."""
        value = self.new.resolve(after)
        was = self.old.resolve(before)
        quiet = not paints(self.old, was) and not shows(self.new, node.dictionary)
        allowed = isinstance(value, PdfDict) and (filled or quiet)
        if value is None and was is not None:
            self._add(ChangeKind.VISUAL, "field-appearance-removed", node)
            return
        if not allowed:
            self._add(ChangeKind.VISUAL, "field-appearance-replaced", node)
            return
        self._add(ChangeKind.SIGNATURE if node.type == "Sig" else ChangeKind.FORM_FILL, "field-appearance", node)
        holder = node.key
        if isinstance(after, Ref):
            self.explain(after, node.key)
            holder = after.number
        for state in value.values() if isinstance(value, PdfDict) else ():
            self.explain(state, holder, node.key)

    def _harmless(self, key: str, before: PdfValue, after: PdfValue) -> bool:
        old, new = self.old.resolve(before), self.new.resolve(after)
        if key == "F":
            left, right = (old if isinstance(old, int) else 0), (new if isinstance(new, int) else 0)
            return not (left ^ right) & ~_HARMLESS_FLAGS
        if key == "Ff":
            left, right = (old if isinstance(old, int) else 0), (new if isinstance(new, int) else 0)
            return right == left | _READ_ONLY
        if key == "P":
            return old is None
        if key == "Kids":
            return _is_prefix(old, new)
        return False


def _only_adds(before: PdfValue, after: PdfValue) -> bool:
    left = before if isinstance(before, int) else 0
    return isinstance(after, int) and left & ~after == 0


def _is_prefix(before: PdfValue, after: PdfValue) -> bool:
    """Whether children were only added; what was added is judged as a field of its own."""
    if not isinstance(after, list):
        return False
    return before is None or (isinstance(before, list) and after[: len(before)] == before)


def newly_signed(ledger: Ledger, node: Node, before: dict[int, Node], after: dict[int, Node]) -> bool:
    """Whether the signature field to which ``node`` belongs had no signature among the fields ``before`` and has, among those ``after``,
    one that was made since: not one that another field showed already."""
    known = before.get(node.key) or before.get(node.parent)
    if known is not None and ledger.old.resolve(_stated_value(known, before)) is not None:
        return False
    stated = _stated_value(node, after)
    if isinstance(stated, Ref):
        return ledger.touched(stated) and isinstance(ledger.new.get(stated.number), PdfDict)
    return isinstance(stated, PdfDict)


def _stated_value(node: Node, nodes: dict[int, Node]) -> PdfValue:
    """/V of a field, which the widgets below it inherit."""
    for _ in range(MAX_LEVELS):
        if "V" in node.dictionary or node.parent not in nodes:
            break
        node = nodes[node.parent]
    return node.dictionary.get("V")


def _is_time_stamp(value: PdfDict) -> bool:
    """Whether a signature dictionary is that of a document time-stamp (table 255): some are of type Sig, or state no type."""
    kinds = (None, Name("DocTimeStamp"), Name("Sig"))
    stated = value.get("SubFilter") == Name("ETSI.RFC3161") and value.get("Type") in kinds
    return stated and isinstance(value.get("Contents"), bytes) and isinstance(value.get("ByteRange"), list)


def _direct(nodes: dict[int, Node]) -> set[Hashable]:
    """The fields and widgets that stand directly in an array."""
    return {hashable(node.dictionary) for key, node in nodes.items() if key < 0}


def _stands_in(direct: set[Hashable], node: Node) -> bool:
    """Whether a node that stands directly in an array is among ``direct`` ones under another place."""
    return node.key < 0 and hashable(node.dictionary) in direct
