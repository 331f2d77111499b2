"""Does this value sign these bytes under this key? One answer in three words, remembered by content."""

import hashlib
from enum import StrEnum
from typing import cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from esigval.asn1 import DIGEST_OIDS, der
from esigval.asn1.primitives import oid_contents
from esigval.hashing import digest, is_supported
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.errors import Malformed
from esigval.x509.keys import UnsupportedKey, load_key, read_key


class Verification(StrEnum):
    """What trying to verify gave. UNSUPPORTED says nothing about the signature."""

    VALID = "VALID"
    INVALID = "INVALID"
    UNSUPPORTED = "UNSUPPORTED"


_HASHES: dict[str, hashes.HashAlgorithm] = {
    "MD5": hashes.MD5(),
    "SHA1": hashes.SHA1(),
    "SHA224": hashes.SHA224(),
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
    "SHA512_224": hashes.SHA512_224(),
    "SHA512_256": hashes.SHA512_256(),
    "SHA3_224": hashes.SHA3_224(),
    "SHA3_256": hashes.SHA3_256(),
    "SHA3_384": hashes.SHA3_384(),
    "SHA3_512": hashes.SHA3_512(),
}


def _digest_infos() -> dict[str, tuple[bytes, ...]]:
    """Digest name -> what stands before the digest in a DigestInfo, in the two ways to write its AlgorithmIdentifier: parameters
    NULL and parameters absent (RFC 8017 A.2.4)."""
    prefixes = {}
    for dotted, name in DIGEST_OIDS.items():
        if not is_supported(name):
            continue
        size = len(digest(name, b""))
        oid = der.encode(der.OID, oid_contents(dotted))
        whole = (
            der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, oid + null) + der.encode(der.OCTET_STRING, bytes(size)))
            for null in (b"\x05\x00", b"")
        )
        prefixes[name] = tuple(info[:-size] for info in whole)
    return prefixes


_DIGEST_INFOS = _digest_infos()
_PKCS1 = padding.PKCS1v15()
_OF_SIZE: dict[int, Prehashed] = {
    size: Prehashed(algorithm)
    for size, algorithm in {
        16: hashes.MD5(),
        20: hashes.SHA1(),
        28: hashes.SHA224(),
        32: hashes.SHA256(),
        48: hashes.SHA384(),
        64: hashes.SHA512(),
    }.items()
}
"""(EC)DSA signs the digest alone: any hash of the right size stands for the one that made it."""
_SCHEMES_OF_KEY = {
    "RSA": ("RSA", "RSA_PSS"),
    "ECDSA": ("ECDSA", "PLAIN_ECDSA"),
    "DSA": ("DSA",),
    "EDDSA": ("EDDSA",),
}
_SCHEMES_WITH_DIGEST = frozenset({"RSA", "RSA_PSS", "DSA", "ECDSA", "PLAIN_ECDSA"})

_Key = tuple[bytes, SignatureAlgorithm, bytes, bytes, bool]
_MEMORY: dict[_Key, Verification] = {}
_MEMORY_SIZE = 16384
"""Entries kept: about 1 KiB each, so some 16 MiB, enough for every certificate, response and token of the largest files."""


def verify_signature(
    spki: bytes, algorithm: SignatureAlgorithm, signed_data: bytes | memoryview, value: bytes, prehashed: bool = False
) -> Verification:
    """Whether ``value`` signs ``signed_data`` under the key of ``spki`` (SubjectPublicKeyInfo, DER).

    ``prehashed``: ``signed_data`` is already the digest. A key, curve, size or digest that this machine can't handle is
    UNSUPPORTED; a key of another kind than the algorithm's is INVALID. Never raises.
    """
    if algorithm.scheme in _SCHEMES_WITH_DIGEST:
        if not is_supported(algorithm.digest):
            return Verification.UNSUPPORTED
        hashed = bytes(signed_data) if prehashed else digest(algorithm.digest, signed_data)
    elif algorithm.scheme == "EDDSA" and not prehashed:
        hashed = hashlib.sha512(signed_data).digest()  # names the data in the memory; EdDSA itself needs them whole
    else:
        return Verification.UNSUPPORTED
    key = (spki, algorithm, hashed, value, prehashed)
    known = _MEMORY.get(key)
    if known is None:
        known = _verify(spki, algorithm, signed_data, hashed, value)
        if len(_MEMORY) >= _MEMORY_SIZE:
            _MEMORY.clear()
        if len(spki) + len(value) <= 4096:
            _MEMORY[key] = known
    return known


def _verify(
    spki: bytes, algorithm: SignatureAlgorithm, signed_data: bytes | memoryview, hashed: bytes, value: bytes
) -> Verification:
    try:
        key, kind = load_key(spki), read_key(spki).algorithm
        if algorithm.scheme not in _SCHEMES_OF_KEY[kind]:
            return Verification.INVALID
        if kind == "RSA":
            verify = _rsa_pkcs1 if algorithm.scheme == "RSA" else _rsa_pss
            return verify(cast(rsa.RSAPublicKey, key), algorithm, hashed, value)
        if kind == "ECDSA":
            return _ecdsa(cast(ec.EllipticCurvePublicKey, key), algorithm, hashed, value)
        if kind == "DSA":
            cast(dsa.DSAPublicKey, key).verify(value, hashed, _OF_SIZE[len(hashed)])
            return Verification.VALID
        return _eddsa(cast(ed25519.Ed25519PublicKey, key), signed_data, value)
    except InvalidSignature:
        return Verification.INVALID
    except (UnsupportedKey, UnsupportedAlgorithm, Malformed):
        return Verification.UNSUPPORTED
    except KeyError:
        return Verification.UNSUPPORTED  # a digest of a size that no hash here has
    except ValueError:
        return Verification.INVALID  # a value of impossible form or length


def _eddsa(
    key: ed25519.Ed25519PublicKey | ed448.Ed448PublicKey, signed_data: bytes | memoryview, value: bytes
) -> Verification:
    key.verify(value, bytes(signed_data))
    return Verification.VALID


def _rsa_pkcs1(key: rsa.RSAPublicKey, algorithm: SignatureAlgorithm, hashed: bytes, value: bytes) -> Verification:
    """RSASSA-PKCS1-v1_5 (RFC 8017 8.2.2) by recovering the encoded message and comparing it whole, so that every digest and a
    DigestInfo without NULL parameters are covered."""
    recovered = key.recover_data_from_signature(value, _PKCS1, None)
    if recovered[-len(hashed) :] == hashed and recovered[: -len(hashed)] in _DIGEST_INFOS.get(algorithm.digest, ()):
        return Verification.VALID
    return Verification.INVALID


def _rsa_pss(key: rsa.RSAPublicKey, algorithm: SignatureAlgorithm, hashed: bytes, value: bytes) -> Verification:
    """RSASSA-PSS (RFC 8017 8.1.2) with the salt length and mask digest that are stated."""
    message_hash = _HASHES.get(algorithm.digest)
    mask_hash = _HASHES.get(algorithm.mgf_digest or algorithm.digest)
    if message_hash is None or mask_hash is None or algorithm.salt_length < 0:
        return Verification.UNSUPPORTED
    if algorithm.salt_length > (key.key_size + 7) // 8:
        return Verification.INVALID  # no value of this key has room for it (RFC 8017 9.1.2, step 3)
    salted = padding.PSS(padding.MGF1(mask_hash), algorithm.salt_length)
    key.verify(value, hashed, salted, Prehashed(message_hash))
    return Verification.VALID


def _ecdsa(key: ec.EllipticCurvePublicKey, algorithm: SignatureAlgorithm, hashed: bytes, value: bytes) -> Verification:
    """ECDSA (FIPS 186-5, BSI TR-03111); a plain value (r and s side by side) is taken as such where its length says so."""
    octets = (key.curve.key_size + 7) // 8
    if algorithm.scheme == "PLAIN_ECDSA" and len(value) == 2 * octets:
        value = encode_dss_signature(int.from_bytes(value[:octets], "big"), int.from_bytes(value[octets:], "big"))
    key.verify(value, hashed, ec.ECDSA(_OF_SIZE[len(hashed)]))
    return Verification.VALID
