"""Input that wants to cost much: answered by a reason, and the honest signature beside it is read all the same."""

import base64

import pytest

from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.xades import budget
from esigval.xades.failure import Failure
from esigval.xades.xpath_cost import Shape, estimate
from tests.unit.xades import making as m

HONEST = m.signature(
    m.reference(b'<ds:Object xmlns:ds="%s" Id="h">1</ds:Object>' % m.DS.encode(), "#h"),
    '<ds:Object Id="h">1</ds:Object>',
)
MANY = "<a>x</a>" * 5_000


def with_honest(hostile: str, body: str = MANY) -> list[Reason | None]:
    """Reasons of the hostile signature's references; the honest one has to be intact."""
    first, *_, last = m.read(f"<r>{HONEST}{body}{hostile}</r>").signatures
    assert first.references[0].intact
    return [reference.reason for reference in last.references]


@pytest.mark.parametrize(
    "expression",
    [
        "count(//a) &gt; 1",
        "count(//a[count(//a) &gt; 3]) &gt; 1",
        "count(../a) &gt; 1",
        "count(following-sibling::a) &gt; 1",
        "count(/r/a) &gt; 1",
        "count(ancestor::*/*) &gt; 1",
        "count(here()/ancestor::r/a) &gt; 1",
        "contains(ancestor::r, 'z')",
        "string-length(/) = 3",
        "ancestor::r = 'z'",
        "concat(" + ",".join(["/"] * 500) + ") = ''",
        "id('h')/.. = preceding::a",
    ],
)
def test_an_xpath_that_is_dear_for_every_node_is_not_evaluated(expression: str) -> None:
    assert with_honest(m.signature(m.reference(b"", "", m.xpath(expression)))) == [Reason.BUDGET_EXHAUSTED]


def test_many_cheap_xpaths_share_one_budget() -> None:
    references = "".join(m.reference(b"", "", m.xpath(f"count(ancestor::*) &gt; {i}")) for i in range(200))
    reasons = with_honest(m.signature(references))
    assert reasons[0] is Reason.DIGEST_MISMATCH
    assert reasons[-1] is Reason.BUDGET_EXHAUSTED


def test_ten_thousand_references_are_looked_at_as_far_as_the_budget_goes() -> None:
    reasons = with_honest(m.signature(m.reference(b"", "", m.transform(m.ENVELOPED)) * 10_000), "")
    assert len(reasons) == 10_000
    assert reasons.count(Reason.BUDGET_EXHAUSTED) >= 10_000 - budget.MAX_REFERENCES


def test_octets_run_out_and_what_is_small_is_still_answered() -> None:
    chain = m.transform(m.C14N) + m.transform(m.EXCLUSIVE) + m.transform(f"{m.C14N}#WithComments")
    references = "".join(m.reference(b"", "", m.xpath(f"true() or {i}") + chain) for i in range(100))
    assert with_honest(m.signature(references))[-1] is Reason.BUDGET_EXHAUSTED


def test_too_many_transforms_are_not_applied() -> None:
    assert with_honest(m.signature(m.reference(b"", "", m.transform(m.C14N) * 6))) == [Reason.BUDGET_EXHAUSTED]


def test_a_manifest_that_names_itself_ends() -> None:
    manifest = f'<ds:Manifest Id="m">{m.reference(b"", "#m", kind=m.DS + "Manifest")}</ds:Manifest>'
    hostile = m.signature(m.reference(b"", "#m", kind=m.DS + "Manifest"), f"<ds:Object>{manifest}</ds:Object>")
    assert with_honest(hostile, "") == [Reason.DIGEST_MISMATCH, Reason.DIGEST_MISMATCH]


def test_more_signatures_than_the_budget_are_told() -> None:
    reading = m.read(f"<r>{m.signature('') * (budget.MAX_SIGNATURES + 5)}</r>")
    assert len(reading.signatures) == budget.MAX_SIGNATURES
    assert [finding.reason for finding in reading.findings] == [Reason.BUDGET_EXHAUSTED]


def test_counter_signatures_of_counter_signatures_end() -> None:
    opening = (
        f'<ds:Signature xmlns:ds="{m.DS}" xmlns:x="http://uri.etsi.org/01903/v1.3.2#"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{m.EXCLUSIVE}"/><ds:SignatureMethod Algorithm="{m.RSA_SHA256}"/>'
        "</ds:SignedInfo><ds:SignatureValue/><ds:Object><x:QualifyingProperties><x:UnsignedProperties>"
        "<x:UnsignedSignatureProperties><x:CounterSignature>"
    )
    closing = (
        "</x:CounterSignature></x:UnsignedSignatureProperties></x:UnsignedProperties></x:QualifyingProperties>"
        "</ds:Object></ds:Signature>"
    )
    assert len(m.read(opening * 40 + closing * 40).signatures) == 40


@pytest.mark.parametrize(
    "data",
    [
        '<!DOCTYPE l [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><r a="&b;">&b;</r>',
        "<r>" + "<a/>" * 1_100_000 + "<b c='1'/>" * 500_000 + "</r>",
        "<r " + " ".join(f"xmlns:a{i}='u:{i}'" for i in range(2_000)) + ">" + "<b/>" * 1_000 + "</r>",
        "<a>" * 5_000 + "</a>" * 5_000,
    ],
)
def test_documents_that_would_cost_too_much_are_refused(data: str) -> None:
    with pytest.raises(Malformed):
        m.read(data)


def test_an_element_may_have_so_many_attributes_and_no_more() -> None:
    attributes = [f"a{i}=''" for i in range(budget.MAX_ATTRIBUTES + 1)]
    assert m.read(f"<r {' '.join(attributes[1:])}><b c=''/></r>").signatures == ()
    with pytest.raises(Malformed):
        m.read(f"<r {' '.join(attributes)}/>")


def test_a_large_base64_object_is_decoded() -> None:
    content = base64.b64encode(bytes(12_000_000)).decode()
    signed = m.reference(bytes(12_000_000), "#o", m.transform(m.BASE64))
    assert m.first_reference(m.signature(signed, f'<ds:Object Id="o">{content}</ds:Object>')).intact


SHAPE = Shape(nodes=1_000, depth=10, fan=100)


@pytest.mark.parametrize(
    ("expression", "at_most"),
    [
        ("not(ancestor-or-self::ds:Signature)", 50),
        ("ancestor-or-self::a[@Id='x']", 50),
        ("count(ancestor-or-self::a | here()/ancestor::a[1]) > count(ancestor-or-self::a)", 100),
        ("self::b and (@c = 'd' or local-name() = 'e')", 50),
    ],
)
def test_usual_expressions_are_estimated_low(expression: str, at_most: int) -> None:
    assert estimate(expression, SHAPE) <= at_most


@pytest.mark.parametrize(
    ("expression", "at_least"),
    [
        ("//a", 1_000),
        ("//a[//b]", 1_000_000),
        ("//a[//b[//c]]", 1_000_000_000),
        ("..//a", 1_000),
        ("ancestor::*/*/*", 10_000),
        ("//a = //b", 1_000_000),
        ("string(//a)", 1_000),
        ("*[*[*]]", 1_000_000),
    ],
)
def test_dear_expressions_are_estimated_high(expression: str, at_least: int) -> None:
    assert estimate(expression, SHAPE) >= at_least


@pytest.mark.parametrize("expression", [")", "a]", "(" * 100, "a # b", "'open"])
def test_what_is_no_expression_has_no_estimate(expression: str) -> None:
    with pytest.raises(Failure):
        estimate(expression, SHAPE)
