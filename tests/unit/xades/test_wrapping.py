"""Signature wrapping: what was signed is moved, doubled or put beside something else. Whatever passes says what it is really about."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from lxml import etree

from esigval.model.reasons import Reason
from esigval.model.signature import ReferenceType, ScopeType, Signature
from esigval.xades.coverage import CHECK
from tests.unit.xades import making as m
from tests.worlds.signers import xades as maker

AT = datetime(2025, 3, 10, 10, 0, tzinfo=UTC)
REQUEST = "<cerere Id='r'><suma>100 lei</suma></cerere>"
SHOWN = "<cerere><suma>900 lei</suma></cerere>"
XADES = f"{{{maker.XADES}}}"
Element = etree._Element


def enveloped(uri: str = "") -> Element:
    return maker.sign_enveloped(maker.parse(REQUEST), m.member(), AT, uri=uri).root


def beside() -> Element:
    """A signature over an element that stands beside it."""
    root = maker.parse(f"<dosar>{REQUEST}<semnaturi/></dosar>")
    return maker.sign_element(root, root[0], root[1], m.member(), AT).root


def enveloping() -> Element:
    return maker.sign_enveloping(maker.parse(REQUEST), m.member(), AT).root


def signature(root: Element) -> Element:
    return next(root.iter(f"{{{m.DS}}}Signature"))


def holder(root: Element) -> Element:
    """The ds:Object that holds the QualifyingProperties."""
    found = next(root.iter(f"{XADES}QualifyingProperties")).getparent()
    assert found is not None
    return found


def add_object(root: Element, *content: Element, at: int | None = None) -> Element:
    """One more ds:Object in the signature."""
    made = maker.add(signature(root), "ds:Object", Id="added")
    made.extend(content)
    if at is not None:
        signature(root).insert(at, made)
    return made


def read(root: Element) -> Signature:
    return m.only(etree.tostring(root))


def whole(found: Signature) -> bool:
    return m.verifies(found) and all(reference.intact for reference in found.references)


def told(found: Signature) -> list[object]:
    """The elements that are told to be signed by nothing."""
    return [name for one in found.findings if one.check == CHECK for name in dict(one.facts)["elements"]]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("made", "scope"),
    [
        (lambda: enveloped(), ScopeType.FULL),
        (lambda: enveloped("#r"), ScopeType.FULL),
        (beside, ScopeType.PARTIAL),
        (enveloping, ScopeType.PARTIAL),
    ],
)
def test_what_nobody_touched_is_whole_and_nothing_is_told(made: Callable[[], Element], scope: ScopeType) -> None:
    found = read(made())
    assert whole(found)
    assert told(found) == []
    assert [one.scope for one in found.scopes] == [scope]


def _object_in_front(root: Element) -> None:
    add_object(root, maker.parse(SHOWN), at=0)


def _text_in_an_object(root: Element) -> None:
    add_object(root).text = "900 lei"


def _stranger(root: Element) -> None:
    signature(root).append(maker.parse(SHOWN))


def _beside_the_properties(root: Element) -> None:
    holder(root).append(maker.parse(SHOWN))


def _more_properties_behind(root: Element) -> None:
    add_object(root, maker.parse(etree.tostring(holder(root)[0], with_tail=False)))[0][0].set("Id", "other")


@pytest.mark.parametrize("made", [lambda: enveloped(), lambda: enveloped("#r"), beside, enveloping])
@pytest.mark.parametrize(
    ("attack", "name"),
    [
        (_object_in_front, "Object added"),
        (_text_in_an_object, "Object added"),
        (_stranger, "cerere"),
        (_beside_the_properties, "Object"),
        (_more_properties_behind, "Object added"),
    ],
)
def test_content_added_to_the_signature_is_told(
    made: Callable[[], Element], attack: Callable[[Element], None], name: str
) -> None:
    root = made()
    attack(root)
    assert told(read(root)) == [name]


def test_the_parts_of_an_object_that_are_signed_one_by_one_are_signed() -> None:
    parts = "<a Id='a'>1</a><b Id='b'>2</b>"
    both = m.reference(b'<a Id="a">1</a>', "#a") + m.reference(b'<b Id="b">2</b>', "#b")
    inside = '<ds:Object Id="o">{}</ds:Object>'
    assert told(m.only(m.signature(both, inside.format(parts)))) == []
    assert told(m.only(m.signature(both, inside.format(f"<w>{parts}</w>")))) == []
    assert told(m.only(m.signature(both, inside.format(parts + "<c/>")))) == ["Object o"]
    assert told(m.only(m.signature(both, inside.format(parts + "3")))) == ["Object o"]
    assert told(m.only(m.signature(both, "<ds:Object/>"))) == []


def test_what_an_expression_leaves_out_of_an_object_is_told() -> None:
    data = '<ds:Object Id="o"><a>1</a><b>2</b></ds:Object>'
    for expression, names in (("true()", []), ("not(self::b or parent::b)", ["Object o"])):
        reference = m.reference(b"", "#o", m.xpath(expression))
        assert told(m.only(m.signature(reference, data))) == names
    for selected, names in (("//c", []), ("//b", ["Object o"]), ("//ds:Signature", ["Object o"])):
        expression = selected.replace("ds:Signature", "*[local-name() = 'Signature']")
        reference = m.reference(b"", "", m.filter2(("subtract", expression)))
        assert told(m.only(f"<r>{m.signature(reference, data)}</r>")) == names


def _in_a_new_root(root: Element) -> Element:
    outer = maker.parse(f"<dosar>{SHOWN}</dosar>")
    outer.append(root)
    return outer


def _into_its_own_signature(root: Element) -> Element:
    """The signed element in an Object of its signature, which moves to where that element stood."""
    moved = signature(root)
    parent = moved.getparent()
    assert parent is not None
    parent.remove(moved)
    outer = maker.parse(SHOWN)
    outer.append(moved)
    add_object(outer, root if root.get("Id") == "r" else root[0])
    return outer


@pytest.mark.parametrize("attack", [_in_a_new_root, _into_its_own_signature])
@pytest.mark.parametrize(
    ("made", "passes"), [(lambda: enveloped(), False), (lambda: enveloped("#r"), True), (beside, True)]
)
def test_the_document_put_into_another_is_at_most_a_part_of_it(
    made: Callable[[], Element], passes: bool, attack: Callable[[Element], Element]
) -> None:
    found = read(attack(made()))
    assert whole(found) == passes
    if passes:
        assert [(one.scope, one.name) for one in found.scopes] == [(ScopeType.PARTIAL, "r")]


@pytest.mark.parametrize("attribute", ["Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id"])
@pytest.mark.parametrize("first", [True, False])
def test_an_identifier_in_another_spelling_contends_all_the_same(attribute: str, first: bool) -> None:
    root = beside()
    shown = maker.parse(SHOWN)
    shown.set(attribute, "r")
    root.insert(0 if first else len(root), shown)
    assert read(root).references[0].reason is Reason.AMBIGUOUS


def test_a_signed_object_outside_of_its_signature_is_not_found() -> None:
    root = enveloping()
    signed = root.find(f"{{{m.DS}}}Object")
    assert signed is not None
    root.replace(signed, maker.parse(f'<ds:Object xmlns:ds="{m.DS}">{SHOWN}</ds:Object>'))
    outer = maker.parse("<dosar/>")
    outer.extend([root, signed])
    reference = read(outer).references[0]
    assert (reference.type, reference.found, reference.intact) == (ReferenceType.OBJECT, False, False)


def _forged_properties(root: Element) -> Element:
    forged = maker.parse(etree.tostring(holder(root)[0], with_tail=False))
    forged[0].set("Id", "forged")
    next(forged.iter(f"{XADES}SigningTime")).text = "2020-01-01T00:00:00Z"
    return forged


def _properties_in_front(root: Element) -> None:
    add_object(root, _forged_properties(root), at=3)


def _properties_in_the_same_place(root: Element) -> None:
    holder(root)[0].insert(0, _forged_properties(root)[0])


def _properties_in_the_same_object(root: Element) -> None:
    holder(root).insert(0, _forged_properties(root))


@pytest.mark.parametrize(
    "attack", [_properties_in_front, _properties_in_the_same_place, _properties_in_the_same_object]
)
def test_forged_properties_are_never_taken_for_the_signed_ones(attack: Callable[[Element], None]) -> None:
    root = enveloped()
    attack(root)
    found = read(root)
    assert not whole(found)
    assert "claimed_time" in found.properties.unsigned
    properties = next(one for one in found.references if one.type is ReferenceType.SIGNED_PROPERTIES)
    assert (properties.found, properties.reason) == (False, Reason.SIGNED_DATA_NOT_FOUND)


@pytest.mark.parametrize("place", [1, None])
def test_more_properties_behind_the_signed_ones_in_the_same_place_are_told(place: int | None) -> None:
    root = enveloped()
    assert told(read(root)) == []
    properties = holder(root)[0]
    forged = _forged_properties(root)[0]
    maker.add(properties, "xades:UnsignedProperties")
    properties.insert(len(properties) if place is None else place, forged)
    found = read(root)
    assert whole(found)
    assert found.properties.claimed_time == AT
    assert told(found) == ["SignedProperties forged"]


@pytest.mark.parametrize("kind", [f"{m.DS}Manifest", "", "urn:x"])
def test_a_manifest_inside_of_something_else_is_not_found(kind: str) -> None:
    manifest = f'<ds:Manifest xmlns:ds="{m.DS}" Id="m">{m.reference(b"1", "a.txt")}</ds:Manifest>'
    octets = etree.tostring(etree.fromstring(manifest), method="c14n")
    reference = m.reference(octets, "#m", kind=kind)
    right = m.only(m.signature(reference, f"<ds:Object>{manifest}</ds:Object>"), ("a.txt", b"1"))
    changed = m.only(m.signature(reference, f"<ds:Object>{manifest}</ds:Object>"), ("a.txt", b"9"))
    wrapped = m.only(m.signature(reference, f"<ds:Object><w>{manifest}</w></ds:Object>"), ("a.txt", b"1"))
    assert [one.intact for one in right.references][:2] == [True, True]
    assert [(one.type, one.intact) for one in changed.references][:2] == [
        (ReferenceType.MANIFEST, True),
        (ReferenceType.MANIFEST_ENTRY, False),
    ]
    assert [one.found for one in wrapped.references] == [False]


def test_a_counter_signature_of_another_signature_counter_signs_nothing_here() -> None:
    first = maker.sign_enveloped(maker.parse(REQUEST), m.member(), AT)
    other = maker.sign_enveloped(maker.parse(SHOWN), m.member("md-vera"), AT)
    maker.counter_sign(other, m.member("md-seal"), AT)
    first.properties().append(other.properties()[0])
    reading = m.read(first.encode())
    assert whole(reading.signatures[0])
    assert not whole(reading.signatures[1])
    reasons = {one.type: one.reason for one in reading.signatures[1].references if not one.intact}
    assert reasons == {
        ReferenceType.COUNTER_SIGNATURE: Reason.DIGEST_MISMATCH,
        ReferenceType.COUNTER_SIGNED_SIGNATURE_VALUE: Reason.COUNTER_SIGNED_SIGNATURE_MISMATCH,
    }


def test_content_in_a_feigned_signature_that_an_expression_leaves_out_shows() -> None:
    left_out = m.xpath("not(ancestor-or-self::ds:Signature)", f'xmlns:ds="{m.DS}"')
    feigned = f'<ds:Signature xmlns:ds="{m.DS}">{SHOWN}</ds:Signature>'
    honest, other = m.read(f"<r>1{m.signature(m.reference(b'<r>1</r>', '', left_out))}{feigned}</r>").signatures
    assert honest.references[0].intact
    assert honest.scopes[0].transformations == ("xpath",)
    assert other.unreadable


def moved_under(root: Element, signed: Element) -> Element:
    """``root`` with the signature ``signed`` put where its counter-signatures stand."""
    properties = maker.add(next(root.iter(f"{XADES}QualifyingProperties")), "xades:UnsignedProperties")
    holder = maker.add(maker.add(properties, "xades:UnsignedSignatureProperties"), "xades:CounterSignature")
    holder.append(signed)
    return root


def test_a_signature_that_is_moved_under_another_counter_signs_nothing() -> None:
    other = maker.sign_enveloping(maker.parse(SHOWN), m.member("md-vera"), AT, identifier="other").root
    assert whole(read(other))
    main, moved = m.read(etree.tostring(moved_under(enveloped(), other))).signatures
    assert whole(main)
    assert m.verifies(moved)
    assert moved.parent == ""
    assert [(one.type, one.found, one.reason) for one in moved.references if not one.intact] == [
        (ReferenceType.COUNTER_SIGNED_SIGNATURE_VALUE, False, Reason.COUNTER_SIGNED_SIGNATURE_MISMATCH)
    ]
