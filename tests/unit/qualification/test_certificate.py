"""Certificates at one moment (TS 119 615 4.4.4, 4.5.4): what they say, what the list overrules, what contradicts."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

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


@pytest.mark.parametrize("accepted", ["accredited", "undersupervision", "supervisionincessation"])
@pytest.mark.parametrize("leaf", [certificate("ESIG"), certificate("ESEAL"), certificate(issued=BEFORE)])
def test_a_status_of_the_directive_says_nothing_of_a_time_under_the_regulation(
    leaf: Certificate, accepted: str
) -> None:
    found = judged(leaf, service(Status(accepted, PRE)))
    assert (found.qualification.label, found.qualification.qualified) == ("NA", "unknown")
    assert Reason.SERVICE_INCONSISTENT in reasons(found.check)


def test_a_service_that_was_taken_over_by_the_regulation_is_judged_by_each_in_its_time() -> None:
    """Lists begin the new status at midnight in Brussels or in UTC: the two hours between are nobody's loss."""
    leaf, utc = certificate(issued=BEFORE), datetime(2016, 7, 1, tzinfo=UTC)
    taken_over = service(Status("granted", utc), Status("accredited", PRE))
    for at in (BEFORE, utc - timedelta(hours=1), utc, SIGNED):
        assert label(leaf, taken_over, at=at) == "QCERT_FOR_ESIG_QSCD"


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


NOTHING_SAID = ("NA", "unknown")


def answer(found: Judged) -> tuple[str, str]:
    return found.qualification.label, found.qualification.qualified


MOON = (Extension("{urn:y}Moon", True, False),)
OPEN = {
    "criteria that are not known": (
        Status(qualifiers=("NotQualified",), criteria=UNDECIDABLE),
        Reason.QUALIFIER_UNDECIDED,
    ),
    "criteria for a device": (Status(qualifiers=("QCWithQSCD",), criteria=UNDECIDABLE), Reason.QUALIFIER_UNDECIDED),
    "criteria for a grant": (Status(qualifiers=("QCStatement",), criteria=UNDECIDABLE), Reason.QUALIFIER_UNDECIDED),
    "a qualifier that is not known": (Status(qualifiers=("NotForThis",)), Reason.QUALIFIER_UNDECIDED),
    "a critical extension": (Status(extensions=MOON), Reason.CRITICAL_EXTENSION_UNKNOWN),
    "a withdrawal": (Status("withdrawn"), Reason.SERVICES_CONFLICT),
    "a contradiction about the device": (Status(qualifiers=("QCWithQSCD", "QCNoQSCD")), Reason.SERVICES_CONFLICT),
    "a contradiction about the whole": (Status(qualifiers=("QCStatement", "NotQualified")), Reason.SERVICES_CONFLICT),
}
"""What one of two entries for the same key says, and why nothing can be said then."""


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize("first", [True, False])
def test_an_entry_that_leaves_it_open_is_not_overruled_by_another(name: str, first: bool) -> None:
    opened, reason = OPEN[name]
    entries = (service(opened), service()) if first else (service(), service(opened))
    found = judged(certificate("ESIG"), *entries)
    assert answer(found) == NOTHING_SAID
    assert reason in reasons(found.check)
    assert label(certificate("ESIG"), service(), service()) == "QCERT_FOR_ESIG_QSCD"


@pytest.mark.parametrize("name", list(OPEN)[:5])
def test_what_is_not_known_is_said_to_be_unknown(name: str) -> None:
    opened, reason = OPEN[name]
    found = judged(certificate("ESIG"), service(opened))
    assert answer(found) == NOTHING_SAID
    assert reason in reasons(found.check)


def test_what_is_not_critical_may_be_passed_over() -> None:
    optional = (Extension("{urn:y}Moon", False, False),)
    assert label(certificate("ESIG"), service(Status(extensions=optional))) == "QCERT_FOR_ESIG_QSCD"


def test_a_critical_extension_of_the_provider_leaves_it_unknown() -> None:
    trusted = service()
    for critical, expected in ((True, NOTHING_SAID), (False, ("QCERT_FOR_ESIG_QSCD", "yes"))):
        provider = replace(trusted.provider, extensions=(Extension("{urn:y}Moon", critical, False),))
        assert answer(judged(certificate("ESIG"), replace(trusted, provider=provider))) == expected


NOON = datetime(2018, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((Status("granted", NOON), Status("withdrawn", NOON)), "QCERT_FOR_ESIG_QSCD"),
        ((Status("withdrawn", NOON), Status("granted", NOON)), "CERT_FOR_ESIG"),
        ((Status("granted", NOON), Status("withdrawn", NOON.replace(hour=11))), "QCERT_FOR_ESIG_QSCD"),
        ((Status("withdrawn", NOON), Status("granted", NOON.replace(hour=11))), "CERT_FOR_ESIG"),
    ],
    ids=["grant listed last", "withdrawal listed last", "grant later that day", "withdrawal later that day"],
)
def test_of_two_statuses_of_one_day_the_newer_entry_counts(statuses: tuple[Status, ...], expected: str) -> None:
    """Clause 5.6: the history goes back in time, so what stands first is newer; published lists have such pairs in both orders."""
    assert label(certificate("ESIG"), service(*statuses)) == expected
    assert label(certificate("ESIG"), service(*statuses), at=NOON.replace(hour=10)) == "CERT_FOR_ESIG"


def test_a_service_covers_its_time_without_gaps() -> None:
    history = service(
        Status("granted", datetime(2018, 7, 1, tzinfo=UTC)), Status("withdrawn", datetime(2016, 7, 1, tzinfo=UTC))
    )
    assert label(certificate("ESIG"), history, at=datetime(2018, 6, 30, 23, 59, 59, tzinfo=UTC)) == "CERT_FOR_ESIG"
    assert label(certificate("ESIG"), history, at=datetime(2018, 7, 1, tzinfo=UTC)) == "QCERT_FOR_ESIG_QSCD"


def test_a_history_out_of_order_is_refused_by_strict_and_sorted_by_interop() -> None:
    disordered = service(
        Status("granted", datetime(2016, 7, 1, tzinfo=UTC)), Status("withdrawn", datetime(2018, 7, 1, tzinfo=UTC))
    )
    for entries in ((disordered,), (disordered, service()), (service(), disordered)):
        strict = qualify_certificate(certificate("ESIG"), entries, SIGNED, STRICT, "signing")
        assert answer(strict) == NOTHING_SAID
        assert Reason.SERVICE_HISTORY_OUT_OF_ORDER in reasons(strict.check)
    ordered = qualify_certificate(certificate("ESIG"), (service(),), SIGNED, STRICT, "signing")
    assert ordered.qualification.label == "QCERT_FOR_ESIG_QSCD"
    assert label(certificate("ESIG"), disordered) == "CERT_FOR_ESIG"
