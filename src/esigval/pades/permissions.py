"""What a signature allows to be changed after it: DocMDP, FieldMDP and field locks (ISO 32000-2, 12.8.2 and 12.7.5.5)."""

from typing import NamedTuple

from esigval.model.errors import Malformed
from esigval.pades.change_types import Change, ChangeKind
from esigval.pades.document import View
from esigval.pades.fields import SignatureDictionary
from esigval.pades.syntax import Name, PdfDict, empty_dictionary
from esigval.pades.text import text

MAX_NAMES = 20_000
"""Field names that one lock states."""

_ALLOWED = {
    1: frozenset({ChangeKind.EXTENSION, ChangeKind.OVERLAP}),
    2: frozenset({ChangeKind.EXTENSION, ChangeKind.OVERLAP, ChangeKind.FORM_FILL, ChangeKind.SIGNATURE}),
    3: frozenset(
        {
            ChangeKind.EXTENSION,
            ChangeKind.OVERLAP,
            ChangeKind.FORM_FILL,
            ChangeKind.SIGNATURE,
            ChangeKind.ANNOTATION,
            ChangeKind.MARKUP,
        }
    ),
}
"""/P of DocMDP -> what it leaves allowed (table 257); validation data and document time-stamps always are (EN 319 142-1, 5.4)."""

ANNOTATIONS_ALLOWED = 3
"""/P of DocMDP that allows annotations."""

_FIELD_KINDS = frozenset({ChangeKind.FORM_FILL, ChangeKind.SIGNATURE, ChangeKind.VISUAL, ChangeKind.UNDEFINED})


class FieldLock(NamedTuple):
    """Which fields may not change: All, the named ones (Include), or all but the named ones (Exclude)."""

    action: str
    names: frozenset[str]

    def locks(self, field: str) -> bool:
        """Whether the field of that full name is locked, by its own name or one of its ancestors'."""
        if self.action == "All":
            return True
        parts = field.split(".")
        named = any(".".join(parts[:i]) in self.names for i in range(1, len(parts) + 1))
        return named if self.action == "Include" else not named


class Permissions(NamedTuple):
    """What a signature states. ``level``: 1, 2 or 3 of DocMDP, 0 without one; ``lock_level``: the same of a lock of its field."""

    level: int = 0
    field_mdp: tuple[FieldLock, ...] = ()
    locks: tuple[FieldLock, ...] = ()
    lock_level: int = 0


def read_permissions(entry: SignatureDictionary, view: View) -> Permissions:
    """Permissions of the signature, as they stand in the revision that it signed."""
    level, field_mdp = 0, []
    for reference in view.get_list(entry.dictionary, "Reference")[:16]:
        resolved = view.resolve(reference)
        if not isinstance(resolved, PdfDict):
            continue
        parameters = view.get_dict(resolved, "TransformParams") or empty_dictionary()
        method = resolved.get("TransformMethod")
        if method == Name("DocMDP"):
            level = _level(view, parameters) or 2
        elif method == Name("FieldMDP"):
            field_mdp.append(_lock(view, parameters))
    locks = [_lock(view, lock) for lock in entry.locks]
    lock_level = min([found for lock in entry.locks if (found := _level(view, lock))], default=0)
    return Permissions(level, tuple(field_mdp), tuple(locks), lock_level)


def _level(view: View, parameters: PdfDict) -> int:
    value = view.resolve(parameters.get("P"))
    return value if isinstance(value, int) and value in _ALLOWED else 0


def _lock(view: View, parameters: PdfDict) -> FieldLock:
    action = view.resolve(parameters.get("Action"))
    names: set[str] = set()
    for item in view.get_list(parameters, "Fields")[:MAX_NAMES]:
        try:
            names.add(text(view.resolve(item)))
        except Malformed:
            continue
    known = str(action) if isinstance(action, Name) and action in ("All", "Include", "Exclude") else "All"
    return FieldLock(known, frozenset(names))


def violations(level: int, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Changes that DocMDP of that level forbids."""
    allowed = _ALLOWED.get(level)
    return () if allowed is None else tuple([change for change in changes if change.kind not in allowed])


def locked_changes(locks: tuple[FieldLock, ...], changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Changes of fields that one of ``locks`` covers."""
    if not locks:
        return ()
    return tuple(
        [
            change
            for change in changes
            if change.kind in _FIELD_KINDS and any(lock.locks(name) for lock in locks for name in change.fields)
        ]
    )
