"""Criteria lists (TS 119 612 clause 5.5.9.2.2) against certificates of the fictional providers."""

import pytest

from esigval.trust.criteria import captured_qualifiers, fulfils
from esigval.trust.lists import Criteria
from esigval.trust.parse import parse_list
from esigval.x509.certificate import Certificate, parse_certificate
from tests.unit.trust.building import INFO, List, criteria, granted, policies, qualifications, world

PERSON_POLICY = "0.4.0.194112.1.2"
SERIAL_NUMBER = "2.5.4.5"


@pytest.fixture(scope="module")
def ana() -> Certificate:
    """A natural person's certificate: nonRepudiation, policy QCP-n-qscd."""
    return parse_certificate(world()["ro-ana"].der)


YES = Criteria("all", policies=((PERSON_POLICY,),))
NO = Criteria("all", policies=(("1.2.3",),))
UNKNOWN = Criteria("all", unknown=("x",))


@pytest.mark.parametrize(
    ("wanted", "outcome"),
    [
        (YES, True),
        (NO, False),
        (Criteria("all", policies=((PERSON_POLICY, "1.2.3"),)), False),
        (Criteria("all", policies=((PERSON_POLICY,), ("1.2.3",))), False),
        (Criteria("atLeastOne", policies=((PERSON_POLICY,), ("1.2.3",))), True),
        (Criteria("none", policies=(("1.2.3",),)), True),
        (Criteria("none", policies=((PERSON_POLICY,),)), False),
        (Criteria("all", key_usages=((("nonRepudiation", True),),)), True),
        (Criteria("all", key_usages=((("nonRepudiation", True), ("crlSign", False)),)), True),
        (Criteria("all", key_usages=((("crlSign", True),),)), False),
        (Criteria("all", subject_attributes=((SERIAL_NUMBER,),)), True),
        (Criteria("all", subject_attributes=((SERIAL_NUMBER, "2.5.4.97"),)), False),
        (Criteria("all", extended_key_usages=(("1.3.6.1.5.5.7.3.8",),)), False),
        (Criteria("all", children=(YES, YES)), True),
        (Criteria("all", children=(YES, NO)), False),
        (Criteria("atLeastOne", children=(NO, YES)), True),
        (Criteria("none", children=(NO, NO)), True),
        (UNKNOWN, None),
        (Criteria("all", children=(YES, UNKNOWN)), None),
        (Criteria("all", children=(NO, UNKNOWN)), False),
        (Criteria("atLeastOne", children=(YES, UNKNOWN)), True),
        (Criteria("atLeastOne", children=(NO, UNKNOWN)), None),
        (Criteria("none", children=(YES, UNKNOWN)), False),
        (Criteria("none", children=(NO, UNKNOWN)), None),
    ],
)
def test_three_values(wanted: Criteria, outcome: bool | None, ana: Certificate) -> None:
    assert fulfils(wanted, ana) is outcome


def test_qualifiers_are_those_of_every_element_that_holds(ana: Certificate) -> None:
    extension = qualifications(
        ("QCWithQSCD", criteria("all", policies(PERSON_POLICY))),
        ("QCForESeal", criteria("all", policies("1.2.3"))),
        ("QCForESig", criteria("none", policies("1.2.3"))),
    )
    period = parse_list(List(services=(granted(extensions=extension),)).unsigned()).providers[0].services[0].current
    found = captured_qualifiers(period, ana)
    assert found.uris == {INFO + "QCWithQSCD", INFO + "QCForESig"}
    assert found.undecided == frozenset()
