"""Which listed services stand behind a certificate: those of any certificate on its path (TS 119 615 4.3.4)."""

from esigval.model.errors import Malformed
from esigval.trust import TrustedService, TrustSet
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.verify import Verification, verify_signature

MAX_PATH = 10
"""Certificates on a path; the paths of the lists of 2023 have up to five."""


def path(leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet) -> tuple[Certificate, ...]:
    """``leaf``, the part of ``chain`` that issued it, and on from there the listed certificates that issued the last one: a chain ends
    at the first anchor, while a root above it may be listed too. Each step is a signature that verifies."""
    found = [leaf]
    remaining = [c for c in chain if c.id != leaf.id]
    while len(found) < MAX_PATH and not found[-1].self_issued:
        issuer = _issuer(found[-1], remaining, trust)
        if issuer is None or any(issuer.id == c.id for c in found):
            break
        found.append(issuer)
    return tuple(found)


def _issuer(certificate: Certificate, chain: list[Certificate], trust: TrustSet) -> Certificate | None:
    for candidate in chain:
        if candidate.subject_key == certificate.issuer_key and _issued(certificate, candidate):
            return candidate
    for listed in trust.listed_named(certificate.issuer_der):
        try:
            candidate = parse_certificate(listed.der)
        except Malformed:
            continue
        if _issued(certificate, candidate):
            return candidate
    return None


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    outcome = verify_signature(issuer.spki, certificate.signature_algorithm, certificate.tbs, certificate.signature)
    return outcome is Verification.VALID


def services_by_certificate(
    leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet
) -> tuple[tuple[TrustedService, ...], ...]:
    """Services of each certificate on the path that has any, those nearest to ``leaf`` first, in usable and unusable lists."""
    return tuple(found for certificate in path(leaf, chain, trust) if (found := trust.listed(certificate)))


def services_behind(leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet) -> tuple[TrustedService, ...]:
    """The same in one row, each service once."""
    unique = {id(t): t for found in services_by_certificate(leaf, chain, trust) for t in found}
    return tuple(unique.values())
