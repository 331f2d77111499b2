"""``esigval pictures``: files, sentences, the report with the pictures in it."""

from pathlib import Path

import pytest

from tests.worlds.pdf_gallery.classes import ATTACKS

from .conftest import Run

pytest.importorskip("pypdfium2")
AT = ("--at", "2025-06-02T08:00:00Z")
PNG = b"\x89PNG\r\n"


def test_pictures_are_written_and_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(ATTACKS["content-stream-replaced"]())
    ran = run("pictures", tmp_path / "a.pdf", "-o", tmp_path / "out", "--html", *AT)
    assert ran.status == 0
    assert "page 2 shows the same" in ran.out
    assert "page 1 differs" in ran.out
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    report = written.pop("report.html").decode()
    assert set(written) == {
        "page-0001-signed.png",
        "page-0001-now.png",
        "page-0001-marked.png",
        "page-0002-signed.png",
    }
    assert all(data.startswith(PNG) for data in written.values())
    assert report.count("<img ") == 2
    assert report.count("data:image/png;base64,") == 2
    assert "script" not in report


def test_sentences_in_romanian(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(ATTACKS["pages-swapped"]())
    ran = run("pictures", tmp_path / "a.pdf", "-o", tmp_path / "out", "-l", "ro", *AT)
    assert "altă ordine" in ran.out


def test_what_is_no_pdf_is_refused(run: Run, files: Path) -> None:
    ran = run("pictures", files / "good.xml", "-o", files / "out", *AT)
    assert ran.status == 2
    assert "PDF" in ran.err
    assert not (files / "out").exists()
