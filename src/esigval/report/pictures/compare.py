"""The pages of the signed revision beside those of the file as it is."""

import io
from typing import TYPE_CHECKING

from msgspec import Struct

from esigval.model.dossier import Document
from esigval.model.errors import Malformed, UsageError
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Format, Signature
from esigval.pades import extract_revision, page_pairs
from esigval.report.pictures.pages import Rendered

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 50
"""Pages that one comparison draws, those that findings name first: two pictures each, some hundred megabytes at work at most."""

CHECK = "en-319-102-1/5.2.2/visual-comparison"
"""Nothing that a renderer draws differs. Only told where pictures were asked for: no verdict rests on a renderer."""

_CELL = 12  # pixels: a letter of 8 points
_FRAME = (208, 0, 0)
_MARGIN = 4


class PagePictures(Struct, frozen=True, kw_only=True):
    """One page. ``was``: its place in the signed revision (from 1; 0: it was not there), ``now``: its place in the file. ``signed``,
    ``current``: PNG, empty where there is no page or it can't be drawn; ``marked``: the page as it is, with frames around what differs.
    ``share``: how much of the page differs, 0 to 1."""

    was: int
    now: int
    signed: bytes
    current: bytes
    marked: bytes = b""
    share: float = 0.0

    @property
    def differs(self) -> bool:
        """Whether it shows anything else than when it was signed."""
        return self.share > 0


class Pictures(Struct, frozen=True):
    """All pages that were drawn, in the order of the file; ``left_out``: how many were not."""

    pages: tuple[PagePictures, ...]
    left_out: int = 0

    @property
    def reordered(self) -> bool:
        """Whether pages stand in another order than when they were signed."""
        places = [page.was for page in self.pages if page.was and page.now]
        return places != sorted(set(places))


def compare(
    document: Document, signature: Signature, *, pages: tuple[int, ...] = (), limit: int = MAX_PAGES
) -> Pictures:
    """Draws what ``signature`` signed and what ``document`` is now. ``pages``: places in the file as it is; default: all, up to
    ``limit``. Raises UsageError where there is nothing to draw or nothing to draw with.

    Bounded in pixels and pages; the time that PDFium takes over a hostile page is not: run it in a process that can be ended.
    """
    if signature.format != Format.PADES:
        raise UsageError(f"pictures are of PDF files; this is a {signature.format} signature")
    try:
        revision = extract_revision(document, signature)
    except Malformed as e:
        raise UsageError(f"nothing can be said to have been signed: {e.where} does not hold") from e
    before, after = _open(revision, "the signed revision"), _open(document.data, "the file")
    pairs = _pairs(document, signature, len(before), len(after))
    chosen = [pair for pair in pairs if not pages or pair[1] in pages]
    named = {
        int(page) for f in signature.findings for name, told in f.facts if name == "pages" for page in _texts(told)
    }
    chosen.sort(key=lambda pair: pair[1] not in named)
    drawn = [_page(before, after, was, now) for was, now in chosen[:limit]]
    drawn.sort(key=lambda page: (page.now or page.was, page.was))
    return Pictures(tuple(drawn), len(chosen) - len(drawn))


def picture_findings(pictures: Pictures) -> tuple[Finding, ...]:
    """What the pictures tell, as a finding of a check of its own; empty where they are the same."""
    different = [page for page in pictures.pages if page.differs]
    if not different and not pictures.reordered:
        return ()
    places = tuple([str(page.now or page.was) for page in different])
    what = ("page-order",) if pictures.reordered else ()
    facts = (("changes", len(different) + len(what)), ("what", what), ("pages", places))
    return (Finding(CHECK, Reason.PICTURES_DIFFER, facts),)


def _texts(value: object) -> list[str]:
    return [str(item) for item in value if str(item).isdigit()] if isinstance(value, tuple) else []


def _open(data: bytes, what: str) -> Rendered:
    try:
        return Rendered(data)
    except ValueError as e:
        raise UsageError(f"{what} can't be drawn: {e}") from e


def _pairs(document: Document, signature: Signature, before: int, after: int) -> list[tuple[int, int]]:
    """(place when signed, place now), by the page objects; by place alone where the renderer sees other pages than we do."""
    pairs = page_pairs(document, signature)
    if sum(was > 0 for was, _ in pairs) >= before and sum(now > 0 for _, now in pairs) == after:
        return list(pairs)
    return [(i if i <= before else 0, i if i <= after else 0) for i in range(1, max(before, after) + 1)]


def _page(before: Rendered, after: Rendered, was: int, now: int) -> PagePictures:
    left, right = before.page(was - 1), after.page(now - 1)
    if left is None or right is None or left.size != right.size:
        share = 0.0 if left is None and right is None and was and now else 1.0
        marked = b"" if right is None or not share else _png(_framed(right, [(0, 0, *right.size)]))
        return PagePictures(was=was, now=now, signed=_png(left), current=_png(right), marked=marked, share=share)
    cells, share = _different(left, right)
    marked = _png(_framed(right, _boxes(cells))) if cells else b""
    return PagePictures(was=was, now=now, signed=_png(left), current=_png(right), marked=marked, share=share)


def _png(picture: "Image | None") -> bytes:
    if picture is None:
        return b""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _different(left: "Image", right: "Image") -> tuple[set[tuple[int, int]], float]:
    """The cells of the page in which any pixel differs, and which part of the page they are."""
    from PIL import ImageChops

    difference = ImageChops.difference(left, right)
    bounds = difference.getbbox()
    if bounds is None:
        return set(), 0.0
    cells = set()
    for y in range(bounds[1] // _CELL, -(-bounds[3] // _CELL)):
        row = difference.crop((0, y * _CELL, difference.width, (y + 1) * _CELL))
        extent = row.getbbox()
        if extent is None:
            continue
        for x in range(extent[0] // _CELL, -(-extent[2] // _CELL)):
            if row.crop((x * _CELL, 0, (x + 1) * _CELL, _CELL)).getbbox() is not None:
                cells.add((x, y))
    total = -(-left.width // _CELL) * -(-left.height // _CELL)
    return cells, len(cells) / total


def _boxes(cells: set[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Boxes in pixels around cells that touch or nearly touch."""
    left, boxes = set(cells), []
    while left:
        stack = [left.pop()]
        x0, y0 = x1, y1 = stack[0]
        while stack:
            x, y = stack.pop()
            x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
            near = {(x + i, y + j) for i in (-2, -1, 0, 1, 2) for j in (-1, 0, 1)} & left
            left -= near
            stack.extend(near)
        boxes.append((x0 * _CELL, y0 * _CELL, (x1 + 1) * _CELL, (y1 + 1) * _CELL))
    return boxes


def _framed(picture: "Image", boxes: list[tuple[int, int, int, int]]) -> "Image":
    from PIL import ImageDraw

    framed = picture.copy()
    draw = ImageDraw.Draw(framed)
    for x0, y0, x1, y1 in boxes:
        corners = (
            max(x0 - _MARGIN, 0),
            max(y0 - _MARGIN, 0),
            min(x1 + _MARGIN, framed.width) - 1,
            min(y1 + _MARGIN, framed.height) - 1,
        )
        draw.rectangle(corners, outline=_FRAME, width=3)
    return framed
