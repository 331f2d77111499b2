"""Signature acceptance validation (EN 319 102-1, clause 5.2.8)."""

from datetime import datetime

from esigval.model.conclusion import SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.model.signature import Format, ReferenceType, Signature
from esigval.validation.algorithms import check_algorithms, uses_of_token
from esigval.validation.block import Block, Steps
from esigval.validation.token import SignedToken
from esigval.x509.certificate import Certificate

ID = "en-319-102-1/5.2.8"
SIGNING_TIME = "en-319-102-1/5.2.8/signing-time"
SIGNING_TIME_IN_RANGE = "en-319-102-1/5.2.8/signing-time-in-certificate-range"
SIGNING_TIME_NOT_IN_FUTURE = "en-319-102-1/5.2.8/signing-time-not-in-future"
SIGNED_PROPERTIES = "en-319-102-1/5.2.8/message-digest-or-signed-properties"

_WANTED = {Format.XADES: ReferenceType.SIGNED_PROPERTIES}


def accept_signature(
    signature: Signature, token: SignedToken, certificate: Certificate, at: datetime, policy: ValidationPolicy
) -> Block:
    """Whether the signature has the elements that the policy asks for, and algorithms secure at ``at``."""
    steps = Steps(ID)
    constraints = SubIndication.SIG_CONSTRAINTS_FAILURE
    claimed = signature.properties.claimed_time
    steps.add(constraint(policy, SIGNING_TIME, claimed is not None, Reason.SIGNING_TIME_MISSING), constraints)
    if claimed is not None:
        inside = certificate.not_before <= claimed <= certificate.not_after
        facts = (("claimed", claimed), ("not_before", certificate.not_before), ("not_after", certificate.not_after))
        check = constraint(
            policy,
            SIGNING_TIME_IN_RANGE,
            inside,
            Reason.SIGNING_TIME_OUTSIDE_CERTIFICATE,
            facts=() if inside else facts,
        )
        steps.add(check, constraints)
    wanted = _WANTED.get(signature.format, ReferenceType.MESSAGE_DIGEST)
    present = any(r.type is wanted for r in signature.references)
    steps.add(constraint(policy, SIGNED_PROPERTIES, present, Reason.SIGNED_PROPERTIES_MISSING), constraints)
    _add_algorithms(steps, token, certificate, at, policy)
    return steps.block(subject=token.id)


def check_claimed_time(steps: Steps, signature: Signature, now: datetime, policy: ValidationPolicy) -> None:
    """Tells of a signing time that is claimed to be later than the validation time."""
    claimed = signature.properties.claimed_time
    if claimed is not None and claimed > now:
        facts = (("claimed", claimed), ("at", now))
        check = constraint(
            policy, SIGNING_TIME_NOT_IN_FUTURE, False, Reason.SIGNING_TIME_IN_FUTURE, facts=facts, subject=signature.id
        )
        steps.add(check, SubIndication.SIG_CONSTRAINTS_FAILURE)


def accept_token(token: SignedToken, certificate: Certificate | None, at: datetime, policy: ValidationPolicy) -> Block:
    """For time-stamps and revocation data: algorithms secure at ``at``."""
    steps = Steps(ID)
    _add_algorithms(steps, token, certificate, at, policy)
    return steps.block(subject=token.id)


def _add_algorithms(
    steps: Steps, token: SignedToken, certificate: Certificate | None, at: datetime, policy: ValidationPolicy
) -> None:
    check = check_algorithms(uses_of_token(token, certificate), at, policy, token.id)
    steps.add(check, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
