"""Encoding anew in DER what came as BER."""

from typing import Any

from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from esigval.asn1 import SET, canonical, children, encode, is_canonical, read_exactly


def values() -> st.SearchStrategy[bytes]:
    """Random trees of sequences, sets and primitive values in DER."""
    leaves = st.one_of(
        st.binary(max_size=200).map(lambda b: encode(0x04, b)),
        st.integers(-(2**40), 2**40).map(lambda i: core.Integer(i).dump()),
        st.booleans().map(lambda b: core.Boolean(b).dump()),
    )

    def grow(inner: Any) -> Any:
        sequences = st.lists(inner, max_size=5).map(lambda parts: encode(0x30, b"".join(parts)))
        sets = st.lists(inner, max_size=5).map(lambda parts: encode(0x31, b"".join(sorted(parts))))
        tagged = inner.map(lambda part: encode(0xA0, part))
        return st.one_of(sequences, sets, tagged)

    return st.recursive(leaves, grow, max_leaves=20)


def loosened(der: bytes) -> bytes:
    """The same value in BER: indefinite lengths, reversed sets, TRUE as 1, segmented strings, long lengths."""
    tlv = read_exactly(der)
    if der[0] == 0x04:
        return b"\x24\x80" + b"".join(b"\x04\x81\x01" + bytes((o,)) for o in tlv.value) + b"\x00\x00"
    if der[0] == 0x01:
        return b"\x01\x01\x01" if tlv.value == b"\xff" else der
    if not der[0] & 0x20:
        return der[:1] + b"\x82" + len(tlv.value).to_bytes(2, "big") + tlv.value
    parts = [loosened(c.raw) for c in children(tlv)]
    if der[0] == 0x31:
        parts.reverse()
    return der[:1] + b"\x80" + b"".join(parts) + b"\x00\x00"


@given(values())
def test_der_stays_as_it_is(der: bytes) -> None:
    tlv = read_exactly(der)
    assert canonical(tlv) == der
    assert is_canonical(tlv, tlv.tag)


@given(values())
def test_ber_becomes_the_der_of_the_same_value(der: bytes) -> None:
    assert canonical(read_exactly(loosened(der))) == der


@given(values())
def test_canonical_is_canonical(der: bytes) -> None:
    again = canonical(read_exactly(loosened(der)))
    assert is_canonical(read_exactly(again), again[0])


def test_an_implicitly_tagged_set_is_sorted_under_its_real_tag() -> None:
    tagged = read_exactly(bytes.fromhex("a006020102020101"))
    assert canonical(tagged, SET).hex() == "3106020101020102"
    assert canonical(tagged).hex() == "a006020102020101"
    assert not is_canonical(tagged, SET)
    assert is_canonical(tagged, tagged.tag)


def test_a_length_that_is_longer_than_needed_is_not_canonical() -> None:
    for written in ("308103020101", "300404810141", "30820003020101"):
        tlv = read_exactly(bytes.fromhex(written))
        assert not is_canonical(tlv, tlv.tag)
        assert is_canonical(read_exactly(canonical(tlv)), tlv.tag)
