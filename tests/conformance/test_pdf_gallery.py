"""The gallery of PDFs through the whole validation, as a user of the default policy meets them."""

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.worlds.pdf_gallery.__main__ import table
from tests.worlds.pdf_gallery.judging import HONEST, Judged, expected, judged

ROW = re.compile(r"^\| ([a-z ]+) \| .* \| (\d+) \| (\d+) \|$", re.M)


@pytest.fixture(scope="session")
def gallery() -> tuple[Judged, ...]:
    return tuple(judged("strict"))


def _attacks(gallery: tuple[Judged, ...]) -> list[Judged]:
    return [file for file in gallery if file.group not in (HONEST, "unusual")]


def test_the_gallery_is_large_enough_and_shows_its_table(gallery: tuple[Judged, ...]) -> None:
    print(table(gallery))
    counts = Counter(file.group for file in gallery)
    assert len(_attacks(gallery)) >= 60
    assert counts[HONEST] >= 60
    assert len({file.data for file in gallery}) == len(gallery)


def test_no_attack_is_valid(gallery: tuple[Judged, ...]) -> None:
    assert [file.name for file in _attacks(gallery) if not file.caught] == []


def test_the_check_that_is_meant_for_an_attack_decides(gallery: tuple[Judged, ...]) -> None:
    """Nothing else may stand against the signature: what is caught by accident today passes tomorrow."""
    others = {f.name: sorted(f.deciding - expected(f.name)) for f in _attacks(gallery)}
    assert {name: checks for name, checks in others.items() if checks} == {}
    assert [f.name for f in _attacks(gallery) if not f.deciding] == []


def test_every_honest_update_is_valid(gallery: tuple[Judged, ...]) -> None:
    failed = {f.name: (f.indications, sorted(f.deciding)) for f in gallery if f.group == HONEST and not f.passed}
    assert failed == {}


def test_unusual_files_are_told(gallery: tuple[Judged, ...]) -> None:
    assert {f.name: sorted(f.told) for f in gallery if f.group == "unusual"} == {"sub-filter-unknown": ["sub-filter"]}


def test_the_documentation_has_the_same_table(gallery: tuple[Judged, ...]) -> None:
    text = (Path(__file__).parents[2] / "docs" / "pdf-changes.md").read_text("utf-8")
    written = {group: (int(files), int(valid)) for group, files, valid in ROW.findall(text)}
    files = [file for file in gallery if file.group != "unusual"]
    counted = Counter(file.group for file in files)
    valid = Counter(file.group for file in files if not file.caught)
    assert written == {group: (counted[group], valid[group]) for group in counted}
