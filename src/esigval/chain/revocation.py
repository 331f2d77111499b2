"""What the evidence says about the revocation of a certificate, and whether each piece may be believed in itself
(RFC 5280 6.3, RFC 6960, EN 319 102-1 5.2.6).

Whether the issuer of a CRL or response has a valid chain of its own is judged by validation: here only whether it is entitled.
"""

import hashlib
from datetime import datetime

from msgspec import Struct

from esigval.chain.crl_scope import covers
from esigval.chain.pool import Pool
from esigval.hashing import digest, is_supported
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.check import Check, Facts, conjunction
from esigval.model.errors import Malformed
from esigval.model.evidence import EvidenceKind, Need
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.x509.certificate import Certificate
from esigval.x509.crl import Crl, RevokedEntry
from esigval.x509.keys import key_octets
from esigval.x509.names import name_key
from esigval.x509.ocsp import Ocsp, SingleResponse
from esigval.x509.verify import Verification, verify_signature

ACCEPTANCE = "en-319-102-1/5.2.6/revocation-acceptance"
SIGNATURE = "rfc-5280/6.3.3/signature"
ISSUER_KNOWN = "en-319-102-1/5.2.6/revocation-issuer-known"
OCSP_SIGNATURE = "rfc-6960/3.2/signature"
ENTITLED = "rfc-6960/4.2.2.2/entitled"
OCSP_SIGNING = "rfc-6960/4.2.2.2/ocsp-signing"
RESPONDER_ID = "rfc-6960/4.2.2.3/responder-id"
SELF_ISSUED = "rfc-6960/4.2.2.2/self-issued"
SUCCESSFUL = "rfc-6960/4.2.1/successful"
ABOUT = "rfc-6960/3.2/about-certificate"
CERT_HASH = "rfc-6960/4.4/cert-hash"
CRL_SIGN = "rfc-5280/6.3.3/crl-sign"
SCOPE = "rfc-5280/6.3.3/scope"
DELTA = "rfc-5280/6.3.3/delta"
CRITICAL = "rfc-5280/5.2/critical-extensions"
OCSP_CRITICAL = "rfc-6960/4.4/critical-extensions"
THIS_UPDATE = "en-319-102-1/5.2.6/this-update"
NEXT_UPDATE = "en-319-102-1/5.2.6/next-update"
AFTER_ISSUANCE = "en-319-102-1/5.2.6/revocation-after-certificate-issuance"
CONSISTENT = "en-319-102-1/5.2.6/revocation-consistent"
ISSUER_VALID = "en-319-102-1/5.2.6/revocation-issuer-valid-at-production"
RETENTION = "en-319-102-1/5.2.6/revocation-retention"
STATUS_KNOWN = "en-319-102-1/5.2.6/revocation-status-known"

EKU_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
EKU_ANY = "2.5.29.37.0"
"""anyExtendedKeyUsage does not stand for id-kp-OCSPSigning here: RFC 6960 4.2.2.2 wants the usage itself."""
MAX_ISSUERS = 16
"""Candidates tried as signer of one CRL or response; more certificates of one name are hardly honest."""

_HANDLED_CRL_EXTENSIONS = frozenset(
    {"2.5.29.20", "2.5.29.27", "2.5.29.28", "2.5.29.35", "2.5.29.46", "2.5.29.60", "1.3.6.1.5.5.7.1.1"}
)


class RevocationStatus(Struct, frozen=True, kw_only=True):
    """What one CRL or OCSP response says of one certificate.

    ``kind``: "crl" or "ocsp"; ``status``: good, revoked, unknown; ``issuer``: the certificate whose key signed it (None where no
    candidate's does); ``retained_since``: certificates that expired since then are still told (archive cutoff, expiredCertsOnCRL);
    ``cert_hash_match``: None where the response has no certHash. ``acceptance``: whether it may be believed in itself.
    """

    evidence_id: str
    kind: str
    status: str
    this_update: datetime | None
    next_update: datetime | None
    produced_at: datetime | None
    revocation_time: datetime | None = None
    reason: str = ""
    invalidity_date: datetime | None = None
    issuer: Certificate | None = None
    signature_algorithm: SignatureAlgorithm | None = None
    archive_cutoff: datetime | None = None
    expired_certs_on_crl: datetime | None = None
    cert_hash_match: bool | None = None
    acceptance: Check


def revocation_needs(certificate: Certificate, why: str) -> tuple[Need, ...]:
    """Where revocation data about ``certificate`` are published: OCSP first, then CRLs."""
    return tuple(Need(EvidenceKind.OCSP, uri, why, certificate.id) for uri in certificate.aia_ocsp) + tuple(
        Need(EvidenceKind.CRL, uri, why, certificate.id) for uri in certificate.crl_distribution_points
    )


def revocation_status(
    certificate: Certificate, issuer: Certificate, pool: Pool, policy: ValidationPolicy
) -> tuple[RevocationStatus, ...]:
    """Everything in ``pool`` that speaks about ``certificate`` as issued by ``issuer``, newest first."""
    found = [*_from_ocsp(certificate, issuer, pool, policy), *_from_crls(certificate, issuer, pool, policy)]
    found.sort(key=_age, reverse=True)
    return tuple(found)


def _age(status: RevocationStatus) -> tuple[float, float, bool, str]:
    """Newest first; at the same moment OCSP before CRL, then a fixed order."""
    this_update = status.this_update.timestamp() if status.this_update else float("-inf")
    produced = status.produced_at.timestamp() if status.produced_at else this_update
    return this_update, produced, status.kind == "ocsp", status.evidence_id


# OCSP


def _from_ocsp(
    certificate: Certificate, issuer: Certificate, pool: Pool, policy: ValidationPolicy
) -> list[RevocationStatus]:
    return [
        _ocsp_status(response, single, certificate, issuer, pool, policy)
        for response in pool.ocsps_by_serial.get(certificate.serial, ())
        for single in response.by_serial[certificate.serial]
        if is_about(single, certificate, issuer)
    ]


def is_about(single: SingleResponse, certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the CertID names ``certificate``: serial number, and digests of the issuer's name and key (RFC 6960 4.1.1)."""
    if single.serial != certificate.serial or not is_supported(single.hash_algorithm):
        return False
    key = key_octets(issuer.spki)
    return single.issuer_key_hash == digest(single.hash_algorithm, key) and single.issuer_name_hash in {
        digest(single.hash_algorithm, certificate.issuer_der),
        digest(single.hash_algorithm, issuer.subject_der),
    }


def _ocsp_status(
    response: Ocsp,
    single: SingleResponse,
    certificate: Certificate,
    issuer: Certificate,
    pool: Pool,
    policy: ValidationPolicy,
) -> RevocationStatus:
    signer = _ocsp_signer(response, issuer, pool)
    match = None
    if single.cert_hash is not None and is_supported(single.cert_hash.algorithm):
        match = digest(single.cert_hash.algorithm, certificate.der) == single.cert_hash.digest
    checks = _Checks(policy, response.id)
    checks.signed(OCSP_SIGNATURE, signer, Reason.REVOCATION_SIGNATURE_WRONG)
    if signer.certificate is not None:
        _check_responder(checks, response, signer.certificate, certificate, issuer)
    _check_times(checks, single.this_update, single.next_update, response.produced_at, certificate, signer.certificate)
    critical = (*response.unknown_critical, *single.unknown_critical)
    checks.add(OCSP_CRITICAL, not critical, Reason.UNKNOWN_CRITICAL_EXTENSION, (("extensions", critical),))
    if single.cert_hash is not None:
        checks.add(CERT_HASH, match, Reason.CERTIFICATE_HASH_MISMATCH)
    _check_retention(checks, certificate, single.this_update, single.archive_cutoff)
    checks.add(STATUS_KNOWN, True if single.status != "unknown" else None, Reason.REVOCATION_STATUS_UNKNOWN)
    return RevocationStatus(
        evidence_id=response.id,
        kind="ocsp",
        status=single.status,
        this_update=single.this_update,
        next_update=single.next_update,
        produced_at=response.produced_at,
        revocation_time=single.revocation_time,
        reason=single.reason,
        invalidity_date=single.invalidity_date,
        issuer=signer.certificate,
        signature_algorithm=response.signature_algorithm,
        archive_cutoff=single.archive_cutoff,
        cert_hash_match=match,
        acceptance=checks.check(),
    )


class _Signer(Struct, frozen=True):
    """Who signed: the certificate whose key verifies; without one, whether a candidate was there and could be tried."""

    certificate: Certificate | None
    tried: int
    unsupported: bool = False


def _ocsp_signer(response: Ocsp, issuer: Certificate, pool: Pool) -> _Signer:
    """The CA itself first, then certificates that the responder id names."""
    candidates = [issuer] if _is_responder(response, issuer) else []
    if response.responder_key_hash:
        named = [c for c in pool.certificates if _is_responder(response, c)]
    else:
        named = list(pool.by_subject.get(name_key(response.responder_name), ()))
    candidates += [c for c in named if c.id != issuer.id]
    if issuer not in candidates:
        candidates.append(issuer)
    return _signer(candidates, response.signature_algorithm, response.tbs, response.signature)


def _signer(
    candidates: list[Certificate], algorithm: SignatureAlgorithm, signed: bytes | memoryview, value: bytes
) -> _Signer:
    unsupported = False
    for candidate in candidates[:MAX_ISSUERS]:
        verification = verify_signature(candidate.spki, algorithm, signed, value)
        if verification is Verification.VALID:
            return _Signer(candidate, len(candidates))
        unsupported |= verification is Verification.UNSUPPORTED
    return _Signer(None, len(candidates), unsupported)


def _is_responder(response: Ocsp, certificate: Certificate) -> bool:
    if response.responder_key_hash:
        return hashlib.sha1(key_octets(certificate.spki), usedforsecurity=False).digest() == response.responder_key_hash
    return name_key(response.responder_name) == certificate.subject_key


def _same_ca(a: Certificate, b: Certificate) -> bool:
    return a.spki == b.spki and a.subject_key == b.subject_key


def _check_responder(
    checks: "_Checks", response: Ocsp, signer: Certificate, certificate: Certificate, issuer: Certificate
) -> None:
    """RFC 6960 4.2.2.2: the CA itself, or a responder that the same CA's key named for it."""
    checks.add(RESPONDER_ID, _is_responder(response, signer), Reason.RESPONDER_ID_MISMATCH)
    checks.add(SELF_ISSUED, signer.id != certificate.id, Reason.SELF_ISSUED_RESPONSE)
    if _same_ca(signer, issuer):
        return
    delegated = signer.issuer_key == issuer.subject_key and (
        verify_signature(issuer.spki, signer.signature_algorithm, signer.tbs, signer.signature) is Verification.VALID
    )
    facts = (("responder", signer.id), ("issuer", issuer.id))
    checks.add(ENTITLED, delegated, Reason.REVOCATION_ISSUER_NOT_ENTITLED, facts)
    usage = EKU_OCSP_SIGNING in (signer.extended_key_usage or ())
    checks.add(OCSP_SIGNING, usage, Reason.RESPONDER_WITHOUT_OCSP_SIGNING, facts)


# CRL


def _from_crls(
    certificate: Certificate, issuer: Certificate, pool: Pool, policy: ValidationPolicy
) -> list[RevocationStatus]:
    names = {certificate.issuer_key, issuer.subject_key}
    names.update(
        name_key(n.octets)
        for point in certificate.distribution_points
        for n in point.crl_issuers
        if n.kind == "directoryName"
    )
    return [
        _crl_status(crl, certificate, issuer, pool, policy)
        for name in sorted(names)
        for crl in pool.crls_by_issuer.get(name, ())
        if not crl.is_delta
    ]


def _crl_signer(crl: Crl, issuer: Certificate, pool: Pool) -> _Signer:
    candidates = [issuer] if issuer.subject_key == crl.issuer_key else []
    named = [c for c in pool.by_subject.get(crl.issuer_key, ()) if c.id != issuer.id]
    wanted = crl.authority_key.key_identifier if crl.authority_key else b""
    if wanted:
        named.sort(key=lambda c: c.subject_key_identifier != wanted)
    return _signer(candidates + named, crl.signature_algorithm, crl.tbs, crl.signature)


def _lookup(crl: Crl, certificate: Certificate) -> tuple[RevokedEntry | None, bool]:
    """The entry about the certificate, and whether the list can be read."""
    try:
        return crl.find(certificate.serial, certificate.issuer_key), True
    except Malformed:
        return None, False


def _crl_status(
    crl: Crl, certificate: Certificate, issuer: Certificate, pool: Pool, policy: ValidationPolicy
) -> RevocationStatus:
    signer = _crl_signer(crl, issuer, pool)
    checks = _Checks(policy, crl.id)
    checks.signed(SIGNATURE, signer, Reason.REVOCATION_SIGNATURE_WRONG)
    if signer.certificate is not None:
        _check_crl_issuer(checks, crl, signer.certificate, certificate, issuer)
    scope, facts = covers(crl, certificate)
    checks.add(SCOPE, scope, Reason.REVOCATION_SCOPE, facts)
    unknown = tuple(sorted(crl.critical_extensions - _HANDLED_CRL_EXTENSIONS))
    checks.add(CRITICAL, not unknown, Reason.UNKNOWN_CRITICAL_EXTENSION, (("extensions", unknown),))
    _check_times(checks, crl.this_update, crl.next_update, crl.this_update, certificate, signer.certificate)
    _check_retention(checks, certificate, crl.this_update, crl.expired_certs_on_crl)
    entry, readable = _lookup(crl, certificate)
    if not readable or (entry is not None and entry.unknown_critical):
        checks.add(STATUS_KNOWN, None, Reason.MALFORMED if not readable else Reason.UNKNOWN_CRITICAL_EXTENSION)
    status = "good" if readable else "unknown"
    if entry is not None:
        status = "good" if entry.reason == "removeFromCRL" else "revoked"
    revoked = entry is not None and status == "revoked"
    return RevocationStatus(
        evidence_id=crl.id,
        kind="crl",
        status=status,
        this_update=crl.this_update,
        next_update=crl.next_update,
        produced_at=crl.this_update,
        revocation_time=entry.revocation_time if revoked and entry else None,
        reason=entry.reason if revoked and entry else "",
        invalidity_date=entry.invalidity_date if revoked and entry else None,
        issuer=signer.certificate,
        signature_algorithm=crl.signature_algorithm,
        expired_certs_on_crl=crl.expired_certs_on_crl,
        acceptance=checks.check(),
    )


def _check_crl_issuer(
    checks: "_Checks", crl: Crl, signer: Certificate, certificate: Certificate, issuer: Certificate
) -> None:
    """RFC 5280 6.3.3 (f): a CRL signer needs the usage where it states usages; another name than the CA's needs an indirect CRL."""
    usage = signer.key_usage is None or "cRLSign" in signer.key_usage
    checks.add(CRL_SIGN, usage, Reason.KEY_USAGE_MISSING, (("issuer", signer.id),))


# both


def _check_times(
    checks: "_Checks",
    this_update: datetime,
    next_update: datetime | None,
    produced_at: datetime,
    certificate: Certificate,
    signer: Certificate | None,
) -> None:
    checks.add(NEXT_UPDATE, next_update is not None, Reason.NEXT_UPDATE_MISSING)
    facts = (("this_update", this_update), ("not_before", certificate.not_before))
    after = certificate.not_before <= this_update
    checks.add(AFTER_ISSUANCE, after, Reason.REVOCATION_BEFORE_CERTIFICATE, () if after else facts)
    consistent = (next_update is None or this_update <= next_update) and this_update <= produced_at
    times = (("this_update", this_update), ("next_update", next_update), ("produced_at", produced_at))
    checks.add(CONSISTENT, consistent, Reason.REVOCATION_TIMES_INCONSISTENT, () if consistent else times)
    if signer is not None:
        valid = signer.not_before <= produced_at <= signer.not_after
        bounds = (("produced_at", produced_at), ("not_before", signer.not_before), ("not_after", signer.not_after))
        checks.add(ISSUER_VALID, valid, Reason.REVOCATION_OUTSIDE_ISSUER_VALIDITY, () if valid else bounds)


def _check_retention(
    checks: "_Checks", certificate: Certificate, this_update: datetime, retained_since: datetime | None
) -> None:
    """Data issued after the certificate expired speak about it only where the issuer says that it keeps expired ones."""
    if this_update <= certificate.not_after:
        return
    kept = retained_since is not None and retained_since <= certificate.not_after
    facts = (("this_update", this_update), ("not_after", certificate.not_after), ("retained_since", retained_since))
    checks.add(RETENTION, kept, Reason.REVOCATION_AFTER_RETENTION, () if kept else facts)


class _Checks:
    """Checks about one piece of evidence, gathered under ACCEPTANCE."""

    def __init__(self, policy: ValidationPolicy, evidence: str) -> None:
        self._policy, self._evidence = policy, evidence
        self._children: list[Check] = []

    def add(
        self,
        check_id: str,
        holds: bool | None,
        reason: Reason,
        facts: Facts = (),
    ) -> None:
        """One check; reason and facts are kept only where it does not hold."""
        if holds:
            self._children.append(constraint(self._policy, check_id, True, subject=self._evidence))
        else:
            check = constraint(self._policy, check_id, holds, reason, facts=facts, subject=self._evidence)
            self._children.append(check)

    def signed(self, check_id: str, signer: _Signer, wrong: Reason) -> None:
        """Issuer known and signature right; an algorithm that can't be verified is not a wrong signature."""
        if signer.certificate is not None:
            self.add(ISSUER_KNOWN, True, wrong)
            self.add(check_id, True, wrong)
        elif signer.unsupported:
            self.add(check_id, None, Reason.REVOCATION_SIGNATURE_UNSUPPORTED)
        elif signer.tried:
            self.add(ISSUER_KNOWN, None, Reason.REVOCATION_ISSUER_UNKNOWN)
            self.add(check_id, False, wrong)
        else:
            self.add(ISSUER_KNOWN, None, Reason.REVOCATION_ISSUER_UNKNOWN)

    def check(self) -> Check:
        """The gathered check; the first child that blocks gives the reason."""
        children = tuple(self._children)
        status = conjunction(children)
        decisive = next((c for c in children if c.status is status), None)
        reason = decisive.reason if decisive is not None else None
        return Check(ACCEPTANCE, status, reason, (), self._evidence, children=children)
