"""Algorithm identifiers of certificates, CRLs, OCSP responses and keys."""

from functools import lru_cache

from esigval import asn1
from esigval.asn1 import der
from esigval.asn1.primitives import oid_contents
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.errors import Malformed


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


_PLAIN_ECDSA = "0.4.0.127.0.7.1.1.4.1"
"""BSI TR-03111, ecdsa-plain-signatures: the arc above the OIDs with a digest."""


@lru_cache(maxsize=512)
def scheme_of(dotted: str) -> str:
    """The scheme (model.algorithms.SignatureAlgorithm) that an OID names, with or without a digest; "" where it is unknown or no OID."""
    if dotted == _PLAIN_ECDSA:
        return "PLAIN_ECDSA"
    try:
        return signature_algorithm(der.encode(der.SEQUENCE, der.encode(der.OID, oid_contents(dotted)))).scheme
    except (ValueError, Malformed):
        return ""
