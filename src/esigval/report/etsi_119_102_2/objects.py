"""Validation objects: certificates, revocation data, time-stamps, evidence records and signed data that the judgement leant on."""

from collections.abc import Iterator

from lxml import etree

from esigval.model.conclusion import CertificateSummary, TimestampConclusion
from esigval.model.evidence import EvidenceKind
from esigval.model.report import DocumentReport
from esigval.model.signature import Scope
from esigval.report.etsi_119_102_2.elements import add, add_sha256, add_status, add_time, base64
from esigval.report.etsi_119_102_2.identifiers import Identifiers
from esigval.report.etsi_119_102_2.status import add_conclusion

_TYPE = "urn:etsi:019102:validationObject:"
_KINDS = {
    EvidenceKind.CERTIFICATE: "certificate",
    EvidenceKind.CRL: "CRL",
    EvidenceKind.OCSP: "OCSPResponse",
    EvidenceKind.TIMESTAMP: "timestamp",
}


def all_stamps(report: DocumentReport) -> dict[str, TimestampConclusion]:
    """Every time-stamp of the document once, by its id; evidence records are like them."""
    found = {stamp.id: stamp for entry in report.signatures for stamp in entry.conclusion.timestamps}
    found |= {stamp.id: stamp for stamp in report.timestamps}
    for record in report.evidence_records:
        found |= {stamp.id: stamp for stamp in (record.conclusion, *record.timestamps)}
    return found


def all_certificates(report: DocumentReport) -> dict[str, CertificateSummary]:
    """The certificates of chains and of time-stamps by their digests: those of trusted lists are among no other evidence."""
    chains = [entry.conclusion.chain for entry in report.signatures]
    signers = [entry.conclusion.signing_certificate for entry in report.signatures]
    signers += [stamp.signing_certificate for stamp in all_stamps(report).values()]
    return {c.sha256: c for c in (*(c for chain in chains for c in chain), *signers) if c is not None}


def all_scopes(report: DocumentReport) -> dict[str, Scope]:
    """What was signed, where it is one run of octets, by its digest."""
    return {scope.digest: scope for entry in report.signatures for scope in entry.signature.scopes if scope.digest}


def object_names(report: DocumentReport) -> Iterator[str]:
    """The ids of all that ``add_objects`` lists."""
    yield from all_certificates(report)
    yield from (use.id for use in report.evidence)
    yield from all_scopes(report)
    yield from all_stamps(report)


def add_objects(root: etree._Element, report: DocumentReport, identifiers: Identifiers) -> None:
    """``SignatureValidationObjects``; nothing where there are none."""
    kinds = dict.fromkeys(all_certificates(report), "certificate")
    kinds |= {use.id: _KINDS.get(EvidenceKind(use.kind), "other") for use in report.evidence}
    kinds |= dict.fromkeys(all_scopes(report), "signedData")
    stamps = all_stamps(report)
    if not (kinds or stamps):
        return
    objects = add(root, "SignatureValidationObjects")
    for sha256, kind in kinds.items():
        add_sha256(add(_object(objects, identifiers.of(sha256), kind), "ValidationObjectRepresentation"), sha256)
    tokens = {t.id: t.token for entry in report.signatures for t in entry.signature.timestamps}
    records = {record.conclusion.id for record in report.evidence_records}
    for name, stamp in stamps.items():
        kind = "evidencerecord" if name in records else "timestamp"
        entry = _object(objects, identifiers.of(name), kind)
        token = tokens.get(name)
        content = add(entry, "ValidationObjectRepresentation")
        if token is not None:
            add(content, "base64", base64(token.data))
        else:
            add(content, "direct", name)
        _add_proof(entry, stamp, identifiers)
        judged = add(entry, "ValidationReport")
        add_conclusion(
            add_status(judged, "SignatureValidationStatus", stamp.indication, stamp.sub_indication),
            (stamp.signing_certificate,),
            None,
            identifiers,
        )


def _object(parent: etree._Element, name: str, kind: str) -> etree._Element:
    entry = add(parent, "ValidationObject", id=name)
    add(entry, "ObjectType", _TYPE + kind)
    return entry


def _add_proof(entry: etree._Element, stamp: TimestampConclusion, identifiers: Identifiers) -> None:
    """What the time-stamp proves to have existed, when it passed."""
    if stamp.time is None or stamp.indication != "PASSED":
        return
    proof = add(entry, "POEProvisioning")
    add_time(proof, "POETime", stamp.time)
    identifiers.refer(proof, "ValidationObject", stamp.covers)
