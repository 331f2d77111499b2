"""Small readers of XML values, and the way a list's bytes become a tree."""

from binascii import Error as Base64Error
from binascii import a2b_base64
from datetime import UTC, datetime
from functools import lru_cache

from lxml import etree
from msgspec import ValidationError, convert

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.trust.lists import Text, Texts
from esigval.trust.uris import NS_LIST, NS_XML

MAX_LIST_BYTES = 16 << 20
"""The largest list of the European Union in October 2023 has 2.4 MB; seven times that is refused before it is parsed."""
_LONGEST_TIME = 40
"""Characters of a time with nine decimals and a zone, and some more."""
_REMEMBERED_TIMES = 1024
"""Times that are kept as read: half of all services have a status that began with the Regulation."""
MAX_TEXTS = 1000
"""Names or URIs in one place; one for each official language of the Union makes 24."""

_LANG = f"{{{NS_XML}}}lang"
_URI = f"{{{NS_LIST}}}URI"

Fields = dict[object, etree._Element]
"""Children of an element by their names."""


def fields(element: etree._Element | None) -> Fields:
    """Children of ``element`` by their qualified names. Raises Malformed where a name occurs twice: nobody may choose one of them."""
    if element is None:
        return {}
    found: Fields = {}
    for child in element:
        found[child.tag] = child
    if len(found) != len(element):
        names = [child.tag for child in element if isinstance(child.tag, str)]
        if len(names) != len(set(names)):
            raise Malformed(f"repeated elements in {str(element.tag).rpartition('}')[2]}", ref("ts-119-612", "5.2"))
    return found


def named(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Children ``name`` of ``element``. A plain loop: lxml's own search by name costs more than the few children that lists have."""
    return [] if element is None else [child for child in element if child.tag == name]


def first(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child ``name`` of ``element``."""
    for child in () if element is None else element:
        if child.tag == name:
            return child
    return None


def language(element: etree._Element) -> str:
    """xml:lang of ``element``, "" where it has none."""
    return element.get(_LANG) or ""


class Items:
    """How many services, statuses, identities, qualifications and pointers one list may still have."""

    __slots__ = ("_left",)

    def __init__(self, limit: int) -> None:
        self._left = limit

    def spend(self, count: int) -> None:
        """``count`` more of them are about to be read. Raises Malformed where they are too many."""
        self._left -= count
        if self._left < 0:
            raise Malformed("too many services, identities or pointers", ref("ts-119-612", "5.2"))


def read_root(data: bytes) -> etree._Element:
    """The root element of a list. Raises Malformed for what is no XML, has a document type, or is larger than any list."""
    if len(data) > MAX_LIST_BYTES:
        raise Malformed(f"list of {len(data)} bytes", ref("ts-119-612", "5.1"))
    from esigval.xades import parse_xml  # a start from a store reads no list, and needs none of it

    root = parse_xml(data)
    if root.tag != f"{{{NS_LIST}}}TrustServiceStatusList":
        raise Malformed("root element is no TrustServiceStatusList", ref("ts-119-612", "5.2"))
    return root


def text(element: etree._Element | None) -> str:
    """Trimmed text of ``element``; "" where there is none."""
    return (element.text or "").strip() if element is not None else ""


def moment(value: str, where: str) -> datetime:
    """An xsd:dateTime in UTC. A time without a zone is taken as UTC, which clause 5.1.3 asks for. Raises Malformed."""
    found = _instant(value) if 19 <= len(value) <= _LONGEST_TIME else None
    if found is None:
        raise Malformed(f"{where}: {value[:40]}", ref("ts-119-612", "5.1.3"))
    return found


@lru_cache(maxsize=_REMEMBERED_TIMES)
def _instant(value: str) -> datetime | None:
    if value[10] != "T":
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def integer(value: str, where: str) -> int:
    """A decimal integer of sane size. Raises Malformed."""
    if not value.isdecimal() or len(value) > 18:
        raise Malformed(f"{where}: {value[:40]!r}", ref("ts-119-612", "5.3"))
    return int(value)


def base64(value: str) -> bytes | None:
    """Decoded text; None where it is no base64."""
    try:
        return convert(value, bytes)
    except ValidationError:  # most texts have no blanks: those take half the time of binascii, which reads all others
        pass
    try:
        return a2b_base64(value)
    except (Base64Error, ValueError):
        return None


def texts(parent: etree._Element | None, name: str) -> Texts:
    """Children ``name`` (a qualified name) of ``parent`` as texts with their languages; empty ones are left out."""
    if parent is None:
        return ()
    if len(parent) > MAX_TEXTS:
        raise Malformed(f"{len(parent)} texts in one place", ref("ts-119-612", "5.1.4"))
    return tuple(
        [
            Text(language(child), value)
            for child in parent
            if child.tag == name and (value := (child.text or "").strip())
        ]
    )


def uris(parent: etree._Element | None) -> Texts:
    """tsl:URI children of ``parent``."""
    return texts(parent, _URI)


def true(value: str | None) -> bool:
    """An xsd:boolean; anything but true and 1 is false."""
    return value in {"true", "1"}
