"""The generated pages say what the vectors say, and a letter can be looked up."""

from esigval.policy import LAWS
from esigval.policy.engine import leans_on, source_of
from esigval.policy.letters import cases_of, find
from tests.unit.policy.coverage import DOCUMENT, TABLE, document, table
from tests.unit.policy.lawcases import letters


def test_coverage_page_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_packaged_decision_table_is_current() -> None:
    assert TABLE.read_text(encoding="utf-8") == table()


def test_packaged_table_has_every_case() -> None:
    for provision, outcome, base, changes in letters():
        assert any(
            (case.outcome, case.base, dict(case.changes)) == (outcome, base, {k: str(v) for k, v in changes.items()})
            for case in cases_of(provision)
        )


def test_a_letter_is_found_by_its_id() -> None:
    assert [part.id for part in find(LAWS, "md-124-2022/23/c")] == ["md-124-2022/23/c"]
    assert {part.id[-1] for part in find(LAWS, "md-124-2022/23")} == set("abcd")
    assert len(find(LAWS, "eu-910-2014/annex-i/i")) == 2
    assert find(LAWS, "md-124-2022/99") == ()


def test_every_letter_tells_its_rules() -> None:
    for law in LAWS:
        for part in law.provisions:
            assert source_of(part), part.id
            assert '"""' not in source_of(part), part.id
            assert all(asked for _, asked in leans_on(part)), part.id


def test_rules_name_the_conditions_that_they_lean_on() -> None:
    (letter,) = find(LAWS, "md-124-2022/23/d")
    assert dict(leans_on(letter)).keys() == {"intact"}
