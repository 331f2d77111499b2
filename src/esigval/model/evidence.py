"""Evidence: the bytes that a judgement may look at, addressed by their digest, and what is still needed."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    CERTIFICATE = "certificate"
    CRL = "crl"
    OCSP = "ocsp"
    TIMESTAMP = "timestamp"
    TRUSTED_LIST = "trusted-list"
    SIGNATURE_POLICY = "signature-policy"


class OriginKind(StrEnum):
    """Where a piece of evidence comes from."""

    SUPPLIED = "supplied"
    ANCHOR = "anchor"
    TRUSTED_LIST = "trusted-list"
    FETCHED = "fetched"
    SIGNED_DATA = "signed-data"  # CMS certificates / crls
    KEY_INFO = "key-info"
    CERTIFICATE_VALUES = "certificate-values"
    REVOCATION_VALUES = "revocation-values"
    ATTR_AUTHORITIES = "attribute-authorities-values"
    TIMESTAMP_VALIDATION_DATA = "timestamp-validation-data"
    ANY_VALIDATION_DATA = "any-validation-data"
    DSS_DICTIONARY = "dss-dictionary"
    VRI_DICTIONARY = "vri-dictionary"
    ADBE_REVOCATION = "adbe-revocation-info-archival"
    TIMESTAMP_TOKEN = "timestamp-token"
    OCSP_RESPONSE = "ocsp-response"


class Origin(Struct, frozen=True, gc=False):
    """Where bytes come from. ``where``: offset, dictionary, attribute, file name or URL. ``obtained``: when, if fetched."""

    kind: OriginKind
    where: str = ""
    obtained: datetime | None = None


class Evidence(Struct, frozen=True):
    """``id`` is the SHA-256 of ``data`` in hexadecimal."""

    id: str
    kind: EvidenceKind
    origin: Origin
    data: bytes


class Need(Struct, frozen=True, gc=False):
    """Something that is missing for a better answer, and where it could come from.

    ``kind``: what; ``uri``: where it is published (may be empty); ``why``: the check id that asks;
    ``subject``: id of the object (certificate, ...) that it is about; ``at``: the moment it has to speak about.
    ``request``: what to send to a service that answers requests (DER OCSPRequest); empty where the URI alone says all.
    """

    kind: EvidenceKind
    uri: str
    why: str
    subject: str = ""
    at: datetime | None = None
    request: bytes = b""
