"""Format checking (EN 319 102-1, clause 5.2.2)."""

from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Signature
from esigval.validation.block import Block, Steps

ID = "en-319-102-1/5.2.2"
READABLE = "en-319-102-1/5.2.2/readable"
UNAMBIGUOUS = "en-319-102-1/5.2.2/references-unambiguous"


def check_format(signature: Signature, policy: ValidationPolicy, document: tuple[Finding, ...] = ()) -> Block:
    """FORMAT_FAILURE where the structure is unreadable or a finding of the parser is held at FAIL by the policy. ``document``: findings
    about the file as a whole, which speak against each of its signatures."""
    steps = Steps(ID)
    if signature.unreadable:
        check = Check(READABLE, Status.FAILED, Reason.MALFORMED, (("where", signature.unreadable),))
        steps.add(check, SubIndication.FORMAT_FAILURE, Indication.FAILED)
        return steps.block(subject=signature.id)
    steps.add(Check(READABLE, Status.PASSED), SubIndication.FORMAT_FAILURE)
    judge_findings(steps, (*signature.findings, *document), policy)
    for reference in signature.references:
        if reference.reason is Reason.AMBIGUOUS:
            facts = (("type", reference.type.value), ("name", reference.name))
            check = constraint(policy, UNAMBIGUOUS, False, Reason.AMBIGUOUS, facts=facts)
            steps.add(check, SubIndication.FORMAT_FAILURE, Indication.FAILED)
    return steps.block(subject=signature.id)


def judge_findings(steps: Steps, findings: tuple[Finding, ...], policy: ValidationPolicy) -> None:
    """Turns each fact of form into the check that it names, at the level that the policy gives to that check."""
    for finding in findings:
        check = constraint(policy, finding.check, False, finding.reason, facts=finding.facts)
        steps.add(check, SubIndication.FORMAT_FAILURE, Indication.FAILED)
