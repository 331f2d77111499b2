"""AlgorithmIdentifiers of digests and signatures, by the names that the reports use (RFC 3279, 4055, 5754, 5758, 8410, 8702,
NIST CSOR, BSI TR-03111)."""

from functools import lru_cache

from esigval.asn1.decode import integer, oid
from esigval.asn1.tags import CONTEXT_0, CONTEXT_1, CONTEXT_2, SEQUENCE
from esigval.asn1.tlv import Tlv, children, expect, fields, read_exactly
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.errors import Malformed

_NIST = "2.16.840.1.101.3.4"
_PKCS1 = "1.2.840.113549.1.1"
_X962 = "1.2.840.10045.4"
_BSI_PLAIN = "0.4.0.127.0.7.1.1.4.1"
_SHA2 = ("SHA224", "SHA256", "SHA384", "SHA512")
_SHA3 = ("SHA3_224", "SHA3_256", "SHA3_384", "SHA3_512")

DIGEST_OIDS: dict[str, str] = {
    "1.2.840.113549.2.2": "MD2",
    "1.2.840.113549.2.5": "MD5",
    "1.3.14.3.2.26": "SHA1",
    f"{_NIST}.2.4": "SHA224",
    f"{_NIST}.2.1": "SHA256",
    f"{_NIST}.2.2": "SHA384",
    f"{_NIST}.2.3": "SHA512",
    f"{_NIST}.2.5": "SHA512_224",
    f"{_NIST}.2.6": "SHA512_256",
    **{f"{_NIST}.2.{7 + i}": name for i, name in enumerate(_SHA3)},
    f"{_NIST}.2.11": "SHAKE128",
    f"{_NIST}.2.12": "SHAKE256",
    "1.3.36.3.2.1": "RIPEMD160",
    "1.0.10118.3.0.55": "WHIRLPOOL",
}

_WITH_DIGEST: dict[str, tuple[str, str]] = {
    f"{_PKCS1}.2": ("RSA", "MD2"),
    f"{_PKCS1}.4": ("RSA", "MD5"),
    f"{_PKCS1}.5": ("RSA", "SHA1"),
    "1.3.14.3.2.29": ("RSA", "SHA1"),
    f"{_PKCS1}.14": ("RSA", "SHA224"),
    f"{_PKCS1}.11": ("RSA", "SHA256"),
    f"{_PKCS1}.12": ("RSA", "SHA384"),
    f"{_PKCS1}.13": ("RSA", "SHA512"),
    f"{_PKCS1}.15": ("RSA", "SHA512_224"),
    f"{_PKCS1}.16": ("RSA", "SHA512_256"),
    "1.3.36.3.3.1.2": ("RSA", "RIPEMD160"),
    "1.2.840.10040.4.3": ("DSA", "SHA1"),
    "1.3.14.3.2.27": ("DSA", "SHA1"),
    f"{_X962}.1": ("ECDSA", "SHA1"),
    **{f"{_X962}.3.{1 + i}": ("ECDSA", name) for i, name in enumerate(_SHA2)},
    **{f"{_NIST}.3.{1 + i}": ("DSA", name) for i, name in enumerate(_SHA2 + _SHA3)},
    **{f"{_NIST}.3.{9 + i}": ("ECDSA", name) for i, name in enumerate(_SHA3)},
    **{f"{_NIST}.3.{13 + i}": ("RSA", name) for i, name in enumerate(_SHA3)},
    f"{_BSI_PLAIN}.1": ("PLAIN_ECDSA", "SHA1"),
    **{f"{_BSI_PLAIN}.{2 + i}": ("PLAIN_ECDSA", name) for i, name in enumerate(_SHA2)},
    f"{_BSI_PLAIN}.6": ("PLAIN_ECDSA", "RIPEMD160"),
    **{f"{_BSI_PLAIN}.{8 + i}": ("PLAIN_ECDSA", name) for i, name in enumerate(_SHA3)},
}

_KEY_ONLY: dict[str, str] = {
    f"{_PKCS1}.1": "RSA",
    "1.2.840.10045.2.1": "ECDSA",
    "1.2.840.10040.4.1": "DSA",
}
"""Key identifiers that CMS uses as signature algorithm: the digest is the SignerInfo's (RFC 3370 3.2, RFC 5754 3)."""

_EDDSA = frozenset({"1.3.101.112", "1.3.101.113"})
_RSA_PSS = f"{_PKCS1}.10"
_MGF1 = f"{_PKCS1}.8"
_PSS_SALT_DEFAULT = 20  # RFC 8017 A.2.3


_CURVES = frozenset(
    {"1.2.840.10045.3.1.1", "1.2.840.10045.3.1.7", "1.3.132.0.10", "1.3.132.0.33", "1.3.132.0.34", "1.3.132.0.35"}
)
"""Named curves (RFC 5480 2.1.1.1, SEC 2) that writers take for the algorithm."""


def is_no_digest(name: str) -> bool:
    """Whether ``name`` identifies something that is known not to be a digest: it is wrong where a digest belongs, not unknown."""
    return name in _WITH_DIGEST or name in _KEY_ONLY or name in _EDDSA or name in _CURVES


def is_no_signature(name: str) -> bool:
    """The same where a signature algorithm belongs."""
    return name in DIGEST_OIDS or name in _CURVES


def digest_algorithm(identifier: Tlv) -> str:
    """The report name of a digest AlgorithmIdentifier, or the OID where it is unknown."""
    return digest_algorithm_of(identifier.raw)


@lru_cache(maxsize=512)
def digest_algorithm_of(encoded: bytes) -> str:
    """The same from the whole element. Raises Malformed."""
    name = oid(_fields(encoded, "digest algorithm")[0])
    return DIGEST_OIDS.get(name, name)


def signature_algorithm(identifier: Tlv, digest: str = "") -> SignatureAlgorithm:
    """The signature algorithm that an AlgorithmIdentifier names. ``digest``: what the SignerInfo states beside it, used where the
    identifier has none of its own (RFC 5652 5.3)."""
    return signature_algorithm_of(identifier.raw, digest)


@lru_cache(maxsize=512)
def signature_algorithm_of(encoded: bytes, digest: str = "") -> SignatureAlgorithm:
    """The same from the whole element. Raises Malformed."""
    parts = _fields(encoded, "signature algorithm")
    name = oid(parts[0])
    if name in _WITH_DIGEST:
        scheme, own = _WITH_DIGEST[name]
        return SignatureAlgorithm(scheme, own, name)
    if name in _KEY_ONLY:
        return SignatureAlgorithm(_KEY_ONLY[name], digest, name)
    if name in _EDDSA:
        return SignatureAlgorithm("EDDSA", "", name)
    if name == _RSA_PSS:
        return _pss(name, parts[1] if len(parts) > 1 else None)
    return SignatureAlgorithm("", digest, name)


def _fields(encoded: bytes, what: str) -> list[Tlv]:
    """Identifier and parameters of an AlgorithmIdentifier."""
    parts = fields(read_exactly(encoded), SEQUENCE, what)
    if not parts:
        raise Malformed(f"{what} without an identifier")
    return parts


def _pss(name: str, parameters: Tlv | None) -> SignatureAlgorithm:
    """RSASSA-PSS-params (RFC 4055 3.1). A mask generation function, salt length or trailer that makes no sense leaves it unknown."""
    digest = mgf_digest = "SHA1"
    salt = _PSS_SALT_DEFAULT
    scheme = "RSA_PSS"
    for part in children(parameters) if parameters is not None and parameters.tag == SEQUENCE else ():
        inner = children(part)
        if len(inner) != 1:
            raise Malformed("RSASSA-PSS parameters")
        if part.tag == CONTEXT_0:
            digest = digest_algorithm(inner[0])
        elif part.tag == CONTEXT_1:
            mgf = fields(inner[0], SEQUENCE, "mask generation function")
            if len(mgf) < 2 or oid(mgf[0]) != _MGF1:
                scheme = ""
            else:
                mgf_digest = digest_algorithm(expect(mgf[1], SEQUENCE, "mask generation function"))
        elif part.tag == CONTEXT_2:
            salt = integer(inner[0])
            if salt < 0:  # no length, and no leave to take any
                scheme = ""
        elif integer(inner[0]) != 1:  # trailerField
            scheme = ""
    return SignatureAlgorithm(scheme, digest, name, mgf_digest, salt)
