"""From the bytes of a trusted list to its typed form (TS 119 612 clauses 5.2 to 5.6), in one pass over the tree."""

from lxml import etree

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.trust.extensions import NO_EXTENSIONS, list_extensions, read_extensions
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
from esigval.trust.uris import NS_LIST
from esigval.trust.xml import (
    Fields,
    Items,
    fields,
    first,
    integer,
    language,
    moment,
    named,
    read_root,
    text,
    texts,
    uris,
)

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
_SERVICE_SUPPLY_POINT = _T + "ServiceSupplyPoint"
_IDENTITY = _T + "ServiceDigitalIdentity"
_SCHEME_SERVICE_DEFINITION_URI = _T + "SchemeServiceDefinitionURI"
_TSP_SERVICE_DEFINITION_URI = _T + "TSPServiceDefinitionURI"
_SERVICE_INFORMATION = _T + "ServiceInformation"
_SERVICE_HISTORY = _T + "ServiceHistory"
_SERVICE_HISTORY_INSTANCE = _T + "ServiceHistoryInstance"
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
    items = Items(MAX_ITEMS)
    scheme = first(root, _T + "SchemeInformation")
    if scheme is None:
        raise Malformed("no SchemeInformation", ref("ts-119-612", "5.3"))
    found = fields(scheme)
    address = fields(found.get(_T + "SchemeOperatorAddress"))
    period = text(found.get(_T + "HistoricalInformationPeriod"))
    next_update = text(first(found.get(_T + "NextUpdate"), _T + "dateTime"))
    return TrustedList(
        version=integer(text(found.get(_T + "TSLVersionIdentifier")), "TSLVersionIdentifier"),
        sequence=integer(text(found.get(_T + "TSLSequenceNumber")), "TSLSequenceNumber"),
        type=text(found.get(_T + "TSLType")),
        territory=text(found.get(_T + "SchemeTerritory")),
        operators=texts(found.get(_T + "SchemeOperatorName"), _NAME),
        scheme_names=texts(found.get(_T + "SchemeName"), _NAME),
        information_uris=uris(found.get(_T + "SchemeInformationURI")),
        issued=moment(text(found.get(_T + "ListIssueDateTime")), "ListIssueDateTime"),
        next_update=moment(next_update, "NextUpdate") if next_update else None,
        pointers=_pointers(found.get(_T + "PointersToOtherTSL"), items),
        providers=_providers(first(root, _T + "TrustServiceProviderList"), items),
        operator_postal=_postal(address),
        operator_electronic=_electronic(address),
        determination=text(found.get(_T + "StatusDeterminationApproach")),
        community_rules=uris(found.get(_T + "SchemeTypeCommunityRules")),
        policy=_policy(found.get(_T + "PolicyOrLegalNotice")),
        historical_period=integer(period, "HistoricalInformationPeriod") if period else None,
        distribution_points=tuple(u.value for u in uris(found.get(_T + "DistributionPoints"))),
        extensions=list_extensions(found.get(_T + "SchemeExtensions")),
        tag=root.get("TSLTag") or "",
        absent=tuple(name for name in _MANDATORY if _T + name not in found),
    )


def _policy(element: etree._Element | None) -> Texts:
    return texts(element, _T + "TSLPolicy") + texts(element, _T + "TSLLegalNotice")


def _postal(address: Fields) -> tuple[PostalAddress, ...]:
    return tuple(_address(item) for item in named(address.get(_T + "PostalAddresses"), _T + "PostalAddress"))


def _address(element: etree._Element) -> PostalAddress:
    found = fields(element)
    return PostalAddress(
        language(element),
        text(found.get(_T + "StreetAddress")),
        text(found.get(_T + "Locality")),
        text(found.get(_T + "StateOrProvince")),
        text(found.get(_T + "PostalCode")),
        text(found.get(_T + "CountryName")),
    )


def _electronic(address: Fields) -> Texts:
    return uris(address.get(_T + "ElectronicAddress"))


def _pointers(element: etree._Element | None, items: Items) -> tuple[Pointer, ...]:
    pointers = named(element, _T + "OtherTSLPointer")
    items.spend(len(pointers))
    return tuple(_pointer(item, items) for item in pointers)


def _pointer(element: etree._Element, items: Items) -> Pointer:
    """A pointer (clause 5.3.13); its additional information comes in any order."""
    found = fields(element)
    facts: dict[str, etree._Element] = {}
    for other in named(found.get(_T + "AdditionalInformation"), _T + "OtherInformation"):
        for item in other.iterchildren("*"):
            facts.setdefault(etree.QName(item).localname, item)
    certificates: dict[str, ListedCertificate] = {}
    unreadable = 0
    for holder in named(found.get(_T + "ServiceDigitalIdentities"), _IDENTITY):
        items.spend(len(holder))
        identity = read_identity(holder)
        certificates.update((c.id, c) for c in identity.certificates)
        unreadable += identity.unreadable
    return Pointer(
        location=text(found.get(_T + "TSLLocation")),
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


def _providers(element: etree._Element | None, items: Items) -> tuple[Provider, ...]:
    providers = named(element, _T + "TrustServiceProvider")
    items.spend(len(providers))
    return tuple(_provider(item, items) for item in providers)


def _provider(element: etree._Element, items: Items) -> Provider:
    parts = fields(element)
    information = fields(parts.get(_T + "TSPInformation"))
    if not information:
        raise Malformed("no TSPInformation", ref("ts-119-612", "5.4"))
    services = named(parts.get(_T + "TSPServices"), _T + "TSPService")
    items.spend(len(services))
    address = fields(information.get(_T + "TSPAddress"))
    return Provider(
        names=texts(information.get(_T + "TSPName"), _NAME),
        trade_names=texts(information.get(_T + "TSPTradeName"), _NAME),
        postal_addresses=_postal(address),
        electronic_addresses=_electronic(address),
        information_uris=uris(information.get(_T + "TSPInformationURI")),
        services=tuple(_service(s, items) for s in services),
        extensions=list_extensions(information.get(_T + "TSPInformationExtensions")),
    )


def _service(element: etree._Element, items: Items) -> Service:
    parts = fields(element)
    current = fields(parts.get(_SERVICE_INFORMATION))
    if not current:
        raise Malformed("no ServiceInformation", ref("ts-119-612", "5.5"))
    past = named(parts.get(_SERVICE_HISTORY), _SERVICE_HISTORY_INSTANCE)
    identity = current.get(_IDENTITY)
    items.spend(len(past) + (0 if identity is None else len(identity)))
    points = named(current.get(_SERVICE_SUPPLY_POINTS), _SERVICE_SUPPLY_POINT)
    return Service(
        identity=read_identity(identity),
        periods=(_period(current, items), *[_period(fields(item), items) for item in past]),
        supply_points=tuple([(text(point), point.get("type") or "") for point in points]),
        scheme_definitions=uris(current.get(_SCHEME_SERVICE_DEFINITION_URI)),
        provider_definitions=uris(current.get(_TSP_SERVICE_DEFINITION_URI)),
    )


def _period(found: Fields, items: Items) -> Period:
    holder = found.get(_SERVICE_INFORMATION_EXTENSIONS)
    extensions = NO_EXTENSIONS if holder is None else read_extensions(holder, items)
    return Period(
        type=text(found.get(_SERVICE_TYPE_IDENTIFIER)),
        status=text(found.get(_SERVICE_STATUS)),
        since=moment(text(found.get(_STATUS_STARTING_TIME)), "StatusStartingTime"),
        names=texts(found.get(_SERVICE_NAME), _NAME),
        qualifications=extensions.qualifications,
        additional=extensions.additional,
        taken_over_by=extensions.taken_over_by,
        expired_certificates_since=extensions.expired_certificates_since,
        extensions=extensions.extensions,
    )
