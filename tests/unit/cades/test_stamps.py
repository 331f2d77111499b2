"""Every time-stamp over its own octets, and what each of them covers; next to each its forged twin."""

from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256

import pytest

from esigval import cades, cms, hashing
from esigval.cades.stamps import HASH_INDEX
from esigval.model.dossier import Document
from esigval.model.reasons import Reason
from esigval.model.signature import Signature, Timestamp, TimestampType
from tests.unit.cms import making
from tests.worlds import der
from tests.worlds.makers import Cades, order
from tests.worlds.signers import cades as steps
from tests.worlds.signers import cms as maker
from tests.worlds.signers.tsa import Tsa, authority

oids = cms.oids
LATER = making.SIGNED + timedelta(days=30)


def tsa() -> Tsa:
    return authority(making.world(), "md-tsa")


def read(made: maker.SignedData, *detached: Document) -> Signature:
    return cades.read(Document("x", made.encode()), detached).signatures[0]


def stamp(signature: Signature, kind: TimestampType) -> Timestamp:
    (found,) = [t for t in signature.timestamps if t.type is kind]
    return found


def state(one: Timestamp) -> tuple[bool, bool]:
    return one.imprint_found, one.imprint_intact


def sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def stamped() -> maker.SignedData:
    made = making.plain()
    steps.add_signature_timestamp(made, tsa(), making.SIGNED)
    return made


def test_signature_time_stamp_covers_value_and_signing_certificate() -> None:
    signature = read(stamped())
    one = stamp(signature, TimestampType.SIGNATURE)
    assert state(one) == (True, True)
    assert set(one.covers) == {signature.id, sha(making.signer().der)}


def test_signature_time_stamp_over_something_else() -> None:
    made = making.plain()
    steps.add_signature_timestamp(made, tsa(), making.SIGNED, over=b"else")
    assert state(stamp(read(made), TimestampType.SIGNATURE)) == (True, False)


def test_content_time_stamp_covers_the_content_only() -> None:
    token = tsa().token(making.CONTENT, making.SIGNED)
    made = making.plain(extra=((oids.CONTENT_TIMESTAMP, token),))
    signature = read(made)
    one = stamp(signature, TimestampType.CONTENT)
    assert state(one) == (True, True)
    assert one.covers == ()
    detached = making.plain(extra=((oids.CONTENT_TIMESTAMP, token),), attached=False)
    assert state(stamp(read(detached), TimestampType.CONTENT)) == (False, False)
    assert state(stamp(read(detached, Document("a", making.CONTENT)), TimestampType.CONTENT)) == (True, True)


def test_the_signature_time_stamp_covers_the_content_time_stamp() -> None:
    made = making.plain(extra=((oids.CONTENT_TIMESTAMP, tsa().token(making.CONTENT, making.SIGNED)),))
    steps.add_signature_timestamp(made, tsa(), LATER)
    signature = read(made)
    content = stamp(signature, TimestampType.CONTENT)
    assert content.id in stamp(signature, TimestampType.SIGNATURE).covers


def test_values_that_are_no_token_are_findings_and_broken_tokens_prove_nothing() -> None:
    made = making.plain()
    made.signers[0].unsigned += [
        (oids.SIGNATURE_TIMESTAMP, der.octets(b"x")),
        (oids.SIGNATURE_TIMESTAMP, der.sequence(der.integer(1))),
    ]
    signature = read(made)
    assert [f.reason for f in signature.findings] == [Reason.ATTRIBUTE_MALFORMED]
    (one,) = signature.timestamps
    assert one.token is None
    assert one.malformed
    assert signature.level == "CAdES-BASELINE-B"


def with_references() -> tuple[maker.SignedData, bytes]:
    """A signature with complete references, and the octets of the attributes that CAdES-C time-stamps cover beside the value."""
    made = stamped()
    world = making.world()
    crl = world.crl(next(iter(world.crls)))
    made.revocation.append(crl)
    certificates = der.sequence(der.sequence(der.octets(sha1(making.signer().der).digest())))
    digest = der.sequence(der.SHA256, der.octets(sha256(crl).digest()))
    revocation = der.sequence(der.sequence(der.tlv(0xA0, der.sequence(der.sequence(der.sequence(digest))))))
    made.signers[0].unsigned += [(oids.CERTIFICATE_REFS, certificates), (oids.REVOCATION_REFS, revocation)]
    refs = b"".join(der.oid(kind) + der.set_of(value) for kind, value in made.signers[0].unsigned[1:])
    return made, refs


def test_cades_c_time_stamp_covers_signature_time_stamps_and_what_is_referenced() -> None:
    made, refs = with_references()
    info = made.signers[0]
    first = der.oid(oids.SIGNATURE_TIMESTAMP) + der.set_of(info.unsigned[0][1])
    info.unsigned.append((oids.CADES_C_TIMESTAMP, tsa().token(info.value + first + refs, LATER)))
    signature = read(made)
    one = stamp(signature, TimestampType.VALIDATION_DATA)
    assert state(one) == (True, True)
    assert {signature.id, stamp(signature, TimestampType.SIGNATURE).id, sha(made.revocation[0])} <= set(one.covers)
    assert signature.level == "CAdES-X"


def test_references_time_stamp_covers_what_is_referenced_and_not_the_signature() -> None:
    made, refs = with_references()
    made.signers[0].unsigned.append((oids.CERTS_CRLS_TIMESTAMP, tsa().token(refs, LATER)))
    signature = read(made)
    one = stamp(signature, TimestampType.VALIDATION_DATA_REFSONLY)
    assert state(one) == (True, True)
    assert set(one.covers) == {sha(making.signer().der), sha(made.revocation[0])}


@pytest.mark.parametrize("kind", (oids.CADES_C_TIMESTAMP, oids.CERTS_CRLS_TIMESTAMP))
def test_references_of_attribute_certificates_are_not_among_what_is_time_stamped(kind: str) -> None:
    made, refs = with_references()
    info = made.signers[0]
    first = info.value + der.oid(oids.SIGNATURE_TIMESTAMP) + der.set_of(info.unsigned[0][1])
    info.unsigned.append((kind, tsa().token(refs if kind == oids.CERTS_CRLS_TIMESTAMP else first + refs, LATER)))
    late = making.world().crl(list(making.world().crls)[1])
    made.revocation.append(late)
    digest = der.sequence(der.SHA256, der.octets(sha256(late).digest()))
    revocation = der.sequence(der.sequence(der.tlv(0xA0, der.sequence(der.sequence(der.sequence(digest))))))
    certificates = der.sequence(der.sequence(digest))
    info.unsigned += [(oids.ATTRIBUTE_CERTIFICATE_REFS, certificates), (oids.ATTRIBUTE_REVOCATION_REFS, revocation)]
    (one,) = [t for t in read(made).timestamps if t.type is not TimestampType.SIGNATURE]
    assert state(one) == (True, True)
    assert sha(made.revocation[0]) in one.covers
    assert sha(late) not in one.covers


def test_what_cades_c_time_stamps_cover_is_hashed_once_for_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many attributes and time-stamps there are."""
    made = stamped()
    info = made.signers[0]
    info.unsigned += [(oids.CERTIFICATE_REFS, der.octets(i.to_bytes(100, "big"))) for i in range(300)]
    refs = b"".join(der.oid(kind) + der.set_of(value) for kind, value in info.unsigned)
    info.unsigned += [(oids.CADES_C_TIMESTAMP, tsa().token(info.value + refs, LATER)) for _ in range(5)]
    info.unsigned += [(oids.CADES_C_TIMESTAMP, tsa().token(info.value + refs[1:], LATER))]
    hashed: list[int] = []
    digest = hashing.digest

    def counted(algorithm: str, data: bytes) -> bytes:
        hashed.append(len(data))
        return digest(algorithm, data)

    monkeypatch.setattr(hashing, "digest", counted)
    found = [s for s in read(made).timestamps if s.type is TimestampType.VALIDATION_DATA]
    assert [state(s) for s in found] == [(True, True)] * 5 + [(True, False)]
    assert hashed.count(len(info.value + refs)) == 1


def test_references_changed_after_their_time_stamp() -> None:
    made, refs = with_references()
    made.signers[0].unsigned.append((oids.CERTS_CRLS_TIMESTAMP, tsa().token(refs, LATER)))
    kind, _ = made.signers[0].unsigned[1]
    made.signers[0].unsigned[1] = (kind, der.sequence(der.sequence(der.octets(bytes(20)))))
    assert state(stamp(read(made), TimestampType.VALIDATION_DATA_REFSONLY)) == (True, False)


def archived() -> maker.SignedData:
    return Cades().build(making.world(), order(level="LTA", signer="md-vera"))


def test_archive_time_stamp_v3_covers_all_that_its_index_names() -> None:
    made = archived()
    signature = read(made)
    one = stamp(signature, TimestampType.ARCHIVE)
    assert (one.flavour, state(one), one.findings) == ("ats-v3", (True, True), ())
    expected = {sha(c) for c in made.certificates} | {e.id for e in signature.evidence}
    inside = stamp(signature, TimestampType.SIGNATURE).token
    assert inside is not None
    assert expected | {signature.id, *[e.id for e in inside.evidence]} <= set(one.covers)
    assert stamp(signature, TimestampType.SIGNATURE).id in one.covers


def test_what_the_index_leaves_out_is_not_covered() -> None:
    made = Cades().build(making.world(), order(level="LT", signer="md-vera"))
    left_out = made.revocation[-1]
    steps.add_archive_timestamp(made, tsa(), LATER, skip=frozenset({left_out}))
    one = stamp(read(made), TimestampType.ARCHIVE)
    assert state(one) == (True, True)
    assert sha(left_out) not in one.covers
    assert sha(made.revocation[0]) in one.covers


def test_what_was_added_after_the_archive_time_stamp_is_not_covered() -> None:
    made = archived()
    world = making.world()
    extra = world["ro-root"].der if "ro-root" in world.certificates else world["md-tsa-later"].der
    made.certificates.append(extra)
    signature = read(made)
    one = stamp(signature, TimestampType.ARCHIVE)
    assert state(one) == (True, True)
    assert sha(extra) not in one.covers


def test_an_index_that_names_what_is_gone_is_found() -> None:
    made = archived()
    made.revocation.pop()
    one = stamp(read(made), TimestampType.ARCHIVE)
    assert state(one) == (True, True)
    assert [(f.check, f.reason) for f in one.findings] == [(HASH_INDEX, Reason.HASH_INDEX_MISMATCH)]


@pytest.mark.parametrize("what", ["content", "value", "index"])
def test_an_archive_time_stamp_v3_over_something_else(what: str) -> None:
    made = archived()
    info = made.signers[0]
    if what == "content":
        made.content += b"!"
    elif what == "value":
        info.value = bytes(len(info.value))
    else:
        position = next(i for i, (kind, _) in enumerate(info.unsigned) if kind == oids.ARCHIVE_TIMESTAMP_V3)
        token = info.unsigned[position][1]
        index = maker.hash_index(made, info, frozenset(made.certificates))
        wrong = tsa().token_over(cms_imprint(token), LATER, index=index)
        info.unsigned[position] = (oids.ARCHIVE_TIMESTAMP_V3, wrong)
    assert state(stamp(read(made), TimestampType.ARCHIVE)) == (True, False)


def cms_imprint(token: bytes) -> bytes:
    from esigval.timestamp import read_token

    return read_token(token).imprint


def test_an_archive_time_stamp_v3_without_its_index_covers_nothing() -> None:
    made = stamped()
    made.signers[0].unsigned.append((oids.ARCHIVE_TIMESTAMP_V3, tsa().token(b"x", LATER)))
    one = stamp(read(made), TimestampType.ARCHIVE)
    assert (state(one), one.covers) == ((True, False), ())
    assert [f.reason for f in one.findings] == [Reason.ATTRIBUTE_MISSING]


def test_detached_content_is_needed_for_archive_time_stamps() -> None:
    made = archived()
    made.attached = False
    info = made.signers[0]
    info.unsigned.pop()
    steps.add_archive_timestamp(made, tsa(), LATER)
    with_content = read(made, Document("a", made.content))
    assert state(stamp(with_content, TimestampType.ARCHIVE)) == (True, True)
    assert state(stamp(read(made), TimestampType.ARCHIVE)) == (False, False)


def imprint_v2(made: maker.SignedData, *, tagged: bool) -> bytes:
    """TS 101 733 V2.2.1 6.4.1, written independently of the reader."""
    info = made.signers[0]
    encapsulated = [der.oid(made.content_type)]
    if made.attached:
        encapsulated.append(der.tlv(0xA0, der.octets(made.content)))
    head = der.sequence(*encapsulated) + (b"" if made.attached else made.content)
    head += der.tlv(0xA0, *sorted(made.certificates))
    if made.revocation:
        head += der.tlv(0xA1, *sorted(made.revocation))
    unsigned = b"".join(sorted(maker.attribute(*a) for a in info.unsigned))
    return head + b"".join(info.fields()) + (der.tlv(0xA1, unsigned) if tagged else unsigned)


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("attached", [True, False])
def test_archive_time_stamp_v2_covers_everything_before_it(tagged: bool, attached: bool) -> None:
    made = stamped()
    made.attached = attached
    made.signers[0].unsigned.append((oids.ARCHIVE_TIMESTAMP_V2, tsa().token(imprint_v2(made, tagged=tagged), LATER)))
    files = () if attached else (Document("a", made.content),)
    signature = read(made, *files)
    one = stamp(signature, TimestampType.ARCHIVE)
    assert (one.flavour, state(one)) == ("ats-v2", (True, True))
    assert {signature.id, stamp(signature, TimestampType.SIGNATURE).id, sha(made.certificates[0])} <= set(one.covers)
    made.signers[0].unsigned.insert(0, (oids.CERTIFICATE_VALUES, der.sequence(made.certificates[0])))
    assert state(stamp(read(made, *files), TimestampType.ARCHIVE)) == (True, False)


def test_archive_time_stamps_v2_upon_each_other() -> None:
    made = stamped()
    info = made.signers[0]
    for step in range(3):
        token = tsa().token(imprint_v2(made, tagged=True), LATER + timedelta(days=step))
        info.unsigned.append((oids.ARCHIVE_TIMESTAMP_V2, token))
    found = [t for t in read(made).timestamps if t.type is TimestampType.ARCHIVE]
    assert [state(t) for t in found] == [(True, True)] * 3
    by_time = sorted(found, key=lambda t: t.token.time if t.token else datetime.min.replace(tzinfo=UTC))
    assert by_time[0].id in by_time[1].covers
    assert {by_time[0].id, by_time[1].id} <= set(by_time[2].covers)
    assert not {by_time[1].id, by_time[2].id} & set(by_time[0].covers)


def test_archive_time_stamps_cover_counter_signatures() -> None:
    made = stamped()
    maker.counter_sign(made.signers[0], making.signer(), making.SIGNED)
    steps.add_archive_timestamp(made, tsa(), LATER)
    first, upon = cades.read(Document("x", made.encode())).signatures
    assert upon.id in stamp(first, TimestampType.ARCHIVE).covers


def test_earlier_versions_of_the_index() -> None:
    """Version 1: hashes of whole attributes, SHA-256 by default, another identifier."""
    made = stamped()
    info = made.signers[0]

    def digests(items: list[bytes]) -> bytes:
        return der.sequence(*(der.octets(sha256(item).digest()) for item in items))

    index = der.sequence(digests(made.certificates), digests([]), digests([maker.attribute(*a) for a in info.unsigned]))
    imprint = sha256(maker.archive_imprint(made, info, index)).digest()
    token = tsa().signed_data(imprint, LATER, "sha256", None, b"")
    token.signers[0].unsigned.append((oids.ATS_HASH_INDEX, index))
    info.unsigned.append((oids.ARCHIVE_TIMESTAMP_V3, token.encode()))
    signature = read(made)
    one = stamp(signature, TimestampType.ARCHIVE)
    assert (state(one), one.findings) == ((True, True), ())
    assert {sha(made.certificates[0]), stamp(signature, TimestampType.SIGNATURE).id} <= set(one.covers)


@pytest.mark.parametrize("backwards", [False, True])
def test_archive_time_stamps_of_one_second_name_each_other_in_one_direction(backwards: bool) -> None:
    made = stamped()
    steps.add_archive_timestamp(made, tsa(), LATER)
    first = made.signers[0].unsigned[-1]
    steps.add_archive_timestamp(made, tsa(), LATER)
    second = made.signers[0].unsigned[-1]
    if backwards:
        made.signers[0].unsigned[-2:] = [second, first]
    found = {sha(t.token.data): t for t in read(made).timestamps if t.token is not None}
    older, newer = found[sha(first[1])], found[sha(second[1])]
    assert state(older) == state(newer) == (True, True)
    assert older.id in newer.covers
    assert newer.id not in older.covers
