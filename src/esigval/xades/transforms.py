"""Transforms, strictly in the order in which a ds:Reference lists them (XMLDSig 4.4.3.2 and 6.6)."""

from typing import Final

from lxml import etree
from msgspec import Struct

from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.xades import c14n, tree, xpath
from esigval.xades.budget import MAX_TRANSFORMS, Budget
from esigval.xades.c14n import METHODS, Method, Subtree
from esigval.xades.failure import Failure
from esigval.xades.names import DS, FILTER2, SIGNATURE, TRANSFORM
from esigval.xades.nodeset import NodeSet

Data = bytes | Subtree | NodeSet
"""What goes from one transform to the next: octets or a node-set."""

ENVELOPED: Final = f"{DS}enveloped-signature"
BASE64: Final = f"{DS}base64"
XPATH: Final = "http://www.w3.org/TR/1999/REC-xpath-19991116"
XSLT: Final = "http://www.w3.org/TR/1999/REC-xslt-19991116"

_SHORT_NAMES: Final = {ENVELOPED: "enveloped", BASE64: "base64", XPATH: "xpath", FILTER2: "xpath-filter2", XSLT: "xslt"}


Step = tuple[str, etree._Element]
"""A transform: the URI of its algorithm, and its element."""


def steps_of(container: etree._Element | None) -> tuple[Step, ...]:
    """The transforms of a ds:Transforms element, in their order."""
    if container is None:
        return ()
    return tuple([((child.get("Algorithm") or "").strip(), child) for child in container if child.tag == TRANSFORM])


class Applied(Struct, frozen=True):
    """``data`` after the transforms; ``nodes``: of its own document, from which that was made, None where there are no such nodes, or a
    transform chose among nodes of a document parsed on the way; ``comments_left_out``: octets that were parsed on the way hold comments
    which the canonical form is without."""

    data: Data
    nodes: Subtree | NodeSet | None = None
    comments_left_out: bool = False


def apply(steps: tuple[Step, ...], data: bytes | Subtree, budget: Budget) -> Applied:
    """Carry out the transforms on ``data``. Raises Failure where one can't be."""
    if len(steps) > MAX_TRANSFORMS:
        raise Failure(Reason.BUDGET_EXHAUSTED, "transforms of one reference")
    nodes: Subtree | NodeSet | None = None if isinstance(data, bytes) else data
    result: Data = data
    comments_left_out = False
    for uri, step in steps:
        if uri in METHODS and isinstance(result, bytes):
            result = _nodes(result, budget)
            comments_left_out |= not METHODS[uri].comments and bool(_HAS_COMMENTS(result.tree.tree))
        result = _apply_one(uri, step, result, budget)
        if nodes is not None and not isinstance(result, bytes):
            nodes = result if result.tree is nodes.tree else None
    return Applied(result, nodes, comments_left_out)


def _apply_one(uri: str, step: etree._Element, data: Data, budget: Budget) -> Data:
    if uri in METHODS:
        return octets(_nodes(data, budget), c14n.method_of(step))
    if uri == ENVELOPED:
        return _without_signature(step, _nodes(data, budget))
    if uri == BASE64:
        return _decoded(data)
    if uri == XPATH:
        return xpath.apply_xpath(step, _nodes(data, budget))
    if uri == FILTER2:
        return xpath.apply_filter2(step, _nodes(data, budget))
    raise Failure(Reason.UNSUPPORTED, f"transform {_SHORT_NAMES.get(uri, uri)}")


def names(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The transforms for a reader: what was done to the data before hashing."""
    return tuple([_SHORT_NAMES.get(uri, uri) for uri, _ in steps])


def octets(data: Data, method: Method = c14n.DEFAULT) -> bytes:
    """Octets of what the transforms left: node-sets are canonicalised by ``method``."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, Subtree):
        return c14n.canonicalize(data, method)
    from esigval.xades import nodeset

    result = nodeset.canonicalize(data, method)
    data.tree.budget.spend_octets(result)
    return result


def _nodes(data: Data, budget: Budget) -> Subtree | NodeSet:
    """The node-set that a transform wants: octets are parsed (XMLDSig 4.4.3.2)."""
    if not isinstance(data, bytes):
        return data
    budget.check_octets()
    budget.spend_octets(data)
    try:
        return Subtree(tree.parse(data, budget), None, True)
    except Malformed as error:
        raise Failure(Reason.MALFORMED, error.where) from error


def _without_signature(step: etree._Element, data: Subtree | NodeSet) -> Subtree | NodeSet:
    """The enveloped-signature transform: leaves out the ds:Signature that contains it (XMLDSig 6.6.4)."""
    signature = next(step.iterancestors(SIGNATURE), None)
    if signature is None or signature.getroottree().getroot() is not data.tree.root:
        raise Failure(Reason.MALFORMED, "enveloped-signature transform outside of its document")
    if isinstance(data, Subtree):
        return Subtree(data.tree, data.apex, data.comments, (*data.cuts, signature))
    inside = set(signature.iter())
    result = NodeSet(data.tree)
    result.nodes = data.nodes - inside
    result.texts = {(node, tail) for node, tail in data.texts if node not in inside or (node is signature and tail)}
    result.attributes = {(node, name) for node, name in data.attributes if node not in inside}
    result.namespaces = {node: prefixes for node, prefixes in data.namespaces.items() if node not in inside}
    return result


def _decoded(data: Data) -> bytes:
    """The base64 transform: of octets, or of the text of a node-set (XMLDSig 6.6.2)."""
    if isinstance(data, bytes):
        text = data.decode("ascii", "replace")
    elif isinstance(data, Subtree):
        text = _string_value(data)
    else:
        root = data.tree.root
        parts: list[str] = []
        for event, node in tree.walk(root):
            if event == "start":
                parts.append((node.text or "") if (node, False) in data.texts else "")
            elif node is not root:
                parts.append((node.tail or "") if (node, True) in data.texts else "")
        text = "".join(parts)
    decoded = tree.decode_base64(text)
    if decoded is None:
        raise Failure(Reason.MALFORMED, "base64")
    return decoded


def _string_value(part: Subtree) -> str:
    """Text of a subtree less its cuts, without markup, comments and processing instructions."""
    start = part.tree.root if part.apex is None else part.apex
    if not part.cuts:
        return str(_STRING(start))
    from esigval.xades import nodeset

    nodes = nodeset.of_subtree(part)
    return "".join(t for t in tree.node_list(_TEXTS(start)) if (t.getparent(), bool(t.is_tail)) in nodes.texts)


_STRING: Final = etree.XPath("string()", regexp=False)
_HAS_COMMENTS: Final = etree.XPath("boolean(//comment())", regexp=False)
_TEXTS: Final = etree.XPath(".//text()", regexp=False)
