"""Safe parsing: no DTD, no entities, no network; one tree that all signatures of a document share."""

import binascii
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree
from msgspec import ValidationError, convert

from esigval.hashing import digest
from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.xades.budget import MAX_ATTRIBUTES, MAX_BYTES, MAX_MARKUP, MAX_NAMESPACE_WORK, Budget
from esigval.xades.failure import Failure
from esigval.xades.names import XML
from esigval.xades.xpath_cost import Shape


def _parser(huge: bool) -> etree.XMLParser:
    return etree.XMLParser(
        huge_tree=huge,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        remove_blank_text=False,
        strip_cdata=True,  # canonical forms have no CDATA sections (C14N 2.3)
        collect_ids=False,
    )


# huge_tree lifts libxml2's limits of 10 MB a text and depth 256 (to 2048) and its guard against entity expansion: only for
# documents that need it, and that the scan below has shown to have no DTD.
_GUARDED_SIZE: Final = 10_000_000
_HUGE: Final = _parser(True)
_GUARDED: Final = _parser(False)

_ASCII_SUPERSETS: Final = re.compile(
    rb"(?i)utf-?8|utf-?16|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d|cp125\d|latin-?1"
)
_ENCODING: Final = re.compile(rb"""\A<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_PROLOG_ITEM: Final = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_BLANKS: Final = "\n \r\t"
_FEW_PREFIXES: Final = 32
# a tag has at least four bytes: with so few bytes and at most MAX_ATTRIBUTES attributes, declarations among them, no limit is reached
_SMALL: Final = 4 * min(MAX_MARKUP, MAX_NAMESPACE_WORK // MAX_ATTRIBUTES**2)
_MARKS: Final = b"<\"'"
_NO_MARKS: Final = bytes(sorted(set(range(256)) - set(_MARKS)))
_ONE_QUOTE: Final = bytes.maketrans(b"'", b'"')
_CROWD: Final = b'"' * (2 * MAX_ATTRIBUTES + 1)
_DECLARATION: Final = re.compile(rb"xmlns(?::([^\s=]{1,256}))?\s*=")
_TOO_MANY_ATTRIBUTES: Final = etree.XPath(f"boolean(/descendant::*[@*[{MAX_ATTRIBUTES + 1}]])", regexp=False)
_ID_NAMES: Final = ("Id", "ID", "id", f"{{{XML}}}id")
_ID_ATTRIBUTES: Final = etree.XPath(
    " | ".join(f"/descendant::*/@{name}" for name in ("Id", "ID", "id", "xml:id")),
    namespaces={"xml": XML},
    regexp=False,
)
_WITH_VALUE: Final = etree.XPath("/descendant::*/@*[. = $value]", regexp=False)
_SEARCHES: Final = 2
"""Ids that are searched for in a large document before all of them are indexed, which takes twice as long as a search."""
_LARGE: Final = 1 << 16


Remembered = dict[tuple[int, str], tuple[bytes, bytes]]
"""Digests by identity of the octets and algorithm, with the octets, so that no others get their identity."""


class XmlTree:
    """One parsed document: the tree, its Ids and what may still be spent on it. Not for several threads at once."""

    __slots__ = ("_digests", "_ids", "_searched", "_shape", "budget", "canonical", "root", "size", "tree")

    def __init__(
        self, root: etree._Element, size: int, budget: Budget | None = None, digests: Remembered | None = None
    ) -> None:
        self.root = root
        self.tree = root.getroottree()
        self.size = size
        self.budget = budget or Budget(size)
        self.canonical: dict[object, bytes] = {}  # canonical forms already made, by (apex, cuts, method)
        self._digests: Remembered = {} if digests is None else digests
        self._ids: dict[str, tuple[etree._Element, ...]] | None = None
        self._searched: dict[str, tuple[etree._Element, ...]] = {}
        self._shape: Shape | None = None

    @property
    def shape(self) -> Shape:
        """How large, deep and wide the tree is: what XPath transforms are bounded by."""
        if self._shape is None:
            self._shape = _shape_of(self.root)
        return self._shape

    def by_id(self, value: str) -> tuple[etree._Element, ...]:
        """The elements that carry ``value`` as their Id, ID, id or xml:id: none, one, or several that contend for it."""
        if self._ids is not None:
            return self._ids.get(value, ())
        if value not in self._searched:
            if self.size < _LARGE or len(self._searched) == _SEARCHES:
                self._ids = _index_ids(self.root)
                return self._ids.get(value, ())
            self._searched[value] = _with_id(self.root, value)
        return self._searched[value]

    def digest_of(self, octets: bytes, algorithm: str) -> bytes:
        """Digest of the octets of a reference, remembered with them: thousands may name the same ones. The budget bounds how many."""
        known = self._digests.get((id(octets), algorithm))
        if known is None:
            known = self._digests[id(octets), algorithm] = octets, digest(algorithm, octets)
        return known[1]


def _shape_of(root: etree._Element) -> Shape:
    nodes, depth, deepest, fan = 1, 0, 1, 1
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start":
            nodes += 1
            fan = max(fan, 2 * len(element) + 1)
            deepest = max(deepest, depth)
    return Shape(2 * nodes, deepest + 1, fan)  # with the text in and after elements


def _index_ids(root: etree._Element) -> dict[str, tuple[etree._Element, ...]]:
    index: dict[str, tuple[etree._Element, ...]] = {}
    for attribute in node_list(_ID_ATTRIBUTES(root)):
        value = str(attribute)
        element = attribute.getparent()
        known = index.get(value)
        index[value] = (element,) if known is None else _joined(known, element)
    return index


def _with_id(root: etree._Element, value: str) -> tuple[etree._Element, ...]:
    """The same for one value."""
    try:
        attributes = node_list(_WITH_VALUE(root, value=value))
    except ValueError:  # characters that no document can hold
        return ()
    found: tuple[etree._Element, ...] = ()
    for attribute in attributes:
        if attribute.attrname in _ID_NAMES:
            found = _joined(found, attribute.getparent())
    return found


def _joined(known: tuple[etree._Element, ...], element: etree._Element) -> tuple[etree._Element, ...]:
    """``known`` and ``element``, two at most; the same value in Id and ID of one element is one Id."""
    if len(known) == 2 or any(element is other for other in known):
        return known
    return (*known, element)


def walk(start: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """("start", element), ("end", element) and ("misc", comment or instruction) in document order, from ``start`` down. lxml's own
    iterwalk takes time that grows with the square of the number of comments beside each other."""
    yield "start", start
    open_elements: list[tuple[etree._Element, Iterator[etree._Element]]] = [(start, iter(start))]
    while open_elements:
        element, children = open_elements[-1]
        child = next(children, None)
        if child is None:
            open_elements.pop()
            yield "end", element
        elif isinstance(child.tag, str):
            yield "start", child
            open_elements.append((child, iter(child)))
        else:
            yield "misc", child


def node_list(result: object) -> list[Any]:
    """The nodes that an XPath evaluation gave: elements, and strings that know their parents. Raises Failure for other results."""
    if not isinstance(result, list):
        raise Failure(Reason.MALFORMED, "XPath: the result is no node-set")
    return result


def parse(data: bytes, budget: Budget | None = None, digests: Remembered | None = None) -> XmlTree:
    """Parse one document; ``budget`` and ``digests`` are shared with others of one container. Raises Malformed for what is no XML, has a
    DTD, or is beyond the limits of ``budget``."""
    if len(data) > MAX_BYTES:
        raise Malformed("XML document of more than 256 MiB")
    parser, ascii_like = _parser_for(data)
    crowded = ascii_like is None or _bounded(ascii_like)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"XML: {error}") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    if crowded and _TOO_MANY_ATTRIBUTES(root):
        raise Malformed("XML element with too many attributes")
    return XmlTree(root, len(data), budget, digests)


def _bounded(data: bytes) -> bool:
    """Whether one element may have more attributes than MAX_ATTRIBUTES. Raises Malformed where tags, attributes or namespaces are more
    than the C code can walk in bounded time and memory. An attribute has an equals sign and two quotes; a tag holds no ``<``."""
    if len(data) <= _SMALL and data.count(b"=") <= MAX_ATTRIBUTES:
        return False
    marks = data.translate(_ONE_QUOTE, _NO_MARKS)
    tags = marks.count(b"<")
    attributes = (len(marks) - tags) // 2
    if tags + attributes > MAX_MARKUP and tags + min(attributes, data.count(b"=")) > MAX_MARKUP:
        raise Malformed("XML document with too many tags and attributes")
    if data.count(b"xmlns") > _FEW_PREFIXES:
        prefixes = len({match[1] for match in _DECLARATION.finditer(data)})
        if prefixes > _FEW_PREFIXES and tags * prefixes * prefixes > MAX_NAMESPACE_WORK:
            raise Malformed("XML document with too many namespaces")
    return attributes > MAX_ATTRIBUTES and _CROWD in marks


def _parser_for(data: bytes) -> tuple[etree.XMLParser, bytes | None]:
    """The parser without guard for input that shows it has no DTD, and the input in an encoding like ASCII (None where that is not
    known); raises Malformed where there is a DTD."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        codec = "utf-16-le" if data[0] in (0xFF, 0x3C) else "utf-16-be"
        data = data.decode(codec, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    named = _ENCODING.match(data)
    if named is not None and not _ASCII_SUPERSETS.fullmatch(named[1]):
        return _GUARDED, None
    position = 0
    while (item := _PROLOG_ITEM.match(data, position)) is not None:
        position = item.end()
    if data.startswith(b"<!DOCTYPE", position):
        raise _doctype()
    rooted = data.startswith(b"<", position) and not data.startswith(b"<!", position)
    return _HUGE if rooted and len(data) >= _GUARDED_SIZE else _GUARDED, data


def _doctype() -> Malformed:
    return Malformed("XML document type declaration", ref("xmldsig-core", "8.1"))


def looks_like_xml(data: bytes) -> bool:
    """Whether the first bytes are those of an XML document; nothing is parsed."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<", b"\xff\xfe<\0", b"\xfe\xff\0<"))


def decode_base64(text: str) -> bytes | None:
    """Bytes of a base64 text with blanks, None where it is none (RFC 4648 clause 4; blanks as in XML Schema)."""
    for blank in _BLANKS:
        text = text.replace(blank, "")
    try:
        return convert(text, bytes)
    except ValidationError:  # it is stricter than binascii about padding, and several times faster
        pass
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None


def text_of(element: etree._Element) -> str:
    """Character data directly in ``element``, continued after comments and processing instructions."""
    if len(element) == 0:
        return element.text or ""
    parts = [element.text or ""]
    parts.extend(child.tail or "" for child in element)
    return "".join(parts)


def bytes_of(element: etree._Element) -> bytes | None:
    """Decoded base64 content of ``element``."""
    return decode_base64(text_of(element))
