"""Digital identities: a certificate is walked just far enough to find its name and its key."""

from functools import lru_cache

from lxml import etree

from esigval.asn1 import der
from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.trust.lists import Identity, ListedCertificate
from esigval.trust.uris import NS_LIST
from esigval.trust.xml import base64, text
from esigval.x509 import names

_DIGITAL_ID = f"{{{NS_LIST}}}DigitalId"
_CERTIFICATE = f"{{{NS_LIST}}}X509Certificate"
_SUBJECT = f"{{{NS_LIST}}}X509SubjectName"
_SKI = f"{{{NS_LIST}}}X509SKI"


_REMEMBERED_NAMES = 8192
"""Names and parts of names that are kept: those of one country and organisation stand in hundreds of certificates of a list."""
_REMEMBERED_CERTIFICATES = 4096
"""Certificates that are kept while lists are read: a key is often listed for several services."""
_SHORT = 0x80
"""Lengths below it take one octet."""
_VERSION = 0xA0
"""Tag of the version, which the first one goes without (RFC 5280 4.1)."""
_TWO_OCTETS = 0x82
"""The length stands in the next two octets."""
_ASCII_STRINGS = frozenset({0x0C, 0x13, 0x16})
"""UTF8String, PrintableString, IA5String: the same text for the same ASCII octets."""


@lru_cache(maxsize=_REMEMBERED_NAMES)
def _part_key(part: bytes) -> names.NameKey:
    return _plain_key(part) or names.name_key(der.encode(der.SEQUENCE, part))


def _plain_key(part: bytes) -> names.NameKey:
    """The key of a relative name with one attribute, short and in ASCII, as almost all are; "" for any other."""
    size = len(part)
    if not 10 < size < _SHORT or part[:4] != bytes((der.SET, size - 2, der.SEQUENCE, size - 4)):
        return ""
    value = 6 + part[5]
    if (
        part[4] != der.OID
        or value + 2 > size
        or part[value] not in _ASCII_STRINGS
        or part[value + 1] != size - value - 2
    ):
        return ""
    text = part[value + 2 :]
    if not text.isascii():
        return ""
    compared = " ".join(text.decode("ascii").lower().split())
    return f"{_type(part[6:value])}={len(compared)}:{compared}"


@lru_cache(maxsize=256)
def _type(content: bytes) -> str:
    return der.oid(content, 0, len(content))


@lru_cache(maxsize=_REMEMBERED_NAMES)
def name_key(name: bytes) -> names.NameKey:
    """The same as ``x509.names.name_key``, part by part. Raises Malformed."""
    start, stop = der.whole(name, der.SEQUENCE, "name")
    parts = []
    while start < stop:
        end = _end(name, start, stop)
        parts.append(_part_key(name[start:end]))
        start = end
    return "/".join(parts)


def _end(data: bytes, at: int, limit: int) -> int:
    """Where the element at ``at`` ends. Raises Malformed."""
    if at + 4 <= limit and data[at] & 0x1F != 0x1F:
        stop = at + 2 + data[at + 1]
        if data[at + 1] == _TWO_OCTETS:
            stop = at + 4 + (data[at + 2] << 8 | data[at + 3])
        elif data[at + 1] >= _SHORT:
            stop = limit + 1
        if stop <= limit:
            return stop
    return der.element(data, at, limit)[3]


def listed_certificate(data: bytes) -> ListedCertificate:
    """The certificate ``data`` with the places of its name and key. Raises Malformed."""
    start, stop = der.whole(data, der.SEQUENCE, "certificate")
    tag, _, at, end = der.element(data, start, stop)
    if tag != der.SEQUENCE:
        raise Malformed("certificate body")
    following = _end(data, at, end)
    if data[at] == _VERSION:
        following = _end(data, following, end)
    for _ in range(3):  # signature algorithm, issuer, validity
        following = _end(data, following, end)
    subject_end = _end(data, following, end)
    subject_start, key_start, key_end = following, subject_end, _end(data, subject_end, end)
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
    name_key.cache_clear()
    _from_text.cache_clear()
