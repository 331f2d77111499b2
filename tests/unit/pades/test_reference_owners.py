"""Whose a reference is: found alike however many there are, with work that does not grow with the file for each of them."""

from collections import Counter

import pytest

from esigval.pades import document
from esigval.pades.document import PdfFile
from esigval.pades.references import TRAILER, UNKNOWN, ReferenceIndex
from tests.worlds.pdf_gallery.attacks import signed_form
from tests.worlds.pdf_gallery.judging import report_on
from tests.worlds.pdf_gallery.writer import base, last_xref, sign, stream, update

METADATA: dict[int, bytes | None] = {22: stream(b"<x/>", "/Type/Metadata/Subtype/XML")}


def with_empty_sections(data: bytes, count: int) -> bytes:
    """``data`` with updates that change nothing."""
    out, previous = bytearray(data), last_xref(data)
    for _ in range(count):
        place = len(out)
        out += b"xref\n0 0\ntrailer\n<</Size 60/Root 1 0 R/Info 21 0 R/Prev %d>>\n" % previous
        out += b"startxref\n%d\n%%%%EOF\n" % place
        previous = place
    return bytes(out)


def test_many_trailers_refer_to_what_changed() -> None:
    data = with_empty_sections(signed_form(), 3_000)
    report = report_on(update(data, {21: b"<</Producer(x)>>"}, trailer="/Info 21 0 R"))
    assert str(report.signatures[0].conclusion.indication) == "TOTAL-PASSED"


def test_referrers_are_objects_and_trailers() -> None:
    objects: dict[int, bytes | None] = {
        90: b"[21 0 R 8 0 R 21 0 R]",
        91: b"<</A(99 0 obj)/B 21 0 R/C[21 0 R 8 0 R]>>",
    }
    data = update(base(), objects)
    file = PdfFile(data + b"% 21 0 R\n")
    file.view()
    index = ReferenceIndex(file)
    assert index.referrers(21) == {90, 91, TRAILER, UNKNOWN}
    assert {90, 91} < index.referrers(8)
    assert UNKNOWN not in index.referrers(8)


def test_broken_object_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[int] = Counter()
    parse = document.parse_value

    def counted(data: bytes, position: int) -> object:
        read[position] += 1
        return parse(data, position)

    monkeypatch.setattr(document, "parse_value", counted)
    broken = b"[" + b"3 0 R 22 0 R " * 2_000 + b" odd]"
    data = update(sign(update(base(), {90: broken})), METADATA)
    assert str(report_on(data).signatures[0].conclusion.indication) == "TOTAL-FAILED"
    assert read[data.index(b"90 0 obj") + 8] == 1
