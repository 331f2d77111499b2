"""Whatever is done to an XML signature: only Malformed leaves the reader, and no signed change goes unseen."""

import binascii
import re
from datetime import UTC, datetime
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.unit.xades import making as m
from tests.worlds.signers import xades as maker
from tests.worlds.signers.tsa import authority

from esigval import xades
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.signature import Reading
from esigval.xades.failure import Failure
from esigval.xades.tree import decode_base64
from esigval.xades.xpath_cost import Shape, estimate

AT = datetime(2025, 3, 10, 10, 0, tzinfo=UTC)


@cache
def signed() -> bytes:
    """A signature with nearly everything in it."""
    tsa = authority(m.world(), "md-tsa")
    root = maker.parse("<cerere xmlns:p='urn:p' xml:lang='ro'><p:suma>100 lei</p:suma><!-- c --></cerere>")
    made = maker.sign_enveloped(root, m.member(), AT, content_stamp=maker.ContentStamp(tsa, AT))
    maker.add_signature_timestamp(made, tsa, AT)
    maker.add_evidence(made, (m.member("md-qca").der,), (m.world().crl("md-qca-june"),))
    maker.counter_sign(made, m.member("md-vera"), AT)
    maker.add_archive_timestamp(made, tsa, AT)
    return made.encode()


def answered(data: bytes, *detached: Document) -> Reading | None:
    try:
        return xades.read(Document("x", data), detached)
    except Malformed:
        return None


@given(st.text(alphabet="AQz09+/= \n\r\té\x0b", max_size=30))
def test_base64_is_what_the_standard_library_takes_without_blanks(text: str) -> None:
    try:
        expected = binascii.a2b_base64(re.sub("[ \n\r\t]", "", text), strict_mode=True)
    except ValueError:
        expected = None
    assert decode_base64(text) == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    answered(data)
    answered(b"<r>" + data + b"</r>")


@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=4))
def test_any_changes_of_bytes_are_answered(changes: list[tuple[int, int, bytes]]) -> None:
    data = signed()
    for position, length, new in changes:
        position %= len(data)
        data = data[:position] + new + data[position + length :]
    answered(data)


@given(st.data())
def test_any_changes_of_the_tree_are_answered(data: st.DataObject) -> None:
    """Elements are taken out, doubled, moved and emptied; attributes and texts exchanged."""
    root = etree.fromstring(signed())
    for _ in range(data.draw(st.integers(1, 4))):
        elements = list(root.iter("*"))
        one = elements[data.draw(st.integers(0, len(elements) - 1))]
        other = elements[data.draw(st.integers(0, len(elements) - 1))]
        match data.draw(st.sampled_from(["remove", "copy", "text", "attribute", "strip"])):
            case "remove" if one.getparent() is not None:
                one.getparent().remove(one)  # type: ignore[union-attr]
            case "copy":
                other.append(etree.fromstring(etree.tostring(one, with_tail=False)))
            case "text":
                one.text = data.draw(st.sampled_from(["", "x", other.text, "AAAA", "9" * 5000, "2025-13-45T99:99:99Z"]))
            case "attribute":
                name = data.draw(st.sampled_from(["Id", "URI", "Algorithm", "Type", "Target", "Encoding"]))
                value = data.draw(
                    st.sampled_from(["", "#", "#sig-1", "sig-1", "#xpointer(/)", "urn:x", other.get(name) or "x"])
                )
                one.set(name, value)
            case _:
                del one[:]
    answered(etree.tostring(root))
    answered(etree.tostring(root), Document("a", b"1"), Document("b", b"2"))


@given(st.data())
def test_a_change_of_what_is_signed_never_stays_intact(data: st.DataObject) -> None:
    """A letter of text or of an attribute outside of what is not signed (unsigned properties, Ids of the signature itself)."""
    original = signed()
    start = original.index(b"<ds:SignedInfo")
    regions = [
        (original.index(b"<cerere"), original.index(b"<ds:Signature ")),
        (start, original.index(b"</ds:SignedInfo>")),
        (original.index(b"<xades:SignedSignatureProperties"), original.index(b"</xades:SignedProperties>")),
    ]
    first, last = data.draw(st.sampled_from(regions))
    letters = [first + match.start() for match in re.finditer(rb"(?<=[>\w])[a-z0-9](?=[\w<])", original[first:last])]
    position = data.draw(st.sampled_from(letters))
    changed = (
        original[:position] + (b"q" if original[position : position + 1] != b"q" else b"w") + original[position + 1 :]
    )
    reading = answered(changed)
    if reading is None or not reading.signatures:
        return
    found = reading.signatures[0]
    assert not (found.references and all(r.intact for r in found.references) and m.verifies(found))


@given(st.text(alphabet="ab/[]()*@.:|='\" 19->!<,$andor", max_size=40))
def test_any_expression_has_an_estimate_or_a_failure(expression: str) -> None:
    try:
        assert estimate(expression, Shape(100, 5, 10)) >= 1
    except Failure:
        return


@given(st.text(alphabet="ab/[]()*@.:|='\" 19-!,$", max_size=30))
def test_any_expression_as_a_transform_is_answered(expression: str) -> None:
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;")
    for transform in (m.xpath(escaped), m.filter2(("intersect", escaped))):
        reading = answered(f"<a><b/>1{m.signature(m.reference(b'lies', '', transform))}</a>".encode())
        assert reading is not None
        assert not reading.signatures[0].references[0].intact
