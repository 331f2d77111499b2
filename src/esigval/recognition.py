"""Kinds of signed files that are recognised and not validated by this version: said clearly, never guessed at."""

import re

from esigval.model.dossier import Document
from esigval.model.errors import Unreadable

_HEAD = 4096
_JWS_COMPACT = re.compile(rb"\s*ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\s*\Z")
_JSON_SIGNATURE = re.compile(rb'"(?:signatures?|protected)"\s*:')


def refuse_unsupported(document: Document) -> None:
    """Raises Unreadable("unsupported") for JAdES signatures."""
    data = document.data
    head = bytes(data[:_HEAD])
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        if _JSON_SIGNATURE.search(data):
            raise Unreadable("unsupported", "JSON signatures (JAdES) are not validated by this version")
        raise Unreadable("unrecognised", "JSON without a signature")
    if start.startswith(b"ey") and _JWS_COMPACT.match(data):
        raise Unreadable("unsupported", "JSON signatures (JAdES) are not validated by this version")
