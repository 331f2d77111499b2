"""Validation process for signatures with archival data (EN 319 102-1, clause 5.6.3)."""

from msgspec import Struct

from esigval.model.check import Check, Status
from esigval.model.conclusion import ProofOfExistence, SubIndication
from esigval.model.reasons import Reason
from esigval.model.signature import Format, Signature, TimestampType
from esigval.validation.acceptance import accept_token
from esigval.validation.algorithms import AlgorithmUse, check_algorithms
from esigval.validation.basic import BasicValidation
from esigval.validation.block import Block, Steps
from esigval.validation.existence import ExistencePool
from esigval.validation.long_term import PROVABLE, LongTermValidation, check_not_before_issuance
from esigval.validation.material import Material
from esigval.validation.past import PastInputs, PastSignatureValidation
from esigval.validation.stamps import TimestampJudgement, validate_timestamp
from esigval.validation.token import Purpose

ID = "en-319-102-1/5.6.3"
TIMESTAMP = "en-319-102-1/5.6.3.4/time-stamp"
MATERIAL = "en-319-102-1/5.6.3.4/archival-material"
TIMELY = "en-319-102-1/5.6.3.4/earlier-result-acceptable"
BEST_TIME = "en-319-102-1/5.6.3.4/best-signature-time"

_TIMELESS = PROVABLE
"""What past validation may overcome for a time-stamp (step 5 c). TRY_LATER is among them: data about an authority that has ended can't be
fresh today, and control-time sliding (5.6.2.2.4) allows for it."""

_SIGNATURE_TIMELESS = PROVABLE | {SubIndication.SIG_CONSTRAINTS_FAILURE}
"""The same for a signature (step 3)."""


class ArchivedTimestamp(Struct, frozen=True):
    """A time-stamp on the path that decides, with the result of step 5)."""

    stamp: TimestampJudgement
    block: Block


def archive_timestamps(
    stamps: list[TimestampJudgement], proofs: ExistencePool, material: Material
) -> list[ArchivedTimestamp]:
    """Step 5) for all of ``stamps``, the newest first, so that proofs reach the older ones. In the order of ``stamps``."""
    newest_first = sorted(range(len(stamps)), key=lambda i: _newest_first(stamps[i]))
    found = {i: _archive_timestamp(stamps[i], proofs, material) for i in newest_first}
    return [found[i] for i in range(len(stamps))]


def _newest_first(stamp: TimestampJudgement) -> tuple[float, int]:
    """Of two tokens of one second the one that covers more is the later."""
    return (-stamp.time.timestamp() if stamp.time is not None else 0.0, -len(stamp.timestamp.covers))


def _archive_timestamp(stamp: TimestampJudgement, proofs: ExistencePool, material: Material) -> ArchivedTimestamp:
    """On the path that is best today, and where that fails on the others."""
    first = ArchivedTimestamp(stamp, validate_archived_timestamp(stamp, proofs, material))
    if first.block.passed or stamp.chain is None:
        return first
    for chain in stamp.chain.alternatives:
        other = validate_timestamp(stamp.timestamp, material, chain)
        block = validate_archived_timestamp(other, proofs, material)
        if block.passed:
            return ArchivedTimestamp(other, block)
    return first


def validate_archived_timestamp(stamp: TimestampJudgement, proofs: ExistencePool, material: Material) -> Block:
    """Step 5) for one time-stamp: its proofs go into ``proofs`` only when it is found valid, now or in the past.

    Call it for the newest time-stamp first: each valid one may prove what the next older one needs.
    """
    steps = Steps(TIMESTAMP)
    identifier = stamp.timestamp.id
    basic, token = stamp.basic, stamp.token
    if (
        token is None
        or stamp.time is None
        or not (basic.passed or (stamp.verified and basic.is_recoverable(_TIMELESS)))
    ):
        steps.take(basic)
        return steps.block(subject=identifier)
    earliest = proofs.earliest_time(identifier)
    certificate = stamp.identification.certificate if stamp.identification is not None else None
    if basic.passed:
        steps.take(basic)
    elif certificate is not None and stamp.chain is not None:
        steps.note(Check(TIMELY, Status.PASSED, basic.check.reason, children=(basic.check,)))
        past = PastSignatureValidation(PastInputs(token, certificate, stamp.chain, basic), proofs, material)
        if steps.take(past.run()):
            steps.take(accept_token(token, certificate, earliest, material.policy(Purpose.TIMESTAMP)))
    block = steps.block((("proven_at", earliest),), identifier)
    imprint = AlgorithmUse(token.imprint_algorithm, 0, True)
    reliable = check_algorithms((imprint,), earliest, material.policy(Purpose.TIMESTAMP), identifier)
    if block.passed and reliable.passed and stamp.time <= material.time:
        proofs.prove(material.with_contents(stamp.timestamp.covers), stamp.time, identifier)
    return block


def has_archival_material(signature: Signature, stamps: tuple[TimestampJudgement, ...]) -> bool:
    """Whether there are attributes for the long-term availability and integrity of validation material (step 3)."""
    by_id = {s.timestamp.id: s.timestamp for s in stamps}
    for stamp in by_id.values():
        if stamp.type is TimestampType.ARCHIVE:
            return True
        if any(
            (inner := by_id.get(object_id)) is not None
            and not inner.type.before_signing
            and signature.id in inner.covers
            for object_id in stamp.covers
        ):
            return True
        if signature.format is Format.PADES and stamp.type is TimestampType.DOCUMENT and len(stamp.covers) > 1:
            return True
    return False


def validate_archival(
    signature: Signature,
    basic: BasicValidation,
    long_term: LongTermValidation,
    stamps: tuple[TimestampJudgement, ...],
    proofs: ExistencePool,
    material: Material,
    *,
    recorded: bool = False,
) -> tuple[Block, ProofOfExistence]:
    """Steps 3) to 9) for a signature. ``proofs`` holds what its valid time-stamps and evidence records prove already; ``recorded``: an
    evidence record covers it."""
    steps = Steps(ID)
    best = long_term.best_signature_time
    current = long_term.block
    certificate = basic.identification.certificate if basic.identification is not None else None
    recoverable = basic.verified and current.is_recoverable(_SIGNATURE_TIMELESS)
    if not recoverable or certificate is None or basic.chain is None:
        steps.take(current)
        return steps.block(subject=signature.id), best
    sunset = SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE in current.blocking
    if not sunset and not recorded and not has_archival_material(signature, stamps):
        steps.take(current)
        steps.note(Check(MATERIAL, Status.NOT_APPLICABLE, Reason.NO_ARCHIVAL_MATERIAL))
        return steps.block(subject=signature.id), best
    proofs.prove((signature.id,), best.time, best.token)
    best = proofs.earliest(signature.id)
    steps.note(Check(BEST_TIME, Status.PASSED, None, (("best_signature_time", best.time), ("token", best.token))))
    check_not_before_issuance(steps, certificate, best.time)
    if current.passed:
        steps.take(current)
        return steps.block(subject=signature.id), best
    steps.note(Check(TIMELY, Status.PASSED, current.check.reason, children=(current.check,)))
    past = PastSignatureValidation(PastInputs(basic.token, certificate, basic.chain, current), proofs, material)
    if steps.take(past.run()):
        steps.take(accept_token(basic.token, certificate, best.time, material.policy(basic.token.purpose)))
    return steps.block(subject=signature.id), best
