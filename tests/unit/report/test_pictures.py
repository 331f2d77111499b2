"""Pictures of pages: what differs between what was signed and what is there is seen, and framed."""

import io
import sys

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.errors import UsageError
from esigval.report.pictures import Pictures, compare, picture_findings
from esigval.report.pictures.pages import MAX_PIXELS, MAX_SIDE
from tests.unit.signed import signed_xml
from tests.worlds.pdf_gallery.benign import BENIGN
from tests.worlds.pdf_gallery.classes import ATTACKS
from tests.worlds.pdf_gallery.writer import base, page_content, sign, update

pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")


def _compare(data: bytes, **settings: object) -> Pictures:
    document = Document("a.pdf", data)
    return compare(document, pades.read(document).signatures[0], **settings)  # type: ignore[arg-type]


def _pixels(png: bytes) -> set[tuple[int, int, int]]:
    image = Image.open(io.BytesIO(png))
    return {colour for _, colour in image.getcolors(1 << 24)}


@pytest.mark.parametrize(
    ("name", "differing"),
    [
        ("content-stream-replaced", [1]),
        ("layer-switched-on", [1, 2]),
        ("stamp-laid-over", [1]),
        ("media-box", [1]),
        ("page-rotated", [1]),
        ("appearance-without-value", [1]),
        ("field-moved", [1]),
    ],
)
def test_what_was_changed_is_seen(name: str, differing: list[int]) -> None:
    pictures = _compare(ATTACKS[name]())
    assert [page.now for page in pictures.pages if page.differs] == differing
    for page in pictures.pages:
        assert bool(page.marked) is page.differs
        assert (page.signed == page.current) is not page.differs
        assert ((208, 0, 0) in _pixels(page.marked or page.current)) is page.differs
    (finding,) = picture_findings(pictures)
    assert dict(finding.facts)["pages"] == tuple(str(number) for number in differing)


@pytest.mark.parametrize("name", ["validation-data-table", "second-signature-object-stream", "metadata-stream"])
def test_what_shows_the_same_is_told_nothing_of(name: str) -> None:
    pictures = _compare(BENIGN[name]())
    assert [(page.was, page.now, page.differs) for page in pictures.pages] == [(1, 1, False), (2, 2, False)]
    assert picture_findings(pictures) == ()


def test_an_honest_change_is_seen_too() -> None:
    """A picture says that something differs; whether it may is for the analysis of changes."""
    assert [page.now for page in _compare(BENIGN["text-filled-table"]()).pages if page.differs] == [1]


def test_pages_are_matched_by_what_they_are() -> None:
    swapped = _compare(ATTACKS["pages-swapped"]())
    assert [(page.was, page.now, page.differs) for page in swapped.pages] == [(2, 1, False), (1, 2, False)]
    assert swapped.reordered
    assert picture_findings(swapped)
    removed = _compare(ATTACKS["page-removed"]())
    assert [(page.was, page.now, page.differs) for page in removed.pages] == [(1, 1, False), (2, 0, True)]
    added = _compare(ATTACKS["page-added"]())
    assert [(page.was, page.now, page.differs) for page in added.pages] == [(1, 1, False), (2, 2, False), (0, 3, True)]
    assert not added.reordered


def test_signed_picture_is_of_the_revision_that_was_signed() -> None:
    attacked = _compare(ATTACKS["content-stream-replaced"]())
    honest = _compare(sign(base()))
    assert attacked.pages[0].signed == honest.pages[0].signed
    assert attacked.pages[0].current != honest.pages[0].current


def test_pages_can_be_chosen_and_are_bounded() -> None:
    data = ATTACKS["content-stream-replaced"]()
    assert [page.now for page in _compare(data, pages=(2,)).pages] == [2]
    few = _compare(data, limit=1)
    assert [page.now for page in few.pages] == [1]
    assert few.left_out == 1


@pytest.mark.parametrize("box", ["0 0 200000 200000", "0 0 1000000 3", "0 0 0 0", "0 0 0.001 0.001", "5 5 1 1"])
def test_pixels_are_bounded(box: str) -> None:
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<</Font<</F1 8 0 R>>>>/Contents 6 0 R>>".encode()
    pictures = _compare(update(sign(base()), {4: page, 6: page_content("large")}))
    for picture in pictures.pages:
        if picture.current:
            size = Image.open(io.BytesIO(picture.current)).size
            assert size[0] * size[1] <= 2 * MAX_PIXELS
            assert max(size) <= MAX_SIDE + 1


def test_pictures_are_the_same_every_time() -> None:
    data = ATTACKS["content-stream-replaced"]()
    assert _compare(data) == _compare(data)


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(UsageError, match="ByteRange"):
        _compare(ATTACKS["byte-range-outside"]())
    from esigval import xades

    document = Document("a.xml", signed_xml())
    with pytest.raises(UsageError, match="PDF"):
        compare(document, xades.read(document).signatures[0])


def test_what_the_renderer_can_not_open_is_refused() -> None:
    with pytest.raises(UsageError, match="can't be drawn"):
        _compare(ATTACKS["encryption-added"]())


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(UsageError, match=r"esigval\[pictures\]"):
        _compare(sign(base()))
