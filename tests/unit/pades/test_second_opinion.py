"""The own reading of PDF objects next to qpdf's: the same pages, and the same values in the same fields."""

import io
from pathlib import Path

import pikepdf
import pytest

from esigval.pades.document import PdfFile
from esigval.pades.fields import walk_fields
from esigval.pades.tree import page_tree
from tests.worlds.pdf_gallery.benign import BENIGN

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "docs" / "pades"


def _by_qpdf(data: bytes) -> tuple[int, list[tuple[int, str]]] | None:
    try:
        pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except pikepdf.PdfError:
        return None
    form = pdf.Root.get("/AcroForm")
    fields = list(form.get("/Fields", [])) if form is not None else []
    signatures = [
        (field.objgen[0], str(field.V.get("/SubFilter")))
        for field in fields
        if isinstance(field, pikepdf.Dictionary) and field.get("/FT") == "/Sig" and field.get("/V") is not None
    ]
    return len(pdf.pages), sorted(signatures)


def _by_us(data: bytes) -> tuple[int, list[tuple[int, str]]]:
    view = PdfFile(data).view()
    signatures = []
    for field in walk_fields(view):
        value = view.resolve(field.value)
        if field.type == "Sig" and isinstance(value, dict):
            sub_filter = value.get("SubFilter")
            signatures.append((field.number, f"/{sub_filter}" if sub_filter is not None else "None"))
    return len(page_tree(view).pages), sorted(signatures)


@pytest.mark.parametrize("name", list(BENIGN)[::4])
def test_gallery(name: str) -> None:
    data = BENIGN[name]()
    assert _by_us(data) == _by_qpdf(data)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder ../shared with real signed files is not there")
def test_real_files() -> None:
    compared = 0
    for path in sorted(CORPUS.glob("*.pdf")):
        data = path.read_bytes()
        theirs = _by_qpdf(data)
        if theirs is not None and "encrypted" not in path.name:
            compared += 1
            assert _by_us(data) == theirs, path.name
    assert compared > 60
