"""Canonical XML: fast path and general path agree, and both with the standards' own examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from esigval.xades import c14n, nodeset, tree
from esigval.xades.c14n import METHODS, Method, Subtree
from esigval.xades.failure import Failure
from tests.unit.xades import making as m

INCLUSIVE = METHODS[m.C14N]
VERSION_11 = METHODS[m.C14N11]
EXCLUSIVE = METHODS[m.EXCLUSIVE]


def both(data: str, path: str | None, method: Method, *, comments: bool = True, cut: str = "") -> bytes:
    """Canonical form of an element (or of the document) by both paths, which have to agree."""
    parsed = tree.parse(data.encode())
    apex = None if path is None else parsed.root.xpath(path)[0]
    cuts = tuple(parsed.root.xpath(cut)) if cut else ()
    before = etree.tostring(parsed.tree)
    part = Subtree(parsed, apex, comments, cuts)
    fast = c14n.canonicalize(part, method)
    effective = method if comments else Method(method.exclusive, False, method.version_11, method.prefixes)
    assert nodeset.canonicalize(nodeset.of_subtree(part), effective) == fast
    assert etree.tostring(parsed.tree) == before
    return fast


def test_comments_and_instructions_outside_the_root() -> None:
    """Canonical XML 1.0, 3.1."""
    data = '<?xml version="1.0"?>\n<?p   href="a"\n type="b"   ?>\n<!-- 1 --><doc>Hello<!-- 2 --></doc>\n<?q     ?>\n<!-- 3 -->'
    with_comments = METHODS[f"{m.C14N}#WithComments"]
    assert both(data, None, INCLUSIVE) == b'<?p href="a"\n type="b"   ?>\n<doc>Hello</doc>\n<?q?>'
    assert both(data, None, with_comments).endswith(b"\n<doc>Hello<!-- 2 --></doc>\n<?q?>\n<!-- 3 -->")
    assert both(data, None, with_comments, comments=False) == both(data, None, INCLUSIVE)


def test_start_and_end_tags() -> None:
    """Canonical XML 1.0, 3.3: order of attributes and namespaces, superfluous declarations."""
    data = (
        '<doc><e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m" xmlns:b="http://www.ietf.org" '
        'xmlns:a="http://www.w3.org" xmlns="http://example.org"/><e6 xmlns="" xmlns:a="http://www.w3.org">'
        '<e7 xmlns="http://www.ietf.org"><e8 xmlns="" xmlns:a="http://www.w3.org"><e9 xmlns="" xmlns:a="http://www.ietf.org"/>'
        "</e8></e7></e6></doc>"
    )
    assert both(data, None, INCLUSIVE) == (
        b'<doc><e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I\'m" '
        b'attr2="all" b:attr="sorted" a:attr="out"></e5><e6 xmlns:a="http://www.w3.org"><e7 xmlns="http://www.ietf.org">'
        b'<e8 xmlns=""><e9 xmlns:a="http://www.ietf.org"></e9></e8></e7></e6></doc>'
    )


def test_characters() -> None:
    """Canonical XML 1.0, 3.4."""
    data = '<d a="&quot;\'&lt;&#x9;&#xA;&#xD;">&#xD;<![CDATA[v>"0" && v<"10"]]>&#169;</d>'
    assert both(data, None, INCLUSIVE) == (
        b'<d a="&quot;\'&lt;&#x9;&#xA;&#xD;">&#xD;v&gt;"0" &amp;&amp; v&lt;"10"\xc2\xa9</d>'
    )


def test_an_element_takes_the_namespaces_in_scope_inclusively_and_the_used_exclusively() -> None:
    data = '<a xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q"><p:b><c xmlns=""/></p:b></a>'
    assert both(data, "*", INCLUSIVE) == (b'<p:b xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q"><c xmlns=""></c></p:b>')
    assert both(data, "*", EXCLUSIVE) == b'<p:b xmlns:p="urn:p"><c></c></p:b>'


@pytest.mark.parametrize(
    ("prefixes", "expected"),
    [
        (("q",), b'<p:b xmlns:p="urn:p" xmlns:q="urn:q"></p:b>'),
        (("",), b'<p:b xmlns="urn:d" xmlns:p="urn:p"></p:b>'),
        (("", "none", "q"), b'<p:b xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q"></p:b>'),
    ],
)
def test_the_prefix_list_of_the_exclusive_form(prefixes: tuple[str, ...], expected: bytes) -> None:
    """Also #default, which lxml drops without a word."""
    data = '<a xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q"><p:b/></a>'
    assert both(data, "*", Method(True, False, False, prefixes)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            '<r xmlns:q="urn:q"><q:a><q:b><q:c xmlns:q="urn:q"/></q:b></q:a></r>',
            b'<q:a xmlns:q="urn:q"><q:b><q:c></q:c></q:b></q:a>',
        ),
        (
            '<r xmlns:q="urn:q"><q:a xmlns="urn:d"><b><q:c/></b></q:a></r>',
            b'<q:a xmlns="urn:d" xmlns:q="urn:q"><b><q:c></q:c></b></q:a>',
        ),
        (
            '<r xmlns:q="urn:q"><q:a x="&gt; xmlns"><b>xmlns:q="urn:q"</b></q:a></r>',
            b'<q:a xmlns:q="urn:q" x="> xmlns"><b>xmlns:q="urn:q"</b></q:a>',
        ),
    ],
)
def test_a_part_repeats_and_undoes_no_declaration(data: str, expected: bytes) -> None:
    """libxml2 does, where it is asked for a part of a larger document."""
    assert both(data, "*", INCLUSIVE) == expected


def test_attributes_of_the_xml_namespace_are_inherited_differently_by_1_0_and_1_1() -> None:
    data = (
        '<a xml:lang="en" xml:id="i" xml:base="http://x.example/a/"><b xml:base="b/"><c xml:space="preserve"/></b></a>'
    )
    assert both(data, "b/c", INCLUSIVE) == b'<c xml:base="b/" xml:id="i" xml:lang="en" xml:space="preserve"></c>'
    assert (
        both(data, "b/c", VERSION_11) == b'<c xml:base="http://x.example/a/b/" xml:lang="en" xml:space="preserve"></c>'
    )
    assert both(data, "b/c", EXCLUSIVE) == b'<c xml:space="preserve"></c>'


def test_what_is_cut_out_takes_no_text_with_it() -> None:
    data = "<r>1<s>x<t/></s>2<u/>3<s/>4</r>"
    assert both(data, None, INCLUSIVE, cut="//s") == b"<r>12<u></u>34</r>"
    assert both(data, None, INCLUSIVE, cut="//s | //t | //u") == b"<r>1234</r>"
    assert both(data, "u", INCLUSIVE, cut="//s") == b"<u></u>"


def test_a_document_that_holds_our_marks_is_canonicalised_all_the_same() -> None:
    assert both("<r><?esigval-cut?><s/></r>", None, INCLUSIVE, cut="//s") == b"<r><?esigval-cut?></r>"
    for inside in (
        "<?esigval-cut?>",
        "<a><?esigval-cut?></a>",
        "<?esigval-cut?>text",
        "<?esigval-cut?><?esigval-cut?>",
    ):
        assert both(f"<r>1<s>{inside}</s>2</r>", None, INCLUSIVE, cut="//s") == b"<r>12</r>"
        assert both(f"<r><s>{inside}</s>{inside}<s/></r>", None, INCLUSIVE, cut="//s") == f"<r>{inside}</r>".encode()


def test_an_attribute_keeps_the_prefix_that_it_was_written_with() -> None:
    data = '<r xmlns:a="urn:x" xmlns:b="urn:x"><c b:y="1"/></r>'
    assert both(data, "c", EXCLUSIVE) == b'<c xmlns:b="urn:x" b:y="1"></c>'


@pytest.mark.parametrize("method", [INCLUSIVE, EXCLUSIVE])
def test_relative_namespaces_have_no_canonical_form(method: Method) -> None:
    parsed = tree.parse(b'<a xmlns:x="relative"><x:b/></a>')
    with pytest.raises(Failure):
        c14n.canonicalize(Subtree(parsed), method)
    with pytest.raises(Failure):
        nodeset.canonicalize(nodeset.of_subtree(Subtree(parsed)), method)


NAMES = st.sampled_from(["a", "b", "p:c", "q:d"])
TEXT = st.sampled_from(["", "x", " ", "\n", "&lt;", "&#13;", "é", "]]&gt;", "<!--c-->", "<?p i?>", "<![CDATA[<]]>"])
ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            'z="1"', 'a="&quot;&#9;"', 'p:z="2"', 'q:a="3"', 'xml:lang="ro"', 'xml:space="preserve"', 'xmlns="urn:other"',
            'xmlns=""', 'xmlns:q="urn:other"', 'xmlns:q="urn:q"', 'xmlns:unused="urn:u"',
        ]
    ),
    unique_by=lambda text: text.partition("=")[0],
    max_size=4,
)  # fmt: skip
TREES = st.recursive(
    TEXT,
    lambda inner: st.builds(
        lambda name, attributes, parts: f"<{name} {' '.join(attributes)}>{''.join(parts)}</{name}>",
        NAMES,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("outside", ['xmlns="urn:d" xml:lang="en"', 'xmlns="urn:d"', 'xml:lang="en"', ""])
@given(inside=TREES, method=st.sampled_from(list(METHODS.values())), comments=st.booleans(), data=st.data())
def test_both_paths_agree_on_every_element_and_cut(
    outside: str, inside: str, method: Method, comments: bool, data: st.DataObject
) -> None:
    """Also where nothing is inherited but prefixes, and libxml2 is asked for a part in its place."""
    document = f'<root {outside} xmlns:p="urn:p" xmlns:q="urn:q"><w>{inside}</w></root>'
    parsed = tree.parse(document.encode())
    elements = list(parsed.root.iter("*"))
    apex = data.draw(st.sampled_from([None, *range(len(elements))]))
    cuts = data.draw(st.lists(st.integers(1, len(elements) - 1), max_size=3, unique=True)) if len(elements) > 1 else []
    part = Subtree(parsed, None if apex is None else elements[apex], comments, tuple(elements[i] for i in cuts))
    effective = method if comments else Method(method.exclusive, False, method.version_11, method.prefixes)
    assert c14n.canonicalize(part, method) == nodeset.canonicalize(nodeset.of_subtree(part), effective)
