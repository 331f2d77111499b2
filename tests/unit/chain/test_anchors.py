"""Several statements of one anchor: trusted while either is, never in a gap between them."""

from datetime import UTC, datetime

import pytest

from esigval.chain.anchors import Anchors, TrustAnchor
from tests.unit.chain.minting import mint

ROOT = mint("Root", ca=True).parsed
AGAIN = mint("Root", ca=True, serial=9).parsed


def at(year: int | None) -> datetime | None:
    return None if year is None else datetime(year, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        ((None, 2015), (None, 2020), (None, 2020)),
        ((None, 2015), (None, None), (None, None)),
        ((2010, 2015), (2014, 2020), (2010, 2020)),
        ((2010, 2012), (2016, None), (2016, None)),
        ((2018, 2020), (2010, None), (2010, None)),
    ],
)
def test_periods(
    one: tuple[int | None, int | None], other: tuple[int | None, int | None], merged: tuple[int | None, int | None]
) -> None:
    first = TrustAnchor(ROOT, at(one[0]), at(one[1]), ("a", "b"))
    second = TrustAnchor(AGAIN, at(other[0]), at(other[1]), ("b", "c"))
    for pair in ((first, second), (second, first)):
        known = Anchors(pair)
        found = known.of(ROOT)
        assert found is not None
        assert (found.valid_from, found.sunset) == (at(merged[0]), at(merged[1]))
        assert set(found.services) == {"a", "b", "c"}
        assert known.by_subject[ROOT.subject_key] == [found]
