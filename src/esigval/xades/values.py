"""Validation data that a signature carries: certificates, CRLs, OCSP responses and references to such (EN 319 132-1, 5.4, 5.5, A.1)."""

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree
from msgspec import Struct

from esigval.hashing import digest, is_supported, sha256_hex
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.xades.names import xades_name
from esigval.xades.properties import digest_pair
from esigval.xades.tree import bytes_of

MAX_VALUES: Final = 5_000
"""Pieces of evidence read from one signature; the largest of the corpus carries some hundred."""

_CONTAINERS: Final = {
    "CertificateValues": OriginKind.CERTIFICATE_VALUES,
    "RevocationValues": OriginKind.REVOCATION_VALUES,
    "AttrAuthoritiesCertValues": OriginKind.ATTR_AUTHORITIES,
    "AttributeRevocationValues": OriginKind.REVOCATION_VALUES,
    "TimeStampValidationData": OriginKind.TIMESTAMP_VALIDATION_DATA,
    "AnyValidationData": OriginKind.ANY_VALIDATION_DATA,
}
_VALUES: Final = {
    "EncapsulatedX509Certificate": EvidenceKind.CERTIFICATE,
    "EncapsulatedCRLValue": EvidenceKind.CRL,
    "EncapsulatedOCSPValue": EvidenceKind.OCSP,
}
_GROUPS: Final = frozenset({"CertificateValues", "RevocationValues", "CRLValues", "OCSPValues"})
_REFERENCES: Final = frozenset(
    {
        "CompleteCertificateRefs",
        "CompleteCertificateRefsV2",
        "CompleteRevocationRefs",
        "AttributeCertificateRefs",
        "AttributeCertificateRefsV2",
        "AttributeRevocationRefs",
    }
)


class Digest(Struct, frozen=True):
    """A digest by which a signature refers to a piece of validation data."""

    algorithm: str
    value: bytes


def evidence_of(element: etree._Element) -> tuple[Evidence, ...]:
    """The evidence in one unsigned property, () for properties that carry none. What can't be decoded is left out."""
    name = xades_name(element.tag)
    kind = _CONTAINERS.get(name)
    if kind is None:
        return ()
    origin = Origin(kind, name)
    found = []
    for value in _encapsulated(element):
        data = bytes_of(value)
        if data:
            found.append(Evidence(sha256_hex(data), _VALUES[xades_name(value.tag)], origin, data))
            if len(found) >= MAX_VALUES:
                break
    return tuple(found)


def _encapsulated(element: etree._Element) -> Iterator[etree._Element]:
    """The Encapsulated… elements where the schema has them: in the container or in the groups below it."""
    for child in element:
        name = xades_name(child.tag)
        if name in _VALUES:
            yield child
        elif name in _GROUPS:
            yield from _encapsulated_in_group(child)


def _encapsulated_in_group(group: etree._Element) -> Iterator[etree._Element]:
    for child in group:
        name = xades_name(child.tag)
        if name in _VALUES:
            yield child
        elif name in ("CRLValues", "OCSPValues"):
            yield from (value for value in child if xades_name(value.tag) in _VALUES)


def digests_of(element: etree._Element) -> tuple[Digest, ...]:
    """The digests in one …Refs property; () for all other properties."""
    if xades_name(element.tag) not in _REFERENCES:
        return ()
    found = []
    for item in element.iter():
        if xades_name(item.tag) in ("CertDigest", "DigestAlgAndValue"):
            algorithm, value = digest_pair(item)
            if value:
                found.append(Digest(algorithm, value))
                if len(found) >= MAX_VALUES:
                    break
    return tuple(found)


def digest_of(piece: Evidence, algorithm: str) -> bytes | None:
    """Digest of a piece of evidence, whose SHA-256 is known; None where the algorithm is unknown."""
    if algorithm == "SHA256":
        return bytes.fromhex(piece.id)
    return digest(algorithm, piece.data) if is_supported(algorithm) else None


class Carried:
    """The evidence of one signature, found by the digests that refer to it. Each piece is hashed once an algorithm."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        self._evidence = tuple(evidence)
        self._digests: dict[str, list[tuple[bytes | None, str]]] = {}

    def referred(self, digests: Iterable[Digest]) -> tuple[str, ...]:
        """Ids of the pieces that ``digests`` refer to."""
        wanted: dict[str, set[bytes]] = {}
        for one in digests:
            wanted.setdefault(one.algorithm, set()).add(one.value)
        ids: dict[str, None] = {}
        for algorithm, values in wanted.items():
            ids.update((identifier, None) for value, identifier in self._by(algorithm) if value in values)
        return tuple(ids)

    def _by(self, algorithm: str) -> list[tuple[bytes | None, str]]:
        if algorithm not in self._digests:
            self._digests[algorithm] = [(digest_of(piece, algorithm), piece.id) for piece in self._evidence]
        return self._digests[algorithm]
