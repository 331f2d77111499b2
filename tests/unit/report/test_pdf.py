"""The report as a PDF: the same story, and nothing of the file as markup."""

from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esigval.model.report import DocumentReport

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("typst")

from esigval.report.pdf import _FAMILIAR, STANDARD, render  # noqa: E402  # what skips comes first

from .samples import AT, FORGED, UNSURE, VALID, entry, report  # noqa: E402


def text_of(data: bytes) -> str:
    """The words of all pages, in their order."""
    reader = pytest.importorskip("pypdfium2").PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in reader)


@pytest.mark.parametrize("sample", [VALID, FORGED, UNSURE], ids=["valid", "forged", "unsure"])
@pytest.mark.parametrize("language", ["en", "ro"])
def test_the_same_report_gives_the_same_octets(sample: DocumentReport, language: str) -> None:
    data = render(sample, language=language, full=True)
    assert data.startswith(b"%PDF-")
    assert render(sample, language=language, full=True) == data


def test_it_says_what_it_is_and_when_it_was_true() -> None:
    with pikepdf.open(BytesIO(render(VALID))) as document, document.open_metadata() as metadata:
        assert metadata.pdfa_status == STANDARD.removeprefix("a-").upper()
        assert metadata["dc:title"] == "contract.pdf"
        assert metadata["xmp:CreateDate"].startswith("2026-11-21T00:00:00")
    assert render(VALID) != render(report(entry(), validation_time=AT + timedelta(seconds=1)))


def test_it_tells_the_verdict_and_the_laws() -> None:
    told = text_of(render(FORGED))
    assert "NOT VALID (TOTAL-FAILED, HASH_FAILURE)" in told
    assert "<script>alert(1)</script>" in told
    assert "linked to the signer" not in told
    assert "linked to the signer" in text_of(render(FORGED, full=True))
    assert "textul c" in text_of(render(FORGED, language="ro", full=True))


@pytest.mark.parametrize(
    "name", ['#read("/etc/passwd")', "#panic()", "= heading", "$x$", "*bold*", "\\", "```", "]#[", "//x"]
)
def test_what_stands_in_a_file_is_no_markup(name: str) -> None:
    told = text_of(render(report(entry(name=name, unreadable=name), name=name)))
    assert name.replace("  ", " ") in told


def test_characters_that_the_fonts_lack_are_named() -> None:
    told = text_of(render(report(entry(), name="合同 договор \U0001f600 \x07.pdf")))
    assert "[U+5408][U+540C] договор [U+1F600] [U+FFFD].pdf" in told


def test_the_fonts_have_all_others() -> None:
    known = "".join(chr(c) for first, last in _FAMILIAR for c in range(first, last + 1))
    assert render(report(entry(), name=known)).startswith(b"%PDF-")  # PDF/A refuses a character without a shape


@settings(deadline=None, max_examples=15)
@given(name=st.text(st.characters(), max_size=40))
def test_any_name_can_be_set(name: str) -> None:
    assert render(report(entry(name=name), name=name)).startswith(b"%PDF-")
