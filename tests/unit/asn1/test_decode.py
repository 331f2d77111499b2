"""Primitive values: object identifiers, integers, times, strings."""

from datetime import UTC, datetime

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from esigval.asn1 import der, encode, encode_integer, integer, oid, read_exactly, text, time
from esigval.model.errors import Malformed


@given(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 2**70), max_size=8))
def test_object_identifiers_agree_with_asn1crypto(first: int, second: int, rest: list[int]) -> None:
    dotted = ".".join(map(str, (first, second, *rest)))
    assert oid(read_exactly(core.ObjectIdentifier(dotted).dump())) == dotted


def test_second_arc_above_39_under_joint_iso_itu() -> None:
    assert oid(read_exactly(bytes.fromhex("06028837"))) == "2.999"


@pytest.mark.parametrize("broken", ["0600", "060180", "0681ff" + "ff" * 254 + "01", "050100"])
def test_broken_object_identifiers_are_malformed(broken: str) -> None:
    with pytest.raises(Malformed):
        oid(read_exactly(bytes.fromhex(broken)))


@given(st.integers(-(2**200), 2**200))
def test_integers_round_trip_and_agree_with_asn1crypto(number: int) -> None:
    encoded = encode_integer(number)
    assert encoded == core.Integer(number).dump()
    assert integer(read_exactly(encoded)) == number


@pytest.mark.parametrize("number", [-(2 ** (8 * size - 1)) + near for size in (1, 2, 8) for near in (-1, 0, 1)])
def test_integers_take_the_fewest_octets(number: int) -> None:
    assert encode_integer(number) == core.Integer(number).dump()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("tag", "written", "moment"),
    [
        (0x17, "240229235959Z", utc(2024, 2, 29, 23, 59, 59)),
        (0x17, "491231235959Z", utc(2049, 12, 31, 23, 59, 59)),
        (0x17, "500101000000Z", utc(1950, 1, 1)),
        (0x17, "2402291230Z", utc(2024, 2, 29, 12, 30)),
        (0x17, "240229123000+0200", utc(2024, 2, 29, 10, 30)),
        (0x18, "20240229123000Z", utc(2024, 2, 29, 12, 30)),
        (0x18, "20240229123000.5Z", utc(2024, 2, 29, 12, 30, 0, 500_000)),
        (0x18, "20240229123000.1234567Z", utc(2024, 2, 29, 12, 30, 0, 123_456)),
        (0x18, "20240229123000,25-0130", utc(2024, 2, 29, 14, 0, 0, 250_000)),
        (0x18, "2024022912Z", utc(2024, 2, 29, 12)),
        (0x18, "2024022912.5Z", utc(2024, 2, 29, 12, 30)),
        (0x18, "20240229123000+02", utc(2024, 2, 29, 10, 30)),
        (0x18, "20161231235960Z", utc(2017, 1, 1)),
    ],
)
def test_times_are_moments_in_utc(tag: int, written: str, moment: datetime) -> None:
    assert time(read_exactly(encode(tag, written.encode()))) == moment


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        (0x17, "240230000000Z"),
        (0x17, "240229240000Z"),
        (0x17, "240229000061Z"),
        (0x17, "240229000000"),
        (0x17, "240229000000.5Z"),
        (0x17, "24-229000000Z"),
        (0x18, "20240229123000"),
        (0x18, "20240229123000.Z"),
        (0x18, "20240229123000+9900"),
        (0x18, "00010101000000+0100"),
        (0x18, "²0240229123000Z"),
        (0x18, "20240229123000Z" * 9),
        (0x16, "20240229123000Z"),
    ],
)
def test_what_is_no_moment_is_malformed(tag: int, written: str) -> None:
    with pytest.raises(Malformed):
        time(read_exactly(encode(tag, written.encode("latin-1", "replace"))))


def test_strings_are_read_by_their_type_and_never_raise() -> None:
    assert text(read_exactly(encode(0x0C, "Chișinău".encode()))) == "Chișinău"
    assert text(read_exactly(encode(0x1E, "Iași".encode("utf-16-be")))) == "Iași"
    assert text(read_exactly(encode(0x14, b"Caf\xe9"))) == "Café"
    assert text(read_exactly(encode(0x0C, b"\xff\xfe"))) == "��"


def test_bit_strings() -> None:
    assert der.bit_string(bytes.fromhex("00ff"), 0, 2) == b"\xff"
    for impossible in (b"", bytes.fromhex("08ff")):
        with pytest.raises(Malformed):
            der.bit_string(impossible, 0, len(impossible))
