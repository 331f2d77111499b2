"""The structure of lists by the schema: told, never trusted."""

from pathlib import Path

import pytest

from esigval.fetch.structure import structure_errors
from tests.unit.signed import LISTS
from tests.unit.trust.building import List

EXAMPLE = next(LISTS.rglob("*.xml")).read_bytes()


def test_a_list_as_the_schema_has_it() -> None:
    assert structure_errors(EXAMPLE) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"<TSLSequenceNumber>", b"<TSLSequenceNumber>x", "TSLSequenceNumber"),
        (b'Critical="true"', b'Critical="perhaps"', "Critical"),
        (b"<SchemeTerritory>", b"<Other/><SchemeTerritory>", "Other"),
    ],
)
def test_a_deviation_is_told_with_its_line(old: bytes, new: bytes, told: str) -> None:
    assert old in EXAMPLE
    errors = structure_errors(EXAMPLE.replace(old, new, 1))
    assert any(told in error and error.startswith("line ") for error in errors)


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<!DOCTYPE a><a/>"])
def test_what_is_no_list(data: bytes) -> None:
    assert len(structure_errors(data)) == 1


def test_a_sketch_of_a_list_has_many_deviations_and_a_bound() -> None:
    assert 0 < len(structure_errors(List().unsigned())) <= 20


@pytest.mark.corpus
def test_published_lists_have_their_structure(shared: Path) -> None:
    found = {p.stem: structure_errors(p.read_bytes()) for p in (shared / "lists/2023-10/lists").glob("*.xml")}
    # Latvia's list has a URI with the scheme written twice
    assert [name for name, errors in found.items() if errors] == ["LV-41"]
    assert len(found) == 33
