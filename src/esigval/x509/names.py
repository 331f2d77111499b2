"""Distinguished names: as text (RFC 4514), as attributes, and as a key to compare by (RFC 5280 7.1)."""

import unicodedata
from functools import lru_cache

from esigval.asn1 import der
from esigval.asn1.primitives import oid_contents
from esigval.model.errors import Malformed

SHORT_NAMES: dict[str, str] = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "title",
    "2.5.4.13": "description",
    "2.5.4.15": "businessCategory",
    "2.5.4.16": "postalAddress",
    "2.5.4.17": "postalCode",
    "2.5.4.20": "telephoneNumber",
    "2.5.4.41": "name",
    "2.5.4.42": "givenName",
    "2.5.4.43": "initials",
    "2.5.4.44": "generationQualifier",
    "2.5.4.46": "dnQualifier",
    "2.5.4.65": "pseudonym",
    "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
    "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL",
    "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
    "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}
"""Attribute type -> the short name that names are written with (RFC 4514, RFC 4519 and usage)."""

_TEXT_TAGS = {
    0x0C: "utf-8",
    0x13: "latin-1",
    0x16: "latin-1",
    0x14: "latin-1",
    0x12: "latin-1",
    0x1A: "latin-1",
    0x1E: "utf-16-be",
}
_UTF8_IN_PRACTICE = frozenset({0x0C, 0x13, 0x14})
_SPECIAL = str.maketrans({c: "\\" + c for c in '",+<>;\\'} | {"\0": "\\00"})
MAX_ATTRIBUTES = 1000
"""A name of real certificates has up to some twenty attributes; comparing names is linear in them."""

Attribute = tuple[str, int, bytes]
"""Attribute type, tag of the value, content of the value."""


def text_of(tag: int, content: bytes) -> str | None:
    """Text of a directory string; None where the tag is no string. PrintableString with Latin-1 letters occurs and is read so."""
    if tag == 0x1C:
        return content.decode("utf-32-be", "replace")
    if tag not in _TEXT_TAGS:
        return None
    if tag in _UTF8_IN_PRACTICE:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("latin-1")
    return content.decode(_TEXT_TAGS[tag], "replace")


def relative_names(name: bytes) -> tuple[tuple[Attribute, ...], ...]:
    """The RDNs of a Name in DER, in their order. Raises Malformed."""
    rdns = []
    count = 0
    for tag, _, start, end in der.children(name, *der.whole(name, der.SEQUENCE, "name")):
        if tag != der.SET:
            raise Malformed("relative distinguished name")
        rdns.append(_attributes(name, start, end))
        count += len(rdns[-1])
        if count > MAX_ATTRIBUTES:
            raise Malformed("name with too many attributes")
    return tuple(rdns)


def _attributes(name: bytes, at: int, end: int) -> tuple[Attribute, ...]:
    """The attributes of an RDN from its content."""
    attributes = []
    for kind, _, first, last in der.children(name, at, end):
        if kind != der.SEQUENCE:
            raise Malformed("attribute of a name")
        type_start, type_stop = der.expect(name, first, last, der.OID, "attribute type")
        tag, _, value_start, value_stop = der.element(name, type_stop, last)
        attributes.append((der.oid(name, type_start, type_stop), tag, name[value_start:value_stop]))
    return tuple(attributes)


def attributes(name: bytes) -> tuple[tuple[str, str], ...]:
    """Attribute types and their texts; a value that is no string as ``#`` and hexadecimal."""
    return tuple((kind, _value_text(tag, content)) for rdn in relative_names(name) for kind, tag, content in rdn)


def _value_text(tag: int, content: bytes) -> str:
    text = text_of(tag, content)
    return text if text is not None else "#" + der.encode(tag, content).hex()


@lru_cache(maxsize=1024)
def rfc4514(name: bytes) -> str:
    """The name as RFC 4514 writes it: last RDN first. Raises Malformed."""
    return ",".join("+".join(_attribute(*a) for a in rdn) for rdn in reversed(relative_names(name)))


def _attribute(kind: str, tag: int, content: bytes) -> str:
    text = text_of(tag, content)
    if text is None:
        return f"{SHORT_NAMES.get(kind, kind)}=#{der.encode(tag, content).hex()}"
    escaped = text.translate(_SPECIAL)
    if escaped.startswith(("#", " ")):
        escaped = "\\" + escaped
    if len(text) > 1 and text.endswith(" "):
        escaped = escaped[:-1] + "\\ "
    return f"{SHORT_NAMES.get(kind, kind)}={escaped}"


NameKey = str
"""A name in the form that names are compared in; its hash is computed once."""

_TYPES = {oid_contents(dotted): dotted for dotted in SHORT_NAMES}
_SMALLEST_ATTRIBUTE = 7
_ASCII_STRINGS = frozenset({0x0C, 0x13, 0x16})
"""UTF8String, PrintableString, IA5String: the same text for the same ASCII octets."""


@lru_cache(maxsize=4096)
def name_key(name: bytes) -> NameKey:
    """Equal for names that RFC 5280 7.1 holds equal: case, runs of white space and the type of string don't count. Raises Malformed."""
    return "/".join(rdn_keys(name))


@lru_cache(maxsize=4096)
def rdn_keys(name: bytes) -> tuple[str, ...]:
    """The same per RDN, to compare a name with a subtree (RFC 5280 4.2.1.10). Raises Malformed."""
    if len(name) > _SMALLEST_ATTRIBUTE * MAX_ATTRIBUTES:
        relative_names(name)  # counts them
    rdns = der.children(name, *der.whole(name, der.SEQUENCE, "name"))
    return tuple([_rdn_key(name[start:end]) for _, start, _, end in rdns])


@lru_cache(maxsize=8192)
def _rdn_key(rdn: bytes) -> str:
    """The key of one RDN (the element). RDNs repeat more than names: country and organisation stand in all names of a provider."""
    return _plain_key(rdn) or _any_key(_attributes(rdn, *der.whole(rdn, der.SET, "relative distinguished name")))


def _plain_key(rdn: bytes) -> str:
    """The key of an RDN with one attribute, short and in ASCII, as almost all are; "" for any other."""
    size = len(rdn)
    if not 10 < size < 0x80 or rdn[:5] != bytes((der.SET, size - 2, der.SEQUENCE, size - 4, der.OID)):
        return ""
    value = 6 + rdn[5]
    if value + 2 > size or rdn[value] not in _ASCII_STRINGS or rdn[value + 1] != size - value - 2:
        return ""
    content = rdn[value + 2 :]
    if not content.isascii():
        return ""
    text = " ".join(content.decode("ascii").lower().split())
    return f"{_TYPES.get(rdn[6:value]) or der.oid(rdn, 6, value)}={len(text)}:{text}"


def _any_key(rdn: tuple[Attribute, ...]) -> str:
    """Lengths before values keep different names apart whatever stands in them."""
    parts = {f"{kind}={len(text)}:{text}" for kind, tag, content in rdn for text in (_compared(tag, content),)}
    return "+".join(sorted(parts))


def _compared(tag: int, content: bytes) -> str:
    text = text_of(tag, content)
    if text is None:
        return "#" + der.encode(tag, content).hex()
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())
