"""Objects that cross-references name and that can't be read: told where something waits for them and they come after signing."""

from tests.worlds.pdf_gallery.attacks import FORGED, prepared
from tests.worlds.pdf_gallery.hidden import TWO_CONTENTS
from tests.worlds.pdf_gallery.judging import report_on
from tests.worlds.pdf_gallery.writer import base, last_xref, sign, stream, update

ODD_HEAD = b"77 0 %c\nobj\n"
METADATA: dict[int, bytes | None] = {22: stream(b"<x/>", "/Type/Metadata/Subtype/XML")}


def with_lost_object(data: bytes, number: int = 77) -> bytes:
    """``data`` with an update whose entry leads to a head that is read by some readers only."""
    place = len(data)
    data += ODD_HEAD + FORGED + b"\nendobj\n"
    trailer = b"trailer\n<</Size 79/Root 1 0 R/Prev %d>>\n" % last_xref(data)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    return data + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(data)


def verdict(data: bytes) -> str:
    return str(report_on(data).signatures[0].conclusion.indication)


def test_lost_object_that_was_awaited_comes() -> None:
    assert verdict(with_lost_object(prepared(TWO_CONTENTS, {}))) == "TOTAL-FAILED"


def test_lost_object_that_was_awaited_goes() -> None:
    signed = sign(with_lost_object(update(base(), TWO_CONTENTS)))
    assert verdict(update(signed, {77: None})) == "TOTAL-FAILED"
    assert verdict(with_lost_object(signed)) == "TOTAL-FAILED"


def test_lost_object_that_was_signed_stays() -> None:
    signed = sign(with_lost_object(update(base(), TWO_CONTENTS)))
    assert verdict(signed) == "TOTAL-PASSED"
    assert verdict(update(signed, METADATA)) == "TOTAL-PASSED"


def test_lost_object_that_nothing_refers_to_does_no_harm() -> None:
    assert verdict(with_lost_object(prepared({}, {}))) == "TOTAL-PASSED"
    signed = sign(with_lost_object(base()))
    assert verdict(update(signed, {77: stream(b"left over")})) == "TOTAL-PASSED"
