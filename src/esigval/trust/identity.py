"""Digital identities: a certificate is walked just far enough to find its name and its key."""

from functools import lru_cache

from lxml import etree

from esigval.asn1 import der
from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.trust.lists import Identity, ListedCertificate
from esigval.trust.uris import NS_LIST
from esigval.trust.xml import base64, named, text
from esigval.x509.names import name_key

_DIGITAL_ID = f"{{{NS_LIST}}}DigitalId"
_CERTIFICATE = f"{{{NS_LIST}}}X509Certificate"
_SUBJECT = f"{{{NS_LIST}}}X509SubjectName"
_SKI = f"{{{NS_LIST}}}X509SKI"


_REMEMBERED_CERTIFICATES = 4096
"""Certificates that are kept while lists are read: a key is often listed for several services."""
_VERSION = 0xA0
"""Tag of the version, which the first one goes without (RFC 5280 4.1)."""
_SUBJECT_PLACE = 4
"""Behind serial number, signature algorithm, issuer and validity (RFC 5280 4.1)."""


def listed_certificate(data: bytes) -> ListedCertificate:
    """The certificate ``data`` with the places of its name and key. Raises Malformed."""
    start, stop = der.whole(data, der.SEQUENCE, "certificate")
    tag, _, at, end = der.element(data, start, stop)
    if tag != der.SEQUENCE:
        raise Malformed("certificate body")
    parts = der.children(data, at, end)
    place = _SUBJECT_PLACE + (bool(parts) and parts[0][0] == _VERSION)
    if len(parts) < place + 2:
        raise Malformed("certificate body cut off")
    (_, subject_start, _, subject_end), (_, key_start, _, key_end) = parts[place : place + 2]
    name = name_key(data[subject_start:subject_end])
    return ListedCertificate(sha256_hex(data), data, subject_start, subject_end, key_start, key_end, name)


def read_identity(element: etree._Element | None) -> Identity:
    """A ServiceDigitalIdentity (clause 5.5.3). A certificate that can't be read is counted, not refused."""
    if element is None:
        return Identity()
    certificates: dict[str, ListedCertificate] = {}
    subjects: list[str] = []
    key_identifiers: list[bytes] = []
    others: list[str] = []
    unreadable = 0
    for digital_id in named(element, _DIGITAL_ID):
        for item in digital_id:
            tag = item.tag
            if tag == _CERTIFICATE:
                found = _from_text(item.text or "")
                if found is None:
                    unreadable += 1
                else:
                    certificates.setdefault(found.id, found)
            elif tag == _SUBJECT:
                subjects.append(text(item))
            elif tag == _SKI:
                key_identifiers.append(base64(item.text or "") or b"")
            elif isinstance(tag, str):
                others.append(tag)
    return Identity(
        tuple(certificates.values()), tuple(subjects), tuple(filter(None, key_identifiers)), tuple(others), unreadable
    )


@lru_cache(maxsize=_REMEMBERED_CERTIFICATES)
def _from_text(value: str) -> ListedCertificate | None:
    data = base64(value)
    if not data:
        return None
    try:
        return listed_certificate(data)
    except Malformed:
        return None


def forget() -> None:
    """Drops what is remembered."""
    _from_text.cache_clear()
