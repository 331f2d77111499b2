"""References to validation data by digest: complete-certificate-references and complete-revocation-references (RFC 5126 6.2), and which
evidence they name."""

from collections.abc import Iterable

from esigval import hashing
from esigval.asn1 import (
    CONTEXT_0,
    CONTEXT_1,
    SEQUENCE,
    Tlv,
    children,
    digest_algorithm,
    fields,
    is_octet_string,
    octets,
)
from esigval.cms import oids
from esigval.cms.evidence import basic_of_response
from esigval.cms.signer import Signer
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind

Digest = tuple[str, bytes]
MAX_REFERENCES = 10_000
"""References looked at in one attribute; a chain has a few."""


def complete_references(signer: Signer) -> tuple[Digest, ...]:
    """(algorithm, digest) of everything that the complete references of ``signer`` name. Broken references name nothing. The references of
    attribute certificates are none of them: the time-stamps on references are not over those (RFC 5126 6.3.5, 6.3.6), which can
    be added later."""
    found: list[Digest] = []
    unsigned = signer.unsigned_attributes
    for value in unsigned.values(oids.CERTIFICATE_REFS):
        found += _tolerant_digests(_certificate_references(value))
    for value in unsigned.values(oids.REVOCATION_REFS):
        found += _tolerant_digests(_revocation_references(value))
    return tuple(found)


class EvidenceDigests:
    """Finds pieces of evidence by digest. ``shared``: what all signatures of a document hold in common, digested once for each
    algorithm."""

    def __init__(self, shared: Iterable[Evidence] = ()) -> None:
        self._shared = tuple(shared)
        self._by_digest: dict[str, dict[bytes, str]] = {}

    def referenced(self, more: Iterable[Evidence], digests: Iterable[Digest]) -> tuple[str, ...]:
        """Ids of what ``digests`` name among the shared evidence and ``more``."""
        by_algorithm: dict[str, dict[bytes, None]] = {}
        for algorithm, digest in digests:
            if hashing.is_supported(algorithm):
                by_algorithm.setdefault(algorithm, {})[digest] = None
        found: dict[str, None] = {}
        for algorithm, wanted in by_algorithm.items():
            for known in (self._known(algorithm), digests_of(more, algorithm)):
                found |= dict.fromkeys([known[digest] for digest in wanted if digest in known])
        return tuple(found)

    def _known(self, algorithm: str) -> dict[bytes, str]:
        if algorithm not in self._by_digest:
            self._by_digest[algorithm] = digests_of(self._shared, algorithm)
        return self._by_digest[algorithm]


def digests_of(evidence: Iterable[Evidence], algorithm: str) -> dict[bytes, str]:
    """Digest -> id. An OCSP response counts by itself and by its BasicOCSPResponse: both are in use."""
    found: dict[bytes, str] = {}
    for item in evidence:
        found[hashing.digest(algorithm, item.data)] = item.id
        if item.kind is EvidenceKind.OCSP and (basic := basic_of_response(item.data)):
            found[hashing.digest(algorithm, basic)] = item.id
    return found


def _tolerant_digests(hashes: Iterable[Tlv]) -> list[Digest]:
    found: list[Digest] = []
    try:
        for value in hashes:
            found.append(_other_hash(value))
            if len(found) > MAX_REFERENCES:
                break
    except Malformed:
        return found
    return found


def _certificate_references(value: Tlv) -> Iterable[Tlv]:
    """OtherHash of each OtherCertID."""
    for reference in fields(value, SEQUENCE, "complete-certificate-references"):
        parts = fields(reference, SEQUENCE, "OtherCertID")
        if parts:
            yield parts[0]


def _revocation_references(value: Tlv) -> Iterable[Tlv]:
    """OtherHash of each CrlValidatedID and OcspResponsesID in the CrlOcspRefs."""
    for reference in fields(value, SEQUENCE, "complete-revocation-references"):
        for part in fields(reference, SEQUENCE, "CrlOcspRef"):
            if part.tag not in (CONTEXT_0, CONTEXT_1):
                continue
            for entry in [e for list_id in children(part) for ids in children(list_id) for e in children(ids)]:
                parts = fields(entry, SEQUENCE, "reference")
                position = 0 if part.tag == CONTEXT_0 else 1
                if len(parts) > position:
                    yield parts[position]


def _other_hash(value: Tlv) -> Digest:
    """OtherHash: a bare SHA-1 digest, or an algorithm with a digest."""
    if is_octet_string(value):
        return "SHA1", octets(value)
    parts = fields(value, SEQUENCE, "OtherHash")
    if len(parts) != 2:
        raise Malformed("OtherHash")
    return digest_algorithm(parts[0]), octets(parts[1])
