"""Bundles of cases on their way to workers, and the journal of an interrupted batch."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from esigval.bulk.case import BadLine, Case
from esigval.bulk.job import Settings, case_key
from esigval.bulk.journal import Journal, resume, set_aside
from esigval.bulk.run import SMALL, TOGETHER, bundles
from esigval.validate import load_policy

SETTINGS = Settings(time=datetime(2026, 1, 1, tzinfo=UTC), policy=load_policy("strict"))


def case(folder: Path, name: str, data: bytes = b"x") -> Case:
    (folder / name).write_bytes(data)
    return Case(id=name, file=folder / name)


def line(entry: Case, mark: str) -> bytes:
    return json.dumps({"id": entry.id, "key": case_key(entry, SETTINGS), "exit_status": 0, "mark": mark}).encode()


def test_cases_travel_singly_at_first_and_then_together(tmp_path: Path) -> None:
    cases = [case(tmp_path, f"{n}") for n in range(3 + 2 * TOGETHER + 1)]
    found = list(bundles(cases, singly=3))
    assert [entry for bundle in found for entry in bundle] == cases
    assert [len(bundle) for bundle in found] == [1, 1, 1, TOGETHER, TOGETHER, 1]


def test_a_large_file_travels_alone(tmp_path: Path) -> None:
    names = ["a", "b", "large", "c", "absent"]
    cases = [case(tmp_path, name, bytes(SMALL) if name == "large" else b"x") for name in names]
    (tmp_path / "absent").unlink()
    found = [[entry.id for entry in bundle] for bundle in bundles([*cases, BadLine("line 6", "why")], singly=0)]
    assert found == [["a", "b"], ["large"], ["c", "absent", "line 6"]]


def test_the_newest_line_of_a_case_is_kept_and_what_was_cut_off_is_not(tmp_path: Path) -> None:
    one, two = case(tmp_path, "one"), case(tmp_path, "two")
    older, newer, kept = tmp_path / "older", tmp_path / "newer", tmp_path / "kept"
    older.write_bytes(line(one, "old") + b"\n" + line(two, "old") + b"\n")
    newer.write_bytes(line(one, "new") + b"\n" + line(two, "new")[:-5])
    set_aside((older, newer, tmp_path / "absent"), kept)
    assert kept.read_bytes() == line(one, "new") + b"\n" + line(two, "old") + b"\n"


@pytest.mark.parametrize("changed", ["file", "key", "nothing"])
def test_a_line_holds_as_long_as_what_was_fed_stays(tmp_path: Path, changed: str) -> None:
    entry = case(tmp_path, "one")
    known = line(entry, "old")
    if changed == "key":
        known = known.replace(case_key(entry, SETTINGS).encode(), b"no digest")
    (tmp_path / "journal").write_bytes(known + b"\n")
    if changed == "file":
        entry.file.write_bytes(b"y")
    computed: list[str] = []

    with Journal(tmp_path / "journal") as journal:
        lines = list(resume([entry], SETTINGS, journal, lambda cases: (computed.append(c.id) or c for c in cases)))  # type: ignore[misc, arg-type]
    assert computed == ([] if changed == "nothing" else ["one"])
    if changed == "nothing":
        assert [found.data for found in lines] == [known]


def test_what_lies_beside_a_file_counts_and_so_does_what_it_is(tmp_path: Path) -> None:
    alone, other = case(tmp_path, "one"), case(tmp_path, "two", b"z").file
    cases = [alone, *(replace(alone, **{name: (other,)}) for name in ("detached", "evidence_records", "anchors"))]
    keys = [case_key(entry, SETTINGS) for entry in cases]
    other.write_bytes(b"changed")
    keys += [case_key(entry, SETTINGS) for entry in cases[1:]]
    assert len(set(keys)) == len(keys)
