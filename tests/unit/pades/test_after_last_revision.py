"""What stands after the last revision: readers that look for ``startxref`` in the last 1,024 bytes rebuild the file from all that looks
like an object if something follows it, be it white space alone."""

import re

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.reasons import Reason
from tests.worlds.pdf_gallery.attacks import FIELDS, FORGED, signed_form
from tests.worlds.pdf_gallery.judging import report_on
from tests.worlds.pdf_gallery.writer import HABITS, Signing, base, last_xref, sign, stream, update
from tests.worlds.running import Case, cases, verdicts

LATER = [c for c in cases() if c.group == "pades" and c.all_pass and c.name in {"form-filled", "lt", "lta", "two"}]
BODY = b"BT /F1 14 Tf 72 760 Td (Suma: 900 lei) Tj ET"


def replaced_page(data: bytes) -> bytes:
    """Another content stream under the number of the page's own."""
    found = re.search(rb"/Contents (\d+) 0 R", data)
    assert found
    return b"\n%s 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (found[1], len(BODY), BODY)


@pytest.mark.parametrize("case", LATER, ids=lambda case: case.name)
@pytest.mark.parametrize("end", [b"", b"%" + b"x" * 2000 + b"\n", b"trailer\n<< /Size 60 >>\n%%EOF\n"])
def test_no_signature_passes_over_what_is_appended_without_a_revision(case: Case, end: bytes) -> None:
    data = case.dossier().document.data
    report = case.judge(data + replaced_page(data) + end)
    assert verdicts(report)
    assert "TOTAL-PASSED" not in verdicts(report)


@pytest.mark.parametrize("case", LATER, ids=lambda case: case.name)
def test_white_space_after_the_last_revision_does_no_harm(case: Case) -> None:
    assert set(verdicts(case.judge(case.dossier().document.data + b"\r\n\0\n"))) == {"TOTAL-PASSED"}


PADDING = [b" " * 4500, b"\0" * 4500, b"\r\n" * 2000]
METADATA: dict[int, bytes | None] = {22: stream(b"<x/>", "/Type/Metadata/Subtype/XML")}


def with_unused_content(data: bytes, table: bytes = b"xref\n0 0\n", start: bytes = b"startxref\n") -> bytes:
    """``data`` with an update that holds another content stream of the page, to which no cross-reference leads."""
    out = data + b"6 0 obj\n" + FORGED + b"\nendobj\n"
    trailer = b"trailer\n<</Size 60/Root 1 0 R/Prev %d>>\n" % last_xref(data)
    return out + table + trailer + start + b"%d\n%%%%EOF\n" % len(out)


def first_told(data: bytes) -> set[tuple[str, Reason]]:
    """What is told of the signature that was there first."""
    found = pades.read(Document("padded.pdf", data)).signatures[0].findings
    return {(finding.check.rpartition("/")[2], finding.reason) for finding in found}


def first_verdict(data: bytes) -> str:
    return str(report_on(data).signatures[0].conclusion.indication)


OUT_OF_REACH = {("trailing-bytes", Reason.BYTES_AFTER_END)}


@pytest.mark.parametrize("padding", PADDING, ids=["blanks", "nulls", "lines"])
def test_padding_that_takes_the_cross_references_out_of_reach_is_told(padding: bytes) -> None:
    data = with_unused_content(signed_form()) + padding
    assert first_told(data) == OUT_OF_REACH
    assert first_verdict(data) == "TOTAL-FAILED"
    assert first_told(signed_form() + padding) == OUT_OF_REACH


def test_padding_between_startxref_and_its_number_is_told() -> None:
    data = with_unused_content(signed_form(), start=b"startxref" + b" " * 4500)
    assert first_told(data) == OUT_OF_REACH


@pytest.mark.parametrize("start", [b"xstartxref\n", b"startxref", b"/startxref\n", b"%startxref\n"])
def test_startxref_that_is_no_word_of_its_own_is_told(start: bytes) -> None:
    """The readers that do not take it for one go on to the one before, or rebuild the file if none is near."""
    long = update(signed_form(), {50: stream(b"x" * 5_000)})
    assert first_told(with_unused_content(long, start=start)) == OUT_OF_REACH
    assert first_told(with_unused_content(long, start=b"startxref\r\n")) == set()


@pytest.mark.parametrize("start", [b"startxref\n", b"xstartxref\n"])
def test_revision_that_a_later_one_passes_over_by_a_startxref_that_is_no_word(start: bytes) -> None:
    signed = signed_form()
    replaced = update(signed, {6: FORGED})
    data = replaced + b"xref\n0 0\ntrailer\n<</Size 60/Root 1 0 R/Prev %d>>\n" % last_xref(signed)
    data += start + b"%d\n%%%%EOF\n" % len(replaced)
    assert first_told(data) == (set() if start == b"startxref\n" else OUT_OF_REACH)


@pytest.mark.parametrize("habits", HABITS, ids=lambda habits: habits.name)
def test_padding_up_to_where_readers_look_does_no_harm(habits: object) -> None:
    data = signed_form(habits)  # type: ignore[arg-type]
    assert first_verdict(data + b"\0" * 950) == "TOTAL-PASSED"
    assert first_verdict(update(data, METADATA) + b"\0" * 950) == "TOTAL-PASSED"
    assert first_told(data + b"\0" * 1024) == OUT_OF_REACH


def padded_and_signed(data: bytes, signing: Signing | None = None) -> bytes:
    """``data`` signed so that the padding at its end is signed too."""
    return sign(data, signing, padding=b" " * 4500)


def test_padding_that_is_signed_does_no_harm() -> None:
    data = padded_and_signed(base())
    assert first_told(data) == set()
    for later in (data, data + b"\r\n", update(data, METADATA), sign(data, Signing("sig3", 50, fields=FIELDS))):
        assert first_verdict(later) == "TOTAL-PASSED"


def test_padding_before_a_later_revision_does_no_harm() -> None:
    data = with_unused_content(signed_form()) + b" " * 4500
    assert first_verdict(sign(data, Signing("sig3", 50, fields=FIELDS))) == "TOTAL-PASSED"


def test_padding_that_only_a_later_signature_covers_is_told() -> None:
    data = padded_and_signed(with_unused_content(signed_form()), Signing("sig3", 50, fields=FIELDS))
    assert ("trailing-bytes", Reason.BYTES_AFTER_END) in first_told(data)
    assert first_verdict(data) == "TOTAL-FAILED"


def test_signed_revision_that_readers_rebuilt_otherwise_is_told() -> None:
    """What readers showed of it when it was signed is not what they show after the update."""
    data = padded_and_signed(with_unused_content(base()))
    assert first_told(data) == set()
    assert first_told(update(data, METADATA)) == {("undefined-changes", Reason.UNDEFINED_CHANGES)}
