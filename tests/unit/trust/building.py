"""Trusted lists written by hand, so that each test can say what is wrong with its own."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from esigval.model.dossier import TrustSource
from esigval.model.policy import AlgorithmTable, ConstraintLevel, ValidationPolicy
from esigval.trust import judgement
from tests.worlds.pki import World
from tests.worlds.signers import xades

SVC = "http://uri.etsi.org/TrstSvc/Svctype/"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
INFO = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
EU_GENERIC = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric"
EU_LOTL = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists"
URL = "https://lista.example/RO.xml"
ROOT_URL = "https://lists.example/lotl.xml"
AT = datetime(2025, 6, 1, tzinfo=UTC)

STRICT = ValidationPolicy("strict", "", AlgorithmTable("", None, (), ()), {})
INTEROP = ValidationPolicy(
    "interop",
    "",
    AlgorithmTable("", None, (), ()),
    dict.fromkeys((*judgement.LIST_CHECKS, "ts-119-615/4.3.4/history-in-order"), ConstraintLevel.WARN),
)


@cache
def world() -> World:
    """The fictional providers."""
    return World("md.yml", "ro.yml")


def criteria(assertion: str, *items: str) -> str:
    """A criteria list."""
    return f'<s:CriteriaList assert="{assertion}">{"".join(items)}</s:CriteriaList>'


def policies(*oids: str) -> str:
    """A policy set, as an OID in a URN."""
    found = "".join(
        f'<s:PolicyIdentifier><x:Identifier Qualifier="OIDAsURN">urn:oid:{oid}</x:Identifier></s:PolicyIdentifier>'
        for oid in oids
    )
    return f"<s:PolicySet>{found}</s:PolicySet>"


def key_usage(**bits: bool) -> str:
    """A set of key usage bits."""
    found = "".join(f'<s:KeyUsageBit name="{n}">{str(v).lower()}</s:KeyUsageBit>' for n, v in bits.items())
    return f"<s:KeyUsage>{found}</s:KeyUsage>"


def other(content: str) -> str:
    """Other criteria."""
    return f"<s:otherCriteriaList>{content}</s:otherCriteriaList>"


def qualifications(*elements: tuple[str, str], critical: bool = True) -> str:
    """A Qualifications extension of (qualifier, criteria list)."""
    found = "".join(
        f'<s:QualificationElement><s:Qualifiers><s:Qualifier uri="{INFO}{qualifier}"/></s:Qualifiers>{wanted}'
        "</s:QualificationElement>"
        for qualifier, wanted in elements
    )
    return f'<Extension Critical="{str(critical).lower()}"><s:Qualifications>{found}</s:Qualifications></Extension>'


def listed_for(*names: str) -> str:
    """additionalServiceInformation extensions."""
    return "".join(
        f'<Extension Critical="true"><AdditionalServiceInformation><URI xml:lang="en">{INFO}{name}</URI>'
        "</AdditionalServiceInformation></Extension>"
        for name in names
    )


@dataclass
class Service:
    """A service; ``periods`` are (status, since, extensions), the current one first."""

    certificate: bytes
    periods: tuple[tuple[str, str, str], ...]
    type: str = "CA/QC"
    name: str = "Certificate calificate"
    key_identifier: bytes = b""

    def xml(self) -> str:
        """The TSPService element; by ``key_identifier`` alone where there is one."""
        identity = f"<DigitalId><X509Certificate>{xades.b64(self.certificate)}</X509Certificate></DigitalId>"
        if self.key_identifier:
            identity = f"<DigitalId><X509SKI>{xades.b64(self.key_identifier)}</X509SKI></DigitalId>"
        now, *past = (self._period(identity, *period) for period in self.periods)
        history = "".join(f"<ServiceHistoryInstance>{p}</ServiceHistoryInstance>" for p in past)
        return (
            f"<TSPService><ServiceInformation>{now}</ServiceInformation>"
            f"<ServiceHistory>{history}</ServiceHistory></TSPService>"
        )

    def _period(self, identity: str, status: str, since: str, extensions: str) -> str:
        wrapped = f"<ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>" if extensions else ""
        return (
            f'<ServiceTypeIdentifier>{SVC}{self.type}</ServiceTypeIdentifier><ServiceName><Name xml:lang="en">{self.name}'
            f"</Name></ServiceName><ServiceDigitalIdentity>{identity}</ServiceDigitalIdentity><ServiceStatus>{STATUS}"
            f"{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime>{wrapped}"
        )


@dataclass
class Pointer:
    """A pointer to a list."""

    url: str
    signers: tuple[str, ...]
    territory: str = "RO"
    type: str = EU_GENERIC
    agreement: str = ""

    def xml(self) -> str:
        """The OtherTSLPointer element."""
        ids = "".join(
            "<ServiceDigitalIdentity><DigitalId><X509Certificate>"
            f"{xades.b64(world()[name].der)}</X509Certificate></DigitalId></ServiceDigitalIdentity>"
            for name in self.signers
        )
        facts = (
            f"<TSLType>{self.type}</TSLType>",
            f"<SchemeTerritory>{self.territory}</SchemeTerritory>",
            "<t:MimeType>application/vnd.etsi.tsl+xml</t:MimeType>",
            *((self.agreement,) if self.agreement else ()),
        )
        information = "".join(f"<OtherInformation>{fact}</OtherInformation>" for fact in facts)
        return (
            f"<OtherTSLPointer><ServiceDigitalIdentities>{ids}</ServiceDigitalIdentities><TSLLocation>{self.url}"
            f"</TSLLocation><AdditionalInformation>{information}</AdditionalInformation></OtherTSLPointer>"
        )


@dataclass
class List:
    """A list; ``build`` signs it."""

    services: tuple[Service, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    signer: str = "ro-operator"
    territory: str = "RO"
    type: str = EU_GENERIC
    version: str = "6"
    sequence: str = "7"
    issued: str = "2025-05-01T00:00:00Z"
    next_update: str = "2025-11-01T00:00:00Z"
    uris: tuple[str, ...] = ("https://lists.example/scheme",)
    extra: str = ""
    leave_out: str = field(default="")

    def text(self) -> str:
        """The list without a signature."""
        services = "".join(s.xml() for s in self.services)
        providers = (
            '<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName><Name xml:lang="en">Certificat '
            'Închipuit SA (fictiv)</Name></TSPName><TSPTradeName><Name xml:lang="en">VATRO-90000017</Name></TSPTradeName>'
            f"</TSPInformation><TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
            if services
            else ""
        )
        pointed = "".join(p.xml() for p in self.pointers)
        uris = "".join(f'<URI xml:lang="en">{uri}</URI>' for uri in self.uris)
        scheme = (
            f"<TSLVersionIdentifier>{self.version}</TSLVersionIdentifier>"
            f"<TSLSequenceNumber>{self.sequence}</TSLSequenceNumber><TSLType>{self.type}</TSLType>"
            '<SchemeOperatorName><Name xml:lang="en">Operator</Name></SchemeOperatorName><SchemeOperatorAddress/>'
            f"<SchemeName/><SchemeInformationURI>{uris}</SchemeInformationURI><StatusDeterminationApproach/>"
            f"<SchemeTypeCommunityRules/><SchemeTerritory>{self.territory}</SchemeTerritory><PolicyOrLegalNotice/>"
            "<HistoricalInformationPeriod>65535</HistoricalInformationPeriod>"
            f"<PointersToOtherTSL>{pointed}</PointersToOtherTSL>"
            f"<ListIssueDateTime>{self.issued}</ListIssueDateTime>"
            f"<NextUpdate>{f'<dateTime>{self.next_update}</dateTime>' if self.next_update else ''}</NextUpdate>{self.extra}"
        ).replace(self.leave_out or "\0", "")
        return (
            '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" '
            'xmlns:s="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#" '
            'xmlns:x="http://uri.etsi.org/01903/v1.3.2#" xmlns:t="http://uri.etsi.org/02231/v2/additionaltypes#" '
            f'TSLTag="http://uri.etsi.org/19612/TSLTag"><SchemeInformation>{scheme}</SchemeInformation>{providers}'
            "</TrustServiceStatusList>"
        )

    def unsigned(self) -> bytes:
        """The list without a signature."""
        return self.text().encode()

    def build(self) -> bytes:
        """The signed list."""
        root = xades.parse(self.text())
        return xades.sign_enveloped(root, world()[self.signer], datetime.fromisoformat("2025-05-01T00:00:00Z")).encode()


def granted(member: str = "ro-qca", extensions: str = "", **changes: str) -> Service:
    """A service that is granted since the Regulation applies."""
    extensions = extensions or listed_for("ForeSignatures", "ForeSeals")
    return Service(world()[member].der, (("granted", "2016-07-01T00:00:00Z", extensions),), **changes)


def standalone(data: bytes, *signers: str, url: str = URL) -> TrustSource:
    """One list that stands on its own signers."""
    return TrustSource("own", ((url, data),), tuple(world()[s].der for s in signers or ("ro-operator",)))


def under_root(national: bytes, root: bytes | None = None, *more: tuple[str, bytes]) -> TrustSource:
    """A national list under a list of lists."""
    root = root if root is not None else lotl().build()
    lists = ((ROOT_URL, root), (URL, national), *more)
    return TrustSource("eu", lists, (world()["eu-operator"].der,), ROOT_URL)


def lotl(**changes: object) -> List:
    """A list of lists that points to the national list."""
    values: dict[str, object] = {
        "pointers": (
            Pointer(ROOT_URL, ("eu-operator",), "EU", EU_LOTL),
            Pointer(URL, ("ro-operator",)),
        ),
        "signer": "eu-operator",
        "territory": "EU",
        "type": EU_LOTL,
        **changes,
    }
    return List(**values)  # type: ignore[arg-type]
