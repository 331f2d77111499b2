"""What an evidence record proves: its hash trees over the data objects, and each renewal over what came before (RFC 4998, clause 5.3)."""

from msgspec import Struct

from esigval.evidence_records.hashes import Hashes, combine
from esigval.evidence_records.record import ASN1, XML, ArchiveChain, ArchiveStamp, Record
from esigval.hashing import digest, is_supported, reduced_root, sha256_hex
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import (
    DataObject,
    EvidenceRecord,
    Reference,
    ReferenceType,
    Timestamp,
    TimestampToken,
    TimestampType,
)
from esigval.timestamp import TOKEN_BUDGET, Identifiers, read_token


class _Protected(Struct, frozen=True):
    """What one record is about, with the hashes of the whole document."""

    record: Record
    objects: tuple[DataObject, ...]
    hashes: Hashes

    def of(self, data_object: DataObject, algorithm: str) -> tuple[bytes, ...]:
        """The hashes by which it may stand in a tree."""
        return self.hashes.of(data_object, self.record, algorithm)


def verify_record(
    record: Record,
    objects: tuple[DataObject, ...],
    *,
    name: str = "",
    covers: tuple[str, ...] = (),
    identifiers: Identifiers | None = None,
    hashes: Hashes | None = None,
) -> EvidenceRecord:
    """The facts of ``record`` over ``objects``: which of them stand in the first list of every chain, which tokens stamp the root of their
    tree, and which renewals cover what they renew. ``covers``: ids of what exists when the record is valid. ``identifiers``: of the
    document; the same token in two records is two time-stamps, each as good as the tree that it stands on.
    ``hashes``: of all records of the document."""
    identifiers = identifiers or Identifiers()
    protected = _Protected(record, objects, hashes or Hashes())
    references = [_reference(o, protected) for o in objects]
    stamps: list[Timestamp] = []
    for position, chain in enumerate(record.chains):
        for index, stamp in enumerate(chain.stamps):
            earlier = chain.stamps[index - 1] if index else None
            reached = _reaches(chain, stamp, earlier, protected) if position or index else True
            stamps.append(_stamp(chain, stamp, protected, tuple(stamps), identifiers, reached=reached))
    return EvidenceRecord(
        id=identifiers.unique("E-" + record.id[:32]),
        type=record.type,
        name=name,
        timestamps=tuple(stamps),
        references=tuple(references),
        covers=covers,
    )


def malformed_record(data: bytes, name: str, where: str) -> EvidenceRecord:
    """A record that can't be read: said, with nothing proven."""
    kind = XML if data.lstrip()[:1] == b"<" else ASN1
    return EvidenceRecord(id="E-" + sha256_hex(data)[:32], type=kind, name=name, malformed=where)


def _reference(data_object: DataObject, protected: _Protected) -> Reference:
    """Whether the object stands in the first list of the first chain."""
    chain = protected.record.chains[0]
    algorithm = chain.digest_algorithm
    if not data_object.known:
        return _told(data_object, algorithm, None, False, Reason.SIGNED_DATA_NOT_FOUND)
    if not is_supported(algorithm):
        return _told(data_object, algorithm, None, False, Reason.UNKNOWN_DIGEST_ALGORITHM)
    hashes = protected.of(data_object, algorithm)
    if not hashes:
        return _told(DataObject(data_object.name, None), algorithm, None, False, Reason.BUDGET_EXHAUSTED)
    listed = _first_list(chain.stamps[0])
    known = next((h for h in hashes if listed is None or h in listed), None)
    if known is None and data_object.offered:
        return _told(DataObject(data_object.name, None), algorithm, None, False, Reason.SIGNED_DATA_NOT_FOUND)
    intact = known is not None and _as_stated(data_object, algorithm, protected.hashes)
    return _told(data_object, algorithm, known or hashes[0], intact, None if intact else Reason.DIGEST_MISMATCH)


def _as_stated(data_object: DataObject, algorithm: str, hashes: Hashes) -> bool:
    """Whether a manifest, where one names the object, does so by the algorithm of the record and the digest that the object has
    (EN 319 162-1, 4.4.3.2 4)."""
    if data_object.stated is None or data_object.data is None:
        return True
    return data_object.stated == (algorithm, hashes.plain(data_object.data, algorithm))


def _told(
    data_object: DataObject, algorithm: str, actual: bytes | None, intact: bool, reason: Reason | None
) -> Reference:
    return Reference(
        type=ReferenceType.EVIDENCE_RECORD_ARCHIVE_OBJECT,
        name=data_object.name,
        digest_algorithm=algorithm,
        expected=actual if intact and actual is not None else b"",
        actual=actual,
        found=data_object.known,
        intact=intact,
        reason=reason,
    )


def _first_list(stamp: ArchiveStamp) -> tuple[bytes, ...] | None:
    return stamp.tree[0] if stamp.tree else None


def _reaches(
    chain: ArchiveChain,
    stamp: ArchiveStamp,
    earlier: ArchiveStamp | None,
    protected: _Protected,
) -> bool:
    """Whether a renewal covers what it renews: the time-stamp before it in the chain, or the objects together with all earlier chains
    (RFC 4998, clauses 5.2 and 5.3)."""
    algorithm = chain.digest_algorithm
    if not is_supported(algorithm):
        return False
    listed = _first_list(stamp)
    if earlier is not None:
        renewed = digest(algorithm, earlier.encoded)
        return listed is None or renewed in listed
    sequence = digest(algorithm, chain.before)
    for data_object in protected.objects:
        if not _reference(data_object, protected).intact:
            continue
        hashes = protected.of(data_object, algorithm)
        joined = [w for h in hashes for w in _joined(h, sequence, algorithm)]
        if listed is not None and not any(w in listed for w in joined):
            beside = sequence in listed and any(h in listed for h in hashes)  # writers that list both for themselves
            if not beside:
                return False
    return True


def _joined(data_hash: bytes, sequence: bytes, algorithm: str) -> tuple[bytes, ...]:
    """RFC 4998 joins object and sequence in that order; RFC 6283 in binary ascending order."""
    return digest(algorithm, data_hash + sequence), digest(algorithm, b"".join(sorted((data_hash, sequence))))


def _stamp(
    chain: ArchiveChain,
    stamp: ArchiveStamp,
    protected: _Protected,
    before: tuple[Timestamp, ...],
    identifiers: Identifiers,
    *,
    reached: bool,
) -> Timestamp:
    kind = TimestampType.EVIDENCE_RECORD
    try:
        if not identifiers.may_read():
            raise Malformed(TOKEN_BUDGET)
        token = read_token(stamp.token, "evidence-record")
    except Malformed as e:
        identifier = identifiers.timestamp(sha256_hex(stamp.token))
        return Timestamp(
            id=identifier, type=kind, token=None, imprint_found=False, imprint_intact=False, malformed=e.where
        )
    found, intact = _imprint(chain, stamp, protected, token)
    if not reached and protected.hashes.exhausted:
        found = False  # nobody looked
    inside = tuple(e.id for t in before if t.token is not None for e in t.token.evidence)
    return Timestamp(
        id=identifiers.timestamp(token.id),
        type=kind,
        token=token,
        imprint_found=found,
        imprint_intact=intact and reached,
        covers=(*(t.id for t in before), *inside),
        flavour=protected.record.type,
    )


def _imprint(
    chain: ArchiveChain,
    stamp: ArchiveStamp,
    protected: _Protected,
    token: TimestampToken,
) -> tuple[bool, bool]:
    """Found, intact: the imprint is the root of the tree, or without a tree the one hash that there is to stamp, by the algorithm that the
    chain and the token both state (RFC 4998, clause 4.3, step 5)."""
    algorithm = chain.digest_algorithm
    if not is_supported(algorithm) or token.imprint_algorithm != algorithm:
        return True, False
    if stamp.tree:
        return True, bool(stamp.tree[0]) and token.imprint == reduced_root(stamp.tree, algorithm)
    candidates = _untreed(chain, stamp, protected, algorithm)
    return bool(candidates), token.imprint in candidates


def _untreed(chain: ArchiveChain, stamp: ArchiveStamp, protected: _Protected, algorithm: str) -> tuple[bytes, ...]:
    position = chain.stamps.index(stamp)
    if position:
        return (digest(algorithm, chain.stamps[position - 1].encoded),)
    known = [protected.of(o, algorithm) for o in protected.objects if o.known]
    if not known or len(known) != len(protected.objects):
        return ()
    roots = []
    for hashes in zip(*known, strict=False) if len(known) > 1 else [(h,) for h in known[0]]:
        if chain.before:
            sequence = digest(algorithm, chain.before)
            joined = [_joined(h, sequence, algorithm) for h in hashes]
            roots += [combine(tuple(j[i] for j in joined), algorithm) for i in range(2)]
            roots.append(combine((*hashes, sequence), algorithm))
        else:
            roots.append(combine(hashes, algorithm))
    return tuple(roots)
