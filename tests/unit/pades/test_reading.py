"""What is read of a signed PDF: claims, coverage, order, identity, and one broken signature beside a good one."""

import re
from datetime import UTC, datetime

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.signature import ReferenceType, ScopeType
from tests.worlds.pdf_gallery.attacks import FIELDS
from tests.worlds.pdf_gallery.writer import HABITS, Habits, Signing, base, page_content, sign, update


def _read(data: bytes):  # type: ignore[no-untyped-def]
    return pades.read(Document("a.pdf", data))


@pytest.mark.parametrize("habits", HABITS, ids=lambda h: h.name)
def test_signature_is_read_whatever_the_producers_habits(habits: Habits) -> None:
    data = sign(base(habits), habits=habits)
    (signature,) = _read(data).signatures
    assert signature.level == "PAdES-BASELINE-B"
    assert signature.name == "sig1"
    assert signature.properties.reason == "approved"
    assert signature.properties.claimed_time == datetime(2024, 6, 1, 12, tzinfo=UTC)
    assert signature.properties.unsigned == ()
    assert [s.scope for s in signature.scopes] == [ScopeType.FULL]
    assert [(r.type, r.intact) for r in signature.references] == [(ReferenceType.MESSAGE_DIGEST, True)]
    assert signature.covered[0][0] == 0
    assert signature.covered[-1][1] == len(data)


def test_document_without_signature() -> None:
    reading = _read(base())
    assert reading.signatures == ()
    assert reading.findings == ()


def test_what_is_no_pdf_is_refused() -> None:
    assert not pades.recognises(Document("a", b"<xml/>"))
    with pytest.raises(Malformed):
        _read(b"<xml/>")


def test_one_signed_byte_changed_breaks_the_digest() -> None:
    data = sign(base())
    at = data.index(b"Pay 100")
    (signature,) = _read(data[:at] + b"P" + b"e" + data[at + 2 :]).signatures
    assert not signature.references[0].intact
    assert signature.references[0].found


def test_second_signature_covers_the_first_and_not_the_other_way() -> None:
    first, second = _read(sign(sign(base()), Signing("sig3", 50, fields=FIELDS))).signatures
    assert [s.scopes[0].scope for s in (first, second)] == [ScopeType.PARTIAL, ScopeType.FULL]
    assert first.covered[-1][1] <= second.covered[0][1]
    assert first.id != second.id
    assert all(r.intact for s in (first, second) for r in s.references)


def test_broken_signature_hides_no_other() -> None:
    data = sign(sign(base()), Signing("sig3", 50, fields=FIELDS))
    place = data.index(b"/Contents <30") + 11
    broken = data[:place] + b"31" + data[place + 2 :]
    first, second = _read(broken).signatures
    assert first.unreadable
    assert not second.unreadable
    assert second.level == "PAdES-BASELINE-B"
    assert not second.references[0].intact  # the second signed the first one's value too


def test_same_bytes_same_ids() -> None:
    data = sign(base())
    assert [s.id for s in _read(data).signatures] == [s.id for s in _read(data).signatures]


def test_signed_revision_is_handed_out_byte_for_byte() -> None:
    signed = sign(base())
    changed = update(signed, {6: page_content("Pay 999 EUR")})
    document = Document("a.pdf", changed)
    (signature,) = pades.read(document).signatures
    assert pades.extract_revision(document, signature) == signed


def test_nothing_is_handed_out_where_the_byte_range_does_not_hold() -> None:
    data = re.sub(rb"/ByteRange \[0 ", b"/ByteRange [1 ", sign(base()))
    document = Document("a.pdf", data)
    (signature,) = pades.read(document).signatures
    with pytest.raises(Malformed):
        pades.extract_revision(document, signature)


def test_revisions_are_mapped_in_order() -> None:
    first = base()
    second = sign(first)
    third = update(second, {6: page_content("x")})
    found = pades.revisions(Document("a.pdf", third))
    assert [r.end for r in found] == [len(first) - 1, len(second) - 1, len(third) - 1]
    assert [r.objects for r in found][-1] == 1


def test_changes_name_page_field_and_object() -> None:
    signed = sign(base())
    text = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(total)/V(7)/Rect[72 420 222 440]/F 4/P 4 0 R/DA(/Helv 12 Tf 0 g)"
        b"/AP<</N 18 0 R>>>>"
    )
    document = Document("a.pdf", update(signed, {6: page_content("x"), 13: text}))
    reading = pades.read(document)
    changes = pades.analyse_changes(document, reading)[reading.signatures[0].id]
    assert {(c.kind.value, c.what, c.objects, c.fields) for c in changes} == {
        ("VISUAL", "stream-replaced", (6,), ()),
        ("FORM_FILL", "field-V", (13,), ("total",)),
    }
    (filled,) = (c for c in changes if c.what == "field-V")
    assert (filled.was, filled.now) == ("100", "7")
    told = [dict(f.facts)["values"] for f in reading.signatures[0].findings if "values" in dict(f.facts)]
    assert told == [('total: "100" → "7"',)]


def test_unsigned_dictionary_is_not_believed() -> None:
    """Claims come from the dictionary that was signed, not from the one that a field shows now."""
    signed = sign(base())
    body = re.search(rb"31 0 obj\s*(.*?)\s*endobj", signed, re.S)
    assert body is not None
    spoofed = update(signed, {31: body.group(1).replace(b"(approved)", b"(rejected)")})
    (signature,) = _read(spoofed).signatures
    assert signature.properties.reason == "approved"
    assert any(f.check.endswith("/signature-dictionary") for f in signature.findings)


def test_document_timestamp_that_is_no_token_stays_a_timestamp() -> None:
    data = sign(base(), Signing(kind="DocTimeStamp", sub_filter="ETSI.RFC3161"))
    reading = _read(data)
    assert reading.signatures == ()
    (stamp,) = reading.timestamps
    assert stamp.type == "DOCUMENT_TIMESTAMP"
    assert stamp.malformed
    assert stamp.covers == ()
