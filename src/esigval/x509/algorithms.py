"""Algorithm identifiers: from OID and parameters to names (RFC 3279, 4055, 5758, 8410, 8692, BSI TR-03111)."""

from functools import lru_cache

from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.errors import Malformed
from esigval.x509 import der

DIGEST_OIDS: dict[str, str] = {
    "1.2.840.113549.2.2": "MD2",
    "1.2.840.113549.2.5": "MD5",
    "1.3.14.3.2.26": "SHA1",
    "1.3.36.3.2.1": "RIPEMD160",
    "1.0.10118.3.0.55": "WHIRLPOOL",
    "2.16.840.1.101.3.4.2.4": "SHA224",
    "2.16.840.1.101.3.4.2.1": "SHA256",
    "2.16.840.1.101.3.4.2.2": "SHA384",
    "2.16.840.1.101.3.4.2.3": "SHA512",
    "2.16.840.1.101.3.4.2.5": "SHA512_224",
    "2.16.840.1.101.3.4.2.6": "SHA512_256",
    "2.16.840.1.101.3.4.2.7": "SHA3_224",
    "2.16.840.1.101.3.4.2.8": "SHA3_256",
    "2.16.840.1.101.3.4.2.9": "SHA3_384",
    "2.16.840.1.101.3.4.2.10": "SHA3_512",
    "2.16.840.1.101.3.4.2.11": "SHAKE128",
    "2.16.840.1.101.3.4.2.12": "SHAKE256",
}
"""OID of a digest algorithm -> its name in model.algorithms.DIGESTS."""

SIGNATURE_OIDS: dict[str, tuple[str, str]] = {
    "1.2.840.113549.1.1.2": ("RSA", "MD2"),
    "1.2.840.113549.1.1.4": ("RSA", "MD5"),
    "1.2.840.113549.1.1.5": ("RSA", "SHA1"),
    "1.3.14.3.2.29": ("RSA", "SHA1"),
    "1.2.840.113549.1.1.14": ("RSA", "SHA224"),
    "1.2.840.113549.1.1.11": ("RSA", "SHA256"),
    "1.2.840.113549.1.1.12": ("RSA", "SHA384"),
    "1.2.840.113549.1.1.13": ("RSA", "SHA512"),
    "1.2.840.113549.1.1.15": ("RSA", "SHA512_224"),
    "1.2.840.113549.1.1.16": ("RSA", "SHA512_256"),
    "2.16.840.1.101.3.4.3.13": ("RSA", "SHA3_224"),
    "2.16.840.1.101.3.4.3.14": ("RSA", "SHA3_256"),
    "2.16.840.1.101.3.4.3.15": ("RSA", "SHA3_384"),
    "2.16.840.1.101.3.4.3.16": ("RSA", "SHA3_512"),
    "1.3.36.3.3.1.2": ("RSA", "RIPEMD160"),
    "1.2.840.10040.4.3": ("DSA", "SHA1"),
    "1.3.14.3.2.27": ("DSA", "SHA1"),
    "2.16.840.1.101.3.4.3.1": ("DSA", "SHA224"),
    "2.16.840.1.101.3.4.3.2": ("DSA", "SHA256"),
    "2.16.840.1.101.3.4.3.3": ("DSA", "SHA384"),
    "2.16.840.1.101.3.4.3.4": ("DSA", "SHA512"),
    "2.16.840.1.101.3.4.3.5": ("DSA", "SHA3_224"),
    "2.16.840.1.101.3.4.3.6": ("DSA", "SHA3_256"),
    "2.16.840.1.101.3.4.3.7": ("DSA", "SHA3_384"),
    "2.16.840.1.101.3.4.3.8": ("DSA", "SHA3_512"),
    "1.2.840.10045.4.1": ("ECDSA", "SHA1"),
    "1.2.840.10045.4.3.1": ("ECDSA", "SHA224"),
    "1.2.840.10045.4.3.2": ("ECDSA", "SHA256"),
    "1.2.840.10045.4.3.3": ("ECDSA", "SHA384"),
    "1.2.840.10045.4.3.4": ("ECDSA", "SHA512"),
    "2.16.840.1.101.3.4.3.9": ("ECDSA", "SHA3_224"),
    "2.16.840.1.101.3.4.3.10": ("ECDSA", "SHA3_256"),
    "2.16.840.1.101.3.4.3.11": ("ECDSA", "SHA3_384"),
    "2.16.840.1.101.3.4.3.12": ("ECDSA", "SHA3_512"),
    "0.4.0.127.0.7.1.1.4.1.1": ("PLAIN_ECDSA", "SHA1"),
    "0.4.0.127.0.7.1.1.4.1.2": ("PLAIN_ECDSA", "SHA224"),
    "0.4.0.127.0.7.1.1.4.1.3": ("PLAIN_ECDSA", "SHA256"),
    "0.4.0.127.0.7.1.1.4.1.4": ("PLAIN_ECDSA", "SHA384"),
    "0.4.0.127.0.7.1.1.4.1.5": ("PLAIN_ECDSA", "SHA512"),
    "0.4.0.127.0.7.1.1.4.1.6": ("PLAIN_ECDSA", "RIPEMD160"),
    "0.4.0.127.0.7.1.1.4.1.8": ("PLAIN_ECDSA", "SHA3_224"),
    "0.4.0.127.0.7.1.1.4.1.9": ("PLAIN_ECDSA", "SHA3_256"),
    "0.4.0.127.0.7.1.1.4.1.10": ("PLAIN_ECDSA", "SHA3_384"),
    "0.4.0.127.0.7.1.1.4.1.11": ("PLAIN_ECDSA", "SHA3_512"),
    "1.3.101.112": ("EDDSA", ""),
    "1.3.101.113": ("EDDSA", ""),
}
"""OID that names scheme and digest at once -> both."""

_SCHEME_ONLY: dict[str, str] = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.10040.4.1": "DSA",
    "1.2.840.10045.2.1": "ECDSA",
    "0.4.0.127.0.7.1.1.4.1": "PLAIN_ECDSA",
}
"""OIDs of keys that CMS puts where a signature algorithm belongs (RFC 3370 3.2, RFC 5754 3.2): the digest stands elsewhere."""

_RSA_PSS = "1.2.840.113549.1.1.10"
_ECDSA_RECOMMENDED = "1.2.840.10045.4.2"
_ECDSA_SPECIFIED = "1.2.840.10045.4.3"
_RSA_PSS_SHAKE = {"1.3.6.1.5.5.7.6.30": ("SHAKE128", 32), "1.3.6.1.5.5.7.6.31": ("SHAKE256", 64)}  # RFC 8702
_ECDSA_SHAKE = {"1.3.6.1.5.5.7.6.32": "SHAKE128", "1.3.6.1.5.5.7.6.33": "SHAKE256"}  # RFC 8702


def algorithm_identifier(data: bytes, at: int, end: int) -> tuple[str, bytes]:
    """OID and parameters (raw element, empty where absent) from the content of an AlgorithmIdentifier."""
    start, stop = der.expect(data, at, end, der.OID, "algorithm")
    return der.oid(data, start, stop), data[stop:end]


def signature_algorithm(oid: str, parameters: bytes = b"", digest: str = "") -> SignatureAlgorithm:
    """The algorithm that an AlgorithmIdentifier names. ``parameters``: raw element, may be empty; ``digest``: the name of the digest
    that stands beside it (CMS digestAlgorithm), used where the OID names only the scheme. Unknown OID: empty scheme."""
    known = SIGNATURE_OIDS.get(oid)
    if known is not None:
        return SignatureAlgorithm(known[0], known[1], oid)
    if oid == _RSA_PSS:
        return _pss(oid, parameters)
    if oid in _SCHEME_ONLY:
        return SignatureAlgorithm(_SCHEME_ONLY[oid], digest, oid)
    if oid in _RSA_PSS_SHAKE:
        name, salt = _RSA_PSS_SHAKE[oid]
        return SignatureAlgorithm("RSA_PSS", name, oid, name, salt)
    if oid in _ECDSA_SHAKE:
        return SignatureAlgorithm("ECDSA", _ECDSA_SHAKE[oid], oid)
    if oid == _ECDSA_SPECIFIED and parameters:
        return SignatureAlgorithm("ECDSA", _digest_of(parameters), oid)
    if oid in {_ECDSA_RECOMMENDED, _ECDSA_SPECIFIED}:
        return SignatureAlgorithm("ECDSA", digest, oid)
    return SignatureAlgorithm("", digest, oid)


@lru_cache(maxsize=256)
def signature_algorithm_from(encoded: bytes) -> SignatureAlgorithm:
    """The algorithm from a whole AlgorithmIdentifier element. Raises Malformed."""
    start, stop = der.whole(encoded, der.SEQUENCE, "algorithm identifier")
    return signature_algorithm(*algorithm_identifier(encoded, start, stop))


def _digest_of(identifier: bytes) -> str:
    """Name of the digest in an AlgorithmIdentifier element; its OID where it is unknown."""
    start, stop = der.whole(identifier, der.SEQUENCE, "digest algorithm")
    oid, _ = algorithm_identifier(identifier, start, stop)
    return DIGEST_OIDS.get(oid, oid)


def _pss(oid: str, parameters: bytes) -> SignatureAlgorithm:
    """RSASSA-PSS-params (RFC 4055 3.1): SHA-1, MGF1 with SHA-1, 20 bytes of salt unless said otherwise."""
    digest, mgf_digest, salt = "SHA1", "SHA1", 20
    if parameters and parameters[0] == der.SEQUENCE:
        start, stop = der.whole(parameters, der.SEQUENCE, "RSASSA-PSS parameters")
        for tag, _, inner, end in der.children(parameters, start, stop):
            if tag == 0xA0:
                digest = _digest_of(parameters[inner:end])
            elif tag == 0xA1:
                mgf_digest = _mgf_digest(parameters[inner:end])
            elif tag == 0xA2:
                salt = der.integer(parameters, *der.expect(parameters, inner, end, der.INTEGER, "salt length"))
            elif tag == 0xA3:
                trailer = der.integer(parameters, *der.expect(parameters, inner, end, der.INTEGER, "trailer field"))
                if trailer != 1:
                    return SignatureAlgorithm("", "", oid)
    if not 0 <= salt <= der.MAX_INTEGER_BYTES:
        raise Malformed("RSASSA-PSS salt length")
    return SignatureAlgorithm("RSA_PSS", digest, oid, mgf_digest, salt)


def _mgf_digest(identifier: bytes) -> str:
    start, stop = der.whole(identifier, der.SEQUENCE, "mask generation function")
    oid, parameters = algorithm_identifier(identifier, start, stop)
    if oid != "1.2.840.113549.1.1.8" or not parameters:
        return oid
    return _digest_of(parameters)
