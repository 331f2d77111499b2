"""Time-stamp tokens: what they state, what they carry, what they cover."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha512

import pytest
from asn1crypto import tsp

from esigval import cms
from esigval.model.errors import Malformed
from esigval.model.evidence import EvidenceKind, OriginKind
from esigval.model.signature import TimestampType
from esigval.timestamp import Identifiers, broken, imprint_matches, place, read_token, read_tst_info
from esigval.timestamp.token import ONE_SIGNER
from esigval.x509.certificate import parse_certificate
from esigval.x509.verify import Verification, verify_signature
from tests.unit.cms import making
from tests.worlds import der
from tests.worlds.signers import cms as maker
from tests.worlds.signers.tsa import Tsa, authority, with_evidence

AT = datetime(2024, 3, 5, 12, 0, 0, tzinfo=UTC)
DATA = b"the covered octets"


def tsa() -> Tsa:
    return authority(making.world(), "md-tsa")


def test_a_token_states_time_imprint_serial_policy_and_accuracy() -> None:
    data = tsa().token(DATA, AT)
    token = read_token(data)
    theirs = tsp.ContentInfo.load(data)["content"]["encap_content_info"]["content"].parsed
    assert token.id == sha256(data).hexdigest()
    assert token.time == AT == theirs["gen_time"].native
    assert token.serial == theirs["serial_number"].native
    assert token.policy == theirs["policy"].dotted
    assert token.accuracy_microseconds == tsa().accuracy_seconds * 1_000_000
    assert (token.imprint_algorithm, token.imprint) == ("SHA256", sha256(DATA).digest())
    assert not token.ordering


def test_its_own_reference_and_signature_hold() -> None:
    token = read_token(tsa().token(DATA, AT))
    (reference,) = token.references
    spki = parse_certificate(tsa().member.der).spki
    value = token.signature
    assert reference.intact
    assert verify_signature(spki, value.algorithm, value.signed_data[0], value.value) is Verification.VALID
    assert token.certificate_references[0].digest == sha256(tsa().member.der).digest()


def test_another_content_breaks_the_tokens_own_reference() -> None:
    made = tsa().signed_data(sha256(DATA).digest(), AT, "sha256", None, b"")
    made.content = made.content.replace(b"20240305", b"20140305")
    token = read_token(made.encode())
    assert token.time.year == 2014
    assert not token.references[0].intact


def test_imprint_over_the_right_the_wrong_and_unknown() -> None:
    token = read_token(tsa().token(DATA, AT, digest="sha512"))
    assert token.imprint == sha512(DATA).digest()
    assert imprint_matches(token, DATA) is True
    assert imprint_matches(token, memoryview(DATA)) is True
    assert imprint_matches(token, cms.Covered(DATA)) is True
    assert imprint_matches(token, DATA + b"!") is False
    unknown = tsa().token(DATA, AT).replace(der.oid("2.16.840.1.101.3.4.2.1"), der.oid("2.16.840.1.101.3.4.9.1"))
    assert imprint_matches(read_token(unknown), DATA) is None


def test_evidence_inside_is_marked_as_the_tokens() -> None:
    world = making.world()
    crl = world.crl(next(iter(world.crls)))
    token = read_token(with_evidence(tsa(), crl).token(DATA, AT), "signature-time-stamp")
    kinds = [e.kind for e in token.evidence]
    assert kinds.count(EvidenceKind.CERTIFICATE) >= 1
    assert kinds.count(EvidenceKind.CRL) == 1
    assert {e.origin.kind for e in token.evidence} == {OriginKind.TIMESTAMP_TOKEN}
    assert all(e.origin.where.startswith("signature-time-stamp: ") for e in token.evidence)


def test_a_response_is_unwrapped_and_its_token_is_the_same() -> None:
    data = tsa().token(DATA, AT)
    response = der.sequence(der.sequence(der.integer(0)), data)
    assert read_token(response) == read_token(data)
    with pytest.raises(Malformed):
        read_token(der.sequence(der.sequence(der.integer(2))))


def test_padding_after_a_token_does_not_change_it() -> None:
    data = tsa().token(DATA, AT)
    assert read_token(data + bytes(50)).id == read_token(data).id


def test_a_second_signer_is_a_finding() -> None:
    made = tsa().signed_data(sha256(DATA).digest(), AT, "sha256", None, b"")
    made.signers.append(made.signers[0])
    assert [f.check for f in read_token(made.encode()).findings] == [ONE_SIGNER]


def info(*more: bytes, moment: bytes = der.generalized_time(AT)) -> bytes:
    imprint = der.sequence(der.SHA256, der.octets(bytes(32)))
    return der.sequence(der.integer(1), der.oid("1.2.3"), imprint, der.integer(2**159), moment, *more)


def test_optional_fields_of_tst_info() -> None:
    name = making.signer().certificate.subject.public_bytes()
    accuracy = der.sequence(der.integer(1), der.tlv(0x80, b"\x02"), der.tlv(0x81, b"\x03"))
    read = read_tst_info(
        info(accuracy, b"\x01\x01\xff", der.integer(7), der.tlv(0xA0, der.tlv(0xA4, name)), der.tlv(0xA1))
    )
    assert read.accuracy_microseconds == 1_002_003
    assert read.ordering
    assert read.serial == 2**159
    assert read.tsa_name_der == name
    bare = read_tst_info(info())
    assert (bare.accuracy_microseconds, bare.ordering, bare.tsa_name_der) == (None, False, b"")


@pytest.mark.parametrize(
    "broken_info",
    [
        b"",
        der.sequence(),
        der.sequence(*[der.NULL] * 5),
        info() + b"\x00",
        der.sequence(der.integer(1), der.oid("1.2"), der.sequence(), der.integer(1), der.generalized_time(AT)),
    ],
)
def test_broken_tst_info_is_malformed(broken_info: bytes) -> None:
    with pytest.raises(Malformed):
        read_tst_info(broken_info)


@pytest.mark.parametrize("moment", [der.tlv(0x18, b"20240230000000Z"), der.tlv(0x18, b"20240305120000"), der.NULL])
def test_a_time_that_is_none_makes_no_token(moment: bytes) -> None:
    made = maker.SignedData(info(moment=moment), True, [], content_type=cms.oids.TST_INFO)
    digest = sha256(made.content).digest()
    made.signers = [maker.sign_info(tsa().member, digest, AT, content_type=cms.oids.TST_INFO)]
    with pytest.raises(Malformed):
        read_token(made.encode())


def test_other_content_is_no_token() -> None:
    with pytest.raises(Malformed):
        read_token(making.plain().encode())
    detached = tsa().signed_data(bytes(32), AT, "sha256", None, b"")
    detached.attached = False
    with pytest.raises(Malformed):
        read_token(detached.encode())


def test_identifiers_are_stable_and_numbered_only_within_a_document() -> None:
    token = read_token(tsa().token(DATA, AT))
    given = Identifiers()
    first = place(token, TimestampType.SIGNATURE, (DATA,), given)
    second = place(token, TimestampType.SIGNATURE, (b"no",), given)
    assert first.id == "T-" + token.id[:32]
    assert second.id == first.id + "-2"
    assert place(token, TimestampType.CONTENT, (), Identifiers()).id == first.id


def test_placing_tells_absent_from_wrong() -> None:
    token = read_token(tsa().token(DATA, AT))

    def placed(*readings: bytes) -> tuple[bool, bool]:
        stamp = place(token, TimestampType.SIGNATURE, readings, Identifiers())
        return stamp.imprint_found, stamp.imprint_intact

    assert placed(DATA) == (True, True)
    assert placed(b"no", DATA) == (True, True)
    assert placed(b"no") == (True, False)
    assert placed() == (False, False)


def test_a_broken_token_in_its_place_proves_nothing() -> None:
    stamp = broken(b"\x30\x00", TimestampType.ARCHIVE, "why", Identifiers(), "ats-v3")
    assert (stamp.token, stamp.imprint_found, stamp.imprint_intact, stamp.malformed) == (None, False, False, "why")


def test_fractions_of_a_second_are_kept() -> None:
    made = maker.SignedData(info(moment=der.tlv(0x18, b"20240305120000.25Z")), True, [], content_type=cms.oids.TST_INFO)
    digest = sha256(made.content).digest()
    made.signers = [maker.sign_info(tsa().member, digest, AT, content_type=cms.oids.TST_INFO)]
    assert read_token(made.encode()).time == AT + timedelta(milliseconds=250)


def test_facts_of_form_about_a_token_are_told() -> None:
    honest = tsa().signed_data(sha256(DATA).digest(), AT, "sha256", None, b"")
    assert read_token(honest.encode()).findings == ()
    digest = sha256(honest.content).digest()
    honest.signers = [
        maker.sign_info(
            tsa().member, digest, AT, content_type=cms.oids.TST_INFO, omit=frozenset({cms.oids.CONTENT_TYPE})
        )
    ]
    assert [f.check for f in read_token(honest.encode()).findings] == ["rfc-5652/11.1/content-type"]
