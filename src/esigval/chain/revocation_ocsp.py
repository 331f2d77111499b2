"""OCSP responses about a certificate (RFC 6960), and who may sign them (4.2.2.2)."""

from collections.abc import Mapping
from datetime import datetime

from esigval.asn1 import OCTET_STRING, SEQUENCE, encode, encode_integer
from esigval.chain.pool import Pool
from esigval.chain.revocation_data import STATUS_KNOWN, Checks, RevocationStatus, Signer, find_signer, same_ca
from esigval.hashing import digest, is_supported
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.x509.certificate import Certificate
from esigval.x509.keys import key_octets, key_sha1
from esigval.x509.names import name_key
from esigval.x509.ocsp import Ocsp, SingleResponse
from esigval.x509.verify import Verification, verify_signature

SIGNATURE = "rfc-6960/3.2/signature"
ENTITLED = "rfc-6960/4.2.2.2/entitled"
OCSP_SIGNING = "rfc-6960/4.2.2.2/ocsp-signing"
RESPONDER_ID = "rfc-6960/4.2.2.3/responder-id"
SELF_ISSUED = "rfc-6960/4.2.2.2/self-issued"
CERT_HASH = "rfc-6960/4.4/cert-hash"
CRITICAL = "rfc-6960/4.4/critical-extensions"
ISSUER_VALID = "en-319-102-1/5.2.6/revocation-issuer-valid-at-production"

EKU_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
"""id-kp-OCSPSigning. anyExtendedKeyUsage does not stand for it: RFC 6960 4.2.2.2 wants the usage itself."""


MAX_STRANGE = 32
"""Responses about one certificate that nobody in the pool signed; from then on only the CA itself is tried as signer."""


def from_ocsp(
    certificate: Certificate,
    issuer: Certificate,
    pool: Pool,
    policy: ValidationPolicy,
    retention: Mapping[str, datetime],
    responders: frozenset[str] = frozenset(),
) -> list[RevocationStatus]:
    """Every answer in ``pool`` about ``certificate`` as issued by ``issuer``."""
    found: list[RevocationStatus] = []
    strange = 0
    for response in pool.ocsps_by_serial.get(certificate.serial, ()):
        answers = [s for s in response.by_serial[certificate.serial] if is_about(s, certificate, issuer)]
        if answers:
            signer = _signer(response, issuer, pool, wide=strange < MAX_STRANGE)
            strange += signer.certificate is None
            found += [_status(response, a, signer, certificate, issuer, policy, retention, responders) for a in answers]
    return found


def is_about(single: SingleResponse, certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the CertID names ``certificate``: serial number, and digests of the issuer's name and key (RFC 6960 4.1.1)."""
    if single.serial != certificate.serial or not is_supported(single.hash_algorithm):
        return False
    if single.issuer_key_hash != digest(single.hash_algorithm, key_octets(issuer.spki)):
        return False
    named = single.issuer_name_hash
    return named == digest(single.hash_algorithm, certificate.issuer_der) or named == digest(
        single.hash_algorithm, issuer.subject_der
    )


_SHA1 = bytes.fromhex("300906052b0e03021a0500")
"""AlgorithmIdentifier of SHA-1, which every responder knows (RFC 5019 2.1.1); here it names an issuer and protects nothing."""


def ocsp_request(certificate: Certificate, issuer: Certificate) -> bytes:
    """An OCSPRequest (RFC 6960 4.1.1) about ``certificate``, without a nonce: the same question is the same bytes."""
    named = encode(OCTET_STRING, digest("SHA1", certificate.issuer_der))
    key = encode(OCTET_STRING, digest("SHA1", key_octets(issuer.spki)))
    identifier = encode(SEQUENCE, _SHA1 + named + key + encode_integer(certificate.serial))
    request_list = encode(SEQUENCE, encode(SEQUENCE, identifier))
    return encode(SEQUENCE, encode(SEQUENCE, request_list))


def _status(
    response: Ocsp,
    single: SingleResponse,
    signer: Signer,
    certificate: Certificate,
    issuer: Certificate,
    policy: ValidationPolicy,
    retention: Mapping[str, datetime],
    responders: frozenset[str],
) -> RevocationStatus:
    match = None
    if single.cert_hash is not None and is_supported(single.cert_hash.algorithm):
        match = digest(single.cert_hash.algorithm, certificate.der) == single.cert_hash.digest
    retained = single.archive_cutoff
    checks = Checks(policy, response.id)
    checks.signed(SIGNATURE, signer)
    if signer.certificate is not None:
        _check_responder(checks, response, signer.certificate, certificate, issuer, responders)
        checks.issuer_valid(ISSUER_VALID, signer.certificate, response.produced_at)
        retained = retained or retention.get(signer.certificate.id)
    checks.times(single.this_update, single.next_update, response.produced_at, certificate)
    critical = (*response.unknown_critical, *single.unknown_critical)
    checks.add(CRITICAL, not critical, Reason.UNKNOWN_CRITICAL_EXTENSION, (("extensions", critical),))
    if single.cert_hash is not None:
        checks.add(CERT_HASH, match, Reason.CERTIFICATE_HASH_MISMATCH)
    if not match:  # a responder that names the very certificate knows it, expired or not
        checks.retention(certificate, single.this_update, retained)
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


def _signer(response: Ocsp, issuer: Certificate, pool: Pool, *, wide: bool) -> Signer:
    """Certificates that the responder id names, the CA itself first; the CA last where the id names another."""
    signed = (response.signature_algorithm, response.tbs, response.signature)
    first = [issuer] if _is_named(response, issuer) else []
    if first and (signer := find_signer(first, *signed, pool)).certificate is not None:
        return signer
    named: tuple[Certificate, ...] = ()
    if wide and response.responder_key_hash:
        named = tuple([c for c in pool.certificates if _is_named(response, c)])
    elif wide:
        named = pool.by_subject.get(name_key(response.responder_name), ())
    inside = {e.id for e in response.evidence}
    candidates = first + sorted((c for c in named if c.id != issuer.id), key=lambda c: c.id not in inside)
    if issuer not in candidates:
        candidates.append(issuer)
    return find_signer(candidates, *signed, pool)


def _is_named(response: Ocsp, certificate: Certificate) -> bool:
    """4.2.2.3: the id is the subject, or the SHA-1 of the key."""
    if response.responder_key_hash:
        return key_sha1(certificate.spki) == response.responder_key_hash
    return name_key(response.responder_name) == certificate.subject_key


def _check_responder(
    checks: Checks,
    response: Ocsp,
    signer: Certificate,
    certificate: Certificate,
    issuer: Certificate,
    responders: frozenset[str],
) -> None:
    """4.2.2.2: one that is configured for it, the CA itself, or a responder that the same CA's key named for it."""
    checks.add(RESPONDER_ID, _is_named(response, signer), Reason.RESPONDER_ID_MISMATCH)
    checks.add(SELF_ISSUED, signer.id != certificate.id, Reason.SELF_ISSUED_RESPONSE)
    if signer.id in responders or same_ca(signer, issuer):
        return
    delegated = signer.issuer_key == issuer.subject_key and (
        verify_signature(issuer.spki, signer.signature_algorithm, signer.tbs, signer.signature) is Verification.VALID
    )
    facts = (("responder", signer.id), ("issuer", issuer.id))
    checks.add(ENTITLED, delegated, Reason.REVOCATION_ISSUER_NOT_ENTITLED, facts)
    usage = EKU_OCSP_SIGNING in (signer.extended_key_usage or ())
    checks.add(OCSP_SIGNING, usage, Reason.RESPONDER_WITHOUT_OCSP_SIGNING, facts)
