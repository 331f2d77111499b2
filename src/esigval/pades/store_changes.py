"""Changes of the document security store (ETSI EN 319 142-1, 5.4.2): what is a part of it, and of nothing else, may be stated anew.

The store is walked along its own entries only. Whatever else a store names, a page in its list of certificates, say, is no part of it.
"""

from enum import IntEnum
from typing import NamedTuple

from esigval.pades.change_types import ChangeKind
from esigval.pades.document import View
from esigval.pades.ledger import Ledger
from esigval.pades.roles import roots, used_only_as
from esigval.pades.syntax import PdfDict, PdfValue, Ref

MAX_STORE_NODES = 20_000
"""Dictionaries and arrays of one document security store."""

_HEX = frozenset("0123456789abcdefABCDEF")


class StoreKind(IntEnum):
    """Parts of a store, each above those that it may lead to."""

    STORE = 0
    VRI = 1
    ENTRY = 2
    """What one signature is validated with: an entry of the VRI dictionary."""
    LIST = 3


_LISTS = {
    StoreKind.STORE: ("Certs", "OCSPs", "CRLs"),
    StoreKind.ENTRY: ("Cert", "OCSP", "CRL"),
}
_ENTRIES = (
    frozenset({"Type", "VRI", *_LISTS[StoreKind.STORE]}),
    frozenset({"Type", "TU", "TS", *_LISTS[StoreKind.ENTRY]}),
)
"""All entries of a store, and of an entry of its VRI dictionary."""


class StorePart(NamedTuple):
    """What an object is in a store, and the keys under which it is referred to there."""

    kind: StoreKind
    keys: frozenset[str]


def store_changes(ledger: Ledger) -> None:
    """Notes what happened to the document security store."""
    before, after = (_parts(view, view.catalog.get("DSS")) for view in (ledger.old, ledger.new))
    store = _Store(ledger, after | before)
    for number in before.keys() & ledger.changed.keys():
        kind = before[number].kind
        stays = number not in after or after[number].kind is kind
        if stays and _may_be(kind, ledger.changed[number].after) and store.holds(number):
            ledger.explained.add(number)
    touched = sorted((before.keys() | after.keys()) & (ledger.changed.keys() | ledger.added))
    if touched or ledger.old.catalog.get("DSS") != ledger.new.catalog.get("DSS"):
        ledger.add(ChangeKind.EXTENSION, "validation-data", *touched)


class _Store:
    """What is used as a part of a store alone. ``parts``: of both views; what is a part in one of them only is there too."""

    def __init__(self, ledger: Ledger, parts: dict[int, StorePart]) -> None:
        self.ledger = ledger
        self.parts = parts
        self._known = dict.fromkeys(roots(ledger), True)

    def holds(self, number: int) -> bool:
        """Whether an object, and all that leads to it, is used as a part of the store and as nothing else."""
        known = self._known.get(number)
        if known is None:
            part = self.parts[number]
            known = self._known[number] = used_only_as(self.ledger, number, part.keys) and all(
                self._leads(holder, part.kind) for holder in self.ledger.holders(number)
            )
        return known

    def _leads(self, holder: int, kind: StoreKind) -> bool:
        if holder in self._known:
            return self._known[holder]
        return holder in self.parts and self.parts[holder].kind < kind and self.holds(holder)


def _parts(view: View, value: PdfValue) -> dict[int, StorePart]:
    """Objects that are parts of a store, by their numbers. The first part that an object plays counts."""
    found: dict[int, StorePart] = {}
    stack = [(value, StoreKind.STORE, "DSS")]
    while stack:
        item, kind, key = stack.pop()
        if isinstance(item, Ref):
            known = found.get(item.number)
            if known is not None:
                if known.kind is kind:
                    found[item.number] = StorePart(kind, known.keys | {key})
                continue
            if len(found) >= MAX_STORE_NODES:
                break
            found[item.number] = StorePart(kind, frozenset({key}))
        dictionary = None if kind is StoreKind.LIST else view.resolve(item)
        if isinstance(dictionary, PdfDict):
            stack += _parts_below(dictionary, kind)
    return found


def _parts_below(dictionary: PdfDict, kind: StoreKind) -> list[tuple[PdfValue, StoreKind, str]]:
    if kind is StoreKind.VRI:
        return [(value, StoreKind.ENTRY, key) for key, value in dictionary.items() if _is_hash(key)]
    below: list[tuple[PdfValue, StoreKind, str]] = [(dictionary.get(key), StoreKind.LIST, key) for key in _LISTS[kind]]
    if kind is StoreKind.STORE:
        below.append((dictionary.get("VRI"), StoreKind.VRI, "VRI"))
    return below


def _may_be(kind: StoreKind, value: PdfValue) -> bool:
    """Whether a part of a store may have that value: be gone, or have the entries of its kind and no others."""
    if value is None:
        return True
    if kind is StoreKind.LIST:
        return isinstance(value, list)
    return isinstance(value, PdfDict) and _has_entries(value)


def _has_entries(value: PdfDict) -> bool:
    if any(value.keys() <= entries for entries in _ENTRIES):
        return True
    return all(key == "Type" or _is_hash(key) for key in value)


def _is_hash(key: str) -> bool:
    """Whether a key names a signature by the SHA-1 of its value."""
    return len(key) == 40 and _HEX.issuperset(key)
