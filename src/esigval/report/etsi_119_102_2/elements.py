"""Elements of the report, and the identifiers that TS 119 102-2 gives to what they say."""

import re
from binascii import b2a_base64
from datetime import datetime
from typing import cast
from urllib.parse import quote

from lxml import etree

from esigval.model.conclusion import Indication, SubIndication
from esigval.report.catalogue import utc
from esigval.report.text import clean
from esigval.xades.algorithms import DIGEST_BY_URI
from esigval.xades.names import DS, XADES_132

VR = "http://uri.etsi.org/19102/v1.4.1#"
OWN = "https://github.com/esigval/esigval/report/1"
"""What the standard has no element for: qualification, laws, the words of a reason."""

_NAMESPACES: dict[str | None, str] = {None: VR, "ds": DS, "XAdES": XADES_132, "esigval": OWN}

_MAIN = "urn:etsi:019102:mainindication:"
_SUB = "urn:etsi:019102:subindication:"
APPLIED, DISABLED = (f"urn:etsi:019102:constraintStatus:{status}" for status in ("applied", "disabled"))
LONG_TERM = "urn:etsi:019102:validationprocess:LTA"
BY_VALIDATION = "urn:etsi:019102:poetype:validation"

_DIGEST_URIS = {name: uri for uri, name in DIGEST_BY_URI.items()}


def root_element(name: str) -> etree._Element:
    """An element with all namespaces of the report."""
    return etree.Element(f"{{{VR}}}{name}", nsmap=cast("dict[str, str]", _NAMESPACES))


def add(parent: etree._Element, name: str, text: str = "", *, space: str = VR, **attributes: str) -> etree._Element:
    """A child of ``parent``; its text without the characters that XML, or a reader's terminal, would trip over."""
    child = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    if text:
        child.text = clean(text)
    return child


def add_time(parent: etree._Element, name: str, time: datetime) -> etree._Element:
    """A time in UTC."""
    return add(parent, name, utc(time).isoformat().replace("+00:00", "Z"))


def add_digest(parent: etree._Element, algorithm: str, digest: bytes) -> None:
    """``ds:DigestMethod`` and ``ds:DigestValue``."""
    add(parent, "DigestMethod", space=DS, Algorithm=_DIGEST_URIS[algorithm])
    add(parent, "DigestValue", base64(digest), space=DS)


def named(algorithm: str) -> bool:
    """Whether a URI is known for the digest ``algorithm``."""
    return algorithm in _DIGEST_URIS


def add_sha256(parent: etree._Element, hexadecimal: str) -> None:
    """``DigestAlgAndValue`` of a SHA-256."""
    add_digest(add(parent, "DigestAlgAndValue"), "SHA256", bytes.fromhex(hexadecimal))


def add_status(parent: etree._Element, name: str, main: Indication, sub: SubIndication | None) -> etree._Element:
    """``ValidationStatusType``."""
    status = add(parent, name)
    add(status, "MainIndication", _MAIN + main.lower())
    if sub is not None:
        add(status, "SubIndication", _SUB + sub)
    return status


def uri(identifier: str) -> str:
    """An OID as a URI (RFC 3061), a URI as it is, anything else escaped into a relative one."""
    if identifier.replace(".", "").isdecimal():
        return f"urn:oid:{identifier}"
    return identifier if _URI.fullmatch(identifier) else quote(clean(identifier), safe="")


_URI = re.compile(
    r"[a-z][a-z0-9+.-]*:(//[a-z0-9.-]+(:[0-9]{1,5})?(?=[/?#]|$)|(?!//))([\w.~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*(#[\w.~/?-]*)?",
    re.I | re.A,
)
"""The URIs that are met: with a host and perhaps a port, or with neither. Whatever is stranger is escaped."""


def base64(data: bytes) -> str:
    """``data`` on one line."""
    return b2a_base64(data, newline=False).decode("ascii")
