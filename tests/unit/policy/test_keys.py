"""What speaks against a key, each with its twin that only looks like it."""

from datetime import UTC, datetime
from math import prod

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from esigval.policy.keys import derivable, shared
from esigval.x509.certificate import Certificate, parse_certificate

ISSUER, FORGER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
SOUND = rsa.generate_private_key(65537, 2048).public_key()
PRIMORIAL = prod(n for n in range(3, 168) if all(n % d for d in range(2, n)))
FLAWED = (1 << 1800) * PRIMORIAL + pow(65537, 12345, PRIMORIAL)


def name(person: str, code: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, person)]
    if code:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, code))
    return x509.Name(attributes)


def issued(
    subject: x509.Name,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey = SOUND,
    signer: ec.EllipticCurvePrivateKey = ISSUER,
    serial: int = 7,
) -> Certificate:
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(name("CA"))
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(signer, hashes.SHA256())
    )
    return parse_certificate(built.public_bytes(Encoding.DER))


CA = issued(name("CA"), ISSUER.public_key(), serial=1)
ION = issued(name("Ion", "1"))


def rsa_key(modulus: int, exponent: int = 65537) -> Certificate:
    return issued(name("Ion"), rsa.RSAPublicNumbers(exponent, modulus).public_key())


def test_a_modulus_of_the_flawed_generator_is_recognised() -> None:
    assert derivable(rsa_key(FLAWED))


def test_a_modulus_that_leaves_one_residue_wrong_is_not() -> None:
    assert not derivable(rsa_key(FLAWED + 2 * (PRIMORIAL // 11)))


@pytest.mark.parametrize("key", [SOUND, ISSUER.public_key()])
def test_a_sound_key_is_not(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> None:
    assert not derivable(issued(name("Ion"), key))


def test_an_exponent_of_three_is_no_weak_key() -> None:
    assert not derivable(rsa_key(SOUND.public_numbers().n, 3))


def test_a_key_that_the_issuer_certified_to_another_is_shared() -> None:
    assert shared(ION, (ION, CA), (ION, issued(name("Ana", "2"), serial=8)))


def test_a_renewed_certificate_of_the_same_holder_is_not() -> None:
    assert not shared(ION, (ION, CA), (ION, CA, issued(name("Ion cel Nou", "1"), serial=8)))


def test_the_key_under_another_name_by_somebody_else_says_nothing() -> None:
    assert not shared(ION, (ION, CA), (issued(name("Ana", "2"), signer=FORGER, serial=8),))


def test_another_holder_with_a_key_of_his_own_says_nothing() -> None:
    assert not shared(ION, (ION, CA), (issued(name("Ana", "2"), FORGER.public_key(), serial=8),))


def test_without_an_issuer_nothing_is_said() -> None:
    assert not shared(ION, (ION,), (issued(name("Ana", "2"), serial=8),))
