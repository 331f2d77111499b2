"""Validation of evidence records (EN 319 102-1, clause 5.6.3.4 step 1, and clause 5.6.4; RFC 4998, clause 5.3)."""

from itertools import accumulate

from msgspec import Struct

from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.model.signature import EvidenceRecord
from esigval.validation.archival import ArchivedTimestamp
from esigval.validation.block import Block, Steps
from esigval.validation.existence import ExistencePool
from esigval.validation.formats import READABLE
from esigval.validation.long_term import COHERENCE, span_of
from esigval.validation.material import Material
from esigval.validation.token import Purpose

ID = "en-319-102-1/5.6.3.4/evidence-record"
OBJECT_FOUND = "en-319-102-1/5.6.3.4/data-object-found"
OBJECT_INTACT = "en-319-102-1/5.6.3.4/data-object-intact"


class RecordJudgement(Struct, frozen=True):
    """The result of one evidence record."""

    record: EvidenceRecord
    block: Block


def validate_record(
    record: EvidenceRecord, stamps: tuple[ArchivedTimestamp, ...], proofs: ExistencePool, material: Material
) -> RecordJudgement:
    """The objects stand in the tree, and every time-stamp of the record (``stamps``) holds. A valid record proves that what it covers
    existed when its first time-stamp was made."""
    steps = Steps(ID)
    policy = material.policy(Purpose.TIMESTAMP)
    if record.malformed:
        check = Check(READABLE, Status.FAILED, Reason.MALFORMED, (("where", record.malformed),))
        steps.add(check, SubIndication.FORMAT_FAILURE, Indication.FAILED)
        return RecordJudgement(record, steps.block(subject=record.id))
    _check_objects(steps, record, policy)
    if len(record.timestamps) > 1:
        ordered = True if _ascending(record) else None
        check = constraint(policy, COHERENCE, ordered, Reason.TIMESTAMP_ORDER, subject=record.id)
        steps.add(check, SubIndication.TIMESTAMP_ORDER_FAILURE)
    for stamp in stamps:
        steps.take(stamp.block)
    block = steps.block(subject=record.id)
    first = record.timestamps[0].token if record.timestamps else None
    if block.passed and first is not None and first.time <= material.time:
        proofs.prove(material.with_contents(record.covers), first.time, record.timestamps[0].id)
    return RecordJudgement(record, block)


def _ascending(record: EvidenceRecord) -> bool:
    """Whether no time-stamp is earlier than one that it renews, as far as the accuracy of their clocks tells: chains and the time-stamps in
    them stand in ascending order of time (RFC 4998, clauses 5.1 and 5.3; RFC 6283, clause 4.1)."""
    spans = [span_of(t.token) for t in record.timestamps if t.token is not None]
    latest = accumulate((start for start, _ in spans), max)
    return all(before <= end for before, (_, end) in zip(latest, spans[1:], strict=False))


def _check_objects(steps: Steps, record: EvidenceRecord, policy: ValidationPolicy) -> None:
    found = [r for r in record.references if r.found]
    complete = bool(record.references) and len(found) == len(record.references)
    steps.add(
        constraint(policy, OBJECT_FOUND, True if complete else None, Reason.SIGNED_DATA_NOT_FOUND, subject=record.id),
        SubIndication.SIGNED_DATA_NOT_FOUND,
    )
    for reference in found:
        facts = (("name", reference.name),)
        if reference.intact:
            steps.note(Check(OBJECT_INTACT, Status.PASSED, None, facts))
            continue
        known = reference.actual is not None
        reason = reference.reason or Reason.DIGEST_MISMATCH
        check = constraint(policy, OBJECT_INTACT, False if known else None, reason, facts=facts)
        if known:
            steps.add(check, SubIndication.HASH_FAILURE, Indication.FAILED)
        else:
            steps.add(check, SubIndication.SIGNED_DATA_NOT_FOUND)
