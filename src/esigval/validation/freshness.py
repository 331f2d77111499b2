"""Revocation freshness checker (EN 319 102-1, clause 5.2.5)."""

from datetime import datetime, timedelta

from esigval.chain.revocation import RevocationStatus
from esigval.model.check import Check, Facts
from esigval.model.judge import constraint
from esigval.model.policy import ConstraintLevel, ValidationPolicy
from esigval.model.reasons import Reason

ID = "en-319-102-1/5.2.5"


def check_freshness(status: RevocationStatus, at: datetime, policy: ValidationPolicy) -> Check:
    """Whether ``status`` was issued recently enough to speak about ``at``.

    The longest accepted age is the policy's ``revocation_freshness_hours``, else the interval that the issuer itself promised
    (nextUpdate - thisUpdate), else ``revocation_default_hours``.
    """
    if policy.level(ID) is ConstraintLevel.IGNORE:
        return constraint(policy, ID, False, subject=status.evidence_id)
    facts: Facts = (("this_update", status.this_update), ("at", at))
    limit = _longest_age(status, policy)
    fresh = status.this_update is not None and limit is not None and at - status.this_update < limit
    return constraint(policy, ID, fresh, Reason.REVOCATION_NOT_FRESH, facts=facts, subject=status.evidence_id)


def _longest_age(status: RevocationStatus, policy: ValidationPolicy) -> timedelta | None:
    hours = policy.values.get("revocation_freshness_hours")
    if isinstance(hours, int):
        return timedelta(hours=hours)
    if status.next_update is not None and status.this_update is not None:
        return status.next_update - status.this_update
    default = policy.values.get("revocation_default_hours")
    return timedelta(hours=default) if isinstance(default, int) else None
