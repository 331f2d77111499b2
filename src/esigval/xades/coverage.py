"""What stands inside a ds:Signature and is signed by nothing: an enveloped signature leaves itself out of what it signs, and whatever is
put there later can be taken for signed content (XMLDSig 8.1.1: only what is signed is secure)."""

from collections.abc import Iterable
from typing import Final

from lxml import etree

from esigval.model.reasons import Reason
from esigval.model.signature import Finding
from esigval.xades import names as n
from esigval.xades.names import split, xades_name
from esigval.xades.nodeset import NodeSet
from esigval.xades.references import Resolved
from esigval.xades.tree import text_of

CHECK: Final = "xmldsig-core/8.1.1/content-signed"
"""All content inside of the signature element is signed by it."""

COMMENTS: Final = "xmldsig-core/8.1.1/comments-signed"
"""Files beside the document are signed with the comments in them."""

MAX_TOLD: Final = 100
"""Elements or files that are looked at and told; real signatures have a few."""

_OWN_PARTS: Final = frozenset({n.SIGNED_INFO, n.SIGNATURE_VALUE, n.KEY_INFO})


def unsigned_content(
    signature: etree._Element, properties: etree._Element | None, references: Iterable[Resolved]
) -> tuple[Finding, ...]:
    """Children of ``signature`` that hold something which none of its ``references`` covers, beside the parts that every signature has.
    ``properties``: the QualifyingProperties that are read as such."""
    others = [
        child
        for child in signature.iterchildren("*")
        if child.tag not in _OWN_PARTS and not _holds_only(child, properties)
    ]
    others += _beside_properties(properties)
    if not others:
        return ()
    covered = _Covered(references)
    found = [_name(child) for child in others[:MAX_TOLD] if not _signed(child, covered, properties)]
    return (Finding(CHECK, Reason.CONTENT_NOT_SIGNED, (("elements", tuple(found)),)),) if found else ()


def unsigned_comments(references: Iterable[Resolved]) -> tuple[Finding, ...]:
    """A finding on the files whose canonical form leaves their comments out: anyone can add some, and change those that are there. In a
    file that is read as something else than XML, a comment may be what counts."""
    found = [one.reference.name for one in references if one.comments_left_out]
    facts = (("files", tuple(found[:MAX_TOLD])), ("count", len(found)))
    return (Finding(COMMENTS, Reason.COMMENTS_NOT_SIGNED, facts),) if found else ()


def _holds_only(child: etree._Element, properties: etree._Element | None) -> bool:
    return properties is not None and len(child) == 1 and child[0] is properties and not text_of(child).strip()


def _beside_properties(properties: etree._Element | None) -> list[etree._Element]:
    """What a QualifyingProperties element holds beside the one SignedProperties that is read and the UnsignedProperties, which nobody takes
    for signed (EN 319 132-1, 4.3.1): another reader may take a second SignedProperties for the signer's."""
    if properties is None:
        return []
    signed = [child for child in properties.iterchildren("*") if xades_name(child.tag) == "SignedProperties"]
    return [
        child
        for child in properties.iterchildren("*")
        if child not in signed[:1] and split(child.tag)[1] != "UnsignedProperties"
    ]


def _name(element: etree._Element) -> str:
    identifier = element.get("Id")
    local = split(element.tag)[1]
    return f"{local} {identifier}" if identifier else local


def _signed(part: etree._Element, covered: "_Covered", properties: etree._Element | None) -> bool:
    """Whether all that ``part`` holds is covered: itself, or the elements that it consists of."""
    waiting = [part]
    while waiting:
        element = waiting.pop()
        if element is properties or covered.has(element):
            continue
        inside = list(element.iterchildren("*"))
        if text_of(element).strip() or (not inside and element is not part):
            return False
        waiting += inside
    return True


class _Covered:
    """The nodes that some references cover."""

    def __init__(self, references: Iterable[Resolved]) -> None:
        self._subtrees: dict[etree._Element | None, list[_Cuts]] = {}  # by apex
        self._sets: list[NodeSet] = []
        known = set()
        for one in references:
            if not one.reference.found:
                continue
            if isinstance(one.nodes, NodeSet):
                self._sets.append(one.nodes)
            elif one.nodes is not None and (one.nodes.apex, one.nodes.cuts) not in known:
                known.add((one.nodes.apex, one.nodes.cuts))
                self._subtrees.setdefault(one.nodes.apex, []).append(_Cuts(one.nodes.cuts))

    def has(self, element: etree._Element) -> bool:
        """Whether a reference covers ``element`` with all that is in it."""
        if any(all(inside in one.nodes for inside in element.iter("*")) for one in self._sets):
            return True
        passed: set[etree._Element] = set()
        for above in (element, *element.iterancestors(), None):
            if above is not None:
                passed.add(above)
            if any(cuts.leave(element, passed) for cuts in self._subtrees.get(above, ())):
                return True
        return False


class _Cuts:
    """What is cut out of a subtree."""

    def __init__(self, cuts: tuple[etree._Element, ...]) -> None:
        self._cuts = cuts
        self._above = {ancestor for cut in cuts for ancestor in cut.iterancestors()}

    def leave(self, element: etree._Element, passed: set[etree._Element]) -> bool:
        """Whether they leave ``element`` as it is. ``passed``: the element and what is above it, up to the top of the subtree."""
        return passed.isdisjoint(self._cuts) and element not in self._above
