"""The forms in which certificates, CRLs and OCSP responses travel, brought to DER."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from datetime import datetime

from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind, Need, Origin, OriginKind

MAX_CERTIFICATES = 64
"""Certificates taken from one bundle."""

_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----")
_SEQUENCE = b"\x30"


def evidence_from(need: Need, data: bytes, obtained: datetime) -> tuple[Evidence, ...]:
    """``data``, obtained for ``need``, as evidence; nothing where it is not of that kind. What it says is for the core to read."""
    origin = Origin(OriginKind.FETCHED, need.uri, obtained)
    if need.kind is EvidenceKind.CERTIFICATE:
        parts = tuple(certificates(data))
    elif need.kind in {EvidenceKind.CRL, EvidenceKind.OCSP}:
        parts = tuple(pem_or_der(data)[:1])
    else:
        parts = (data,) if data else ()
    return tuple(Evidence(sha256_hex(part), need.kind, origin, part) for part in parts)


def pem_or_der(data: bytes) -> list[bytes]:
    """DER objects of a DER or PEM file."""
    if data[:1] == _SEQUENCE:
        return [data]
    found = []
    for match in _PEM.finditer(data):
        try:
            found.append(a2b_base64(match.group(2)))
        except Base64Error:
            continue
    return found


def certificates(data: bytes) -> list[bytes]:
    """Certificates of a DER, PEM or certs-only CMS file (RFC 5280 4.2.2.1: AIA gives either)."""
    from esigval.cms import read_signed_data
    from esigval.x509.certificate import parse_certificate

    found: list[bytes] = []
    for part in pem_or_der(data):
        try:
            parse_certificate(part)
        except Malformed:
            pass
        else:
            found.append(part)
            continue
        try:
            found += read_signed_data(part).certificates
        except Malformed:
            continue
    return found[:MAX_CERTIFICATES]
