"""`esigval validate`: formats, exit statuses, and a clear line for everything that can't be read."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from esigval.report.json import json_schema

from .conftest import Run

AT = ("--at", "2025-06-02T08:00:00Z")


def test_a_changed_file_fails(run: Run, files: Path) -> None:
    ran = run("validate", files / "changed.xml", *AT)
    assert ran.status == 1
    assert "NOT VALID (TOTAL-FAILED, HASH_FAILURE)" in ran.out


def test_without_anything_to_trust_it_says_so(run: Run, files: Path) -> None:
    ran = run("validate", files / "good.xml", *AT)
    assert ran.status == 4
    assert "NO_CERTIFICATE_CHAIN_FOUND" in ran.out


def test_a_failure_wins_over_missing_trust(run: Run, files: Path) -> None:
    assert run("validate", files / "good.xml", files / "changed.xml", *AT).status == 1


def test_json_follows_the_schema_and_is_the_same_twice(run: Run, files: Path) -> None:
    first = run("validate", files / "good.xml", "--format", "json", *AT)
    second = run("validate", files / "good.xml", "--format", "json", *AT)
    assert first.out == second.out
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(first.out))


def test_json_of_several_files_is_a_line_each(run: Run, files: Path) -> None:
    ran = run("validate", files / "good.xml", files / "changed.xml", "-f", "json", *AT)
    names = [json.loads(line)["document"]["name"] for line in ran.out.splitlines()]
    assert names == ["good.xml", "changed.xml"]


def test_romanian(run: Run, files: Path) -> None:
    assert "NEVALABILĂ" in run("validate", files / "changed.xml", "--language", "ro", *AT).out


def test_output_file(run: Run, files: Path) -> None:
    target = files / "report.html"
    ran = run("validate", files / "changed.xml", "-f", "html", "-o", target, *AT)
    assert ran.status == 1
    assert ran.out == ""
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert not list(files.glob("*.partial"))


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("absent.pdf", 2, "No such file"),
        ("folder", 2, "is a directory"),
        ("empty.pdf", 3, "empty"),
        ("plain.txt", 3, "plain.txt"),
    ],
)
def test_files_that_cannot_be_judged(run: Run, files: Path, name: str, status: int, message: str) -> None:
    ran = run("validate", files / name, *AT)
    assert ran.status == status
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_one_bad_file_does_not_hide_the_others(run: Run, files: Path) -> None:
    ran = run("validate", files / "absent.pdf", files / "changed.xml", *AT)
    assert "NOT VALID" in ran.out
    assert ran.status == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "docx"),
        ("--format", "docx"),
        ("--at", "yesterday"),
        ("--law", "nowhere-1"),
        ("--policy", "no-such-policy"),
        ("--anchor", "absent.pem"),
        ("--lists", "absent"),
        ("--outside", "absent.toml"),
        ("--unknown",),
    ],
)
def test_usage_errors(run: Run, files: Path, wrong: tuple[str, ...]) -> None:
    ran = run("validate", files / "good.xml", *wrong)
    assert ran.status == 2
    assert ran.err
    assert "Traceback" not in ran.err


def test_formats_that_do_not_exist_and_those_that_hold_one_report(run: Run, files: Path) -> None:
    assert "unknown format" in run("validate", files / "good.xml", "-f", "docx").err
    assert "about one file" in run("validate", files / "good.xml", files / "changed.xml", "-f", "etsi").err


def test_every_format_is_written(run: Run, files: Path, tmp_path: Path) -> None:
    starts = {"json": b"{", "html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "etsi": b"<?xml"}
    for form, start in starts.items():
        assert run("validate", files / "changed.xml", "-f", form, "-o", tmp_path / form).status == 1
        assert (tmp_path / form).read_bytes().startswith(start)


def test_an_anchor_that_is_no_certificate(run: Run, files: Path) -> None:
    ran = run("validate", files / "good.xml", "--anchor", files / "plain.txt")
    assert ran.status == 2
    assert "not a certificate" in ran.err


def test_a_defect_ends_with_5_and_without_a_traceback(run: Run, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(dossier: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("esigval.validate.judge", broken)
    ran = run("validate", files / "good.xml", *AT)
    assert ran.status == 5
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err


def test_a_file_name_that_is_no_utf_8(run: Run, files: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.xml")
    try:
        (files / name).write_bytes((files / "changed.xml").read_bytes())
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    for form in ("text", "json", "html"):
        assert run("validate", files / name, "-f", form, *AT).status == 1
    ran = run("bulk", files, "--jobs", "0", *AT)
    assert len([json.loads(line) for line in ran.out.splitlines()]) == 6
