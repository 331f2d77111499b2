"""Whole signatures: values, properties, time-stamps, counter-signatures, levels; each honest one with its forged twin."""

import base64
from datetime import UTC, datetime

import pytest
import signxml
from lxml import etree

from esigval import xades
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import ReferenceType, ScopeType, Signature, TimestampType
from esigval.xades.algorithms import normalised_value, signature_algorithm
from tests.unit.xades import making as m
from tests.worlds.signers import xades as maker
from tests.worlds.signers.tsa import Tsa, authority

AT = datetime(2025, 3, 10, 10, 0, tzinfo=UTC)
LATER = datetime(2025, 3, 10, 11, 0, tzinfo=UTC)
PLAIN = "<cerere><suma>100 lei</suma></cerere>"


def enveloped(**how: object) -> maker.XmlSignature:
    return maker.sign_enveloped(maker.parse(PLAIN), m.member(), AT, **how)  # type: ignore[arg-type]


def tsa() -> Tsa:
    return authority(m.world(), "md-tsa")


def whole(found: Signature) -> bool:
    return m.verifies(found) and all(reference.intact for reference in found.references)


def test_an_enveloped_signature_states_what_it_signs_and_who() -> None:
    found = m.only(enveloped().encode())
    assert whole(found)
    assert found.level == "XAdES-BASELINE-B"
    assert found.properties.claimed_time == AT
    assert found.properties.unsigned == ()
    assert (found.references[0].type, found.references[0].name) == (ReferenceType.REFERENCE, "")
    assert found.certificate_references[0].digest_algorithm == "SHA256"
    assert found.has_signing_certificate_attribute


@pytest.mark.parametrize(
    ("old", "new", "references", "value"),
    [
        (b"100 lei", b"900 lei", False, True),
        (b"2025-03-10T10:00:00Z", b"2025-02-10T10:00:00Z", False, True),
        (b'"http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>', b'"urn:x"/><ds:DigestValue>', False, False),
        (b'Id="sig-1"', b'Id="sig-2"', True, True),  # the signature's own Id is signed by nothing
    ],
)
def test_what_is_changed_after_signing_shows(old: bytes, new: bytes, references: bool, value: bool) -> None:
    data = enveloped().encode()
    assert old in data
    found = m.only(data.replace(old, new))
    assert (all(r.intact for r in found.references), m.verifies(found)) == (references, value)


def test_an_enveloping_signature_and_its_twin() -> None:
    data = maker.sign_enveloping("content", m.member(), AT).encode()
    found = m.only(data)
    assert whole(found)
    assert found.references[0].type is ReferenceType.OBJECT
    assert [s.scope for s in found.scopes] == [ScopeType.PARTIAL]
    assert not whole(m.only(data.replace(b"content", b"c0ntent")))


def test_a_detached_signature_and_its_twins() -> None:
    data = maker.sign_detached({"a.txt": b"1", "b.txt": b"2"}, m.member(), AT).encode()
    assert whole(m.only(data, ("a.txt", b"1"), ("b.txt", b"2")))
    assert not whole(m.only(data, ("a.txt", b"2"), ("b.txt", b"1")))
    assert [r.found for r in m.only(data).references] == [False, False, True]


def test_an_internally_detached_signature_and_its_wrapped_twin() -> None:
    root = maker.parse("<r><a Id='x'>1</a></r>")
    data = maker.sign_element(root, root[0], root, m.member(), AT).encode()
    assert whole(m.only(data))
    wrapped = data.replace(b'<a Id="x">1</a>', b'<a Id="x">9</a><old><a Id="x">1</a></old>')
    assert wrapped != data
    assert not m.only(wrapped).references[0].found


def test_signed_properties_moved_away_are_not_found() -> None:
    data = enveloped().encode()
    start, end = data.index(b"<xades:SignedProperties"), data.index(b"</xades:SignedProperties>") + 25
    holder = b'<w xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" xmlns:ds="%s">' % m.DS.encode()
    moved = data[:start] + data[end:].replace(b"</cerere>", holder + data[start:end] + b"</w></cerere>")
    properties = next(r for r in m.only(moved).references if r.type is ReferenceType.SIGNED_PROPERTIES)
    assert not properties.found
    assert m.only(moved).properties.claimed_time is None


def test_unsigned_properties_are_named_as_such() -> None:
    data = enveloped().encode().replace(b"2025-03-10T10:00:00Z", b"2025-02-10T10:00:00Z")
    assert m.only(data).properties.unsigned == ("claimed_time",)


def test_every_time_stamp_is_over_the_right_bytes() -> None:
    made = enveloped(content_stamp=maker.ContentStamp(tsa(), AT))
    maker.add_signature_timestamp(made, tsa(), LATER)
    maker.add_evidence(made, (m.member("md-qca").der,), (m.world().crl("md-qca-june"),))
    maker.add_archive_timestamp(made, tsa(), LATER)
    maker.add_archive_timestamp(made, tsa(), LATER)
    found = m.only(made.encode())
    assert [stamp.type for stamp in found.timestamps] == [
        TimestampType.ALL_DATA_OBJECTS,
        TimestampType.SIGNATURE,
        TimestampType.ARCHIVE,
        TimestampType.ARCHIVE,
    ]
    assert all(stamp.imprint_found and stamp.imprint_intact for stamp in found.timestamps)
    assert len({stamp.id for stamp in found.timestamps}) == 4
    assert found.id in found.timestamps[1].covers
    last = set(found.timestamps[3].covers)
    assert {stamp.id for stamp in found.timestamps[:3]} <= last
    assert {piece.id for piece in found.evidence} <= last
    assert found.timestamps[3].id not in last
    assert found.timestamps[0].covers == ()


def test_an_archive_time_stamp_that_leaves_something_out_is_not_intact() -> None:
    made = enveloped()
    maker.add_signature_timestamp(made, tsa(), LATER)
    maker.add_archive_timestamp(made, tsa(), LATER, skip=frozenset({"SignatureTimeStamp"}))
    first, second = m.only(made.encode()).timestamps
    assert first.imprint_intact
    assert (second.imprint_found, second.imprint_intact) == (True, False)


def test_a_signature_time_stamp_over_other_bytes_is_not_intact() -> None:
    made = enveloped()
    maker.add_signature_timestamp(made, tsa(), LATER, over=b"other")
    (stamp,) = m.only(made.encode()).timestamps
    assert (stamp.imprint_found, stamp.imprint_intact) == (True, False)


def test_what_is_no_token_hides_nothing_else() -> None:
    made = enveloped()
    maker.add_signature_timestamp(made, tsa(), LATER)
    holder = maker.add(made.properties(), "xades:SignatureTimeStamp")
    maker.add(holder, "xades:EncapsulatedTimeStamp", base64.b64encode(b"no token").decode())
    maker.add(holder, "xades:EncapsulatedTimeStamp", "no base64 !")
    stamps = m.only(made.encode()).timestamps
    assert [bool(stamp.malformed) for stamp in stamps] == [False, True, True]
    assert stamps[0].imprint_intact


def test_levels_follow_what_is_there() -> None:
    made = enveloped(chain=(m.member("md-qca").der, m.member("md-root").der))
    assert m.only(made.encode()).level == "XAdES-BASELINE-B"
    maker.add_signature_timestamp(made, tsa(), LATER)
    assert m.only(made.encode()).level == "XAdES-BASELINE-T"
    authorities = tuple(m.member(name).der for name in ("md-qca", "md-root", "md-tca", "md-tsa"))
    crls = tuple(m.world().crl(name) for name in ("md-root-june", "md-qca-june", "md-tca-june"))
    maker.add_evidence(made, authorities, crls)
    assert m.only(made.encode()).level == "XAdES-BASELINE-LT"
    maker.add_archive_timestamp(made, tsa(), LATER)
    assert m.only(made.encode()).level == "XAdES-BASELINE-LTA"


def test_levels_below_baseline() -> None:
    assert m.only(maker.sign_enveloped(maker.parse(PLAIN), m.member(), None).encode()).level == "XAdES-BES"
    assert (
        m.only(f"<r>{m.signature(m.reference(b'<r></r>', '', m.transform(m.ENVELOPED)))}</r>").level == "XML-NOT-ETSI"
    )


def test_a_counter_signature_is_a_signature_with_a_parent() -> None:
    made = enveloped()
    maker.counter_sign(made, m.member("md-vera"), LATER)
    data = made.encode()
    main, counter = m.read(data).signatures
    assert (main.parent, counter.parent) == ("", main.id)
    assert whole(main) and whole(counter)
    assert [r.type for r in counter.references][:2] == [
        ReferenceType.COUNTER_SIGNATURE,
        ReferenceType.COUNTER_SIGNED_SIGNATURE_VALUE,
    ]
    assert [(s.scope, s.name) for s in counter.scopes] == [(ScopeType.COUNTER_SIGNATURE, main.id)]


def test_a_counter_signature_of_something_else_counter_signs_nothing() -> None:
    made = enveloped()
    maker.counter_sign(made, m.member("md-vera"), LATER)
    other = made.encode().replace(b'URI="#sig-1-value"', b'URI="#sig-1-sp"')
    counter = m.read(other).signatures[1]
    value = next(r for r in counter.references if r.type is ReferenceType.COUNTER_SIGNED_SIGNATURE_VALUE)
    assert not value.intact
    assert value.reason is Reason.COUNTER_SIGNED_SIGNATURE_MISMATCH


def test_a_broken_signature_hides_no_other() -> None:
    data = enveloped().encode()
    broken = f'<ds:Signature xmlns:ds="{m.DS}"><ds:SignedInfo/></ds:Signature>'.encode()
    both = m.read(data.replace(b"<suma>", broken + b"<suma>")).signatures
    assert [bool(s.unreadable) for s in both] == [True, False]
    assert m.verifies(both[1])


def test_a_counter_signature_in_an_odd_place_is_not_lost() -> None:
    inner = m.signature("")
    odd = (
        '<x:UnsignedSignatureProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#"><x:CounterSignature>'
        f"{inner}</x:CounterSignature></x:UnsignedSignatureProperties>"
    )
    assert len(m.read(f"<r>{odd}</r>").signatures) == 1


def test_ids_are_stable_and_distinct() -> None:
    data = enveloped().encode()
    assert m.only(data).id == m.only(data).id
    part = data[data.index(b"<ds:Signature ") : data.index(b"</ds:Signature>") + 15]
    twice = m.read(data.replace(b"</cerere>", part + b"</cerere>")).signatures
    assert len({s.id for s in twice}) == 2


def test_a_signature_by_signxml_verifies() -> None:
    signer = m.member("md-plain")
    root = signxml.XMLSigner(signature_algorithm="rsa-sha256").sign(
        maker.parse(PLAIN), key=signer.key_pem, cert=[signer.certificate]
    )
    data = etree.tostring(root)
    assert whole(m.only(data))
    assert not whole(m.only(data.replace(b"100 lei", b"900 lei")))


def test_the_signature_of_a_list_covers_the_root_or_says_why_not() -> None:
    data = enveloped().encode()
    assert xades.read_enveloped(data).covers_root
    assert xades.read_enveloped(xades.parse_xml(data)).signature.id == m.only(data).id
    changed = xades.read_enveloped(data.replace(b"100 lei", b"900 lei"))
    assert (changed.covers_root, bool(changed.problem)) == (False, True)


def test_a_list_signed_in_part_is_not_covered() -> None:
    root = maker.parse("<r><a Id='x'>1</a></r>")
    data = maker.sign_element(root, root[0], root, m.member(), AT).encode()
    assert not xades.read_enveloped(data).covers_root


@pytest.mark.parametrize(
    "data", [PLAIN.encode(), PLAIN.replace("</cerere>", m.signature("") * 2 + "</cerere>").encode()]
)
def test_a_list_with_no_or_two_signatures_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        xades.read_enveloped(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"no xml",
        b"<a></b>",
        b"\xff\xfe<",
        b"<!DOCTYPE r><r/>",
        b'<?xml version="1.0"?><!-- c --><?p i?>\n<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r><r/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE r+AD4-<r/>',
        b"<a>" * 300 + b"</a>" * 300,
        b"<r " + b" ".join(b'a%d=""' % i for i in range(200)) + b"/>",
    ],
)
def test_what_is_no_safe_xml_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        m.read(data)


def test_the_word_doctype_in_text_is_no_doctype() -> None:
    assert m.read(b"<!-- <!DOCTYPE r> --><r><![CDATA[<!DOCTYPE html>]]></r>").signatures == ()


def test_ecdsa_values_of_every_form_become_der() -> None:
    r, s = 0x11 << 248 | 1, 0x92 << 248 | 2
    plain = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    der = normalised_value("ECDSA", plain)
    assert der[:2] == b"\x30\x45"
    assert normalised_value("ECDSA", der) == der
    assert normalised_value("ECDSA", r.to_bytes(36, "big") + s.to_bytes(36, "big")) == der
    short = (1).to_bytes(31, "big") + s.to_bytes(32, "big")
    assert normalised_value("ECDSA", short) == normalised_value("ECDSA", b"\0" + short)
    assert normalised_value("RSA", plain) == plain


@pytest.mark.parametrize(
    ("method", "name", "salt"),
    [
        ('Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"/>', "RSA_SHA512", -1),
        ('Algorithm="http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1"/>', "RSA_SSA_PSS_SHA3_256_MGF1", 32),
        ('Algorithm="http://www.w3.org/2007/05/xmldsig-more#rsa-pss"/>', "RSA_SSA_PSS_SHA256_MGF1", 32),
        (
            'Algorithm="http://www.w3.org/2007/05/xmldsig-more#rsa-pss"><p:RSAPSSParams '
            f'xmlns:p="http://www.w3.org/2007/05/xmldsig-more#"><ds:DigestMethod xmlns:ds="{m.DS}" '
            'Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><p:SaltLength>20</p:SaltLength></p:RSAPSSParams></m>',
            "RSA_SSA_PSS_SHA512_MGF1",
            20,
        ),
        ('Algorithm="http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519"/>', "EDDSA", -1),
        ('Algorithm="urn:none"/>', "urn:none", -1),
    ],
)
def test_signature_algorithms_by_uri(method: str, name: str, salt: int) -> None:
    found = signature_algorithm(etree.fromstring(f"<m {method}"))
    assert (found.name if found.scheme != "EDDSA" else found.scheme, found.salt_length) == (name, salt)
