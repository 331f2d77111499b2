"""Public keys: reading SubjectPublicKeyInfo (RFC 3279, 5480, 4055, 8410) and loading it into ``cryptography``."""

from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from msgspec import Struct

from esigval.asn1 import der
from esigval.asn1.primitives import oid_contents
from esigval.hashing import digest
from esigval.model.errors import Malformed
from esigval.x509.algorithms import algorithm_identifier

PublicKey = (
    rsa.RSAPublicKey | dsa.DSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey
)

MAX_INTEGER_BYTES = 8192
"""RSA moduli of 16,384 bits take 2,049 bytes; nothing in X.509 needs more."""
MAX_RSA_BITS = 16384
"""OPENSSL_RSA_MAX_MODULUS_BITS: verifying with a longer modulus is a way to burn time."""
MAX_EXPONENT_BITS = 256
"""FIPS 186-5 5.1: the public exponent is below 2^256; a longer one only costs time."""
MAX_DSA_BITS = 10000
"""OPENSSL_DSA_MAX_MODULUS_BITS."""

_RSA_OIDS = frozenset({"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "2.5.8.1.1"})
_EC_OIDS = frozenset({"1.2.840.10045.2.1", "1.3.132.1.12"})
_EDWARDS = {"1.3.101.112": ("Ed25519", 256), "1.3.101.113": ("Ed448", 456)}

CURVES: dict[str, tuple[str, int]] = {
    "1.2.840.10045.3.1.1": ("secp192r1", 192),
    "1.3.132.0.33": ("secp224r1", 224),
    "1.2.840.10045.3.1.7": ("secp256r1", 256),
    "1.3.132.0.34": ("secp384r1", 384),
    "1.3.132.0.35": ("secp521r1", 521),
    "1.3.132.0.10": ("secp256k1", 256),
    "1.3.36.3.3.2.8.1.1.1": ("brainpoolP160r1", 160),
    "1.3.36.3.3.2.8.1.1.3": ("brainpoolP192r1", 192),
    "1.3.36.3.3.2.8.1.1.5": ("brainpoolP224r1", 224),
    "1.3.36.3.3.2.8.1.1.7": ("brainpoolP256r1", 256),
    "1.3.36.3.3.2.8.1.1.8": ("brainpoolP256t1", 256),
    "1.3.36.3.3.2.8.1.1.9": ("brainpoolP320r1", 320),
    "1.3.36.3.3.2.8.1.1.11": ("brainpoolP384r1", 384),
    "1.3.36.3.3.2.8.1.1.12": ("brainpoolP384t1", 384),
    "1.3.36.3.3.2.8.1.1.13": ("brainpoolP512r1", 512),
    "1.3.36.3.3.2.8.1.1.14": ("brainpoolP512t1", 512),
    "1.2.250.1.223.101.256.1": ("FRP256v1", 256),
}
"""OID of a named curve -> its name and the size of its field in bits."""

_LOADABLE: dict[str, ec.EllipticCurve] = {
    "secp192r1": ec.SECP192R1(),
    "secp224r1": ec.SECP224R1(),
    "secp256r1": ec.SECP256R1(),
    "secp384r1": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
    "secp256k1": ec.SECP256K1(),
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
}


class KeyInfo(Struct, frozen=True):
    """What a SubjectPublicKeyInfo holds. ``algorithm``: RSA, DSA, ECDSA, EDDSA or "" (unknown); ``bits``: size of modulus, prime or
    field; ``curve``: name, or OID where it is unknown; ``numbers``: (n, e) for RSA, (y, p, q, g) for DSA; ``point``: encoded key."""

    algorithm: str
    identifier: str
    bits: int = 0
    curve: str = ""
    numbers: tuple[int, ...] = ()
    point: bytes = b""


@lru_cache(maxsize=2048)
def read_key(spki: bytes) -> KeyInfo:
    """The parts of a SubjectPublicKeyInfo element. Raises Malformed; an unknown algorithm has an empty name."""
    start, stop = der.whole(spki, der.SEQUENCE, "public key")
    inner, end = der.expect(spki, start, stop, der.SEQUENCE, "algorithm of a public key")
    oid, parameters = _USUAL.get(spki[inner:end]) or algorithm_identifier(spki, inner, end)
    key = der.bit_string(spki, *der.expect(spki, end, stop, der.BIT_STRING, "public key"))
    if oid in _RSA_OIDS:
        modulus, exponent = _numbers(key, 2, "RSA public key")
        return KeyInfo("RSA", oid, modulus.bit_length(), "", (modulus, exponent))
    if oid in _EC_OIDS:
        return _ec(oid, parameters, key)
    if oid in _EDWARDS:
        return KeyInfo("EDDSA", oid, _EDWARDS[oid][1], _EDWARDS[oid][0], point=key)
    if oid == "1.2.840.10040.4.1":
        return _dsa(oid, parameters, key)
    return KeyInfo("", oid)


_RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
_USUAL = {der.encode(der.OID, oid_contents(_RSA_ENCRYPTION)) + b"\x05\x00": (_RSA_ENCRYPTION, b"\x05\x00")}
"""Contents of the AlgorithmIdentifier of nearly every key, read once."""


def _number(data: bytes, at: int, end: int) -> int:
    """A non-negative number from the content of an INTEGER that may lack its leading zero."""
    if not 0 < end - at <= MAX_INTEGER_BYTES:
        raise Malformed("integer of impossible size")
    return int.from_bytes(data[at:end], "big")


def _numbers(data: bytes, count: int, what: str) -> list[int]:
    """Numbers of a SEQUENCE of INTEGER. A sign bit without its leading zero is read as part of the number: old Estonian
    identity cards write their moduli so."""
    numbers = []
    for tag, _, at, end in der.children(data, *der.whole(data, der.SEQUENCE, what)):
        if tag == der.INTEGER:
            numbers.append(_number(data, at, end))
    if len(numbers) < count:
        raise Malformed(what)
    return numbers[:count]


def _dsa(oid: str, parameters: bytes, key: bytes) -> KeyInfo:
    start, stop = der.whole(key, der.INTEGER, "DSA public key")
    if not parameters or parameters[0] != der.SEQUENCE:
        return KeyInfo("DSA", oid)  # inherited from the issuer (RFC 3279 2.3.2)
    p, q, g = _numbers(parameters, 3, "DSA parameters")
    return KeyInfo("DSA", oid, p.bit_length(), numbers=(_number(key, start, stop), p, q, g))


def _ec(oid: str, parameters: bytes, key: bytes) -> KeyInfo:
    if not parameters or parameters[0] != der.OID:
        return _explicit_ec(oid, parameters, key)
    start, stop = der.whole(parameters, der.OID, "named curve")
    curve_oid = der.oid(parameters, start, stop)
    curve, bits = CURVES.get(curve_oid, (curve_oid, 0))
    return KeyInfo("ECDSA", oid, bits, curve, point=key)


def _explicit_ec(oid: str, parameters: bytes, key: bytes) -> KeyInfo:
    """Explicit curve parameters are told by their size and not used: RFC 5480 2.1.1 forbids them, and trusting an attacker's
    generator is CVE-2020-0601."""
    bits = 0
    if parameters and parameters[0] == der.SEQUENCE:
        start, stop = der.whole(parameters, der.SEQUENCE, "curve parameters")
        _, _, _, after_version = der.element(parameters, start, stop)
        inner, end = der.expect(parameters, after_version, stop, der.SEQUENCE, "field")
        _, _, _, after_type = der.element(parameters, inner, end)
        tag, _, first, last = der.element(parameters, after_type, end)
        bits = _number(parameters, first, last).bit_length() if tag == der.INTEGER else 0
    return KeyInfo("ECDSA", oid, bits, "explicit", point=key)


class UnsupportedKey(Exception):
    """The key is of a kind or size that can't be used here; nothing is said about the signature."""


@lru_cache(maxsize=1024)
def load_key(spki: bytes) -> PublicKey:
    """The key, ready for use. Raises Malformed or UnsupportedKey."""
    info = read_key(spki)
    try:
        return _load(info)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnsupportedKey(str(error)) from error


def _load(info: KeyInfo) -> PublicKey:
    if info.algorithm == "RSA":
        if info.bits > MAX_RSA_BITS or info.numbers[1].bit_length() > MAX_EXPONENT_BITS:
            raise UnsupportedKey("modulus or exponent too long")
        return rsa.RSAPublicNumbers(info.numbers[1], info.numbers[0]).public_key()
    if info.algorithm == "ECDSA" and info.curve in _LOADABLE:
        return ec.EllipticCurvePublicKey.from_encoded_point(_LOADABLE[info.curve], info.point)
    if info.algorithm == "EDDSA":
        if info.curve == "Ed25519":
            return ed25519.Ed25519PublicKey.from_public_bytes(info.point)
        return ed448.Ed448PublicKey.from_public_bytes(info.point)
    if info.algorithm == "DSA" and info.numbers:
        if info.bits > MAX_DSA_BITS:
            raise UnsupportedKey("prime too long")
        y, p, q, g = info.numbers
        return dsa.DSAPublicNumbers(y, dsa.DSAParameterNumbers(p, q, g)).public_key()
    raise UnsupportedKey(info.curve or info.identifier)


@lru_cache(maxsize=2048)
def key_sha1(spki: bytes) -> bytes:
    """SHA-1 of the key as a ResponderID states it (RFC 6960 4.2.1). Raises Malformed."""
    return digest("SHA1", key_octets(spki))


@lru_cache(maxsize=2048)
def key_octets(spki: bytes) -> bytes:
    """Octets of the key's BIT STRING: what key hashes and identifiers are made over (RFC 5280 4.2.1.2, RFC 6960 4.1.1). Raises
    Malformed."""
    start, stop = der.whole(spki, der.SEQUENCE, "public key")
    _, _, _, end = der.element(spki, start, stop)
    return der.bit_string(spki, *der.expect(spki, end, stop, der.BIT_STRING, "public key"))


def with_parameters(spki: bytes, issuer: bytes) -> bytes:
    """``spki`` (a DSA key without parameters) with the parameters of ``issuer`` (RFC 3279 2.3.2). Raises Malformed."""
    start, stop = der.whole(issuer, der.SEQUENCE, "public key")
    _, first, _, end = der.element(issuer, start, stop)
    own_start, own_stop = der.whole(spki, der.SEQUENCE, "public key")
    _, _, _, own_end = der.element(spki, own_start, own_stop)
    return der.encode(der.SEQUENCE, issuer[first:end] + spki[own_end:own_stop])
