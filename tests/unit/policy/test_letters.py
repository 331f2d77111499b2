"""The decision table: each letter has each outcome that it can have, on facts that differ in one point."""

from collections import defaultdict
from typing import Any

import pytest

from esigval.model.legal import LegalOutcome
from esigval.policy import LAWS
from esigval.policy.engine import Provision
from esigval.policy.opinion import signing_days
from tests.unit.policy.lawcases import bases, facts_of, letters

CASES = letters()
VERSIONS: dict[str, list[Provision]] = defaultdict(list)
for _law in LAWS:
    for _part in _law.provisions:
        VERSIONS[_part.id].append(_part)


@pytest.mark.parametrize(
    ("provision", "outcome", "base", "changes"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_outcome_of_letter(provision: str, outcome: str, base: str, changes: dict[str, Any]) -> None:
    facts = facts_of(base, changes)
    window = signing_days(facts)
    for part in VERSIONS[provision]:
        ruling = part(facts)
        assert ruling.outcome == outcome, ruling
        assert ruling.outcome in part.can, window


def test_cases_differ_from_their_base_in_one_fact() -> None:
    for provision, outcome, _, changes in CASES:
        assert len(changes) <= 1, (provision, outcome)


def test_every_letter_has_a_case_for_every_outcome_that_it_can_have() -> None:
    told = {(provision, outcome) for provision, outcome, _, _ in CASES}
    can = {(part.id, outcome.value) for law in LAWS for part in law.provisions for outcome in part.can}
    assert told == can


NEVER_PROVED = (
    "md-124-2022/23/c",
    "md-124-2022/24/b",
    "md-124-2022/29/f",
    "md-124-2022/43/1/a",
    "md-124-2022/20/a",
    "md-124-2022/20/b",
    "ro-455-2001/4/4/c",
    "ro-455-2001/5",
    "ro-455-2001/6",
    "eu-910-2014/26/c",
    "eu-910-2014/36/c",
    "eu-910-2014/32/1/f",
)


@pytest.mark.parametrize("provision", NEVER_PROVED)
def test_what_no_software_can_prove_is_never_met(provision: str) -> None:
    for part in VERSIONS[provision]:
        assert LegalOutcome.MET not in part.can


def test_a_letter_with_one_outcome_looks_at_no_facts() -> None:
    points = [facts_of(base, {}) for base in bases()]
    for parts in VERSIONS.values():
        for part in parts:
            if len(part.can) == 1:
                assert len({part(facts) for facts in points}) == 1, part.id
