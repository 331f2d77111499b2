"""The report as TS 119 102-2 V1.4.1 has it in XML, unsigned: what other validators and archives read.

It folds the same report as every other format. What the standard leaves to other information (the qualification, the opinions of the laws,
the words of a reason) is there in a namespace of its own.
"""

from lxml import etree

from esigval.model.check import Check, Status
from esigval.model.conclusion import CertificateSummary, Conclusion, Indication
from esigval.model.errors import UsageError
from esigval.model.report import DocumentReport, SignatureReport
from esigval.report.catalogue import Catalogue, catalogue
from esigval.report.etsi_119_102_2.attributes import add_attributes
from esigval.report.etsi_119_102_2.elements import (
    APPLIED,
    BY_VALIDATION,
    LONG_TERM,
    OWN,
    add,
    add_digest,
    add_sha256,
    add_status,
    add_time,
    base64,
    root_element,
    uri,
)
from esigval.report.etsi_119_102_2.identifiers import Identifiers
from esigval.report.etsi_119_102_2.objects import add_objects, object_names
from esigval.report.etsi_119_102_2.status import add_conclusion
from esigval.report.walk import steps
from esigval.xades.names import DS, XADES_132

_OUTCOMES = {
    Status.PASSED: Indication.PASSED,
    Status.WARNING: Indication.PASSED,
    Status.FAILED: Indication.FAILED,
    Status.INDETERMINATE: Indication.INDETERMINATE,
}
"""A check that does not apply constrains nothing: it is left out."""


def render(report: DocumentReport, *, language: str = "en") -> bytes:
    """The report in UTF-8; the same report gives the same octets. Raises UsageError where there is nothing that the standard could report
    on: a report is about signatures."""
    if not (report.signatures or report.timestamps):
        raise UsageError(f"{report.document.name}: no signature and no time-stamp: TS 119 102-2 has no report for that")
    words = catalogue(language)
    identifiers = Identifiers(object_names(report))
    root = root_element("ValidationReport")
    seen: set[str] = set()
    for entry in report.signatures:
        _add_signature(root, report, entry, identifiers, words, seen)
    for stamp in () if report.signatures else report.timestamps:
        judged = add(root, "SignatureValidationReport")
        _add_policy(judged, report, stamp.check, words)
        status = add_status(judged, "SignatureValidationStatus", stamp.indication, stamp.sub_indication)
        add_conclusion(status, (stamp.signing_certificate,), None, identifiers)
    add_objects(root, report, identifiers)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_signature(
    root: etree._Element,
    report: DocumentReport,
    entry: SignatureReport,
    identifiers: Identifiers,
    words: Catalogue,
    seen: set[str],
) -> None:
    """``SignatureValidationReport``; ``seen``: ids that are taken."""
    signature, conclusion = entry.signature, entry.conclusion
    judged = add(root, "SignatureValidationReport")
    own = {} if signature.id in seen else {"id": signature.id}
    seen.add(signature.id)
    identifier = add(judged, "SignatureIdentifier", **own)
    if signature.value.value:
        add(identifier, "SignatureValue", base64(signature.value.value), space=DS)
    add(identifier, "HashOnly", "false")
    add(identifier, "DocHashOnly", "true" if signature.value.prehashed else "false")
    if signature.name:
        add(identifier, "DAIdentifier", signature.name)
    _add_policy(judged, report, conclusion.check, words)
    _add_times(judged, report, conclusion, identifiers)
    _add_document(judged, entry, identifiers)
    add_attributes(judged, entry, identifiers)
    if conclusion.signing_certificate is not None:
        signer = add(judged, "SignerInformation")
        identifiers.refer(signer, "SignerCertificate", (conclusion.signing_certificate.sha256,))
        add(signer, "Signer", conclusion.signing_certificate.subject)
    add(add(judged, "SignatureValidationProcess"), "SignatureValidationProcessID", LONG_TERM)
    status = add_status(judged, "SignatureValidationStatus", conclusion.indication, conclusion.sub_indication)
    add_conclusion(
        status, conclusion.chain or (conclusion.signing_certificate,), _anchor(report, conclusion), identifiers
    )
    _add_law(judged, entry, words)


def _anchor(report: DocumentReport, conclusion: Conclusion) -> CertificateSummary | None:
    """The end of the chain, where it is known to be an anchor: one that was given, or that of a valid signature."""
    if not conclusion.chain:
        return None
    last = conclusion.chain[-1]
    known = conclusion.indication is Indication.TOTAL_PASSED or last.sha256 in report.anchors
    return last if known else None


def _add_policy(judged: etree._Element, report: DocumentReport, tree: Check, words: Catalogue) -> None:
    """The validation policy, and each of its constraints with what it came to: the checks, in the order of the tree."""
    evaluated = add(judged, "ValidationConstraintsEvaluationReport")
    policy = add(evaluated, "SignatureValidationPolicy")
    named = add(add(policy, "SignaturePolicyIdentifier"), "SignaturePolicyId", space=XADES_132)
    add(add(named, "SigPolicyId", space=XADES_132), "Identifier", uri(report.policy), space=XADES_132)
    add_digest(add(named, "SigPolicyHash", space=XADES_132), "SHA256", bytes.fromhex(report.policy_sha256))
    add(policy, "PolicyName", report.policy)
    for _, check in steps(tree):
        outcome = _OUTCOMES.get(check.status)
        if outcome is None:
            continue
        constraint = add(evaluated, "ValidationConstraint")
        add(constraint, "ValidationConstraintIdentifier", check.id)
        add(add(constraint, "ConstraintStatus"), "Status", APPLIED)
        add_status(constraint, "ValidationStatus", outcome, None)
        if check.reason is not None:
            text = words.reason(check.reason, check.facts)
            add(add(constraint, "Indications"), "Reason", text, space=OWN, key=check.reason)


def _add_times(
    judged: etree._Element, report: DocumentReport, conclusion: Conclusion, identifiers: Identifiers
) -> None:
    times = add(judged, "ValidationTimeInfo")
    add_time(times, "ValidationTime", report.validation_time)
    best = add(times, "BestSignatureTime")
    add_time(best, "POETime", conclusion.best_signature_time)
    add(best, "TypeOfProof", BY_VALIDATION)
    identifiers.refer(best, "POEObject", (conclusion.best_signature_time_proof,))


def _add_document(judged: etree._Element, entry: SignatureReport, identifiers: Identifiers) -> None:
    """``SignersDocument``, where what was signed is one run of octets, or several."""
    digests = [scope.digest for scope in entry.signature.scopes if scope.digest]
    if digests:
        document = add(judged, "SignersDocument")
        if len(digests) == 1:
            add_sha256(document, digests[0])
        identifiers.refer(document, "SignersDocumentRepresentation", digests)


def _add_law(judged: etree._Element, entry: SignatureReport, words: Catalogue) -> None:
    """The qualification of the certificate, and what each law says."""
    other = add(judged, "OtherInformation")
    add(other, "Level", entry.signature.level, space=OWN)
    add(other, "Qualification", entry.qualification.label, space=OWN)
    for opinion in entry.opinions:
        told = add(
            other,
            "Opinion",
            space=OWN,
            law=opinion.law,
            label=opinion.label,
            kind=opinion.kind,
            status=opinion.status,
            weakest=opinion.weakest,
        )
        add(told, "Title", opinion.title, space=OWN)
        for notice in opinion.notices:
            add(told, "Notice", words.term("law.notice", notice), space=OWN)
