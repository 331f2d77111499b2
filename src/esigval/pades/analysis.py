"""Changes after each signature as facts on it: what later revisions did, and whether the signature allows it."""

from collections.abc import Sequence

from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Finding
from esigval.pades import facts
from esigval.pades.change_types import Change, ChangeKind
from esigval.pades.changes import transition_changes
from esigval.pades.document import PdfFile, View
from esigval.pades.fields import SignatureDictionary
from esigval.pades.permissions import (
    ANNOTATIONS_ALLOWED,
    Permissions,
    locked_changes,
    read_permissions,
    violations,
)
from esigval.pades.references import ReferenceIndex

_ALWAYS_TOLD = (
    (ChangeKind.UNDEFINED, facts.UNDEFINED_CHANGES, Reason.UNDEFINED_CHANGES),
    (ChangeKind.VISUAL, facts.VISUAL_DIFFERENCE, Reason.VISUAL_CHANGES),
    (ChangeKind.PAGES, facts.PAGE_DIFFERENCE, Reason.PAGE_COUNT_CHANGED),
    (ChangeKind.OVERLAP, facts.ANNOTATION_OVERLAP, Reason.ANNOTATIONS_OVERLAP),
    (ChangeKind.ANNOTATION, facts.ANNOTATION_CHANGES, Reason.ANNOTATION_CHANGES),
    (ChangeKind.FORM_FILL, facts.FORM_FILL, Reason.FORM_FILL_CHANGES),
)
_ANNOTATION_KINDS = frozenset({ChangeKind.ANNOTATION, ChangeKind.MARKUP, ChangeKind.OVERLAP})
MAX_TOLD = 50
"""Objects, pages and fields that one finding names."""
MAX_VALUE = 100
"""Characters of a field's value in a finding."""


class Analysis:
    """The changes of one file, transition by transition between the ends of signed revisions, each looked at once."""

    def __init__(self, file: PdfFile, ends: Sequence[int]) -> None:
        self.file = file
        size = len(file.data)
        self.ends = sorted({end for end in ends if 0 < end < size} | {size})
        self._transitions: dict[int, tuple[Change, ...]] = {}
        self._index = ReferenceIndex(file)

    def after(self, end: int) -> tuple[Change, ...]:
        """Everything that was changed after the revision that ends at byte ``end``."""
        found: list[Change] = []
        for number, start in enumerate(self.ends[:-1]):
            if start >= end:
                found += self._transition(start, self.ends[number + 1])
        return tuple(found)

    def _transition(self, start: int, stop: int) -> tuple[Change, ...]:
        known = self._transitions.get(start)
        if known is None:
            old, new = self.file.view(start), self.file.view(stop)
            known = self._transitions[start] = self._changes(old, new)
        return known

    def _changes(self, old: View, new: View) -> tuple[Change, ...]:
        if old.head is not None and old.head is new.head:
            return ()
        try:
            changes = transition_changes(old, new, self._index)
            if self._brought_in_reach(old, new):
                changes += (Change(ChangeKind.UNDEFINED, "cross-references-come-in-reach", revision=new.end),)
        except Malformed as error:
            return (Change(ChangeKind.UNDEFINED, f"unreadable: {error.where}"[:200], revision=new.end),)
        return changes

    def _brought_in_reach(self, old: View, new: View) -> bool:
        """Whether readers rebuild the signed revision, because padding is signed with it, and take other objects by doing so than by the
        cross-references, which a later revision lets them find."""
        file = self.file
        return not file.in_reach(old.end) and file.in_reach(new.end) and not old.damage and not old.rebuilt_alike()


def change_findings(entry: SignatureDictionary, signed_view: View, changes: tuple[Change, ...]) -> list[Finding]:
    """Findings for ``changes`` made after the signature ``entry``, which signed ``signed_view``."""
    if not changes:
        return []
    found: list[Finding] = []
    try:
        permissions = read_permissions(entry, signed_view)
    except Malformed as error:
        permissions = Permissions()
        found.append(facts.finding(facts.DOC_MDP, Reason.MALFORMED, ("where", error.where)))
    by_kind: dict[ChangeKind, list[Change]] = {}
    for change in changes:
        told: ChangeKind = ChangeKind.VISUAL if change.kind is ChangeKind.MARKUP else change.kind
        if change.kind in _ANNOTATION_KINDS and permissions.level == ANNOTATIONS_ALLOWED:
            continue  # the signature itself says that they may come
        by_kind.setdefault(told, []).append(change)
    for kind, check, reason in _ALWAYS_TOLD:
        if kind in by_kind:
            found.append(_finding(check, reason, tuple(by_kind[kind])))
    for check, reason, broken in (
        (facts.DOC_MDP, Reason.DOC_MDP_VIOLATED, violations(permissions.level, changes)),
        (facts.FIELD_MDP, Reason.FIELD_MDP_VIOLATED, locked_changes(permissions.field_mdp, changes)),
        (
            facts.SIG_FIELD_LOCK,
            Reason.FIELD_LOCK_VIOLATED,
            (*locked_changes(permissions.locks, changes), *violations(permissions.lock_level, changes)),
        ),
    ):
        if broken:
            found.append(_finding(check, reason, broken))
    return found


def _finding(check: str, reason: Reason, changes: tuple[Change, ...]) -> Finding:
    """One finding that names what was changed, where, and in which objects."""
    by_what: dict[str, list[Change]] = {}
    for change in changes:
        by_what.setdefault(change.what, []).append(change)
    what = tuple(by_what)[:MAX_TOLD]
    objects = sorted({number for change in changes for number in change.objects})[:MAX_TOLD]
    pages = sorted({page for change in changes for page in change.pages})[:MAX_TOLD]
    fields = tuple(dict.fromkeys([name for change in changes for name in change.fields]))[:MAX_TOLD]
    places = tuple([_place(by_what[word]) for word in what])
    told: list[tuple[str, str | int | tuple[str, ...]]] = [
        ("changes", len(changes)),
        ("what", what),
        ("places", places),
    ]
    if pages:
        told.append(("pages", tuple([str(page) for page in pages])))
    if fields:
        told.append(("fields", fields))
    if objects:
        told.append(("objects", tuple([str(number) for number in objects])))
    values = [_value(change) for change in changes if change.was or change.now]
    if values:
        told.append(("values", tuple(values[:MAX_TOLD])))
    return facts.finding(check, reason, *told)


def _value(change: Change) -> str:
    """``field: "before" → "after"``, each side cut where it is long."""
    was, now = (f'"{side[:MAX_VALUE]}"' for side in (change.was, change.now))
    return f"{change.fields[0] if change.fields else change.what}: {was} → {now}"


def _place(changes: list[Change]) -> str:
    """Where changes of one sort were made: ``pages: 1, 2``, ``fields: a, b``, or nothing where that can't be said."""
    fields = tuple(dict.fromkeys([name for change in changes for name in change.fields]))[:MAX_TOLD]
    if fields:
        return f"fields: {', '.join(fields)}"
    pages = sorted({page for change in changes for page in change.pages})[:MAX_TOLD]
    return f"pages: {', '.join(map(str, pages))}" if pages else ""
