"""What each revision changed, told apart by where it is: a whitelist, so that what is not understood is undefined.

An object that existed before and differs now has to be explained by the place where it is used: the catalog, the form, a field, a
page's annotations, the document security store. What no place explains is undefined if anything still leads to it.
"""

from esigval.model.errors import Malformed
from esigval.pades import roles
from esigval.pades.annotation_changes import annotation_changes, is_annotation
from esigval.pades.catalog_changes import catalog_changes, trailer_changes
from esigval.pades.change_types import Change, ChangeKind
from esigval.pades.document import View
from esigval.pades.field_changes import FieldChanges
from esigval.pades.ledger import Ledger, of_type
from esigval.pades.page_changes import page_changes
from esigval.pades.references import ReferenceIndex
from esigval.pades.revisions import Changed, UnreadObject
from esigval.pades.syntax import Name, PdfDict, PdfStream, PdfValue
from esigval.pades.tree import Node


def transition_changes(old: View, new: View, index: ReferenceIndex) -> tuple[Change, ...]:
    """All changes from one view of a file to a later one, classified."""
    ledger = Ledger(old, new, index)
    try:
        trailer_changes(ledger)
        catalog_changes(ledger)
        old_fields = index.fields(old)
        old_nodes, new_nodes = old_fields.nodes, index.fields(new, old_fields, ledger.changed.keys()).nodes
        ledger.found += _fields(ledger, old_nodes, new_nodes)
        page_changes(ledger)
        annotation_changes(ledger, old_nodes, new_nodes)
        _misused(ledger, old_nodes)
        _rest(ledger)
    except Malformed as error:
        ledger.add(ChangeKind.UNDEFINED, f"unreadable: {error.where}"[:200])
    return tuple(ledger.found)


def _fields(ledger: Ledger, old_nodes: dict[int, Node], new_nodes: dict[int, Node]) -> list[Change]:
    fields = FieldChanges(ledger)
    found = fields.compare(old_nodes, new_nodes)
    ledger.explained |= fields.explained
    return found


def _misused(ledger: Ledger, old_nodes: dict[int, Node]) -> None:
    """What changed as one thing and is used as something else too: as a page's resource, say."""
    catalogs = roles.roots(ledger)
    forms = {roles.number_in(view, "AcroForm") for view in (ledger.old, ledger.new)}
    for changed in ledger.changed.values():
        value, found = _known_by(changed), []
        if changed.number in catalogs:
            found.append(roles.CATALOG)
        if changed.number in forms:
            found.append(roles.FORM)
        if of_type(value, "Pages"):
            found.append(roles.PAGE_TREE)
        if of_type(value, "Page"):
            found.append(roles.PAGE)
        if changed.number in old_nodes or is_annotation(value):
            found.append(roles.FIELD)
        if not all(roles.used_only_as(ledger, changed.number, role) for role in found):
            ledger.add(ChangeKind.VISUAL, "used-elsewhere", changed.number)


def _known_by(changed: Changed) -> PdfValue:
    """The value that says what an object is: what it was, or what it became where there was nothing."""
    return changed.after if changed.before is None else changed.before


def _rest(ledger: Ledger) -> None:
    """What no place explains, and what can't be read, which none does."""
    left = [c for c in ledger.changed.values() if c.number not in ledger.explained or _is_unreadable(c)]
    for changed in left:
        if not ledger.index.in_use(changed.number):
            continue
        value = _known_by(changed)
        paints = isinstance(value, PdfStream) or any(of_type(value, kind) for kind in ("Font", "OCG", "Page"))
        kind = ChangeKind.VISUAL if paints else ChangeKind.UNDEFINED
        ledger.add(kind, _word(changed), changed.number, pages=ledger.shown_on(changed.number) if paints else ())


def _is_unreadable(changed: Changed) -> bool:
    return isinstance(changed.before, UnreadObject) or isinstance(changed.after, UnreadObject)


def _word(changed: Changed) -> str:
    """What to call an object that no place explains."""
    value = _known_by(changed)
    dictionary = value.dictionary if isinstance(value, PdfStream) else value
    kind = dictionary.get("Subtype", dictionary.get("Type")) if isinstance(dictionary, PdfDict) else None
    form = "stream" if isinstance(value, PdfStream) else "object"
    what = "-removed" if changed.after is None else "-added" if changed.before is None else "-replaced"
    return f"{form}{what}" + (f": {kind}"[:60] if isinstance(kind, Name) else "")
