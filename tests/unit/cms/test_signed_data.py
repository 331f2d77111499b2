"""SignedData and SignerInfo as they are: nothing lost, nothing believed."""

from hashlib import sha256

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.serialization import pkcs7

from esigval import cms
from esigval.asn1 import read_exactly
from esigval.cms.evidence import basic_of_response
from esigval.model.errors import Malformed
from esigval.model.evidence import OriginKind
from esigval.x509.certificate import parse_certificate
from esigval.x509.verify import Verification, verify_signature
from tests.unit.cms import making
from tests.worlds import der
from tests.worlds.signers import cms as maker


def verifies(signer: cms.Signer, content: bytes | None) -> bool:
    value = cms.signature_value(signer, content)
    spki = parse_certificate(making.signer().der).spki
    return any(
        verify_signature(spki, value.algorithm, data, value.value) is Verification.VALID for data in value.signed_data
    )


def test_a_signature_by_other_code_is_read_and_verifies() -> None:
    data = making.by_cryptography()
    signed = cms.read_signed_data(data)
    (signer,) = signed.signers
    assert signed.content == making.CONTENT
    assert signed.certificates == (making.signer().der,)
    assert signer.signature_algorithm.name == "RSA_SHA256"
    assert cms.message_digest_reference(signer, signed.content).intact
    assert verifies(signer, None)


def test_detached_content_is_absent_and_says_so() -> None:
    signed = cms.read_signed_data(making.by_cryptography(pkcs7.PKCS7Options.DetachedSignature))
    reference = cms.message_digest_reference(signed.signers[0], signed.content)
    assert signed.content is None
    assert (reference.found, reference.intact) == (False, False)
    assert cms.message_digest_reference(signed.signers[0], making.CONTENT).intact
    assert not cms.message_digest_reference(signed.signers[0], making.CONTENT + b"!").intact


def test_content_known_only_by_its_digest() -> None:
    signer = cms.read_signed_data(making.plain(attached=False).encode()).signers[0]
    right = ("SHA256", sha256(making.CONTENT).digest())
    assert cms.message_digest_reference(signer, None, content_digest=right).intact
    assert not cms.message_digest_reference(signer, None, content_digest=("SHA256", bytes(32))).intact
    other = cms.message_digest_reference(signer, None, content_digest=("SHA512", bytes(64)))
    assert (other.found, other.intact) == (True, False)


def test_without_attributes_the_value_signs_the_content() -> None:
    signed = cms.read_signed_data(making.without_attributes().encode())
    (signer,) = signed.signers
    assert not signer.has_signed_attributes
    assert verifies(signer, signed.content)
    assert not verifies(signer, b"other")
    assert cms.signature_value(signer).signed_data == ()


def test_only_the_digest_of_directly_signed_content_is_prehashed() -> None:
    (signer,) = cms.read_signed_data(making.without_attributes().encode()).signers
    value = cms.signature_value(signer, None, ("SHA256", sha256(making.CONTENT).digest()))
    assert value.prehashed
    assert value.signed_data == (sha256(making.CONTENT).digest(),)


def test_unsorted_attributes_are_signed_as_der_first_then_as_received() -> None:
    made = making.plain()
    encoded = made.encode()
    attributes = [maker.attribute(*a) for a in made.signers[0].signed]
    in_order = b"".join(sorted(attributes))
    swapped = b"".join(sorted(attributes, reverse=True))
    assert encoded.count(in_order) == 1
    (signer,) = cms.read_signed_data(encoded.replace(in_order, swapped)).signers
    der_set, raw = cms.signed_bytes(signer, None)
    assert der_set == der.set_of(*attributes)
    assert raw == der.tlv(0x31, swapped)
    assert verifies(signer, None)


def indefinite(element: bytes) -> bytes:
    """The outer length of ``element`` made indefinite."""
    return element[:1] + b"\x80" + read_exactly(element).value + b"\x00\x00"


def test_ber_with_indefinite_lengths_and_segments() -> None:
    made = making.plain()
    octets = der.octets(making.CONTENT)
    segments = b"\x24\x80" + b"".join(der.octets(bytes((o,))) for o in making.CONTENT) + b"\x00\x00"
    assert made.encode().count(octets) == 1
    (info,) = made.signers
    encapsulated = b"\x30\x80" + der.oid(maker.ID_DATA) + b"\xa0\x80" + segments + b"\x00\x00" * 2
    inner = b"".join(
        [
            b"\x30\x80",
            der.integer(1),
            der.set_of(der.SHA256),
            encapsulated,
            b"\xa0\x80" + making.signer().der + b"\x00\x00",
            b"\x31\x80" + indefinite(info.encode()) + b"\x00\x00",
            b"\x00\x00",
        ]
    )
    data = b"\x30\x80" + der.oid(maker.ID_SIGNED_DATA) + b"\xa0\x80" + inner + b"\x00\x00" * 2
    signed = cms.read_signed_data(data + b"tail")
    assert signed.content == making.CONTENT
    assert signed.trailing == b"tail"
    assert verifies(signed.signers[0], None)


def test_several_signers_and_one_that_is_broken() -> None:
    made = making.plain()
    made.signers.append(making.plain().signers[0])
    data = made.encode()
    assert len(cms.read_signed_data(data).signers) == 2

    class Broken(maker.SignerInfo):
        def encode(self) -> bytes:
            return der.sequence(der.integer(1))

    made.signers.append(Broken(b"", [], b"", b""))
    signed = cms.read_signed_data(made.encode())
    assert len(signed.signers) == 2
    assert len(signed.broken_signers) == 1
    assert cms.signed_data_findings(signed)


def test_signer_by_subject_key_identifier() -> None:
    made = making.plain()
    made.signers[0].identifier = der.tlv(0x80, b"key id")
    made.signers[0].version = 3
    (signer,) = cms.read_signed_data(made.encode()).signers
    assert signer.hint.subject_key_identifier == b"key id"
    assert signer.hint.issuer_serial is None


def test_other_certificates_are_counted_and_passed_over() -> None:
    made = making.plain()
    made.certificates += [der.tlv(0xA2, der.integer(1)), der.tlv(0xA3, der.oid("1.2.3"), der.NULL)]
    signed = cms.read_signed_data(made.encode())
    assert signed.certificates == (making.signer().der,)
    assert signed.other_certificates == 2


def test_revocation_data_of_every_form() -> None:
    world = making.world()
    crl = world.crl(next(iter(world.crls)))
    ocsp = world.ocsp(next(iter(world.ocsps)))
    basic = basic_of_response(ocsp)
    made = making.plain()
    made.revocation = [
        crl,
        maker.ocsp_choice(ocsp),
        der.tlv(0xA1, der.oid(cms.oids.OCSP_BASIC), basic),
        der.tlv(0xA1, der.oid("1.2.3"), der.NULL),
    ]
    signed = cms.read_signed_data(made.encode())
    assert signed.crls == (crl,)
    assert signed.ocsps == (ocsp, ocsp)
    kinds = [(e.kind.value, e.origin.kind) for e in cms.signed_data_evidence(signed)]
    assert (
        kinds
        == [("certificate", OriginKind.SIGNED_DATA), ("crl", OriginKind.SIGNED_DATA)]
        + [("ocsp", OriginKind.SIGNED_DATA)] * 2
    )


def test_plain_ecdsa_values_become_a_sequence() -> None:
    made = making.plain()
    made.signers[0].algorithm = der.sequence(der.oid("0.4.0.127.0.7.1.1.4.1.3"))
    made.signers[0].value = bytes(31) + b"\x01" + b"\xff" * 32
    (signer,) = cms.read_signed_data(made.encode()).signers
    value = cms.signature_value(signer)
    assert value.raw == made.signers[0].value
    assert value.value == der.sequence(der.integer(1), der.integer(2**256 - 1))


def test_pkcs7_content_that_is_no_octet_string_counts_by_its_contents() -> None:
    made = making.plain()
    inner = der.sequence(der.integer(7))
    data = der.sequence(
        der.oid(maker.ID_SIGNED_DATA),
        der.tlv(
            0xA0,
            der.sequence(
                der.integer(1),
                der.set_of(der.SHA256),
                der.sequence(der.oid("1.2.3"), der.tlv(0xA0, inner)),
                der.set_of(made.signers[0].encode()),
            ),
        ),
    )
    assert cms.read_signed_data(data).content == der.integer(7)


def test_reading_agrees_with_asn1crypto() -> None:
    data = making.plain().encode()
    signed = cms.read_signed_data(data)
    parsed = asn1_cms.ContentInfo.load(data)["content"]
    (theirs,) = parsed["signer_infos"]
    (ours,) = signed.signers
    assert ours.signature == theirs["signature"].native
    assert [a.oid for a in ours.signed_attributes.items] == [a["type"].dotted for a in theirs["signed_attrs"]]
    assert ours.hint.issuer_serial is not None
    assert ours.hint.issuer_serial.serial == theirs["sid"].chosen["serial_number"].native
    assert ours.hint.issuer_serial.issuer_der == theirs["sid"].chosen["issuer"].dump()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"%PDF-1.7",
        der.sequence(der.oid(maker.ID_DATA), der.tlv(0xA0, der.octets(b"x"))),
        der.sequence(der.oid(maker.ID_SIGNED_DATA)),
        der.sequence(der.oid(maker.ID_SIGNED_DATA), der.tlv(0xA0)),
        der.sequence(der.oid(maker.ID_SIGNED_DATA), der.tlv(0xA0, der.sequence(der.integer(1)))),
    ],
)
def test_what_is_no_signed_data_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        cms.read_signed_data(data)


def test_recognition_looks_at_the_content_type_only() -> None:
    data = making.plain().encode()
    assert cms.is_signed_data(data)
    assert cms.is_signed_data(data[:60])
    assert not cms.is_signed_data(der.sequence(der.oid(maker.ID_DATA)))
    assert not cms.is_signed_data(b"<xml/>")
