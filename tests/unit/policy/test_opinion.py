"""Which law applies, what may be asked for, and what an opinion says of itself."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from esigval.model.errors import UsageError
from esigval.policy import LAWS, opinions
from esigval.policy.engine import Law
from esigval.policy.facts import LawFacts
from tests.unit.policy.lawcases import facts_of

replace = msgspec.structs.replace


def signed_at(moment: datetime) -> LawFacts:
    return replace(facts_of("md", {}), low=moment, poe=moment)


def laws_of(facts: LawFacts) -> list[str]:
    return [opinion.law for opinion in opinions(facts)]


def test_law_begins_at_midnight_where_it_applies() -> None:
    last_minute_of_law_91 = datetime(2022, 12, 9, 21, 59, tzinfo=UTC)
    first_minute_of_law_124 = datetime(2022, 12, 9, 22, 0, tzinfo=UTC)
    assert "md-91-2014" in laws_of(signed_at(last_minute_of_law_91))
    assert "md-124-2022" not in laws_of(signed_at(last_minute_of_law_91))
    assert "md-124-2022" in laws_of(signed_at(first_minute_of_law_124))
    assert "md-91-2014" not in laws_of(signed_at(first_minute_of_law_124))


def test_law_ends_at_midnight_where_it_applied() -> None:
    assert "ro-455-2001" in laws_of(signed_at(datetime(2024, 10, 7, 20, 59, tzinfo=UTC)))
    assert "ro-455-2001" not in laws_of(signed_at(datetime(2024, 10, 7, 21, 0, tzinfo=UTC)))


def test_no_statute_applies_before_the_first() -> None:
    assert laws_of(signed_at(datetime(1999, 5, 1, tzinfo=UTC))) == []


def test_without_a_lower_bound_the_certificate_chooses_the_law() -> None:
    facts = facts_of("md-law-91", {"low": "?"})
    assert laws_of(facts)[:2] == ["md-91-2014", "md-124-2022"]


def test_times_at_the_end_of_the_calendar_are_judged() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    facts = facts_of("md", {})
    assert facts.certificate is not None
    certificate = replace(facts.certificate, not_before=last, not_after=last)
    odd = replace(facts, certificate=certificate, low=last, poe=last, at=last)
    assert all(opinion.label != "qualified" for opinion in opinions(odd))


def test_unknown_law_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="md-124-2022"):
        opinions(facts_of("md", {}), laws=("md-124-2023",))


def test_a_moment_may_be_given_as_date_or_time() -> None:
    facts = facts_of("eu", {})
    by_date = opinions(facts, law_at=date(2022, 3, 1))
    assert by_date == opinions(facts, law_at=datetime(2022, 3, 1, 12, tzinfo=UTC))
    assert {opinion.status for opinion in by_date} == {"what-if"}


def test_same_facts_same_opinion() -> None:
    assert opinions(facts_of("md", {})) == opinions(facts_of("md", {}))


def test_a_single_missing_fact_is_told_as_enough_and_is() -> None:
    facts = facts_of("eu", {})
    (opinion,) = opinions(facts, laws=("md-124-2022",))
    assert {(lift.missing, lift.supplier, lift.alone) for lift in opinion.strengthen} == {
        ("device-confirmation", "sis", True)
    }
    (lifted,) = opinions(facts_of("eu", {"outside.device_confirmed": True}), laws=("md-124-2022",))
    assert (opinion.label, lifted.label) == ("advanced", "qualified")


def test_nothing_is_said_to_lift_what_is_refuted() -> None:
    (opinion,) = opinions(facts_of("md", {"services.0.periods.0.status": "withdrawn"}), laws=("md-124-2022",))
    assert opinion.label == "advanced"
    assert opinion.strengthen == ()
    assert opinion.possible == "advanced"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_each_law_says_where_it_was_published(law: Law) -> None:
    assert law.source
    assert law.states
