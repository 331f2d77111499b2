"""The XPath and XPath-filter2 transforms (XMLDSig 6.6.3, XML-Signature XPath Filter 2.0)."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from lxml import etree

from esigval.model.reasons import Reason
from esigval.xades import nodeset
from esigval.xades.budget import MAX_XPATH_LENGTH
from esigval.xades.c14n import Subtree
from esigval.xades.failure import Failure
from esigval.xades.names import XPATH, XPATH_FILTER2
from esigval.xades.nodeset import NodeSet
from esigval.xades.tree import XmlTree, node_list, text_of
from esigval.xades.xpath_cost import estimate

_TOKENS: Final = re.compile(r""""[^"]*"|'[^']*'|[^"']+""")
_ID_CALL: Final = re.compile(r"(?<![\w.:-])id(?=\s*\()")
_ID_FUNCTION: Final = "esigval-id"
_SELECTS_DOCUMENT: Final = (
    "boolean(({})[not(ancestor-or-self::*) and not(self::comment() or self::processing-instruction())])"
)
_CONTEXT: Final = re.compile(r"\bself\b|\bname\b|namespace|string|\.")
_NOT_IN_SIGNATURE: Final = re.compile(r"not\(ancestor-or-self::([A-Za-z_][\w.-]*):([A-Za-z_][\w.-]*)\)")


def apply_xpath(transform: etree._Element, part: Subtree | NodeSet) -> Subtree | NodeSet:
    """The XPath transform: keeps the nodes for which the expression is true."""
    element = transform.find(XPATH)
    if element is None:
        raise Failure(Reason.MALFORMED, "XPath transform without XPath")
    text = text_of(element).strip()
    namespaces = _namespaces(element)
    if isinstance(part, Subtree):
        simple = _NOT_IN_SIGNATURE.fullmatch("".join(text.split()))
        if simple is not None and simple[1] in namespaces:
            start = part.tree.root if part.apex is None else part.apex
            name = f"{{{namespaces[simple[1]]}}}{simple[2]}"
            if not any(ancestor.tag == name for ancestor in start.iterancestors()):
                return Subtree(part.tree, part.apex, part.comments, (*part.cuts, *start.iter(name)))
        part = nodeset.of_subtree(part)
    return _filtered(_Expression(text, element, part.tree), part)


def _namespaces(element: etree._Element) -> dict[str, str]:
    return {prefix: uri for prefix, uri in element.nsmap.items() if prefix and uri}


class _Expression:
    """An XPath expression with what XMLDSig adds: here(), and id() over the attributes that are Ids here."""

    def __init__(self, text: str, element: etree._Element, tree: XmlTree) -> None:
        if len(text) > MAX_XPATH_LENGTH:
            raise Failure(Reason.BUDGET_EXHAUSTED, "length of an XPath expression")
        self.tree = tree
        # libxml2's id() knows no Id attributes and can't be replaced: call it by another name outside string literals.
        self.text = _TOKENS.sub(lambda m: m[0] if m[0][0] in "\"'" else _ID_CALL.sub(_ID_FUNCTION, m[0]), text)
        self.namespaces = _namespaces(element)
        owner = tree.root.getroottree().getroot() is element.getroottree().getroot()
        self.extensions: dict[tuple[str | None, str], Callable[..., Any]] = {
            (None, "here"): lambda _context: [element] if owner else [],
            (None, _ID_FUNCTION): self._elements_by_id,
        }

    def _elements_by_id(self, _context: object, argument: object) -> list[etree._Element]:
        values = argument if isinstance(argument, list) else [argument]
        names = " ".join(v if isinstance(v, str) else "".join(getattr(v, "itertext", list)()) for v in values).split()
        return [element for name in names for element in self.tree.by_id(name)]

    def compiled(self, wrapper: str) -> etree.XPath:
        """The expression inside ``wrapper``."""
        try:
            return etree.XPath(
                wrapper.format(self.text), namespaces=self.namespaces, extensions=self.extensions, regexp=False
            )
        except etree.XPathError as error:
            raise Failure(Reason.MALFORMED, f"XPath: {error}") from error

    def evaluate(self, wrapper: str, contexts: int) -> list[Any]:
        """The node-set of the expression inside ``wrapper``, evaluated for ``contexts`` nodes, if it costs little enough."""
        self.tree.budget.spend_xpath(contexts * estimate(self.text, self.tree.shape))
        return _nodes(self.compiled(wrapper), self.tree.tree)

    def selected(self) -> list[Any]:
        """The nodes that the expression selects in the document; the document itself, which lxml leaves out, as None."""
        found = self.evaluate("({})", 2)
        try:
            return [None] if self.compiled(_SELECTS_DOCUMENT)(self.tree.tree) else found
        except etree.XPathError as error:
            raise Failure(Reason.MALFORMED, f"XPath: {error}") from error


def _nodes(expression: etree.XPath, context: etree._Element | etree._ElementTree) -> list[Any]:
    try:
        found = expression(context)
    except etree.XPathError as error:
        raise Failure(Reason.MALFORMED, f"XPath: {error}") from error
    return node_list(found)


def _filtered(expression: _Expression, part: NodeSet) -> NodeSet:
    """The nodes of ``part`` for which ``expression`` is true."""
    part.tree.budget.spend_nodes(len(part.nodes))
    contexts = len(part.nodes) + len(part.texts) + len(part.attributes)
    # two walks: a union of both sets would compare each of their nodes with each
    chosen = expression.evaluate("/descendant-or-self::node()[boolean({})]", contexts)
    chosen += expression.evaluate("/descendant::*/@*[boolean({})]", 0)
    result = NodeSet(part.tree)
    for item in chosen:
        _put(result, item)
    result.nodes &= part.nodes
    result.texts &= part.texts
    result.attributes &= part.attributes
    result.namespaces = _namespace_nodes(expression, part, result)
    return result


def _put(target: NodeSet, item: Any) -> None:
    """Adds what lxml returns for a node: an element, or a string that knows its place."""
    if isinstance(item, etree._Element):
        target.nodes.add(item)
    elif isinstance(item, str):
        place: Any = item
        if place.is_attribute:
            target.attributes.add((place.getparent(), str(place.attrname)))
        else:
            target.texts.add((place.getparent(), bool(place.is_tail)))


def _namespace_nodes(expression: _Expression, part: NodeSet, result: NodeSet) -> dict[etree._Element, frozenset[str]]:
    """Namespace nodes for which the expression is true. libxml2 returns them without their parents: ask each element for its own."""
    if not _CONTEXT.search(expression.text):  # the axes used treat a namespace node as they treat its element
        return {element: part.namespaces[element] for element in result.nodes if element in part.namespaces}
    compiled = expression.compiled("namespace::*[boolean({})]")
    found = {}
    for element, prefixes in part.namespaces.items():
        chosen = {prefix or "" for prefix, _uri in _nodes(compiled, element)}
        if chosen & prefixes:
            found[element] = frozenset(chosen & prefixes)
    return found


def apply_filter2(transform: etree._Element, part: Subtree | NodeSet) -> Subtree | NodeSet:
    """XPath Filter 2.0: intersect, subtract and union with the subtrees under the nodes that expressions select."""
    steps = []
    for child in transform.iterchildren(XPATH_FILTER2):
        operation = (child.get("Filter") or "").strip()
        if operation not in ("intersect", "subtract", "union"):
            raise Failure(Reason.MALFORMED, "XPath Filter 2.0 operation")
        steps.append((operation, _Expression(text_of(child).strip(), child, part.tree).selected()))
    if not steps:
        raise Failure(Reason.MALFORMED, "XPath Filter 2.0 without XPath")
    if isinstance(part, Subtree):
        quick = _as_subtree(steps, part)
        if quick is not None:
            return quick
        part = nodeset.of_subtree(part)
    return _combined(steps, part)


def _as_subtree(steps: list[tuple[str, list[Any]]], part: Subtree) -> Subtree | None:
    """The result as a subtree less cuts, where it is one: intersection with one element first, then subtractions of elements."""
    for index, (operation, selected) in enumerate(steps):
        if not all(isinstance(item, etree._Element) and isinstance(item.tag, str) for item in selected):
            return None
        if operation == "subtract":
            part = Subtree(part.tree, part.apex, part.comments, (*part.cuts, *selected))
        elif operation == "intersect" and index == 0 and len(selected) == 1 and part.apex is None and not part.cuts:
            part = Subtree(part.tree, selected[0], part.comments)
        else:
            return None
    return part


def _combined(steps: list[tuple[str, list[Any]]], part: NodeSet) -> NodeSet:
    """The set after all steps, node by node: start with all (Filter 2.0, 3.4), then operation by operation."""
    everything = nodeset.of_subtree(Subtree(part.tree, None, True))
    current = everything
    for operation, selected in steps:
        chosen = _subtrees(part.tree, selected, everything)
        current = _OPERATIONS[operation](current, chosen)
    return _intersection(current, part)


def _subtrees(tree: XmlTree, selected: Iterable[Any], everything: NodeSet) -> NodeSet:
    """All nodes at or under the selected ones."""
    chosen = NodeSet(tree)
    for item in selected:
        if isinstance(item, str):
            _put(chosen, item)
        elif isinstance(item, etree._Element) and item not in chosen.nodes:
            _union_into(
                chosen,
                nodeset.of_subtree(Subtree(tree, item, True)) if isinstance(item.tag, str) else _only(tree, item),
            )
        elif item is None:  # the document
            return everything
    return chosen


def _only(tree: XmlTree, node: etree._Element) -> NodeSet:
    single = NodeSet(tree)
    single.nodes.add(node)
    return single


def _union_into(target: NodeSet, other: NodeSet) -> None:
    target.nodes |= other.nodes
    target.texts |= other.texts
    target.attributes |= other.attributes
    for element, prefixes in other.namespaces.items():
        target.namespaces[element] = target.namespaces.get(element, frozenset()) | prefixes


def _union(left: NodeSet, right: NodeSet) -> NodeSet:
    result = NodeSet(left.tree)
    _union_into(result, left)
    _union_into(result, right)
    return result


def _intersection(left: NodeSet, right: NodeSet) -> NodeSet:
    result = NodeSet(left.tree)
    result.nodes = left.nodes & right.nodes
    result.texts = left.texts & right.texts
    result.attributes = left.attributes & right.attributes
    for element in left.namespaces.keys() & right.namespaces.keys():
        result.namespaces[element] = left.namespaces[element] & right.namespaces[element]
    return result


def _difference(left: NodeSet, right: NodeSet) -> NodeSet:
    result = NodeSet(left.tree)
    result.nodes = left.nodes - right.nodes
    result.texts = left.texts - right.texts
    result.attributes = left.attributes - right.attributes
    for element, prefixes in left.namespaces.items():
        result.namespaces[element] = prefixes - right.namespaces.get(element, frozenset())
    return result


_OPERATIONS: Final[dict[str, Callable[[NodeSet, NodeSet], NodeSet]]] = {
    "intersect": _intersection,
    "subtract": _difference,
    "union": _union,
}
