"""The extension that walks DER gives what the walker in Python gives: the same answer, or the same error, whatever the bytes."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.chain.minting import crl, mint, response

from esigval.asn1 import Tlv, der, encode, walk
from esigval.asn1.tags import GENERALIZED_TIME, OID, UTC_TIME
from esigval.model.errors import Malformed

ROOT = mint("Root", ca=True)
LEAF = mint("Leaf", ROOT)
SEEDS = (LEAF.der, crl(ROOT, [(5, None), (2**90, None)]), response(LEAF, ROOT, ROOT), b"\x30\x80\x05\x00\x00\x00")

mutated = st.tuples(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=3)
).map(lambda drawn: _changed(*drawn))
anything = st.one_of(st.binary(max_size=80), mutated)
places = st.integers(0, 90)


def _changed(data: bytes, changes: list[tuple[int, int]]) -> bytes:
    octets = bytearray(data)
    for at, octet in changes:
        octets[at % len(octets)] = octet
    return bytes(octets)


def outcome(call: Callable[..., object], *arguments: object) -> object:
    try:
        return call(*arguments)
    except Malformed as error:
        return f"Malformed: {error.where}"


def same(name: str, *arguments: object) -> None:
    assert outcome(getattr(der, name), *arguments) == outcome(getattr(walk, name), *arguments)


@given(anything, places, places)
def test_elements(data: bytes, at: int, before: int) -> None:
    end = max(at, len(data) - before)
    if end > len(data):
        return
    same("element", data, at, end)
    same("children", data, at, end)
    same("objects", data, at, end, Tlv)
    for tag in {0x30, 0x02, *data[at : at + 1]}:
        same("expect", data, at, end, tag, "something")
    same("extensions", data, at, end)
    same("canonical", data, at, end, True, 20)
    same("canonical", data, at, end, False, 100_000)


@given(anything)
def test_whole(data: bytes) -> None:
    for tag in {0x30, *data[:1]}:
        same("whole", data, tag, "something")


@given(st.binary(max_size=40))
def test_object_identifiers(contents: bytes) -> None:
    same("oid", contents, 0, len(contents))
    same("whole", encode(OID, contents), OID, "identifier")


@pytest.mark.parametrize(
    "contents",
    [
        "2a8648",
        "55",
        "78",
        "7f",
        "8100",
        "2a80",
        "ffffffffffffffff7f",
        "81ffffffffffffff7f",
        "8080808080808080808001",
        "",
    ],
)
def test_odd_object_identifiers(contents: str) -> None:
    octets = bytes.fromhex(contents)
    same("oid", octets, 0, len(octets))


@given(
    st.sampled_from([UTC_TIME, GENERALIZED_TIME, 0x02]),
    st.one_of(
        st.binary(max_size=20), st.from_regex(rb"[0-9]{10,14}(\.[0-9]{1,3})?(Z|[+-][0-9]{2,4})?", fullmatch=True)
    ),
)
def test_times(tag: int, contents: bytes) -> None:
    same("time", tag, contents, 0, len(contents))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_element_of_real_data(seed: bytes) -> None:
    waiting = [(0, len(seed))]
    while waiting:
        at, end = waiting.pop()
        found = outcome(walk.children, seed, at, end)
        assert found == outcome(der.children, seed, at, end)
        same("extensions", seed, at, end)
        same("canonical", seed, at, end, False, 1000)
        if isinstance(found, list):
            waiting += [(start, stop) for tag, _, start, stop in found if tag & 0x20]


def test_what_is_no_bytes_goes_to_python() -> None:
    data = memoryview(LEAF.der)
    assert der.element(data, 0, len(data)) == walk.element(LEAF.der, 0, len(data))  # type: ignore[arg-type]
