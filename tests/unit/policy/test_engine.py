"""The engine: what a provision is about, what is remembered of facts, how parts combine."""

import sys
from collections import Counter
from datetime import date
from types import FrameType
from typing import Any

import msgspec
import pytest

from esigval.model.legal import LegalOutcome
from esigval.policy import LAWS, opinions
from esigval.policy.conditions.holder import LEGAL, NATURAL, UNDETERMINED, kind_of_holder
from esigval.policy.engine import OTHER_KIND, Provision, all_of, any_of, follows_from, provision
from esigval.policy.facts import LawFacts
from esigval.policy.memo import memory, remembered
from esigval.policy.rulings import MET, NOT_MET, UNKNOWN, Ruling, met, not_applicable, not_met, unknown
from tests.unit.policy.lawcases import bases, facts_of


def facts() -> LawFacts:
    return facts_of(next(iter(bases())), {})


def row(ruling: Ruling, name: str = "a", **more: Any) -> Provision:
    @provision(f"law/1/{name}", en="", since=date(2000, 1, 1), **more)
    def judged(facts: LawFacts) -> Ruling:
        del facts
        return ruling

    return judged


@pytest.mark.parametrize("holder", [NATURAL, LEGAL])
def test_a_provision_for_one_kind_of_holder_does_not_apply_to_the_other(holder: str) -> None:
    part = row(met("digital-signature"), holder=holder)
    other = {NATURAL: LEGAL, LEGAL: NATURAL}[holder]
    assert part.concerns(holder) and part.concerns(UNDETERMINED) and not part.concerns(other)
    assert LegalOutcome.NOT_APPLICABLE in part.can
    own = kind_of_holder(facts())
    assert part(facts()) == (met("digital-signature") if own == holder else OTHER_KIND)


def test_what_was_concluded_is_no_part_of_the_facts() -> None:
    judged = facts()
    opinions(judged)
    assert memory(judged)
    assert judged == facts() and hash(judged) == hash(facts())
    assert not memory(msgspec.structs.replace(judged, poe_proof="T-9"))


def test_remembered_functions_are_called_once_for_the_same_facts_even_where_they_find_nothing() -> None:
    seen = []

    @remembered
    def nothing(facts: LawFacts) -> None:
        seen.append(facts)

    one, other = facts(), facts()
    assert [nothing(one), nothing(one), nothing(other)] == [None, None, None]
    assert len(seen) == 2


BROKEN, OPEN, SHOWN = (
    row(not_met("value-wrong"), "x"),
    row(unknown("no-name", "identity", "provider"), "y"),
    row(met("named"), "z"),
)
SILENT = row(not_applicable("no-timestamp"), "s")


@pytest.mark.parametrize(
    ("parts", "weakest", "strongest"),
    [
        ((SHOWN, OPEN, BROKEN), NOT_MET, MET),
        ((OPEN, SHOWN), UNKNOWN, MET),
        ((SILENT, OPEN), UNKNOWN, UNKNOWN),
        ((SILENT,), LegalOutcome.NOT_APPLICABLE, LegalOutcome.NOT_APPLICABLE),
        ((), LegalOutcome.NOT_APPLICABLE, LegalOutcome.NOT_APPLICABLE),
    ],
)
def test_conjunctions_are_as_weak_as_their_weakest_part_and_alternatives_as_strong_as_their_strongest(
    parts: tuple[Provision, ...], weakest: LegalOutcome, strongest: LegalOutcome
) -> None:
    assert all_of(facts(), *parts).outcome is weakest
    assert any_of(facts(), *parts).outcome is strongest


def test_of_equals_the_first_is_named() -> None:
    other = row(not_met("data-changed"), "w")
    assert all_of(facts(), SHOWN, BROKEN, other).facts == (("from", "law/1/x"),)
    assert any_of(facts(), BROKEN, other).facts == (("from", "law/1/x"),)


def test_a_provision_names_those_that_it_follows_from() -> None:
    @provision("law/2", en="", since=date(2000, 1, 1))
    def judged(facts: LawFacts) -> Ruling:
        return all_of(facts, *PARTS, OPEN)

    assert follows_from(judged) == {*PARTS, OPEN}
    assert follows_from(SHOWN) == frozenset()


PARTS = (BROKEN, SHOWN)


@pytest.mark.parametrize("base", ["md", "md-seal", "ro", "eu", "eu-seal"])
def test_what_a_law_states_is_judged_once_for_the_same_facts(base: str) -> None:
    own = {
        part.rule.__code__: part.id
        for law in LAWS
        for part in law.provisions
        if "policy.conditions" not in part.rule.__module__
    }
    calls: Counter[str] = Counter()

    def see(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in own:
            calls[own[frame.f_code]] += 1

    judged = facts_of(base, {})
    sys.setprofile(see)
    try:
        opinions(judged)
    finally:
        sys.setprofile(None)
    own_rows = [
        name for name in calls if not name.startswith("eu-910-2014/annex-")
    ]  # both annexes ask the same conditions
    assert own_rows
    assert all(calls[name] == 1 for name in own_rows)
