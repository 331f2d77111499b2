"""Certificates, CRLs and OCSP responses made on the spot, honest and rogue."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from esigval.chain.anchors import TrustAnchor
from esigval.chain.check_ids import CHECK_IDS
from esigval.chain.pool import Pool
from esigval.hashing import sha256_hex
from esigval.model.check import Check, Status
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.policy import AlgorithmTable, ValidationPolicy
from esigval.x509.certificate import Certificate, parse_certificate

START = datetime(2024, 1, 1, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
END = datetime(2100, 1, 1, tzinfo=UTC)  # OCSP responses are made at the time of the test run
DAY = timedelta(days=1)
TABLE = AlgorithmTable("", None, (), ())
STRICT = ValidationPolicy("strict", "", TABLE, {i: strict for i, _, strict in CHECK_IDS})
INTEROP = ValidationPolicy("interop", "", TABLE, {i: interop for i, interop, _ in CHECK_IDS})

Extension = tuple[x509.ExtensionType, bool]


@cache
def key(label: str) -> ec.EllipticCurvePrivateKey:
    """A key that is always the same for ``label`` within a run."""
    return ec.generate_private_key(ec.SECP256R1())


def name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def usage(**true: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    names += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{n: true.get(n, False) for n in names})


class Issued:
    """A certificate with its key."""

    def __init__(self, certificate: x509.Certificate, private: ec.EllipticCurvePrivateKey) -> None:
        self.x509, self.private = certificate, private

    @property
    def der(self) -> bytes:
        return self.x509.public_bytes(Encoding.DER)

    @property
    def parsed(self) -> Certificate:
        return parse_certificate(self.der)

    @property
    def anchor(self) -> TrustAnchor:
        return TrustAnchor(self.parsed)


def mint(
    subject: str,
    issuer: Issued | None = None,
    *,
    ca: bool = False,
    key_label: str = "",
    serial: int = 0,
    not_before: datetime = START,
    not_after: datetime = END,
    extensions: Sequence[Extension] = (),
    without: Sequence[type[x509.ExtensionType]] = (),
    path_length: int | None = None,
    signed_with: ec.EllipticCurvePrivateKey | None = None,
) -> Issued:
    """A certificate with the extensions that its kind ordinarily has, less ``without``, plus ``extensions``."""
    private = key(key_label or subject)
    signer = signed_with or (issuer.private if issuer else private)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(issuer.x509.subject if issuer else name(subject))
        .public_key(private.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    stated: list[Extension] = [
        (x509.BasicConstraints(ca=ca, path_length=path_length), True),
        (usage(key_cert_sign=True, crl_sign=True) if ca else usage(content_commitment=True), True),
        (x509.SubjectKeyIdentifier.from_public_key(private.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False),
    ]
    replaced = {type(e) for e, _ in extensions} | set(without)
    for extension, critical in [*(s for s in stated if type(s[0]) not in replaced), *extensions]:
        builder = builder.add_extension(extension, critical)
    return Issued(builder.sign(signer, hashes.SHA256()), private)


def crl(
    issuer: Issued,
    revoked: Sequence[tuple[int, x509.ReasonFlags | None]] = (),
    *,
    at: datetime = NOW,
    days: int = 7,
    extensions: Sequence[Extension] = (),
    issuer_name: x509.Name | None = None,
    number: int = 1,
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer_name or issuer.x509.subject)
        .last_update(at)
        .next_update(at + days * DAY)
        .add_extension(x509.CRLNumber(number), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.private.public_key()), False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    for serial, reason in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at - DAY)
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.private, hashes.SHA256()).public_bytes(Encoding.DER)


def response(
    certificate: Issued,
    issuer: Issued,
    responder: Issued,
    *,
    revoked: bool = False,
    status: ocsp.OCSPCertStatus | None = None,
    at: datetime = NOW,
    lasts: timedelta | None = DAY,
    by_name: bool = False,
    embed: bool = True,
) -> bytes:
    """An OCSP response about ``certificate``, signed by ``responder``."""
    status = status or (ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD)
    is_revoked = status is ocsp.OCSPCertStatus.REVOKED
    builder = ocsp.OCSPResponseBuilder().add_response(
        certificate.x509,
        issuer.x509,
        hashes.SHA1(),
        status,
        at,
        None if lasts is None else at + lasts,
        at - DAY if is_revoked else None,
        x509.ReasonFlags.key_compromise if is_revoked else None,
    )
    encoding = ocsp.OCSPResponderEncoding.NAME if by_name else ocsp.OCSPResponderEncoding.HASH
    builder = builder.responder_id(encoding, responder.x509)
    if embed:
        builder = builder.certificates([responder.x509])
    return builder.sign(responder.private, hashes.SHA256()).public_bytes(Encoding.DER)


OCSP_SIGNING: Extension = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False)
NO_CHECK: Extension = (x509.OCSPNoCheck(), False)


def responder(subject: str, issuer: Issued, *, entitled: bool = True, **more: object) -> Issued:
    extensions: list[Extension] = [(usage(digital_signature=True), True), NO_CHECK]
    if entitled:
        extensions.append(OCSP_SIGNING)
    return mint(subject, issuer, extensions=extensions, **more)  # type: ignore[arg-type]


def evidence(kind: EvidenceKind, data: bytes) -> Evidence:
    return Evidence(sha256_hex(data), kind, Origin(OriginKind.SUPPLIED), data)


def pool(*certificates: Issued, crls: Sequence[bytes] = (), ocsps: Sequence[bytes] = ()) -> Pool:
    return Pool.build(
        tuple(evidence(EvidenceKind.CERTIFICATE, c.der) for c in certificates)
        + tuple(evidence(EvidenceKind.CRL, c) for c in crls)
        + tuple(evidence(EvidenceKind.OCSP, o) for o in ocsps)
    )


def blocking(check: Check) -> set[str]:
    """Ids of the checks without children that block."""
    if check.passed and check.status is not Status.WARNING:
        return set()
    if not check.children:
        return set() if check.passed else {check.id}
    found = set().union(*(blocking(c) for c in check.children))
    return found or (set() if check.passed else {check.id})
