"""Terms of recognition of a third country's services (Regulation 910/2014 art. 14), as the extension of a pointer states them.

The schema is the European Commission's (``http://ec.europa.eu/tools/lotl/mra/schema/v2#``); elements are known by their local names, since
the namespace has changed between its versions.
"""

from collections.abc import Iterator
from itertools import zip_longest

from lxml import etree

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.trust.extensions import read_criteria
from esigval.trust.lists import ContentEquivalence, Equivalence, ServiceKind
from esigval.trust.uris import GOOD_AFTER_EIDAS
from esigval.trust.xml import moment, text

MAX_EQUIVALENCES = 200
"""Terms of one pointer, past ones among them; the Commission's example has three."""

_ENACTED = "http://ec.europa.eu/tools/lotl/mra/enacted"


def read_equivalences(element: etree._Element | None) -> tuple[tuple[Equivalence, ...], ...]:
    """MutualRecognitionAgreementInformation: for each kind of service its terms, the current ones first. Raises Malformed."""
    if element is None:
        return ()
    found: list[tuple[Equivalence, ...]] = []
    for information in _named(element, "TrustServiceEquivalenceInformation"):
        past = [
            instance
            for history in _named(information, "TrustServiceEquivalenceHistory")
            for instance in _named(history, "TrustServiceEquivalenceHistoryInstance")
        ]
        if len(past) + len(found) > MAX_EQUIVALENCES:
            raise Malformed("too many terms of recognition", ref("ts-119-612", "5.3.13"))
        found.append((_equivalence(information), *map(_equivalence, past)))
    return tuple(found)


def _named(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    for child in () if element is None else element:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name:
            yield child


def _first(element: etree._Element | None, *names: str) -> etree._Element | None:
    for name in names:
        element = next(_named(element, name), None)
    return element


def _equivalence(element: etree._Element) -> Equivalence:
    return Equivalence(
        enacted=text(_first(element, "TrustServiceEquivalenceStatus")) == _ENACTED,
        since=moment(
            text(_first(element, "TrustServiceEquivalenceStatusStartingTime")),
            "TrustServiceEquivalenceStatusStartingTime",
        ),
        kinds=tuple(_kinds(_first(element, "TrustServiceTSLTypeEquivalenceList"))),
        statuses=tuple(_statuses(_first(element, "TrustServiceTSLStatusEquivalenceList"))),
        qualifiers=tuple(_qualifiers(element)),
        contents=tuple(_contents(_first(element, "CertificateContentReferencesEquivalenceList"))),
    )


def _kinds(element: etree._Element | None) -> Iterator[tuple[ServiceKind, ServiceKind]]:
    """Kinds of services in pairs (theirs, ours). Lists of different length say nothing that could be relied on."""
    theirs = [_kind(e) for e in _named(_first(element, "TrustServiceTSLTypeListPointedParty"), "TrustServiceTSLType")]
    ours = [_kind(e) for e in _named(_first(element, "TrustServiceTSLTypeListPointingParty"), "TrustServiceTSLType")]
    for their, our in zip_longest(theirs, ours):
        if their is None or our is None:
            raise Malformed("kinds of services that do not pair", ref("ts-119-612", "5.3.13"))
        yield their, our


def _kind(element: etree._Element) -> ServiceKind:
    return ServiceKind(
        text(_first(element, "ServiceTypeIdentifier")), text(_first(element, "AdditionalServiceInformation", "URI"))
    )


def _statuses(element: etree._Element | None) -> Iterator[tuple[str, str]]:
    """Each of their statuses with the first of ours that it is equivalent to; no status is valid and invalid at once."""
    valid = dict(_status_pairs(_first(element, "TrustServiceTSLStatusValidEquivalence")))
    invalid = dict(_status_pairs(_first(element, "TrustServiceTSLStatusInvalidEquivalence")))
    if valid.keys() & invalid.keys() or GOOD_AFTER_EIDAS & set(invalid.values()):
        raise Malformed("a status that is valid and invalid", ref("ts-119-612", "5.3.13"))
    yield from (*invalid.items(), *valid.items())


def _status_pairs(element: etree._Element | None) -> Iterator[tuple[str, str]]:
    ours = text(_first(element, "TrustServiceTSLStatusListPointingParty", "ServiceStatus"))
    for status in _named(_first(element, "TrustServiceTSLStatusListPointedParty"), "ServiceStatus"):
        yield text(status), ours


def _qualifiers(element: etree._Element) -> Iterator[tuple[str, str]]:
    container = _first(element, "TrustServiceTSLQualificationExtensionEquivalenceList")
    for holder in _named(container, "QualifierEquivalenceList"):
        for pair in _named(holder, "QualifierEquivalence"):
            theirs, ours = _first(pair, "QualifierPointedParty"), _first(pair, "QualifierPointingParty")
            if theirs is not None and ours is not None:
                yield (theirs.get("uri") or "").strip(), (ours.get("uri") or "").strip()


def _contents(element: etree._Element | None) -> Iterator[ContentEquivalence]:
    for pair in _named(element, "CertificateContentReferenceEquivalence"):
        theirs = _first(pair, "CertificateContentDeclarationPointedParty")
        ours = _first(pair, "CertificateContentDeclarationPointingParty")
        if theirs is not None and ours is not None:
            context = text(_first(pair, "CertificateContentReferenceEquivalenceContext"))
            yield ContentEquivalence(context.rpartition("/")[2], read_criteria(theirs), read_criteria(ours))
