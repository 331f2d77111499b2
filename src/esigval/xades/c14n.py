"""Canonical XML 1.0, 1.1 and exclusive, with and without comments. Subtrees go through libxml2; see nodeset for the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lxml import etree
from msgspec import Struct

from esigval.model.reasons import Reason
from esigval.xades.failure import Failure
from esigval.xades.names import XML, split
from esigval.xades.tree import XmlTree, node_list

_C14N10: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_C14N11: Final = "http://www.w3.org/2006/12/xml-c14n11"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"

_MAX_REMEMBERED: Final = 8 * 1024 * 1024
"""Canonical forms up to this size are kept for time-stamps and further references; the budget bounds how many."""

_CUT_TARGET: Final = "esigval-cut"
_CUT: Final = b"<?esigval-cut?>"
_INHERITED: Final = etree.XPath("ancestor::*/@xml:*", namespaces={"xml": XML}, regexp=False)
_XML_PREFIX: Final = f"{{{XML}}}"
_REPARSE: Final = etree.XMLParser(
    huge_tree=True,
    resolve_entities=False,
    no_network=True,
    strip_cdata=True,
    collect_ids=False,
    attribute_defaults=False,
)


class Method(Struct, frozen=True):
    """A canonicalisation method. ``prefixes``: InclusiveNamespaces/@PrefixList of the exclusive one, "" for #default."""

    exclusive: bool = False
    comments: bool = False
    version_11: bool = False
    prefixes: tuple[str, ...] = ()


METHODS: Final[dict[str, Method]] = {
    _C14N10: Method(),
    f"{_C14N10}#WithComments": Method(comments=True),
    _C14N11: Method(version_11=True),
    f"{_C14N11}#WithComments": Method(version_11=True, comments=True),
    _EXCLUSIVE: Method(exclusive=True),
    f"{_EXCLUSIVE}WithComments": Method(exclusive=True, comments=True),
}
"""Algorithm URI -> method."""

DEFAULT: Final = METHODS[_C14N10]
"""XMLDSig 4.4.3.2: what applies to a node-set that no transform has canonicalised."""


def method_of(element: etree._Element | None) -> Method:
    """The method that a CanonicalizationMethod or Transform element names; the default where there is none."""
    if element is None:
        return DEFAULT
    uri = (element.get("Algorithm") or "").strip()
    method = METHODS.get(uri)
    if method is None:
        raise Failure(Reason.UNSUPPORTED, f"canonicalization {uri}")
    if method.exclusive and len(element):
        for child in element:
            if split(child.tag) == (_EXCLUSIVE, "InclusiveNamespaces"):
                names = (child.get("PrefixList") or "").split()
                prefixes = tuple(sorted({"" if name == "#default" else name for name in names}))
                return Method(True, method.comments, False, prefixes)
    return method


class Subtree(Struct, frozen=True):
    """The node-set of a whole document (``apex`` None) or of an element, less comments and less whole elements cut out."""

    tree: XmlTree
    apex: etree._Element | None = None
    comments: bool = False
    cuts: tuple[etree._Element, ...] = ()


def canonicalize(part: Subtree, method: Method) -> bytes:
    """Canonical form of ``part``, memoised. Raises Failure where it has none (relative namespace URI) or costs too much."""
    if method.comments and not part.comments:
        method = Method(method.exclusive, False, method.version_11, method.prefixes)
    key = (part.apex, part.cuts, method)
    done = part.tree.canonical.get(key)
    if done is None:
        budget = part.tree.budget
        budget.check_octets()
        done = _canonicalize(part, method)
        budget.spend_octets(done)
        if len(done) <= _MAX_REMEMBERED:
            part.tree.canonical[key] = done
    return done


def _canonicalize(part: Subtree, method: Method) -> bytes:
    cuts = _outermost(part) if part.cuts else ()
    found: bytes | None = None  # where only the general path gives it
    if "" not in method.prefixes and part.tree.root not in cuts:
        if part.apex is not None and part.apex in cuts:
            return b""
        try:
            if not cuts:
                return _whole(part, method)
            with _marked(cuts):
                marked = _whole(part, method)
        except (etree.C14NError, etree.XMLSyntaxError) as error:
            raise Failure(Reason.MALFORMED, f"no canonical form: {error}") from error
        found = _without(marked, cuts)
    if found is not None:
        return found
    from esigval.xades import nodeset  # only where it is needed: few documents do

    return nodeset.canonicalize(nodeset.of_subtree(part), method)


def _outermost(part: Subtree) -> tuple[etree._Element, ...]:
    """The cuts that lie in the part and in no other cut of it. One that holds the part is not among them: Apache Santuario digests an
    element inside the signature that an enveloped-signature transform leaves out, and what is digested is what the scope says."""
    everything = set(part.cuts)
    inside = []
    for cut in dict.fromkeys(part.cuts):
        within = part.apex is None or cut is part.apex
        for ancestor in () if cut is part.apex else cut.iterancestors():
            if ancestor in everything:
                within = False
                break
            if ancestor is part.apex:
                within = True
                break
        if within:
            inside.append(cut)
    return tuple(inside)


def _whole(part: Subtree, method: Method) -> bytes:
    prefixes = list(method.prefixes) or None
    if part.apex is None:
        return _c14n(part.tree.tree, method, prefixes)
    if part.apex is part.tree.root or (method.exclusive and not prefixes):
        return _c14n(part.apex, method, prefixes)
    inherited = [] if method.exclusive else inherited_xml_attributes(part.apex, method.version_11)
    if not method.exclusive and not inherited and None not in part.apex.nsmap:
        found = _c14n(part.apex, method, None)
        # below the apex of a part, libxml2 may repeat or undo declarations without need, and leaves none out: here there are none
        if found.find(b"xmlns", found.index(b">")) < 0:
            return found
    # so that it does neither, give it the apex with all that is in scope, as a document of its own
    own = etree.fromstring(etree.tostring(part.apex, with_tail=False, encoding="utf-8"), _REPARSE)
    for name, value in inherited:
        own.set(name, value)
    return _c14n(own, method, prefixes)


def _c14n(node: etree._Element | etree._ElementTree, method: Method, prefixes: list[str] | None) -> bytes:
    return etree.tostring(
        node,
        method="c14n",
        exclusive=method.exclusive,
        with_comments=method.comments,
        with_tail=False,
        inclusive_ns_prefixes=prefixes,
    )


def attributes_of(element: etree._Element) -> list[tuple[str, str]]:
    """(name, value) of all attributes, names in Clark notation."""
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def inherited_xml_attributes(apex: etree._Element, version_11: bool) -> list[tuple[str, str]]:
    """The attributes in the xml namespace that an apex takes from its ancestors (C14N 1.0, 2.4; 1.1, 2.4)."""
    found: dict[str, str] = {}
    bases: list[str] = []
    for attribute in node_list(_INHERITED(apex)):  # from the outermost in
        name, value = str(attribute.attrname), str(attribute)
        local = name[len(_XML_PREFIX) :]
        if version_11 and local == "base":
            bases.append(value)
        elif name not in apex.attrib and (not version_11 or local in ("lang", "space")):
            found[name] = value
    if bases:
        own = apex.get(f"{_XML_PREFIX}base")
        joined = join_bases([*bases, *([] if own is None else [own])])
        if joined:
            found[f"{_XML_PREFIX}base"] = joined
    return list(found.items())


def join_bases(bases: list[str]) -> str:
    """The xml:base values from the outermost in, joined as C14N 1.1 wants it (2.4, from RFC 3986, 5.2)."""
    from urllib.parse import urljoin

    result = ""
    for base in bases:
        result = urljoin(result, base) if result else base
    return result


@contextmanager
def _marked(cuts: tuple[etree._Element, ...]) -> Iterator[None]:
    """Puts a processing instruction before each cut and at its end, and takes them away again."""
    marks: list[etree._Element] = []
    try:
        for cut in cuts:
            before = etree.ProcessingInstruction(_CUT_TARGET)
            cut.addprevious(before)
            within = etree.ProcessingInstruction(_CUT_TARGET)
            cut.append(within)
            marks += (before, within)
        yield
    finally:
        for mark in marks:
            parent = mark.getparent()
            if parent is not None:
                parent.remove(mark)


def _without(canonical: bytes, cuts: tuple[etree._Element, ...]) -> bytes | None:
    """``canonical`` without what lies between the marks; None where the document itself holds such marks."""
    kept: list[memoryview] = []
    view, start = memoryview(canonical), 0
    for _ in cuts:
        before = canonical.find(_CUT, start)
        within = canonical.find(_CUT, before + 1)
        end = within + len(_CUT)
        if before < 0 or within < 0 or not canonical.startswith(b"</", end):
            return None
        kept.append(view[start:before])
        start = canonical.index(b">", end) + 1  # behind the end tag of the element that is cut
    if canonical.find(_CUT, start) >= 0:
        return None
    return b"".join([*kept, view[start:]])
