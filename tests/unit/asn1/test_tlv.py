"""The walker: offsets into the bytes as received, bounds kept."""

import pytest

from esigval.asn1 import OCTET_STRING, SEQUENCE, SET, Tlv, children, expect, fields, octets, read, read_exactly
from esigval.asn1.tlv import MAX_DEPTH
from esigval.model.errors import Malformed


def test_definite_element_gives_its_raw_bytes_and_contents() -> None:
    data = bytes.fromhex("3006020105040141") + b"after"
    tlv = read(data)
    assert (tlv.raw, tlv.value, tlv.end) == (data[:8], data[2:8], 8)
    assert [c.raw.hex() for c in children(tlv)] == ["020105", "040141"]


def test_long_lengths_are_read() -> None:
    for size in (127, 128, 255, 256, 65_536):
        body = b"x" * size
        length = (
            bytes((size,))
            if size < 128
            else bytes((0x80 | (size.bit_length() + 7) // 8,)) + size.to_bytes((size.bit_length() + 7) // 8, "big")
        )
        assert read_exactly(b"\x04" + length + body).value == body


def test_indefinite_length_keeps_raw_bytes_with_end_of_contents() -> None:
    data = bytes.fromhex("3080020105300002010600003080000000" + "00") + b"rest"
    outer = read(data)
    assert outer.indefinite
    assert outer.raw == bytes.fromhex("30800201053000020106" + "0000")
    assert [c.raw.hex() for c in children(outer)] == ["020105", "3000", "020106"]


def test_nested_indefinite_lengths_end_where_they_end() -> None:
    inner = bytes.fromhex("30800201010000")
    outer = b"\x30\x80" + inner + inner + b"\x00\x00"
    found = children(read_exactly(outer))
    assert [c.raw for c in found] == [inner, inner]
    assert all(c.value == bytes.fromhex("020101") for c in found)


def test_high_tag_numbers_carry_identifier_and_number() -> None:
    tlv = read_exactly(bytes.fromhex("bf8148020500"))
    assert tlv.tag == 0xBF << 32 | 200
    assert tlv.constructed


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "30",
        "3002",
        "300201",
        "3084ffffffff",
        "3089010101010101010101",
        "0480414100",  # primitive with indefinite length
        "3080020101",  # never closed
        "30800001",  # end-of-contents with contents
        "1fffffffffff7f00",
        "3f",
    ],
)
def test_what_lies_about_its_length_is_malformed(broken: str) -> None:
    with pytest.raises(Malformed):
        read(bytes.fromhex(broken))


def test_a_child_may_not_reach_beyond_its_parent() -> None:
    data = bytes.fromhex("3003040541") + b"BCDE"
    with pytest.raises(Malformed):
        children(read(data))


def test_deep_nesting_ends_with_a_clear_error() -> None:
    with pytest.raises(Malformed):
        read(b"\x30\x80" * (MAX_DEPTH + 10))


def test_too_many_children_end_with_a_clear_error() -> None:
    body = b"\x05\x00" * 100_001
    with pytest.raises(Malformed):
        children(read_exactly(b"\x30\x83" + len(body).to_bytes(3, "big") + body))


def test_expect_and_fields_name_what_was_wrong() -> None:
    tlv = read_exactly(bytes.fromhex("3000"))
    assert expect(tlv, SEQUENCE, "x") is tlv
    with pytest.raises(Malformed, match="SignerInfo"):
        fields(tlv, SET, "SignerInfo")


def test_octets_after_the_element_are_malformed_where_one_is_asked_for() -> None:
    with pytest.raises(Malformed):
        read_exactly(b"\x05\x00\x00")


def test_segments_of_an_octet_string_are_joined() -> None:
    assert octets(read_exactly(bytes.fromhex("24800401410402424300" + "00"))) == b"ABC"
    assert octets(read_exactly(bytes.fromhex("2408" + "240304014104" + "0142"))) == b"AB"
    with pytest.raises(Malformed):
        octets(read_exactly(bytes.fromhex("2403020141")))
    nested = b"\x04\x01A"
    for _ in range(12):
        nested = bytes((0x20 | OCTET_STRING, len(nested))) + nested
    with pytest.raises(Malformed):
        octets(read_exactly(nested))


def test_elements_are_values() -> None:
    assert read(b"\x05\x00") == Tlv(b"\x05\x00", 5, 0, 2, 2, 2)
