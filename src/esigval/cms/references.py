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
    """(algorithm, digest) of everything that the complete references of ``signer`` name. Broken references name nothing."""
    found: list[Digest] = []
    unsigned = signer.unsigned_attributes
    for identifier in (oids.CERTIFICATE_REFS, oids.ATTRIBUTE_CERTIFICATE_REFS):
        for value in unsigned.values(identifier):
            found += _tolerant_digests(_certificate_references(value))
    for identifier in (oids.REVOCATION_REFS, oids.ATTRIBUTE_REVOCATION_REFS):
        for value in unsigned.values(identifier):
            found += _tolerant_digests(_revocation_references(value))
    return tuple(found)


class EvidenceDigests:
    """Digests of pieces of evidence, each computed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[bytes, ...]] = {}

    def of(self, item: Evidence, algorithm: str) -> tuple[bytes, ...]:
        """The digests by which references name ``item``. An OCSP response counts by itself and by its BasicOCSPResponse: both are in
        use."""
        key = (item.id, algorithm)
        known = self._known.get(key)
        if known is None:
            forms = [item.data]
            if item.kind is EvidenceKind.OCSP and (basic := basic_of_response(item.data)):
                forms.append(basic)
            known = self._known[key] = tuple([hashing.digest(algorithm, form) for form in forms])
        return known

    def referenced(self, evidence: Iterable[Evidence], digests: Iterable[Digest]) -> tuple[str, ...]:
        """Ids of the ``evidence`` that ``digests`` name."""
        by_algorithm: dict[str, set[bytes]] = {}
        for algorithm, digest in digests:
            if hashing.is_supported(algorithm):
                by_algorithm.setdefault(algorithm, set()).add(digest)
        found: dict[str, None] = {}
        for item in evidence if by_algorithm else ():
            for algorithm, wanted in by_algorithm.items():
                if not wanted.isdisjoint(self.of(item, algorithm)):
                    found[item.id] = None
        return tuple(found)


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
