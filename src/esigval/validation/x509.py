"""X.509 certificate validation at the validation time (EN 319 102-1, clause 5.2.6)."""

import msgspec
from msgspec import Struct

from esigval.chain.paths import Path
from esigval.chain.revocation import RevocationStatus
from esigval.model.check import Check, Status
from esigval.model.conclusion import SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ConstraintLevel, ValidationPolicy
from esigval.model.reasons import Reason
from esigval.validation.algorithms import check_algorithms, uses_of_delegate, uses_of_revocation, uses_of_signature
from esigval.validation.block import Block, Steps
from esigval.validation.freshness import check_freshness
from esigval.validation.material import Material
from esigval.validation.revocation import (
    REQUIRED,
    CertificateStatus,
    certificate_status,
    check_acceptable,
    check_available,
    check_final,
    is_compromise,
    is_on_hold,
    needed,
)
from esigval.validation.token import Purpose
from esigval.x509.certificate import Certificate

ID = "en-319-102-1/5.2.6"
CERTIFICATE = "en-319-102-1/5.2.6/certificate"
CHAIN = "en-319-102-1/5.2.6/prospective-chain"
SUNSET = "en-319-102-1/5.2.6/sunset-date"
NOT_REVOKED = "en-319-102-1/5.2.6/not-revoked"
NOT_ON_HOLD = "en-319-102-1/5.2.6/not-on-hold"
NOT_IN_FUTURE = "en-319-102-1/5.2.6/revocation-data-not-in-future"
VALIDITY = "en-319-102-1/5.2.6/validity-period"
CA_VALIDITY = "en-319-102-1/5.2.6/ca-validity-period"
REVOCATION_ISSUER_VALIDITY = "en-319-102-1/5.2.6/revocation-issuer-validity"

PATH_BUDGET = 8
"""Candidate paths that are judged in full; further ones are counted only (rustls/webpki's limits are of this order)."""

_CONSTRAINT_SLUGS = ("key-usage", "extended-key-usage", "forbidden-extensions", "self-signed", "aia")
"""RFC 5280 checks about what a certificate is for: their failure is CHAIN_CONSTRAINTS_FAILURE, of all others a general failure."""


class ChainValidation(Struct, frozen=True):
    """Result of the block, the path it was decided on, and the revocation state of each certificate below the anchor. ``alternatives``:
    the same on other paths, where none passes today; a proof of time may help one of them (clause 5.6.2.1.4, step 1)."""

    block: Block
    path: tuple[Certificate, ...]
    statuses: tuple[CertificateStatus, ...] = ()
    alternatives: "tuple[ChainValidation, ...]" = ()

    def status_of(self, certificate: Certificate) -> CertificateStatus | None:
        """The revocation state of ``certificate`` in this chain."""
        return next((s for s in self.statuses if s.certificate.id == certificate.id), None)


def validate_certificate(certificate: Certificate, purpose: Purpose, material: Material) -> ChainValidation:
    """The best path decides; the others stay in the tree with the reasons why they lost. Remembered: time-stamps of one authority ask
    the same."""
    key = (certificate.id, purpose)
    known: ChainValidation | None = material.chains.get(key)
    if known is None:
        known = material.chains[key] = _judge_certificate(certificate, purpose, material)
    return known


def _judge_certificate(certificate: Certificate, purpose: Purpose, material: Material) -> ChainValidation:
    steps = Steps(ID)
    if material.is_anchor(certificate):
        steps.add(Check(CHAIN, Status.PASSED, subject=certificate.id), SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
        return ChainValidation(steps.block(subject=certificate.id), (certificate,))
    search = material.search(certificate)
    if not search.paths:
        return _no_path(certificate, purpose, material, steps)
    attempts: list[ChainValidation] = []
    for path in search.paths[:PATH_BUDGET]:
        attempt = _validate_path(path, purpose, material)
        if attempt.block.passed:
            for lost in attempts:
                steps.note(lost.block.check)
            steps.take(attempt.block)
            return ChainValidation(steps.block(subject=certificate.id), attempt.path, attempt.statuses)
        attempts.append(attempt)
    best = next((a for a in attempts if _compromised(a)), attempts[0])
    stolen = frozenset(key for attempt in attempts for key in _compromised(attempt))
    others = (a for a in attempts if a is not best and stolen.isdisjoint(c.spki for c in a.path))
    alternatives = tuple(_decided_on(other, attempts) for other in others)
    return msgspec.structs.replace(_decided_on(best, attempts), alternatives=alternatives)


def _decided_on(chosen: ChainValidation, attempts: list[ChainValidation]) -> ChainValidation:
    """The block where ``chosen`` decides and the other attempts stay visible."""
    steps = Steps(ID)
    steps.take(chosen.block)
    for attempt in attempts:
        if attempt is not chosen:
            steps.note(attempt.block.check)
    return ChainValidation(steps.block(subject=chosen.path[0].id), chosen.path, chosen.statuses)


def _compromised(attempt: ChainValidation) -> tuple[bytes, ...]:
    """Keys of authorities that were revoked in a way that leaves them in other hands: another certificate of the key doesn't mend that."""
    return tuple(
        status.certificate.spki
        for status in attempt.statuses[1:]
        if (latest := status.latest) is not None and latest.status == "revoked" and is_compromise(latest.reason)
    )


def _no_path(certificate: Certificate, purpose: Purpose, material: Material, steps: Steps) -> ChainValidation:
    search = material.search(certificate)
    check = constraint(
        material.policy(purpose),
        CHAIN,
        None,
        Reason.NO_CHAIN_TO_ANCHOR,
        subject=certificate.id,
        needs=search.needs,
        children=search.dead_ends,
    )
    steps.add(check, SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
    return ChainValidation(steps.block(subject=certificate.id), search.prospective)


def _validate_path(path: Path, purpose: Purpose, material: Material) -> ChainValidation:
    certificates = path.certificates
    steps = Steps(CHAIN)
    anchor = path.anchor
    if anchor.sunset is not None:
        before = material.time < anchor.sunset
        steps.add(
            constraint(
                material.policy(purpose),
                SUNSET,
                True if before else None,
                Reason.ANCHOR_PAST_SUNSET,
                facts=(("sunset", anchor.sunset),),
                subject=anchor.certificate.id,
            ),
            SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
        )
    structure = _by_subject(material.checks(path, purpose))
    statuses: list[CertificateStatus] = []
    for position, certificate in enumerate(certificates[:-1]):
        status = certificate_status(certificate, certificates[position + 1], purpose, material)
        statuses.append(status)
        own = structure.pop(certificate.id, [])
        steps.take(_certificate_block(status, own, purpose, material, ca=position > 0))
    for left in structure.values():  # of no certificate below the anchor: the anchor's own constraints
        steps.add_all(left, _sub_indication)
    facts = (("path", tuple(c.id for c in certificates)),)
    return ChainValidation(steps.block(facts, subject=certificates[0].id), certificates, tuple(statuses))


def _by_subject(structure: Check) -> dict[str, list[Check]]:
    """The checks of a path, by the certificate that they are about."""
    found: dict[str, list[Check]] = {}
    for check in structure.children:
        found.setdefault(check.subject, []).append(check)
    return found


def _certificate_block(
    status: CertificateStatus, structure: list[Check], purpose: Purpose, material: Material, *, ca: bool
) -> Block:
    """``structure``: the checks of the certificate's form and place in the path."""
    certificate = status.certificate
    steps = Steps(CERTIFICATE)
    steps.add_all(structure, _sub_indication)
    _check_revocation(steps, status, purpose, material, ca=ca)
    _check_algorithms(steps, status, material.policy(purpose, ca=ca), material)
    _check_validity(steps, status, purpose, material, ca=ca)
    return steps.block(subject=certificate.id)


def _check_algorithms(steps: Steps, status: CertificateStatus, policy: ValidationPolicy, material: Material) -> None:
    """Of the certificate, and of the revocation data that were believed about it: what a broken algorithm signed proves nothing today."""
    certificate, latest, now = status.certificate, status.latest, material.time
    sub = SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
    uses = uses_of_signature(certificate.signature_algorithm, status.issuer)
    steps.add(check_algorithms(uses, now, policy, certificate.id), sub)
    if latest is not None:
        of_data = (*uses_of_revocation(latest), *uses_of_delegate(latest, status.issuer))
        steps.add(check_algorithms(of_data, now, material.policy(Purpose.REVOCATION), latest.evidence_id), sub)


def _sub_indication(check: Check) -> SubIndication:
    if check.id.rpartition("/")[2] in _CONSTRAINT_SLUGS:
        return SubIndication.CHAIN_CONSTRAINTS_FAILURE
    return SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE


def _check_revocation(
    steps: Steps, status: CertificateStatus, purpose: Purpose, material: Material, *, ca: bool
) -> None:
    general = SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE
    if not status.required:
        steps.note(Check(REQUIRED, Status.NOT_APPLICABLE, subject=status.certificate.id))
        return
    steps.add(check_available(status, purpose, material, ca=ca), general)
    if not status.known:
        return
    steps.add(check_acceptable(status, purpose, material, ca=ca), general)
    latest = status.latest
    if latest is None:
        return
    policy = material.policy(purpose, ca=ca)
    _check_not_in_future(steps, latest, policy, material)
    on_hold = is_on_hold(latest)
    revoked = latest.status == "revoked" and not on_hold
    facts = (("revocation_time", latest.revocation_time), ("reason", latest.reason or None))
    steps.add(
        constraint(
            policy,
            NOT_REVOKED,
            None if revoked else True,
            Reason.CERTIFICATE_REVOKED,
            facts=facts if revoked else (),
            subject=status.certificate.id,
            evidence=(latest.evidence_id,),
        ),
        SubIndication.REVOKED_CA_NO_POE if ca else SubIndication.REVOKED_NO_POE,
    )
    steps.add(
        check_final(status, purpose, material, ca=ca),
        SubIndication.REVOKED_CA_NO_POE if ca else SubIndication.REVOKED_NO_POE,
    )
    if on_hold:
        steps.add(
            constraint(
                policy, NOT_ON_HOLD, None, Reason.CERTIFICATE_ON_HOLD, facts=facts, subject=status.certificate.id
            ),
            SubIndication.TRY_LATER,
        )
    fresh = check_freshness(latest, material.time, policy)
    if not fresh.passed:
        fresh = msgspec.structs.replace(fresh, needs=needed(status, fresh.id, material))
    steps.add(fresh, SubIndication.TRY_LATER)


def _check_not_in_future(steps: Steps, latest: RevocationStatus, policy: ValidationPolicy, material: Material) -> None:
    """Tells of data that are younger than the validation time, as where a past time is given."""
    made = max(filter(None, (latest.this_update, latest.produced_at)), default=None)
    if made is not None and made > material.time:
        facts = (("this_update", latest.this_update), ("produced_at", latest.produced_at), ("at", material.time))
        check = constraint(
            policy, NOT_IN_FUTURE, False, Reason.REVOCATION_IN_FUTURE, facts=facts, subject=latest.evidence_id
        )
        steps.add(check, SubIndication.TRY_LATER)


def _check_validity(steps: Steps, status: CertificateStatus, purpose: Purpose, material: Material, *, ca: bool) -> None:
    certificate, now = status.certificate, material.time
    policy = material.policy(purpose, ca=ca)
    early = now < certificate.not_before
    reason = Reason.CERTIFICATE_NOT_YET_VALID if early else Reason.CERTIFICATE_EXPIRED
    inside = certificate.not_before <= now <= certificate.not_after
    facts = (("not_before", certificate.not_before), ("not_after", certificate.not_after), ("at", now))
    check = constraint(
        policy,
        CA_VALIDITY if ca else VALIDITY,
        True if inside else None,
        reason,
        facts=() if inside else facts,
        subject=certificate.id,
    )
    latest = status.latest
    enforced = policy.level(REVOCATION_ISSUER_VALIDITY) is ConstraintLevel.FAIL
    steps.add(check, _out_of_bounds(status, material, enforced=enforced))
    if not ca and latest is not None and latest.issuer is not None and not material.is_anchor(latest.issuer):
        issuer = latest.issuer
        valid = issuer.not_before <= now <= issuer.not_after
        steps.add(
            constraint(
                policy,
                REVOCATION_ISSUER_VALIDITY,
                True if valid else None,
                Reason.REVOCATION_ISSUER_EXPIRED,
                facts=() if valid else (("not_after", issuer.not_after), ("at", now)),
                subject=issuer.id,
            ),
            SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE,
        )


def _out_of_bounds(status: CertificateStatus, material: Material, *, enforced: bool) -> SubIndication:
    """Its state at its end is known from data that can still be believed today: OUT_OF_BOUNDS_NOT_REVOKED, else …_NO_POE. What was
    revoked as well is decided by its revocation. ``enforced``: the policy asks that the issuer of the data is still valid."""
    latest = status.latest
    if not status.required:
        return SubIndication.OUT_OF_BOUNDS_NOT_REVOKED
    if latest is None or latest.status not in ("good", "revoked") or latest.issuer is None:
        return SubIndication.OUT_OF_BOUNDS_NO_POE
    issuer, now = latest.issuer, material.time
    if not enforced or material.is_anchor(issuer) or issuer.not_before <= now <= issuer.not_after:
        return SubIndication.OUT_OF_BOUNDS_NOT_REVOKED
    return SubIndication.OUT_OF_BOUNDS_NO_POE
