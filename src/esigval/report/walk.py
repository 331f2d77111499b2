"""Walks over a tree of checks: what did not pass, and where it began."""

from collections.abc import Iterator

from esigval.model.check import Check, Status

STOPPING = frozenset({Status.FAILED, Status.INDETERMINATE})
TOLD = STOPPING | {Status.WARNING}


def said(check: Check) -> Iterator[Check]:
    """The checks that state a reason, in the order of the tree, each (check, reason, subject, facts) once.

    Left out are checks that only repeat the reason of a child, where it began, and what lies on branches that lost: a
    check that stopped below one that did not has decided nothing. The whole tree is in the report.
    """
    seen: set[object] = set()
    for found in _reasons(check):
        key = (found.id, found.reason, found.subject, found.facts)
        if key not in seen:
            seen.add(key)
            yield found


def _reasons(check: Check) -> Iterator[Check]:
    stopped = check.status in STOPPING
    for child in check.children:
        if (child.children or child.reason is not None) and (stopped or child.status not in STOPPING):
            yield from _reasons(child)
    if check.reason is not None and check.status is not Status.NOT_APPLICABLE and not _repeats(check):
        yield check


def _repeats(check: Check) -> bool:
    return any(c.reason is check.reason and c.status is check.status for c in check.children)


def root_causes(check: Check) -> Iterator[tuple[Check, ...]]:
    """The paths from ``check`` down to each check where a FAILED or INDETERMINATE began.

    Under a FAILED check only what FAILED is a cause; under an INDETERMINATE one, everything that stopped.
    """
    if check.status not in STOPPING:
        return
    stopped = [c for c in check.children if c.status in STOPPING]
    if check.status is Status.FAILED:
        stopped = [c for c in stopped if c.status is Status.FAILED] or stopped
    if not stopped:
        yield (check,)
    for child in stopped:
        for path in root_causes(child):
            yield (check, *path)


def steps(check: Check, depth: int = 0) -> Iterator[tuple[int, Check]]:
    """Every check of the tree with its depth, parents first."""
    yield depth, check
    for child in check.children:
        yield from steps(child, depth + 1)
