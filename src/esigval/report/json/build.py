"""From a DocumentReport to the types of the JSON contract."""

from datetime import datetime
from typing import Any, cast

from msgspec import UNSET

from esigval import __version__
from esigval.model.check import Check, Facts
from esigval.model.conclusion import CertificateSummary, Indication, TimestampConclusion
from esigval.model.evidence import Need
from esigval.model.qualification import CertificateQualification, Qualification, ServiceUse
from esigval.model.report import DocumentReport, EvidenceRecordReport, ListUse, SignatureReport
from esigval.model.signature import Reference, Scope, SignedProperties
from esigval.report.catalogue import Catalogue, catalogue, utc
from esigval.report.json import schema as out
from esigval.report.json.law import law
from esigval.report.walk import said

_SOFTWARE = out.Software("esigval", __version__)


def build(report: DocumentReport, language: str = "en", provision_texts: bool = False) -> out.Report:
    """The JSON report of ``report``; its sentences in ``language``; with the texts of the provisions that it names where asked."""
    words = catalogue(language)
    summary = report.document
    return out.Report(
        report_version=out.REPORT_VERSION,
        software=_SOFTWARE,
        document=out.DocumentOut(
            name=summary.name,
            size=summary.size,
            sha256=summary.sha256,
            sha512=summary.sha512,
            format=summary.format,
            container=summary.container or None,
        ),
        validation_time=utc(report.validation_time),
        policy=out.PolicyOut(report.policy, report.policy_sha256),
        signatures=tuple([_signature(s, words) for s in report.signatures]),
        detached_timestamps=tuple([_timestamp(t) for t in report.timestamps]),
        evidence_records=tuple([_evidence_record(r) for r in report.evidence_records]),
        findings=tuple(
            [
                out.FindingOut(f.reason, f.check, _facts(f.facts), words.reason(f.reason, f.facts))
                for f in report.findings
            ]
        ),
        trusted_lists=tuple([_list(use) for use in report.lists]),
        anchors=report.anchors,
        evidence=tuple([out.EvidenceOut(e.id, e.kind, e.origin, e.where) for e in report.evidence]),
        needs=tuple([_need(n) for n in report.needs]),
        provision_texts=_texts(report) if provision_texts else UNSET,
    )


def _texts(report: DocumentReport) -> dict[str, out.ProvisionTextOut]:
    """Each provision that some opinion names, once."""
    return {
        p.id: out.ProvisionTextOut(p.text, p.paraphrase)
        for entry in report.signatures
        for opinion in entry.opinions
        for p in opinion.text.rows
    }


_PLAIN = frozenset({str, int, bool, type(None)})


def _facts(facts: Facts) -> dict[str, out.FactOut]:
    """Facts as an object."""
    named: dict[str, Any] = {name: value if type(value) in _PLAIN else _fact(value) for name, value in facts}
    return named


_NO_FACTS: dict[str, out.FactOut] = {}
"""Shared by all that is told without facts; nothing writes to it."""


def _fact(value: object) -> out.FactOut:
    """Times stay datetimes, which the encoder writes as ISO 8601; the rest becomes text, so that no report is lost for a fact's type."""
    if isinstance(value, datetime):
        return cast(out.FactOut, utc(value))
    return tuple(map(str, value)) if isinstance(value, tuple) else str(value)


def _time(time: datetime | None) -> datetime | None:
    return None if time is None else utc(time)


def _need(need: Need) -> out.NeedOut:
    return out.NeedOut(need.kind, need.why, need.uri, need.subject, _time(need.at))


def _check(check: Check) -> out.CheckOut:
    """A check without facts, needs and children, as most are, is already written as the contract has it."""
    return out.CheckOut(
        check.id,
        check.status,
        check.reason,
        _facts(check.facts) if check.facts else _NO_FACTS,
        check.subject,
        check.evidence,
        tuple([_need(n) for n in check.needs]) if check.needs else (),
        tuple([_check(c) if c.children or c.facts or c.needs else c for c in check.children]),  # type: ignore[misc]
    )


def _messages(check: Check, words: Catalogue) -> tuple[out.MessageOut, ...]:
    return tuple(
        [
            out.MessageOut(c.reason, c.id, c.status, _facts(c.facts), words.reason(c.reason, c.facts))
            for c in said(check)
            if c.reason is not None
        ]
    )


def _certificate(summary: CertificateSummary | None) -> out.CertificateOut | None:
    return None if summary is None else _known_certificate(summary)


def _known_certificate(summary: CertificateSummary) -> out.CertificateOut:
    return out.CertificateOut(
        summary.sha256, summary.subject, summary.issuer, summary.serial, utc(summary.not_before), utc(summary.not_after)
    )


def _reference(reference: Reference) -> out.ReferenceOut:
    return out.ReferenceOut(
        type=reference.type,
        name=reference.name,
        found=reference.found,
        intact=reference.intact,
        digest_algorithm=reference.digest_algorithm,
        expected=reference.expected.hex(),
        actual=None if reference.actual is None else reference.actual.hex(),
        reason=reference.reason,
    )


def _scope(scope: Scope) -> out.ScopeOut:
    return out.ScopeOut(scope.scope, scope.name, scope.digest or None, scope.description or None, scope.transformations)


def _timestamp(stamp: TimestampConclusion) -> out.TimestampOut:
    return out.TimestampOut(
        id=stamp.id,
        type=stamp.type,
        time=_time(stamp.time),
        indication=stamp.indication,
        sub_indication=stamp.sub_indication,
        imprint_found=stamp.imprint_found,
        imprint_intact=stamp.imprint_intact,
        signature_intact=stamp.signature_intact,
        qualification=stamp.qualification,
        signing_certificate=_certificate(stamp.signing_certificate),
        covers=stamp.covers,
        checks=_check(stamp.check),
    )


def _service(use: ServiceUse) -> out.ServiceOut:
    return out.ServiceOut(
        territory=use.territory,
        provider=use.provider,
        provider_registration=use.provider_registration,
        service=use.service,
        type=use.type,
        status=use.status,
        status_since=utc(use.status_since),
        qualifiers=use.qualifiers,
        list_sequence=use.list_sequence,
        list_sha256=use.list_sha256,
        list_authenticated=use.list_authenticated,
        at=utc(use.at),
    )


def _certificate_qualification(status: CertificateQualification | None) -> out.CertificateQualificationOut | None:
    if status is None:
        return None
    services = tuple([_service(s) for s in status.services])
    return out.CertificateQualificationOut(
        status.label, status.qualified, status.qscd, status.purpose, utc(status.at), services
    )


def _qualification(qualification: Qualification) -> out.QualificationOut:
    return out.QualificationOut(
        qualification.scheme or None,
        _certificate_qualification(qualification.at_issuance),
        _certificate_qualification(qualification.at_signing),
        _check(qualification.check),
    )


def _stated(properties: SignedProperties) -> out.StatedOut:
    policy = properties.policy
    return out.StatedOut(
        place=properties.place,
        roles=properties.roles,
        certified_roles=properties.certified_roles,
        commitments=tuple([out.CommitmentOut(c.identifier, c.qualifiers) for c in properties.commitments]),
        policy=None
        if policy is None
        else out.SignaturePolicyOut(policy.identifier, policy.digest_algorithm, policy.digest.hex(), policy.uri),
        content_type=properties.content_type,
        mime_type=properties.mime_type,
        reason=properties.reason,
        contact=properties.contact,
        signer_name=properties.signer_name,
        unsigned=properties.unsigned,
    )


def _signature(entry: SignatureReport, words: Catalogue) -> out.SignatureOut:
    signature, conclusion = entry.signature, entry.conclusion
    return out.SignatureOut(
        id=signature.id,
        file=signature.file or None,
        name=signature.name or None,
        format=signature.format,
        level=signature.level,
        counter_signature=bool(signature.parent),
        parent=signature.parent or None,
        indication=conclusion.indication,
        sub_indication=conclusion.sub_indication,
        claimed_signing_time=_time(signature.properties.claimed_time),
        best_signature_time=utc(conclusion.best_signature_time),
        best_signature_time_proof=conclusion.best_signature_time_proof or None,
        not_before=_time(conclusion.time_lower_bound),
        provable_until=_time(conclusion.provable_until),
        levels_held=conclusion.levels_held,
        signing_certificate=_certificate(conclusion.signing_certificate),
        chain=tuple([_known_certificate(c) for c in conclusion.chain]),
        signature_algorithm=signature.value.algorithm.name or None,
        digest_algorithm=signature.value.algorithm.digest or None,
        signature_intact=conclusion.signature_intact,
        references=tuple([_reference(r) for r in signature.references]),
        scopes=tuple([_scope(s) for s in signature.scopes]),
        covered=signature.covered,
        timestamps=tuple([_timestamp(t) for t in conclusion.timestamps]),
        stated=_stated(signature.properties),
        qualification=entry.qualification.label,
        qualification_details=_qualification(entry.qualification),
        legal={o.law: law(o) for o in entry.opinions},
        messages=_messages(conclusion.check, words),
        checks=_check(conclusion.check),
    )


def _evidence_record(record: EvidenceRecordReport) -> out.EvidenceRecordOut:
    conclusion = record.conclusion
    return out.EvidenceRecordOut(
        file=record.file,
        type=record.type,
        indication=conclusion.indication,
        sub_indication=conclusion.sub_indication,
        poe=_time(conclusion.time) if conclusion.indication is Indication.PASSED else None,
        timestamps=tuple([_timestamp(t) for t in record.timestamps]),
        checks=_check(conclusion.check),
    )


def _list(use: ListUse) -> out.ListOut:
    return out.ListOut(
        territory=use.territory,
        url=use.url,
        sequence=use.sequence,
        issued=_time(use.issued),
        next_update=_time(use.next_update),
        sha256=use.sha256,
        authenticated=use.authenticated,
        signer=_certificate(use.signer),
        checks=_check(use.check),
    )
