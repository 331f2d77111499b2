"""The corpus of real signed files, in every mode, against its floors and the list of deliberate differences."""

from collections.abc import Iterator

import pytest
from tests.conformance import agreement

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not agreement.CORPUS.is_dir(), reason="the corpus ../shared/corpus is absent"),
]
KEYS = {"modes", "case", "field", "expected", "actual", "clause", "why"}


@pytest.mark.parametrize("mode", agreement.MODES)
def test_agreement(mode: str) -> None:
    """Nothing below its floor, no unargued acceptance, no stale argument, a line for every case."""
    result = agreement.run(mode)
    assert result.lines == result.cases
    assert not result.crashes
    assert [*below_floors(result), *unargued(result), *stale(result)] == []


def test_every_divergence_is_argued() -> None:
    """A row says where, what, and by which clause."""
    for row in agreement.divergences():
        assert row.keys() == KEYS
        assert set(row["modes"]) <= set(agreement.MODES)
        assert "/" in row["clause"]
        assert len(row["why"]) > 20


def below_floors(result: agreement.Result) -> Iterator[str]:
    """Fields that agree in fewer cases than before."""
    for name, floor in agreement.floors().get(result.mode, {}).items():
        if result.good[name] < floor:
            yield f"{name}: {result.good[name]} of {result.total[name]} agree, the floor is {floor}"


def unargued(result: agreement.Result) -> Iterator[str]:
    """Acceptances where the expected answer has none, without a row that says why."""
    rows = [r for r in agreement.divergences() if r["field"] == "unsafe" and result.mode in r["modes"]]
    for case, found in result.unsafe.items():
        for text in found:
            if not any(row["case"] == case and matches(row, text) for row in rows):
                yield f"unsafe, not argued: {case}: {text}"


def stale(result: agreement.Result) -> Iterator[str]:
    """Rows whose difference is no longer there."""
    for row in agreement.divergences():
        if result.mode not in row["modes"]:
            continue
        if row["field"] == "unsafe":
            texts = result.unsafe.get(row["case"], [])
        else:
            texts = [result.differences.get(row["case"], {}).get(row["field"], "")]
        if not any(matches(row, text) for text in texts):
            yield f"stale: {row['case']} {row['field']}: no such difference any more"


def matches(row: dict[str, str], text: str) -> bool:
    """Whether a difference is the one that a row argues."""
    return bool(text) and row["expected"] in text and row["actual"] in text
