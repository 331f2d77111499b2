"""The time-stamps of one CAdES signature: each over the right octets, and what each of them covers."""

from datetime import datetime
from itertools import groupby

from msgspec import Struct, structs

from esigval import cms, hashing
from esigval.asn1 import SEQUENCE, Tlv, canonical_or_raw, children
from esigval.cades import archive
from esigval.cades.content import Content
from esigval.cms import oids
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Timestamp, TimestampToken, TimestampType
from esigval.timestamp import (
    TOKEN_BUDGET,
    TOKEN_FORM,
    Identifiers,
    broken,
    content_timestamps,
    place,
    read_token,
    signature_timestamps,
    stamps_of_attribute,
)

HASH_INDEX = "en-319-122-1/5.5.2/ats-hash-index"
"""An archive-time-stamp-v3 has one readable hash index whose every digest is that of something that is there."""
HASH_INDEX_ALGORITHM = "en-319-122-1/5.5.2/hash-algorithm"
"""The hash index uses the digest algorithm of the imprint."""
ARCHIVE_VERSION = "en-319-122-1/5.5/version"
"""The archive time-stamp is of a version whose covered octets are defined here."""

ARCHIVE_ATTRIBUTES = {
    oids.ARCHIVE_TIMESTAMP: "ats-v1",
    oids.ARCHIVE_TIMESTAMP_V2: "ats-v2",
    oids.ARCHIVE_TIMESTAMP_V3: "ats-v3",
}


MAX_COVERED_OCTETS = 1 << 30
"""Octets hashed for the archive time-stamps and evidence records of one document; each of them may cover everything that came before it, so
that their work grows with the square of their number. A gibibyte is hashed in about a second."""


class Shared:
    """What the signatures of one document share while they are read, over all files of a container: identifiers given out, and a budget
    of hashing."""

    def __init__(self, identifiers: Identifiers | None = None) -> None:
        self.identifiers = identifiers or Identifiers()
        self._octets_left = MAX_COVERED_OCTETS

    def may_hash(self, octets: int) -> bool:
        """Whether that many octets may still be hashed; they count as hashed then."""
        self._octets_left -= octets
        return self._octets_left >= 0


class Work:
    """What the signatures of one SignedData share while they are read."""

    def __init__(self, evidence: tuple[Evidence, ...] = (), shared: Shared | None = None) -> None:
        """``evidence``: what is in the SignedData."""
        shared = shared or Shared()
        self.identifiers = shared.identifiers
        self.may_hash = shared.may_hash
        self.shared_ids = tuple([e.id for e in evidence])
        self.evidence_digests = cms.EvidenceDigests(evidence)


class Holding(Struct, frozen=True):
    """One value of an unsigned attribute and the ids of what it holds (time-stamps, evidence, counter-signatures)."""

    attribute: cms.Attribute
    value: Tlv
    ids: tuple[str, ...]


class _Archive(Struct, frozen=True):
    """A token in an archive-time-stamp attribute, before it is placed."""

    attribute: cms.Attribute
    value: Tlv
    token: TimestampToken
    position: int


class SignatureStamps:
    """Gathers the time-stamps of ``signer`` in the order in which they can know of each other."""

    def __init__(
        self,
        signed_data: cms.SignedData,
        signer: cms.Signer,
        content: Content,
        signature_id: str,
        evidence: tuple[Evidence, ...],
        work: Work,
    ) -> None:
        self.stamps: list[Timestamp] = []
        self.findings: list[Finding] = []
        self._signed_data = signed_data
        self._signer = signer
        self._content = content
        self._signature_id = signature_id
        self._evidence = evidence
        self._work = work
        self._identifiers = work.identifiers
        self._holdings: list[Holding] = []
        self._positions: dict[int, int] = {}
        self._known_digests: dict[tuple[str, bool], dict[bytes, list[int | str]]] = {}
        self._der_digests: dict[tuple[str, bool, int], bytes] = {}
        self._signed_ids: tuple[str, ...] = (signature_id,)

    def read(self, counter_signatures: dict[int, tuple[str, ...]]) -> None:
        """Reads all of them. ``counter_signatures``: offset of each countersignature value -> ids of what it holds."""
        self._add(content_timestamps(self._signer, self._content.octets, self._identifiers))
        named = [(r.digest_algorithm, r.digest) for r in cms.certificate_references(self._signer)]
        own = self._work.evidence_digests.referenced(self._evidence, named)
        self._signed_ids = (self._signature_id, *[s.id for s in self.stamps], *own)
        self._hold_static(counter_signatures)
        self._signature_stamps()
        self._validation_data_stamps()
        self._archive_stamps()

    def _add(self, read: tuple[list[Timestamp], list[Finding]]) -> list[Timestamp]:
        stamps, findings = read
        self.stamps += stamps
        self.findings += findings
        return stamps

    def _hold_static(self, counter_signatures: dict[int, tuple[str, ...]]) -> None:
        """What the unsigned attributes hold beside time-stamps."""
        for attribute in self._signer.unsigned_attributes.items:
            for value in attribute.values:
                ids = counter_signatures.get(value.start, ())
                single = cms.Attribute(attribute.oid, attribute.tlv, (value,))
                ids += tuple([e.id for e in cms.attribute_evidence(single)])
                self._positions[value.start] = len(self._holdings)
                self._holdings.append(Holding(attribute, value, ids))

    def _hold(self, value: Tlv, stamp: Timestamp) -> None:
        """Notes that ``value`` holds ``stamp`` and the evidence inside its token."""
        inside = () if stamp.token is None else tuple([e.id for e in stamp.token.evidence])
        position = self._positions[value.start]
        holding = self._holdings[position]
        self._holdings[position] = Holding(holding.attribute, value, (*holding.ids, stamp.id, *inside))

    def _ids_of(self, identifier: str) -> tuple[str, ...]:
        return tuple([i for h in self._holdings if h.attribute.oid == identifier for i in h.ids])

    def _signature_stamps(self) -> None:
        stamps = self._add(signature_timestamps(self._signer, self._signed_ids, self._identifiers))
        values = [v for v in self._signer.unsigned_attributes.values(oids.SIGNATURE_TIMESTAMP) if v.tag == SEQUENCE]
        for value, stamp in zip(values, stamps, strict=False):  # the budget may have ended the stamps first
            self._hold(value, stamp)

    def _validation_data_stamps(self) -> None:
        """CAdES-C-timestamp and time-stamped-certs-crls-references (RFC 5126 6.3.5, 6.3.6): over type and values of the attributes they
        cover, without the outer SEQUENCE."""
        pool = (*self._evidence, *[e for s in self.stamps if s.token is not None for e in s.token.evidence])
        refs = self._work.evidence_digests.referenced(pool, cms.complete_references(self._signer))
        references = (oids.CERTIFICATE_REFS, oids.REVOCATION_REFS)
        before = self._ids_of(oids.SIGNATURE_TIMESTAMP)
        plans = (
            (oids.CADES_C_TIMESTAMP, TimestampType.VALIDATION_DATA, self._signed_ids + before + refs),
            (oids.CERTS_CRLS_TIMESTAMP, TimestampType.VALIDATION_DATA_REFSONLY, refs),
        )
        for identifier, kind, covers in plans:
            values = [v for v in self._signer.unsigned_attributes.values(identifier) if v.tag == SEQUENCE]
            if not values:
                continue
            whole = kind is TimestampType.VALIDATION_DATA
            covered = (oids.SIGNATURE_TIMESTAMP, *references) if whole else references
            head = self._signer.signature if whole else b""
            readings = self._readings(head, covered)

            def make(
                token: TimestampToken,
                value: Tlv,
                kind: TimestampType = kind,
                readings: tuple[cms.Covered, ...] = readings,
                covers: tuple[str, ...] = covers,
            ) -> Timestamp:
                stamp = place(token, kind, readings, self._identifiers, covers=covers)
                self._hold(value, stamp)
                return stamp

            self._add(stamps_of_attribute(values, kind, "validation-data-time-stamp", make, self._identifiers))

    def _readings(self, head: bytes, covered: tuple[str, ...]) -> tuple[cms.Covered, ...]:
        """``head`` and the covered attributes, as received and in DER; each is digested once for all time-stamps over it."""
        raw, der = [head], [head]
        for identifier in covered:
            for attribute in self._signer.unsigned_attributes.all(identifier):
                kind, values = children(attribute.tlv)
                raw += (kind.raw, values.raw)
                der += (kind.raw, canonical_or_raw(values))
        return tuple([cms.Covered(reading) for reading in dict.fromkeys((b"".join(raw), b"".join(der)))])

    def _archive_stamps(self) -> None:
        found: list[_Archive] = []
        for attribute in self._signer.unsigned_attributes.items:
            if attribute.oid in ARCHIVE_ATTRIBUTES:
                found += self._archive_tokens(attribute, len(found))
        placed: dict[int, Timestamp] = {}
        indexes: dict[int, archive.HashIndex] = {}
        earlier: set[int] = set()
        for _, group in groupby(sorted(found, key=_time), key=_time):
            same_time = list(group)
            for one in same_time:
                index = self._hash_index(one)
                if isinstance(index, archive.HashIndex):
                    indexes[one.position] = index
                placed[one.position] = self._archive_stamp(one, index, earlier)
            for one in same_time:
                self._hold(one.value, placed[one.position])
                earlier.add(one.attribute.tlv.start)
        # what an index names is known when everything has its id: two time-stamps of one second may name each other in either order
        for position, index in indexes.items():
            placed[position] = self._with_index(placed[position], index)
        self.stamps += [placed[position] for position in sorted(placed)]

    def _archive_tokens(self, attribute: cms.Attribute, position: int) -> list[_Archive]:
        """The tokens in one attribute; what is broken goes straight to the findings and time-stamps."""
        found: list[_Archive] = []
        for value in attribute.values:
            if value.tag != SEQUENCE:
                facts = (("attribute", attribute.oid),)
                self.findings.append(Finding(TOKEN_FORM, Reason.ATTRIBUTE_MALFORMED, facts))
                continue
            if not self._identifiers.may_read():
                self.findings.append(Finding(TOKEN_BUDGET, Reason.BUDGET_EXHAUSTED))
                break
            try:
                token = read_token(value.raw, "archive-time-stamp")
            except Malformed as error:
                flavour = ARCHIVE_ATTRIBUTES[attribute.oid]
                self.stamps.append(broken(value.raw, TimestampType.ARCHIVE, error.where, self._identifiers, flavour))
                continue
            found.append(_Archive(attribute, value, token, position + len(found)))
        return found

    def _archive_stamp(self, one: _Archive, index: archive.HashIndex | Reason | None, earlier: set[int]) -> Timestamp:
        """``one`` in its place. ``earlier``: offsets of the attributes with older archive time-stamps."""
        kind, flavour = TimestampType.ARCHIVE, ARCHIVE_ATTRIBUTES[one.attribute.oid]
        if flavour == "ats-v2":
            return self._version_2(one, earlier)
        if isinstance(index, archive.HashIndex):
            fields = archive.signer_fields(self._signer)
            if not self._work.may_hash(2 * (fields[-1].end - fields[0].start)):
                return self._unhashed(one, flavour)
            digest = self._content.digest(one.token.imprint_algorithm)
            readings = () if digest is None else archive.imprint_v3(self._signed_data, self._signer, digest, index)
            return place(one.token, kind, readings, self._identifiers, flavour=flavour)
        if index is None:
            finding = Finding(ARCHIVE_VERSION, Reason.UNSUPPORTED, (("attribute", one.attribute.oid),))
            return place(one.token, kind, (), self._identifiers, flavour=flavour, findings=(finding,))
        # without a hash index that can be read nothing can equal the imprint, though the content may be there
        stamp = place(one.token, kind, (), self._identifiers, flavour=flavour, findings=(Finding(HASH_INDEX, index),))
        return structs.replace(stamp, imprint_found=self._content.octets is not None)

    def _unhashed(self, one: _Archive, flavour: str) -> Timestamp:
        """``one`` where the octets that it covers are not hashed any more."""
        finding = Finding(ARCHIVE_VERSION, Reason.BUDGET_EXHAUSTED)
        return place(one.token, TimestampType.ARCHIVE, (), self._identifiers, flavour=flavour, findings=(finding,))

    def _version_2(self, one: _Archive, earlier: set[int]) -> Timestamp:
        """Covers whatever was there when it was made: archive time-stamps that are not older were not."""

        def was_there(attribute: cms.Attribute) -> bool:
            return attribute.oid not in ARCHIVE_ATTRIBUTES or attribute.tlv.start in earlier

        attributes = [a for a in self._signer.unsigned_attributes.items if was_there(a)]
        attached = self._signed_data.content is not None
        there = attached or self._content.data is not None
        detached = None if attached else self._content.data
        size = self._signed_data.tlv.end - self._signed_data.tlv.start + len(detached or b"")
        if not self._work.may_hash(2 * size):  # two readings at least where the first is not the right one
            return self._unhashed(one, "ats-v2")
        readings = archive.imprint_v2(self._signed_data, self._signer, detached, attributes) if there else ()
        held = [i for h in self._holdings if was_there(h.attribute) for i in h.ids]
        covers = tuple(dict.fromkeys([*self._signed_ids, *self._work.shared_ids, *held]))
        return place(one.token, TimestampType.ARCHIVE, readings, self._identifiers, covers=covers, flavour="ats-v2")

    def _hash_index(self, one: _Archive) -> archive.HashIndex | Reason | None:
        """The hash index of an archive-time-stamp-v3, or why there is none that can be read; None for other versions."""
        if one.attribute.oid != oids.ARCHIVE_TIMESTAMP_V3:
            return None
        try:
            index = archive.read_hash_index(cms.read_signed_data(one.token.data).signers[0])
        except (Malformed, IndexError):
            return Reason.ATTRIBUTE_MALFORMED
        return Reason.ATTRIBUTE_MISSING if index is None else index

    def _with_index(self, stamp: Timestamp, index: archive.HashIndex) -> Timestamp:
        """``stamp`` with what its index covers."""
        covered, findings = self._indexed(index)
        imprint = "" if stamp.token is None else stamp.token.imprint_algorithm
        if index.algorithm != imprint:
            facts = (("index", index.algorithm), ("imprint", imprint))
            findings.append(Finding(HASH_INDEX_ALGORITHM, Reason.ALGORITHM_NOT_ACCEPTED, facts))
        covers = tuple(dict.fromkeys([*self._signed_ids, *covered]))
        return structs.replace(stamp, covers=covers, findings=tuple(findings))

    def _indexed(self, index: archive.HashIndex) -> tuple[list[str], list[Finding]]:
        """Ids of what the index names, and a finding where it names something that is not there."""
        if not hashing.is_supported(index.algorithm):
            facts = (("algorithm", index.algorithm),)
            return [], [Finding(HASH_INDEX, Reason.UNKNOWN_DIGEST_ALGORITHM, facts)]
        known = self._known(index)
        wanted = index.certificates | index.revocations | index.attributes
        things = [thing for digest in sorted(wanted & known.keys()) for thing in known[digest]]
        missing = wanted - known.keys()
        if missing:
            matched = set(things)
            for position in range(len(self._holdings)):
                if position not in matched and (digest := self._der_digest(position, index)) in missing:
                    missing -= {digest}
                    things.append(position)
        ids = [i for t in things for i in ((t,) if isinstance(t, str) else self._holdings[t].ids)]
        if missing:
            facts_ = (("missing", len(missing)), ("indexed", index.size))
            return ids, [Finding(HASH_INDEX, Reason.HASH_INDEX_MISMATCH, facts_)]
        return ids, []

    def _der_digest(self, position: int, index: archive.HashIndex) -> bytes:
        """The digest of a holding in DER, for writers that encoded anew."""
        key = (index.algorithm, index.version > 2, position)
        if key not in self._der_digests:
            holding = self._holdings[position]
            self._der_digests[key] = archive.value_digest(holding.attribute, holding.value, index, der=True)
        return self._der_digests[key]

    def _known(self, index: archive.HashIndex) -> dict[bytes, list[int | str]]:
        """Digest -> what a hash index names by it, as received: ids of evidence, positions of holdings. Computed once for all time-stamps
        that agree in version and algorithm."""
        key = (index.algorithm, index.version > 2)
        if key not in self._known_digests:
            known: dict[bytes, list[int | str]] = {}
            for certificate in self._signed_data.certificates:
                known[hashing.digest(index.algorithm, certificate)] = [hashing.sha256_hex(certificate)]
            for choice, kind, data in cms.revocation_choices(self._signed_data.crls_tlv):
                known[hashing.digest(index.algorithm, choice.raw)] = [hashing.sha256_hex(data)] if kind else []
            for position, holding in enumerate(self._holdings):
                digest = archive.value_digest(holding.attribute, holding.value, index, der=False)
                known.setdefault(digest, []).append(position)
            self._known_digests[key] = known
        return self._known_digests[key]


def _time(one: _Archive) -> datetime:
    return one.token.time
