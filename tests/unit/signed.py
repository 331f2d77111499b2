"""Small signed files made on the spot: an XML signature of a self-signed certificate, whole and changed."""

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner, methods

NOW = "2026-06-01T00:00:00Z"


@cache
def signer() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key and its self-signed certificate, valid through 2026."""
    key = ec.derive_private_key(0xE51607A1, ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "Test Signer"), x509.NameAttribute(NameOID.COUNTRY_NAME, "MD")]
    )
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 4711)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@cache
def certificate_der() -> bytes:
    """The signer's certificate."""
    return signer()[1].public_bytes(Encoding.DER)


@cache
def certificate_pem() -> bytes:
    """The signer's certificate in PEM."""
    return signer()[1].public_bytes(Encoding.PEM)


@cache
def signed_xml(text: str = "pay 100 lei") -> bytes:
    """An enveloped XML signature."""
    key, certificate = signer()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    root = etree.fromstring(f"<order><what>{text}</what></order>")
    made = XMLSigner(method=methods.enveloped, signature_algorithm="ecdsa-sha256").sign(
        root, key=pem, cert=[certificate.public_bytes(Encoding.PEM).decode()]
    )
    return etree.tostring(made)


def changed_xml() -> bytes:
    """The same file with its content changed after signing."""
    return signed_xml().replace(b"pay 100 lei", b"pay 900 lei")
