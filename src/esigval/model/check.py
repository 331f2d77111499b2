"""The tree of checks: every judgement is one of these, with its clause, its facts and its reasons."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from esigval.model.citation import Ref, ref_of_check
from esigval.model.evidence import Need
from esigval.model.reasons import Reason

FactValue = str | int | bool | datetime | None
Facts = tuple[tuple[str, FactValue | tuple[str, ...]], ...]
"""Named facts in the order in which they are told; JSON renders them as an object."""


class Status(StrEnum):
    """Outcome of one check."""

    PASSED = "PASSED"
    WARNING = "WARNING"
    FAILED = "FAILED"
    INDETERMINATE = "INDETERMINATE"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_IN_FORCE = "NOT_IN_FORCE"


class Check(Struct, frozen=True, gc=False, omit_defaults=True):
    """One check. ``id`` is ``document/clause[/slug]``; ``reason`` says why it did not pass; ``subject`` is the id of what
    was looked at; ``evidence`` are ids of what it leaned on; ``children`` include the branches that lost."""

    id: str
    status: Status
    reason: Reason | None = None
    facts: Facts = ()
    subject: str = ""
    evidence: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    children: "tuple[Check, ...]" = ()

    @property
    def ref(self) -> Ref:
        """The clause that this check carries out."""
        return ref_of_check(self.id)

    @property
    def passed(self) -> bool:
        """Whether nothing stands against going on (PASSED, WARNING or not applicable)."""
        return self.status is not Status.FAILED and self.status is not Status.INDETERMINATE


_ORDER = (Status.FAILED, Status.INDETERMINATE, Status.WARNING, Status.PASSED)


def conjunction(children: "tuple[Check, ...]") -> Status:
    """The worst status among ``children`` that apply. An empty conjunction never passes: it is INDETERMINATE."""
    statuses = {c.status for c in children}
    for status in _ORDER:
        if status in statuses:
            return status
    return Status.INDETERMINATE
