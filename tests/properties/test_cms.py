"""Whatever the bytes: a CMS is read or Malformed is raised, nothing else escapes, and budgets hold."""

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.unit.cms import making
from tests.worlds import der
from tests.worlds.makers import Cades, order
from tests.worlds.signers import cms as maker
from tests.worlds.signers.tsa import authority

from esigval import cades, cms
from esigval.asn1 import canonical, children, is_canonical, oid, read
from esigval.cms import findings as checks
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.timestamp import TOKEN_BUDGET, read_token
from esigval.timestamp.stamps import MAX_TIMESTAMPS

LENIENT = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def samples() -> tuple[bytes, ...]:
    """A signature of each level, a counter-signed one, one with a content time-stamp, one by other code, a token."""
    world = making.world()
    counter = making.plain()
    maker.counter_sign(counter.signers[0], making.signer(), making.SIGNED)
    return (
        making.by_cryptography(),
        counter.encode(),
        Cades()(world, order(level="LTA", signer="md-vera", content_stamped=making.SIGNED)),
        making.without_attributes().encode(),
        authority(world, "md-tsa").token(b"x", making.SIGNED),
    )


def read_all(data: bytes) -> None:
    """Everything that reads such bytes."""
    document = Document("x", data)
    cades.recognises(document)
    with suppress(Malformed):
        cades.read(document, (Document("c", making.CONTENT),))
    with suppress(Malformed):
        read_token(data)


@LENIENT
@given(st.binary(max_size=300))
@example(b"0\x80")
@example(b"\x30\x80" * 5000)
@example(b"\x30\x84\xff\xff\xff\xff")
def test_random_bytes(data: bytes) -> None:
    read_all(data)
    with suppress(Malformed):
        tlv = read(data)
        children(tlv)
        oid(tlv)


@LENIENT
@given(st.integers(0, 4), st.data())
def test_changed_bytes(which: int, data: st.DataObject) -> None:
    sample = bytearray(samples()[which])
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(sample) - 1))
        sample[position] = data.draw(st.integers(0, 255))
    read_all(bytes(sample))


@LENIENT
@given(st.integers(0, 4), st.floats(0, 1), st.binary(max_size=20))
def test_truncated_and_padded(which: int, part: float, tail: bytes) -> None:
    sample = samples()[which]
    read_all(sample[: int(len(sample) * part)] + tail)


@LENIENT
@given(st.integers(0, 4), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_parts_moved_elsewhere(which: int, start: float, end: float, to: float) -> None:
    sample = samples()[which]
    low, high = sorted((int(start * len(sample)), int(end * len(sample))))
    at = int(to * len(sample))
    read_all(sample[:at] + sample[low:high] + sample[at:])


def elements(data: bytes) -> list[tuple[int, int]]:
    """Offsets of the elements of ``data`` that are a few levels deep."""
    found: list[tuple[int, int]] = []
    level = [read(data)]
    for _ in range(7):
        found += [(t.start, t.end) for t in level]
        level = [c for t in level if t.constructed for c in children(t)]
    return found


@LENIENT
@given(st.integers(0, 4), st.data())
def test_elements_replaced_by_others(which: int, data: st.DataObject) -> None:
    """Well-formed lengths, wrong types: what a mutation of bytes seldom reaches."""
    sample = samples()[which]
    places = elements(sample)
    start, end = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from(places))
    values = (sample[slice(*other)], der.NULL, der.sequence(), der.set_of(), der.octets(b""), b"")
    value = values[data.draw(st.integers(0, len(values) - 1))]
    read_all(grown(sample, start, end, value))


def grown(data: bytes, start: int, end: int, value: bytes) -> bytes:
    """``data`` with the element at ``start`` replaced and the lengths around it put right."""
    tlv = read(data)
    if (tlv.start, tlv.end) == (start, end):
        return value
    parts = []
    for child in children(tlv):
        inside = child.start <= start and end <= child.end
        parts.append(grown(child.raw, start - child.start, end - child.start, value) if inside else child.raw)
    return der.tlv(tlv.data[tlv.start], *parts)


@LENIENT
@given(st.integers(0, 4), st.data())
def test_no_byte_of_what_is_signed_changes_unnoticed(which: int, data: st.DataObject) -> None:
    """A changed byte of the attributes changes all readings of what is signed; or it is the same value in another encoding, which is a
    finding."""
    sample = samples()[which]
    honest = cms.read_signed_data(sample)
    (signer,) = honest.signers
    if signer.signed_attributes.tlv is None:
        return
    tlv = signer.signed_attributes.tlv
    position = data.draw(st.integers(tlv.body, tlv.stop - 1))
    changed = bytearray(sample)
    changed[position] ^= data.draw(st.integers(1, 255))
    try:
        signers = cms.read_signed_data(bytes(changed)).signers
    except Malformed:
        return
    other = signers[0] if signers else signer
    if other is signer:
        return
    same = set(cms.signed_bytes(other, None)) & set(cms.signed_bytes(signer, None))
    assert not same or checks.DER in [f.check for f in cms.signer_findings(other, "", None)]


@LENIENT
@given(st.integers(0, 4))
def test_signed_attributes_are_der_by_their_first_reading(which: int) -> None:
    for signer in cms.read_signed_data(samples()[which]).signers:
        if signer.signed_attributes.tlv is not None:
            first = read(cms.signed_bytes(signer, None)[0])
            assert is_canonical(first, first.tag)
            assert canonical(first) == first.raw


HOSTILE = {
    "a million empty elements": der.tlv(0x30, b"\x05\x00" * 1_000_000),
    "a million empty signers": der.sequence(
        der.oid(maker.ID_SIGNED_DATA),
        der.tlv(
            0xA0,
            der.sequence(
                der.integer(1), der.set_of(), der.sequence(der.oid("1.2.3")), der.tlv(0x31, b"\x30\x00" * 1_000_000)
            ),
        ),
    ),
    "deep definite nesting": b"\x30\x82\xff\xfc" * 16_000,
    "deep indefinite nesting": b"\x30\x80" * 500_000,
    "a string of a million segments": b"\x30\x80"
    + der.oid(maker.ID_SIGNED_DATA)
    + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80"
    + der.oid(maker.ID_DATA)
    + b"\xa0\x80\x24\x80"
    + b"\x04\x01A" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sizes_end(name: str) -> None:
    read_all(HOSTILE[name])


def test_thousands_of_counter_signatures_end() -> None:
    made = making.plain()
    info = maker.sign_info(making.signer(), bytes(32), making.SIGNED, content_type="").encode()
    made.signers[0].unsigned = [(maker.COUNTER_SIGNATURE, info)] * 3000
    reading = cades.read(Document("x", made.encode()))
    assert len(reading.signatures) <= 1000


def test_thousands_of_time_stamps_end() -> None:
    made = making.plain()
    token = authority(making.world(), "md-tsa").token(made.signers[0].value, making.SIGNED)
    kinds = (cms.oids.SIGNATURE_TIMESTAMP, cms.oids.ARCHIVE_TIMESTAMP_V2, cms.oids.ARCHIVE_TIMESTAMP_V3)
    made.signers[0].unsigned = [(kinds[i % 3], token) for i in range(3000)]
    (signature,) = cades.read(Document("x", made.encode())).signatures
    assert len(signature.timestamps) == MAX_TIMESTAMPS
    assert TOKEN_BUDGET in [f.check for f in signature.findings]
