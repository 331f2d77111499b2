"""The spine: from bytes to a report, and the loop that fetches what a judgement says is missing.

    read      a format's package turns the document into neutral signatures and evidence
    trust     trusted lists are authenticated; anchors come from their services and from the caller
    judge     EN 319 102-1 over every time-stamp and signature
    qualify   TS 119 615 on the services behind the signer
    classify  each law's letters on the facts of each signature
    report    one frozen DocumentReport, which every output format folds

``judge`` is pure: no network, no files, no clock. ``validate`` around it reads files and the clock, and may fetch.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, Protocol, cast

import msgspec

from esigval.beside import given_file_findings
from esigval.chain.algorithm_tables import load_table
from esigval.chain.anchors import TrustAnchor
from esigval.chain.pool import Pool
from esigval.evidence_records import Hashes, malformed_record, read_record, verify_record
from esigval.fetch import Fetcher
from esigval.hashing import digest, sha256_hex
from esigval.model.conclusion import TimestampConclusion
from esigval.model.dossier import Document, Dossier, TrustSource
from esigval.model.errors import Malformed, Unreadable, UsageError
from esigval.model.evidence import Evidence, EvidenceKind, Need, Origin, OriginKind
from esigval.model.policy import ValidationPolicy
from esigval.model.report import (
    DocumentReport,
    DocumentSummary,
    EvidenceRecordReport,
    EvidenceUse,
    ListUse,
    SignatureReport,
)
from esigval.model.signature import DataObject, EvidenceRecord, Reading
from esigval.policy import law_facts, opinions
from esigval.policy.outside import outside_facts
from esigval.qualification import qualify, qualify_timestamp
from esigval.recognition import refuse_unsupported
from esigval.timestamp import Identifiers
from esigval.timestamp.completeness import Trusted, nobody
from esigval.trust import AnchorMaterial, TrustSet, load_trust
from esigval.validation.identification import candidates_each
from esigval.validation.material import Material
from esigval.validation.needs import collect_needs
from esigval.validation.policy_file import load_policy as read_policy
from esigval.validation.process import DocumentJudgement, SignatureJudgement, judge_document
from esigval.validation.records import RecordJudgement
from esigval.x509.certificate import parse_certificate

FORMATS = ("esigval.asic", "esigval.evidence_records", "esigval.cades", "esigval.xades", "esigval.pades")
"""Packages of the formats, in the order in which they are asked whether they recognise a document: ZIP, CMS and XML know theirs by its
first octets, a PDF header may stand after other bytes, so that PDF is asked last."""

FETCH_ROUNDS = 8
"""Rounds of judging and fetching: a path of four certificates with the revocation of each needs half of that."""

_POLICIES = ("strict", "interop")
_POLICY_FOLDER = "policies"
_DOSSIER_FORMAT = b"esigval-dossier-1\n"


class Inputs(NamedTuple):
    """What a dossier holds, read and ready to be judged."""

    trust: TrustSet
    reading: Reading
    records: tuple[EvidenceRecord, ...]
    evidence: tuple[Evidence, ...]
    material: Material


class _Format(Protocol):
    def recognises(self, document: Document) -> bool: ...

    def read(self, document: Document, detached: tuple[Document, ...], trusted: Trusted) -> Reading: ...


def validate(
    document: bytes | str | os.PathLike[str] | Document,
    *,
    name: str = "",
    detached: Iterable[bytes | str | os.PathLike[str] | Document] = (),
    anchors: Iterable[bytes] = (),
    evidence: Iterable[Evidence] = (),
    trust: Iterable[TrustSource] = (),
    time: datetime | None = None,
    policy: str | os.PathLike[str] | ValidationPolicy = "strict",
    laws: Iterable[str] = (),
    law_at: datetime | None = None,
    outside: Iterable[tuple[str, bool]] = (),
    fetcher: Fetcher | None = None,
) -> DocumentReport:
    """Validates one document: bytes, a path, or a Document.

    ``detached``: what detached signatures are about. ``anchors``: trusted certificates in DER. ``trust``: sets of trusted lists.
    ``time``: as of when (aware; default: now). ``policy``: strict, interop, a TOML file, or a loaded policy. ``fetcher``: where missing
    evidence may be fetched; None is offline. ``outside``: what a party says of documents outside the file, for the laws.
    Raises Unreadable where the file is no signed document that is known here,
    UsageError for arguments that make no sense.
    """
    if time is not None and time.tzinfo is None:
        raise UsageError("the validation time needs a time zone")
    dossier = Dossier(
        document=_as_document(document, name),
        time=(time or datetime.now(UTC)).astimezone(UTC),
        policy=policy if isinstance(policy, ValidationPolicy) else load_policy(policy),
        detached=tuple(_as_document(d) for d in detached),
        evidence=tuple(evidence),
        anchors=tuple(anchors),
        trust=tuple(trust),
        laws=tuple(laws),
        law_at=law_at,
        outside=tuple(outside),
    )
    return judge(dossier) if fetcher is None else judge_online(dossier, fetcher)[0]


def validate_many(dossiers: Iterable[Dossier]) -> Iterator[DocumentReport | Unreadable]:
    """Judges one dossier after the other. A document that can't be read gives its error and does not end the rest."""
    for dossier in dossiers:
        try:
            yield judge(dossier)
        except Unreadable as e:
            yield e


def judge_online(dossier: Dossier, fetcher: Fetcher) -> tuple[DocumentReport, Dossier]:
    """Judges, fetches what was missed, and judges again until nothing new comes. Returns the dossier with all that was fetched:
    replayed offline it gives the same report."""
    report = judge(dossier)
    asked: set[Need] = set()
    for _ in range(FETCH_ROUNDS):
        needs = [n for n in report.needs if n.uri and n not in asked]
        asked.update(needs)
        known = {e.id for e in dossier.evidence}
        fetched = [e for need in needs for e in fetcher.fetch(need) if e.id not in known]
        if not fetched:
            break
        fresh = {e.id: e for e in fetched}
        dossier = msgspec.structs.replace(dossier, evidence=(*dossier.evidence, *fresh.values()))
        report = judge(dossier)
    return report, dossier


def judge(dossier: Dossier) -> DocumentReport:
    """The report on a dossier. Pure: the same dossier gives the same report, byte for byte. Raises Unreadable."""
    inputs = inputs_of(dossier)
    trust, reading, evidence = inputs.trust, inputs.reading, inputs.evidence
    judgement = judge_document(reading, inputs.material, inputs.records)
    signatures = tuple(_conclude(s, judgement, trust, dossier, inputs.material.pool) for s in judgement.signatures)
    return DocumentReport(
        document=_summarize(dossier.document, reading),
        validation_time=dossier.time,
        policy=dossier.policy.id,
        policy_sha256=dossier.policy.digest,
        signatures=signatures,
        timestamps=tuple(_qualify_timestamp(c, judgement, trust) for c in judgement.timestamps),
        evidence_records=tuple(_report_record(r, judgement) for r in judgement.records),
        findings=reading.findings,
        evidence=tuple(EvidenceUse(id=e.id, kind=e.kind, origin=e.origin.kind, where=e.origin.where) for e in evidence),
        lists=_lists_used(judgement, trust),
        needs=collect_needs(judgement),
        anchors=tuple(sha256_hex(der) for der in dossier.anchors),
    )


def inputs_of(dossier: Dossier) -> Inputs:
    """Reads the document, authenticates the trusted lists and gathers the evidence. Raises Unreadable."""
    trust = load_trust(dossier.trust, dossier.trust_time or dossier.time, dossier.policy)
    reading = read(dossier, _trusted(dossier, trust))
    beside = given_file_findings(dossier.detached, reading)
    reading = msgspec.structs.replace(reading, findings=(*reading.findings, *beside))
    records = records_of(dossier, reading)
    evidence = evidence_of(dossier, reading, records)
    pool = Pool.build(evidence)
    anchors = _anchors(dossier, pool, trust)
    tokens = len(reading.signatures) + len(reading.timestamps) + sum(len(s.timestamps) for s in reading.signatures)
    material = Material(pool, anchors, dossier.policy, dossier.time, reading.findings, candidates_each(tokens))
    return Inputs(trust, reading, records, evidence, material)


def read(dossier: Dossier, trusted: Trusted = nobody) -> Reading:
    """The document as its format's parser reads it. ``trusted``: the trust anchors, at which levels stop to ask for validation data.
    Raises Unreadable for what no parser knows or can read."""
    document = dossier.document
    if not document.data:
        raise Unreadable("empty", "the file is empty")
    refuse_unsupported(document)
    for package in FORMATS:
        format_ = cast(_Format, import_module(package))
        if format_.recognises(document):
            try:
                return format_.read(document, dossier.detached, trusted)
            except Malformed as e:
                raise Unreadable("malformed", f"not readable as a signed document: {e.where}") from e
    raise Unreadable("unrecognised", "neither a container, nor a PDF, nor XML, nor a CMS structure")


def shipped_policies() -> tuple[str, ...]:
    """Names of the validation policies that come with this package, the default first."""
    return _POLICIES


def load_policy(source: str | os.PathLike[str]) -> ValidationPolicy:
    """A shipped policy by its name, or one from a TOML file. Raises UsageError."""
    if isinstance(source, str) and source in _POLICIES:
        return _shipped_policy(source)
    algorithms = _shipped_policy(_POLICIES[0]).algorithms
    try:
        data = Path(source).read_bytes()
    except OSError as e:
        raise UsageError(
            f"policy {os.fspath(source)!r} is neither {' nor '.join(_POLICIES)} nor a readable file"
        ) from e
    return read_policy(data, algorithms)


@lru_cache(maxsize=len(_POLICIES))
def _shipped_policy(name: str) -> ValidationPolicy:
    folder = files("esigval.validation") / _POLICY_FOLDER
    algorithms = load_table((folder / "algorithms-ts-119-312.toml").read_bytes())
    return read_policy((folder / f"{name}.toml").read_bytes(), algorithms)


def save_dossier(dossier: Dossier) -> bytes:
    """The evidence bundle: everything that a judgement looked at, in bytes that are the same for the same dossier."""
    return _DOSSIER_FORMAT + msgspec.msgpack.encode(dossier, order="deterministic")


def load_dossier(data: bytes) -> Dossier:
    """A dossier from ``save_dossier``. Raises UsageError where the bytes are none, or evidence in it is not what its address says:
    what is known of one piece must not be taken for knowledge of another."""
    if not data.startswith(_DOSSIER_FORMAT):
        raise UsageError("not a dossier of this version")
    try:
        dossier = msgspec.msgpack.decode(data[len(_DOSSIER_FORMAT) :], type=Dossier)
    except msgspec.DecodeError as e:
        raise UsageError(f"damaged dossier: {e}") from e
    for piece in dossier.evidence:
        if piece.id != sha256_hex(piece.data):
            raise UsageError(f"damaged dossier: evidence {piece.id[:64]} is not what its address says")
    return dossier


def _as_document(source: bytes | str | os.PathLike[str] | Document, name: str = "") -> Document:
    if isinstance(source, Document):
        return source
    if isinstance(source, bytes):
        return Document(name, source)
    path = Path(source)
    try:
        return Document(name or path.name, path.read_bytes())
    except OSError as e:
        raise Unreadable("unreadable-file", f"{path.name}: {e.strerror or e}") from e


def records_of(dossier: Dossier, reading: Reading) -> tuple[EvidenceRecord, ...]:
    """Evidence records inside the document, and those supplied beside it, with what they protect verified."""
    embedded = (*(e for s in reading.signatures for e in s.embedded_records), *reading.records)
    if not embedded and not dossier.evidence_records:
        return ()
    identifiers = Identifiers(
        t.id for t in (*reading.timestamps, *(t for s in reading.signatures for t in s.timestamps))
    )
    hashes = Hashes()
    records = [_record(e.data, e.objects, e.name, e.covers, identifiers, hashes) for e in embedded]
    files = (dossier.document, *dossier.detached)
    objects = tuple(DataObject(f.name, f.data) for f in files if f.digest_only is None)
    supplied = (_supplied_record(s, objects, reading, identifiers, hashes) for s in dossier.evidence_records)
    return (*records, *supplied)


def _supplied_record(
    supplied: Document, objects: tuple[DataObject, ...], reading: Reading, identifiers: Identifiers, hashes: Hashes
) -> EvidenceRecord:
    """A record beside the document may be about some of the files only: those that it does not know are not held against it. It proves
    the signatures where it knows the signed document itself."""
    known = [r.intact for r in _record(supplied.data, objects, supplied.name, (), Identifiers(), hashes).references]
    covers: tuple[str, ...] = ()
    if known and known[0]:
        covers = tuple(i for s in reading.signatures for i in (s.id, *(t.id for t in s.timestamps), *_ids(s.evidence)))
    partial = tuple(o for o, intact in zip(objects, known, strict=False) if intact)
    return _record(supplied.data, partial or objects, supplied.name, covers, identifiers, hashes)


def _ids(evidence: Iterable[Evidence]) -> Iterator[str]:
    return (e.id for e in evidence)


def _record(
    data: bytes,
    objects: tuple[DataObject, ...],
    name: str,
    covers: tuple[str, ...],
    identifiers: Identifiers,
    hashes: Hashes,
) -> EvidenceRecord:
    try:
        return verify_record(
            read_record(data), objects, name=name, covers=covers, identifiers=identifiers, hashes=hashes
        )
    except Malformed as e:
        return malformed_record(data, name, e.where)


def _report_record(judged: RecordJudgement, judgement: DocumentJudgement) -> EvidenceRecordReport:
    record, block = judged.record, judged.block
    stamps = tuple(judgement.conclusions[t.id] for t in record.timestamps)
    return EvidenceRecordReport(
        file=record.name,
        type=record.type,
        conclusion=TimestampConclusion(
            id=record.id,
            type=record.type,
            time=stamps[0].time if stamps else None,
            indication=block.indication,
            sub_indication=block.sub_indication,
            imprint_found=all(r.found for r in record.references),
            imprint_intact=bool(record.references) and all(r.intact for r in record.references),
            signature_intact=all(s.signature_intact for s in stamps),
            covers=record.covers,
            check=block.check,
        ),
        timestamps=stamps,
    )


def evidence_of(dossier: Dossier, reading: Reading, records: tuple[EvidenceRecord, ...] = ()) -> tuple[Evidence, ...]:
    """All evidence by its address, in a stable order: the document's own, what was supplied, anchors."""
    found: dict[str, Evidence] = {}
    for signature in reading.signatures:
        _collect(found, signature.evidence)
        for timestamp in signature.timestamps:
            if timestamp.token is not None:
                _collect(found, timestamp.token.evidence)
    for timestamp in (*reading.timestamps, *(t for r in records for t in r.timestamps)):
        if timestamp.token is not None:
            _collect(found, timestamp.token.evidence)
    _collect(found, reading.evidence)
    _collect(found, dossier.evidence)
    for der in dossier.anchors:
        origin = Origin(OriginKind.ANCHOR)
        _collect(found, (Evidence(sha256_hex(der), EvidenceKind.CERTIFICATE, origin, der),))
    return tuple(found.values())


def _collect(found: dict[str, Evidence], evidence: Iterable[Evidence]) -> None:
    for piece in evidence:
        found.setdefault(piece.id, piece)


def _trusted(dossier: Dossier, trust: TrustSet) -> Trusted:
    own = frozenset(sha256_hex(der) for der in dossier.anchors)
    return lambda certificate: certificate.id in own or trust.anchor_for(certificate) is not None


def _anchors(dossier: Dossier, pool: Pool, trust: TrustSet) -> tuple[TrustAnchor, ...]:
    """The caller's anchors first, then the listed certificates that stand directly above one of the pool, or are one of them, with
    the time for which a list vouches for them."""
    anchors = []
    for der in dossier.anchors:
        try:
            anchors.append(TrustAnchor(parse_certificate(der)))
        except Malformed as e:
            raise UsageError(f"an anchor is no certificate: {e.where}") from e
    if trust.empty:
        return tuple(anchors)
    listed: dict[str, TrustAnchor] = {}
    for certificate in pool.certificates:
        own = trust.anchor_for(certificate)
        for material in (*trust.anchors_named(certificate.issuer_der), *((own,) if own is not None else ())):
            parsed = _listed_anchor(material)
            if parsed is not None:
                listed.setdefault(parsed.certificate.id, parsed)
    return (*anchors, *listed.values())


def _listed_anchor(material: AnchorMaterial) -> TrustAnchor | None:
    try:
        certificate = parse_certificate(material.certificate_der)
    except Malformed:
        return None
    return TrustAnchor(certificate, material.valid_from, material.sunset, material.services)


def _conclude(
    judged: SignatureJudgement, judgement: DocumentJudgement, trust: TrustSet, dossier: Dossier, pool: Pool
) -> SignatureReport:
    stamps = tuple(_qualify_timestamp(c, judgement, trust) for c in judged.conclusion.timestamps)
    conclusion = msgspec.structs.replace(judged.conclusion, timestamps=stamps)
    qualification = qualify(judged.signature, conclusion, judged.certificate, judged.chain, trust, dossier.policy)
    said = outside_facts(dossier.outside)
    facts = law_facts(judged, conclusion, qualification, trust, dossier, said, pool.certificates)
    return SignatureReport(
        signature=judged.signature,
        conclusion=conclusion,
        qualification=qualification,
        opinions=opinions(facts, laws=dossier.laws, law_at=dossier.law_at),
    )


def _qualify_timestamp(
    conclusion: TimestampConclusion, judgement: DocumentJudgement, trust: TrustSet
) -> TimestampConclusion:
    chain = judgement.chain_of(conclusion.id)
    if trust.empty or not chain or conclusion.time is None:
        return conclusion
    proven = judgement.proofs.earliest_time(conclusion.id)
    label, _ = qualify_timestamp(chain[0], chain, conclusion.time, proven, trust)
    return msgspec.structs.replace(conclusion, qualification=label)


def _lists_used(judgement: DocumentJudgement, trust: TrustSet) -> tuple[ListUse, ...]:
    if trust.empty:
        return ()
    chains = [s.chain for s in judgement.signatures] + [judgement.chain_of(i) for i in judgement.stamps]
    certificates = {c.id: c for chain in chains for c in chain}
    return trust.uses(service for c in certificates.values() for service in trust.listed(c))


def _summarize(document: Document, reading: Reading) -> DocumentSummary:
    return DocumentSummary(
        name=document.name,
        size=len(document.data),
        sha256=sha256_hex(document.data),
        sha512=digest("SHA512", document.data).hex(),
        format=reading.format,
        container=reading.container,
    )
