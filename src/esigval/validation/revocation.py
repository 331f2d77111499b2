"""Which revocation data may be believed about a certificate, its issuer's own chain included (EN 319 102-1, clause 5.2.6)."""

import msgspec
from msgspec import Struct

from esigval.chain.revocation import RevocationStatus, revocation_needs
from esigval.chain.revocation_data import same_ca
from esigval.model.check import Check, Facts, Status
from esigval.model.evidence import Need
from esigval.model.judge import constraint
from esigval.model.policy import ConstraintLevel, ValidationPolicy
from esigval.model.reasons import Reason
from esigval.validation.material import Material
from esigval.validation.token import Purpose
from esigval.x509.certificate import Certificate

ACCEPTABLE = "en-319-102-1/5.2.6/revocation-data-acceptable"
ISSUER_CHAIN = "en-319-102-1/5.2.6/revocation-issuer-chain"
ISSUER_AVAILABLE = "en-319-102-1/5.2.6/revocation-issuer-revocation-data"
ISSUER_INDEPENDENT = "en-319-102-1/5.2.6/revocation-issuer-independent"
ISSUER_NOT_REVOKED = "en-319-102-1/5.2.6/revocation-issuer-not-revoked"
FINAL = "rfc-5280/5.3.1/revocation-final"
AVAILABLE = "en-319-102-1/5.2.6/revocation-data-available"
REQUIRED = "en-319-102-1/5.2.6/revocation-data-required"

ISSUER_DEPTH = 8
"""Responders of responders that are followed; RFC 6960 clause 4.2.2.2.1 knows one delegation, loops are cut besides."""


class CertificateStatus(Struct, frozen=True):
    """What is known of one certificate's revocation. ``accepted``: statuses that may be believed, newest first, but before all others a
    revocation that newer ones pass over in silence (``contradicted``), where the policy holds that a revocation is final."""

    certificate: Certificate
    issuer: Certificate
    required: bool
    known: tuple[RevocationStatus, ...]
    accepted: tuple[RevocationStatus, ...]
    checks: tuple[Check, ...]
    contradicted: bool = False

    @property
    def latest(self) -> RevocationStatus | None:
        """The status that counts: the newest that may be believed."""
        return self.accepted[0] if self.accepted else None


def is_revocation_required(certificate: Certificate, purpose: Purpose, material: Material) -> bool:
    """Whether revocation data are needed: not for anchors, nor where the certificate says that there are none (EN 319 412-1
    validity-assured short-term, RFC 9608 noRevAvail, RFC 6960 nocheck on responders)."""
    if material.is_anchor(certificate):
        return False
    if certificate.short_term or (certificate.no_rev_avail and not certificate.is_ca):
        return False
    return not (purpose is Purpose.REVOCATION and certificate.ocsp_no_check)


def certificate_status(
    certificate: Certificate,
    issuer: Certificate,
    purpose: Purpose,
    material: Material,
    visited: frozenset[str] = frozenset(),
) -> CertificateStatus:
    """Everything in the pool about ``certificate``, and what of it may be believed."""
    required = is_revocation_required(certificate, purpose, material)
    known = material.statuses(certificate, issuer) if required else ()
    seen = visited | {certificate.id}
    accepted, checks = [], []
    for status in known:
        check = _acceptance(status, issuer, material, seen)
        checks.append(check)
        if check.passed:
            accepted.append(status)
    contradicted = _contradicted(accepted)
    if contradicted is not None and material.policy(purpose).level(FINAL) is ConstraintLevel.FAIL:
        accepted.remove(contradicted)
        accepted.insert(0, contradicted)
    return CertificateStatus(
        certificate, issuer, required, known, tuple(accepted), tuple(checks), contradicted is not None
    )


def is_on_hold(status: RevocationStatus) -> bool:
    """Whether the status says suspended rather than revoked (RFC 5280, clause 5.3.1 certificateHold)."""
    return status.status == "revoked" and status.reason == "certificateHold"


def is_compromise(reason: str) -> bool:
    """Whether a revocation for ``reason`` leaves open that somebody else had the key before: RFC 5280, clause 5.3.1, and RFC 3161,
    clause 4, treat an absent reason like a compromise."""
    return reason in ("", "unspecified", "keyCompromise", "cACompromise", "aACompromise")


def _contradicted(accepted: list[RevocationStatus]) -> RevocationStatus | None:
    """What says "revoked" where newer data say "good": only certificateHold ends, no other revocation is undone."""
    if not accepted or accepted[0].status != "good":
        return None
    return next((s for s in accepted if s.status == "revoked" and not is_on_hold(s)), None)


def check_available(status: CertificateStatus, purpose: Purpose, material: Material, *, ca: bool) -> Check:
    """Whether revocation data about the certificate are at hand at all; if not, where they are published."""
    policy = material.policy(purpose, ca=ca)
    needs = () if status.known else needed(status, AVAILABLE, material)
    return constraint(
        policy,
        AVAILABLE,
        True if status.known else None,
        Reason.REVOCATION_DATA_MISSING,
        subject=status.certificate.id,
        needs=needs,
    )


def check_acceptable(status: CertificateStatus, purpose: Purpose, material: Material, *, ca: bool) -> Check:
    """Whether at least one of them may be believed; the ones that may not stay as children with their reasons."""
    latest = status.latest
    return constraint(
        material.policy(purpose, ca=ca),
        ACCEPTABLE,
        True if latest is not None else None,
        Reason.REVOCATION_DATA_NOT_ACCEPTABLE,
        subject=status.certificate.id,
        evidence=(latest.evidence_id,) if latest is not None else (),
        needs=() if latest is not None else needed(status, ACCEPTABLE, material),
        children=status.checks,
    )


def needed(status: CertificateStatus, why: str, material: Material) -> tuple[Need, ...]:
    """Where newer data about the certificate are published; nowhere once it has ended, since then they need not speak of it."""
    if material.time > status.certificate.not_after:
        return ()
    found = revocation_needs(status.certificate, why, status.issuer)
    return tuple(msgspec.structs.replace(need, at=material.time) for need in found)


def check_final(status: CertificateStatus, purpose: Purpose, material: Material, *, ca: bool) -> Check:
    """Whether no older data say "revoked" where the newest say "good" (RFC 5280, clause 5.3.1: only a hold is released)."""
    return constraint(
        material.policy(purpose, ca=ca),
        FINAL,
        None if status.contradicted else True,
        Reason.REVOCATION_CONTRADICTED,
        subject=status.certificate.id,
    )


def _acceptance(status: RevocationStatus, authority: Certificate, material: Material, visited: frozenset[str]) -> Check:
    """The facts of the data themselves, then the right of their issuer to speak: its chain and its own revocation."""
    if not status.acceptance.passed or status.issuer is None:
        return status.acceptance
    found, delegates = _issuer_checks(status.issuer, authority, material, visited)
    standing = tuple(_check_not_revoked(status, delegate, material) for delegate in delegates)
    children = (status.acceptance, *found, *standing)
    blocking = next((c for c in children if not c.passed), None)
    if blocking is None:
        warned = any(c.status is Status.WARNING for c in children)
        state = Status.WARNING if warned else Status.PASSED
        return Check(status.acceptance.id, state, None, (), status.evidence_id, children=children)
    return Check(status.acceptance.id, blocking.status, blocking.reason, (), status.evidence_id, children=children)


def _check_not_revoked(status: RevocationStatus, issuer: CertificateStatus, material: Material) -> Check:
    """The key of a revoked responder or CRL issuer may be in other hands, whatever time the data state. Where the reason of the
    revocation excludes that, data from before it stand. (The authority itself is judged in the path of its certificate.)"""
    latest = issuer.latest
    revoked = latest is not None and latest.status == "revoked"
    stands = not revoked
    facts: Facts = ()
    if latest is not None and revoked:
        facts = (("produced_at", status.produced_at), ("revocation_time", latest.revocation_time))
        before = None not in (status.produced_at, latest.revocation_time) and (
            status.produced_at < latest.revocation_time  # type: ignore[operator]
        )
        stands = before and not is_on_hold(latest) and not is_compromise(latest.reason)
    return constraint(
        material.policy(Purpose.REVOCATION),
        ISSUER_NOT_REVOKED,
        True if stands else None,
        Reason.REVOCATION_ISSUER_REVOKED,
        facts=facts,
        subject=issuer.certificate.id,
    )


_IssuerChecks = tuple[tuple[Check, ...], tuple[CertificateStatus, ...]]


def _issuer_checks(
    issuer: Certificate, authority: Certificate, material: Material, visited: frozenset[str]
) -> _IssuerChecks:
    """Chain and revocation data of ``issuer``; and the states of those in its path below ``authority``, in whose name they speak.
    Remembered: all data of one issuer ask the same."""
    key = (issuer.id, authority.id, visited)
    known: _IssuerChecks | None = material.issuers.get(key)
    if known is None:
        known = material.issuers[key] = _judge_issuer(issuer, authority, material, visited)
    return known


def _judge_issuer(
    issuer: Certificate, authority: Certificate, material: Material, visited: frozenset[str]
) -> _IssuerChecks:
    policy = material.policy(Purpose.REVOCATION)
    if material.is_anchor(issuer):
        return (), ()
    search = material.search(issuer)
    if not search.paths:
        check = constraint(policy, ISSUER_CHAIN, None, Reason.NO_CHAIN_TO_ANCHOR, subject=issuer.id, needs=search.needs)
        return (check,), ()
    checks: list[Check] = []
    delegates: list[CertificateStatus] = []
    path = search.paths[0].certificates
    seen, delegated = visited, True
    for position, certificate in enumerate(path[:-1]):
        delegated = delegated and not same_ca(certificate, authority)
        if not is_revocation_required(certificate, Purpose.REVOCATION, material):
            continue
        if certificate.id in seen or len(seen) >= ISSUER_DEPTH:
            if delegated:
                checks.append(_circular(certificate, policy))
            continue
        seen = seen | {certificate.id}
        found = certificate_status(certificate, path[position + 1], Purpose.REVOCATION, material, seen)
        if delegated:
            delegates.append(found)
        checks.append(_check_issuer_data(found, material, ca=position > 0))
    return tuple(checks), tuple(delegates)


def _circular(issuer: Certificate, policy: ValidationPolicy) -> Check:
    """Who vouches for a delegate leans on that delegate itself, at the latest after some steps: nobody vouches then."""
    return constraint(policy, ISSUER_INDEPENDENT, None, Reason.REVOCATION_ISSUER_VOUCHES_FOR_ITSELF, subject=issuer.id)


def _check_issuer_data(found: CertificateStatus, material: Material, *, ca: bool) -> Check:
    """Whether there are revocation data about an issuer of revocation data; if not, where they are published."""
    return constraint(
        material.policy(Purpose.REVOCATION, ca=ca),
        ISSUER_AVAILABLE,
        True if found.accepted else None,
        Reason.REVOCATION_DATA_NOT_ACCEPTABLE if found.known else Reason.REVOCATION_DATA_MISSING,
        subject=found.certificate.id,
        needs=() if found.known else needed(found, ISSUER_AVAILABLE, material),
        children=found.checks,
    )
