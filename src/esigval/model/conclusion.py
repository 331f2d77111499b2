"""Conclusions of validation: indications and sub-indications of EN 319 102-1 V1.4.1, tables 5 and 6."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from esigval.model.check import Check, Facts
from esigval.model.reasons import Reason


class Indication(StrEnum):
    """Main indications; PASSED and FAILED inside building blocks, TOTAL-… for a whole signature."""

    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"
    PASSED = "PASSED"
    FAILED = "FAILED"


class SubIndication(StrEnum):
    """Sub-indications of EN 319 102-1, table 6."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    POLICY_PROCESSING_ERROR = "POLICY_PROCESSING_ERROR"
    SIGNATURE_POLICY_NOT_AVAILABLE = "SIGNATURE_POLICY_NOT_AVAILABLE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    REVOCATION_OUT_OF_BOUNDS_NO_POE = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"


class Outcome(Struct, frozen=True):
    """Result of a building block or process: indication, sub-indication, and the check that decided."""

    indication: Indication
    sub_indication: SubIndication | None = None
    reason: Reason | None = None
    facts: Facts = ()


class CertificateSummary(Struct, frozen=True):
    """What a report says of a certificate. ``sha256``: hex of the DER; ``serial``: decimal; ``id`` equals ``sha256``."""

    sha256: str
    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime


class TimestampConclusion(Struct, frozen=True, kw_only=True):
    """The judgement of one time-stamp."""

    id: str
    type: str
    time: datetime | None
    indication: Indication
    sub_indication: SubIndication | None
    imprint_found: bool
    imprint_intact: bool
    signature_intact: bool
    qualification: str = "NA"
    signing_certificate: CertificateSummary | None = None
    covers: tuple[str, ...] = ()
    check: Check


class ProofOfExistence(Struct, frozen=True, gc=False):
    """That ``object`` existed at ``time``, shown by ``token`` ("" : the validation itself)."""

    object: str
    time: datetime
    token: str = ""


class Conclusion(Struct, frozen=True, kw_only=True):
    """The judgement of one signature.

    ``best_signature_time``: earliest proven existence of the signature value. ``time_lower_bound``: it can't have been made
    before (content time-stamp, issuance of the certificate); together they are the interval of signing.
    ``levels_held``: of T, LT, LTA, what of the structural level holds technically. ``chain``: leaf first, up to the anchor.
    """

    signature: str
    indication: Indication
    sub_indication: SubIndication | None
    best_signature_time: datetime
    time_lower_bound: datetime | None = None
    best_signature_time_proof: str = ""
    signature_intact: bool = False
    signing_certificate: CertificateSummary | None = None
    chain: tuple[CertificateSummary, ...] = ()
    timestamps: tuple[TimestampConclusion, ...] = ()
    levels_held: tuple[str, ...] = ()
    provable_until: datetime | None = None
    check: Check
