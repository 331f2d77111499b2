"""Algorithm identifiers of certificates, CRLs, OCSP responses and keys."""

from functools import lru_cache

from esigval import asn1
from esigval.model.algorithms import SignatureAlgorithm
from esigval.x509 import der


def algorithm_identifier(data: bytes, at: int, end: int) -> tuple[str, bytes]:
    """OID and parameters (raw element, empty where absent) from the content of an AlgorithmIdentifier."""
    start, stop = der.expect(data, at, end, der.OID, "algorithm")
    return der.oid(data, start, stop), data[stop:end]


@lru_cache(maxsize=512)
def signature_algorithm(encoded: bytes) -> SignatureAlgorithm:
    """The algorithm that a whole AlgorithmIdentifier element names; empty scheme where it is unknown. Raises Malformed."""
    return asn1.signature_algorithm(asn1.read_exactly(encoded))


@lru_cache(maxsize=512)
def digest_algorithm(encoded: bytes) -> str:
    """Name of the digest in a whole AlgorithmIdentifier element; its OID where it is unknown. Raises Malformed."""
    return asn1.digest_algorithm(asn1.read_exactly(encoded))
