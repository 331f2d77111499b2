"""Proofs of existence: everything exists now; a proof reaches back only as far as its token says."""

from datetime import UTC, datetime, timedelta

from esigval.validation.existence import ExistencePool

NOW = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


def test_without_a_token_an_object_exists_only_now() -> None:
    pool = ExistencePool(NOW)
    assert pool.earliest_time("x") == NOW
    assert pool.earliest("x").token == ""
    assert pool.exists_by("x", NOW)
    assert not pool.exists_by("x", NOW - timedelta(seconds=1))


def test_the_earliest_token_counts() -> None:
    pool = ExistencePool(NOW)
    pool.prove(("x", "y"), NOW - YEAR, "t1")
    pool.prove(("x",), NOW - 2 * YEAR, "t0")
    assert pool.earliest("x").token == "t0"
    assert pool.earliest_time("y") == NOW - YEAR
    assert pool.exists_within("x", NOW - 3 * YEAR, NOW - YEAR - timedelta(days=1))
    assert not pool.exists_within("y", NOW - 3 * YEAR, NOW - YEAR - timedelta(days=1))


def test_a_token_from_the_future_proves_nothing_earlier() -> None:
    pool = ExistencePool(NOW)
    pool.prove(("x",), NOW + YEAR, "t")
    assert pool.earliest("x").token == ""
    assert pool.earliest_time("x") == NOW
