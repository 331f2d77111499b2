"""Past certificate and past signature validation (EN 319 102-1, clauses 5.6.2.1, 5.6.2.2 and 5.6.2.4)."""

from datetime import datetime

from msgspec import Struct

from esigval.chain.revocation import RevocationStatus
from esigval.model.check import Check, Status
from esigval.model.conclusion import SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ConstraintLevel
from esigval.model.reasons import Reason
from esigval.validation.algorithms import (
    AlgorithmUse,
    check_algorithms,
    secure_until,
    uses_of_delegate,
    uses_of_revocation,
    uses_of_signature,
    uses_of_token,
)
from esigval.validation.block import Block, Steps
from esigval.validation.existence import ExistencePool
from esigval.validation.freshness import check_freshness
from esigval.validation.long_term import (
    PROVABLE,
    check_authorities_before_expiry,
    check_before_expiry,
    check_not_before_issuance,
)
from esigval.validation.material import Material
from esigval.validation.revocation import CertificateStatus, is_on_hold
from esigval.validation.token import Purpose, SignedToken
from esigval.validation.x509 import ChainValidation, validate_certificate
from esigval.x509.certificate import Certificate

CERTIFICATE = "en-319-102-1/5.6.2.1"
SLIDING = "en-319-102-1/5.6.2.2"
SIGNATURE = "en-319-102-1/5.6.2.4"
SATISFYING = "en-319-102-1/5.6.2.2/satisfying-revocation-data"
CONTROL_TIME = "en-319-102-1/5.6.2.2/control-time"
REVOCATION_PROOF = "en-319-102-1/5.6.2.4/revocation-data-proven"
EXISTS = "en-319-102-1/5.6.2.4/proof-of-existence"
BEFORE_CA_REVOCATION = "en-319-102-1/5.6.2.4/revocation-data-before-ca-revocation"
CURRENT = "en-319-102-1/5.6.2.4/current-time-indication"
CHAIN_ALGORITHMS = "en-319-102-1/5.6.2.4/chain-algorithms"

USABLE_REVOCATION = PROVABLE
"""What may stand against revocation data today without making them useless for the past. TRY_LATER is among them: nothing fresh can be
known of an issuer that has ended; data of a responder on hold are not accepted in the first place."""

_WITHIN_VALIDITY = {
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE: SubIndication.OUT_OF_BOUNDS_NO_POE,
    SubIndication.REVOKED_NO_POE: SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
    SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE: SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
    SubIndication.OUT_OF_BOUNDS_NO_POE: SubIndication.OUT_OF_BOUNDS_NO_POE,
    SubIndication.OUT_OF_BOUNDS_NOT_REVOKED: SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
    SubIndication.REVOKED_CA_NO_POE: SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
}
"""What stood against the token -> what is returned where its existence is proven only after the certificate's end (step 3)."""


class PastInputs(Struct, frozen=True):
    """What past validation starts from: the token, its certificate and chain, and what stands against it today."""

    token: SignedToken
    certificate: Certificate
    chain: ChainValidation
    current: Block


class PastSignatureValidation:
    """Past signature validation of one token. One object a token, so that its steps share the inputs."""

    def __init__(self, inputs: PastInputs, proofs: ExistencePool, material: Material) -> None:
        self._in = inputs
        self._proofs = proofs
        self._material = material
        self._leaf = inputs.chain.status_of(inputs.certificate)
        self._best = proofs.earliest_time(inputs.token.id)

    def run(self) -> Block:
        """Steps 1) to 7) of clause 5.6.2.4."""
        token, current = self._in.token, self._in.current
        steps = Steps(SIGNATURE)
        proven = self._proven_revocation()
        past = self._past_certificate(proven)
        control_time = past[1]
        if not past[0].passed or control_time is None:
            steps.note(past[0].check)
            steps.decide(current.indication, current.sub_indication, Reason.PAST_VALIDATION_FAILED)
            return steps.block(subject=token.id)
        steps.take(past[0])
        exists = self._proofs.exists_by(token.id, control_time)
        facts = (("control_time", control_time), ("best_signature_time", self._best))
        steps.note(
            Check(
                EXISTS,
                Status.PASSED if exists else Status.WARNING,
                None if exists else Reason.NO_PROOF_OF_EXISTENCE,
                facts,
                token.id,
            )
        )
        for sub in current.blocking:
            self._overcome(steps, sub, exists=exists)
        check_authorities_before_expiry(steps, self._in.chain, self._best, self._material, token.purpose)
        if not steps.decided:
            steps.add(self._revocation_proof(proven), SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE)
        return steps.block(facts, token.id)

    def _overcome(self, steps: Steps, sub: SubIndication | None, *, exists: bool) -> None:
        """Steps 3) to 6) for one of the things that stand against the token today."""
        certificate, current = self._in.certificate, self._in.current
        if sub is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
            self._check_algorithms(steps)
        elif sub is SubIndication.TRY_LATER and not self._suspended():
            self._check_freshness(steps)
        elif exists and (sub in _WITHIN_VALIDITY or sub is SubIndication.TRY_LATER):
            if sub is SubIndication.REVOKED_CA_NO_POE:
                self._check_ca_revocation(steps)
            check_not_before_issuance(steps, certificate, self._best)
            otherwise = _WITHIN_VALIDITY.get(sub, SubIndication.OUT_OF_BOUNDS_NOT_REVOKED) if sub else None
            check_before_expiry(steps, certificate, self._best, otherwise or SubIndication.OUT_OF_BOUNDS_NOT_REVOKED)
        elif not steps.decided:
            steps.note(Check(CURRENT, Status.INDETERMINATE, Reason.NO_PROOF_OF_EXISTENCE, subject=self._in.token.id))
            steps.decide(current.indication, sub, Reason.NO_PROOF_OF_EXISTENCE)

    # -- step 1: revocation data of the signing certificate whose issuer provably lived

    def _proven_revocation(self) -> tuple[RevocationStatus, ...]:
        leaf = self._leaf
        if leaf is None or not leaf.required:
            return ()
        return tuple(
            s
            for s in leaf.accepted
            if s.issuer is not None
            and revocation_usable(s, self._material)
            and (
                self._material.is_anchor(s.issuer)
                or self._proofs.exists_within(s.issuer.id, s.issuer.not_before, s.issuer.not_after)
            )
        )

    def _revocation_proof(self, proven: tuple[RevocationStatus, ...]) -> Check:
        leaf = self._leaf
        needed = leaf is not None and leaf.required
        return constraint(
            self._material.policy(self._in.token.purpose),
            REVOCATION_PROOF,
            True if proven or not needed else None,
            Reason.REVOCATION_DATA_WITHOUT_PROOF,
            subject=self._in.certificate.id,
            evidence=tuple(s.evidence_id for s in proven),
        )

    # -- step 2: past certificate validation with validation time sliding

    def _past_certificate(self, proven: tuple[RevocationStatus, ...]) -> tuple[Block, datetime | None]:
        steps = Steps(CERTIFICATE)
        sliding, control_time = self._slide(proven)
        steps.take(sliding)
        if control_time is None:
            return steps.block(subject=self._in.certificate.id), None
        for position, status in enumerate(self._in.chain.statuses):
            policy = self._material.policy(self._in.token.purpose, ca=position > 0)
            uses = uses_of_signature(status.certificate.signature_algorithm, status.issuer)
            check = check_algorithms(uses, control_time, policy, status.certificate.id)
            steps.add(check, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
        return steps.block((("control_time", control_time),), self._in.certificate.id), control_time

    def _slide(self, proven: tuple[RevocationStatus, ...]) -> tuple[Block, datetime | None]:
        """Clause 5.6.2.2.4: from the certificate below the anchor down to the signer, control time only goes back."""
        steps = Steps(SLIDING)
        path = self._in.chain.path
        anchor = self._material.anchor(path[-1]) if path else None
        if anchor is None:
            steps.add(
                Check(CONTROL_TIME, Status.INDETERMINATE, Reason.NO_CHAIN_TO_ANCHOR),
                SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
            )
            return steps.block(), None
        control = self._material.time
        if anchor.sunset is not None and anchor.sunset < control:
            control = anchor.sunset
        for status in reversed(self._in.chain.statuses):
            leaf = status.certificate.id == self._in.certificate.id
            candidates = proven if leaf and proven else status.accepted
            latest = self._satisfying(status, candidates, control)
            if status.required:
                check = constraint(
                    self._material.policy(self._in.token.purpose, ca=not leaf),
                    SATISFYING,
                    True if latest is not None else None,
                    Reason.REVOCATION_DATA_WITHOUT_PROOF,
                    facts=(("control_time", control),),
                    subject=status.certificate.id,
                    evidence=(latest.evidence_id,) if latest is not None else (),
                )
                if not steps.add(check, SubIndication.NO_POE):
                    return steps.block(), None
            control = self._slide_back(status, latest, control, ca=not leaf)
        steps.note(Check(CONTROL_TIME, Status.PASSED, None, (("control_time", control),)))
        return steps.block((("control_time", control),)), control

    def _satisfying(
        self, status: CertificateStatus, candidates: tuple[RevocationStatus, ...], control: datetime
    ) -> RevocationStatus | None:
        """The newest acceptable data issued before control time that, with the certificate, provably existed by then."""
        if not self._proofs.exists_by(status.certificate.id, control):
            return None
        for candidate in candidates:
            if (
                candidate.this_update is not None
                and candidate.this_update < control
                and self._proofs.exists_by(candidate.evidence_id, control)
                and revocation_usable(candidate, self._material)
            ):
                return candidate
        return None

    def _slide_back(
        self, status: CertificateStatus, latest: RevocationStatus | None, control: datetime, *, ca: bool
    ) -> datetime:
        policy = self._material.policy(self._in.token.purpose, ca=ca)
        uses: list[AlgorithmUse] = list(uses_of_signature(status.certificate.signature_algorithm, status.issuer))
        # a revocation that is known counts, whether or not the data that tell it can be used for the past
        for told in (latest, status.latest):
            if told is not None and told.status == "revoked" and told.revocation_time is not None:
                model = policy.values.get("model", "SHELL")
                compromised = told.reason in ("", "unspecified", "keyCompromise")
                if model == "SHELL" or (model == "HYBRID" and ca) or compromised:
                    control = min(control, told.revocation_time)
        if latest is not None:
            if (
                latest.status != "revoked"
                and not check_freshness(latest, control, policy).passed
                and latest.this_update is not None
            ):
                control = min(control, latest.this_update)
            uses += (*uses_of_revocation(latest), *uses_of_delegate(latest, status.issuer))
        until = secure_until(uses, control, policy)
        return control if until is None else min(control, until)

    # -- steps 3 to 5

    def _check_ca_revocation(self, steps: Steps) -> None:
        """The signer's revocation data provably existed before the CA was revoked."""
        revoked = [
            s.latest.revocation_time
            for s in self._in.chain.statuses[1:]
            if s.latest is not None and s.latest.status == "revoked" and s.latest.revocation_time is not None
        ]
        known = self._leaf.accepted if self._leaf is not None else ()
        before = bool(revoked) and any(self._proofs.exists_by(s.evidence_id, min(revoked)) for s in known)
        check = Check(
            BEFORE_CA_REVOCATION,
            Status.PASSED if before else Status.INDETERMINATE,
            None if before else Reason.NOT_PROVEN_BEFORE_REVOCATION,
        )
        steps.add(check, SubIndication.REVOKED_CA_NO_POE)

    def _check_algorithms(self, steps: Steps) -> None:
        """Step 4): each object that uses a weak algorithm provably existed while the algorithm was secure."""
        token = self._in.token
        sub = SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
        policy = self._material.policy(token.purpose)
        uses = uses_of_token(token, self._in.certificate)
        steps.add(check_algorithms(uses, self._best, policy, token.id), sub)
        for position, status in enumerate(self._in.chain.statuses):
            certificate = status.certificate
            scoped = self._material.policy(token.purpose, ca=position > 0)
            when = self._proofs.earliest_time(certificate.id)
            of_certificate = uses_of_signature(certificate.signature_algorithm, status.issuer)
            steps.add(check_algorithms(of_certificate, when, scoped, certificate.id), sub)
            latest = self._satisfying(status, status.accepted, self._material.time)
            if latest is not None and latest.issuer is not None:
                revocation = self._material.policy(Purpose.REVOCATION)
                when = self._proofs.earliest_time(latest.evidence_id)
                steps.add(check_algorithms(uses_of_revocation(latest), when, revocation, latest.evidence_id), sub)
                when = self._proofs.earliest_time(latest.issuer.id)
                of_delegate = uses_of_delegate(latest, status.issuer)
                steps.add(check_algorithms(of_delegate, when, revocation, latest.issuer.id), sub)

    def _check_freshness(self, steps: Steps) -> None:
        for position, status in enumerate(self._in.chain.statuses):
            policy = self._material.policy(self._in.token.purpose, ca=position > 0)
            if status.required and status.latest is not None:
                steps.add(check_freshness(status.latest, self._best, policy), SubIndication.TRY_LATER)

    def _suspended(self) -> bool:
        return any(s.latest is not None and is_on_hold(s.latest) for s in self._in.chain.statuses)


def revocation_usable(status: RevocationStatus, material: Material) -> bool:
    """Whether the basic process on revocation data passes, or fails only for want of a proof of time."""
    if not status.acceptance.passed or status.issuer is None:
        return False
    return validate_revocation(status, status.issuer, material).is_recoverable(USABLE_REVOCATION)


def validate_revocation(status: RevocationStatus, issuer: Certificate, material: Material) -> Block:
    """The basic process (5.3) on a CRL or OCSP response: its issuer's chain and the algorithms, at the validation time. Remembered."""
    key = (status.evidence_id, issuer.id)
    known: Block | None = material.revocations.get(key)
    if known is None:
        known = material.revocations[key] = _judge_revocation(status, issuer, material)
    return known


def _judge_revocation(status: RevocationStatus, issuer: Certificate, material: Material) -> Block:
    steps = Steps("en-319-102-1/5.3")
    steps.note(status.acceptance)
    steps.take(validate_certificate(issuer, Purpose.REVOCATION, material).block)
    policy = material.policy(Purpose.REVOCATION)
    if status.signature_algorithm is not None and policy.default_level is not ConstraintLevel.IGNORE:
        uses = uses_of_signature(status.signature_algorithm, issuer)
        check = check_algorithms(uses, material.time, policy, status.evidence_id)
        steps.add(check, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    return steps.block(subject=status.evidence_id)
