"""Objects that are two things at once: a page, the catalog, a part of the validation data, and at the same time what a page paints with.

What may change in the one is shown by the other. And page trees that say one thing from above and another from below. Each file has a
twin in which the same is changed, and the object is one thing only.
"""

import re
from collections.abc import Callable

from tests.worlds.pdf_gallery.attacks import FORGED, prepared
from tests.worlds.pdf_gallery.writer import (
    ANNOTS,
    CATALOG,
    PAGE,
    TEXT_FIELD,
    Signing,
    appearance,
    base,
    sign,
    stream,
    update,
)

Objects = dict[int, bytes | None]

DRAWN = "/XObject<</Im1 9 0 R>>"
DIRECT_PAGE = "<</Type/Pages/Count 1/Kids[<<{page}/Annots 14 0 R>>]>>"


def _page(new: str = DRAWN, extra: str = "") -> Objects:
    return {4: f"<<{PAGE.replace(DRAWN, new)}{extra}/Annots 14 0 R>>".encode()}


def _catalog(extra: str) -> Objects:
    return {1: f"<<{CATALOG}{extra}>>".encode()}


def _drawing(amount: int) -> bytes:
    entries = "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 8 0 R>>>>"
    return stream(b"BT /F1 24 Tf 72 650 Td (Pay %d) Tj ET" % amount, entries)


def _painting(name: str) -> Objects:
    """A page's content that paints ``name``, and what it shows when the document is signed."""
    return {6: stream(f"BT /F1 24 Tf 72 700 Td (Contract) Tj ET /{name} Do".encode()), 9: _drawing(100)}


FORGED_DRAWING: Objects = {40: _drawing(999)}


def _form(drawing: int) -> Objects:
    font = "/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 8 0 R>>>>/SigFlags 3"
    return {3: f"<</Fields[10 0 R 11 0 R 12 0 R 13 0 R 30 0 R]{font}/ITXT {drawing} 0 R>>".encode()}


def _field(drawing: int) -> Objects:
    text = TEXT_FIELD.format(name="total", value="100", rect="72 420 222 440", ap=18)
    return {13: f"<<{text}/ITXT {drawing} 0 R>>".encode()}


def _stored(plain: Objects, later: Objects, entries: str = "/Certs[4 0 R]", mdp: int = 0) -> Callable[[], bytes]:
    """Validation data that comes after the signature, with other objects."""

    def make() -> bytes:
        permissions = "/Perms<</DocMDP 31 0 R>>" if mdp else ""
        data = sign(update(base(), plain), Signing(mdp=mdp))
        return update(data, {**_catalog(f"{permissions}/DSS<<{entries}>>"), **later})

    return make


def _changed(before: Objects, after: Objects) -> Callable[[], bytes]:
    return lambda: prepared(before, {**after, **FORGED_DRAWING})


def _resources_apart() -> tuple[Objects, bytes]:
    found = re.search(r"/Resources(<<.*>>>>)/Contents", PAGE)
    assert found is not None
    page = PAGE.replace(found.group(1), " 71 0 R")
    return {4: f"<<{page}/Annots 14 0 R>>".encode(), 71: found.group(1).encode()}, found.group(1).encode()


CONTENTS_APART: Objects = {
    4: f"<<{PAGE.replace('/Contents 6 0 R', '/Contents 70 0 R')}/Annots 14 0 R>>".encode(),
    70: b"[6 0 R]",
}
ELEMENT = "<</Type/StructElem/S/Document/P 50 0 R/K {child} 0 R>>"
STRUCTURE: Objects = {
    **_catalog("/StructTreeRoot 50 0 R"),
    50: b"<</Type/StructTreeRoot/K 77 0 R>>",
    77: ELEMENT.format(child=9).encode(),
}
OTHER_ELEMENT = b"<</Type/StructElem/S/P/P 50 0 R/ActualText(Pay 999)/K[]>>"
STORE_OF_LISTS: Objects = {80: b"<</Type/DSS/Certs 83 0 R>>", 82: stream(b"certificate"), 83: b"[82 0 R]"}


def _store_draws() -> bytes:
    """A store that is a page's resources too: its list of certificates is a list of what the page paints."""
    page = re.sub(r"/Resources<<.*>>>>/Contents", "/Resources 80 0 R/Contents", PAGE)
    before: Objects = {
        **_catalog("/DSS 80 0 R"),
        4: f"<<{page}/Annots 14 0 R>>".encode(),
        80: b"<</Type/DSS/Certs 83 0 R/VRI<<>>/Font<</F1 8 0 R>>/ColorSpace<</Certs 83 0 R>>>>",
        83: b"[/Indexed/DeviceRGB 1(000999)]",
    }
    return prepared(before, {83: b"[/Indexed/DeviceRGB 1(999000)]"})


def _direct(entries: str, later: str, objects: Objects) -> Callable[[], bytes]:
    """The page tree in the catalog itself."""
    trees = [CATALOG.replace("/Pages 2 0 R", f"/Pages{entry}") for entry in (entries, later)]
    before, after = ({1: f"<<{catalog}>>".encode()} for catalog in trees)
    return lambda: prepared(dict(before), {**after, **objects})


FORGED_PAGE = PAGE.replace("/Contents 6 0 R", "/Contents 40 0 R")
TWO_PAGES = "<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2{extra}>>"


def _restructured(entry: str, later: Objects) -> bytes:
    """The structure tree, which says what a page's contents are, stated anew under a certification that allows nothing."""
    data = sign(update(base(), STRUCTURE), Signing(mdp=1, catalog="/StructTreeRoot 50 0 R"))
    return update(data, {**_catalog(f"/Perms<</DocMDP 31 0 R>>{entry}"), **later})


def _tree(objects: Objects) -> Callable[[], bytes]:
    return lambda: prepared({}, dict(objects))


def _shared_list(listed: str) -> bytes:
    """A list that a page has as its annotations and as its content, under a certification that allows annotations."""
    before: Objects = {
        4: f"<<{PAGE.replace('/Contents 6 0 R', '/Contents 14 0 R')}/Annots 14 0 R>>".encode(),
        14: f"[{ANNOTS} 6 0 R]".encode(),
    }
    data = sign(update(base(), before), Signing(existing="sig2", number=50, mdp=3))
    return update(data, {14: f"[{listed}]".encode()})


DOUBLE_ROLES: dict[str, Callable[[], bytes]] = {
    "store-names-page-with-content-list": _stored(CONTENTS_APART, {70: b"[40 0 R]", 40: FORGED}),
    "store-names-page-with-content-list-under-no-changes": _stored(
        CONTENTS_APART, {70: b"[40 0 R]", 40: FORGED}, mdp=1
    ),
    "store-names-page-with-resources-under-no-changes": _stored(_resources_apart()[0], {71: b"<<>>"}, mdp=1),
    "store-names-content-list": _stored(CONTENTS_APART, {70: b"[40 0 R]", 40: FORGED}, "/Certs 70 0 R"),
    "store-is-resources": _store_draws,
    "page-tree-node-is-drawings": _changed(
        {**_page("/XObject 77 0 R"), **_painting("ITXT"), 77: b"<</Type/Pages/ITXT 9 0 R>>"},
        {77: b"<</Type/Pages/ITXT 40 0 R>>"},
    ),
    "catalog-is-drawings": _changed(
        {**_catalog("/PieceInfo 9 0 R"), **_page("/XObject 1 0 R"), **_painting("PieceInfo")},
        _catalog("/PieceInfo 40 0 R"),
    ),
    "page-is-drawings": _changed(
        {**_page("/XObject 4 0 R", "/PieceInfo 9 0 R"), **_painting("PieceInfo")},
        _page("/XObject 4 0 R", "/PieceInfo 40 0 R"),
    ),
    "form-is-drawings": _changed({**_form(9), **_page("/XObject 3 0 R"), **_painting("ITXT")}, _form(40)),
    "field-is-drawings-of-what-looks-like-a-field": _changed(
        {
            4: f"<<{PAGE.replace('/Resources<<', '/Resources 77 0 R/Old<<')}/Annots 14 0 R>>".encode(),
            77: b"<</T(x)/XObject 13 0 R/Font<</F1 8 0 R>>>>",
            **_painting("ITXT"),
            **_field(9),
        },
        _field(40),
    ),
    "structure-is-drawings": _changed(
        {**STRUCTURE, **_page("/XObject 77 0 R"), **_painting("K")}, {77: ELEMENT.format(child=40).encode()}
    ),
    "structure-replaced-under-no-changes": lambda: _restructured(
        "/StructTreeRoot 60 0 R", {60: b"<</Type/StructTreeRoot/K 61 0 R>>", 61: OTHER_ELEMENT}
    ),
    "structure-says-something-else-under-no-changes": lambda: _restructured(
        "/StructTreeRoot 50 0 R", {50: b"<</Type/StructTreeRoot/K 61 0 R>>", 61: OTHER_ELEMENT}
    ),
    "annotation-comes-as-resources": lambda: prepared(
        {4: f"<<{PAGE.replace('/Resources<<', '/Resources 77 0 R/Old<<')}/Annots 14 0 R>>".encode()},
        {77: b"<</Subtype/Link/Rect[0 0 0 0]/Font<</F1 8 0 R>>>>"},
    ),
    "content-list-is-annotation-list": lambda: _shared_list(ANNOTS),
    "page-tree-gets-a-node-above": _tree(
        {2: TWO_PAGES.format(extra="/Parent 40 0 R").encode(), 40: b"<</Type/Pages/Rotate 180>>"}
    ),
    "page-tree-counts-a-page-less": _tree({2: b"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 1>>"}),
    "page-tree-gets-a-root-that-counts-a-page-less": _tree(
        {
            1: f"<<{CATALOG.replace('/Pages 2 0 R', '/Pages 40 0 R')}>>".encode(),
            2: TWO_PAGES.format(extra="/Parent 40 0 R").encode(),
            40: b"<</Type/Pages/Kids[2 0 R]/Count 1>>",
        }
    ),
    "page-tree-gets-a-root-that-turns": _tree(
        {
            1: f"<<{CATALOG.replace('/Pages 2 0 R', '/Pages 40 0 R')}>>".encode(),
            2: TWO_PAGES.format(extra="/Parent 40 0 R").encode(),
            40: b"<</Type/Pages/Kids[2 0 R]/Count 2/Rotate 180>>",
        }
    ),
    "page-tree-loses-what-pages-inherit": lambda: prepared(
        {
            1: f"<<{CATALOG.replace('/Pages 2 0 R', '/Pages 40 0 R')}>>".encode(),
            2: TWO_PAGES.format(extra="/Parent 40 0 R").encode(),
            40: b"<</Type/Pages/Kids[2 0 R]/Count 2/Rotate 180>>",
        },
        {1: f"<<{CATALOG}>>".encode()},
    ),
    "page-gets-a-parent-that-looks-the-same": _tree(
        {
            4: f"<<{PAGE.replace('/Parent 2 0 R', '/Parent 40 0 R')}/Annots 14 0 R>>".encode(),
            40: TWO_PAGES.format(extra="/Parent 41 0 R").encode(),
            41: b"<</Type/Pages/Rotate 180>>",
        }
    ),
    "direct-page-tree-turns": _direct(TWO_PAGES.format(extra=""), TWO_PAGES.format(extra="/Rotate 180"), {}),
    "direct-page-in-catalog": _direct(
        DIRECT_PAGE.format(page=PAGE), DIRECT_PAGE.format(page=FORGED_PAGE), {40: FORGED}
    ),
    "direct-page-in-tree": lambda: prepared(
        {2: DIRECT_PAGE.format(page=PAGE).encode()}, {2: DIRECT_PAGE.format(page=FORGED_PAGE).encode(), 40: FORGED}
    ),
}

FILLED: Objects = {
    13: f"<<{TEXT_FIELD.format(name='total', value='250', rect='72 420 222 440', ap=68)}>>".encode(),
    68: appearance("250"),
}

SINGLE_ROLES: dict[str, Callable[[], bytes]] = {
    "store-beside-content-list": _stored({**CONTENTS_APART}, {82: stream(b"certificate")}, "/Certs[82 0 R]"),
    "store-beside-resources-under-no-changes": _stored(
        _resources_apart()[0], {82: stream(b"certificate")}, "/Certs[82 0 R]", mdp=1
    ),
    "store-list-grows": lambda: prepared(
        {**_catalog("/DSS 80 0 R"), **STORE_OF_LISTS}, {83: b"[82 0 R 86 0 R]", 86: stream(b"another")}
    ),
    "page-tree-node-noted": _changed(
        {2: b"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2/ITXT 9 0 R>>"},
        {2: b"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2/ITXT 40 0 R>>"},
    ),
    "catalog-noted": _changed(_catalog("/PieceInfo 9 0 R"), _catalog("/PieceInfo 40 0 R")),
    "page-noted-that-much-leads-to": _changed(
        {
            1: f"<<{CATALOG}/Outlines 60 0 R/Dests 63 0 R/OpenAction[4 0 R/Fit]>>".encode(),
            **_page(extra="/PieceInfo 9 0 R"),
            60: b"<</Type/Outlines/First 61 0 R/Last 62 0 R/Count 2>>",
            61: b"<</Title(a)/Parent 60 0 R/Next 62 0 R/Dest[4 0 R/XYZ 0 0 0]>>",
            62: b"<</Title(b)/Parent 60 0 R/Prev 61 0 R/A<</S/GoTo/D 64 0 R>>>>",
            63: b"<</chapter[4 0 R/Fit]>>",
            64: b"[4 0 R/FitH 0]",
        },
        _page(extra="/PieceInfo 40 0 R"),
    ),
    "form-noted": _changed(_form(9), _form(40)),
    "field-noted": _changed(_field(9), _field(40)),
    "structure-grows-under-no-changes": lambda: _restructured(
        "/StructTreeRoot 50 0 R", {50: b"<</Type/StructTreeRoot/K[77 0 R 61 0 R]>>", 61: OTHER_ELEMENT}
    ),
    "structure-grows": lambda: prepared(
        STRUCTURE | {77: b"<</Type/StructElem/S/Document/P 50 0 R/K[]>>"},
        {
            77: b"<</Type/StructElem/S/Document/P 50 0 R/K[78 0 R]>>",
            78: b"<</Type/StructElem/S/Form/P 77 0 R/Pg 4 0 R/K<</Type/OBJR/Obj 30 0 R/Pg 4 0 R>>>>",
        },
    ),
    "page-tree-gets-a-root": _tree(
        {
            1: f"<<{CATALOG.replace('/Pages 2 0 R', '/Pages 40 0 R')}>>".encode(),
            2: TWO_PAGES.format(extra="/Parent 40 0 R").encode(),
            40: b"<</Type/Pages/Kids[2 0 R]/Count 2>>",
        }
    ),
    "page-tree-replaced-by-the-same": _tree(
        {
            1: f"<<{CATALOG.replace('/Pages 2 0 R', '/Pages 40 0 R')}>>".encode(),
            4: f"<<{PAGE.replace('/Parent 2 0 R', '/Parent 40 0 R')}/Annots 14 0 R>>".encode(),
            5: f"<<{PAGE.replace('/Parent 2 0 R', '/Parent 40 0 R').replace('/Contents 6', '/Contents 7')}>>".encode(),
            40: TWO_PAGES.format(extra="").encode(),
        }
    ),
    "page-tree-stated-again-with-a-node-between": _tree(
        {
            2: b"<</Type/Pages/Kids[41 0 R 5 0 R]/Count 2>>",
            4: f"<<{PAGE.replace('/Parent 2 0 R', '/Parent 41 0 R')}/Annots 14 0 R>>".encode(),
            41: b"<</Type/Pages/Kids[4 0 R]/Count 1/Parent 2 0 R>>",
        }
    ),
    "annotation-list-of-its-own": lambda: update(
        sign(base(), Signing(mdp=3)), {14: f"[{ANNOTS.replace('19 0 R', '')} 30 0 R]".encode()}
    ),
    "direct-page-filled": lambda: prepared({2: DIRECT_PAGE.format(page=PAGE).encode()}, FILLED),
    "direct-page-tree-stated-again": _direct(TWO_PAGES.format(extra=""), TWO_PAGES.format(extra=""), FILLED),
}
