"""Validation process for signatures with time and with long-term validation material (EN 319 102-1, clause 5.5)."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication, ProofOfExistence, SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ConstraintLevel
from esigval.model.reasons import Reason
from esigval.model.signature import Signature, TimestampToken
from esigval.validation.acceptance import accept_signature
from esigval.validation.algorithms import check_algorithms, uses_of_delegate, uses_of_revocation, uses_of_signature
from esigval.validation.basic import BasicValidation
from esigval.validation.block import Block, Steps
from esigval.validation.freshness import check_freshness
from esigval.validation.material import Material
from esigval.validation.revocation import is_on_hold
from esigval.validation.stamps import TimestampJudgement, accuracy_of
from esigval.validation.token import Purpose
from esigval.validation.x509 import CA_VALIDITY, ChainValidation
from esigval.x509.certificate import Certificate

ID = "en-319-102-1/5.5"
BASIC = "en-319-102-1/5.5.4/basic-validation-acceptable"
TIMESTAMP = "en-319-102-1/5.5.4/signature-time-stamp"
NOT_BEFORE_ISSUANCE = "en-319-102-1/5.5.4/best-signature-time-not-before-issuance"
BEFORE_EXPIRY = "en-319-102-1/5.5.4/best-signature-time-before-expiry"
BEFORE_REVOCATION = "en-319-102-1/5.5.4/best-signature-time-before-revocation"
BEFORE_SUSPENSION = "en-319-102-1/5.5.4/best-signature-time-before-suspension"
COHERENCE = "en-319-102-1/5.5.4/time-stamp-coherence"
CHAIN_ALGORITHMS = "en-319-102-1/5.5.4/chain-algorithms"

RECOVERABLE = frozenset(
    {
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        SubIndication.REVOKED_NO_POE,
        SubIndication.REVOKED_CA_NO_POE,
        SubIndication.TRY_LATER,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
    }
)
"""Results of the basic process that a proof of time may still turn (clause 5.5.4, step 2)."""

PROVABLE = frozenset(
    {
        SubIndication.REVOKED_NO_POE,
        SubIndication.REVOKED_CA_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
        SubIndication.TRY_LATER,
    }
)
"""What archival data may overcome (clause 5.6.3.4, step 3)."""

ACCURACY = timedelta(seconds=1)
"""Of a time-stamp that does not state its own (EN 319 421, clause 7.7.2 b)."""

_REVOKED = {SubIndication.REVOKED_NO_POE: False, SubIndication.REVOKED_CA_NO_POE: True}
_NEEDS_EXPIRY = (*_REVOKED, SubIndication.OUT_OF_BOUNDS_NOT_REVOKED)


class LongTermValidation(Struct, frozen=True):
    """Result of the process and the best-signature-time that it found."""

    block: Block
    best_signature_time: ProofOfExistence


def validate_long_term(
    signature: Signature, basic: BasicValidation, stamps: tuple[TimestampJudgement, ...], material: Material
) -> LongTermValidation:
    """Steps 1) to 11) of clause 5.5.4. ``stamps``: all time-stamps of the signature, judged by 5.4."""
    steps = Steps(ID)
    best = ProofOfExistence(basic.token.id, material.time)
    recoverable = basic.verified and basic.block.is_recoverable(RECOVERABLE)
    certificate = basic.identification.certificate if basic.identification is not None else None
    if not recoverable or certificate is None or basic.chain is None:
        if (
            basic.verified
            and certificate is not None
            and basic.block.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE
        ):
            check_not_before_issuance(
                steps, certificate, best.time
            )  # no proof of an earlier time could make that right
        steps.take(basic.block)
        if basic.verified and basic.block.is_indeterminate(RECOVERABLE):
            _name_what_stays(steps, basic)
        return LongTermValidation(steps.block(subject=basic.token.id), best)
    steps.note(Check(BASIC, Status.PASSED, basic.block.check.reason, children=(basic.block.check,)))
    passed: list[TimestampJudgement] = []
    for stamp in stamps:
        if stamp.timestamp.type.before_signing or basic.token.id not in stamp.timestamp.covers:
            continue
        steps.note(_timestamp_check(stamp))
        if stamp.basic.passed and stamp.time is not None:
            passed.append(stamp)
            if stamp.time < best.time:
                best = ProofOfExistence(basic.token.id, stamp.time, stamp.timestamp.id)
    supposed = material.proven_elsewhere.get(basic.token.id)
    if supposed is not None and supposed < best.time:
        best = ProofOfExistence(basic.token.id, supposed)
    _compare_times(steps, basic, basic.chain, certificate, best.time, material)
    if not steps.decided and passed:
        steps.add(_coherence(passed, stamps, material, basic), SubIndication.TIMESTAMP_ORDER_FAILURE)
    if not steps.decided:
        policy = material.policy(basic.token.purpose)
        steps.take(accept_signature(signature, basic.token, certificate, best.time, policy))
    if not steps.decided:
        _check_chain_algorithms(steps, basic.chain, basic, material)
    return LongTermValidation(steps.block((("best_signature_time", best.time),), basic.token.id), best)


def _timestamp_check(stamp: TimestampJudgement) -> Check:
    ok = stamp.basic.passed
    status = Status.PASSED if ok else Status.WARNING
    reason = None if ok else Reason.TIMESTAMP_NOT_VALID
    return Check(TIMESTAMP, status, reason, subject=stamp.timestamp.id, evidence=(stamp.timestamp.id,))


def _name_what_stays(steps: Steps, basic: BasicValidation) -> None:
    """Something that no proof of time helps against stands against the signature too: that is what the user has to know."""
    for sub in basic.block.blocking:
        if sub not in PROVABLE:
            steps.decide(basic.block.indication, sub, basic.block.check.reason)
            return


def _compare_times(
    steps: Steps,
    basic: BasicValidation,
    chain: ChainValidation,
    certificate: Certificate,
    best: datetime,
    material: Material,
) -> None:
    """Step 4) a) to d), 6) and 7), for everything that the basic process held against the signature."""
    subs = basic.block.blocking
    if subs and subs[0] is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        _check_chain_algorithms(steps, chain, basic, material)
    check_not_before_issuance(steps, certificate, best)
    if SubIndication.OUT_OF_BOUNDS_NO_POE in subs:
        steps.take(basic.block)
    for sub, ca in _REVOKED.items():
        if sub in subs:
            _compare_revocation(steps, chain, best, material, basic, ca=ca)
    if any(s in subs for s in _NEEDS_EXPIRY):
        check_before_expiry(steps, certificate, best, SubIndication.OUT_OF_BOUNDS_NOT_REVOKED)
    check_authorities_before_expiry(steps, chain, best, material, basic.token.purpose)
    if SubIndication.TRY_LATER in subs:
        _retry(steps, chain, best, material, basic)


def check_not_before_issuance(steps: Steps, certificate: Certificate, best: datetime) -> None:
    """NOT_YET_VALID where the signature provably existed before its certificate."""
    early = best < certificate.not_before
    facts = (("best_signature_time", best), ("not_before", certificate.not_before))
    status = Status.FAILED if early else Status.PASSED
    check = Check(NOT_BEFORE_ISSUANCE, status, Reason.SIGNED_BEFORE_CERTIFICATE if early else None, facts)
    steps.add(check, SubIndication.NOT_YET_VALID, Indication.FAILED)


def check_before_expiry(steps: Steps, certificate: Certificate, best: datetime, otherwise: SubIndication) -> None:
    """``otherwise`` where existence is proven only after the certificate's end."""
    late = best > certificate.not_after
    facts = (("best_signature_time", best), ("not_after", certificate.not_after))
    status = Status.INDETERMINATE if late else Status.PASSED
    check = Check(BEFORE_EXPIRY, status, Reason.NOT_PROVEN_BEFORE_EXPIRY if late else None, facts)
    steps.add(check, otherwise)


def check_authorities_before_expiry(
    steps: Steps, chain: ChainValidation, best: datetime, material: Material, purpose: Purpose
) -> None:
    """The same for the certificates above the signer's, where the policy asks for their validity: RFC 5280, clause 6.1.3 a) 2, wants the
    whole path valid at one time."""
    policy = material.policy(purpose, ca=True)
    for status in chain.statuses[1:]:
        authority = status.certificate
        if best <= authority.not_after or policy.level(CA_VALIDITY) is not ConstraintLevel.FAIL:
            continue
        facts = (("best_signature_time", best), ("not_after", authority.not_after))
        check = Check(BEFORE_EXPIRY, Status.INDETERMINATE, Reason.NOT_PROVEN_BEFORE_EXPIRY, facts, authority.id)
        steps.add(check, SubIndication.OUT_OF_BOUNDS_NO_POE)


def _compare_revocation(
    steps: Steps, chain: ChainValidation, best: datetime, material: Material, basic: BasicValidation, *, ca: bool
) -> None:
    policy = material.policy(basic.token.purpose)
    sub = SubIndication.REVOKED_CA_NO_POE if ca else SubIndication.REVOKED_NO_POE
    for position, status in enumerate(chain.statuses):
        latest = status.latest
        if (position > 0) != ca or latest is None or latest.status != "revoked":
            continue
        revoked = latest.revocation_time
        before = revoked is not None and best < revoked
        facts = (("best_signature_time", best), ("revocation_time", revoked))
        check = constraint(
            policy,
            BEFORE_REVOCATION,
            True if before else None,
            Reason.NOT_PROVEN_BEFORE_REVOCATION,
            facts=facts,
            subject=status.certificate.id,
        )
        steps.add(check, sub)


def _retry(steps: Steps, chain: ChainValidation, best: datetime, material: Material, basic: BasicValidation) -> None:
    for position, status in enumerate(chain.statuses):
        latest = status.latest
        if latest is None:
            continue
        policy = material.policy(basic.token.purpose, ca=position > 0)
        if is_on_hold(latest):
            before = latest.revocation_time is not None and best < latest.revocation_time
            facts = (("best_signature_time", best), ("suspended", latest.revocation_time))
            check = constraint(
                policy,
                BEFORE_SUSPENSION,
                True if before else None,
                Reason.NOT_PROVEN_BEFORE_SUSPENSION,
                facts=facts,
                subject=status.certificate.id,
            )
        else:
            check = check_freshness(latest, best, policy)
        steps.add(check, SubIndication.TRY_LATER)


def _coherence(
    passed: list[TimestampJudgement],
    stamps: tuple[TimestampJudgement, ...],
    material: Material,
    basic: BasicValidation,
) -> Check:
    """Step 4) e): time-stamps over the signature are not earlier than those over the signed data, and none is earlier than one that it
    covers, as far as the accuracy of their clocks tells."""
    content = [s.time for s in stamps if s.timestamp.type.before_signing and s.basic.passed and s.time is not None]
    times = [s.time for s in passed if s.time is not None]
    ordered = (not content or max(content) <= min(times)) and not _covers_later(passed)
    return constraint(
        material.policy(basic.token.purpose), COHERENCE, True if ordered else None, Reason.TIMESTAMP_ORDER
    )


def _covers_later(passed: list[TimestampJudgement]) -> bool:
    """Whether a time-stamp covers one that is later than itself."""
    later: set[str] = set()
    spans = [(*_span(s), s.timestamp) for s in passed]
    starts = sorted(((start, t.id) for start, _, t in spans), reverse=True)
    position = 0
    for _, end, timestamp in sorted(spans, key=lambda s: s[1], reverse=True):
        while position < len(starts) and starts[position][0] > end:
            later.add(starts[position][1])
            position += 1
        if later and not later.isdisjoint(timestamp.covers):
            return True
    return False


def _span(stamp: TimestampJudgement) -> tuple[timedelta, timedelta]:
    assert stamp.timestamp.token is not None
    return span_of(stamp.timestamp.token)


def span_of(token: TimestampToken) -> tuple[timedelta, timedelta]:
    """Between what times a token was made, counted from the beginning of time: its accuracy, or a second, which EN 319 421 clause 7.7.2 b
    asks of every authority."""
    stated, elapsed = accuracy_of(token), token.time - _BEGINNING
    accuracy = ACCURACY if stated is None else stated
    return elapsed - accuracy, elapsed + accuracy


_BEGINNING = datetime.min.replace(tzinfo=UTC)


def _check_chain_algorithms(steps: Steps, chain: ChainValidation, basic: BasicValidation, material: Material) -> None:
    """Step 10): certificates and the revocation data used, against the validation time."""
    for position, status in enumerate(chain.statuses):
        policy = material.policy(basic.token.purpose, ca=position > 0)
        uses = list(uses_of_signature(status.certificate.signature_algorithm, status.issuer))
        latest = status.latest
        if latest is not None:
            uses += (*uses_of_revocation(latest), *uses_of_delegate(latest, status.issuer))
        check = check_algorithms(uses, material.time, policy, status.certificate.id)
        steps.add(check, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
