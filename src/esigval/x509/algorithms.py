"""Algorithm identifiers of certificates, CRLs, OCSP responses and keys."""

from functools import lru_cache

from esigval.asn1 import der, signature_algorithm_of
from esigval.asn1.primitives import oid_contents
from esigval.model.errors import Malformed


def algorithm_identifier(data: bytes, at: int, end: int) -> tuple[str, bytes]:
    """OID and parameters (raw element, empty where absent) from the content of an AlgorithmIdentifier."""
    start, stop = der.expect(data, at, end, der.OID, "algorithm")
    return der.oid(data, start, stop), data[stop:end]


_PLAIN_ECDSA = "0.4.0.127.0.7.1.1.4.1"
"""BSI TR-03111, ecdsa-plain-signatures: the arc above the OIDs with a digest."""


@lru_cache(maxsize=512)
def scheme_of(dotted: str) -> str:
    """The scheme (model.algorithms.SignatureAlgorithm) that an OID names, with or without a digest; "" where it is unknown or no OID."""
    if dotted == _PLAIN_ECDSA:
        return "PLAIN_ECDSA"
    try:
        return signature_algorithm_of(der.encode(der.SEQUENCE, der.encode(der.OID, oid_contents(dotted)))).scheme
    except (ValueError, Malformed):
        return ""
