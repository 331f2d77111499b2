"""Certificates at one moment (TS 119 615 4.4.4, 4.5.4): what they say, what the list overrules, what contradicts."""

from datetime import UTC, datetime

import pytest

from esigval.model.check import Check
from esigval.model.reasons import Reason
from esigval.qualification.certificate import Judged, qualify_certificate
from esigval.trust import TrustedService
from esigval.trust.lists import Extension
from esigval.x509.certificate import Certificate
from tests.unit.qualification.making import BEFORE, SIGNED, UNDECIDABLE, Status, certificate, service
from tests.unit.trust.building import INTEROP, STRICT

PRE = datetime(2013, 1, 1, tzinfo=UTC)
QCP, QCP_PLUS = "0.4.0.1456.1.2", "0.4.0.1456.1.1"


def judged(leaf: Certificate, *services: TrustedService, at: datetime = SIGNED) -> Judged:
    return qualify_certificate(leaf, services, at, INTEROP, "signing")


def label(leaf: Certificate, *services: TrustedService, at: datetime = SIGNED) -> str:
    return judged(leaf, *services, at=at).qualification.label


def reasons(check: Check) -> set[Reason]:
    return {c.reason for c in check.children if c.reason is not None}


def status(*qualifiers: str, **changes: object) -> TrustedService:
    return service(Status(qualifiers=qualifiers, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (certificate("ESIG"), "QCERT_FOR_ESIG_QSCD"),
        (certificate("ESEAL"), "QCERT_FOR_ESEAL_QSCD"),
        (certificate("WSA"), "QCERT_FOR_WSA"),
        (certificate(), "QCERT_FOR_ESIG_QSCD"),
        (certificate("ESIG", "ESEAL"), "QCERT_FOR_UNKNOWN_QSCD"),
        (certificate("ESIG", sscd=False), "QCERT_FOR_ESIG"),
        (certificate("ESIG", compliance=False), "CERT_FOR_ESIG"),
        (certificate(compliance=False, sscd=False), "CERT_FOR_UNKNOWN"),
        (certificate("ESIG", legislation=("MD",)), "CERT_FOR_ESIG"),
        (certificate("ESIG", compliance=False, policies=(QCP_PLUS,)), "CERT_FOR_ESIG"),
    ],
)
def test_what_the_certificate_says_under_the_regulation(leaf: Certificate, expected: str) -> None:
    assert label(leaf, service()) == expected


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (certificate(issued=BEFORE), "QCERT_FOR_ESIG_QSCD"),
        (certificate(issued=BEFORE, compliance=False, sscd=False, policies=(QCP,)), "QCERT_FOR_ESIG"),
        (certificate(issued=BEFORE, compliance=False, sscd=False, policies=(QCP_PLUS,)), "QCERT_FOR_ESIG_QSCD"),
        (certificate(issued=BEFORE, compliance=False, sscd=False), "CERT_FOR_UNKNOWN"),
        (certificate("ESEAL", issued=BEFORE), "QCERT_FOR_ESIG_QSCD"),
    ],
)
@pytest.mark.parametrize("accepted", ["accredited", "undersupervision", "supervisionincessation"])
def test_what_the_certificate_says_under_the_directive(leaf: Certificate, expected: str, accepted: str) -> None:
    assert label(leaf, service(Status(accepted, PRE)), at=BEFORE) == expected


@pytest.mark.parametrize(
    ("qualifiers", "leaf", "expected"),
    [
        (("QCStatement",), certificate("ESIG", compliance=False), "QCERT_FOR_ESIG_QSCD"),
        (("QCStatement",), certificate("ESIG", legislation=("MD",)), "QCERT_FOR_ESIG_QSCD"),
        (("NotQualified",), certificate("ESIG"), "CERT_FOR_ESIG"),
        (("QCWithQSCD",), certificate("ESIG", sscd=False), "QCERT_FOR_ESIG_QSCD"),
        (("QCQSCDManagedOnBehalf",), certificate("ESIG", sscd=False), "QCERT_FOR_ESIG_QSCD"),
        (("QCNoQSCD",), certificate("ESIG"), "QCERT_FOR_ESIG"),
        (("QCQSCDStatusAsInCert",), certificate("ESIG"), "QCERT_FOR_ESIG_QSCD"),
        (("QCQSCDStatusAsInCert",), certificate("ESIG", sscd=False), "QCERT_FOR_ESIG"),
        (("QCForESeal",), certificate("ESIG"), "QCERT_FOR_ESEAL_QSCD"),
        (("QCForESig",), certificate("ESEAL"), "QCERT_FOR_ESIG_QSCD"),
        (("QCForWSA",), certificate("ESIG"), "QCERT_FOR_WSA"),
        (("QCForESeal",), certificate("ESIG", compliance=False), "CERT_FOR_ESIG"),
        (("QCForESig",), certificate("ESIG", "ESEAL"), "QCERT_FOR_ESIG_QSCD"),
        (("QCWithSSCD",), certificate("ESIG", sscd=False), "QCERT_FOR_ESIG"),
    ],
)
def test_the_list_overrules_the_certificate(qualifiers: tuple[str, ...], leaf: Certificate, expected: str) -> None:
    assert label(leaf, status(*qualifiers)) == expected


@pytest.mark.parametrize(
    ("qualifiers", "expected"),
    [
        (("QCStatement", "NotQualified"), "CERT_FOR_ESIG"),
        (("QCWithQSCD", "QCNoQSCD"), "QCERT_FOR_ESIG"),
        (("QCQSCDStatusAsInCert", "QCWithQSCD"), "QCERT_FOR_ESIG"),
        (("QCForESig", "QCForESeal"), "QCERT_FOR_UNKNOWN_QSCD"),
        (("QCForESig", "QCForLegalPerson"), "QCERT_FOR_UNKNOWN_QSCD"),
    ],
)
def test_an_entry_that_contradicts_itself_gives_less(qualifiers: tuple[str, ...], expected: str) -> None:
    found = judged(
        certificate("ESIG", "ESEAL") if "QCForLegalPerson" in qualifiers else certificate("ESIG"), status(*qualifiers)
    )
    assert found.qualification.label == expected
    assert Reason.SERVICE_INCONSISTENT in reasons(found.check)


@pytest.mark.parametrize(
    "bad", ["withdrawn", "deprecatedatnationallevel", "recognisedatnationallevel", "accredited", "unheard-of"]
)
def test_only_a_granted_service_makes_anything_qualified_today(bad: str) -> None:
    found = judged(certificate("ESIG"), service(Status(bad)))
    assert found.qualification.label == "CERT_FOR_ESIG"
    assert found.qualification.qualified == "no"
    assert Reason.SERVICE_NOT_GRANTED in reasons(found.check)


@pytest.mark.parametrize("bad", ["granted", "supervisionceased", "accreditationrevoked", "withdrawn"])
def test_only_a_status_of_the_directive_counts_before_the_regulation(bad: str) -> None:
    assert label(certificate(issued=BEFORE), service(Status(bad, PRE)), at=BEFORE) == "CERT_FOR_ESIG"


@pytest.mark.parametrize("kind", ["CA/PKC", "NationalRootCA-QC", "TSA/QTST"])
def test_only_a_ca_qc_service_makes_anything_qualified(kind: str) -> None:
    found = judged(certificate("ESIG"), service(Status(type="http://uri.etsi.org/TrstSvc/Svctype/" + kind)))
    assert found.qualification.label == "CERT_FOR_ESIG"
    assert Reason.NO_CA_QC_SERVICE in reasons(found.check)


@pytest.mark.parametrize(
    ("listed_for", "leaf", "expected"),
    [
        (("ForeSeals",), certificate("ESIG"), "CERT_FOR_ESIG"),
        (("ForeSignatures",), certificate("ESEAL"), "CERT_FOR_ESEAL"),
        (("ForeSignatures",), certificate("ESIG"), "QCERT_FOR_ESIG_QSCD"),
        ((), certificate("ESIG"), "CERT_FOR_ESIG"),
        ((), certificate("ESIG", "ESEAL"), "QCERT_FOR_UNKNOWN_QSCD"),
    ],
)
def test_a_service_speaks_for_what_it_is_listed_for(
    listed_for: tuple[str, ...], leaf: Certificate, expected: str
) -> None:
    assert label(leaf, service(Status(listed_for=listed_for))) == expected


def test_the_status_at_the_time_counts() -> None:
    history = service(
        Status("withdrawn", datetime(2019, 6, 1, tzinfo=UTC)),
        Status("granted", datetime(2016, 7, 1, tzinfo=UTC)),
    )
    leaf = certificate("ESIG")
    assert label(leaf, history, at=datetime(2019, 5, 31, tzinfo=UTC)) == "QCERT_FOR_ESIG_QSCD"
    assert label(leaf, history, at=datetime(2019, 6, 1, tzinfo=UTC)) == "CERT_FOR_ESIG"
    found = judged(leaf, history, at=datetime(2016, 6, 1, tzinfo=UTC))
    assert found.qualification.label == "CERT_FOR_ESIG"
    assert Reason.NO_SERVICE_AT_TIME in reasons(found.check)


def test_services_with_different_answers_leave_it_open() -> None:
    found = judged(certificate("ESIG"), service(), service(Status("withdrawn")))
    assert (found.qualification.label, found.qualification.qualified) == ("NA", "unknown")
    assert Reason.SERVICES_CONFLICT in reasons(found.check)


def test_services_with_the_same_answer_agree() -> None:
    assert label(certificate("ESIG"), service(), service(Status(qualifiers=("QCWithQSCD",)))) == "QCERT_FOR_ESIG_QSCD"


def test_a_duplicate_service_changes_nothing() -> None:
    one = service()
    assert label(certificate("ESIG"), one, one) == label(certificate("ESIG"), one)


@pytest.mark.parametrize("qualifier", ["QCWithQSCD", "NotQualified", "QCStatement"])
def test_criteria_that_can_not_be_decided_leave_it_unknown(qualifier: str) -> None:
    found = judged(certificate("ESIG"), status(qualifier, criteria=UNDECIDABLE))
    assert found.qualification.qualified == "unknown"
    assert found.qualification.label == "CERT_FOR_ESIG"
    assert Reason.QUALIFIER_UNDECIDED in reasons(found.check)


def test_a_critical_extension_that_is_not_known_leaves_it_unknown() -> None:
    moon = (Extension("{urn:y}Moon", True, False),)
    found = judged(certificate("ESIG"), service(Status(extensions=moon)))
    assert found.qualification.qualified == "unknown"
    assert Reason.CRITICAL_EXTENSION_UNKNOWN in reasons(found.check)


def test_a_history_out_of_order_is_refused_by_strict_and_sorted_by_interop() -> None:
    disordered = service(
        Status("granted", datetime(2016, 7, 1, tzinfo=UTC)), Status("withdrawn", datetime(2018, 7, 1, tzinfo=UTC))
    )
    strict = qualify_certificate(certificate("ESIG"), (disordered,), SIGNED, STRICT, "signing")
    assert strict.qualification.label == "CERT_FOR_ESIG"
    assert Reason.SERVICE_HISTORY_OUT_OF_ORDER in reasons(strict.check)
    assert label(certificate("ESIG"), disordered) == "CERT_FOR_ESIG"
