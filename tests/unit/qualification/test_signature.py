"""Qualification of signatures and time-stamps of the fictional providers, from signed lists."""

from datetime import UTC, datetime

import pytest

from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.check import Check, Status
from esigval.model.conclusion import Conclusion, Indication
from esigval.model.dossier import TrustSource
from esigval.model.qualification import CertificateQualification, Qualification
from esigval.model.reasons import Reason
from esigval.model.signature import Format, Signature, SignatureValue
from esigval.qualification import qualify, qualify_timestamp
from esigval.qualification.signature import combine, signature_label
from esigval.trust import load_trust
from esigval.x509.certificate import Certificate, parse_certificate
from tests.unit.trust.building import (
    AT,
    INTEROP,
    STRICT,
    URL,
    List,
    Pointer,
    Service,
    granted,
    listed_for,
    lotl,
    standalone,
    under_root,
    world,
)

SIGNATURE = Signature(
    id="S-1", format=Format.XADES, level="", value=SignatureValue(SignatureAlgorithm("", ""), b"", ())
)
TSA_TIME = datetime(2025, 5, 5, tzinfo=UTC)


def certificate(name: str) -> Certificate:
    return parse_certificate(world()[name].der)


def qualified(
    source: TrustSource | None,
    leaf: str = "ro-ana",
    chain: tuple[str, ...] = (),
    indication: Indication = Indication.TOTAL_PASSED,
    at: datetime = AT,
) -> Qualification:
    return qualified_certificate(source, certificate(leaf), tuple(map(certificate, chain)), indication, at)


def qualified_certificate(
    source: TrustSource | None,
    leaf: Certificate,
    chain: tuple[Certificate, ...],
    indication: Indication = Indication.TOTAL_PASSED,
    at: datetime = AT,
) -> Qualification:
    conclusion = Conclusion(
        signature="S-1",
        indication=indication,
        sub_indication=None,
        best_signature_time=at,
        check=Check("en-319-102-1/5.6", Status.PASSED),
    )
    trust = load_trust((source,) if source else (), AT, STRICT)
    return qualify(SIGNATURE, conclusion, leaf, chain, trust, STRICT)


def european(*services: Service) -> TrustSource:
    return under_root(List(services=services or (granted(),)).build())


def reasons(check: Check) -> set[Reason]:
    return {c.reason for c in check.children if c.reason is not None}


@pytest.mark.parametrize(
    ("indication", "leaf", "label"),
    [
        (Indication.TOTAL_PASSED, "ro-ana", "QESIG"),
        (Indication.INDETERMINATE, "ro-ana", "INDETERMINATE_QESIG"),
        (Indication.TOTAL_FAILED, "ro-ana", "NOT_ADES_QC_QSCD"),
        (Indication.TOTAL_PASSED, "ro-firma", "QESEAL"),
        (Indication.INDETERMINATE, "ro-firma", "INDETERMINATE_QESEAL"),
    ],
)
def test_label_of_a_signature(indication: Indication, leaf: str, label: str) -> None:
    found = qualified(european(), leaf, ("ro-qca", "ro-root"), indication)
    assert (found.label, found.scheme) == (label, "EU")


def test_the_listed_issuer_is_found_without_a_chain() -> None:
    assert qualified(european()).label == "QESIG"


def test_a_listed_root_above_the_chain_is_found() -> None:
    root = Service(world()["ro-root"].der, (("granted", "2016-07-01T00:00:00Z", listed_for("ForeSignatures")),))
    assert qualified(european(root), chain=("ro-qca",)).label == "QESIG"


def test_a_chain_that_does_not_verify_leads_nowhere() -> None:
    found = qualified(european(granted("md-qca")), chain=("md-qca",))
    assert found.label == "NA"
    assert Reason.NO_LISTED_SERVICE in reasons(found.check)


def test_the_services_are_told() -> None:
    found = qualified(european())
    assert found.at_signing is not None
    (use,) = found.at_signing.services
    assert (use.territory, use.type, use.status, use.list_authenticated) == ("RO", "CA/QC", "granted", True)
    assert use.provider_registration == "VATRO-90000017"


def test_without_lists_nothing_is_said() -> None:
    found = qualified(None)
    assert (found.label, found.check.status) == ("NA", Status.NOT_APPLICABLE)


def test_a_refused_list_says_nothing() -> None:
    found = qualified(under_root(List(services=(granted(),), signer="md-operator").build()))
    assert found.label == "NA"
    assert Reason.NO_ACCEPTABLE_LIST in reasons(found.check)


def test_withdrawn_before_signing() -> None:
    periods = (
        ("withdrawn", "2025-01-01T00:00:00Z", listed_for("ForeSignatures")),
        ("granted", "2016-07-01T00:00:00Z", listed_for("ForeSignatures")),
    )
    source = european(Service(world()["ro-qca"].der, periods))
    assert qualified(source).label == "ADESIG"
    assert qualified(source, at=datetime(2024, 12, 1, tzinfo=UTC)).label == "QESIG"


def test_granted_only_after_issuance() -> None:
    periods = (("granted", "2025-01-01T00:00:00Z", listed_for("ForeSignatures")),)
    found = qualified(european(Service(world()["ro-qca"].der, periods)))
    assert found.label == "ADESIG"
    assert found.at_issuance is not None
    assert found.at_signing is not None
    assert (found.at_issuance.qualified, found.at_signing.qualified) == ("no", "yes")


def test_a_third_country_scheme_gives_no_european_qualification() -> None:
    source = standalone(
        List(services=(granted("md-qca"),), signer="md-operator", territory="MD", type="urn:md").build(), "md-operator"
    )
    found = qualified(source, "md-ion", ("md-qca",))
    assert (found.label, found.scheme) == ("ADESIG", "MD")
    assert found.at_signing is not None
    assert (found.at_signing.qualified, found.at_signing.label) == ("yes", "QCERT_FOR_ESIG_QSCD")
    assert Reason.THIRD_COUNTRY_SCHEME in reasons(found.check)


def test_a_third_country_list_that_calls_itself_european_gives_none_either() -> None:
    source = standalone(
        List(services=(granted("md-qca"),), signer="md-operator", territory="MD").build(), "md-operator"
    )
    assert qualified(source, "md-ion").label == "ADESIG"
    pointed = lotl(pointers=(Pointer(URL, ("md-operator",), "MD", "urn:mra"),)).build()
    data = List(services=(granted("md-qca"),), signer="md-operator", territory="MD", type="urn:mra").build()
    assert qualified(under_root(data, pointed), "md-ion").label == "ADESIG"


def at_moment(label: str) -> CertificateQualification:
    purpose = next((p for p in ("ESIG", "ESEAL", "WSA") if p in label), "UNKNOWN")
    answer = ("yes" if label.startswith("Q") else "no", "yes" if label.endswith("_QSCD") else "no")
    return CertificateQualification(label, *answer, purpose, AT)


@pytest.mark.parametrize(
    ("issuance", "signing", "expected"),
    [
        ("QCERT_FOR_ESIG_QSCD", "QCERT_FOR_ESIG_QSCD", "QCERT_FOR_ESIG_QSCD"),
        ("QCERT_FOR_ESIG", "QCERT_FOR_ESIG_QSCD", "QCERT_FOR_ESIG_QSCD"),
        ("QCERT_FOR_ESIG_QSCD", "QCERT_FOR_ESIG", "QCERT_FOR_ESIG"),
        ("CERT_FOR_ESIG", "QCERT_FOR_ESIG_QSCD", "CERT_FOR_ESIG"),
        ("QCERT_FOR_ESIG_QSCD", "CERT_FOR_ESIG", "CERT_FOR_ESIG"),
        ("QCERT_FOR_ESIG_QSCD", "QCERT_FOR_ESEAL_QSCD", "QCERT_FOR_UNKNOWN_QSCD"),
        ("NA", "QCERT_FOR_ESIG_QSCD", "NA"),
        ("QCERT_FOR_ESIG_QSCD", "NA", "NA"),
        ("NA", "NA", "NA"),
    ],
)
def test_both_moments_count(issuance: str, signing: str, expected: str) -> None:
    assert combine(at_moment(issuance), at_moment(signing)) == expected


PASSED, UNSURE, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED


@pytest.mark.parametrize(
    ("certificate_label", "labels"),
    [
        ("QCERT_FOR_ESIG_QSCD", ("QESIG", "INDETERMINATE_QESIG", "NOT_ADES_QC_QSCD")),
        ("QCERT_FOR_ESEAL_QSCD", ("QESEAL", "INDETERMINATE_QESEAL", "NOT_ADES_QC_QSCD")),
        ("QCERT_FOR_UNKNOWN_QSCD", ("UNKNOWN_QC_QSCD", "INDETERMINATE_UNKNOWN_QC_QSCD", "NOT_ADES_QC_QSCD")),
        ("QCERT_FOR_ESIG", ("ADESIG_QC", "INDETERMINATE_ADESIG_QC", "NOT_ADES_QC")),
        ("QCERT_FOR_ESEAL", ("ADESEAL_QC", "INDETERMINATE_ADESEAL_QC", "NOT_ADES_QC")),
        ("QCERT_FOR_UNKNOWN", ("UNKNOWN_QC", "INDETERMINATE_UNKNOWN_QC", "NOT_ADES_QC")),
        ("QCERT_FOR_WSA", ("NOT_ADES", "NOT_ADES", "NOT_ADES")),
        ("CERT_FOR_ESIG", ("ADESIG", "INDETERMINATE_ADESIG", "NOT_ADES")),
        ("CERT_FOR_ESEAL", ("ADESEAL", "INDETERMINATE_ADESEAL", "NOT_ADES")),
        ("CERT_FOR_UNKNOWN", ("UNKNOWN", "INDETERMINATE_UNKNOWN", "NOT_ADES")),
        ("CERT_FOR_WSA", ("NOT_ADES", "NOT_ADES", "NOT_ADES")),
        ("NA", ("NA", "NA", "NOT_ADES")),
    ],
)
def test_matrix_of_verdict_and_certificate(certificate_label: str, labels: tuple[str, str, str]) -> None:
    assert tuple(signature_label(i, certificate_label) for i in (PASSED, UNSURE, FAILED)) == labels


def stamped(
    *services: Service, time: datetime = TSA_TIME, proven: datetime = AT, source: TrustSource | None = None
) -> str:
    trust = load_trust((source or european(*services),), AT, INTEROP)
    return qualify_timestamp(certificate("ro-tsa"), (), time, proven, trust)[0]


def tsa(status: str, since: str, kind: str = "TSA/QTST") -> Service:
    return Service(world()["ro-tsa"].der, ((status, since, ""),), type=kind)


@pytest.mark.parametrize(
    ("service", "time", "label"),
    [
        (tsa("granted", "2017-01-01T00:00:00Z"), TSA_TIME, "QTSA"),
        (tsa("withdrawn", "2017-01-01T00:00:00Z"), TSA_TIME, "TSA"),
        (tsa("granted", "2017-01-01T00:00:00Z", "TSA"), TSA_TIME, "TSA"),
        (tsa("granted", "2025-05-20T00:00:00Z"), TSA_TIME, "TSA"),
        (tsa("accredited", "2010-01-01T00:00:00Z"), datetime(2016, 1, 1, tzinfo=UTC), "TSA"),
        (tsa("accredited", "2010-01-01T00:00:00Z"), TSA_TIME, "TSA"),
    ],
)
def test_time_stamps(service: Service, time: datetime, label: str) -> None:
    assert stamped(service, time=time) == label


def test_a_time_stamp_of_nobody_listed() -> None:
    assert stamped(granted("ro-qca")) == "NA"


def test_a_time_stamp_of_a_third_country() -> None:
    data = List(
        services=(tsa("granted", "2017-01-01T00:00:00Z"),), signer="md-operator", territory="MD", type="urn:md"
    ).build()
    assert stamped(source=standalone(data, "md-operator")) == "NA"
