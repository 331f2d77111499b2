"""ds:Reference: what it names, where that may stand, and whether its digest is right (XMLDSig 4.4.3)."""

import re
from typing import Final
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct, structs

from esigval.hashing import is_supported
from esigval.model.dossier import Document
from esigval.model.reasons import Reason
from esigval.model.signature import Reference, ReferenceType
from esigval.xades import names as n
from esigval.xades import transforms
from esigval.xades.algorithms import digest_name
from esigval.xades.c14n import METHODS, Subtree
from esigval.xades.failure import Failure
from esigval.xades.nodeset import NodeSet
from esigval.xades.tree import XmlTree, bytes_of

_XPOINTER_ID: Final = re.compile(r"""#xpointer\(\s*id\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*\)""")
COMMENTS_LEFT_OUT: Final = ("left_out", "comments")
"""The fact about a reference that the file which it names holds comments, and what is digested is without them."""
_NOT_SCOPED: Final = frozenset(
    {ReferenceType.SIGNED_PROPERTIES, ReferenceType.KEY_INFO, ReferenceType.SIGNATURE_PROPERTIES}
)
_IN_ONE_PLACE: Final = frozenset({ReferenceType.OBJECT, ReferenceType.MANIFEST, ReferenceType.SIGNED_PROPERTIES})


class Parts(Struct, frozen=True):
    """The elements of one ds:Signature that references may mean. ``master``: the ds:SignatureValue that this one counter-signs."""

    tree: XmlTree
    signature: etree._Element
    key_info: etree._Element | None = None
    signed_properties: etree._Element | None = None
    master: etree._Element | None = None
    detached: tuple[Document, ...] = ()


class Resolved(Struct, frozen=True):
    """A reference that was looked at. ``element``: what a same-document URI names (None: the document, or nothing); ``data``: after
    the transforms, None where they could not be carried out; ``nodes``: of the document, from which the data came; ``document``: the
    detached document it names."""

    reference: Reference
    element: etree._Element | None = None
    data: transforms.Data | None = None
    nodes: Subtree | NodeSet | None = None
    document: Document | None = None
    id: str = ""
    uri: str | None = None
    transforms: tuple[str, ...] = ()
    manifest: etree._Element | None = None  # set where it is a manifest in its place, or lists an entry of one
    well_formed: bool = True  # has at most one ds:Transforms

    @property
    def comments_left_out(self) -> bool:
        """Whether it names a file that holds comments, and what was digested is without them."""
        return COMMENTS_LEFT_OUT in self.reference.facts

    @property
    def only_canonicalised(self) -> bool:
        """Whether no transform left anything out or changed it before hashing."""
        return METHODS.keys() >= set(self.transforms)

    @property
    def scoped(self) -> bool:
        """Whether it speaks of signed data, and not of the signature's own parts."""
        return self.reference.type not in _NOT_SCOPED


class _Target(Struct, frozen=True):
    """What a URI names."""

    data: bytes | Subtree
    element: etree._Element | None = None
    document: Document | None = None


def resolve(element: etree._Element, parts: Parts, *, entry_of: etree._Element | None = None) -> Resolved:
    """Look at one ds:Reference of SignedInfo, or (``entry_of``) of a manifest. Never raises for what it finds."""
    uri = element.get("URI")
    said = _Said(element)
    target: _Target | None = None
    done: transforms.Applied | None = None
    output: bytes | None = None
    reason: Reason | None = None
    where = ""
    try:
        parts.tree.budget.spend_reference()
        target = dereference(uri, parts)
        done = transforms.apply(said.steps, target.data, parts.tree.budget)
        output = transforms.octets(done.data)
    except Failure as failure:
        reason, where = failure.reason, failure.where
    named = None if target is None else target.element
    kind = ReferenceType.MANIFEST_ENTRY if entry_of is not None else _classify(element, uri, named, parts)
    manifest = entry_of
    if target is not None and kind in _IN_ONE_PLACE:
        if not _in_place(kind, named, parts):
            target, reason, where = None, Reason.SIGNED_DATA_NOT_FOUND, "misplaced"
        elif kind is ReferenceType.MANIFEST:
            manifest = named
    document = None if target is None else target.document
    actual: bytes | None = None
    if not is_supported(said.algorithm):
        if reason is None:
            reason, where = Reason.UNKNOWN_DIGEST_ALGORITHM, said.algorithm
    elif output is not None:
        actual = parts.tree.digest_of(output, said.algorithm)
    reference = _judged(kind, _name(uri, document), said, target is not None, actual, reason, where)
    if document is not None and uri and document.name and document.name not in _meant(uri):
        reference = structs.replace(reference, facts=(*reference.facts, ("uri", uri)))
    if done is not None and done.comments_left_out:
        reference = structs.replace(reference, facts=(*reference.facts, COMMENTS_LEFT_OUT))
    return Resolved(
        reference=reference,
        element=named,
        data=None if done is None else done.data,
        nodes=None if done is None else done.nodes,
        document=document,
        id=element.get("Id") or "",
        uri=uri,
        transforms=transforms.names(said.steps),
        manifest=manifest,
        well_formed=said.containers <= 1,
    )


class _Said:
    """What a ds:Reference says of its data: how to come to the octets, and their digest."""

    __slots__ = ("algorithm", "containers", "expected", "steps")

    def __init__(self, element: etree._Element) -> None:
        self.steps: tuple[transforms.Step, ...] = ()
        self.containers = 0
        self.algorithm = ""
        self.expected: bytes | None = None
        for child in element:
            tag = child.tag
            if tag == n.TRANSFORMS:
                self.steps = transforms.steps_of(child)
                self.containers += 1
            elif tag == n.DIGEST_METHOD:
                self.algorithm = digest_name((child.get("Algorithm") or "").strip())
            elif tag == n.DIGEST_VALUE:
                self.expected = bytes_of(child)


def _name(uri: str | None, document: Document | None) -> str:
    return document.name if document is not None and document.name else uri or ""


def _judged(
    kind: ReferenceType,
    name: str,
    said: _Said,
    found: bool,
    actual: bytes | None,
    reason: Reason | None,
    where: str,
) -> Reference:
    """The reference with its digest compared."""
    expected = said.expected
    intact = found and actual is not None and actual == expected
    if not intact and reason is None:
        reason = Reason.MALFORMED if expected is None else Reason.DIGEST_MISMATCH
    facts = (("where", where),) if where else ()
    return Reference(
        kind, name, said.algorithm, expected or b"", actual, found, intact, None if intact else reason, facts
    )


def dereference(uri: str | None, parts: Parts) -> _Target:
    """What a URI names: the document, an element of it, or a detached document. Raises Failure where that is not there."""
    if uri is not None and (uri == "" or uri.startswith("#")):
        return _same_document(uri, parts.tree)
    document = _detached(uri, parts.detached)
    if document is None:
        raise Failure(Reason.SIGNED_DATA_NOT_FOUND, uri or "")
    if document.digest_only is not None and not document.data:
        raise Failure(Reason.MISSING, f"content of {document.name}")
    return _Target(document.data, None, document)


def _same_document(uri: str, tree: XmlTree) -> _Target:
    """Same-document references (XMLDSig 4.4.3.3): barename ones leave comments out, the XPointers keep them."""
    if uri in ("", "#"):
        return _Target(Subtree(tree))
    if uri == "#xpointer(/)":
        return _Target(Subtree(tree, None, True))
    pointer = _XPOINTER_ID.fullmatch(uri)
    if pointer is None and uri.startswith("#xpointer("):
        raise Failure(Reason.UNSUPPORTED, "XPointer")
    value = uri[1:] if pointer is None else pointer[1] if pointer[1] is not None else pointer[2]
    elements = tree.by_id(value)
    if not elements and "%" in value:
        elements = tree.by_id(unquote(value))
    if not elements:
        raise Failure(Reason.SIGNED_DATA_NOT_FOUND, uri)
    if len(elements) > 1:
        raise Failure(Reason.AMBIGUOUS, uri)
    return _Target(Subtree(tree, elements[0], pointer is not None), elements[0])


def _detached(uri: str | None, documents: tuple[Document, ...]) -> Document | None:
    """The detached document that a URI names. A single one is what is meant, whatever its name: the digest decides."""
    if len(documents) == 1:
        return documents[0]
    if uri is None:
        return None
    for name in _meant(uri):
        for document in documents:
            if document.name == name:
                return document
    return None


def _meant(uri: str) -> tuple[str, ...]:
    """The names that a URI may mean, what it means by RFC 3986 first; the unescaped name that some writers put in its place last, so that
    no other file can take the place of the one that is meant."""
    decoded = unquote(uri)
    return tuple(dict.fromkeys((decoded, decoded.removeprefix("./"), decoded.removeprefix("/"), uri)))


def _classify(element: etree._Element, uri: str | None, named: etree._Element | None, parts: Parts) -> ReferenceType:
    """Type by the Type attribute and by what is named (EN 319 132-1, 4.4.2, 5.2.7; XMLDSig 4.4.3.1)."""
    kind = (element.get("Type") or "").strip()
    if kind == n.TYPE_SIGNED_PROPERTIES or (kind and kind == _older_type(parts.signed_properties)):
        return ReferenceType.SIGNED_PROPERTIES
    if parts.master is not None and (named is parts.master or kind == n.TYPE_COUNTER_SIGNED):
        return ReferenceType.COUNTER_SIGNATURE
    if named is not None and named is parts.key_info:
        return ReferenceType.KEY_INFO
    if named is not None and _is_signature_property(named, parts.signature):
        return ReferenceType.SIGNATURE_PROPERTIES
    if kind == n.TYPE_OBJECT:
        return ReferenceType.OBJECT
    if kind == n.TYPE_MANIFEST or (named is not None and named.tag == n.MANIFEST):
        return (
            ReferenceType.MANIFEST
        )  # the attribute is optional: what is signed is the same without it (XMLDSig 4.4.3.1, 5.1)
    if uri is not None and uri.startswith("#xpointer("):
        return ReferenceType.XPOINTER
    return ReferenceType.REFERENCE


def _older_type(properties: etree._Element | None) -> str:
    """The Type that the schema of SignedProperties 1.1.1 or 1.2.2 prescribes."""
    namespace = "" if properties is None else n.split(properties.tag)[0]
    return f"{namespace}SignedProperties" if namespace in (n.XADES_111, n.XADES_122) else ""


def _is_signature_property(named: etree._Element, signature: etree._Element) -> bool:
    """ds:SignatureProperties in an Object of this signature, or one of its members."""
    if named.tag == n.SIGNATURE_PROPERTY:
        parent = named.getparent()
        return parent is not None and parent.tag == n.SIGNATURE_PROPERTIES and _is_signature_property(parent, signature)
    return named.tag == n.SIGNATURE_PROPERTIES and _child_of_object(named, signature)


def _child_of_object(element: etree._Element, signature: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == n.OBJECT and parent.getparent() is signature


def _in_place(kind: ReferenceType, named: etree._Element | None, parts: Parts) -> bool:
    """Whether what is named stands where its type says; elsewhere it may be a wrapped copy."""
    if named is None:
        return False
    if kind is ReferenceType.SIGNED_PROPERTIES:
        return named is parts.signed_properties
    if kind is ReferenceType.MANIFEST:
        return named.tag == n.MANIFEST and _child_of_object(named, parts.signature)
    return named.tag == n.OBJECT and named.getparent() is parts.signature


def manifest_entries(manifest: etree._Element, parts: Parts) -> tuple[list[Resolved], list[str]]:
    """The entries of a manifest, and the URIs of those that can't be looked at because no detached document was given."""
    entries, left_out = [], []
    for child in manifest:
        if child.tag != n.REFERENCE:
            continue
        uri = child.get("URI")
        if not parts.detached and (uri is None or (uri and not uri.startswith("#"))):
            left_out.append(uri or "")
            continue
        entries.append(resolve(child, parts, entry_of=manifest))
    return entries, left_out
