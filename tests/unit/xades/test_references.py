"""References: what a URI names, in which order transforms are applied, and where the named may stand."""

import pytest

from esigval.model.reasons import Reason
from esigval.model.signature import ReferenceType, ScopeType
from tests.unit.xades import making as m

DETACHED = b"detached content"
OBJECT = '<ds:Object Id="o">text</ds:Object>'
OBJECT_OCTETS = f'<ds:Object xmlns:ds="{m.DS}" Id="o">text</ds:Object>'.encode()


def test_the_whole_document_less_the_signature_is_found_and_intact() -> None:
    found = m.first_reference(
        f"<r><a>1</a>{m.signature(m.reference(b'<r><a>1</a></r>', '', m.transform(m.ENVELOPED)))}</r>"
    )
    assert (found.type, found.found, found.intact) == (ReferenceType.REFERENCE, True, True)


def test_a_changed_document_is_found_and_not_intact() -> None:
    found = m.first_reference(
        f"<r><a>2</a>{m.signature(m.reference(b'<r><a>1</a></r>', '', m.transform(m.ENVELOPED)))}</r>"
    )
    assert (found.found, found.intact, found.reason) == (True, False, Reason.DIGEST_MISMATCH)


def test_text_between_signatures_is_signed_by_each() -> None:
    one = m.signature("")
    signed = f"<r>a{one}b</r>"
    octets = f"<r>a{one}bc</r>".replace(f' xmlns:ds="{m.DS}"', f' xmlns:ds="{m.DS}"').encode()
    from lxml import etree

    canonical = etree.tostring(etree.fromstring(octets), method="c14n")
    both = signed.replace("</r>", m.signature(m.reference(canonical, "", m.transform(m.ENVELOPED))) + "c</r>")
    found = m.read(both).signatures
    assert len(found) == 2
    assert found[1].references[0].intact


@pytest.mark.parametrize("uri", ["#o", "#xpointer(id('o'))", "#xpointer(id(&quot;o&quot;))"])
def test_an_element_is_named_by_its_id(uri: str) -> None:
    found = m.first_reference(m.signature(m.reference(OBJECT_OCTETS, uri), OBJECT))
    assert found.intact


@pytest.mark.parametrize("attribute", ["Id", "ID", "id", "xml:id"])
def test_every_spelling_of_an_id_counts(attribute: str) -> None:
    data = f'<r><a {attribute}="x">1</a>{m.signature(m.reference(f"""<a {attribute}="x">1</a>""".encode(), "#x"))}</r>'
    assert m.first_reference(data).intact


def test_comments_are_left_out_by_barename_and_kept_by_xpointer() -> None:
    with_comments = m.transform(f"{m.C14N}#WithComments")
    body = '<a Id="x">1<!--c--></a>'
    plain, pointer = b'<a Id="x">1</a>', body.encode()
    assert m.first_reference(f"<r>{body}{m.signature(m.reference(plain, '#x', with_comments))}</r>").intact
    assert m.first_reference(
        f"<r>{body}{m.signature(m.reference(pointer, '#xpointer(id(&apos;x&apos;))', with_comments))}</r>"
    ).intact


def test_an_id_that_two_elements_bear_is_refused_where_it_is_referenced() -> None:
    data = f'<r><a Id="o"/>{m.signature(m.reference(OBJECT_OCTETS, "#o"), OBJECT)}</r>'
    found = m.first_reference(data)
    assert (found.found, found.intact, found.reason) == (False, False, Reason.AMBIGUOUS)


def test_an_id_that_two_elements_bear_does_no_harm_elsewhere() -> None:
    data = f'<r><a Id="b"/><c Id="b"/>{m.signature(m.reference(OBJECT_OCTETS, "#o"), OBJECT)}</r>'
    assert m.first_reference(data).intact


def test_the_same_value_in_two_id_attributes_of_one_element_is_one_id() -> None:
    data = f'<r><a ID="x" Id="x"/>{m.signature(m.reference(b"""<a ID="x" Id="x"></a>""", "#x"))}</r>'
    assert m.first_reference(data).intact


def test_nothing_there_is_not_found() -> None:
    found = m.first_reference(m.signature(m.reference(b"", "#nowhere")))
    assert (found.found, found.reason) == (False, Reason.SIGNED_DATA_NOT_FOUND)


@pytest.mark.parametrize(
    ("uri", "name"), [("a.txt", "a.txt"), ("a%20b.txt", "a b.txt"), ("./a.txt", "a.txt"), (None, "anything")]
)
def test_a_single_detached_document_is_what_is_meant(uri: str | None, name: str) -> None:
    found = m.first_reference(m.signature(m.reference(DETACHED, uri)), (name, DETACHED))
    assert (found.found, found.intact, found.name) == (True, True, name)


def test_the_wrong_detached_document_is_found_and_not_intact() -> None:
    found = m.first_reference(m.signature(m.reference(DETACHED, "a.txt")), ("a.txt", b"other"))
    assert (found.found, found.intact) == (True, False)


def test_of_several_detached_documents_the_name_decides() -> None:
    files = (("a.txt", b"other"), ("b c.txt", DETACHED))
    assert m.first_reference(m.signature(m.reference(DETACHED, "b%20c.txt")), *files).intact
    assert not m.first_reference(m.signature(m.reference(DETACHED, "c.txt")), *files).found


def test_an_unescaped_name_takes_no_files_place() -> None:
    """A file may be called what the URI of another looks like."""
    reference = m.signature(m.reference(DETACHED, "b%20c.txt"))
    found = m.first_reference(reference, ("b%20c.txt", DETACHED), ("b c.txt", b"other"))
    assert (found.name, found.intact) == ("b c.txt", False)
    assert m.first_reference(reference, ("b%20c.txt", DETACHED), ("other.txt", b"other")).intact


def test_a_detached_document_that_is_not_given_is_not_found() -> None:
    found = m.only(m.signature(m.reference(DETACHED, "file:///etc/hostname")))
    assert not found.references[0].found
    assert [scope.scope for scope in found.scopes] == [ScopeType.FULL]


def test_transforms_are_applied_in_the_order_in_which_they_stand() -> None:
    content = '<ds:Object Id="o">PHI+PGEvPjwvcj4=</ds:Object>'  # <r><a/></r>
    in_order = m.transform(m.BASE64) + m.transform(m.C14N)
    assert m.first_reference(m.signature(m.reference(b"<r><a></a></r>", "#o", in_order), content)).intact
    reverse = m.transform(m.C14N) + m.transform(m.BASE64)
    found = m.first_reference(m.signature(m.reference(b"<r><a></a></r>", "#o", reverse), content))
    assert (found.intact, found.reason) == (False, Reason.MALFORMED)


def test_base64_continues_after_comments() -> None:
    content = '<ds:Object Id="o">YW<!-- c -->Jj\n<?p i?></ds:Object>'
    assert m.first_reference(m.signature(m.reference(b"abc", "#o", m.transform(m.BASE64)), content)).intact


@pytest.mark.parametrize("uri", [m.XSLT, "urn:unknown"])
def test_a_transform_that_is_not_supported_is_not_invalid_for_that(uri: str) -> None:
    found = m.first_reference(f"<r>{m.signature(m.reference(b'', '', m.transform(uri)))}</r>")
    assert (found.found, found.intact, found.actual, found.reason) == (True, False, None, Reason.UNSUPPORTED)


def test_an_unknown_digest_is_not_a_wrong_one() -> None:
    found = m.first_reference(m.signature(m.reference(OBJECT_OCTETS, "#o", digest_method="urn:none"), OBJECT))
    assert (found.found, found.intact, found.reason) == (True, False, Reason.UNKNOWN_DIGEST_ALGORITHM)


PARTS = "<r><a>1</a><b>2</b></r>"


@pytest.mark.parametrize(
    ("transforms", "octets"),
    [
        (m.xpath("not(ancestor-or-self::ds:Signature)"), b"<r><a>1</a><b>2</b></r>"),
        (m.xpath("not(ancestor-or-self::ds:Signature) and not(ancestor-or-self::b)"), b"<r><a>1</a></r>"),
        (m.xpath("ancestor-or-self::a"), b"<a>1</a>"),
        (m.xpath("self::text()[parent::b]"), b"2"),
        (
            m.xpath(
                "count(ancestor-or-self::ds:Signature | here()/ancestor::ds:Signature[1]) &gt; "
                "count(ancestor-or-self::ds:Signature)"
            ),
            b"<r><a>1</a><b>2</b></r>",
        ),
        (m.filter2(("subtract", "here()/ancestor::*[5]")), b"<r><a>1</a><b>2</b></r>"),
        (m.filter2(("intersect", "//a")), b"<a>1</a>"),
        (m.filter2(("intersect", "//a | //b"), ("subtract", "//b")), b"<a>1</a>"),
        (m.filter2(("intersect", "//a"), ("union", "//b")), b"<a>1</a><b>2</b>"),
        (m.filter2(("intersect", "/"), ("subtract", "//*[local-name()='Signature']")), b"<r><a>1</a><b>2</b></r>"),
    ],
)
def test_xpath_selects_what_is_signed(transforms: str, octets: bytes) -> None:
    signed = m.reference(octets, "", transforms)
    assert m.first_reference(PARTS.replace("</r>", m.signature(signed) + "</r>")).intact
    assert not m.first_reference(
        PARTS.replace("1", "9").replace("2", "8").replace("</r>", m.signature(signed) + "</r>")
    ).intact


def test_id_in_xpath_knows_the_attributes_that_are_ids() -> None:
    body = f"<r><a Id='x'>1</a>{m.signature(m.reference(b'<a Id=%sx%s>1</a>' % (b'%', b'%')))}</r>".replace("%", '"')
    signed = m.reference(b'<a Id="x">1</a>', "", m.filter2(("intersect", "id('x')")))
    assert m.first_reference(body[: body.index("<ds:Signature")] + m.signature(signed) + "</r>").intact


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "(",
        "1",
        "unknown()",
        "x:a",
        "count(//a) &gt; count(//a[count(//a) &gt; 1]",
        "'" + "x" * 20_000 + "'",
        "$v",
        "}{",
    ],
)
def test_a_broken_xpath_is_a_reason_and_nothing_worse(expression: str) -> None:
    found = m.first_reference(f"<r>{m.signature(m.reference(b'', '', m.filter2(('intersect', expression))))}</r>")
    assert not found.intact
    assert found.reason in (Reason.MALFORMED, Reason.BUDGET_EXHAUSTED)


def test_xpath_extensions_of_lxml_are_not_at_hand() -> None:
    expression = m.xpath("re:test(., '(x+)+y')", 'xmlns:re="http://exslt.org/regular-expressions"')
    assert m.first_reference(f"<r>{m.signature(m.reference(b'', '', expression))}</r>").reason is Reason.MALFORMED


def test_a_manifest_is_followed_and_its_entries_are_listed() -> None:
    entries = m.reference(OBJECT_OCTETS, "#o") + m.reference(DETACHED, "a.txt") + m.reference(b"lies", "b.txt")
    manifest = f'<ds:Manifest Id="m">{entries}</ds:Manifest>'
    octets = manifest.replace("<ds:Manifest ", f'<ds:Manifest xmlns:ds="{m.DS}" ').replace(
        '"/>', '"></ds:DigestMethod>'
    )
    signed = m.reference(octets.encode(), "#m", kind=f"{m.DS}Manifest")
    inside = f"{OBJECT}<ds:Object>{manifest}</ds:Object>"
    found = m.only(m.signature(signed, inside), ("a.txt", DETACHED), ("b.txt", b"truth"))
    assert [(r.type, r.found, r.intact) for r in found.references] == [
        (ReferenceType.MANIFEST, True, True),
        (ReferenceType.MANIFEST_ENTRY, True, True),
        (ReferenceType.MANIFEST_ENTRY, True, True),
        (ReferenceType.MANIFEST_ENTRY, True, False),
    ]


def test_entries_of_a_manifest_that_nobody_gave_are_told() -> None:
    manifest = f'<ds:Manifest Id="m">{m.reference(DETACHED, "a.txt")}</ds:Manifest>'
    found = m.only(m.signature(m.reference(b"", "#m", kind=f"{m.DS}Manifest"), f"<ds:Object>{manifest}</ds:Object>"))
    (finding,) = (f for f in found.findings if f.check.endswith("/entries"))
    assert dict(finding.facts)["entries"] == ("a.txt",)


@pytest.mark.parametrize("kind", ["Object", "Manifest"])
def test_what_stands_elsewhere_is_not_found_there(kind: str) -> None:
    wrapped = f'<ds:{kind} xmlns:ds="{m.DS}" Id="o">text</ds:{kind}>'
    found = m.first_reference(f"<r>{wrapped}{m.signature(m.reference(wrapped.encode(), '#o', kind=m.DS + kind))}</r>")
    assert (found.type, found.found, found.intact) == (ReferenceType(kind.upper()), False, False)


def test_the_root_by_its_id_is_all_and_another_element_a_part() -> None:
    root = f'<r Id="x"><a Id="y"/>{m.signature(m.reference(b"", "#x") + m.reference(b"", "#y"))}</r>'
    assert [(s.scope, s.name) for s in m.only(root).scopes] == [
        (ScopeType.FULL, "Full XML File"),
        (ScopeType.PARTIAL, "y"),
    ]


def test_transforms_that_leave_something_out_are_visible_in_the_scope() -> None:
    signed = m.reference(b"<a>1</a>", "", m.xpath("ancestor-or-self::a"))
    (scope,) = m.only(PARTS.replace("</r>", m.signature(signed) + "</r>")).scopes
    assert scope.transformations == ("xpath",)
    assert "xpath" in scope.description
