"""Two other validators on the same inputs: whatever differs has a row with its reason, and no row is stale."""

import tomllib

import pytest
from tests.conformance import second_opinions as so

WANTED = tomllib.loads(so.ROWS.read_text(encoding="utf-8"))["openssl"]


def usable(peer: str) -> None:
    """Skips where ``openssl`` is absent or another one than the rows are about."""
    if peer == "openssl verify" and not so.openssl_version():
        pytest.skip("no openssl on this machine")
    if peer == "openssl verify" and not so.openssl_version().startswith(WANTED):
        pytest.skip(f"the rows are about {WANTED}, here is {so.openssl_version()}")


@pytest.mark.parametrize("suite", so.SUITES)
def test_our_own_verdicts_are_the_suites(suite: str) -> None:
    found = so.opinions(suite)
    assert {name for name, case in found.cases.items() if found.ours[name] != case.expected} == set()


@pytest.mark.parametrize("peer", so.PEERS)
@pytest.mark.parametrize("suite", so.SUITES)
def test_every_difference_has_its_row(suite: str, peer: str) -> None:
    usable(peer)
    stated = {name for of, by, name in so.rows() if (of, by) == (suite, peer)}
    assert so.opinions(suite).differences(peer).keys() == stated


def test_the_page_is_up_to_date() -> None:
    usable("openssl verify")
    assert so.PAGE.read_text(encoding="utf-8") == so.page()
