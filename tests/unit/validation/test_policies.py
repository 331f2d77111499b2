"""The shipped policies say what they are meant to say: each id exists, and chain checks have the levels that their table states."""

import re
from pathlib import Path

import pytest

from esigval.chain.check_ids import CHECK_IDS
from esigval.validate import load_policy, shipped_policies

SOURCES = Path(__file__).parents[3] / "src" / "esigval"


def _slugs_in_source() -> frozenset[str]:
    """Last parts of the ids that stand in the source, whether whole or put together from a clause and a slug."""
    found: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        found.update(re.findall(r'[/}]([a-z0-9.-]+)"', path.read_text("utf-8")))
    return frozenset(found)


@pytest.mark.parametrize("name", shipped_policies())
def test_every_id_that_a_policy_names_is_a_check(name: str) -> None:
    policy = load_policy(name)
    named = set(policy.levels) | {check_id for levels in policy.scopes.values() for check_id in levels}
    slugs = _slugs_in_source()
    assert [i for i in sorted(named) if i.rpartition("/")[2] not in slugs] == []


@pytest.mark.parametrize(("check_id", "interop", "strict"), CHECK_IDS, ids=[row[0] for row in CHECK_IDS])
def test_chain_checks_have_the_levels_of_their_table(check_id: str, interop: str, strict: str) -> None:
    assert load_policy("interop").level(check_id) == interop
    assert load_policy("strict").level(check_id) == strict


def test_strict_is_the_default_and_holds_what_it_does_not_name() -> None:
    assert shipped_policies()[0] == "strict"
    assert load_policy("strict").level("en-319-102-1/5.2.2/undefined-changes") == "FAIL"
