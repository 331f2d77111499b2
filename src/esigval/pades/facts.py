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

UNDEFINED_CHANGES = f"{_FORMAT}/undefined-changes"
VISUAL_DIFFERENCE = f"{_FORMAT}/visual-difference"
PAGE_DIFFERENCE = f"{_FORMAT}/page-difference"
ANNOTATION_CHANGES = f"{_FORMAT}/annotation-changes"
ANNOTATION_OVERLAP = f"{_FORMAT}/annotation-overlap"
FORM_FILL = f"{_FORMAT}/form-fill"
DOC_MDP = f"{_FORMAT}/doc-mdp"
FIELD_MDP = f"{_FORMAT}/field-mdp"
SIG_FIELD_LOCK = f"{_FORMAT}/sig-field-lock"


def finding(check: str, reason: Reason, *facts: tuple[str, str | int | tuple[str, ...]]) -> Finding:
    """A finding with its facts in the order told."""
    told: Facts = facts
    return Finding(check, reason, told)
