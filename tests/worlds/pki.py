"""Certificates, CRLs and OCSP responses from a world's description."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from tests.worlds import der

HERE = Path(__file__).parent
KEYS = HERE / "keys"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

CURVES = {"p256": ec.SECP256R1, "p224": ec.SECP224R1}

NAMES = {
    "C": NameOID.COUNTRY_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "CN": NameOID.COMMON_NAME,
    "SN": NameOID.SURNAME,
    "GN": NameOID.GIVEN_NAME,
    "title": NameOID.TITLE,
    "pseudonym": NameOID.PSEUDONYM,
    "serialNumber": NameOID.SERIAL_NUMBER,
    "organizationIdentifier": ObjectIdentifier("2.5.4.97"),
}
QC_TYPES = {"esign": "0.4.0.1862.1.6.1", "eseal": "0.4.0.1862.1.6.2", "web": "0.4.0.1862.1.6.3"}
USAGES = {
    "root": {"key_cert_sign", "crl_sign"},
    "authority": {"key_cert_sign", "crl_sign"},
    "person": {"content_commitment"},
    "seal": {"content_commitment"},
    "tsa": {"digital_signature"},
    "ocsp": {"digital_signature"},
    "operator": {"digital_signature"},
}
EXTENDED = {
    "tsa": ExtendedKeyUsageOID.TIME_STAMPING,
    "ocsp": ExtendedKeyUsageOID.OCSP_SIGNING,
    "operator": ObjectIdentifier("0.4.0.2231.3.0"),  # id-tsl-kp-tslSigning, TS 119 612 clause 5.7.1
}


def moment(value: date | datetime | str) -> datetime:
    """A time of a description, in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def serial_of(text: str) -> int:
    """A positive serial number that is the same in every run."""
    return int.from_bytes(sha256(text.encode()).digest()[:12], "big") | 1 << 95


def load_key(name: str, kind: str) -> Key:
    """The committed test key ``name``; made once, where it does not exist."""
    path = KEYS / f"{name}.pem"
    if not path.exists():
        made: Key = ec.generate_private_key(CURVES[kind]()) if kind in CURVES else rsa.generate_private_key(65537, 2048)
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(pem)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Key)
    return key


def sign_raw(key: Key, data: bytes, digest: hashes.HashAlgorithm | None = None) -> bytes:
    """A signature value over ``data``, the same in every run: PKCS#1 v1.5, or ECDSA by RFC 6979 as DER."""
    from cryptography.hazmat.primitives.asymmetric import padding

    digest = digest or hashes.SHA256()
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), digest)
    return key.sign(data, ec.ECDSA(digest, deterministic_signing=True))


def qc_statements(qc: dict[str, Any]) -> bytes:
    """The value of the QcStatements extension (EN 319 412-5)."""
    statements = []
    if qc.get("compliance"):
        statements.append(der.sequence(der.oid("0.4.0.1862.1.1")))
    if "retention" in qc:
        statements.append(der.sequence(der.oid("0.4.0.1862.1.3"), der.integer(qc["retention"])))
    if qc.get("sscd"):
        statements.append(der.sequence(der.oid("0.4.0.1862.1.4")))
    if "pds" in qc:
        locations = (der.sequence(der.ia5(url), der.printable(language)) for url, language in qc["pds"])
        statements.append(der.sequence(der.oid("0.4.0.1862.1.5"), der.sequence(*locations)))
    if "types" in qc:
        types = (der.oid(QC_TYPES[name]) for name in qc["types"])
        statements.append(der.sequence(der.oid("0.4.0.1862.1.6"), der.sequence(*types)))
    if "legislation" in qc:
        countries = (der.printable(country) for country in qc["legislation"])
        statements.append(der.sequence(der.oid("0.4.0.1862.1.7"), der.sequence(*countries)))
    return der.sequence(*statements)


@dataclass(frozen=True)
class Member:
    """A certificate of the world with its key."""

    name: str
    certificate: x509.Certificate
    key: Key

    @cached_property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @cached_property
    def key_pem(self) -> bytes:
        """The private key, for signers that want PEM."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


class World:
    """All providers of one or more descriptions: members, CRLs, OCSP responses, each built on first use."""

    def __init__(self, *files: str) -> None:
        self.certificates: dict[str, dict[str, Any]] = {}
        self.crls: dict[str, dict[str, Any]] = {}
        self.ocsps: dict[str, dict[str, Any]] = {}
        self.tsas: dict[str, dict[str, Any]] = {}
        self.lists: dict[str, dict[str, Any]] = {}
        for file in files:
            description = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
            for row in description["certificates"].values():
                row["host"] = description["host"]
            for part in ("certificates", "crls", "ocsps", "tsas", "lists"):
                getattr(self, part).update(description[part])
        self._members: dict[str, Member] = {}
        self._cache: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> Member:
        """The certificate ``name`` with its key."""
        if name not in self._members:
            self._members[name] = self._issue(name)
        return self._members[name]

    def _subject(self, row: dict[str, Any]) -> x509.Name:
        while "subject_of" in row:
            row = self.certificates[row["subject_of"]]
        return x509.Name([x509.NameAttribute(NAMES[key], value) for key, value in row["subject"].items()])

    def _issue(self, name: str) -> Member:
        row = self.certificates[name]
        key = load_key(name, row.get("key", "rsa2048"))
        issuer_row = self.certificates[row["issuer"]] if "issuer" in row else row
        issuer_key = self[row["issuer"]].key if "issuer" in row else key
        start, end = (moment(value) for value in row["valid"])
        builder = (
            x509.CertificateBuilder()
            .subject_name(self._subject(row))
            .issuer_name(self._subject(issuer_row))
            .public_key(key.public_key())
            .serial_number(serial_of(name))
            .not_valid_before(start)
            .not_valid_after(end - timedelta(seconds=1))
        )
        for extension, critical in self._extensions(row, key, issuer_key):
            builder = builder.add_extension(extension, critical)
        deterministic = True if isinstance(issuer_key, ec.EllipticCurvePrivateKey) else None
        certificate = builder.sign(issuer_key, hashes.SHA256(), ecdsa_deterministic=deterministic)
        return Member(name, certificate, key)

    def _extensions(self, row: dict[str, Any], key: Key, issuer_key: Key) -> list[tuple[x509.ExtensionType, bool]]:
        profile = row["profile"]
        is_ca = profile in ("root", "authority")
        names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"
        usage = dict.fromkeys(f"{names} crl_sign encipher_only decipher_only".split(), False)
        usage |= dict.fromkeys(USAGES[profile], True)
        found: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(is_ca, 0 if profile == "authority" else None), True),
            (x509.KeyUsage(**usage), True),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False),
        ]
        if profile in EXTENDED:
            found.append((x509.ExtendedKeyUsage([EXTENDED[profile]]), profile == "tsa"))
        if profile == "ocsp":
            found.append((x509.OCSPNoCheck(), False))
        if "email" in row:
            found.append((x509.SubjectAlternativeName([x509.RFC822Name(row["email"])]), False))
        if "issuer" in row:
            found += self._pointers(row)
        if "policies" in row:
            policies = [x509.PolicyInformation(ObjectIdentifier(p), None) for p in row["policies"]]
            found.append((x509.CertificatePolicies(policies), False))
        if "qc" in row:
            value = qc_statements(row["qc"])
            found.append((x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.5.5.7.1.3"), value), False))
        return found

    @staticmethod
    def _pointers(row: dict[str, Any]) -> list[tuple[x509.ExtensionType, bool]]:
        base, issuer = row["host"], row["issuer"]
        location = x509.UniformResourceIdentifier(f"{base}/{issuer}.crl")
        access = [(x509.AuthorityInformationAccessOID.CA_ISSUERS, f"{base}/{issuer}.cer")]
        if row["profile"] in ("person", "seal"):
            access.append((x509.AuthorityInformationAccessOID.OCSP, f"{base}/ocsp"))
        return [
            (x509.CRLDistributionPoints([x509.DistributionPoint([location], None, None, None)]), False),
            (
                x509.AuthorityInformationAccess(
                    [x509.AccessDescription(method, x509.UniformResourceIdentifier(uri)) for method, uri in access]
                ),
                False,
            ),
        ]

    def crl(self, name: str) -> bytes:
        """The CRL ``name`` in DER."""
        if name not in self._cache:
            self._cache[name] = self._crl(name)
        return self._cache[name]

    def _crl(self, name: str) -> bytes:
        row = self.crls[name]
        signer = self[row.get("signer", row["issuer"])]
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self[row["issuer"]].certificate.subject)
            .last_update(moment(row["this"]))
            .next_update(moment(row["next"]))
            .add_extension(x509.CRLNumber(int(moment(row["this"]).timestamp())), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), False)
        )
        for revoked, how in row.get("revoked", {}).items():
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(self[revoked].certificate.serial_number)
                .revocation_date(moment(how["at"]))
                .add_extension(x509.CRLReason(getattr(x509.ReasonFlags, how["reason"])), False)
            )
            builder = builder.add_revoked_certificate(entry.build())
        deterministic = True if isinstance(signer.key, ec.EllipticCurvePrivateKey) else None
        made = builder.sign(signer.key, hashes.SHA256(), ecdsa_deterministic=deterministic)
        return made.public_bytes(serialization.Encoding.DER)

    def ocsp(self, name: str) -> bytes:
        """The OCSP response ``name`` in DER."""
        if name not in self._cache:
            self._cache[name] = self._ocsp(name)
        return self._cache[name]

    def _ocsp(self, name: str) -> bytes:
        row = self.ocsps[name]
        responder, subject = self[row["responder"]], self[row["certificate"]]
        issuer = self[self.certificates[row["certificate"]]["issuer"]]
        subject_hash, key_hash = self._ocsp_hashes(issuer)
        certificate_id = der.sequence(
            der.sequence(der.oid("1.3.14.3.2.26"), der.NULL),
            der.octets(subject_hash),
            der.octets(key_hash),
            der.integer(subject.certificate.serial_number),
        )
        return ocsp_response(certificate_id, row, responder)

    @staticmethod
    def _ocsp_hashes(issuer: Member) -> tuple[bytes, bytes]:
        name_hash = hashes.Hash(hashes.SHA1())  # CertID of RFC 6960: an index, not a signature
        name_hash.update(issuer.certificate.subject.public_bytes())
        return name_hash.finalize(), x509.SubjectKeyIdentifier.from_public_key(issuer.key.public_key()).digest


REASONS = {"key_compromise": 1, "certificate_hold": 6}


def ocsp_response(certificate_id: bytes, row: dict[str, Any], responder: Member) -> bytes:
    """A basic OCSP response by ``responder`` (RFC 6960); the builder of ``cryptography`` has no repeatable ECDSA."""
    this, following = moment(row["this"]), moment(row["next"])
    status = b"\x80\x00"
    if "revoked" in row:
        how = row["revoked"]
        reason = der.tlv(0xA0, der.tlv(0x0A, bytes((REASONS[how["reason"]],))))
        status = der.tlv(0xA1, der.generalized_time(moment(how["at"])), reason)
    single = der.sequence(
        certificate_id, status, der.generalized_time(this), der.tlv(0xA0, der.generalized_time(following))
    )
    key_hash = x509.SubjectKeyIdentifier.from_public_key(responder.key.public_key()).digest
    data = der.sequence(der.tlv(0xA2, der.octets(key_hash)), der.generalized_time(this), der.sequence(single))
    algorithm = signature_algorithm(responder.key)
    value = der.tlv(0x03, b"\x00", sign_raw(responder.key, data))
    basic = der.sequence(data, algorithm, value, der.tlv(0xA0, der.sequence(responder.der)))
    body = der.sequence(der.oid("1.3.6.1.5.5.7.48.1.1"), der.octets(basic))
    return der.sequence(der.tlv(0x0A, b"\x00"), der.tlv(0xA0, body))


def signature_algorithm(key: Key) -> bytes:
    """AlgorithmIdentifier of the signatures that ``sign_raw`` makes with SHA-256."""
    if isinstance(key, rsa.RSAPrivateKey):
        return der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL)
    return der.sequence(der.oid("1.2.840.10045.4.3.2"))
