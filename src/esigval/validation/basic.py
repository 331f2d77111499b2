"""Validation process for basic signatures (EN 319 102-1, clause 5.3)."""

from datetime import datetime

from msgspec import Struct

from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.reasons import Reason
from esigval.model.signature import Signature
from esigval.validation.acceptance import accept_signature, check_claimed_time
from esigval.validation.algorithms import secure_until, uses_of_token
from esigval.validation.block import Block, Steps
from esigval.validation.context_initialization import initialize_context
from esigval.validation.cryptographic import verify_cryptography
from esigval.validation.formats import check_format
from esigval.validation.identification import Identification, identify_signer
from esigval.validation.material import Material
from esigval.validation.stamps import TimestampJudgement
from esigval.validation.token import SignedToken, token_of_signature
from esigval.validation.x509 import ChainValidation, validate_certificate
from esigval.x509.certificate import Certificate

ID = "en-319-102-1/5.3"
CONTENT_TIMESTAMP = "en-319-102-1/5.3.4/content-time-stamp"
CHAIN_STATUS = "en-319-102-1/5.3.4/x509-validation-status"

_OUT_OF_BOUNDS = frozenset({SubIndication.OUT_OF_BOUNDS_NO_POE, SubIndication.OUT_OF_BOUNDS_NOT_REVOKED})


class BasicValidation(Struct, frozen=True):
    """Result of the process with what the later processes need. ``verified``: references and signature value hold; without it no
    later process may turn the result into PASSED."""

    token: SignedToken
    block: Block
    verified: bool
    identification: Identification | None = None
    chain: ChainValidation | None = None


def validate_basic(
    signature: Signature,
    material: Material,
    content_timestamps: tuple[TimestampJudgement, ...],
    chain: ChainValidation | None = None,
) -> BasicValidation:
    """Steps 1) to 7) of clause 5.3.4. ``content_timestamps``: those over the signed data, already judged by 5.4. ``chain``: a path to
    decide on; None: the best."""
    token = token_of_signature(signature)
    policy = material.policy(token.purpose)
    steps = Steps(ID)
    if not steps.take(check_format(signature, policy, material.findings)):
        return _stopped_early(signature, token, steps, material)
    identification = identify_signer(token, material.pool, policy, material.candidates)
    cryptography = verify_cryptography(token, identification, policy)
    certificate = identification.certificate
    if certificate is None or not identification.block.passed:
        steps.take(identification.block)
        return BasicValidation(token, steps.block(subject=token.id), False, identification)
    steps.take(identification.block)
    if not steps.take(initialize_context(signature, policy)):
        return BasicValidation(token, steps.block(subject=token.id), cryptography.passed, identification)
    chain = chain or validate_certificate(certificate, token.purpose, material)
    if not steps.take(cryptography):
        steps.note(chain.block.check)
        return BasicValidation(token, steps.block(subject=token.id), False, identification, chain)
    times = [s.time for s in content_timestamps if s.basic.passed and s.time is not None and s.time <= material.time]
    _apply_chain(steps, chain, certificate, times)
    check_claimed_time(steps, signature, material.time, policy)
    if not steps.decided:
        acceptance = accept_signature(signature, token, certificate, material.time, policy)
        _apply_acceptance(steps, acceptance, token, certificate, material, content_timestamps)
    return BasicValidation(token, steps.block(subject=token.id), True, identification, chain)


def _stopped_early(signature: Signature, token: SignedToken, steps: Steps, material: Material) -> BasicValidation:
    """Format failure: the signer is still named where it can be, so that the report says whose signature it claims to be."""
    identification = None
    if not signature.unreadable or token.value.value:
        identification = identify_signer(token, material.pool, material.policy(token.purpose), material.candidates)
    return BasicValidation(token, steps.block(subject=token.id), False, identification)


def _apply_chain(steps: Steps, chain: ChainValidation, certificate: Certificate, times: list[datetime]) -> None:
    """Step 4): a content time-stamp (``times``: of the valid ones) after revocation or expiry turns the unproven into FAILED, whatever
    else stands against the chain."""
    block = chain.block
    undecided = block.indication is Indication.INDETERMINATE
    if undecided and SubIndication.REVOKED_NO_POE in block.blocking:
        status = chain.status_of(certificate)
        revoked = status.latest.revocation_time if status is not None and status.latest is not None else None
        if revoked is not None and any(time > revoked for time in times):
            steps.note(block.check)
            check = Check(CONTENT_TIMESTAMP, Status.FAILED, Reason.CONTENT_TIMESTAMP_AFTER_REVOCATION)
            steps.add(check, SubIndication.REVOKED, Indication.FAILED)
            return
    if undecided and _OUT_OF_BOUNDS.intersection(block.blocking) and any(t > certificate.not_after for t in times):
        steps.note(block.check)
        check = Check(CONTENT_TIMESTAMP, Status.FAILED, Reason.CONTENT_TIMESTAMP_AFTER_EXPIRY)
        steps.add(check, SubIndication.EXPIRED, Indication.FAILED)
        return
    steps.take(block)


def _apply_acceptance(
    steps: Steps,
    acceptance: Block,
    token: SignedToken,
    certificate: Certificate,
    material: Material,
    stamps: tuple[TimestampJudgement, ...],
) -> None:
    """Step 6): what was signed after its algorithm had become weak, as a content time-stamp shows, is no matter of proof."""
    if acceptance.is_indeterminate(frozenset({SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE})):
        policy = material.policy(token.purpose)
        until = secure_until(uses_of_token(token, certificate), material.time, policy)
        late = [s for s in stamps if s.basic.passed and s.time is not None and until is not None and s.time > until]
        if late:
            steps.note(acceptance.check)
            check = Check(CONTENT_TIMESTAMP, Status.INDETERMINATE, Reason.ALGORITHM_NOT_SECURE_AT_TIME)
            steps.add(check, SubIndication.CRYPTO_CONSTRAINTS_FAILURE)
            return
    steps.take(acceptance)
