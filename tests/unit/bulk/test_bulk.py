"""Batches: a line a case in the order of the cases, errors with kind and message, resume, tables."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from esigval.bulk.case import BadLine, Case, read_manifest, walk
from esigval.bulk.job import Settings, run_case
from esigval.bulk.run import run, run_in_processes
from esigval.bulk.sinks import COLUMNS, table_rows
from esigval.cli import main
from esigval.model.errors import UsageError
from esigval.validate import load_policy

IDS = ["good", "absent", "changed", "empty", "plain"]


@pytest.fixture
def settings() -> Settings:
    return Settings(time=datetime(2025, 6, 2, 8, tzinfo=UTC), policy=load_policy("strict"))


def results(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def bulk(batch: Path, *arguments: object) -> int:
    given = ["bulk", "--manifest", batch / "cases.jsonl", "-o", batch / "out.jsonl", "--jobs", "0", *arguments]
    return main([str(a) for a in given])


def test_a_line_for_every_case_in_order(batch: Path) -> None:
    bulk(batch)
    lines = results(batch / "out.jsonl")
    assert [line["id"] for line in lines] == IDS
    kinds = {line["id"]: line.get("error", {}).get("kind") for line in lines}
    assert kinds["good"] is None
    assert kinds["changed"] is None
    assert kinds["absent"] == "unreadable-file"
    assert kinds["empty"] == "empty"
    assert kinds["plain"]
    assert all(line["error"]["message"] for line in lines if "error" in line)


def test_a_line_is_the_report_with_its_id(batch: Path) -> None:
    bulk(batch)
    changed = next(line for line in results(batch / "out.jsonl") if line["id"] == "changed")
    assert changed["document"]["name"] == "changed.xml"
    assert changed["signatures"][0]["indication"] == "TOTAL-FAILED"
    assert changed["signatures"][0]["sub_indication"] == "HASH_FAILURE"
    assert changed["exit_status"] == 1


def test_processes_threads_and_this_process_give_the_same_lines(batch: Path, settings: Settings) -> None:
    cases = list(read_manifest(batch / "cases.jsonl"))
    here = [run_case(case, settings) for case in cases]
    with ThreadPoolExecutor(2) as threads:
        assert list(run(cases, settings, threads, ahead=2)) == here
    assert list(run_in_processes(cases, settings, 2)) == here


def test_bad_lines_of_a_manifest_are_answered(batch: Path) -> None:
    with (batch / "cases.jsonl").open("ab") as manifest:
        manifest.write(b'{"id": "x"}\nnot json\n{"id": "naive", "file": "a", "at": "2026-01-01T00:00:00"}\n\xff\xfe\n')
    assert bulk(batch) == 2
    lines = results(batch / "out.jsonl")
    assert [line["id"] for line in lines] == [*IDS, "line 6", "line 7", "naive", "line 9"]
    assert {line["error"]["kind"] for line in lines[-4:]} == {"manifest"}


def test_paths_are_relative_to_the_manifest(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    case = next(iter(read_manifest(batch / "cases.jsonl")))
    assert isinstance(case, Case)
    assert case.file == batch / "docs" / "good.xml"
    assert case.anchors == (batch / "signer.pem",)
    assert case.at == datetime(2025, 6, 2, 8, tzinfo=UTC)


def test_a_manifest_that_is_not_there(batch: Path) -> None:
    with pytest.raises(UsageError):
        list(read_manifest(batch / "absent.jsonl"))
    assert main(["bulk", "--manifest", str(batch / "absent.jsonl"), "--jobs", "0"]) == 2


def test_folders_in_the_order_of_their_paths(batch: Path) -> None:
    found = [Path(case.id).name for case in walk((batch / "docs",))]
    assert found == ["changed.xml", "empty.pdf", "good.xml", "plain.txt"]


def test_folders_and_manifest_exclude_each_other(batch: Path) -> None:
    assert main(["bulk"]) == 2
    assert bulk(batch, batch / "docs") == 2


def test_a_defect_costs_one_line(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(dossier: Any) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("esigval.validate.judge", broken)
    assert bulk(batch) == 5
    line = results(batch / "out.jsonl")[0]
    assert line["error"] == {"kind": "internal", "message": "RecursionError: too deep"}


def test_a_case_that_is_no_case() -> None:
    line = run_case(
        BadLine("line 3", "why"), Settings(time=datetime(2026, 1, 1, tzinfo=UTC), policy=load_policy("strict"))
    )
    assert json.loads(line.data) == {"id": "line 3", "error": {"kind": "manifest", "message": "why"}}


def judged(batch: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the documents that are judged from now on."""
    import esigval.validate

    names: list[str] = []
    original = esigval.validate.judge

    def counting(dossier: Any) -> Any:
        names.append(dossier.document.name)
        return original(dossier)

    monkeypatch.setattr("esigval.validate.judge", counting)
    return names


def test_resume_judges_nothing_again_and_gives_the_same_file(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk(batch)
    before = (batch / "out.jsonl").read_bytes()
    names = judged(batch, monkeypatch)
    assert bulk(batch, "--resume") == 2
    assert not {"good.xml", "changed.xml"} & set(names)
    assert (batch / "out.jsonl").read_bytes() == before
    assert sorted(p.name for p in batch.iterdir()) == ["cases.jsonl", "docs", "out.jsonl", "signer.pem"]


def test_resume_after_a_torn_line(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk(batch)
    whole = (batch / "out.jsonl").read_bytes()
    lines = whole.splitlines(keepends=True)
    (batch / "out.jsonl").write_bytes(b"".join(lines[:2]) + lines[2][:100])
    names = judged(batch, monkeypatch)
    bulk(batch, "--resume")
    assert "changed.xml" in names
    assert "good.xml" not in names
    assert (batch / "out.jsonl").read_bytes() == whole


def test_resume_judges_again_what_changed(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk(batch)
    (batch / "docs" / "good.xml").write_bytes((batch / "docs" / "changed.xml").read_bytes())
    names = judged(batch, monkeypatch)
    bulk(batch, "--resume")
    assert "good.xml" in names
    assert "changed.xml" not in names
    assert results(batch / "out.jsonl")[0]["signatures"][0]["indication"] == "TOTAL-FAILED"


@pytest.mark.parametrize("other", [("--policy", "interop"), ("--language", "ro"), ("--anchor", "signer.pem")])
def test_resume_judges_again_under_another_setting(
    batch: Path, monkeypatch: pytest.MonkeyPatch, other: tuple[str, ...]
) -> None:
    monkeypatch.chdir(batch)
    bulk(batch)
    names = judged(batch, monkeypatch)
    bulk(batch, "--resume", *other)
    assert {"good.xml", "changed.xml"} <= set(names)


def test_parquet_has_a_row_a_signature(batch: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    main(["bulk", "--manifest", str(batch / "cases.jsonl"), "-o", str(batch / "out.parquet"), "--jobs", "0"])
    rows = parquet.read_table(batch / "out.parquet").to_pylist()
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == IDS
    assert [row["error"] is None for row in rows] == [True, False, True, False, False]
    assert rows[2]["indication"] == "TOTAL-FAILED"


def test_an_error_is_a_row() -> None:
    (row,) = table_rows({"id": "a", "error": {"kind": "empty", "message": "m"}})
    assert (row["id"], row["error"], row["message"]) == ("a", "empty", "m")


def test_failures_are_named(batch: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bulk(batch, "--failures")
    told = capfd.readouterr().err
    assert "changed: TOTAL-FAILED HASH_FAILURE" in told
    assert "absent: unreadable-file" in told
    assert "5 files:" in told


def test_a_batch_does_not_judge_its_own_output(batch: Path) -> None:
    docs = batch / "docs"
    for _ in range(2):
        main(["bulk", str(docs), "-o", str(docs / "out.jsonl"), "--jobs", "0", "--resume"])
        assert len(results(docs / "out.jsonl")) == 4
