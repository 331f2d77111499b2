"""Kinds of signed files that are recognised and not validated by this version: said clearly, never guessed at."""

import re

from esigval.model.dossier import Document
from esigval.model.errors import Unreadable

_HEAD = 4096
_JWS_COMPACT = re.compile(rb"\s*ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\s*\Z")
_JSON_SIGNATURE = re.compile(rb'"(?:signatures?|protected)"\s*:')
_XML_EVIDENCE_RECORD = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?EvidenceRecord[\s>]")
_EVIDENCE_RECORD_START = b"\x02\x01\x01\x30"  # RFC 4998: SEQUENCE { version 1, digestAlgorithms SEQUENCE … }


def refuse_unsupported(document: Document) -> None:
    """Raises Unreadable("unsupported") for ASiC and other ZIP containers, JAdES signatures and evidence records."""
    data = document.data
    head = bytes(data[:_HEAD])
    if head.startswith(b"PK\x03\x04"):
        raise Unreadable("unsupported", "ASiC and other ZIP containers are not validated by this version")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        if _JSON_SIGNATURE.search(data):
            raise Unreadable("unsupported", "JSON signatures (JAdES) are not validated by this version")
        raise Unreadable("unrecognised", "JSON without a signature")
    if start.startswith(b"ey") and _JWS_COMPACT.match(data):
        raise Unreadable("unsupported", "JSON signatures (JAdES) are not validated by this version")
    if start.startswith(b"<") and _XML_EVIDENCE_RECORD.search(head) and b"Signature" not in head:
        raise Unreadable("unsupported", "XML evidence records (RFC 6283) are not validated by this version")
    if head[:1] == b"\x30" and _is_evidence_record(head):
        raise Unreadable("unsupported", "evidence records (RFC 4998) are not validated by this version")


def _is_evidence_record(head: bytes) -> bool:
    length = head[1] if len(head) > 1 else 0
    content = 2 + (length & 0x7F if length & 0x80 else 0)
    return head[content : content + len(_EVIDENCE_RECORD_START)] == _EVIDENCE_RECORD_START
