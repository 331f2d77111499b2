"""A path at a time: RFC 5280 section 6 with validity periods and revocation, under the shell, chain or hybrid model."""

from datetime import datetime

from esigval.chain.anchors import TrustAnchor
from esigval.chain.options import PathOptions
from esigval.chain.paths import Path, find_paths
from esigval.chain.pool import Pool
from esigval.chain.revocation import RevocationStatus, revocation_needs, revocation_status
from esigval.chain.revocation_data import same_ca
from esigval.chain.rfc5280 import path_checks
from esigval.model.check import Check, Status, conjunction
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.x509.certificate import Certificate

VALID_PATH = "rfc-5280/6.1/valid-path"
VALIDITY = "rfc-5280/6.1.3/validity"
REVOCATION = "rfc-5280/6.1.3/revocation"

ISSUER_PATH = "rfc-5280/6.3.3/issuer-path"
ON_HOLD = "certificateHold"

MAX_ISSUER_DEPTH = 8
"""Issuers of revocation data about issuers of revocation data: RFC 6960 4.2.2.2.1 knows one delegation."""
MAX_ISSUER_PATHS = 4
"""Paths of such an issuer that are judged in full."""

_MODELS = frozenset({"shell", "chain", "hybrid"})


def times(path: Path, at: datetime, model: str) -> tuple[datetime, ...]:
    """When each certificate of ``path`` has to be valid. Shell: all at ``at``. Chain: each when it made the next signature below, known
    no better than by the beginning of validity of what it issued. Hybrid: the CAs when the leaf was issued (EN 319 102-1 5.2.6)."""
    certificates = path.certificates
    if model == "chain":
        return (at, *(child.not_before for child in certificates[:-1]))
    if model == "hybrid":
        return (at, *(certificates[0].not_before for _ in certificates[:-1]))
    if model not in _MODELS:
        raise ValueError(model)
    return (at,) * len(certificates)


def validity_checks(path: Path, at: datetime, policy: ValidationPolicy, model: str = "shell") -> tuple[Check, ...]:
    """Validity of each certificate below the anchor (6.1.3 a 2); of the anchor only what the caller knows of its trust."""
    return tuple(
        _within(certificate, moment, policy)
        for certificate, moment in zip(path.certificates[:-1], times(path, at, model), strict=False)
    )


def _within(certificate: Certificate, at: datetime, policy: ValidationPolicy) -> Check:
    at = at.replace(microsecond=0)  # validity is stated in whole seconds, the last one included (RFC 5280 4.1.2.5)
    if certificate.not_before <= at <= certificate.not_after:
        return constraint(policy, VALIDITY, True, subject=certificate.id)
    early = at < certificate.not_before
    return constraint(
        policy,
        VALIDITY,
        False,
        Reason.CERTIFICATE_NOT_YET_VALID if early else Reason.CERTIFICATE_EXPIRED,
        facts=(("not_before", certificate.not_before), ("not_after", certificate.not_after), ("at", at)),
        subject=certificate.id,
    )


def validate_path(
    path: Path,
    at: datetime,
    policy: ValidationPolicy,
    purpose: str,
    options: PathOptions | None = None,
    *,
    pool: Pool | None = None,
) -> Check:
    """``path_checks`` and validity at ``at``; with ``pool``, revocation of each certificate from the data in it as well."""
    options = options or PathOptions()
    children = [path_checks(path, policy, purpose=purpose, options=options)]
    children += validity_checks(path, at, policy, options.model)
    if pool is not None:
        moments = times(path, at, options.model)
        for position, certificate in enumerate(path.certificates[:-1]):
            issuer = path.certificates[position + 1]
            children.append(revocation_check(certificate, issuer, pool, moments[position], policy, path.anchor))
    done = tuple(children)
    status = conjunction(done)
    decisive = next((c for c in done if c.status is status), None)
    return Check(
        VALID_PATH, status, decisive.reason if decisive else None, (("at", at),), path.certificates[0].id, children=done
    )


def revocation_check(
    certificate: Certificate,
    issuer: Certificate,
    pool: Pool,
    at: datetime,
    policy: ValidationPolicy,
    anchor: TrustAnchor,
    seen: frozenset[str] = frozenset(),
) -> Check:
    """6.1.3 (a) (3): not revoked at ``at``, by data that may be believed and are current then. Nothing known is INDETERMINATE.

    The issuer of the data needs a path to the same ``anchor`` (6.3.3 f); ``seen``: certificates whose status is being asked for, so
    that an issuer that vouches for itself in a circle is not asked again.
    """
    if certificate.short_term or (certificate.no_rev_avail and not certificate.is_ca):
        return constraint(policy, REVOCATION, True, subject=certificate.id)
    known = revocation_status(certificate, issuer, pool, policy)
    seen = seen | {certificate.id}
    believed, children = [], []
    for status in known:
        check = status.acceptance
        if check.passed and _current(status, at):
            check = _issuer_path(status, issuer, pool, at, policy, anchor, seen)
            if check.passed:
                believed.append(status)
        children.append(check)
    if not believed:
        return constraint(
            policy,
            REVOCATION,
            None,
            Reason.REVOCATION_DATA_NOT_ACCEPTABLE if known else Reason.REVOCATION_DATA_MISSING,
            subject=certificate.id,
            needs=() if known else revocation_needs(certificate, REVOCATION, issuer),
            children=tuple(children),
        )
    decisive = _decisive(believed, at)
    revoked = _is_revoked(decisive, at)
    reason = Reason.CERTIFICATE_ON_HOLD if decisive.reason == ON_HOLD else Reason.CERTIFICATE_REVOKED
    return constraint(
        policy,
        REVOCATION,
        not revoked,
        reason if revoked else None,
        facts=(("revocation_time", decisive.revocation_time), ("reason", decisive.reason or None)) if revoked else (),
        subject=certificate.id,
        evidence=(decisive.evidence_id, *decisive.others),
        children=tuple(children),
    )


def _decisive(believed: list[RevocationStatus], at: datetime) -> RevocationStatus:
    """A revocation is for ever and decides wherever it stands; a hold may be lifted, so there the newest decides."""
    for_ever = (s for s in believed if _is_revoked(s, at) and s.reason != ON_HOLD)
    return next(for_ever, believed[0])


def _issuer_path(
    status: RevocationStatus,
    issuer: Certificate,
    pool: Pool,
    at: datetime,
    policy: ValidationPolicy,
    anchor: TrustAnchor,
    seen: frozenset[str],
) -> Check:
    """The acceptance of ``status`` with the path of its issuer, unless that is the CA that is judged anyway."""
    signer = status.issuer
    if signer is None or same_ca(signer, issuer) or (status.kind == "ocsp" and signer.ocsp_no_check):
        return status.acceptance
    if signer.id in seen and status.kind == "crl":
        return status.acceptance  # an issuer's certificate may be listed in its own (indirect) CRL and nowhere else
    if signer.id in seen:
        return Check(ISSUER_PATH, Status.INDETERMINATE, Reason.REVOCATION_ISSUER_UNKNOWN, (), signer.id)
    tried = []
    for path in find_paths(signer, pool, (anchor,)).paths[:MAX_ISSUER_PATHS]:
        children = [path_checks(path, policy, purpose=status.kind), *validity_checks(path, at, policy)]
        for position, certificate in enumerate(path.certificates[:-1]):
            above = path.certificates[position + 1]
            if certificate.id not in seen and len(seen) <= MAX_ISSUER_DEPTH:
                children.append(revocation_check(certificate, above, pool, at, policy, anchor, seen))
        done = (status.acceptance, *children)
        tried.append(Check(ISSUER_PATH, conjunction(done), None, (), signer.id, children=done))
        if tried[-1].passed:
            return tried[-1]
    reason = Reason.NO_CHAIN_TO_ANCHOR
    return Check(ISSUER_PATH, Status.INDETERMINATE, reason, (), signer.id, children=tuple(tried))


def _current(status: RevocationStatus, at: datetime) -> bool:
    """RFC 5280 6.3.3 (a): data whose next update is past are not current. Data later than ``at`` are."""
    return status.next_update is None or at <= status.next_update


def _is_revoked(status: RevocationStatus, at: datetime) -> bool:
    return status.status == "revoked" and (status.revocation_time is None or status.revocation_time <= at)
