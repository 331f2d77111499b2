"""All processes together over one document: every time-stamp, then every signature."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from msgspec import Struct

from esigval.model.conclusion import (
    CertificateSummary,
    Conclusion,
    Indication,
    ProofOfExistence,
    TimestampConclusion,
)
from esigval.model.signature import EvidenceRecord, Reading, Signature, Timestamp
from esigval.validation.archival import ArchivedTimestamp, archive_timestamps, validate_archival
from esigval.validation.basic import BasicValidation, validate_basic
from esigval.validation.block import Block
from esigval.validation.cryptographic import digests_match
from esigval.validation.existence import ExistencePool
from esigval.validation.identification import Identification
from esigval.validation.levels import held_levels
from esigval.validation.long_term import validate_long_term
from esigval.validation.material import Material
from esigval.validation.records import RecordJudgement, validate_record
from esigval.validation.stamps import TimestampJudgement, validate_timestamp
from esigval.validation.x509 import ChainValidation
from esigval.x509.certificate import Certificate
from esigval.x509.verify import Verification

_TOTAL = {
    Indication.PASSED: Indication.TOTAL_PASSED,
    Indication.FAILED: Indication.TOTAL_FAILED,
    Indication.INDETERMINATE: Indication.INDETERMINATE,
}


class SignatureJudgement(Struct, frozen=True):
    """One signature's conclusion, with the certificates that the layers above ask about."""

    signature: Signature
    conclusion: Conclusion
    certificate: Certificate | None
    chain: tuple[Certificate, ...]
    basic: BasicValidation
    stamps: tuple[TimestampJudgement, ...]


class DocumentJudgement(Struct, frozen=True):
    """All conclusions of a document. ``timestamps``: those that belong to no signature. ``stamps``: every judged time-stamp by id;
    ``proofs``: what the valid ones among them prove; ``records``: evidence records; ``conclusions``: of every time-stamp by id."""

    signatures: tuple[SignatureJudgement, ...]
    timestamps: tuple[TimestampConclusion, ...]
    stamps: dict[str, TimestampJudgement]
    proofs: ExistencePool
    records: tuple[RecordJudgement, ...] = ()
    conclusions: dict[str, TimestampConclusion] = {}

    def chain_of(self, timestamp: str) -> tuple[Certificate, ...]:
        """The chain of the time-stamp with this id, its signer first; empty where none was built."""
        chain = self.stamps[timestamp].chain
        return chain.path if chain is not None else ()


def judge_document(reading: Reading, material: Material, records: tuple[EvidenceRecord, ...] = ()) -> DocumentJudgement:
    """Judges evidence records, then every time-stamp (newest first, so that proofs reach the older ones), then every signature of
    ``reading``. Only evidence counts: material with suppositions (``suppose``) is refused."""
    if type(material) is not Material:
        raise TypeError("a conclusion rests on evidence alone")
    return run_processes(reading, material, records)


def run_processes(reading: Reading, material: Material, records: tuple[EvidenceRecord, ...]) -> DocumentJudgement:
    """The judgement itself, on whatever ``material`` tells."""
    proofs = ExistencePool(material.time)
    in_records = _archive((t for r in records for t in r.timestamps), proofs, material)
    rest = iter(in_records)
    judged = tuple(validate_record(r, tuple(islice(rest, len(r.timestamps))), proofs, material) for r in records)
    archived = (*in_records, *_archive(_all_timestamps(reading), proofs, material))
    stamps = {a.stamp.timestamp.id: a.stamp for a in archived}
    conclusions = {a.stamp.timestamp.id: _conclude_timestamp(a.stamp, a.block) for a in archived}
    signatures = tuple(
        _judge_signature(signature, stamps, conclusions, proofs, material, judged) for signature in reading.signatures
    )
    own = tuple(conclusions[t.id] for t in reading.timestamps)
    return DocumentJudgement(signatures, own, stamps, proofs, judged, conclusions)


def _archive(timestamps: Iterable[Timestamp], proofs: ExistencePool, material: Material) -> list[ArchivedTimestamp]:
    return archive_timestamps([validate_timestamp(t, material) for t in timestamps], proofs, material)


def _all_timestamps(reading: Reading) -> Iterable[Timestamp]:
    found: dict[str, Timestamp] = {}
    for signature in reading.signatures:
        for timestamp in signature.timestamps:
            found.setdefault(timestamp.id, timestamp)
    for timestamp in reading.timestamps:
        found.setdefault(timestamp.id, timestamp)
    return found.values()


def _judge_signature(
    signature: Signature,
    stamps: dict[str, TimestampJudgement],
    conclusions: dict[str, TimestampConclusion],
    proofs: ExistencePool,
    material: Material,
    records: tuple[RecordJudgement, ...],
) -> SignatureJudgement:
    own = tuple(stamps[t.id] for t in signature.timestamps)
    content = tuple(s for s in own if s.timestamp.type.before_signing)
    recorded = any(signature.id in r.record.covers for r in records)

    def on_path(chain: ChainValidation | None) -> tuple[BasicValidation, Block, ProofOfExistence]:
        basic = validate_basic(signature, material, content, chain)
        long_term = validate_long_term(signature, basic, own, material)
        return basic, *validate_archival(signature, basic, long_term, own, proofs, material, recorded=recorded)

    basic, block, best = on_path(None)
    if not block.passed and basic.chain is not None:
        others = (on_path(chain) for chain in basic.chain.alternatives)
        basic, block, best = next((other for other in others if other[1].passed), (basic, block, best))
    identification = basic.identification
    certificate = identification.certificate if identification is not None else None
    chain = basic.chain.path if basic.chain is not None else ()
    own_conclusions = tuple(conclusions[t.id] for t in signature.timestamps)
    conclusion = Conclusion(
        signature=signature.id,
        indication=_TOTAL[block.indication],
        sub_indication=block.sub_indication,
        best_signature_time=best.time,
        best_signature_time_proof=best.token,
        time_lower_bound=_lower_bound(basic, content, certificate),
        signature_intact=_is_intact(signature, identification),
        signing_certificate=summarize(certificate) if certificate is not None else None,
        chain=tuple(summarize(c) for c in chain),
        timestamps=own_conclusions,
        levels_held=held_levels(signature, basic, own_conclusions, best, material),
        check=block.check,
    )
    return SignatureJudgement(signature, conclusion, certificate, chain, basic, own)


def _is_intact(signature: Signature, identification: Identification | None) -> bool:
    """The signature value verifies and so does everything that it depends on."""
    if identification is None or identification.verification is not Verification.VALID:
        return False
    return identification.reading == 0 and digests_match(signature.references)


def _lower_bound(
    basic: BasicValidation, content: tuple[TimestampJudgement, ...], certificate: Certificate | None
) -> datetime | None:
    """It can't have been signed before a valid time-stamp under the signature, nor before the certificate that it names."""
    bounds = [s.time for s in content if s.basic.passed and s.time is not None]
    if certificate is not None and basic.verified and basic.token.has_signing_certificate_attribute:
        bounds.append(certificate.not_before)
    return max(bounds, default=None)


def _conclude_timestamp(stamp: TimestampJudgement, block: Block) -> TimestampConclusion:
    timestamp = stamp.timestamp
    certificate = stamp.identification.certificate if stamp.identification is not None else None
    return TimestampConclusion(
        id=timestamp.id,
        type=timestamp.type.value,
        time=stamp.time,
        indication=block.indication,
        sub_indication=block.sub_indication,
        imprint_found=timestamp.imprint_found,
        imprint_intact=timestamp.imprint_intact,
        signature_intact=stamp.intact,
        signing_certificate=summarize(certificate) if certificate is not None else None,
        covers=timestamp.covers,
        check=block.check,
    )


def summarize(certificate: Certificate) -> CertificateSummary:
    """What a report says of a certificate."""
    return CertificateSummary(
        certificate.id,
        certificate.subject,
        certificate.issuer,
        str(certificate.serial),
        certificate.not_before,
        certificate.not_after,
    )
