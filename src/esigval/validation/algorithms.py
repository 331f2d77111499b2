"""Algorithms that a token leans on, and whether they were secure at a given time (EN 319 102-1, clause 5.2.8; TS 119 312)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from esigval.chain.algorithms import Suitability, digest_suitability, scheme_suitability
from esigval.chain.revocation import RevocationStatus
from esigval.chain.revocation_data import same_ca
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.check import Check, Facts, Status
from esigval.model.judge import constraint
from esigval.model.policy import ConstraintLevel, ValidationPolicy
from esigval.validation.token import SignedToken
from esigval.x509.certificate import Certificate

SUITABLE = "ts-119-312/6/algorithm-suitable"


class AlgorithmUse(Struct, frozen=True, gc=False):
    """One use of an algorithm: of a digest (``bits`` 0) or of a signature scheme with a key of ``bits`` bits."""

    name: str
    bits: int
    is_digest: bool


def uses_of_signature(algorithm: SignatureAlgorithm, key: Certificate | None) -> Iterator[AlgorithmUse]:
    """Scheme with its key size, and digest, of one signature value made with ``key``."""
    if key is not None:
        yield AlgorithmUse(algorithm.scheme or algorithm.identifier, key.key_bits, False)
    if algorithm.digest or not algorithm.scheme:
        yield AlgorithmUse(algorithm.digest or algorithm.identifier, 0, True)


def uses_of_revocation(data: RevocationStatus) -> Iterator[AlgorithmUse]:
    """What the signature of revocation data leans on."""
    if data.signature_algorithm is not None:
        yield from uses_of_signature(data.signature_algorithm, data.issuer)


def uses_of_delegate(data: RevocationStatus, authority: Certificate) -> Iterator[AlgorithmUse]:
    """What the certificate of a responder or CRL issuer leans on that speaks in the name of ``authority``; of that itself, nothing."""
    if data.issuer is not None and not same_ca(data.issuer, authority):
        yield from uses_of_signature(data.issuer.signature_algorithm, authority)


def uses_of_token(token: SignedToken, key: Certificate | None) -> Iterator[AlgorithmUse]:
    """All that a signature or time-stamp leans on: its value and every digest under it."""
    yield from uses_of_signature(token.value.algorithm, key)
    for reference in token.references:
        yield AlgorithmUse(reference.digest_algorithm, 0, True)
    if token.imprint_algorithm:
        yield AlgorithmUse(token.imprint_algorithm, 0, True)


def check_algorithms(uses: Iterable[AlgorithmUse], at: datetime, policy: ValidationPolicy, subject: str) -> Check:
    """One check over all ``uses`` at the time ``at``: the worst decides. What ended after the table's own date is held at the level
    that the table states for that case."""
    worst: tuple[AlgorithmUse, Suitability] | None = None
    warned: tuple[AlgorithmUse, Suitability] | None = None
    for use in dict.fromkeys(uses):
        suitability = _suitability(use, at, policy)
        if suitability.suitable:
            continue
        if suitability.level is ConstraintLevel.FAIL:
            worst = _sooner(worst, (use, suitability))
        else:
            warned = _sooner(warned, (use, suitability))
    if worst is not None:
        return constraint(policy, SUITABLE, False, worst[1].reason, facts=_facts(worst, at), subject=subject)
    if warned is not None:
        return Check(SUITABLE, Status.WARNING, warned[1].reason, _facts(warned, at), subject)
    return Check(SUITABLE, Status.PASSED, subject=subject)


def secure_until(uses: Iterable[AlgorithmUse], at: datetime, policy: ValidationPolicy) -> datetime | None:
    """The latest time up to which all of ``uses`` that fail at ``at`` were still secure; None where one never was."""
    ends = [
        s.until for use in uses if not (s := _suitability(use, at, policy)).suitable and s.level is ConstraintLevel.FAIL
    ]
    known = [end for end in ends if end is not None]
    return min(known) if known and len(known) == len(ends) else None


def _suitability(use: AlgorithmUse, at: datetime, policy: ValidationPolicy) -> Suitability:
    if use.is_digest:
        return digest_suitability(policy.algorithms, use.name, at)
    return scheme_suitability(policy.algorithms, use.name, use.bits, at)


def _sooner(
    a: tuple[AlgorithmUse, Suitability] | None, b: tuple[AlgorithmUse, Suitability]
) -> tuple[AlgorithmUse, Suitability]:
    if a is None or b[1].until is None:
        return b
    return a if a[1].until is None or a[1].until <= b[1].until else b


def _facts(found: tuple[AlgorithmUse, Suitability], at: datetime) -> Facts:
    use, suitability = found
    return (("algorithm", use.name), ("bits", use.bits or None), ("secure_until", suitability.until), ("at", at))
