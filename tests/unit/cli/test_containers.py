"""The commands on containers."""

import json
from pathlib import Path

import pytest

from tests.worlds import running
from tests.worlds.makers import TEXT

from .conftest import Run

VECTORS = running.VECTORS / "asic"
AT = ("--at", "2025-06-02T08:00:00Z")


@pytest.mark.parametrize(
    ("vector", "arguments", "expected"),
    [
        ("e-cades-b.asice", ("-r", 2), TEXT.encode()),
        ("e-cades-b.asice", ("-r", 3), b"Plan imaginar, foaia 1"),
        ("e-xades-b.asice", ("-r", 2), b"Plan imaginar, foaia 1"),
        ("s-cades-b.asics", (), TEXT.encode()),
        ("s-xades-b.asics", (), TEXT.encode()),
        ("manifest-two.asice", ("-r", 2), TEXT.encode()),
    ],
)
def test_extract_gives_the_file_that_was_signed(
    run: Run, tmp_path: Path, vector: str, arguments: tuple[object, ...], expected: bytes
) -> None:
    ran = run("extract", VECTORS / vector, *arguments, "-o", tmp_path / "out", *AT)
    assert ran.status == 0
    assert (tmp_path / "out").read_bytes() == expected


def test_extract_says_what_there_is_to_choose_from(run: Run) -> None:
    ran = run("extract", VECTORS / "e-cades-b.asice", *AT)
    assert ran.status == 2
    assert "MANIFEST_ENTRY anexe/plan.txt" in ran.err


def test_extract_says_that_a_file_was_changed(run: Run, tmp_path: Path) -> None:
    ran = run("extract", VECTORS / "e-cades-replaced.asice", "-r", 2, "-o", tmp_path / "out", *AT)
    assert ran.status == 0
    assert "NOT what was signed" in ran.err


def test_bundle_and_replay_say_the_same(run: Run, tmp_path: Path) -> None:
    root = running.WORLD / "md-root.cer"
    given = (VECTORS / "e-cades-lta.asice", "--anchor", root, *AT)
    run("bundle", *given, "-o", tmp_path / "d")
    direct = run("validate", *given, "--format", "json")
    replayed = run("replay", tmp_path / "d", "--format", "json")
    assert json.loads(direct.out)["signatures"] == json.loads(replayed.out)["signatures"]
    assert json.loads(replayed.out)["document"]["container"] == "ASiC-E"


def test_the_text_report_names_the_file_of_each_signature(run: Run) -> None:
    out = run("validate", VECTORS / "two-one-broken.asice", *AT).out
    assert "META-INF/signature.p7s" in out
    assert "META-INF/signature2.p7s" in out


def test_explain_tells_what_is_not_signed(run: Run) -> None:
    out = run("explain", VECTORS / "e-cades-added.asice", "--signature", 1, *AT).out
    assert "en-319-162-1/4.4.2/every-file-covered" in out
