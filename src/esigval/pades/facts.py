"""Ids of the checks on PDF signatures, and the findings that are their input."""

from esigval.model.check import Facts
from esigval.model.reasons import Reason
from esigval.model.signature import Finding

_FORMAT = "en-319-102-1/5.2.2"
BYTE_RANGE = f"{_FORMAT}/byte-range"
BYTE_RANGE_COLLISION = f"{_FORMAT}/byte-range-collision"
BYTE_RANGE_ALL = f"{_FORMAT}/byte-range-all"
SIGNATURE_DICTIONARY = f"{_FORMAT}/signature-dictionary"
SIGNER_INFORMATION_STORE = f"{_FORMAT}/signer-information-store"
TRAILING_BYTES = f"{_FORMAT}/trailing-bytes"
CROSS_REFERENCES = f"{_FORMAT}/cross-references"
UNREACHABLE_SIGNATURE = f"{_FORMAT}/unreachable-signature"
SUB_FILTER = f"{_FORMAT}/sub-filter"
ENCRYPTION = f"{_FORMAT}/encryption"
VALIDATION_DATA = f"{_FORMAT}/validation-data"


def finding(check: str, reason: Reason, *facts: tuple[str, str | int | tuple[str, ...]]) -> Finding:
    """A finding with its facts in the order told."""
    told: Facts = facts
    return Finding(check, reason, told)
