"""Which listed services stand behind a certificate: those of any certificate on its path (TS 119 615 4.3.4)."""

from collections.abc import Iterator
from contextlib import suppress

from esigval.model.check import Check
from esigval.model.errors import Malformed
from esigval.model.judge import constraint
from esigval.model.reasons import Reason
from esigval.trust import TrustedService, TrustSet
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.verify import Verification, verify_signature

ISSUERS = "ts-119-615/4.3.4/issuers-are-cas"

MAX_PATH = 10
"""Certificates on a path; the paths of the lists of 2023 have up to five."""


def path(leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet) -> tuple[Certificate, ...]:
    """``leaf``, the part of ``chain`` that issued it, and on from there the listed certificates that issued the last one: a chain ends
    at the first anchor, while a root above it may be listed too. Each step is a signature that verifies, made by who may issue."""
    return _walk(leaf, chain, trust)[0]


def false_issuers(leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet) -> tuple[Check, ...]:
    """Certificates that signed one on the path and may issue none: FAILED where the path ends before them."""
    return _walk(leaf, chain, trust)[1]


def _walk(
    leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet
) -> tuple[tuple[Certificate, ...], tuple[Check, ...]]:
    found = [leaf]
    told: list[Check] = []
    remaining = [c for c in chain if c.id != leaf.id]
    while len(found) < MAX_PATH and not found[-1].self_issued:
        issuer, checks = _issuer(found[-1], remaining, trust)
        told += checks
        if issuer is None or any(issuer.id == c.id for c in found):
            break
        found.append(issuer)
    return tuple(found), tuple(told)


def _issuer(
    certificate: Certificate, chain: list[Certificate], trust: TrustSet
) -> tuple[Certificate | None, list[Check]]:
    """Who issued ``certificate``, with what the policy tolerates in it; where nobody did, what stands against who signed it."""
    refused = []
    for candidate in _candidates(certificate, chain, trust):
        outcome = verify_signature(
            candidate.spki, certificate.signature_algorithm, certificate.tbs, certificate.signature
        )
        if outcome is not Verification.VALID:
            continue
        check = _may_issue(candidate, trust)
        if check.passed:
            return candidate, [check] if check.reason is not None else []
        refused.append(check)
    return None, refused


def _candidates(certificate: Certificate, chain: list[Certificate], trust: TrustSet) -> Iterator[Certificate]:
    yield from (c for c in chain if c.subject_key == certificate.issuer_key)
    for listed in trust.listed_named(certificate.issuer_der):
        with suppress(Malformed):
            yield parse_certificate(listed.der)


def _may_issue(issuer: Certificate, trust: TrustSet) -> Check:
    """Whether ``issuer`` is a CA certificate: the chain may be one whose validation failed, and the key of a signer makes signatures that
    verify too, but issues nothing by them (RFC 5280 4.2.1.3, 4.2.1.9). Before version 3 a certificate can't say what it is: there a
    list says it in its place (6.1.4 (k): "through out-of-band means")."""
    fit = issuer.is_ca and (issuer.key_usage is None or "keyCertSign" in issuer.key_usage)
    holds = fit if issuer.version >= 3 else bool(trust.listed(issuer))
    return constraint(trust.policy, ISSUERS, holds, Reason.NOT_A_CA, subject=issuer.id)


def services_by_certificate(
    leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet
) -> tuple[tuple[TrustedService, ...], ...]:
    """Services of each certificate on the path that has any, those nearest to ``leaf`` first, in usable and unusable lists."""
    return tuple(found for certificate in path(leaf, chain, trust) if (found := trust.listed(certificate)))


def services_behind(leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet) -> tuple[TrustedService, ...]:
    """The same in one row, each service once."""
    unique = {id(t): t for found in services_by_certificate(leaf, chain, trust) for t in found}
    return tuple(unique.values())
