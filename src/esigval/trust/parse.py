"""From the bytes of a trusted list to its typed form (TS 119 612 clauses 5.2 to 5.6), in one pass over the tree."""

from itertools import islice

from lxml import etree

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.trust.extensions import list_extensions, read_extensions
from esigval.trust.identity import read_identity
from esigval.trust.lists import (
    Equivalence,
    ListedCertificate,
    Period,
    Pointer,
    PostalAddress,
    Provider,
    Service,
    Texts,
    TrustedList,
)
from esigval.trust.recognition import read_equivalences
from esigval.trust.uris import NS_LIST, NS_QUALIFICATIONS
from esigval.trust.xml import integer, moment, read_root, text, texts, uris

MAX_ITEMS = 30_000
"""Services, their past statuses, digital identities, qualification elements and pointers of one list. The largest list of October 2023 has
some 3,000 of them."""

_T = f"{{{NS_LIST}}}"
_NAME = _T + "Name"
_SERVICE_INFORMATION_EXTENSIONS = _T + "ServiceInformationExtensions"
_SERVICE_TYPE_IDENTIFIER = _T + "ServiceTypeIdentifier"
_SERVICE_STATUS = _T + "ServiceStatus"
_STATUS_STARTING_TIME = _T + "StatusStartingTime"
_SERVICE_NAME = _T + "ServiceName"
_SERVICE_SUPPLY_POINTS = _T + "ServiceSupplyPoints"
_SERVICE_DIGITAL_IDENTITY = _T + "ServiceDigitalIdentity"
_SCHEME_SERVICE_DEFINITION_URI = _T + "SchemeServiceDefinitionURI"
_TSP_SERVICE_DEFINITION_URI = _T + "TSPServiceDefinitionURI"
_SERVICE_INFORMATION = _T + "ServiceInformation"
_SERVICE_HISTORY = _T + "ServiceHistory"
_SERVICE_HISTORY_INSTANCE = _T + "ServiceHistoryInstance"
_ITEMS = (
    *(
        _T + name
        for name in ("TrustServiceProvider", "TSPService", "ServiceHistoryInstance", "DigitalId", "OtherTSLPointer")
    ),
    f"{{{NS_QUALIFICATIONS}}}QualificationElement",
)

Fields = dict[object, etree._Element]
"""Children of an element by their names."""

_AGREEMENT = "MutualRecognitionAgreementInformation"
_MANDATORY = (
    "TSLType",
    "SchemeOperatorName",
    "SchemeOperatorAddress",
    "SchemeName",
    "SchemeInformationURI",
    "StatusDeterminationApproach",
    "SchemeTypeCommunityRules",
    "SchemeTerritory",
    "PolicyOrLegalNotice",
    "HistoricalInformationPeriod",
    "NextUpdate",
)
"""Fields of clause 5.3 that every list carries, besides those without which it can't be read at all."""


def parse_list(data: bytes) -> TrustedList:
    """The list in ``data``. Raises Malformed and nothing else."""
    return parse_root(read_root(data))


def parse_root(root: etree._Element) -> TrustedList:
    """The list whose root element is ``root`` (see ``xml.read_root``). Raises Malformed."""
    if sum(1 for _ in islice(root.iter(*_ITEMS), MAX_ITEMS + 1)) > MAX_ITEMS:
        raise Malformed("too many services, identities or pointers", ref("ts-119-612", "5.2"))
    scheme = root.find(_T + "SchemeInformation")
    if scheme is None:
        raise Malformed("no SchemeInformation", ref("ts-119-612", "5.3"))
    fields = _fields(scheme)
    address = fields.get(_T + "SchemeOperatorAddress")
    period = text(fields.get(_T + "HistoricalInformationPeriod"))
    next_update = fields.get(_T + "NextUpdate")
    next_update_time = text(next_update.find(_T + "dateTime")) if next_update is not None else ""
    return TrustedList(
        version=integer(text(fields.get(_T + "TSLVersionIdentifier")), "TSLVersionIdentifier"),
        sequence=integer(text(fields.get(_T + "TSLSequenceNumber")), "TSLSequenceNumber"),
        type=text(fields.get(_T + "TSLType")),
        territory=text(fields.get(_T + "SchemeTerritory")),
        operators=texts(fields.get(_T + "SchemeOperatorName"), _NAME),
        scheme_names=texts(fields.get(_T + "SchemeName"), _NAME),
        information_uris=uris(fields.get(_T + "SchemeInformationURI")),
        issued=moment(text(fields.get(_T + "ListIssueDateTime")), "ListIssueDateTime"),
        next_update=moment(next_update_time, "NextUpdate") if next_update_time else None,
        pointers=_pointers(fields.get(_T + "PointersToOtherTSL")),
        providers=_providers(root.find(_T + "TrustServiceProviderList")),
        operator_postal=_postal(address),
        operator_electronic=_electronic(address),
        determination=text(fields.get(_T + "StatusDeterminationApproach")),
        community_rules=uris(fields.get(_T + "SchemeTypeCommunityRules")),
        policy=_policy(fields.get(_T + "PolicyOrLegalNotice")),
        historical_period=integer(period, "HistoricalInformationPeriod") if period else None,
        distribution_points=tuple(u.value for u in uris(fields.get(_T + "DistributionPoints"))),
        extensions=list_extensions(fields.get(_T + "SchemeExtensions")),
        tag=root.get("TSLTag") or "",
        absent=tuple(name for name in _MANDATORY if _T + name not in fields),
    )


def _policy(element: etree._Element | None) -> Texts:
    return texts(element, _T + "TSLPolicy") + texts(element, _T + "TSLLegalNotice")


def _postal(address: etree._Element | None) -> tuple[PostalAddress, ...]:
    holder = address.find(_T + "PostalAddresses") if address is not None else None
    if holder is None:
        return ()
    return tuple(
        PostalAddress(
            item.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
            text(item.find(_T + "StreetAddress")),
            text(item.find(_T + "Locality")),
            text(item.find(_T + "StateOrProvince")),
            text(item.find(_T + "PostalCode")),
            text(item.find(_T + "CountryName")),
        )
        for item in holder.iterchildren(_T + "PostalAddress")
    )


def _electronic(address: etree._Element | None) -> Texts:
    return uris(address.find(_T + "ElectronicAddress")) if address is not None else ()


def _pointers(element: etree._Element | None) -> tuple[Pointer, ...]:
    if element is None:
        return ()
    return tuple(_pointer(item) for item in element.iterchildren(_T + "OtherTSLPointer"))


def _pointer(element: etree._Element) -> Pointer:
    """A pointer (clause 5.3.13); its additional information comes in any order."""
    facts: dict[str, etree._Element] = {}
    information = element.find(_T + "AdditionalInformation")
    if information is not None:
        for other in information.iterchildren(_T + "OtherInformation"):
            for item in other.iterchildren("*"):
                facts.setdefault(etree.QName(item).localname, item)
    identities = element.find(_T + "ServiceDigitalIdentities")
    certificates: dict[str, ListedCertificate] = {}
    unreadable = 0
    if identities is not None:
        for holder in identities.iterchildren(_T + "ServiceDigitalIdentity"):
            identity = read_identity(holder)
            certificates.update((c.id, c) for c in identity.certificates)
            unreadable += identity.unreadable
    return Pointer(
        location=text(element.find(_T + "TSLLocation")),
        certificates=tuple(certificates.values()),
        type=text(facts.get("TSLType")),
        territory=text(facts.get("SchemeTerritory")),
        mime_type=text(facts.get("MimeType")),
        operators=texts(facts.get("SchemeOperatorName"), _NAME),
        community_rules=uris(facts.get("SchemeTypeCommunityRules")),
        mutual_recognition=_AGREEMENT in facts,
        unreadable=unreadable,
        agreements=_agreements(facts.get(_AGREEMENT)),
    )


def _agreements(element: etree._Element | None) -> tuple[tuple[Equivalence, ...], ...]:
    """Terms that can't be read are no terms: nothing is recognised by them, and the other pointers stay."""
    try:
        return read_equivalences(element)
    except Malformed:
        return ()


def _providers(element: etree._Element | None) -> tuple[Provider, ...]:
    if element is None:
        return ()
    return tuple(_provider(item) for item in element.iterchildren(_T + "TrustServiceProvider"))


def _provider(element: etree._Element) -> Provider:
    information = element.find(_T + "TSPInformation")
    services = element.find(_T + "TSPServices")
    if information is None:
        raise Malformed("no TSPInformation", ref("ts-119-612", "5.4"))
    address = information.find(_T + "TSPAddress")
    return Provider(
        names=texts(information.find(_T + "TSPName"), _NAME),
        trade_names=texts(information.find(_T + "TSPTradeName"), _NAME),
        postal_addresses=_postal(address),
        electronic_addresses=_electronic(address),
        information_uris=uris(information.find(_T + "TSPInformationURI")),
        services=() if services is None else tuple(_service(s) for s in services.iterchildren(_T + "TSPService")),
        extensions=list_extensions(information.find(_T + "TSPInformationExtensions")),
    )


def _service(element: etree._Element) -> Service:
    parts = _fields(element)
    information, history = parts.get(_SERVICE_INFORMATION), parts.get(_SERVICE_HISTORY)
    if information is None:
        raise Malformed("no ServiceInformation", ref("ts-119-612", "5.5"))
    fields = _fields(information)
    past = () if history is None else tuple(history.iterchildren(_SERVICE_HISTORY_INSTANCE))
    points = fields.get(_SERVICE_SUPPLY_POINTS)
    return Service(
        identity=read_identity(fields.get(_SERVICE_DIGITAL_IDENTITY)),
        periods=(_period(fields), *(_period(_fields(item)) for item in past)),
        supply_points=()
        if points is None
        else tuple((text(p), p.get("type") or "") for p in points.iterchildren(_T + "ServiceSupplyPoint")),
        scheme_definitions=uris(fields.get(_SCHEME_SERVICE_DEFINITION_URI)),
        provider_definitions=uris(fields.get(_TSP_SERVICE_DEFINITION_URI)),
    )


def _fields(element: etree._Element) -> Fields:
    return {child.tag: child for child in element}


def _period(fields: Fields) -> Period:
    found = read_extensions(fields.get(_SERVICE_INFORMATION_EXTENSIONS))
    return Period(
        type=text(fields.get(_SERVICE_TYPE_IDENTIFIER)),
        status=text(fields.get(_SERVICE_STATUS)),
        since=moment(text(fields.get(_STATUS_STARTING_TIME)), "StatusStartingTime"),
        names=texts(fields.get(_SERVICE_NAME), _NAME),
        qualifications=found.qualifications,
        additional=found.additional,
        taken_over_by=found.taken_over_by,
        expired_certificates_since=found.expired_certificates_since,
        extensions=found.extensions,
    )
