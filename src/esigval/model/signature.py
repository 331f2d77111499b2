"""The neutral signature: what every format's parser hands to the judge."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.check import Facts
from esigval.model.evidence import Evidence
from esigval.model.reasons import Reason


class Format(StrEnum):
    """Signature formats."""

    XADES = "XAdES"
    CADES = "CAdES"
    PADES = "PAdES"


class ReferenceType(StrEnum):
    """What a signed digest refers to."""

    REFERENCE = "REFERENCE"
    SIGNED_PROPERTIES = "SIGNED_PROPERTIES"
    OBJECT = "OBJECT"
    MANIFEST = "MANIFEST"
    MANIFEST_ENTRY = "MANIFEST_ENTRY"
    KEY_INFO = "KEY_INFO"
    SIGNATURE_PROPERTIES = "SIGNATURE_PROPERTIES"
    XPOINTER = "XPOINTER"
    COUNTER_SIGNATURE = "COUNTER_SIGNATURE"
    COUNTER_SIGNED_SIGNATURE_VALUE = "COUNTER_SIGNED_SIGNATURE_VALUE"
    MESSAGE_DIGEST = "MESSAGE_DIGEST"
    CONTENT_DIGEST = "CONTENT_DIGEST"
    JWS_SIGNING_INPUT_DIGEST = "JWS_SIGNING_INPUT_DIGEST"
    SIG_D_ENTRY = "SIG_D_ENTRY"
    EVIDENCE_RECORD_ARCHIVE_OBJECT = "EVIDENCE_RECORD_ARCHIVE_OBJECT"


class ScopeType(StrEnum):
    """How much of a document a signature covers."""

    FULL = "FULL"
    PARTIAL = "PARTIAL"
    DIGEST = "DIGEST"
    ARCHIVED = "ARCHIVED"
    COUNTER_SIGNATURE = "COUNTER_SIGNATURE"
    SIGNATURE = "SIGNATURE"


class TimestampType(StrEnum):
    """Kinds of time-stamps by what they cover."""

    CONTENT = "CONTENT_TIMESTAMP"
    ALL_DATA_OBJECTS = "ALL_DATA_OBJECTS_TIMESTAMP"
    INDIVIDUAL_DATA_OBJECTS = "INDIVIDUAL_DATA_OBJECTS_TIMESTAMP"
    SIGNATURE = "SIGNATURE_TIMESTAMP"
    VALIDATION_DATA = "VALIDATION_DATA_TIMESTAMP"
    VALIDATION_DATA_REFSONLY = "VALIDATION_DATA_REFSONLY_TIMESTAMP"
    ARCHIVE = "ARCHIVE_TIMESTAMP"
    DOCUMENT = "DOCUMENT_TIMESTAMP"
    VRI = "VRI_TIMESTAMP"
    CONTAINER = "CONTAINER_TIMESTAMP"
    EVIDENCE_RECORD = "EVIDENCE_RECORD_TIMESTAMP"

    @property
    def before_signing(self) -> bool:
        """Whether the token was made before the signature value (it bounds the signing time from below)."""
        return self in _CONTENT_TYPES


_CONTENT_TYPES = frozenset(
    {TimestampType.CONTENT, TimestampType.ALL_DATA_OBJECTS, TimestampType.INDIVIDUAL_DATA_OBJECTS}
)


class Reference(Struct, frozen=True):
    """One signed digest and what was found behind it.

    ``expected``: the digest in the signature; ``actual``: the digest of what was found (None where nothing was found or the
    algorithm is unknown); ``found``: the referenced data is there, in a position where it may stand; ``intact``: found and equal.
    ``reason`` says why it is not found or could not be computed. ``name``: URI or file name as written.
    """

    type: ReferenceType
    name: str
    digest_algorithm: str
    expected: bytes
    actual: bytes | None
    found: bool
    intact: bool
    reason: Reason | None = None
    facts: Facts = ()


class Scope(Struct, frozen=True):
    """A part of a document that the signature covers. ``name``: file name, element id, revision; ``digest``: SHA-256 hex of the
    covered bytes where they are one run of bytes; ``transformations``: what was applied before hashing."""

    scope: ScopeType
    name: str = ""
    digest: str = ""
    description: str = ""
    transformations: tuple[str, ...] = ()


class IssuerSerial(Struct, frozen=True, gc=False):
    """Issuer and serial number as a signature states them. ``issuer_der``: the Name in DER (CMS, IssuerSerialV2), ``issuer``: the
    RFC 4514 string (XAdES v1), one of the two; ``serial``: None where it is absent or unreadable."""

    issuer_der: bytes = b""
    issuer: str = ""
    serial: int | None = None


class CertificateReference(Struct, frozen=True):
    """An entry of a signed signing-certificate attribute or property (the first is the signing certificate's)."""

    digest_algorithm: str
    digest: bytes
    issuer_serial: IssuerSerial | None = None


class SignerHint(Struct, frozen=True):
    """What unsigned data say of the signer: CMS SignerIdentifier, ds:KeyInfo."""

    issuer_serial: IssuerSerial | None = None
    subject_key_identifier: bytes = b""
    public_key: bytes = b""  # SubjectPublicKeyInfo, DER
    certificates: tuple[str, ...] = ()  # evidence ids, in the order found (ds:X509Certificate)


class Finding(Struct, frozen=True):
    """A fact of form that a parser noticed and does not judge. ``check``: the id of the check that judges it."""

    check: str
    reason: Reason
    facts: Facts = ()


class SignatureValue(Struct, frozen=True):
    """The cryptographic core.

    ``value``: as RFC 3279 / 8017 want it (ECDSA as DER SEQUENCE of r and s; PLAIN and XML forms converted; ``raw`` as found).
    ``signed_data``: what was signed, best reading first (CMS: DER SET of attributes, then the raw bytes where they differ); the value
    is right if it verifies over any. Empty: the data are not there. ``prehashed``: digest of detached content where only that
    is known (``signed_data`` is then the digest itself).
    """

    algorithm: SignatureAlgorithm
    value: bytes
    signed_data: tuple[bytes, ...]
    raw: bytes = b""
    prehashed: bool = False


class TimestampToken(Struct, frozen=True, kw_only=True):
    """An RFC 3161 token. ``id``: SHA-256 hex of ``data``."""

    id: str
    data: bytes
    time: datetime
    serial: int
    policy: str
    imprint_algorithm: str  # key of DIGESTS, or the OID where it is unknown
    imprint: bytes
    accuracy_microseconds: int | None = None
    ordering: bool = False
    tsa_name_der: bytes = b""
    signature: SignatureValue
    references: tuple[Reference, ...] = ()  # MESSAGE_DIGEST over the TSTInfo
    hint: SignerHint
    certificate_references: tuple[CertificateReference, ...] = ()
    evidence: tuple[Evidence, ...] = ()  # certificates, CRLs, OCSP responses inside the token
    findings: tuple[Finding, ...] = ()


class Timestamp(Struct, frozen=True, kw_only=True):
    """A time-stamp in its place: the token and what it covers there.

    ``token`` is None where the bytes are no token (``malformed`` says why). ``imprint_found``: the bytes it should cover were found;
    ``imprint_intact``: their digest equals the token's imprint. ``covers``: ids of signatures, evidence and time-stamps whose existence
    at ``token.time`` it proves when valid. ``flavour``: e.g. ``ats-v2``, ``ats-v3``, ``xades-141``.
    """

    id: str
    type: TimestampType
    token: TimestampToken | None
    imprint_found: bool
    imprint_intact: bool
    covers: tuple[str, ...] = ()
    flavour: str = ""
    name: str = ""
    malformed: str = ""
    references: tuple[Reference, ...] = ()  # what an archive time-stamp over a manifest or hash index refers to
    scopes: tuple[Scope, ...] = ()
    findings: tuple[Finding, ...] = ()


class Readings(Protocol):
    """Encodings of one thing, made one after the other whenever they are asked for: together they are many times as large as the file."""

    def __iter__(self) -> Iterator[bytes]:
        """Makes them."""

    @property
    def effort(self) -> int:
        """How many octets could be hashed in the time that making and hashing them takes."""


class DataObject(Struct, frozen=True):
    """What an evidence record has to protect: a file, or a part of a signature.

    One of: ``data``, one run of octets; ``readings``, the encodings of it that the standards allow, any of which may be the protected
    one; ``parts``, octets whose hashes form a group (RFC 4998, clause 4.2). None of them: it is not at hand. ``stated``: algorithm and
    digest by which a manifest names it (EN 319 162-1, A.4.2). ``offered``: nothing says that the record is about it; where it is not in
    the record, what the record is about is not at hand.
    """

    name: str
    data: bytes | None
    readings: Readings | None = None
    parts: tuple[bytes, ...] = ()
    stated: tuple[str, bytes] | None = None
    offered: bool = False

    @property
    def known(self) -> bool:
        """Whether it is at hand."""
        return self.data is not None or self.readings is not None or bool(self.parts)


class EmbeddedRecord(Struct, frozen=True):
    """An evidence record inside a signature or a container: its bytes, the data objects that it has to protect there, the ids of what
    exists when it is valid, and the file that holds it, where that is one of its own."""

    data: bytes
    objects: tuple[DataObject, ...]
    covers: tuple[str, ...] = ()
    name: str = ""


class EvidenceRecord(Struct, frozen=True, kw_only=True):
    """An evidence record over data objects: facts. ``references``: one a data object; ``timestamps``: oldest first; ``covers``: ids of
    what existed at the time of the first one, if all hold."""

    id: str
    type: str
    name: str = ""
    timestamps: tuple[Timestamp, ...] = ()
    references: tuple[Reference, ...] = ()
    covers: tuple[str, ...] = ()
    malformed: str = ""


class Commitment(Struct, frozen=True):
    """A commitment type indication: OID or URI, and qualifiers as text."""

    identifier: str
    qualifiers: tuple[str, ...] = ()


class SignaturePolicy(Struct, frozen=True):
    """The signature policy that the signer names. ``identifier`` empty: implied policy."""

    identifier: str = ""
    digest_algorithm: str = ""
    digest: bytes = b""
    uri: str = ""
    document: bytes = b""  # where a SignaturePolicyStore carries it
    zero_hash: bool = False


class SignedProperties(Struct, frozen=True, kw_only=True):
    """What the signer states under the signature (and, where ``unsigned`` names it, beside it)."""

    claimed_time: datetime | None = None
    place: str = ""
    roles: tuple[str, ...] = ()
    certified_roles: int = 0
    commitments: tuple[Commitment, ...] = ()
    policy: SignaturePolicy | None = None
    content_type: str = ""
    mime_type: str = ""
    reason: str = ""
    contact: str = ""
    signer_name: str = ""  # PDF /Name: a claim
    unsigned: tuple[str, ...] = ()  # names of the fields above that are not covered by the signature value


class Signature(Struct, frozen=True, kw_only=True):
    """One signature of a document, in every format alike.

    ``id``: stable for the same bytes; ``parent``: id of the signature that it counter-signs; ``file``: the file of a container that
    holds it; ``unreadable``: where the structure is too broken to go on (then FORMAT_FAILURE, other fields may be empty).
    ``covered``: byte ranges (start, end) of the document that the signature covers, where that is how the format works.
    """

    id: str
    format: Format
    level: str
    value: SignatureValue
    references: tuple[Reference, ...] = ()
    scopes: tuple[Scope, ...] = ()
    hint: SignerHint = SignerHint()
    certificate_references: tuple[CertificateReference, ...] = ()
    has_signing_certificate_attribute: bool = False
    properties: SignedProperties = SignedProperties()
    timestamps: tuple[Timestamp, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    parent: str = ""
    file: str = ""
    name: str = ""  # XML Id, PDF field name
    unreadable: str = ""
    embedded_evidence_records: int = 0
    embedded_records: tuple[EmbeddedRecord, ...] = ()
    covered: tuple[tuple[int, int], ...] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """All that a parser read in a document. ``timestamps``, ``records``: those that belong to no signature."""

    format: str
    signatures: tuple[Signature, ...] = ()
    timestamps: tuple[Timestamp, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    container: str = ""
    records: tuple[EmbeddedRecord, ...] = ()
