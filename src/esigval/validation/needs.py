"""What is missing for a better answer, gathered from the checks that asked for it."""

from collections.abc import Iterator

from esigval.model.check import Check
from esigval.model.evidence import Need
from esigval.validation.process import DocumentJudgement


def collect_needs(judgement: DocumentJudgement) -> tuple[Need, ...]:
    """Every need of every check tree, once, in the order in which it was met."""
    found: dict[Need, None] = {}
    for judged in judgement.signatures:
        found.update(dict.fromkeys(_needs(judged.conclusion.check)))
        for stamp in judged.conclusion.timestamps:
            found.update(dict.fromkeys(_needs(stamp.check)))
    for stamp in judgement.timestamps:
        found.update(dict.fromkeys(_needs(stamp.check)))
    return tuple(found)


def _needs(root: Check) -> Iterator[Need]:
    pending = [root]
    while pending:
        check = pending.pop()
        yield from check.needs
        pending.extend(reversed(check.children))
