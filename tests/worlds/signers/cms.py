"""An own CAdES signer, EN 319 122-1: attached and detached, levels B to LTA, counter-signatures, and room to lie."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from tests.worlds import der
from tests.worlds.pki import Member, sign_raw, signature_algorithm

ID_DATA = "1.2.840.113549.1.7.1"
ID_SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
COUNTER_SIGNATURE = "1.2.840.113549.1.9.6"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
CONTENT_TIMESTAMP = "1.2.840.113549.1.9.16.2.20"
ARCHIVE_TIMESTAMP_V3 = "0.4.0.1733.2.4"
ATS_HASH_INDEX_V3 = "0.4.0.19122.1.5"
OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2"

Attribute = tuple[str, bytes]


def attribute(kind: str, value: bytes) -> bytes:
    """An Attribute with one value."""
    return der.sequence(der.oid(kind), der.set_of(value))


def signing_certificate(certificate: bytes) -> Attribute:
    """ESS signing-certificate-v2 with SHA-256, the default algorithm (RFC 5035)."""
    cert_id = der.sequence(der.octets(sha256(certificate).digest()))
    return SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(cert_id))


def signer_identifier(certificate: bytes) -> bytes:
    """IssuerAndSerialNumber out of the certificate's own bytes."""
    fields = der.children(der.children(certificate)[0])
    return der.sequence(fields[3], fields[1])


def crl_choice(data: bytes) -> bytes:
    """A CRL as RevocationInfoChoice: itself."""
    return data


def ocsp_choice(data: bytes) -> bytes:
    """An OCSP response as RevocationInfoChoice (RFC 5940)."""
    return der.tlv(0xA1, der.oid(OCSP_RESPONSE), data)


@dataclass
class SignerInfo:
    """One signer; ``signed`` and ``unsigned`` are attributes in the order in which they were added."""

    identifier: bytes
    signed: list[Attribute]
    algorithm: bytes
    value: bytes
    unsigned: list[Attribute] = field(default_factory=list)
    version: int = 1

    def fields(self) -> list[bytes]:
        """Everything but the unsigned attributes."""
        attributes = b"".join(sorted(attribute(*a) for a in self.signed))
        head = [der.integer(self.version), self.identifier, der.SHA256]
        middle = [der.tlv(0xA0, attributes)] if self.signed else []
        return [*head, *middle, self.algorithm, der.octets(self.value)]

    def encode(self) -> bytes:
        """The SignerInfo."""
        unsigned = b"".join(sorted(attribute(*a) for a in self.unsigned))
        return der.sequence(*self.fields(), *([der.tlv(0xA1, unsigned)] if self.unsigned else []))


@dataclass
class SignedData:
    """A SignedData that can still be added to."""

    content: bytes
    attached: bool
    signers: list[SignerInfo]
    certificates: list[bytes] = field(default_factory=list)
    revocation: list[bytes] = field(default_factory=list)
    content_type: str = ID_DATA

    def encode(self) -> bytes:
        """The ContentInfo."""
        encapsulated = [der.oid(self.content_type)]
        if self.attached:
            encapsulated.append(der.tlv(0xA0, der.octets(self.content)))
        other = any(r[0] == 0xA1 for r in self.revocation)
        version = 5 if other else 1 if self.content_type == ID_DATA else 3
        parts = [der.integer(version), der.set_of(der.SHA256), der.sequence(*encapsulated)]
        if self.certificates:
            parts.append(der.tlv(0xA0, *sorted(self.certificates)))
        if self.revocation:
            parts.append(der.tlv(0xA1, *sorted(self.revocation)))
        parts.append(der.set_of(*(s.encode() for s in self.signers)))
        return der.sequence(der.oid(ID_SIGNED_DATA), der.tlv(0xA0, der.sequence(*parts)))


def sign_info(
    signer: Member,
    content_digest: bytes,
    at: datetime | None,
    *,
    content_type: str = ID_DATA,
    extra: tuple[Attribute, ...] = (),
    certificate_reference: bytes | None = None,
    omit: frozenset[str] = frozenset(),
) -> SignerInfo:
    """A signature of ``signer`` over a content of that digest. ``content_type`` "" for counter-signatures; ``omit`` leaves signed
    attributes out; ``certificate_reference`` names another certificate than the signer's."""
    signed = [(MESSAGE_DIGEST, der.octets(content_digest)), signing_certificate(certificate_reference or signer.der)]
    if content_type:
        signed.append((CONTENT_TYPE, der.oid(content_type)))
    if at is not None:
        signed.append((SIGNING_TIME, der.utc_time(at)))
    signed = [a for a in (*signed, *extra) if a[0] not in omit]
    tbs = der.set_of(*(attribute(*a) for a in signed))
    algorithm = signature_algorithm(signer.key)
    return SignerInfo(signer_identifier(signer.der), signed, algorithm, sign_raw(signer.key, tbs))


def sign(
    content: bytes,
    signer: Member,
    at: datetime | None,
    *,
    attached: bool = True,
    chain: tuple[bytes, ...] = (),
    **how: object,
) -> SignedData:
    """A CAdES-BASELINE-B signature over ``content``."""
    info = sign_info(signer, sha256(content).digest(), at, **how)  # type: ignore[arg-type]
    return SignedData(content, attached, [info], [signer.der, *chain])


def counter_sign(target: SignerInfo, signer: Member, at: datetime) -> None:
    """Adds a counter-signature over the signature value of ``target`` (RFC 5652, 11.4)."""
    info = sign_info(signer, sha256(target.value).digest(), at, content_type="")
    target.unsigned.append((COUNTER_SIGNATURE, info.encode()))


def hash_index(data: SignedData, info: SignerInfo, skip: frozenset[bytes] = frozenset()) -> bytes:
    """ATSHashIndexV3 (EN 319 122-1, 5.5.2) over what is there now; what is in ``skip`` is left out."""

    def digests(items: list[bytes]) -> bytes:
        return der.sequence(*(der.octets(sha256(item).digest()) for item in items if item not in skip))

    values = [der.oid(kind) + value for kind, value in info.unsigned]
    return der.sequence(
        der.SHA256, digests(sorted(data.certificates)), digests(sorted(data.revocation)), digests(values)
    )


def archive_imprint(data: SignedData, info: SignerInfo, index: bytes) -> bytes:
    """What an archive time-stamp v3 covers (EN 319 122-1, 5.5.3)."""
    head = der.oid(data.content_type) + sha256(data.content).digest()
    return head + b"".join(info.fields()) + index
