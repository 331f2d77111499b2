"""What is gathered of the lists: a condition has to hold over the whole interval of signing, so what they say in between counts."""

from datetime import UTC, datetime

import pytest

from esigval.policy.gather.services import service_facts
from esigval.trust import load_trust
from esigval.x509.certificate import parse_certificate
from tests.unit.trust.building import (
    AT,
    STRICT,
    List,
    Service,
    criteria,
    key_usage,
    listed_for,
    qualifications,
    under_root,
    world,
)

LEAF = parse_certificate(world()["ro-ana"].der)
ALL, NOBODY = criteria("none", key_usage(cRLSign=True)), criteria("all", key_usage(cRLSign=True))
LOW, POE = datetime(2025, 2, 15, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC)


def gathered(
    qualifier: str, low: datetime, about: str = ALL, since: str = "2025-02-01", until: str = "2025-03-01"
) -> set[str]:
    """Qualifiers of a service that was listed with ``qualifier`` from ``since`` to ``until``."""
    kind = listed_for("ForeSignatures")
    periods = (
        ("granted", f"{until}T00:00:00Z", kind),
        ("granted", f"{since}T00:00:00Z", kind + qualifications((qualifier, about))),
        ("granted", "2016-07-01T00:00:00Z", kind),
    )
    trust = load_trust((under_root(List(services=(Service(world()["ro-qca"].der, periods),)).build()),), AT, STRICT)
    (found,) = service_facts(LEAF, (), trust, (LEAF.not_before, POE), (low, POE))
    return set(found.qualifiers)


@pytest.mark.parametrize("qualifier", ["NotQualified", "QCNoQSCD", "QCNoSSCD"])
@pytest.mark.parametrize("low", [LOW, datetime(2025, 1, 15, tzinfo=UTC)])
def test_what_a_list_held_against_the_certificate_within_the_interval_is_gathered(
    qualifier: str, low: datetime
) -> None:
    """At its lower bound, and in a period that began and ended in it."""
    assert gathered(qualifier, low) == {qualifier}


def test_what_it_said_before_the_interval_is_not() -> None:
    assert gathered("NotQualified", datetime(2025, 3, 1, tzinfo=UTC)) == set()


def test_what_it_says_of_other_certificates_is_not() -> None:
    assert gathered("NotQualified", LOW, NOBODY) == set()


@pytest.mark.parametrize("qualifier", ["QCStatement", "QCWithQSCD"])
def test_what_it_said_for_the_certificate_in_between_alone_is_not(qualifier: str) -> None:
    assert gathered(qualifier, LOW) == set()
    assert gathered(qualifier, LOW, until="2025-05-20") == {qualifier}
