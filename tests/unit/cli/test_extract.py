"""What was signed, written out: for each format the bytes whose digest the signature holds."""

import base64
import hashlib
import io
import re
from pathlib import Path

import pikepdf
import pytest

from tests.worlds.pdf_gallery.benign import BENIGN
from tests.worlds.pdf_gallery.classes import ATTACKS
from tests.worlds.pdf_gallery.writer import base, sign, update

from .conftest import Run

VECTORS = Path(__file__).parents[2] / "vectors"
AT = ("--at", "2025-06-02T08:00:00Z")


@pytest.mark.parametrize("name", ["content-stream-replaced", "pages-swapped", "text-after-the-end"])
def test_pdf_gives_the_revision_that_was_signed(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.pdf").write_bytes(ATTACKS[name]())
    ran = run("extract", tmp_path / "a.pdf", "-o", tmp_path / "signed.pdf", *AT)
    signed = (tmp_path / "signed.pdf").read_bytes()
    assert ran.status == 0
    assert hashlib.sha256(signed).hexdigest() in ran.err
    assert (tmp_path / "a.pdf").read_bytes().startswith(signed)
    with pikepdf.open(io.BytesIO(signed)) as document:
        assert len(document.pages) == 2
        assert b"Pay 100 EUR" in document.pages[0].Contents.read_bytes()


@pytest.mark.parametrize("name", [name for name in BENIGN if "second-signature" in name or "time-stamped" in name])
def test_revision_opens_in_viewers_and_shows_the_signed_page(run: Run, tmp_path: Path, name: str) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    (tmp_path / "a.pdf").write_bytes(BENIGN[name]())
    assert run("extract", tmp_path / "a.pdf", "-o", tmp_path / "signed.pdf", *AT).status == 0
    with pikepdf.open(tmp_path / "signed.pdf") as document:
        assert document.check_pdf_syntax() == []
    shown = pdfium.PdfDocument((tmp_path / "signed.pdf").read_bytes())
    assert shown[0].get_textpage().get_text_bounded().startswith("Pay 100 EUR")


def test_each_signature_of_a_pdf_has_its_own_revision(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(BENIGN["third-signature-table"]())
    sizes = []
    for number in (1, 2, 3):
        assert run("extract", tmp_path / "a.pdf", "-s", number, "-o", tmp_path / "signed.pdf", *AT).status == 0
        sizes.append((tmp_path / "signed.pdf").stat().st_size)
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == (tmp_path / "a.pdf").stat().st_size


@pytest.mark.parametrize("name", ["byte-range-outside", "byte-range-missing", "wrapped"])
def test_pdf_without_a_byte_range_that_holds_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.pdf").write_bytes(ATTACKS[name]())
    ran = run("extract", tmp_path / "a.pdf", "-o", tmp_path / "signed.pdf", *AT)
    assert ran.status == 2
    assert "ByteRange" in ran.err
    assert not (tmp_path / "signed.pdf").exists()


def test_bytes_that_were_changed_are_not_passed_off_as_signed(run: Run, tmp_path: Path) -> None:
    whole = sign(base())
    assert whole.count(b"Pay 100 EUR") == 1
    for data, told in ((whole, False), (whole.replace(b"Pay 100 EUR", b"Pay 900 EUR"), True)):
        (tmp_path / "a.pdf").write_bytes(data)
        ran = run("extract", tmp_path / "a.pdf", "-o", tmp_path / "signed.pdf", *AT)
        assert ("NOT what was signed" in ran.err) is told


def test_pdf_is_the_same_without_later_revisions(run: Run, tmp_path: Path) -> None:
    signed = sign(base())
    (tmp_path / "a.pdf").write_bytes(update(signed, {95: b"(later)"}))
    run("extract", tmp_path / "a.pdf", "-o", tmp_path / "signed.pdf", *AT)
    assert (tmp_path / "signed.pdf").read_bytes() == signed


def _digests(xml: bytes) -> set[str]:
    return {base64.b64decode(value).hex() for value in re.findall(rb"<(?:\w+:)?DigestValue>\s*([^<]+)<", xml)}


def test_xml_gives_the_octets_of_the_reference(run: Run, files: Path) -> None:
    ran = run("extract", files / "good.xml", "-o", files / "octets", *AT)
    assert ran.status == 0
    found = hashlib.sha256((files / "octets").read_bytes()).hexdigest()
    assert found in _digests((files / "good.xml").read_bytes())
    assert found in ran.err
    assert "NOT" not in ran.err


def test_xml_that_was_changed_says_so(run: Run, files: Path) -> None:
    ran = run("extract", files / "changed.xml", "-o", files / "octets", *AT)
    assert hashlib.sha256((files / "octets").read_bytes()).hexdigest() not in _digests(
        (files / "changed.xml").read_bytes()
    )
    assert "NOT what was signed" in ran.err


def test_xml_reference_can_be_chosen(run: Run, files: Path) -> None:
    found = set()
    for number in (1, 2):
        assert run("extract", files / "good.xml", "-r", number, "-o", files / "octets", *AT).status == 0
        found.add(hashlib.sha256((files / "octets").read_bytes()).hexdigest())
    assert len(found) == 2
    assert found <= _digests((files / "good.xml").read_bytes())
    ran = run("extract", files / "good.xml", "-r", 99, *AT)
    assert ran.status == 2
    assert "there are:" in ran.err


def test_cms_gives_its_content(run: Run, tmp_path: Path) -> None:
    ran = run("extract", VECTORS / "cades" / "b.p7m", "-o", tmp_path / "content", *AT)
    assert ran.status == 0
    content = (tmp_path / "content").read_bytes()
    assert content
    assert content in (VECTORS / "cades" / "b.p7m").read_bytes()
    assert hashlib.sha256(content).hexdigest() in ran.err


def test_detached_cms_needs_the_document(run: Run, tmp_path: Path) -> None:
    folder = VECTORS / "cades"
    ran = run("extract", folder / "detached.p7s", "-o", tmp_path / "content", *AT)
    assert ran.status == 2
    assert "--detached" in ran.err
    document = next((folder / "detached.files").iterdir())
    ran = run("extract", folder / "detached.p7s", "--detached", document, "-o", tmp_path / "content", *AT)
    assert ran.status == 0
    assert (tmp_path / "content").read_bytes() == document.read_bytes()
    changed = next((folder / "detached-changed.files").iterdir())
    ran = run("extract", folder / "detached-changed.p7s", "--detached", changed, "-o", tmp_path / "content", *AT)
    assert "NOT what was signed" in ran.err


def test_counter_signature_of_a_cms_covers_no_document(run: Run, tmp_path: Path) -> None:
    ran = run("extract", VECTORS / "cades" / "counter.p7m", "-s", 2, "-o", tmp_path / "content", *AT)
    assert ran.status == 2
    assert "counter-signature" in ran.err


def test_reference_is_for_xml(run: Run, tmp_path: Path) -> None:
    ran = run("extract", VECTORS / "cades" / "b.p7m", "-r", 1, "-o", tmp_path / "content", *AT)
    assert ran.status == 2
