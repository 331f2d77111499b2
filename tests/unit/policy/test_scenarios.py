"""Whole scenarios: facts in, opinion out, each a readable file of tests/vectors/law/scenarios."""

from typing import Any

import pytest

from esigval.model.legal import LegalOpinion
from esigval.policy import opinions
from tests.unit.policy.lawcases import facts_of, scenarios

SCENARIOS = scenarios()
FIELDS = ("label", "possible", "kind", "status", "weakest", "whole_interval")


def opinions_of(scenario: dict[str, Any]) -> dict[str, LegalOpinion]:
    asked = scenario.get("asked", {})
    facts = facts_of(scenario["base"], scenario["changes"])
    found = opinions(facts, laws=tuple(asked.get("laws", ())), law_at=asked.get("law_at"))
    return {opinion.law: opinion for opinion in found}


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    scenario = SCENARIOS[name]
    found = opinions_of(scenario)
    if "laws" in scenario:
        assert list(found) == scenario["laws"]
    for law, expected in scenario["expect"].items():
        check(found[law], expected)


def check(opinion: LegalOpinion, expected: dict[str, Any]) -> None:
    rows = {part.id.removeprefix(opinion.law + "/"): part.outcome.value for part in opinion.provisions}
    assert {field: getattr(opinion, field) for field in FIELDS if field in expected} == {
        field: expected[field] for field in FIELDS if field in expected
    }
    assert {row: rows[row] for row in expected.get("rows", {})} == expected.get("rows", {})
    assert set(expected.get("effects", ())) <= set(opinion.effects)
    if expected.get("effects") == []:
        assert not opinion.effects
    assert not set(expected.get("effects_without", ())) & set(opinion.effects)
    assert set(expected.get("notices", ())) <= set(opinion.notices)


def test_there_are_at_least_forty_scenarios() -> None:
    assert len(SCENARIOS) >= 40


def test_every_moldovan_opinion_says_that_it_is_not_the_official_verification() -> None:
    for scenario in SCENARIOS.values():
        opinion = opinions_of(scenario).get("md-124-2022")
        if opinion is not None:
            assert "md-not-official-verification" in opinion.notices
