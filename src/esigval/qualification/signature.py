"""Qualification of a signature: AdES verdict and certificate put together (TS 119 615, Regulation 910/2014 art. 32 and 40)."""

from esigval.model.check import Check, Facts, Status, conjunction
from esigval.model.conclusion import Conclusion, Indication
from esigval.model.policy import ValidationPolicy
from esigval.model.qualification import CertificateQualification, Qualification
from esigval.model.reasons import Reason
from esigval.model.signature import Signature
from esigval.qualification.certificate import qualify_certificate
from esigval.qualification.determination import Determination
from esigval.qualification.path import false_issuers, services_behind
from esigval.qualification.recognition import recognise
from esigval.qualification.statement import Purpose
from esigval.trust import TrustedService, TrustSet
from esigval.x509.certificate import Certificate

ADES = "ts-119-615/4.4.4/ades"
REACHED = "ts-119-615/4.3.4/list-reached"
ACCEPTABLE = "ts-119-615/4.2.4/acceptable"
SCHEME = "ts-119-615/4.3.4/scheme"
RESULT = "eu-910-2014/32/qualification"

_ADES: dict[str, tuple[str, str]] = {
    "QCERT_FOR_ESIG_QSCD": ("QESIG", "NOT_ADES_QC_QSCD"),
    "QCERT_FOR_ESEAL_QSCD": ("QESEAL", "NOT_ADES_QC_QSCD"),
    "QCERT_FOR_UNKNOWN_QSCD": ("UNKNOWN_QC_QSCD", "NOT_ADES_QC_QSCD"),
    "QCERT_FOR_ESIG": ("ADESIG_QC", "NOT_ADES_QC"),
    "QCERT_FOR_ESEAL": ("ADESEAL_QC", "NOT_ADES_QC"),
    "QCERT_FOR_UNKNOWN": ("UNKNOWN_QC", "NOT_ADES_QC"),
    "CERT_FOR_ESIG": ("ADESIG", "NOT_ADES"),
    "CERT_FOR_ESEAL": ("ADESEAL", "NOT_ADES"),
    "CERT_FOR_UNKNOWN": ("UNKNOWN", "NOT_ADES"),
}
"""Label of the certificate -> label of the signature where it is AdES, and where it failed. One for websites makes no AdES."""


def signature_label(indication: Indication, certificate: str) -> str:
    """The label of a signature from its verdict and the label of its certificate."""
    failed = indication in {Indication.TOTAL_FAILED, Indication.FAILED}
    if certificate == "NA":
        return "NOT_ADES" if failed else "NA"
    if certificate not in _ADES:
        return "NOT_ADES"
    passed_label, failed_label = _ADES[certificate]
    if failed:
        return failed_label
    return (
        passed_label if indication in {Indication.TOTAL_PASSED, Indication.PASSED} else f"INDETERMINATE_{passed_label}"
    )


def combine(issuance: CertificateQualification, signing: CertificateQualification) -> str:
    """Label of the certificate over both moments: qualified only where it was so at both, purpose only where both agree, device as at
    signing. Where one of the two can't be said, neither can the whole."""
    if issuance.label == signing.label:
        return signing.label
    if "NA" in (issuance.label, signing.label):
        return "NA"
    purpose = Purpose(signing.purpose) if issuance.purpose == signing.purpose else Purpose.UNKNOWN
    qualified = issuance.label.startswith("Q") and signing.label.startswith("Q")
    return Determination(qualified, purpose, signing.label.endswith("_QSCD")).label


def qualify(
    signature: Signature,
    conclusion: Conclusion,
    leaf: Certificate | None,
    chain: tuple[Certificate, ...],
    trust: TrustSet,
    policy: ValidationPolicy,
) -> Qualification:
    """Qualification of ``signature``, whose signing certificate is ``leaf`` and whose path is ``chain`` (it may be empty: listed issuers
    are looked for again, and each step is verified)."""
    checks = [_ades(conclusion)]
    listed = services_behind(leaf, chain, trust) if leaf is not None else ()
    checks += false_issuers(leaf, chain, trust) if leaf is not None else ()
    if leaf is None or not listed:
        status = Status.NOT_APPLICABLE if trust.empty else Status.FAILED
        checks.append(Check(REACHED, status, Reason.NO_LISTED_SERVICE))
        return _without(signature, conclusion, checks)
    checks.append(Check(REACHED, Status.PASSED, facts=(("services", len(listed)),)))
    scheme, services = _of_one_scheme(_acceptable(listed, trust, checks))
    if not services:
        return _without(signature, conclusion, checks)
    times = (("issuance", leaf.not_before), ("signing", conclusion.best_signature_time))
    agreed = [recognise(services, leaf, at) if scheme != "EU" else None for _, at in times]
    judged = [
        qualify_certificate(a.certificate if a else leaf, a.services if a else services, at, policy, moment)
        for (moment, at), a in zip(times, agreed, strict=True)
    ]
    checks += [j.check for j in judged]
    issuance, signing = (j.qualification for j in judged)
    certificate_label = combine(issuance, signing)
    if scheme != "EU" and all(agreed):
        checks.append(Check(SCHEME, Status.PASSED, None, (("scheme", scheme), ("recognised", True))))
    elif scheme != "EU":
        checks.append(_third_country(scheme))
        certificate_label = certificate_label.removeprefix("Q").removesuffix("_QSCD")
    label = signature_label(conclusion.indication, certificate_label)
    facts: Facts = (("label", label), ("certificate", certificate_label), ("scheme", scheme))
    return Qualification(
        label=label,
        at_issuance=issuance,
        at_signing=signing,
        scheme=scheme,
        check=Check(RESULT, _status(label, checks), None, facts, signature.id, children=tuple(checks)),
    )


def _ades(conclusion: Conclusion) -> Check:
    """Art. 32(1)(b)-(g) hang on the technical verdict."""
    facts: Facts = (("indication", conclusion.indication.value),)
    if conclusion.indication is Indication.TOTAL_PASSED:
        return Check(ADES, Status.PASSED, None, facts)
    return Check(ADES, Status.WARNING, Reason.NOT_ADES, facts)


def _status(label: str, checks: list[Check]) -> Status:
    if label in {"QESIG", "QESEAL"}:
        return conjunction(tuple(checks))
    return Status.INDETERMINATE if label == "NA" or label.startswith("INDETERMINATE") else Status.WARNING


def _without(signature: Signature, conclusion: Conclusion, checks: list[Check]) -> Qualification:
    """No list speaks: neither qualified nor not qualified is known, so nothing is."""
    applies = any(c.status is Status.FAILED for c in checks)
    status = Status.INDETERMINATE if applies else Status.NOT_APPLICABLE
    check = Check(RESULT, status, None, (("label", "NA"),), signature.id, children=tuple(checks))
    return Qualification(label="NA", check=check)


def _acceptable(
    services: tuple[TrustedService, ...], trust: TrustSet, checks: list[Check]
) -> tuple[TrustedService, ...]:
    """Services of lists that the policy lets be used; the verdict on each list is kept."""
    entries = {id(s.entry): s.entry for s in services}
    verdicts = {key: trust.verdict(entry) for key, entry in entries.items()}
    kept = tuple(s for s in services if verdicts[id(s.entry)].passed)
    status = Status.PASSED if kept else Status.FAILED
    reason = None if kept else Reason.NO_ACCEPTABLE_LIST
    checks.append(Check(ACCEPTABLE, status, reason, children=tuple(verdicts.values())))
    return kept


def _of_one_scheme(services: tuple[TrustedService, ...]) -> tuple[str, tuple[TrustedService, ...]]:
    """The European services; where there is none, those of the scheme nearest to the signer."""
    if not services:
        return "", ()
    schemes = [s.scheme for s in services]
    scheme = "EU" if "EU" in schemes else schemes[0]
    return scheme, tuple(s for s in services if s.scheme == scheme)


def _third_country(scheme: str) -> Check:
    """Regulation 910/2014 art. 14: without an act of recognition a third country's trust service is no qualified one in the Union."""
    return Check(SCHEME, Status.WARNING, Reason.THIRD_COUNTRY_SCHEME, (("scheme", scheme),))
