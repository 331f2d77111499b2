"""What of the documents a signature covers (EN 319 102-1, 5.2.2; TS 119 102-2, signer's documents)."""

from collections.abc import Iterable

from lxml import etree

from esigval.hashing import sha256_hex
from esigval.model.signature import ReferenceType, Scope, ScopeType
from esigval.xades.c14n import METHODS
from esigval.xades.references import Parts, Resolved

_WHOLE = "Full XML File"
_COMMENTS = ", less its comments"


def scopes_of(references: Iterable[Resolved], parts: Parts, parent: str) -> tuple[Scope, ...]:
    """A scope for each reference to signed data, in their order. ``parent``: id of the counter-signed signature."""
    found = []
    for one in references:
        if one.scoped:
            scope = _scope(one, parts, parent)
            if scope is not None:
                found.append(scope)
    return tuple(found)


def _scope(one: Resolved, parts: Parts, parent: str) -> Scope | None:
    reference, element = one.reference, one.element
    kind = reference.type
    if kind is ReferenceType.MANIFEST_ENTRY:
        return (
            _make(ScopeType.FULL, reference.name.removeprefix("#"), one, "manifest entry") if reference.found else None
        )
    if not reference.found:
        external = one.uri is not None and one.uri != "" and not one.uri.startswith("#")
        return _make(ScopeType.FULL, one.uri or "", one, "not given") if external and not one.transforms else None
    if kind is ReferenceType.COUNTER_SIGNATURE and parent:
        return _make(ScopeType.COUNTER_SIGNATURE, parent, one, "signature value of the counter-signed signature")
    if kind is ReferenceType.MANIFEST:
        return _make(ScopeType.FULL, one.id or reference.name.removeprefix("#"), one, "manifest")
    if kind is ReferenceType.OBJECT:
        assert element is not None  # found objects are elements
        has_content = len(element) > 0 or bool(element.text)
        return _make(ScopeType.PARTIAL, _id_of(one), one, "content of a ds:Object") if has_content else None
    if one.document is not None:
        return _of_document(one)
    if element is None:
        return _make(ScopeType.FULL, _WHOLE, one, "document")
    return _of_element(one, element, parts)


def _of_document(one: Resolved) -> Scope | None:
    """A detached document, by the name under which the signature knows it."""
    document = one.document
    if document is None or (not one.reference.intact and one.transforms):
        return None
    kind = ScopeType.FULL if document.digest_only is None else ScopeType.DIGEST
    return Scope(
        kind,
        document.name or one.uri or "",
        _digest(one, document.data if document.digest_only is None else None),
        "detached document" + _COMMENTS * one.comments_left_out,
        one.transforms,
    )


def _of_element(one: Resolved, element: etree._Element, parts: Parts) -> Scope:
    if element is parts.tree.root:
        return _make(ScopeType.FULL, _WHOLE, one, "root element")
    return _make(ScopeType.PARTIAL, _id_of(one), one, "element")


def _id_of(one: Resolved) -> str:
    element = one.element
    if element is None:
        return ""
    return element.get("Id") or element.get("ID") or element.get("id") or (one.uri or "").removeprefix("#")


def _make(kind: ScopeType, name: str, one: Resolved, description: str) -> Scope:
    left_out = [step for step in one.transforms if step not in METHODS]
    if left_out:
        description += ", less what the transforms leave out: " + ", ".join(left_out)
    description += _COMMENTS * one.comments_left_out
    covered = one.data if isinstance(one.data, bytes) else None
    return Scope(kind, name, _digest(one, covered), description, one.transforms)


def _digest(one: Resolved, covered: bytes | None) -> str:
    """SHA-256 of the covered bytes; the reference's own digest where it is of that kind and over them."""
    if one.reference.digest_algorithm == "SHA256" and one.reference.actual is not None and covered is one.data:
        return one.reference.actual.hex()
    return "" if covered is None else sha256_hex(covered)
