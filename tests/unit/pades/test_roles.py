"""What an object is used as: by the keys under which others refer to it, in what cross-references name and nowhere else."""

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.pades import references
from esigval.pades.document import PdfFile
from esigval.pades.references import LISTED, STREAM, UNKNOWN, ReferenceIndex
from tests.worlds.pdf_gallery.writer import ANNOTS, CATALOG, PAGE, base, sign, stream, update

NOTED: dict[int, bytes | None] = {
    1: f"<<{CATALOG}/Version/2.0>>".encode(),
    4: f"<<{PAGE}/LastModified(D:2024)/Annots 14 0 R>>".encode(),
}


def _checks(data: bytes) -> set[str]:
    (signature,) = pades.read(Document("a.pdf", data)).signatures
    return {finding.check.rpartition("/")[2] for finding in signature.findings}


def _keys(objects: dict[int, bytes | None], number: int) -> set[str]:
    index = ReferenceIndex(PdfFile(update(base(), objects)))
    return {use.key for use in index.uses(number) if use.holder != 0}


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (b"<</A 95 0 R>>", "A"),
        (b"<</A<</B[1 [95 0 R]]>>>>", "B"),
        (b"<</XObject<</Parent 95 0 R>>>>", "XObject"),
        (b"<</AP<</N<</P<</Kids[95 0 R]>>>>>>>>", "AP"),
        (b"<</chapter[95 0 R/Fit]>>", "Dest"),
        (b"<</Contents[95 0 R/Fit]>>", "Contents"),
        (b"[95 0 R]", LISTED),
        (b"95 0 R", LISTED),
        (stream(b"", "/P 95 0 R"), STREAM),
    ],
)
def test_key_says_what_an_object_is_used_as(value: bytes, key: str) -> None:
    assert _keys({94: value, 95: b"<<>>"}, 95) == {key}


def test_keys_of_packed_objects_are_read_too() -> None:
    data = update(base(), {94: b"<</A 95 0 R>>", 95: b"<<>>"}, packed={94})
    assert {(use.holder, use.key) for use in ReferenceIndex(PdfFile(data)).uses(95)} == {(94, "A")}


def test_arrays_are_used_as_what_refers_to_them() -> None:
    objects: dict[int, bytes | None] = {92: b"<</A 93 0 R>>", 93: b"[94 0 R]", 94: b"[93 0 R 95 0 R]", 95: b"<<>>"}
    index = ReferenceIndex(PdfFile(update(base(), objects)))
    assert index.used_only_as(95, frozenset({"A"}))
    assert not index.used_only_as(95, frozenset({"B"}))


def test_references_within_an_embedded_file_are_nobodys() -> None:
    """The file that is embedded has a page tree of the same numbers, far behind the head of the object that holds it."""
    data = sign(update(base(), {90: stream(base(), "/Type/EmbeddedFile")}))
    assert _checks(update(data, NOTED)) == set()


def test_references_in_what_no_cross_reference_names_are_nobodys() -> None:
    left = b"\n96 0 obj\n<</Kids[1 0 R]/XObject<</A 4 0 R>>>>\nendobj\n"
    assert _checks(update(sign(base() + left), NOTED)) == set()


def test_references_in_what_cannot_be_read_are_of_unknown_use() -> None:
    data = update(base(), {96: b"<</XObject 4.0 0 R>>"})
    assert UNKNOWN in {use.holder for use in ReferenceIndex(PdfFile(data)).uses(4)}
    assert _checks(update(sign(data), NOTED)) == {"visual-difference"}


def test_what_is_looked_at_is_bounded_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = update(sign(base()), NOTED)
    assert _checks(data) == set()
    monkeypatch.setattr(references, "MAX_PLACES", len(ANNOTS.split()) // 3)
    assert _checks(data) == {"undefined-changes"}
