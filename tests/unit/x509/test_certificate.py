"""Certificates: typed extensions, odd encodings that occur, and broken ones that are refused or told."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from esigval.asn1 import encode
from esigval.asn1.primitives import oid_contents
from esigval.model.errors import Malformed
from esigval.x509.certificate import Certificate, parse_certificate

KEY = ec.generate_private_key(ec.SECP384R1())
SUBJECT = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "MD"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ștefan, Vodă + Co"),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, "IDNP-123"),
        x509.NameAttribute(NameOID.COMMON_NAME, " leading"),
    ]
)


def built(*extensions: tuple[x509.ExtensionType, bool], subject: x509.Name = SUBJECT, serial: int = 5) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(SUBJECT)
        .public_key(KEY.public_key())
        .serial_number(serial)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2055, 6, 30, 23, 59, 59, tzinfo=UTC))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(KEY, hashes.SHA384()).public_bytes(Encoding.DER)


def raw(oid: str, value: bytes, critical: bool = False) -> tuple[x509.ExtensionType, bool]:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), critical


def test_outer_fields() -> None:
    data = built()
    certificate = parse_certificate(data)
    theirs = x509.load_der_x509_certificate(data)
    assert certificate.tbs == theirs.tbs_certificate_bytes
    assert certificate.signature == theirs.signature
    assert (certificate.serial, certificate.version) == (5, 3)
    assert certificate.not_after == datetime(2055, 6, 30, 23, 59, 59, tzinfo=UTC)
    assert certificate.signature_algorithm.name == "ECDSA_SHA384"
    assert (certificate.key_algorithm, certificate.key_bits, certificate.curve) == ("ECDSA", 384, "secp384r1")
    assert certificate.subject == r"CN=\ leading,serialNumber=IDNP-123,O=Ștefan\, Vodă \+ Co,C=MD"
    assert certificate.subject_attributes[0] == ("2.5.4.6", "MD")
    assert certificate.self_issued
    assert certificate == Certificate(data)


def test_extensions_typed() -> None:
    points = [x509.DistributionPoint([x509.UniformResourceIdentifier("http://e.org/1.crl")], None, None, None)]
    access = [
        (AuthorityInformationAccessOID.OCSP, "http://e.org/ocsp"),
        (AuthorityInformationAccessOID.CA_ISSUERS, "http://e.org/ca.crt"),
    ]
    certificate = parse_certificate(
        built(
            (x509.BasicConstraints(True, 3), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
            (x509.CRLDistributionPoints(points), False),
            (
                x509.AuthorityInformationAccess(
                    [x509.AccessDescription(m, x509.UniformResourceIdentifier(u)) for m, u in access]
                ),
                False,
            ),
            (
                x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("0.4.0.194112.1.2"), None)]),
                False,
            ),
            (x509.SubjectAlternativeName([x509.RFC822Name("a@e.org")]), False),
            (x509.OCSPNoCheck(), False),
            raw("0.4.0.194121.2.1", b"\x05\x00"),
            raw("2.5.29.56", b"\x05\x00"),
            (x509.InhibitAnyPolicy(2), True),
            (x509.PolicyConstraints(0, 1), True),
        )
    )
    assert (certificate.is_ca, certificate.path_length) == (True, 3)
    assert certificate.extended_key_usage == ("1.3.6.1.5.5.7.3.8",)
    assert certificate.crl_distribution_points == ("http://e.org/1.crl",)
    assert (certificate.aia_ocsp, certificate.aia_ca_issuers) == (("http://e.org/ocsp",), ("http://e.org/ca.crt",))
    assert certificate.policies == ("0.4.0.194112.1.2",)
    assert [(n.kind, n.text) for n in certificate.subject_alternative_names] == [("rfc822Name", "a@e.org")]
    assert (certificate.ocsp_no_check, certificate.short_term, certificate.no_rev_avail) == (True, True, True)
    assert certificate.inhibit_any_policy == 2
    assert certificate.policy_constraints.require_explicit_policy == 0
    assert certificate.critical_extensions == {"2.5.29.19", "2.5.29.37", "2.5.29.54", "2.5.29.36"}
    assert certificate.malformed_extensions == ()


def test_absent_is_not_empty() -> None:
    certificate = parse_certificate(built())
    assert certificate.key_usage is None
    assert certificate.extended_key_usage is None
    assert (certificate.is_ca, certificate.path_length) == (False, None)
    assert certificate.subject_key_identifier == certificate.authority_key_identifier == b""


def statement(oid: str, *content: bytes) -> bytes:
    return encode(0x30, encode(0x06, oid_contents(oid)) + b"".join(content))


def test_qualified_certificate_statements() -> None:
    pds = encode(0x30, encode(0x30, encode(0x16, b"https://e.org/pds") + encode(0x13, b"en")))
    value = encode(
        0x30,
        statement("0.4.0.1862.1.1")
        + statement("0.4.0.1862.1.4")
        + statement("0.4.0.1862.1.6", encode(0x30, encode(0x06, oid_contents("0.4.0.1862.1.6.1"))))
        + statement("0.4.0.1862.1.7", encode(0x30, encode(0x13, b"MD")))
        + statement("0.4.0.1862.1.5", pds)
        + statement("0.4.0.1862.1.3", encode(0x02, b"\x0a"))
        + statement(
            "0.4.0.1862.1.2", encode(0x30, encode(0x13, b"EUR") + encode(0x02, b"\x32") + encode(0x02, b"\x03"))
        )
        + statement("1.3.6.1.5.5.7.11.2", encode(0x30, encode(0x06, oid_contents("0.4.0.194121.1.1"))))
        + statement("0.4.0.1862.1.8", encode(0x30, encode(0x06, oid_contents("0.4.0.1862.1.8.1"))))
        + statement("1.2.3.4"),
    )
    stated = parse_certificate(built(raw("1.3.6.1.5.5.7.1.3", value))).qc_statements
    assert (stated.compliance, stated.sscd) == (True, True)
    assert stated.types == ("0.4.0.1862.1.6.1",)
    assert stated.legislation_countries == ("MD",)
    assert stated.pds == (("https://e.org/pds", "en"),)
    assert stated.retention_years == 10
    assert stated.limit is not None
    assert (stated.limit.currency, stated.limit.amount, stated.limit.exponent) == ("EUR", 50, 3)
    assert stated.semantics == "0.4.0.194121.1.1"
    assert stated.ident_methods == ("0.4.0.1862.1.8.1",)
    assert stated.statements[-1] == "1.2.3.4"


def test_statement_that_cannot_be_read_counts_as_absent_and_is_told() -> None:
    value = encode(0x30, statement("0.4.0.1862.1.1") + statement("0.4.0.1862.1.6", b"\x04\x01"))
    certificate = parse_certificate(built(raw("1.3.6.1.5.5.7.1.3", value)))
    assert certificate.qc_statements.compliance
    assert certificate.qc_statements.types == ()
    nonsense = parse_certificate(built(raw("1.3.6.1.5.5.7.1.3", b"\x30\x05\x30\x09")))
    assert not nonsense.qc_statements.compliance
    assert nonsense.malformed_extensions == ("1.3.6.1.5.5.7.1.3",)


def test_encoded_default_is_read() -> None:
    certificate = parse_certificate(built(raw("2.5.29.19", bytes.fromhex("3003010100"))))
    assert not certificate.is_ca
    assert certificate.malformed_extensions == ()


@pytest.mark.parametrize(
    ("oid", "value"),
    [
        ("2.5.29.19", b"\x30\x03\x01\x01"),
        ("2.5.29.15", b"\x03\x02\x09\xff"),
        ("2.5.29.37", b"\x30\x00"),
        ("2.5.29.30", b"\x30\x00"),
        ("2.5.29.36", b"\x30\x03\x80\x01\xff"),
        ("2.5.29.17", b"\x30\x00"),
        ("2.5.29.31", b"\x30\x02\x04\x00"),
    ],
)
def test_malformed_extension_grants_nothing(oid: str, value: bytes) -> None:
    certificate = parse_certificate(built(raw(oid, value)))
    assert certificate.malformed_extensions == (oid,)
    assert not certificate.is_ca
    assert not certificate.key_usage
    assert not certificate.extended_key_usage


def test_names_are_compared_as_rfc_5280_7_1_says() -> None:
    def subject(*values: str) -> str:
        attributes = [x509.NameAttribute(NameOID.COMMON_NAME, v) for v in values]
        return parse_certificate(built(subject=x509.Name(attributes))).subject_key

    assert subject("Test  CA ") == subject("test ca")
    assert subject("STRASSE Ș") == subject("strasse ș")
    assert subject("a", "b") != subject("b", "a")
    assert subject("a/2.5.4.3=1:b") != subject("a", "b")


@pytest.mark.parametrize("cut", [0, 1, 2, 30, 200])
def test_cut_or_extended_bytes_are_malformed(cut: int) -> None:
    data = built()
    with pytest.raises(Malformed):
        parse_certificate(data[:cut])
    with pytest.raises(Malformed):
        parse_certificate(data + b"\x00")


def test_serial_numbers_beside_the_rule() -> None:
    data = built(serial=0x7F)
    position = data.index(b"\x02\x01\x7f")
    for octet, expected in ((b"\x00", 0), (b"\xff", -1)):
        assert parse_certificate(data[: position + 2] + octet + data[position + 3 :]).serial == expected
