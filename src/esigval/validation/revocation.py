"""Which revocation data may be believed about a certificate, its issuer's own chain included (EN 319 102-1, clause 5.2.6)."""

from msgspec import Struct

from esigval.chain.revocation import RevocationStatus, revocation_needs
from esigval.model.check import Check, Status
from esigval.model.judge import constraint
from esigval.model.reasons import Reason
from esigval.validation.material import Material
from esigval.validation.token import Purpose
from esigval.x509.certificate import Certificate

ACCEPTABLE = "en-319-102-1/5.2.6/revocation-data-acceptable"
ISSUER_CHAIN = "en-319-102-1/5.2.6/revocation-issuer-chain"
ISSUER_AVAILABLE = "en-319-102-1/5.2.6/revocation-issuer-revocation-data"
AVAILABLE = "en-319-102-1/5.2.6/revocation-data-available"
REQUIRED = "en-319-102-1/5.2.6/revocation-data-required"

ISSUER_DEPTH = 8
"""Responders of responders that are followed; RFC 6960 clause 4.2.2.2.1 knows one delegation, loops are cut besides."""


class CertificateStatus(Struct, frozen=True):
    """What is known of one certificate's revocation. ``accepted``: statuses that may be believed, newest first."""

    certificate: Certificate
    issuer: Certificate
    required: bool
    known: tuple[RevocationStatus, ...]
    accepted: tuple[RevocationStatus, ...]
    checks: tuple[Check, ...]

    @property
    def latest(self) -> RevocationStatus | None:
        """The newest status that may be believed."""
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
        check = _acceptance(status, material, seen)
        checks.append(check)
        if check.passed:
            accepted.append(status)
    return CertificateStatus(certificate, issuer, required, known, tuple(accepted), tuple(checks))


def check_available(status: CertificateStatus, purpose: Purpose, material: Material, *, ca: bool) -> Check:
    """Whether revocation data about the certificate are at hand at all; if not, where they are published."""
    policy = material.policy(purpose, ca=ca)
    needs = () if status.known else revocation_needs(status.certificate, AVAILABLE)
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
        children=status.checks,
    )


def _acceptance(status: RevocationStatus, material: Material, visited: frozenset[str]) -> Check:
    """The facts of the data themselves, then the right of their issuer to speak: its chain and its own revocation."""
    if not status.acceptance.passed or status.issuer is None:
        return status.acceptance
    children = (status.acceptance, *_issuer_checks(status.issuer, material, visited))
    blocking = next((c for c in children if not c.passed), None)
    if blocking is None:
        warned = any(c.status is Status.WARNING for c in children)
        state = Status.WARNING if warned else Status.PASSED
        return Check(status.acceptance.id, state, None, (), status.evidence_id, children=children)
    return Check(status.acceptance.id, blocking.status, blocking.reason, (), status.evidence_id, children=children)


def _issuer_checks(issuer: Certificate, material: Material, visited: frozenset[str]) -> tuple[Check, ...]:
    policy = material.policy(Purpose.REVOCATION)
    if material.is_anchor(issuer):
        return ()
    search = material.search(issuer)
    if not search.paths:
        return (constraint(policy, ISSUER_CHAIN, None, Reason.NO_CHAIN_TO_ANCHOR, subject=issuer.id),)
    checks: list[Check] = []
    path = search.paths[0].certificates
    seen = visited
    for position, certificate in enumerate(path[:-1]):
        if certificate.id in seen or material.is_anchor(certificate):
            continue
        seen = seen | {certificate.id}
        if not is_revocation_required(certificate, Purpose.REVOCATION, material) or len(seen) > ISSUER_DEPTH:
            continue
        found = certificate_status(certificate, path[position + 1], Purpose.REVOCATION, material, seen)
        level = material.policy(Purpose.REVOCATION, ca=position > 0)
        check = constraint(
            level,
            ISSUER_AVAILABLE,
            True if found.accepted else None,
            Reason.REVOCATION_DATA_NOT_ACCEPTABLE if found.known else Reason.REVOCATION_DATA_MISSING,
            subject=certificate.id,
            children=found.checks,
        )
        checks.append(check)
    return tuple(checks)
