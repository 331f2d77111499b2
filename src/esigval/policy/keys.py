"""Facts against a key that anyone can compute: that it is derivable from what is public, that it was certified to two holders."""

from collections.abc import Iterable
from functools import cache

from esigval.x509.certificate import Certificate
from esigval.x509.verify import Verification, verify_signature

_ROCA_PRIMES = tuple(n for n in range(3, 168, 2) if all(n % d for d in range(3, n, 2)))
"""Primes whose product divides the modulus that the flawed generator of CVE-2017-15361 worked with, for every size of key."""

_ROCA_GENERATOR = 65537


@cache
def _roca_residues() -> tuple[tuple[int, frozenset[int]], ...]:
    """For each prime the powers of the generator: all that a modulus of the flawed generator can leave."""
    return tuple((prime, frozenset(pow(_ROCA_GENERATOR, i, prime) for i in range(prime))) for prime in _ROCA_PRIMES)


def derivable(certificate: Certificate) -> bool:
    """Whether the private key follows from the public one.

    The fingerprint of CVE-2017-15361 (Nemec and others, The Return of Coppersmith's Attack, CCS 2017, section 5), which a sound key has
    by chance once in 2^27; an exponent that is even or 1 (RFC 8017 3.1 asks for an odd one of 3 or more). Short keys are no matter
    of this: which size was enough when, the table of algorithms says.
    """
    key = certificate.key
    if key.algorithm != "RSA" or len(key.numbers) != 2:
        return False
    modulus, exponent = key.numbers
    if exponent < 3 or exponent % 2 == 0:
        return True
    return all(modulus % prime in residues for prime, residues in _roca_residues())


def shared(certificate: Certificate, chain: tuple[Certificate, ...], others: Iterable[Certificate]) -> bool:
    """Whether the issuer certified the same key to somebody else too.

    Only its own word counts: whoever adds to a file can write any public key under any name.
    """
    if len(chain) < 2:
        return False
    return any(
        other.spki == certificate.spki
        and other.id != certificate.id
        and other.issuer_der == certificate.issuer_der
        and _other_holder(certificate, other)
        and verify_signature(chain[1].spki, other.signature_algorithm, other.tbs, other.signature) is Verification.VALID
        for other in others
    )


_NAMED = ("2.5.4.5", "2.5.4.97", "2.5.4.3")
"""What tells holders apart, most telling first: serialNumber, organizationIdentifier, commonName."""


def _other_holder(one: Certificate, other: Certificate) -> bool:
    first, second = dict(one.subject_attributes), dict(other.subject_attributes)
    for oid in _NAMED:
        if oid in first and oid in second:
            return first[oid] != second[oid]
    return one.subject != other.subject
