"""Objects, cross-references and filters, as the standard writes them and as attackers do."""

import zlib

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.pades.document import PdfFile
from esigval.pades.filters import decode
from esigval.pades.references import UNKNOWN, references_in
from esigval.pades.syntax import Name, PdfDict, Ref, hashable, hexadecimal, parse_value
from esigval.pades.text import date, text
from tests.worlds.pdf_gallery.writer import HABITS, Habits, base, last_xref, sign, update


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (b"12 ", 12),
        (b"-7 ", -7),
        (b"+1.5 ", 1.5),
        (b".5 ", 0.5),
        (b"true ", True),
        (b"null ", None),
        (b"/A#20B ", Name("A B")),
        (b"(a(b)c)", b"a(b)c"),
        (rb"(a\)\n\101\12)", b"a)\nA\n"),
        (b"(a\\\r\nb\rc)", b"ab\nc"),
        (b"<4 1 4>", b"A@"),
        (b"12 0 R ", Ref(12, 0)),
        (b"[1 2 R 3]", [Ref(1, 2), 3]),
        (b"[1 0 R 2]", [Ref(1, 0), 2]),
        (b"[1 0 R 2 0 R\n3 1 R ]", [Ref(1, 0), Ref(2, 0), Ref(3, 1)]),
        (b"[0 -1 612.5 7.]", [0, -1, 612.5, 7.0]),
        (b"[1 0%a\nR 2 %b\r0000007 R]", [Ref(1, 0), Ref(2, 7)]),
        (b"/A/B", Name("A")),
        (b"<</A/B/C 1/D 1 0 R/E(x)/F/G>>", {"A": "B", "C": 1, "D": Ref(1, 0), "E": b"x", "F": "G"}),
        (b"% remark\n7 ", 7),
        (b"<</A 1/B[<<>>]>>", {"A": 1, "B": [{}]}),
    ],
)
def test_values(written: bytes, value: object) -> None:
    assert parse_value(written, 0)[0] == value


@pytest.mark.parametrize(
    "written",
    [b"", b"(", b"<41", b"<<", b"[", b">>", b"]", b"<</A>", b"<<1 2>>", b"nonsense ", b"[" * 500, b"<</A" * 500],
)
def test_broken_values_are_malformed(written: bytes) -> None:
    with pytest.raises(Malformed):
        parse_value(written, 0)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (b"<</A 1/B[(x)]>>", b"<</B[(x)]/A 1>>", True),
        (b"[41 0 R]", b"[41 0 R ]", True),
        (b"[41 0]", b"41 0 R ", False),
        (b"[/true]", b"true ", False),
        (b"1 ", b"true ", False),
        (b"/A ", b"(A)", False),
        (b"[]", b"<<>>", False),
    ],
)
def test_what_stands_for_a_value_in_a_set_is_equal_where_the_value_is(one: bytes, other: bytes, equal: bool) -> None:
    assert (hashable(parse_value(one, 0)[0]) == hashable(parse_value(other, 0)[0])) is equal


def test_positions_and_repeated_keys_are_kept() -> None:
    value, _ = parse_value(b"  <</Contents <00>/Contents <01>>>", 0)
    assert isinstance(value, PdfDict)
    assert value.start == 2
    assert value.spans["Contents"] == (28, 32)
    assert list(value.duplicates) == ["Contents"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (b"/A 6 0 R", 6),
        (b"[6 0 R", 6),
        (b"(6) 6\n0\tR", 6),
        (b"/A 6 %a 7 0\n\r 0 %b\nR", 6),
        (b"/A +6 0 R", 6),
        (b"/A 0000000000000000000000000000006 0 R", 6),
        (b"/A" + b"0" * 40 + b"6 0 R", UNKNOWN),
        (b"/A 6.0 0 R", UNKNOWN),
        (b"6 %" + b"x" * 5000 + b"\n0 R", UNKNOWN),
        (b"/A 0 R", None),
        (b"(a) R", None),
        (b"6 0R", None),
    ],
)
def test_references_are_found_however_they_are_written(written: bytes, number: int | None) -> None:
    assert [found for _, found in references_in(written)] == ([] if number is None else [[number]])


@pytest.mark.parametrize("written", [b"1e999", b"-1e999", b"inf", b"nan", b"Infinity"])
def test_what_has_no_finite_value_is_no_number(written: bytes) -> None:
    with pytest.raises(Malformed):
        parse_value(b"[" + written + b" /A]", 0)


@pytest.mark.parametrize("digits", [11, 31, 40, 5000])
def test_a_number_that_no_object_has_ends_a_row_of_references(digits: int) -> None:
    found = [numbers for _, numbers in references_in(b"[1 0 R " + b"9" * digits + b" 0 R 7 0 R]")]
    assert found == [[1], [int("9" * digits) if digits < 32 else UNKNOWN, 7]]


def test_references_in_a_row_are_found_together() -> None:
    written = b"[1 0 R 2 0 R\n3 0 R]<</A 4 0 R>>"
    assert [found for _, found in references_in(written)] == [[1, 2, 3], [4]]
    assert [found for _, found in references_in(written, runs=False)] == [[1], [2], [3], [4]]


def test_hexadecimal_with_odd_digits_and_white_space() -> None:
    assert hexadecimal(b"4 1\n4") == b"A@"


@pytest.mark.parametrize("written", [b"[1 0 R2 0 R]", b"[R]", b"[1 R]", b"[-1 0%\nR]"])
def test_what_is_no_reference_is_malformed(written: bytes) -> None:
    with pytest.raises(Malformed):
        parse_value(written, 0)


@pytest.mark.parametrize("habits", HABITS, ids=lambda h: h.name)
def test_old_view_does_not_see_later_objects(habits: Habits) -> None:
    first = base(habits)
    second = update(first, {20: b"<</Type/OCG/Name(other)>>"}, habits=habits)
    file = PdfFile(second)
    assert file.view(len(first)).get(20)["Name"] == b"Layer"  # type: ignore[index, call-overload]
    assert file.view().get(20)["Name"] == b"other"  # type: ignore[index, call-overload]


def test_chain_that_leads_in_a_circle_is_damage() -> None:
    data = base()
    at = data.rindex(b"trailer\n<<") + 10
    data = data[:at] + b"/Prev %d " % last_xref(data) + data[at:]
    view = PdfFile(data).view()
    assert "circle" in view.damage
    assert view.catalog["Type"] == "Catalog"  # found by its header, as readers do


def test_damage_is_told_and_the_signature_still_read() -> None:
    data = sign(base())
    assert PdfFile(data).view().damage == ""
    damaged = data.replace(b"startxref", b"startfrex")
    assert PdfFile(damaged).view().damage
    (signature,) = pades.read(Document("a.pdf", damaged)).signatures
    assert signature.name == "sig1"


def test_bomb_is_bounded() -> None:
    bomb = zlib.compress(b"\0" * (8 << 20))
    dictionary, _ = parse_value(b"<</Filter/FlateDecode>>", 0)
    assert isinstance(dictionary, PdfDict)
    with pytest.raises(Malformed):
        decode(bomb, dictionary, limit=1 << 20)
    assert len(decode(bomb, dictionary)) == 8 << 20


def test_predictors_undo_each_row_filter() -> None:
    rows = bytes([0, 1, 2, 1, 1, 1, 2, 1, 1, 3, 2, 2, 4, 1, 1])
    dictionary, _ = parse_value(b"<</Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2>>>>", 0)
    assert isinstance(dictionary, PdfDict)
    assert decode(zlib.compress(rows), dictionary) == bytes([1, 2, 1, 2, 2, 3, 3, 5, 4, 6])
    up = bytes([2, 1, 2, 2, 1, 1])
    assert decode(zlib.compress(up), dictionary) == bytes([1, 2, 2, 3])


def test_text_strings_by_their_marks() -> None:
    assert text(b"\xfe\xff\x01\x1b") == "ě"
    assert text(b"\xef\xbb\xbf\xc8\x99") == "ș"
    assert text(b"\x8d\xa0") == "“€"


def test_dates() -> None:
    assert date(b"D:20240131120000+02'00'").isoformat() == "2024-01-31T10:00:00+00:00"  # type: ignore[union-attr]
    assert date(b"D:2024").isoformat() == "2024-01-01T00:00:00+00:00"  # type: ignore[union-attr]
    assert date(b"D:20241399") is None
    assert date(b"yesterday") is None
