"""How much of what is shown of a page new annotations cover, and how much is compared to find that out."""

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.pades.ledger import MAX_OVERLAPS
from esigval.pades.tree import Rectangle
from tests.worlds.pdf_gallery.attacks import CROPPED, LISTED
from tests.worlds.pdf_gallery.judging import report_on
from tests.worlds.pdf_gallery.writer import HABITS, PAGE, Signing, annotations, base, sign, update

Objects = dict[int, bytes | None]


def told(data: bytes) -> str:
    """What is told of changes after the first signature."""
    return str([finding.facts for finding in pades.read(Document("a.pdf", data)).signatures[0].findings])


def verdict(data: bytes) -> str:
    return str(report_on(data).signatures[0].conclusion.indication)


def with_texts(rectangles: list[str], before: Objects) -> bytes:
    """A certified file that allows annotations, with a text in each of ``rectangles`` of page 1."""
    signed = sign(update(base(), before), Signing(mdp=3))
    texts: Objects = {
        90 + place: f"<</Type/Annot/Subtype/FreeText/Rect[{rectangle}]/F 4/P 4 0 R>>".encode()
        for place, rectangle in enumerate(rectangles)
    }
    listed = " ".join([LISTED, *[f"{number} 0 R" for number in texts]])
    return update(signed, {**texts, **annotations(HABITS[0], listed)})


THIRDS = ["0 0 612 260", "0 260 612 520", "0 520 612 780"]


@pytest.mark.parametrize(
    ("rectangles", "before", "covered"),
    [
        (THIRDS[:1], {}, False),
        (THIRDS, {}, True),
        (["0 530 612 650"], CROPPED, False),
        (["0 530 612 700"], CROPPED, True),
        (["0 530 612 620", "0 620 612 700"], CROPPED, True),
        (["0 0 612 520"], CROPPED, False),
    ],
    ids=["a-third", "three-thirds", "less-than-half-shown", "more-than-half-shown", "two-parts", "what-is-not-shown"],
)
def test_page_counts_as_covered_by_what_is_shown_of_it(rectangles: list[str], before: Objects, covered: bool) -> None:
    data = with_texts(rectangles, before)
    assert ("page-covered" in told(data)) == covered
    assert verdict(data) == ("TOTAL-FAILED" if covered else "TOTAL-PASSED")


def page_with_links(count: int, bottom: int) -> str:
    return " ".join([f"<</Subtype/Link/Rect[{i} {bottom} {i + 1} {bottom + 1}]>>" for i in range(count)])


def test_pairs_of_annotations_that_are_compared_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    overlaps = Rectangle.overlaps

    def counted(one: Rectangle, other: Rectangle) -> bool:
        nonlocal compared
        compared += 1
        return overlaps(one, other)

    monkeypatch.setattr(Rectangle, "overlaps", counted)
    old, new = page_with_links(1000, 0), page_with_links(1000, 5)
    signed = sign(update(base(), {5: f"<<{PAGE}/Annots[{old}]>>".encode()}))
    assert "annotation-overlap" in told(update(signed, {5: f"<<{PAGE}/Annots[{old} {new}]>>".encode()}))
    assert compared <= MAX_OVERLAPS + 10


def test_direct_annotations_are_told_apart_by_their_values() -> None:
    old = page_with_links(6, 0)
    signed = sign(update(base(), {5: f"<<{PAGE}/Annots[{old}]>>".encode()}))
    same = " ".join([f"<</Rect [{i}.0 0 {i + 1} 1] /Subtype /Link>>" for i in range(6)])
    assert told(update(signed, {5: f"<<{PAGE}/Annots[{same}]>>".encode()})) == "[]"
    fewer = update(signed, {5: f"<<{PAGE}/Annots[{page_with_links(5, 0)}]>>".encode()})
    assert "annotation-removed" in told(fewer)
    moved = update(signed, {5: f"<<{PAGE}/Annots[{page_with_links(6, 3)}]>>".encode()})
    assert "annotation-removed" in told(moved)
    assert "annotation-added" in told(moved)
