"""What is read in a list, and that nothing but Malformed escapes."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esigval.model.errors import Malformed
from esigval.trust.parse import MAX_ITEMS, parse_list
from esigval.trust.xml import MAX_LIST_BYTES
from tests.unit.trust.building import (
    INFO,
    List,
    Pointer,
    Service,
    criteria,
    granted,
    key_usage,
    listed_for,
    lotl,
    other,
    policies,
    qualifications,
    world,
)


def test_scheme_information() -> None:
    found = parse_list(List(services=(granted(),)).unsigned())
    assert (found.version, found.sequence, found.territory) == (6, 7, "RO")
    assert found.issued == datetime(2025, 5, 1, tzinfo=UTC)
    assert found.next_update == datetime(2025, 11, 1, tzinfo=UTC)
    assert found.operator == "Operator"
    assert found.absent == ()


def test_a_list_that_lacks_a_mandatory_field_says_which() -> None:
    assert parse_list(List(leave_out="<PolicyOrLegalNotice/>").unsigned()).absent == ("PolicyOrLegalNotice",)


def test_the_last_list_of_a_scheme_has_no_next_update() -> None:
    assert parse_list(List(next_update="").unsigned()).next_update is None


def test_provider_and_its_registration() -> None:
    provider = parse_list(List(services=(granted(),)).unsigned()).providers[0]
    assert provider.name == "Certificat Închipuit SA (fictiv)"
    assert provider.registrations == ("VATRO-90000017",)


def test_service_with_its_history() -> None:
    periods = (
        ("withdrawn", "2020-01-01T00:00:00Z", ""),
        ("granted", "2016-07-01T00:00:00Z", ""),
        ("accredited", "2010-01-01T00:00:00Z", ""),
    )
    found = parse_list(List(services=(Service(world()["ro-qca"].der, periods),)).unsigned())
    service = found.providers[0].services[0]
    statuses = [p.status.rpartition("/")[2] for p in service.periods]
    assert statuses == ["withdrawn", "granted", "accredited"]
    certificate = service.identity.certificates[0]
    assert certificate.der == world()["ro-qca"].der
    assert certificate.spki in certificate.der
    assert certificate.subject_der in certificate.der


@pytest.mark.parametrize(
    ("time", "status"),
    [
        ("2009-12-31T23:59:59Z", None),
        ("2010-01-01T00:00:00Z", "accredited"),
        ("2016-06-30T23:59:59Z", "accredited"),
        ("2016-07-01T00:00:00Z", "granted"),
        ("2019-12-31T23:59:59Z", "granted"),
        ("2020-01-01T00:00:00Z", "withdrawn"),
    ],
)
def test_the_status_at_a_time_is_the_last_one_that_began(time: str, status: str | None) -> None:
    periods = (
        ("withdrawn", "2020-01-01T00:00:00Z", ""),
        ("granted", "2016-07-01T00:00:00Z", ""),
        ("accredited", "2010-01-01T00:00:00Z", ""),
    )
    service = parse_list(List(services=(Service(world()["ro-qca"].der, periods),)).unsigned()).providers[0].services[0]
    period = service.at(datetime.fromisoformat(time))
    assert (period and period.status.rpartition("/")[2]) == status


def test_qualifiers_with_nested_criteria() -> None:
    wanted = criteria(
        "all",
        policies("1.2.3"),
        key_usage(nonRepudiation=True, digitalSignature=False),
        criteria("atLeastOne", policies("1.2.4"), policies("1.2.5", "1.2.6")),
        other(
            "<t:ExtendedKeyUsage><t:KeyPurposeId><x:Identifier>urn:oid:1.3.6.1</x:Identifier></t:KeyPurposeId></t:ExtendedKeyUsage>"
            "<t:CertSubjectDNAttribute><t:AttributeOID><x:Identifier>2.5.4.97</x:Identifier></t:AttributeOID></t:CertSubjectDNAttribute>"
        ),
    )
    found = parse_list(List(services=(granted(extensions=qualifications(("QCWithQSCD", wanted))),)).unsigned())
    (element,) = found.providers[0].services[0].current.qualifications
    assert element.qualifiers == (INFO + "QCWithQSCD",)
    assert element.criteria.policies == (("1.2.3",),)
    assert element.criteria.key_usages == ((("nonRepudiation", True), ("digitalSignature", False)),)
    assert element.criteria.children[0].assertion == "atLeastOne"
    assert element.criteria.children[0].policies == (("1.2.4",), ("1.2.5", "1.2.6"))
    assert element.criteria.extended_key_usages == (("1.3.6.1",),)
    assert element.criteria.subject_attributes == (("2.5.4.97",),)
    assert element.criteria.unknown == ()


def test_criteria_that_are_not_known_are_kept_as_such() -> None:
    wanted = criteria("all", other('<y:Moon xmlns:y="urn:y"/>'))
    found = parse_list(List(services=(granted(extensions=qualifications(("QCWithQSCD", wanted))),)).unsigned())
    assert found.providers[0].services[0].current.qualifications[0].criteria.unknown == ("{urn:y}Moon",)


def test_other_extensions_of_a_service() -> None:
    extensions = (
        listed_for("RootCA-QC")
        + '<Extension Critical="false"><ExpiredCertsRevocationInfo>2017-02-03T04:05:06Z</ExpiredCertsRevocationInfo></Extension>'
        + '<Extension Critical="false"><t:TakenOverBy><URI xml:lang="en">https://new.example</URI><t:TSPName>'
        '<Name xml:lang="en">New</Name></t:TSPName><SchemeTerritory>MD</SchemeTerritory></t:TakenOverBy></Extension>'
        + '<Extension Critical="true"><y:Moon xmlns:y="urn:y"/></Extension>'
    )
    period = parse_list(List(services=(granted(extensions=extensions),)).unsigned()).providers[0].services[0].current
    assert period.additional[0].uri == INFO + "RootCA-QC"
    assert period.expired_certificates_since == datetime(2017, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert (period.taken_over_by[0].uri, period.taken_over_by[0].territory) == ("https://new.example", "MD")
    assert period.unknown_critical == ("{urn:y}Moon",)


def test_pointers() -> None:
    found = parse_list(lotl().unsigned())
    assert [p.territory for p in found.pointers] == ["EU", "RO"]
    assert found.pointers[1].certificates[0].der == world()["ro-operator"].der


def test_a_certificate_that_cannot_be_read_is_counted() -> None:
    service = Service(b"no certificate", (("granted", "2016-07-01T00:00:00Z", ""),))
    identity = parse_list(List(services=(service,)).unsigned()).providers[0].services[0].identity
    assert (identity.certificates, identity.unreadable) == ((), 1)


BROKEN = {
    "empty": b"",
    "not xml": b"\x00\x01random",
    "truncated": List(services=(granted(),)).unsigned()[:-40],
    "document type": b"<!DOCTYPE TrustServiceStatusList [<!ENTITY a 'b'>]>" + List().unsigned(),
    "another root": b"<TrustServiceStatusList/>",
    "no scheme": b'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"/>',
    "version": List(version="six").unsigned(),
    "sequence": List(sequence="-1").unsigned(),
    "issue time": List(issued="yesterday").unsigned(),
    "next update": List(next_update="2025-13-01T00:00:00Z").unsigned(),
    "status time": List(services=(Service(world()["ro-qca"].der, (("granted", "", ""),)),)).unsigned(),
    "assertion": List(
        services=(granted(extensions=qualifications(("QCWithQSCD", criteria("some", policies("1.2"))))),)
    ).unsigned(),
    "deep criteria": List(services=(granted(extensions=qualifications(("QCWithQSCD", criteria("all") * 1))),))
    .unsigned()
    .replace(b'<s:CriteriaList assert="all">', b'<s:CriteriaList assert="all">' * 40)
    .replace(b"</s:CriteriaList>", b"</s:CriteriaList>" * 40),
    "too many pointers": List(pointers=(Pointer("u", ()),))
    .unsigned()
    .replace(b"<PointersToOtherTSL>", b"<PointersToOtherTSL>" + b"<OtherTSLPointer/>" * (MAX_ITEMS + 1)),
    "100 MB": b" " * (MAX_LIST_BYTES + 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_list_is_malformed(name: str) -> None:
    with pytest.raises(Malformed):
        parse_list(BROKEN[name])


_SAMPLE = List(
    services=(granted(extensions=qualifications(("QCWithQSCD", criteria("all", policies("1.2.3"))))),),
).unsigned()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_only_malformed_escapes(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(_SAMPLE)))
    length = data.draw(st.integers(0, 60))
    changed = _SAMPLE[:start] + data.draw(st.binary(max_size=40)) + _SAMPLE[start + length :]
    with contextlib.suppress(Malformed):
        parse_list(changed)


@pytest.mark.corpus
def test_published_lists(shared: Path) -> None:
    lists = {p.name: parse_list(p.read_bytes()) for p in sorted((shared / "lists/2023-10/lists").glob("*.xml"))}
    romania = lists["RO-61.xml"]
    assert len(lists) == 33
    assert (romania.territory, romania.sequence, len(romania.providers)) == ("RO", 61, 7)
    assert sum(1 for _ in romania.services()) == 123
    statuses = {p.status.rpartition("/")[2] for _, s in romania.services() for p in s.periods}
    assert {"granted", "accredited", "undersupervision"} <= statuses
