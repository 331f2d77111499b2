"""Arbitrary node-sets and their canonical form in pure Python: for results of XPath that are not whole subtrees."""

from typing import Any, Final

from lxml import etree

from esigval.model.reasons import Reason
from esigval.xades.c14n import Method, Subtree, attributes_of, inherited_xml_attributes
from esigval.xades.failure import Failure
from esigval.xades.names import XML, split
from esigval.xades.tree import XmlTree, walk

_ATTRIBUTE_NAME: Final = etree.XPath("name(@*[local-name() = $local and namespace-uri() = $uri])", regexp=False)


class NodeSet:
    """A set of nodes of one tree. ``nodes``: elements, comments, processing instructions; ``texts``: (node, is_tail) of the
    text in or after a node; ``attributes``: (element, name); ``namespaces``: element -> in-scope prefixes ("" default) in the set."""

    __slots__ = ("attributes", "namespaces", "nodes", "texts", "tree")

    def __init__(self, tree: XmlTree) -> None:
        self.tree = tree
        self.nodes: set[etree._Element] = set()
        self.texts: set[tuple[etree._Element, bool]] = set()
        self.attributes: set[tuple[etree._Element, str]] = set()
        self.namespaces: dict[etree._Element, frozenset[str]] = {}

    def add_element(self, element: etree._Element) -> None:
        """The element with its attributes and namespace nodes, not what is in it."""
        self.nodes.add(element)
        for name, _ in attributes_of(element):
            self.attributes.add((element, name))
        prefixes = frozenset(in_scope(element))
        self.tree.budget.spend_nodes(len(prefixes) // 4)
        self.namespaces[element] = prefixes


def in_scope(element: etree._Element) -> dict[str, str]:
    """Namespaces in scope by prefix; no entry for an undeclared default namespace, none for ``xml``."""
    return {prefix or "": uri for prefix, uri in element.nsmap.items() if uri and prefix != "xml"}


def of_subtree(part: Subtree) -> NodeSet:
    """The node-set that ``part`` stands for."""
    result = NodeSet(part.tree)
    start = part.tree.root if part.apex is None else part.apex
    cut = set(part.cuts)
    if part.apex is None:
        _add_top_level(result, start, part.comments)
    if start in cut:
        return result
    skipped: Any = None
    for event, node in walk(start):
        if event == "end":
            if node is skipped:
                skipped = None
                _add_tail(result, node, start)
            continue
        if skipped is not None:
            continue
        part.tree.budget.spend_nodes(1)
        if event == "start" and node in cut:
            skipped = node
            continue
        if event == "start":
            result.add_element(node)
            result.texts.add((node, False))
        elif part.comments or isinstance(node, etree._ProcessingInstruction):
            result.nodes.add(node)
        _add_tail(result, node, start)
    return result


def _add_tail(result: NodeSet, node: etree._Element, start: etree._Element) -> None:
    if node is not start:
        result.texts.add((node, True))


def _add_top_level(result: NodeSet, root: etree._Element, comments: bool) -> None:
    for preceding in (True, False):
        for node in root.itersiblings(preceding=preceding):
            if comments or isinstance(node, etree._ProcessingInstruction):
                result.nodes.add(node)


def canonicalize(nodes: NodeSet, method: Method) -> bytes:
    """Canonical form of a node-set (C14N 1.0 and 1.1 clause 2, Exclusive C14N clause 3)."""
    writer = _Writer(nodes, method)
    root = nodes.tree.root
    before = [node for node in root.itersiblings(preceding=True) if writer.visible(node)]
    for node in reversed(before):
        writer.misc(node)
        writer.out.append("\n")
    writer.walk(root)
    for node in root.itersiblings():
        if writer.visible(node):
            writer.out.append("\n")
            writer.misc(node)
    return "".join(writer.out).encode("utf-8")


class _Writer:
    """Writes the canonical form. ``scopes``: per open element of the output, the namespace declarations in force there."""

    def __init__(self, nodes: NodeSet, method: Method) -> None:
        self.nodes = nodes
        self.method = method
        self.out: list[str] = []
        self.scopes: list[dict[str, str]] = [{}]

    def visible(self, node: etree._Element) -> bool:
        return node in self.nodes.nodes and (self.method.comments or not isinstance(node, etree._Comment))

    def walk(self, root: etree._Element) -> None:
        for event, node in walk(root):
            self.nodes.tree.budget.spend_nodes(1)
            if event == "start":
                self.start(node)
            elif event == "end":
                self.end(node)
            elif self.visible(node):
                self.misc(node)
            if event != "start" and node is not root and node.tail and (node, True) in self.nodes.texts:
                self.out.append(_text(node.tail))

    def start(self, element: etree._Element) -> None:
        shown = element in self.nodes.nodes
        declared, scope = self.declarations(element, shown)
        name = _qualified(element)
        if shown:
            self.out.append(f"<{name}")
        for prefix in sorted(declared):
            self.out.append(f' xmlns{":" if prefix else ""}{prefix}="{_attribute(declared[prefix])}"')
        for written, value in self.attributes(element, shown):
            self.out.append(f' {written}="{_attribute(value)}"')
        if shown:
            self.out.append(">")
            self.scopes.append(scope)
        if element.text and (element, False) in self.nodes.texts:
            self.out.append(_text(element.text))

    def end(self, element: etree._Element) -> None:
        if element in self.nodes.nodes:
            self.scopes.pop()
            self.out.append(f"</{_qualified(element)}>")

    def misc(self, node: etree._Element) -> None:
        if isinstance(node, etree._Comment):
            self.out.append(f"<!--{_data(node.text)}-->")
        elif isinstance(node, etree._ProcessingInstruction):
            text = _data(node.text)
            self.out.append(f"<?{node.target!s}{' ' + text if text else ''}?>")

    def declarations(self, element: etree._Element, shown: bool) -> tuple[dict[str, str], dict[str, str]]:
        """The namespace declarations to write at ``element``, and the scope below it."""
        outer = self.scopes[-1]
        selected = self.nodes.namespaces.get(element, frozenset())
        axis = {prefix: uri for prefix, uri in in_scope(element).items() if prefix in selected}
        for uri in axis.values():
            if ":" not in uri:  # C14N 1: relative namespace URIs make the operation fail
                raise Failure(Reason.MALFORMED, "no canonical form: relative namespace URI")
        wanted = set(axis)
        may_undeclare = shown
        if self.method.exclusive:
            used = self.utilized(element)
            wanted &= used | set(self.method.prefixes)
            may_undeclare = shown and ("" in used or "" in self.method.prefixes)
        declared = {prefix: axis[prefix] for prefix in wanted if outer.get(prefix) != axis[prefix]}
        if may_undeclare and "" not in axis and outer.get(""):
            declared[""] = ""
        return declared, {**outer, **declared}

    def utilized(self, element: etree._Element) -> set[str]:
        """Prefixes visibly utilised by the element and those of its attributes that are in the set (Exclusive C14N, 1.1)."""
        used = set()
        if element in self.nodes.nodes:
            used.add(element.prefix or "")
        for name, _ in attributes_of(element):
            namespace, local = split(name)
            if namespace and namespace != XML and (element, name) in self.nodes.attributes:
                used.add(_prefix_for(element, namespace, local))
        return used

    def attributes(self, element: etree._Element, shown: bool) -> list[tuple[str, str]]:
        """Attributes in canonical order: by namespace URI, then local name."""
        found = {n: v for n, v in attributes_of(element) if (element, n) in self.nodes.attributes}
        parent = element.getparent()
        if shown and not self.method.exclusive and parent is not None and parent not in self.nodes.nodes:
            found.update(inherited_xml_attributes(element, self.method.version_11))
        ordered = sorted((split(name), value) for name, value in found.items())
        return [(_attribute_name(element, namespace, local), value) for (namespace, local), value in ordered]


def _qualified(element: etree._Element) -> str:
    local = split(element.tag)[1]
    return f"{element.prefix}:{local}" if element.prefix else local


def _attribute_name(element: etree._Element, namespace: str, local: str) -> str:
    if not namespace:
        return local
    return f"xml:{local}" if namespace == XML else f"{_prefix_for(element, namespace, local)}:{local}"


def _prefix_for(element: etree._Element, namespace: str, local: str) -> str:
    """The prefix that an attribute was written with."""
    candidates = [prefix for prefix, uri in in_scope(element).items() if uri == namespace and prefix]
    if len(candidates) == 1:
        return candidates[0]
    return str(_ATTRIBUTE_NAME(element, local=local, uri=namespace)).partition(":")[0]


def _text(value: str) -> str:
    if "&" in value or "<" in value or ">" in value or "\r" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")
    return value


def _attribute(value: str) -> str:
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return value.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")


def _data(value: str | None) -> str:
    return (value or "").replace("\r", "&#xD;")
