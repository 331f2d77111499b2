"""RFC 3161 time-stamp tokens and what they cover."""

from esigval.timestamp.token import TstInfo, imprint_matches, read_token, read_tst_info, token_of

__all__ = ["TstInfo", "imprint_matches", "read_token", "read_tst_info", "token_of"]
