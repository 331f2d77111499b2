"""Signature values: every scheme verifies, every changed bit does not, and what can't be tried is not called wrong."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esigval.asn1 import encode
from esigval.asn1.primitives import oid_contents
from esigval.model.algorithms import SignatureAlgorithm
from esigval.x509.verify import Verification, verify_signature

DATA = b"signed attributes"
RSA = rsa.generate_private_key(65537, 2048)
HASHES = {
    "SHA1": hashes.SHA1(),
    "SHA224": hashes.SHA224(),
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
    "SHA3_256": hashes.SHA3_256(),
    "SHA3_512": hashes.SHA3_512(),
}


def spki(key: object) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined,no-any-return]


def check(key: bytes, algorithm: SignatureAlgorithm, value: bytes) -> None:
    """Valid as it is; not over other data, not with a changed bit; the digest alone is enough where there is one."""
    assert verify_signature(key, algorithm, DATA, value) is Verification.VALID
    assert verify_signature(key, algorithm, DATA + b"!", value) is Verification.INVALID
    changed = value[:-1] + bytes((value[-1] ^ 1,))
    assert verify_signature(key, algorithm, DATA, changed) is Verification.INVALID
    assert verify_signature(key, algorithm, DATA, b"") is Verification.INVALID
    if algorithm.digest:
        hashed = hashlib.new(algorithm.digest.lower(), DATA).digest()
        assert verify_signature(key, algorithm, hashed, value, prehashed=True) is Verification.VALID


@pytest.mark.parametrize("digest", HASHES)
def test_rsa_pkcs1(digest: str) -> None:
    value = RSA.sign(DATA, padding.PKCS1v15(), HASHES[digest])
    check(spki(RSA), SignatureAlgorithm("RSA", digest), value)


@pytest.mark.parametrize("digest", HASHES)
def test_rsa_pss_with_stated_salt(digest: str) -> None:
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 20)
    value = RSA.sign(DATA, pss, HASHES[digest])
    check(spki(RSA), SignatureAlgorithm("RSA_PSS", digest, "", "SHA256", 20), value)
    other_salt = SignatureAlgorithm("RSA_PSS", digest, "", "SHA256", 32)
    assert verify_signature(spki(RSA), other_salt, DATA, value) is Verification.INVALID
    for impossible in (257, 1 << 31, 1 << 64):
        endless = SignatureAlgorithm("RSA_PSS", digest, "", "SHA256", impossible)
        assert verify_signature(spki(RSA), endless, DATA, value) is Verification.INVALID
    unstated = SignatureAlgorithm("RSA_PSS", digest, "", "SHA256")
    assert verify_signature(spki(RSA), unstated, DATA, value) is Verification.UNSUPPORTED
    other_mask = SignatureAlgorithm("RSA_PSS", digest, "", "SHA512", 20)
    assert verify_signature(spki(RSA), other_mask, DATA, value) is Verification.INVALID


def raw_rsa(message: bytes) -> bytes:
    """RSA over ``message`` padded as PKCS#1 type 1."""
    numbers = RSA.private_numbers()
    size = 256
    block = b"\x00\x01" + b"\xff" * (size - 3 - len(message)) + b"\x00" + message
    return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")


def digest_info(tail: bytes) -> bytes:
    oid = encode(0x06, oid_contents("2.16.840.1.101.3.4.2.1"))
    return encode(0x30, encode(0x30, oid + tail) + encode(0x04, hashlib.sha256(DATA).digest()))


def test_digest_info_without_null_is_accepted_and_garbage_is_not() -> None:
    algorithm = SignatureAlgorithm("RSA", "SHA256")
    assert verify_signature(spki(RSA), algorithm, DATA, raw_rsa(digest_info(b""))) is Verification.VALID
    for forged in (digest_info(b"\x05\x00") + b"\x00", digest_info(b"\x04\x02ab"), hashlib.sha256(DATA).digest()):
        assert verify_signature(spki(RSA), algorithm, DATA, raw_rsa(forged)) is Verification.INVALID


@pytest.mark.parametrize(
    "curve",
    [
        ec.SECP192R1(),
        ec.SECP224R1(),
        ec.SECP256R1(),
        ec.SECP384R1(),
        ec.SECP521R1(),
        ec.SECP256K1(),
        ec.BrainpoolP256R1(),
        ec.BrainpoolP384R1(),
        ec.BrainpoolP512R1(),
    ],
    ids=lambda c: c.name,
)
@pytest.mark.parametrize("digest", ["SHA1", "SHA256", "SHA512", "SHA3_256"])
def test_ecdsa_and_its_plain_form(curve: ec.EllipticCurve, digest: str) -> None:
    key = ec.generate_private_key(curve)
    value = key.sign(DATA, ec.ECDSA(HASHES[digest]))
    check(spki(key), SignatureAlgorithm("ECDSA", digest), value)
    size = (curve.key_size + 7) // 8
    plain = b"".join(n.to_bytes(size, "big") for n in decode_dss_signature(value))
    check(spki(key), SignatureAlgorithm("PLAIN_ECDSA", digest), plain)
    assert verify_signature(spki(key), SignatureAlgorithm("PLAIN_ECDSA", digest), DATA, value) is Verification.VALID


def test_dsa() -> None:
    key = dsa.generate_private_key(1024)
    check(spki(key), SignatureAlgorithm("DSA", "SHA1"), key.sign(DATA, hashes.SHA1()))
    check(spki(key), SignatureAlgorithm("DSA", "SHA256"), key.sign(DATA, hashes.SHA256()))


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey.generate(), ed448.Ed448PrivateKey.generate()])
def test_eddsa(key: ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey) -> None:
    algorithm = SignatureAlgorithm("EDDSA", "", "1.3.101.112")
    check(spki(key), algorithm, key.sign(DATA))
    assert verify_signature(spki(key), algorithm, b"x" * 64, key.sign(DATA), prehashed=True) is Verification.UNSUPPORTED


def test_ripemd_and_whirlpool_need_only_a_digest() -> None:
    """Where this machine's hashlib has them, RSA over them verifies; where not, nothing is said."""
    for digest in ("RIPEMD160", "WHIRLPOOL", "MD2"):
        outcome = verify_signature(spki(RSA), SignatureAlgorithm("RSA", digest), DATA, raw_rsa(b"x"))
        expected = digest.lower() in hashlib.algorithms_available
        assert outcome is (Verification.INVALID if expected else Verification.UNSUPPORTED)


def test_key_of_another_kind_is_invalid() -> None:
    value = RSA.sign(DATA, padding.PKCS1v15(), hashes.SHA256())
    key = spki(ec.generate_private_key(ec.SECP256R1()))
    for scheme in ("RSA", "RSA_PSS", "DSA", "EDDSA"):
        digest = "" if scheme == "EDDSA" else "SHA256"
        assert verify_signature(key, SignatureAlgorithm(scheme, digest), DATA, value) is Verification.INVALID
    assert verify_signature(spki(RSA), SignatureAlgorithm("ECDSA", "SHA256"), DATA, value) is Verification.INVALID


def test_what_is_unknown_is_unsupported() -> None:
    value = RSA.sign(DATA, padding.PKCS1v15(), hashes.SHA256())
    unknown_key = encode(0x30, encode(0x30, encode(0x06, b"\x2a\x03")) + encode(0x03, b"\x00abc"))
    good = SignatureAlgorithm("RSA", "SHA256")
    for key, algorithm in (
        (unknown_key, good),
        (b"not a key", good),
        (b"", good),
        (spki(RSA), SignatureAlgorithm("", "", "1.2.643.2.2.3")),
        (spki(RSA), SignatureAlgorithm("RSA", "1.2.3.4")),
        (spki(RSA), SignatureAlgorithm("RSA_PSS", "SHA256", "", "1.2.3.4", 20)),
    ):
        assert verify_signature(key, algorithm, DATA, value) is Verification.UNSUPPORTED


def test_explicit_curve_parameters_are_not_used() -> None:
    """CVE-2020-0601: a generator of the attacker's choice."""
    parameters = encode(
        0x30,
        encode(0x02, b"\x01") + encode(0x30, encode(0x06, b"\x2a\x86\x48\xce\x3d\x01\x01") + encode(0x02, b"\x17")),
    )
    algorithm = encode(0x30, encode(0x06, oid_contents("1.2.840.10045.2.1")) + parameters)
    key = encode(0x30, algorithm + encode(0x03, b"\x00\x04" + b"\x01" * 64))
    assert verify_signature(key, SignatureAlgorithm("ECDSA", "SHA256"), DATA, b"0\x06\x02\x01\x01\x02\x01\x01") is (
        Verification.UNSUPPORTED
    )


def test_modulus_written_as_a_negative_number() -> None:
    """Old Estonian identity cards leave out the leading zero."""
    numbers = RSA.public_key().public_numbers()
    modulus = encode(0x02, numbers.n.to_bytes(256, "big"))
    key = encode(0x03, b"\x00" + encode(0x30, modulus + encode(0x02, b"\x01\x00\x01")))
    algorithm = encode(0x30, encode(0x06, oid_contents("1.2.840.113549.1.1.1")) + b"\x05\x00")
    value = RSA.sign(DATA, padding.PKCS1v15(), hashes.SHA256())
    check(encode(0x30, algorithm + key), SignatureAlgorithm("RSA", "SHA256"), value)


def test_a_huge_modulus_is_not_tried() -> None:
    modulus = encode(0x02, b"\x00" + b"\xff" * 4096)
    key = encode(0x03, b"\x00" + encode(0x30, modulus + encode(0x02, b"\x03")))
    algorithm = encode(0x30, encode(0x06, oid_contents("1.2.840.113549.1.1.1")) + b"\x05\x00")
    huge = encode(0x30, algorithm + key)
    assert verify_signature(huge, SignatureAlgorithm("RSA", "SHA256"), DATA, b"\x01" * 4096) is Verification.UNSUPPORTED


def rsa_key(modulus: int, exponent: int) -> bytes:
    numbers = b"".join(encode(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big")) for n in (modulus, exponent))
    algorithm = encode(0x30, encode(0x06, oid_contents("1.2.840.113549.1.1.1")) + b"\x05\x00")
    return encode(0x30, algorithm + encode(0x03, b"\x00" + encode(0x30, numbers)))


@pytest.mark.parametrize("exponent", [0, 1, 2, 65536])
def test_an_exponent_that_hides_nothing_verifies_nothing(exponent: int) -> None:
    """With e = 1 the padded digest is its own signature."""
    modulus = RSA.public_key().public_numbers().n
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(DATA).digest()
    forged = b"\x00\x01" + b"\xff" * (256 - 3 - len(info)) + b"\x00" + info
    good = SignatureAlgorithm("RSA", "SHA256")
    assert verify_signature(rsa_key(modulus, exponent), good, DATA, forged) is not Verification.VALID
    value = RSA.sign(DATA, padding.PKCS1v15(), hashes.SHA256())
    assert verify_signature(rsa_key(modulus, 65537), good, DATA, value) is Verification.VALID


def ec_key(point: bytes) -> bytes:
    curve = encode(
        0x30, encode(0x06, oid_contents("1.2.840.10045.2.1")) + encode(0x06, oid_contents("1.2.840.10045.3.1.7"))
    )
    return encode(0x30, curve + encode(0x03, b"\x00" + point))


def test_a_point_off_the_curve_and_the_point_at_infinity_are_no_keys() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    value = key.sign(DATA, ec.ECDSA(hashes.SHA256()))
    good = SignatureAlgorithm("ECDSA", "SHA256")
    assert verify_signature(ec_key(b"\x04" + x + y), good, DATA, value) is Verification.VALID
    off = y[:-1] + bytes((y[-1] ^ 1,))
    for point in (b"\x04" + x + off, b"\x04" + bytes(64), b"\x00", b"\x04" + x, b""):
        assert verify_signature(ec_key(point), good, DATA, value) is not Verification.VALID
