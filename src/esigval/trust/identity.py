"""Digital identities: a certificate is walked just far enough to find its name and its key."""

from functools import lru_cache

from lxml import etree

from esigval.asn1 import der
from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.trust.lists import Identity, ListedCertificate
from esigval.trust.uris import NS_LIST
from esigval.trust.xml import base64, named, text
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
_HIGH_TAG = 0x1F
"""The tag goes on in the next octets."""
_VERSION = 0xA0
"""Tag of the version, which the first one goes without (RFC 5280 4.1)."""
_BEFORE_SUBJECT = 4
"""Serial number, signature algorithm, issuer, validity (RFC 5280 4.1)."""
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
    ends = _ends(name, start, stop, names.MAX_ATTRIBUTES + 1)
    if len(ends) > names.MAX_ATTRIBUTES:
        raise Malformed("name with too many attributes")
    parts = []
    for end in ends:
        parts.append(_part_key(name[start:end]))
        start = end
    return "/".join(parts)


def _ends(data: bytes, at: int, limit: int, most: int) -> list[int]:
    """Where the elements in a row from ``at`` to ``limit`` end, ``most`` of them at most. Raises Malformed."""
    found: list[int] = []
    while at < limit and len(found) < most:
        stop = limit + 1
        if at + 4 <= limit and data[at] & _HIGH_TAG != _HIGH_TAG:
            size = data[at + 1]
            if size < _SHORT:
                stop = at + 2 + size
            elif size == _TWO_OCTETS:
                stop = at + 4 + (data[at + 2] << 8 | data[at + 3])
        at = stop if stop <= limit else der.element(data, at, limit)[3]
        found.append(at)
    return found


def listed_certificate(data: bytes) -> ListedCertificate:
    """The certificate ``data`` with the places of its name and key. Raises Malformed."""
    start, stop = der.whole(data, der.SEQUENCE, "certificate")
    tag, _, at, end = der.element(data, start, stop)
    if tag != der.SEQUENCE:
        raise Malformed("certificate body")
    before = _BEFORE_SUBJECT + (at < end and data[at] == _VERSION)
    ends = _ends(data, at, end, before + 2)
    if len(ends) < before + 2:
        raise Malformed("certificate body cut off")
    subject_start, subject_end, key_end = ends[before - 1 :]
    name = name_key(data[subject_start:subject_end])
    return ListedCertificate(sha256_hex(data), data, subject_start, subject_end, subject_end, key_end, name)


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
    _part_key.cache_clear()
    name_key.cache_clear()
    _from_text.cache_clear()
