"""Why a check did not pass: machine-readable reasons. Their sentences are in report/messages/*.toml, one per language."""

from enum import StrEnum


class Reason(StrEnum):
    """A reason; facts that belong to it travel beside it. Grouped by the package that states it."""

    # common
    UNSUPPORTED = "UNSUPPORTED"
    MALFORMED = "MALFORMED"
    BUDGET_EXHAUSTED = "BUDGET_EXHAUSTED"
    MISSING = "MISSING"

    # cryptography
    DIGEST_MISMATCH = "DIGEST_MISMATCH"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    SIGNATURE_VALUE_WRONG = "SIGNATURE_VALUE_WRONG"
    UNKNOWN_DIGEST_ALGORITHM = "UNKNOWN_DIGEST_ALGORITHM"
    UNKNOWN_SIGNATURE_ALGORITHM = "UNKNOWN_SIGNATURE_ALGORITHM"
    UNSUPPORTED_KEY = "UNSUPPORTED_KEY"
    KEY_ALGORITHM_MISMATCH = "KEY_ALGORITHM_MISMATCH"
    ALGORITHM_NOT_SECURE_AT_TIME = "ALGORITHM_NOT_SECURE_AT_TIME"
    KEY_TOO_SHORT = "KEY_TOO_SHORT"
    ALGORITHM_NOT_ACCEPTED = "ALGORITHM_NOT_ACCEPTED"
