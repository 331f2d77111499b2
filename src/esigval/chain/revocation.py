"""What the evidence says about the revocation of a certificate, and whether each piece may be believed in itself
(RFC 5280 6.3, RFC 6960, EN 319 102-1 5.2.6).

Whether the issuer of a CRL or response has a valid chain of its own is judged by validation: here only whether it is entitled.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from esigval.chain.pool import Pool
from esigval.chain.revocation_crl import from_crls
from esigval.chain.revocation_data import RevocationStatus
from esigval.chain.revocation_ocsp import from_ocsp, ocsp_request
from esigval.model.evidence import EvidenceKind, Need
from esigval.model.policy import ValidationPolicy
from esigval.x509.certificate import Certificate

__all__ = ["RevocationStatus", "revocation_needs", "revocation_status"]

_NOTHING: Mapping[str, datetime] = MappingProxyType({})


def revocation_needs(certificate: Certificate, why: str, issuer: Certificate | None = None) -> tuple[Need, ...]:
    """Where revocation data about ``certificate`` are published: OCSP first, then CRLs. OCSP can only be asked for with an ``issuer``."""
    request = b"" if issuer is None or not certificate.aia_ocsp else ocsp_request(certificate, issuer)
    return tuple(
        Need(EvidenceKind.OCSP, uri, why, certificate.id, request=request) for uri in certificate.aia_ocsp
    ) + tuple(Need(EvidenceKind.CRL, uri, why, certificate.id) for uri in certificate.crl_distribution_points)


def revocation_status(
    certificate: Certificate,
    issuer: Certificate,
    pool: Pool,
    policy: ValidationPolicy,
    *,
    retention: Mapping[str, datetime] = _NOTHING,
    responders: frozenset[str] = frozenset(),
) -> tuple[RevocationStatus, ...]:
    """Everything in ``pool`` that speaks about ``certificate`` as issued by ``issuer``, newest first.

    ``retention``: certificate id of an issuer of revocation data -> since when it keeps expired certificates in them, as a trusted
    list states it (TS 119 612 5.5.9.1 expiredCertsRevocationInfo); what the data themselves state prevails.
    ``responders``: ids of certificates that may answer for this CA though it did not certify them, because a trusted list names them
    as certificate status service of the same provider (RFC 6960 4.2.2.2, "matches a local configuration").
    """
    found = from_ocsp(certificate, issuer, pool, policy, retention, responders)
    found += from_crls(certificate, issuer, pool, policy, retention)
    found.sort(key=_age, reverse=True)
    return tuple(found)


def _age(status: RevocationStatus) -> tuple[float, float, bool, bool, str]:
    """Newest first; at the same moment OCSP before CRL, "revoked" before "good", then a fixed order."""
    this_update = status.this_update.timestamp() if status.this_update else float("-inf")
    produced = status.produced_at.timestamp() if status.produced_at else this_update
    return this_update, produced, status.kind == "ocsp", status.status == "revoked", status.evidence_id
