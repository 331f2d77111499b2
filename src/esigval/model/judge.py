"""How a fact becomes a check under a policy: the one place where constraint levels are applied."""

from esigval.model.check import Check, Facts, Status
from esigval.model.evidence import Need
from esigval.model.policy import ConstraintLevel, ValidationPolicy
from esigval.model.reasons import Reason

_FAILED = {
    ConstraintLevel.FAIL: Status.FAILED,
    ConstraintLevel.WARN: Status.WARNING,
    ConstraintLevel.INFORM: Status.PASSED,
    ConstraintLevel.IGNORE: Status.NOT_APPLICABLE,
}


def constraint(
    policy: ValidationPolicy,
    check_id: str,
    holds: bool | None,
    reason: Reason | None = None,
    *,
    facts: Facts = (),
    subject: str = "",
    evidence: tuple[str, ...] = (),
    needs: tuple[Need, ...] = (),
    children: tuple[Check, ...] = (),
) -> Check:
    """The check ``check_id`` for a fact that ``holds``, does not, or (None) can't be known.

    What does not hold is FAILED, WARNING, PASSED with its reason kept (INFORM) or NOT_APPLICABLE (IGNORE), by the level that
    the policy gives to the id. What can't be known is INDETERMINATE where the level is FAIL.
    """
    if holds:
        return Check(check_id, Status.PASSED, None, facts, subject, evidence, needs, children)
    level = policy.level(check_id)
    status = Status.INDETERMINATE if holds is None and level is ConstraintLevel.FAIL else _FAILED[level]
    return Check(check_id, status, reason, facts, subject, evidence, needs, children)
