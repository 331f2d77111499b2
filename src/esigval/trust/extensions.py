"""Extensions of services (TS 119 612 clause 5.5.9), criteria lists among them."""

from datetime import datetime
from functools import lru_cache

from lxml import etree
from msgspec import Struct

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.trust.lists import (
    AdditionalInformation,
    Criteria,
    Extension,
    QualificationElement,
    StatementCondition,
    TakenOverBy,
)
from esigval.trust.uris import NS_ADDITIONAL, NS_LIST, NS_QUALIFICATIONS, NS_XADES
from esigval.trust.xml import Items, fields, first, moment, named, text, texts, true

MAX_CRITERIA_DEPTH = 16
"""Nesting of criteria lists; published lists use three levels."""

_EXTENSION = f"{{{NS_LIST}}}Extension"
_URI = f"{{{NS_LIST}}}URI"
_VALUE = f"{{{NS_LIST}}}InformationValue"
_ADDITIONAL = f"{{{NS_LIST}}}AdditionalServiceInformation"
_EXPIRED = f"{{{NS_LIST}}}ExpiredCertsRevocationInfo"
_QUALIFICATIONS = f"{{{NS_QUALIFICATIONS}}}Qualifications"
_QUALIFICATION_ELEMENT = f"{{{NS_QUALIFICATIONS}}}QualificationElement"
_QUALIFIERS = f"{{{NS_QUALIFICATIONS}}}Qualifiers"
_QUALIFIER = f"{{{NS_QUALIFICATIONS}}}Qualifier"
_CRITERIA = f"{{{NS_QUALIFICATIONS}}}CriteriaList"
_KEY_USAGE = f"{{{NS_QUALIFICATIONS}}}KeyUsage"
_KEY_USAGE_BIT = f"{{{NS_QUALIFICATIONS}}}KeyUsageBit"
_POLICY_SET = f"{{{NS_QUALIFICATIONS}}}PolicySet"
_POLICY = f"{{{NS_QUALIFICATIONS}}}PolicyIdentifier"
_DESCRIPTION = f"{{{NS_QUALIFICATIONS}}}Description"
_OTHER = f"{{{NS_QUALIFICATIONS}}}otherCriteriaList"
_SUBJECT_ATTRIBUTE = f"{{{NS_ADDITIONAL}}}CertSubjectDNAttribute"
_ATTRIBUTE_OID = f"{{{NS_ADDITIONAL}}}AttributeOID"
_EXTENDED_KEY_USAGE = f"{{{NS_ADDITIONAL}}}ExtendedKeyUsage"
_PURPOSE = f"{{{NS_ADDITIONAL}}}KeyPurposeId"
_TAKEN_OVER = f"{{{NS_ADDITIONAL}}}TakenOverBy"
_TAKEN_OVER_URI = f"{{{NS_ADDITIONAL}}}URI"
_TAKEN_OVER_NAME = f"{{{NS_ADDITIONAL}}}TSPName"
_TAKEN_OVER_OPERATOR = f"{{{NS_LIST}}}SchemeOperatorName"
_TAKEN_OVER_TERRITORY = f"{{{NS_LIST}}}SchemeTerritory"
_NAME = f"{{{NS_LIST}}}Name"
_IDENTIFIER = f"{{{NS_XADES}}}Identifier"
_KNOWN = frozenset({_QUALIFICATIONS, _ADDITIONAL, _TAKEN_OVER, _EXPIRED})
_STATEMENT_SETS = frozenset({"{http://ec.europa.eu/tools/lotl/mra/schema/v2#}QcStatementSet"})
_ASSERTIONS = frozenset({"all", "atLeastOne", "none"})


class ServiceExtensions(Struct, frozen=True, gc=False):
    """What the extensions of one period say."""

    qualifications: tuple[QualificationElement, ...] = ()
    additional: tuple[AdditionalInformation, ...] = ()
    taken_over_by: tuple[TakenOverBy, ...] = ()
    expired_certificates_since: datetime | None = None
    extensions: tuple[Extension, ...] = ()


NO_EXTENSIONS = ServiceExtensions()


def read_extensions(parent: etree._Element, items: Items) -> ServiceExtensions:
    """ServiceInformationExtensions. Raises Malformed where a known extension can't be read, or there are too many ``items``."""
    qualifications: list[QualificationElement] = []
    additional: list[AdditionalInformation] = []
    taken_over: list[TakenOverBy] = []
    expired: datetime | None = None
    names: list[Extension] = []
    for extension in parent:
        if extension.tag != _EXTENSION:
            continue
        critical = true(extension.get("Critical"))
        for item in extension:
            tag = item.tag
            if not isinstance(tag, str):
                continue
            if tag == _QUALIFICATIONS:
                qualifications += _qualifications(item, critical, items)
            elif tag == _ADDITIONAL:
                additional.append(_additional(item))
            elif tag == _TAKEN_OVER:
                taken_over.append(_taken_over(item))
            elif tag == _EXPIRED:
                expired = moment(text(item), "ExpiredCertsRevocationInfo")
            names.append(_extension(tag, critical))
    return ServiceExtensions(tuple(qualifications), tuple(additional), tuple(taken_over), expired, tuple(names))


@lru_cache(maxsize=256)
def _extension(name: str, critical: bool) -> Extension:
    return Extension(name, critical, name in _KNOWN)


def list_extensions(parent: etree._Element | None) -> tuple[Extension, ...]:
    """Extensions of a scheme or a provider, of which none is carried out."""
    return tuple(
        Extension(str(item.tag), true(extension.get("Critical")), False)
        for extension in named(parent, _EXTENSION)
        for item in extension.iterchildren("*")
    )


def _additional(element: etree._Element) -> AdditionalInformation:
    found = fields(element)
    return AdditionalInformation(text(found.get(_URI)), text(found.get(_VALUE)))


def _taken_over(element: etree._Element) -> TakenOverBy:
    found = {child.tag: child for child in element}
    return TakenOverBy(
        text(found.get(_URI)) or text(found.get(_TAKEN_OVER_URI)),
        texts(found.get(_TAKEN_OVER_NAME), _NAME),
        texts(found.get(_TAKEN_OVER_OPERATOR), _NAME),
        text(found.get(_TAKEN_OVER_TERRITORY)),
    )


def _qualifications(element: etree._Element, critical: bool, items: Items) -> list[QualificationElement]:
    elements = named(element, _QUALIFICATION_ELEMENT)
    items.spend(len(elements))
    found = []
    for item in elements:
        parts = fields(item)
        criteria = parts.get(_CRITERIA)
        if criteria is None:
            raise Malformed("QualificationElement without CriteriaList", ref("ts-119-612", "5.5.9.2.1"))
        qualifiers = tuple((q.get("uri") or "").strip() for q in named(parts.get(_QUALIFIERS), _QUALIFIER))
        found.append(QualificationElement(qualifiers, read_criteria(criteria), critical))
    return found


def read_criteria(element: etree._Element) -> Criteria:
    """A CriteriaList. Raises Malformed."""
    return _criteria(element, MAX_CRITERIA_DEPTH)


def _criteria(element: etree._Element, depth: int) -> Criteria:
    if depth == 0:
        raise Malformed("criteria lists nested too deeply", ref("ts-119-612", "5.5.9.2.2"))
    key_usages: list[tuple[tuple[str, bool], ...]] = []
    policies: list[tuple[str, ...]] = []
    attributes: list[tuple[str, ...]] = []
    purposes: list[tuple[str, ...]] = []
    children: list[Criteria] = []
    unknown: list[str] = []
    statements: list[tuple[StatementCondition, ...]] = []
    for item in element:
        tag = item.tag
        if tag == _KEY_USAGE:
            key_usages.append(tuple((b.get("name") or "", true(text(b))) for b in named(item, _KEY_USAGE_BIT)))
        elif tag == _POLICY_SET:
            policies.append(_identifiers(item, _POLICY))
        elif tag == _CRITERIA:
            children.append(_criteria(item, depth - 1))
        elif tag == _OTHER:
            _other_criteria(item, attributes, purposes, statements, unknown)
        elif isinstance(tag, str) and tag != _DESCRIPTION:
            unknown.append(tag)
    assertion = element.get("assert") or "all"
    if assertion not in _ASSERTIONS:
        raise Malformed(f"assert {assertion[:40]!r}", ref("ts-119-612", "5.5.9.2.2"))
    return Criteria(
        assertion,
        tuple(key_usages),
        tuple(policies),
        tuple(attributes),
        tuple(purposes),
        tuple(children),
        tuple(unknown),
        tuple(statements),
    )


def _other_criteria(
    element: etree._Element,
    attributes: list[tuple[str, ...]],
    purposes: list[tuple[str, ...]],
    statements: list[tuple[StatementCondition, ...]],
    unknown: list[str],
) -> None:
    """OtherCriteria (clause 5.5.9.2.2.3)."""
    for item in element.iterchildren("*"):
        if item.tag == _SUBJECT_ATTRIBUTE:
            attributes.append(_identifiers(item, _ATTRIBUTE_OID))
        elif item.tag == _EXTENDED_KEY_USAGE:
            purposes.append(_identifiers(item, _PURPOSE))
        elif item.tag in _STATEMENT_SETS:
            statements.append(tuple(_statement(child) for child in item.iterchildren("{*}QcStatement")))
        else:
            unknown.append(str(item.tag))


def _statement(element: etree._Element) -> StatementCondition:
    """A QcStatement of the Commission's schema of recognition."""
    information = element.find("{*}QcStatementInfo")
    kind = country = ""
    for child in () if information is None else information:
        local = str(child.tag).rpartition("}")[2]
        if local == "QcType":
            kind = _oid(text(child.find(_IDENTIFIER)))
        elif local == "QcCClegislation":
            country = text(child)
    return StatementCondition(_oid(text(element.find(f"{{*}}QcStatementId/{_IDENTIFIER}"))), kind, country)


def _identifiers(element: etree._Element, name: str) -> tuple[str, ...]:
    """OIDs of xades:ObjectIdentifier children ``name``; ``urn:oid:`` is taken off."""
    return tuple(_oid(text(first(item, _IDENTIFIER))) for item in named(element, name))


def _oid(value: str) -> str:
    return value[8:] if value[:8].lower() == "urn:oid:" else value
