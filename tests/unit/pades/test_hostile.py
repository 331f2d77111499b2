"""Input that lies, loops, nests or swells: an answer or Malformed, and the signatures beside it still read."""

import zlib
from collections.abc import Iterator

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.pades.document import MAX_REBUILT_VIEWS, PdfFile, View
from esigval.pades.revisions import Comparison
from esigval.pades.syntax import PdfDict, PdfValue, Ref
from esigval.pades.xref import Entry, read_section
from tests.worlds.pdf_gallery.writer import PAGE, Signing, base, last_xref, page_content, sign, stream, update

HEAD = b"%PDF-1.7\n"
BOMB = zlib.compress(b"\0" * (80 << 20), 9)

HOSTILE = {
    "table-that-is-its-own-past": HEAD
    + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 1/Prev 9>>\nstartxref\n9\n%%EOF",
    "arrays-without-end": HEAD + b"1 0 obj" + b"[" * 100_000,
    "dictionaries-without-end": HEAD + b"1 0 obj" + b"<</A" * 100_000,
    "byte-range-everywhere": HEAD + b"/ByteRange " * 20_000,
    "strings-without-end": HEAD + b"1 0 obj<</ByteRange(" * 5_000,
    "contents-without-end": HEAD + b"1 0 obj<</ByteRange[0 1 2 3]/Contents<" * 5_000,
    "table-that-claims-millions": HEAD
    + b"xref\n0 8000000\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 1>>\nstartxref\n9\n%%EOF",
    "cross-reference-bomb": HEAD
    + b"5 0 obj<</Type/XRef/W[1 2 1]/Size 9/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(BOMB)
    + BOMB
    + b"\nendstream endobj\nstartxref\n9\n%%EOF",
    "length-of-itself": HEAD
    + b"1 0 obj<</Length 1 0 R>>stream\nx\nendstream endobj\ntrailer<</Root 1 0 R>>startxref\n1\n%%EOF",
    "number-too-long": HEAD + b"1 0 obj[" + b"9" * 10_000 + b"]endobj startxref 9",
    "only-a-header": HEAD,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gets_an_answer(name: str) -> None:
    try:
        reading = pades.read(Document("h.pdf", HOSTILE[name]))
    except Malformed:
        return
    assert not [s for s in reading.signatures if s.covered]


@pytest.mark.parametrize(
    "objects",
    [
        {3: b"<</Fields[70 0 R]>>", 70: b"<</T(a)/Kids[70 0 R 71 0 R]>>", 71: b"<</Kids[70 0 R]>>"},
        {2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"},
        {70: b"71 0 R", 71: b"70 0 R", 14: b"[70 0 R]"},
        {
            1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R/DSS 70 0 R>>",
            70: b"<</VRI 70 0 R/Certs[70 0 R]/CRLs 70 0 R>>",
        },
        {
            2: b"<</Type/Pages/Kids[70 0 R]>>",
            **{70 + i: b"<</Type/Pages/Kids[%d 0 R]>>" % (71 + i) for i in range(500)},
        },
    ],
    ids=["fields", "pages", "references", "validation-data", "deep-pages"],
)
def test_loops_after_the_signature_are_told(objects: dict[int, bytes | None]) -> None:
    reading = pades.read(Document("h.pdf", update(sign(base()), objects)))
    told = [f for s in reading.signatures for f in s.findings] + list(reading.findings)
    assert told


def test_swelling_validation_data_leave_the_signature_readable() -> None:
    bombs: dict[int, bytes | None] = {70 + i: stream(BOMB, "/Filter/FlateDecode") for i in range(4)}
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R/DSS<</Certs[70 0 R 71 0 R 72 0 R 73 0 R]>>>>"
    reading = pades.read(Document("h.pdf", update(sign(base()), {1: catalog, **bombs})))
    assert reading.signatures[0].references[0].intact
    assert any(f.check.endswith("/validation-data") for f in reading.findings)
    assert reading.evidence == ()


def test_many_signatures_and_revisions() -> None:
    data, fields = base(), "10 0 R 11 0 R 12 0 R 13 0 R"
    for index in range(40):
        number = 100 + 2 * index
        data = sign(data, Signing(f"s{index}", number, fields=fields))
        fields += f" {number} 0 R"
    reading = pades.read(Document("h.pdf", data))
    assert len(reading.signatures) == 40
    assert not [f for s in reading.signatures for f in s.findings]
    assert all(r.intact for s in reading.signatures for r in s.references)
    for index in range(100):
        data = update(data, {6: page_content(str(index))})
    changed = pades.read(Document("h.pdf", data))
    assert all(any(f.check.endswith("/visual-difference") for f in s.findings) for s in changed.signatures)


def test_repairs_are_bounded() -> None:
    data = base().replace(b"startxref", b"startfrex")
    file = PdfFile(data + b" " * 100)
    for end in range(len(data), len(data) + MAX_REBUILT_VIEWS - 1):  # the file as it is counts too
        assert file.view(end).damage
    with pytest.raises(Malformed):
        file.view(len(data) + 90)


def test_table_that_leads_back_to_itself_over_others() -> None:
    data = sign(base())
    looped = data.replace(b"/Prev ", b"/Prev %d%%" % last_xref(data))
    (signature,) = pades.read(Document("h.pdf", looped)).signatures
    assert signature.name == "sig1"


def test_table_of_many_pieces_is_not_searched_for_each_object(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = b"".join(b"%d 1\n0000000000 00000 f \n" % (1000 + 2 * i) for i in range(3_000))
    data = sign(base())
    table = b"xref\n" + pieces + b"trailer\n<</Size 9000/Root 1 0 R/Prev %d>>\n" % last_xref(data)
    data += table + b"startxref\n%d\n%%%%EOF\n" % len(data)
    view = PdfFile(data).view()
    assert view.head is not None
    assert len(view.head.tables) == 3_000
    assert view.head.lookup(1002) == Entry(0, 0, 0, True)
    assert view.head.lookup(1003) is None
    monkeypatch.setattr(view.head, "tables", Unsearchable(view.head.tables))
    assert view.head.lookup(6998) == Entry(0, 0, 0, True)


class Unsearchable(list[object]):
    """Subsections that are counted, but not gone through."""

    def __iter__(self) -> Iterator[object]:
        raise AssertionError("searched once more")


def test_object_that_is_stated_very_often_is_told() -> None:
    count = 5_000
    numbers = b"".join(b"4 %d " % i for i in range(count))
    content = numbers + b"1 " * count
    data = sign(base())
    holder = len(data)
    data += b"60 0 obj\n%s\nendobj\n" % stream(content, f"/Type/ObjStm/N {count}/First {len(numbers)}")
    rows = b"".join(bytes([2, 0, 0, 0, 60]) + i.to_bytes(2, "big") for i in range(count))
    rows += bytes([1]) + holder.to_bytes(4, "big") + bytes(2) + bytes([1]) + len(data).to_bytes(4, "big") + bytes(2)
    index = "4 1 " * count + "60 2"
    entries = f"/Type/XRef/W[1 4 2]/Index[{index}]/Size 62/Root 1 0 R/Prev {last_xref(data)}"
    data += b"61 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(rows, entries), len(data))
    (signature,) = pades.read(Document("h.pdf", data)).signatures
    assert [f.check.split("/")[-1] for f in signature.findings] == ["undefined-changes"]


def test_scattered_section_of_very_many_objects_is_refused() -> None:
    pieces = [f"{i * 2} 1" for i in range(40)] + ["100 300000"]
    rows = zlib.compress(bytes(4) * 300_040)
    entries = f"/Type/XRef/W[1 2 1]/Index[{' '.join(pieces)}]/Size 400000/Root 1 0 R/Filter/FlateDecode"
    with pytest.raises(Malformed):
        read_section(b"5 0 obj" + stream(rows, entries) + b"endobj", 0)


def test_a_stream_to_which_many_entries_refer_is_compared_once() -> None:
    drawing = stream(b"0 0 9 9 re f", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    signed = update(base(), {70: drawing, 71: drawing, **_resources(70)})
    file = PdfFile(update(signed, _resources(71)))
    comparison = Counted(file.view(len(signed)), file.view())
    before, after = _drawn(comparison.old), _drawn(comparison.new)
    assert before != after
    assert comparison.equal(before, after)
    assert comparison.asked < 10  # the logo and fonts too


class Counted(Comparison):
    """Counts how often objects are looked at."""

    asked = 0

    def _below(self, before: PdfValue, after: PdfValue) -> list[tuple[PdfValue, PdfValue]] | None:
        self.asked += isinstance(before, Ref)
        return super()._below(before, after)


def _drawn(view: View) -> PdfValue:
    page = view.get(4)
    assert isinstance(page, PdfDict)
    return page["Resources"]


def _resources(drawing: int) -> dict[int, bytes | None]:
    """A page that names one drawing by many names."""
    named = "/Im1 9 0 R" + "".join(f"/X{i} {drawing} 0 R" for i in range(500))
    return {4: f"<<{PAGE.replace('/Im1 9 0 R', named)}/Annots 14 0 R>>".encode()}
