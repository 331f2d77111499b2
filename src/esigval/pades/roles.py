"""What an object is used as.

A change is judged by what the object is: a page, a field, the catalog. Whoever prepares a file before it is signed can have one object be
two things, a page and the list of what that page draws, say; then what is harmless in the one is shown by the other.
"""

from esigval.pades.document import View
from esigval.pades.ledger import Ledger
from esigval.pades.syntax import PdfValue, Ref

CATALOG = frozenset({"Data", "Parent"})
"""Entries that refer to the catalog, beside the trailer's: of what says what a signature transforms (ISO 32000-2, table 256), and of the
trees of producers who give a root a parent."""

PAGE_TREE = frozenset({"Pages", "Kids", "Parent"})
"""Entries that refer to a node of the page tree (7.7.3)."""

PAGE = frozenset({"Kids", "P", "Parent", "Pg", "Dest", "D", "Names", "Start", "End"})
"""Entries that refer to a page: the tree, annotations and beads, structure, destinations, templates, document parts."""

FORM = frozenset({"AcroForm", "Parent"})
"""Entries that refer to the interactive form: the catalog's (12.7.3), and those of fields that some producers put below it."""

FIELD = frozenset(
    {"Fields", "Kids", "Parent", "Annots", "CO", "Obj", "K", "T", "Popup", "IRT", "Annotation", "AN", "TA", "Data"}
)
"""Entries that refer to fields and annotations: forms, pages, structure, other annotations, actions, signatures."""

STRUCTURE = frozenset({"StructTreeRoot", "K", "P", "Nums", "Names", "Ref", "SE", "SD", "Dest"})
"""Entries that refer to an element of the structure or to the root of it (14.7)."""

STRUCTURE_NODE = frozenset({"ParentTree", "IDTree", "Kids"})
"""Entries that refer to a node of the number and name trees of the structure (14.7.2)."""


def used_only_as(ledger: Ledger, number: int, role: frozenset[str]) -> bool:
    """Whether an object is used as that and as nothing else, both before and after."""
    index = ledger.index
    return index.used_only_as(number, role) or all(
        index.used_only_as(number, role, view) for view in (ledger.old, ledger.new)
    )


def explain_entry(ledger: Ledger, key: str, value: PdfValue, holder: int) -> None:
    """What an entry refers to may differ, as long as nothing else does, nor another entry of the ``holder``."""
    if isinstance(value, Ref) and used_only_as(ledger, value.number, frozenset({key})):
        ledger.explain(value, holder)


def number_in(view: View, key: str) -> int:
    """Number of the object to which that entry of the catalog refers; 0 where it is a direct one."""
    value = view.catalog.get(key)
    return value.number if isinstance(value, Ref) else 0


def roots(ledger: Ledger) -> set[int]:
    """Numbers of the catalog in both views."""
    values = [view.trailer.get("Root") for view in (ledger.old, ledger.new)]
    return {value.number for value in values if isinstance(value, Ref)}
