"""Evidence records in XML (RFC 6283)."""

from lxml import etree
from msgspec import Struct

from esigval.evidence_records.record import XML, ArchiveChain, ArchiveStamp, Record
from esigval.hashing import sha256_hex
from esigval.model.citation import Ref
from esigval.model.errors import Malformed
from esigval.xades.algorithms import DIGEST_BY_URI
from esigval.xades.c14n import Method, Subtree, canonicalize, method_of
from esigval.xades.failure import Failure
from esigval.xades.tree import XmlTree, bytes_of, looks_like_xml, parse

NAMESPACE = "urn:ietf:params:xml:ns:ers"
_NS = {"e": NAMESPACE}
_REF = Ref("rfc-6283", "2011", "3.1")
_CHAINS = 64
_STAMPS = 256
_LISTS = 64


def read_xml_record(data: bytes) -> Record:
    """The EvidenceRecord that is the root of ``data``."""
    tree = parse(data)
    return record_of_element(tree, tree.root, sha256_hex(data))


def record_of_element(tree: XmlTree, root: etree._Element, identifier: str) -> Record:
    """An EvidenceRecord element of a larger document. Raises Malformed."""
    if root.tag != f"{{{NAMESPACE}}}EvidenceRecord":
        raise Malformed("EvidenceRecord", _REF)
    sequence = _one(root, "e:ArchiveTimeStampSequence")
    chains = _ordered(sequence, "e:ArchiveTimeStampChain", _CHAINS)
    try:
        read = tuple(_chain(tree, sequence, chain, chains[i:]) for i, chain in enumerate(chains))
        method = _method(chains[0])
    except Failure as e:
        raise Malformed(f"EvidenceRecord: {e}", _REF) from e
    return Record(identifier, XML, read, _Canonical(method))


def _chain(tree: XmlTree, sequence: etree._Element, chain: etree._Element, rest: list[etree._Element]) -> ArchiveChain:
    method = _method(chain)
    uri = _one(chain, "e:DigestMethod").get("Algorithm") or ""
    stamps = tuple(_stamp(tree, stamp, method) for stamp in _ordered(chain, "e:ArchiveTimeStamp", _STAMPS))
    earlier = len(sequence.findall("e:ArchiveTimeStampChain", _NS)) - len(rest)
    before = canonicalize(Subtree(tree, sequence, method.comments, tuple(rest)), method) if earlier else b""
    return ArchiveChain(DIGEST_BY_URI.get(uri, uri), stamps, before)


def _stamp(tree: XmlTree, stamp: etree._Element, method: Method) -> ArchiveStamp:
    lists: list[tuple[bytes, ...]] = []
    hash_tree = stamp.find("e:HashTree", _NS)
    if hash_tree is not None:
        groups = _ordered(hash_tree, "e:Sequence", _LISTS)
        lists = [tuple(_octets(value) for value in group.findall("e:DigestValue", _NS)) for group in groups]
    time_stamp = _one(stamp, "e:TimeStamp")
    token = _octets(_one(time_stamp, "e:TimeStampToken"))
    return ArchiveStamp(tuple(lists), token, canonicalize(Subtree(tree, time_stamp, method.comments), method))


def _method(chain: etree._Element) -> Method:
    return method_of(chain.find("e:CanonicalizationMethod", _NS))


class _Canonical(Struct, frozen=True):
    """Puts an XML data object as RFC 6283, clause 3.1.1, wants it before hashing; two of one method are equal."""

    method: Method

    def __call__(self, data: bytes) -> bytes | None:
        """The canonical form; None for what is no XML."""
        if not looks_like_xml(data):
            return None
        try:
            return canonicalize(Subtree(parse(data), None, self.method.comments), self.method)
        except (Malformed, Failure):
            return None


def _one(parent: etree._Element, path: str) -> etree._Element:
    found = parent.findall(path, _NS)
    if len(found) != 1:
        raise Malformed(f"EvidenceRecord: {path.removeprefix('e:')}", _REF)
    return found[0]


def _ordered(parent: etree._Element, path: str, most: int) -> list[etree._Element]:
    """Children in the order that their Order attributes state."""
    found = parent.findall(path, _NS)
    try:
        ordered = sorted(found, key=lambda e: int(e.get("Order") or ""))
    except ValueError as e:
        raise Malformed(f"EvidenceRecord: Order of {path.removeprefix('e:')}", _REF) from e
    if not 0 < len(ordered) <= most:
        raise Malformed(f"EvidenceRecord: {path.removeprefix('e:')}", _REF)
    return ordered


def _octets(element: etree._Element) -> bytes:
    value = bytes_of(element)
    if value is None:
        raise Malformed(f"EvidenceRecord: {etree.QName(element).localname} is no base64", _REF)
    return value
