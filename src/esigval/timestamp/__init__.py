"""RFC 3161 time-stamp tokens and what they cover."""

from esigval.timestamp.stamps import (
    TOKEN_BUDGET,
    TOKEN_FORM,
    Identifiers,
    broken,
    content_timestamps,
    place,
    signature_timestamps,
    stamps_of_attribute,
)
from esigval.timestamp.token import TstInfo, imprint_matches, read_token, read_tst_info, token_of

__all__ = [
    "TOKEN_BUDGET",
    "TOKEN_FORM",
    "Identifiers",
    "TstInfo",
    "broken",
    "content_timestamps",
    "imprint_matches",
    "place",
    "read_token",
    "read_tst_info",
    "signature_timestamps",
    "stamps_of_attribute",
    "token_of",
]
