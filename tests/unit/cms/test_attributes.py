"""What a signer states, and the facts of form about how it is stated."""

from datetime import UTC, datetime
from hashlib import sha1, sha256

import pytest

from esigval import cms
from esigval.cms import findings as checks
from esigval.model.evidence import EvidenceKind, OriginKind
from esigval.model.reasons import Reason
from esigval.model.signature import Finding
from tests.unit.cms import making
from tests.worlds import der
from tests.worlds.signers import cms as maker

oids = cms.oids


def signer_with(*more: maker.Attribute, without: str = "", unsigned: tuple[maker.Attribute, ...] = ()) -> cms.Signer:
    made = making.with_signed(*making.usual(*more, without=without))
    made.signers[0].unsigned += unsigned
    return cms.read_signed_data(made.encode()).signers[0]


def found(signer: cms.Signer, content: bytes | None = making.CONTENT) -> list[tuple[str, Reason]]:
    return [(f.check, f.reason) for f in cms.signer_findings(signer, oids.DATA, content)]


def test_a_good_signature_has_no_findings() -> None:
    assert found(signer_with()) == []


def test_claimed_time_is_stated_once_or_not_at_all() -> None:
    assert cms.claimed_time(signer_with()) == making.SIGNED
    assert cms.claimed_time(signer_with(without=oids.SIGNING_TIME)) is None
    twice = signer_with((oids.SIGNING_TIME, der.utc_time(datetime(2025, 1, 1, tzinfo=UTC))))
    assert cms.claimed_time(twice) is None
    assert (checks.SIGNING_TIME, Reason.ATTRIBUTE_REPEATED) in found(twice)


def test_policy_with_hash_location_and_document() -> None:
    digest = der.sequence(der.SHA256, der.octets(bytes(31) + b"\x01"))
    uri = der.sequence(der.oid(oids.SPURI), der.ia5("https://policy.example/p.pdf"))
    value = der.sequence(der.oid("1.2.3.4"), digest, der.sequence(uri))
    store = der.sequence(der.sequence(der.oid("1.2.3.5")), der.octets(b"the policy"))
    signer = signer_with((oids.SIGNATURE_POLICY, value), unsigned=((oids.SIGNATURE_POLICY_STORE, store),))
    policy = cms.signature_policy(signer)
    assert policy is not None
    assert (policy.identifier, policy.digest_algorithm, policy.uri) == (
        "1.2.3.4",
        "SHA256",
        "https://policy.example/p.pdf",
    )
    assert policy.document == b"the policy"
    assert not policy.zero_hash


def test_implied_policy_zero_hash_and_no_policy() -> None:
    implied = cms.signature_policy(signer_with((oids.SIGNATURE_POLICY, der.NULL)))
    assert implied is not None
    assert implied.identifier == ""
    zero = der.sequence(der.oid("1.2.3"), der.sequence(der.SHA256, der.octets(bytes(32))))
    policy = cms.signature_policy(signer_with((oids.SIGNATURE_POLICY, zero)))
    assert policy is not None
    assert policy.zero_hash
    assert cms.signature_policy(signer_with()) is None


def test_location_roles_commitments_and_mime_type() -> None:
    location = der.sequence(
        der.tlv(0xA0, der.printable("MD")),
        der.tlv(0xA1, der.utf8("Chișinău")),
        der.tlv(0xA2, der.sequence(der.utf8("str. Pușkin 1"))),
    )
    role = der.sequence(der.oid("2.5.4.72"), der.set_of(der.utf8("director")))
    roles = der.sequence(der.tlv(0xA0, der.sequence(role)), der.tlv(0xA1, der.sequence()))
    commitment = der.sequence(
        der.oid("1.2.840.113549.1.9.16.6.5"), der.sequence(der.sequence(der.oid("1.2.3"), der.utf8("as agreed")))
    )
    signer = signer_with(
        (oids.SIGNER_LOCATION, location),
        (oids.SIGNER_ATTRIBUTES_V2, roles),
        (oids.COMMITMENT_TYPE, commitment),
        (oids.MIME_TYPE, der.utf8("text/plain")),
    )
    stated = cms.signed_properties(signer)
    assert stated.place == "str. Pușkin 1, Chișinău, MD"
    assert stated.roles == ("director",)
    assert stated.certified_roles == 1
    assert [(c.identifier, c.qualifiers) for c in stated.commitments] == [
        ("1.2.840.113549.1.9.16.6.5", ("1.2.3 as agreed",))
    ]
    assert (stated.mime_type, stated.content_type) == ("text/plain", oids.DATA)


@pytest.mark.parametrize(
    "identifier",
    [
        oids.SIGNATURE_POLICY,
        oids.SIGNER_LOCATION,
        oids.SIGNER_ATTRIBUTES,
        oids.COMMITMENT_TYPE,
        oids.MIME_TYPE,
        oids.SIGNING_TIME,
        oids.CONTENT_TYPE,
    ],
)
@pytest.mark.parametrize("value", [der.integer(5), der.sequence(der.integer(5)), der.sequence(), der.octets(b"")])
def test_a_broken_attribute_states_nothing_and_hides_nothing(identifier: str, value: bytes) -> None:
    signer = signer_with((identifier, value))
    stated = cms.signed_properties(signer)
    if identifier != oids.SIGNING_TIME:
        assert stated.claimed_time == making.SIGNED
    assert cms.message_digest_reference(signer, making.CONTENT).intact


def test_certificate_references_of_both_versions() -> None:
    member = making.signer()
    serial = der.sequence(
        der.sequence(der.tlv(0xA4, member.certificate.issuer.public_bytes())),
        der.integer(member.certificate.serial_number),
    )
    first = der.sequence(der.sequence(der.sequence(der.octets(sha1(member.der).digest()), serial)))
    signer = signer_with((oids.SIGNING_CERTIFICATE, first))
    newer, older = cms.certificate_references(signer)
    assert (newer.digest_algorithm, newer.digest) == ("SHA256", sha256(member.der).digest())
    assert (older.digest_algorithm, older.digest) == ("SHA1", sha1(member.der).digest())
    assert older.issuer_serial is not None
    assert older.issuer_serial.serial == member.certificate.serial_number
    assert older.issuer_serial.issuer_der == member.certificate.issuer.public_bytes()
    assert found(signer) == []
    twice = signer_with(maker.signing_certificate(member.der))
    assert found(twice) == [(checks.SIGNING_CERTIFICATE, Reason.ATTRIBUTE_REPEATED)]


def test_reference_with_another_digest() -> None:
    reference = der.sequence(
        der.sequence(der.sequence(der.sequence(der.oid("2.16.840.1.101.3.4.2.3")), der.octets(bytes(64))))
    )
    signer = signer_with((oids.SIGNING_CERTIFICATE_V2, reference), without=oids.SIGNING_CERTIFICATE_V2)
    (only,) = cms.certificate_references(signer)
    assert (only.digest_algorithm, only.digest) == ("SHA512", bytes(64))


@pytest.mark.parametrize(
    ("attribute", "check", "reason"),
    [
        ((oids.MESSAGE_DIGEST, der.octets(bytes(32))), checks.MESSAGE_DIGEST, Reason.ATTRIBUTE_REPEATED),
        ((oids.CONTENT_TYPE, der.oid("1.2.3")), checks.CONTENT_TYPE, Reason.ATTRIBUTE_REPEATED),
        ((oids.SIGNATURE_TIMESTAMP, der.NULL), checks.PLACEMENT, Reason.ATTRIBUTE_MISPLACED),
        ((oids.SIGNING_CERTIFICATE, der.NULL), checks.SIGNING_CERTIFICATE, Reason.ATTRIBUTE_MALFORMED),
        ((oids.ALGORITHM_PROTECTION, der.NULL), checks.ALGORITHM_PROTECTION, Reason.ATTRIBUTE_MALFORMED),
    ],
)
def test_findings_among_the_signed(attribute: maker.Attribute, check: str, reason: Reason) -> None:
    assert (check, reason) in found(signer_with(attribute))


def test_a_repeated_message_digest_is_no_digest() -> None:
    signer = signer_with((oids.MESSAGE_DIGEST, der.octets(bytes(32))))
    assert cms.message_digest(signer) is None
    assert not cms.message_digest_reference(signer, making.CONTENT).intact


def test_missing_attributes_are_found() -> None:
    assert found(signer_with(without=oids.CONTENT_TYPE)) == [(checks.CONTENT_TYPE, Reason.ATTRIBUTE_MISSING)]
    digestless = signer_with(without=oids.MESSAGE_DIGEST)
    assert found(digestless) == [(checks.MESSAGE_DIGEST, Reason.ATTRIBUTE_MISSING)]
    assert not cms.message_digest_reference(digestless, making.CONTENT).found


def test_another_content_type_is_found() -> None:
    signer = signer_with((oids.CONTENT_TYPE, der.oid("1.2.3")), without=oids.CONTENT_TYPE)
    assert found(signer) == [(checks.CONTENT_TYPE, Reason.CONTENT_TYPE_MISMATCH)]


def test_signed_attributes_among_the_unsigned_are_found() -> None:
    signer = signer_with(unsigned=((oids.SIGNING_TIME, der.utc_time(making.SIGNED)),))
    assert found(signer) == [(checks.PLACEMENT, Reason.ATTRIBUTE_MISPLACED)]


def test_an_unsigned_time_is_not_a_claimed_time() -> None:
    later = (oids.SIGNING_TIME, der.utc_time(datetime(2030, 1, 1, tzinfo=UTC)))
    assert cms.claimed_time(signer_with(without=oids.SIGNING_TIME, unsigned=(later,))) is None


def protection(digest: bytes, signature: bytes) -> maker.Attribute:
    return oids.ALGORITHM_PROTECTION, der.sequence(digest, der.tlv(0xA1, signature))


def test_algorithm_protection_that_agrees_and_that_does_not() -> None:
    rsa = der.oid("1.2.840.113549.1.1.11")
    weak = der.sequence(der.oid("1.3.14.3.2.26"))
    assert found(signer_with(protection(der.SHA256, rsa + der.NULL))) == []
    assert found(signer_with(protection(der.SHA256, rsa))) == []
    mismatch = [(checks.ALGORITHM_PROTECTION, Reason.ALGORITHM_PROTECTION_MISMATCH)]
    assert found(signer_with(protection(weak, rsa + der.NULL))) == mismatch
    assert found(signer_with(protection(der.SHA256, der.oid("1.2.840.113549.1.1.5")))) == mismatch


def test_content_that_could_pass_for_attributes_is_found() -> None:
    """The value over the DER of a good signature's attributes, offered as a signature over that DER as content."""
    attributes = der.set_of(*(maker.attribute(*a) for a in making.usual()))
    signed = cms.read_signed_data(making.without_attributes(attributes).encode())
    findings = cms.signer_findings(signed.signers[0], signed.content_type, signed.content)
    assert Finding(checks.SIGNED_ATTRIBUTES, Reason.ATTRIBUTE_MISSING) in findings
    assert Finding(checks.CONTENT_NOT_ATTRIBUTES, Reason.CONTENT_LOOKS_LIKE_ATTRIBUTES) in findings
    honest = cms.read_signed_data(making.without_attributes().encode())
    assert found(honest.signers[0]) == [(checks.SIGNED_ATTRIBUTES, Reason.ATTRIBUTE_MISSING)]


def test_zeros_after_the_end_are_padding_and_anything_else_is_found() -> None:
    data = making.plain().encode()
    assert cms.signed_data_findings(cms.read_signed_data(data + bytes(100))) == ()
    (finding,) = cms.signed_data_findings(cms.read_signed_data(data + b"\x00\x01"))
    assert (finding.check, finding.reason) == (checks.TRAILING, Reason.TRAILING_DATA)


def test_evidence_in_attributes() -> None:
    world = making.world()
    crl, ocsp = world.crl(next(iter(world.crls))), world.ocsp(next(iter(world.ocsps)))
    root = world["md-root"].der
    basic = cms.evidence.basic_of_response(ocsp)
    values = der.sequence(der.tlv(0xA0, der.sequence(crl)), der.tlv(0xA1, der.sequence(basic)))
    adobe = der.sequence(der.tlv(0xA0, der.sequence(crl)), der.tlv(0xA1, der.sequence(ocsp)))
    signer = signer_with(
        (oids.ADBE_REVOCATION_INFO, adobe),
        unsigned=((oids.CERTIFICATE_VALUES, der.sequence(root)), (oids.REVOCATION_VALUES, values)),
    )
    assert [(e.kind, e.origin.kind, e.data) for e in cms.signer_evidence(signer)] == [
        (EvidenceKind.CRL, OriginKind.ADBE_REVOCATION, crl),
        (EvidenceKind.OCSP, OriginKind.ADBE_REVOCATION, ocsp),
        (EvidenceKind.CERTIFICATE, OriginKind.CERTIFICATE_VALUES, root),
        (EvidenceKind.CRL, OriginKind.REVOCATION_VALUES, crl),
        (EvidenceKind.OCSP, OriginKind.REVOCATION_VALUES, ocsp),
    ]


def test_complete_references_name_the_evidence() -> None:
    world = making.world()
    crl, ocsp = world.crl(next(iter(world.crls))), world.ocsp(next(iter(world.ocsps)))
    root = world["md-root"].der
    certificates = der.sequence(der.sequence(der.octets(sha1(root).digest())))
    basic = cms.evidence.basic_of_response(ocsp)

    def other_hash(data: bytes) -> bytes:
        return der.sequence(der.SHA256, der.octets(sha256(data).digest()))

    crl_ids = der.tlv(0xA0, der.sequence(der.sequence(der.sequence(other_hash(crl)))))
    ocsp_ids = der.tlv(0xA1, der.sequence(der.sequence(der.sequence(der.sequence(), other_hash(basic)))))
    signer = signer_with(
        unsigned=(
            (oids.CERTIFICATE_REFS, certificates),
            (oids.REVOCATION_REFS, der.sequence(der.sequence(crl_ids, ocsp_ids))),
        )
    )
    pool = [
        cms.evidence.item(kind, OriginKind.SUPPLIED, "", data)
        for kind, data in (
            (EvidenceKind.CERTIFICATE, root),
            (EvidenceKind.CERTIFICATE, making.signer().der),
            (EvidenceKind.CRL, crl),
            (EvidenceKind.OCSP, ocsp),
        )
    ]
    for shared, more in ((pool, []), ([], pool), (pool[:2], pool[2:])):
        named = cms.EvidenceDigests(shared).referenced(more, cms.complete_references(signer))
        assert set(named) == {pool[0].id, pool[2].id, pool[3].id}


def test_evidence_in_the_obsolete_long_term_validation_attribute() -> None:
    world = making.world()
    crl, root = world.crl(next(iter(world.crls))), world["md-root"].der
    value = der.sequence(der.generalized_time(making.SIGNED), der.tlv(0xA0, root), der.tlv(0xA1, crl))
    signer = signer_with(unsigned=((oids.LONG_TERM_VALIDATION, value),))
    assert [(e.kind, e.data) for e in cms.signer_evidence(signer)] == [
        (EvidenceKind.CERTIFICATE, root),
        (EvidenceKind.CRL, crl),
    ]
