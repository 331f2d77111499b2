"""Whatever is done to a signed PDF: only Malformed leaves the parser, no changed signed byte is overlooked, and nothing that changes what a
page shows goes without a finding."""

import contextlib
import io
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds.pdf_gallery.attacks import FIELDS, LISTED
from tests.worlds.pdf_gallery.benign import CHECKED
from tests.worlds.pdf_gallery.writer import (
    CATALOG,
    HABITS,
    PAGE,
    TEXT_FIELD,
    Signing,
    annotations,
    appearance,
    base,
    form,
    page_content,
    sign,
    stream,
    update,
)

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.pades.syntax import parse_value

_SETTINGS = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@cache
def _signed(index: int) -> bytes:
    habits = HABITS[index]
    return sign(sign(base(habits), habits=habits), Signing("sig3", 50, fields=FIELDS), habits)


@_SETTINGS
@given(st.binary(max_size=300) | st.text("<>[]()/{}% 0123456789RAobjstream\n", max_size=300).map(str.encode))
def test_values_raise_nothing_but_malformed(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        parse_value(data, 0)


@_SETTINGS
@given(
    st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=12)), max_size=8),
    st.booleans(),
)
def test_damaged_files_raise_nothing_but_malformed(index: int, edits: list[tuple[int, bytes]], cut: bool) -> None:
    data = bytearray(_signed(index))
    for position, replacement in edits:
        at = position % len(data)
        data[at : at + len(replacement)] = replacement
    if cut and edits:
        del data[edits[0][0] % len(data) :]
    document = Document("x.pdf", b"%PDF-1.7\n" + bytes(data[9:]))
    try:
        reading = pades.read(document)
    except Malformed:
        return
    for signature in reading.signatures:
        if signature.covered:
            pades.extract_revision(document, signature)


@_SETTINGS
@given(st.integers(0, 3), st.integers(0, 10**6), st.integers(1, 255))
def test_flipped_signed_byte_is_noticed(index: int, position: int, mask: int) -> None:
    data = bytearray(_signed(index))
    whole = pades.read(Document("x.pdf", bytes(data)))
    covered = next(s for s in whole.signatures if s.name == "sig3").covered
    positions = covered[0][1] + covered[1][1] - covered[1][0]
    at = position % positions
    at = at if at < covered[0][1] else at - covered[0][1] + covered[1][0]
    data[at] ^= mask
    try:
        reading = pades.read(Document("x.pdf", bytes(data)))
    except Malformed:
        return
    for signature in reading.signatures:
        if signature.name == "sig3" and not signature.unreadable:
            intact = all(r.intact for r in signature.references)
            assert not intact or any(f.check.endswith("/byte-range") for f in signature.findings)


def _objects() -> st.SearchStrategy[dict[int, bytes | None]]:
    """Structural edits: objects replaced, moved, added and taken away, alone and together."""
    text = st.sampled_from(["Pay 100 EUR", "Pay 999 EUR", "x"])
    number = st.sampled_from([1, 2, 3, 4, 6, 8, 9, 10, 13, 15, 16, 18, 20])

    def field(name: str, value: str, rect: str, ap: int) -> bytes:
        return f"<<{TEXT_FIELD.format(name=name, value=value, rect=rect, ap=ap)}>>".encode()

    rects = st.sampled_from(["72 420 222 440", "72 690 300 730"])
    edits = st.one_of(
        st.builds(lambda t: {6: page_content(t)}, text),
        st.builds(
            lambda t: {60: page_content(t), 4: f"<<{PAGE.replace('6 0 R', '60 0 R')}/Annots 14 0 R>>".encode()}, text
        ),
        st.builds(lambda t: {18: appearance(t)}, text),
        st.builds(lambda t, r: {13: field("total", t, r, 61), 61: appearance(t)}, text, rects),
        st.builds(lambda t: {13: field("total", "100", "72 420 222 440", 61), 61: appearance(t)}, text),
        st.builds(lambda r: {13: field("total", "100", r, 18)}, rects),
        st.builds(lambda n: {n: None}, number),
        st.builds(
            lambda s: {9: stream(s, "/Type/XObject/Subtype/Form/BBox[0 0 600 700]")},
            st.sampled_from([b"0 0 50 50 re f", b"0 0 9 600 re f"]),
        ),
        st.builds(
            lambda b: {8: f"<</Type/Font/Subtype/Type1/BaseFont/{b}>>".encode()},
            st.sampled_from(["Helvetica", "Symbol", "Courier"]),
        ),
        st.builds(
            lambda k: {2: f"<</Type/Pages/Kids[{k}]/Count {k.count('R')}>>".encode()},
            st.sampled_from(["4 0 R 5 0 R", "5 0 R 4 0 R", "4 0 R"]),
        ),
        st.builds(
            lambda e: {4: f"<<{PAGE}{e}/Annots 14 0 R>>".encode()},
            st.sampled_from(["", "/Rotate 90", "/Tabs/S", "/CropBox[0 0 300 300]"]),
        ),
        st.builds(
            lambda o: {1: f"<<{CATALOG.replace('/OFF[20 0 R]', o)}>>".encode()},
            st.sampled_from(["/OFF[20 0 R]", "/OFF[]"]),
        ),
        st.builds(
            lambda t: {
                62: b"<</Type/Annot/Subtype/Stamp/Rect[72 690 400 730]/F 4/AP<</N 63 0 R>>>>",
                63: appearance(t),
                **annotations(HABITS[0], LISTED + " 62 0 R"),
            },
            text,
        ),
        st.builds(lambda f: {3: form(f)}, st.sampled_from([FIELDS, FIELDS.replace("13 0 R ", "")])),
        st.builds(lambda a: annotations(HABITS[0], a), st.sampled_from([LISTED, LISTED.replace("13 0 R ", "")])),
        st.just({11: CHECKED}),
    )
    return st.lists(edits, min_size=1, max_size=3).map(lambda parts: {k: v for part in parts for k, v in part.items()})


def _pictures(data: bytes) -> list[bytes] | None:
    pdfium = pytest.importorskip("pypdfium2", reason="the extra 'pictures' is not installed")
    try:
        document = pdfium.PdfDocument(io.BytesIO(data))
    except pdfium.PdfiumError:
        return None
    document.init_forms()
    return [bytes(page.render(scale=0.3, may_draw_forms=True).buffer) for page in document]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(_objects())
def test_whatever_changes_a_rendered_page_is_told(objects: dict[int, bytes | None]) -> None:
    signed = sign(base())
    changed = update(signed, objects)
    reading = pades.read(Document("x.pdf", changed))
    told = [f for s in reading.signatures for f in s.findings] + list(reading.findings)
    if not told:
        assert _pictures(changed) == _pictures(signed)
