"""What is missing for a better answer, gathered from the checks that asked for it."""

from collections.abc import Iterator

from esigval.model.check import Check
from esigval.model.evidence import Need
from esigval.validation.process import DocumentJudgement


def collect_needs(judgement: DocumentJudgement) -> tuple[Need, ...]:
    """Every need of every check tree, once, in the order in which it was met."""
    found = dict.fromkeys(need for needs in needs_of(judgement).values() for need in needs)
    for stamp in judgement.timestamps:
        found.update(dict.fromkeys(_needs(stamp.check)))
    return tuple(found)


def needs_of(judgement: DocumentJudgement) -> dict[str, tuple[Need, ...]]:
    """The needs of each signature and of its time-stamps, by its id."""
    found: dict[str, tuple[Need, ...]] = {}
    for judged in judgement.signatures:
        roots = (judged.conclusion.check, *(stamp.check for stamp in judged.conclusion.timestamps))
        found[judged.signature.id] = tuple(dict.fromkeys(need for root in roots for need in _needs(root)))
    return found


def _needs(root: Check) -> Iterator[Need]:
    pending = [root]
    while pending:
        check = pending.pop()
        yield from check.needs
        pending.extend(reversed(check.children))
