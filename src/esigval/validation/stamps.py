"""Validation process for time-stamps (EN 319 102-1, clause 5.4)."""

from datetime import datetime, timedelta

from msgspec import Struct

from esigval.hashing import is_supported
from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.judge import constraint
from esigval.model.reasons import Reason
from esigval.model.signature import Timestamp, TimestampToken
from esigval.validation.acceptance import accept_token
from esigval.validation.block import Block, Steps
from esigval.validation.cryptographic import REFERENCE_FOUND, digests_match, verify_cryptography
from esigval.validation.formats import READABLE, judge_findings
from esigval.validation.identification import Identification, identify_signer
from esigval.validation.material import Material
from esigval.validation.token import Purpose, SignedToken, token_of_timestamp
from esigval.validation.x509 import ChainValidation, validate_certificate
from esigval.x509.certificate import Certificate
from esigval.x509.verify import Verification

ID = "en-319-102-1/5.4"
IMPRINT = "rfc-3161/2.4.2/message-imprint"
NOT_IN_FUTURE = "rfc-3161/2.4.2/generation-time-not-in-future"
IN_CERTIFICATE_RANGE = "rfc-3161/2.4.2/generation-time-in-certificate-range"


class TimestampJudgement(Struct, frozen=True):
    """Result of clause 5.4 for one time-stamp. ``time`` is what the token says; it counts only where ``basic`` passed."""

    timestamp: Timestamp
    basic: Block
    time: datetime | None = None
    token: SignedToken | None = None
    identification: Identification | None = None
    chain: ChainValidation | None = None
    verified: bool = False
    intact: bool = False


def validate_timestamp(
    timestamp: Timestamp, material: Material, chain: ChainValidation | None = None
) -> TimestampJudgement:
    """The basic process on the token with the message imprint among what must be found and intact. ``chain``: a path to decide on;
    None: the best."""
    policy = material.policy(Purpose.TIMESTAMP)
    steps = Steps(ID)
    parsed = timestamp.token
    if parsed is None:
        check = Check(READABLE, Status.FAILED, Reason.MALFORMED, (("where", timestamp.malformed),))
        steps.add(check, SubIndication.FORMAT_FAILURE, Indication.FAILED)
        return TimestampJudgement(timestamp, steps.block(subject=timestamp.id))
    token = token_of_timestamp(timestamp, parsed)
    steps.add(Check(READABLE, Status.PASSED), SubIndication.FORMAT_FAILURE)
    judge_findings(steps, (*parsed.findings, *timestamp.findings), policy)
    identification = identify_signer(token, material.pool, policy, material.candidates)
    intact = identification.verification is Verification.VALID and digests_match(token.references)
    certificate = identification.certificate
    if steps.decided or certificate is None or not identification.block.passed:
        steps.take(identification.block)
        block = steps.block(subject=timestamp.id)
        return TimestampJudgement(timestamp, block, parsed.time, token, identification, None, False, intact)
    steps.take(identification.block)
    _check_time(steps, parsed, certificate, material)
    chain = chain or validate_certificate(certificate, Purpose.TIMESTAMP, material)
    cryptography = _cryptography(timestamp, token, identification, material)
    if not steps.take(cryptography):
        steps.note(chain.block.check)
    elif steps.take(chain.block):
        steps.take(accept_token(token, certificate, material.time, policy))
    block = steps.block(subject=timestamp.id)
    verified = cryptography.passed
    return TimestampJudgement(timestamp, block, parsed.time, token, identification, chain, verified, intact)


def _check_time(steps: Steps, token: TimestampToken, certificate: Certificate, material: Material) -> None:
    """The time that the token states can be true: its key was certified then, and it is not still to come. A clock that lies proves
    nothing, whatever is proven about the token later."""
    policy = material.policy(Purpose.TIMESTAMP)
    accuracy = accuracy_of(token) or timedelta()
    certified = certificate.not_before - token.time <= accuracy and token.time - certificate.not_after <= accuracy
    facts = (("time", token.time), ("not_before", certificate.not_before), ("not_after", certificate.not_after))
    check = constraint(
        policy,
        IN_CERTIFICATE_RANGE,
        True if certified else None,
        Reason.TIMESTAMP_OUTSIDE_CERTIFICATE,
        facts=() if certified else facts,
        subject=certificate.id,
    )
    steps.add(check, SubIndication.SIG_CONSTRAINTS_FAILURE)
    past = token.time - material.time <= accuracy
    check = constraint(
        policy,
        NOT_IN_FUTURE,
        True if past else None,
        Reason.TIMESTAMP_IN_FUTURE,
        facts=() if past else (("time", token.time), ("at", material.time)),
    )
    steps.add(check, SubIndication.SIG_CONSTRAINTS_FAILURE)


def accuracy_of(token: TimestampToken) -> timedelta | None:
    """How far the stated time may be off, where the token says so; not more than all of time, whatever it says."""
    stated = token.accuracy_microseconds
    return None if stated is None else min(max(stated, 0), _ALL_OF_TIME // _MICROSECOND) * _MICROSECOND


_ALL_OF_TIME, _MICROSECOND = datetime.max - datetime.min, timedelta(microseconds=1)


def _cryptography(
    timestamp: Timestamp, token: SignedToken, identification: Identification, material: Material
) -> Block:
    policy = material.policy(Purpose.TIMESTAMP)
    steps = Steps(IMPRINT)
    found = True if timestamp.imprint_found else None
    if steps.add(
        constraint(policy, REFERENCE_FOUND, found, Reason.SIGNED_DATA_NOT_FOUND, subject=timestamp.id),
        SubIndication.SIGNED_DATA_NOT_FOUND,
    ):
        if timestamp.imprint_intact:
            steps.note(Check(IMPRINT, Status.PASSED, subject=timestamp.id))
        elif not is_supported(token.imprint_algorithm):
            facts = (("algorithm", token.imprint_algorithm),)
            check = Check(IMPRINT, Status.INDETERMINATE, Reason.UNKNOWN_DIGEST_ALGORITHM, facts)
            steps.add(check, SubIndication.SIGNED_DATA_NOT_FOUND)
        else:
            check = Check(IMPRINT, Status.FAILED, Reason.DIGEST_MISMATCH, subject=timestamp.id)
            steps.add(check, SubIndication.HASH_FAILURE, Indication.FAILED)
    if not steps.decided:
        steps.take(verify_cryptography(token, identification, policy))
    return steps.block(subject=timestamp.id)
