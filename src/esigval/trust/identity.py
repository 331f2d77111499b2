"""Digital identities: a certificate is walked just far enough to find its name and its key."""

from functools import lru_cache

from lxml import etree

from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.trust.lists import Identity, ListedCertificate
from esigval.trust.uris import NS_LIST
from esigval.trust.xml import base64, text
from esigval.x509 import der, names

_DIGITAL_ID = f"{{{NS_LIST}}}DigitalId"
_CERTIFICATE = f"{{{NS_LIST}}}X509Certificate"
_SUBJECT = f"{{{NS_LIST}}}X509SubjectName"
_SKI = f"{{{NS_LIST}}}X509SKI"


_REMEMBERED_NAMES = 8192
"""Parts of names that are kept: those of one country and organisation stand in hundreds of certificates of a list."""
_REMEMBERED_CERTIFICATES = 4096
"""Certificates that are kept while lists are read: a key is often listed for several services."""


@lru_cache(maxsize=_REMEMBERED_NAMES)
def _part_key(part: bytes) -> names.NameKey:
    return names.name_key(der.encode(der.SEQUENCE, part))


def name_key(name: bytes) -> names.NameKey:
    """The same as ``x509.names.name_key``, part by part. Raises Malformed."""
    start, stop = der.whole(name, der.SEQUENCE, "name")
    return "/".join([_part_key(name[at:end]) for _, at, _, end in der.children(name, start, stop)])


def listed_certificate(data: bytes) -> ListedCertificate:
    """The certificate ``data`` with the places of its name and key. Raises Malformed."""
    start, stop = der.whole(data, der.SEQUENCE, "certificate")
    tag, _, at, end = der.element(data, start, stop)
    if tag != der.SEQUENCE:
        raise Malformed("certificate body")
    tag, _, _, at_next = der.element(data, at, end)
    if tag == 0xA0:
        _, _, _, at_next = der.element(data, at_next, end)
    for _ in range(3):  # signature algorithm, issuer, validity
        _, _, _, at_next = der.element(data, at_next, end)
    _, subject_start, _, subject_end = der.element(data, at_next, end)
    _, key_start, _, key_end = der.element(data, subject_end, end)
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
    for digital_id in element.iterchildren(_DIGITAL_ID):
        for item in digital_id:
            if item.tag == _CERTIFICATE:
                found = _certificate(item)
                if found is None:
                    unreadable += 1
                else:
                    certificates.setdefault(found.id, found)
            elif item.tag == _SUBJECT:
                subjects.append(text(item))
            elif item.tag == _SKI:
                key_identifiers.append(base64(item.text or "") or b"")
            elif isinstance(item.tag, str):
                others.append(item.tag)
    return Identity(
        tuple(certificates.values()), tuple(subjects), tuple(filter(None, key_identifiers)), tuple(others), unreadable
    )


def _certificate(element: etree._Element) -> ListedCertificate | None:
    return _from_text(element.text or "")


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
    _part_key.cache_clear()
    _from_text.cache_clear()
