"""A file given with --detached that no signature is about is told, and is not answered with success."""

from pathlib import Path

import pytest

from .conftest import Run

VECTORS = Path(__file__).parents[2] / "vectors"
WORLD = VECTORS / "world"
TRUST = (
    *("--anchor", WORLD / "md-root.cer", "--at", "2025-06-02T08:00:00Z"),
    *("--evidence", WORLD / "md-root-june.crl", "--evidence", WORLD / "md-qca-june.crl"),
)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A file that nobody signed."""
    path = tmp_path / "other.txt"
    path.write_bytes(b"nobody signed this")
    return path


@pytest.mark.parametrize("group, name", [("cades", "b.p7m"), ("xades", "b.xml"), ("pades", "b.pdf")])
def test_content_of_its_own_is_no_verdict_about_another_file(run: Run, other: Path, group: str, name: str) -> None:
    ran = run("validate", VECTORS / group / name, *TRUST, "--detached", other)
    assert ran.status == 3
    assert "other.txt: given with --detached, but no signature" in ran.err


@pytest.mark.parametrize("group, name", [("cades", "detached.p7s"), ("xades", "detached.xml")])
def test_of_two_files_the_one_that_was_signed_is_told_apart(run: Run, other: Path, group: str, name: str) -> None:
    signed = VECTORS / group / "detached.files" / "cerere.txt"
    both = run("validate", VECTORS / group / name, *TRUST, "--detached", signed, "--detached", other)
    assert both.status == 3
    assert "other.txt" in both.err
    assert "cerere.txt: given" not in both.err
    alone = run("validate", VECTORS / group / name, *TRUST, "--detached", signed)
    assert (alone.status, alone.err) == (0, "")


def test_each_file_of_several_may_be_about_another(run: Run, other: Path) -> None:
    signed = VECTORS / "cades" / "detached.files" / "cerere.txt"
    files = (VECTORS / "cades" / "b.p7m", VECTORS / "cades" / "detached.p7s")
    assert run("validate", *files, *TRUST, "--detached", signed).status == 0
