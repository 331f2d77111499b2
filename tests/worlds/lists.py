"""Trusted lists of TS 119 612, signed as its annex B wants, and the folder in which they travel."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from cryptography import x509

from tests.worlds.pki import Member, World, moment
from tests.worlds.signers import xades

SERVICE_STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
SERVICE_INFO = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
MIME_TYPE = "application/vnd.etsi.tsl+xml"


def _text(tag: str, value: str, language: str = "en") -> str:
    return f'<{tag} xml:lang="{language}">{escape(value)}</{tag}>'


def _names(tag: str, value: str) -> str:
    return f"<{tag}>{_text('Name', value)}</{tag}>"


def _address(tag: str, host: str, territory: str) -> str:
    postal = f"<StreetAddress>Strada Imaginară 1</StreetAddress><Locality>Nicăieri</Locality><CountryName>{territory}</CountryName>"
    electronic = _text("URI", f"mailto:contact@{host}") + _text("URI", f"https://{host}/")
    return (
        f'<{tag}><PostalAddresses><PostalAddress xml:lang="en">{postal}</PostalAddress></PostalAddresses>'
        f"<ElectronicAddress>{electronic}</ElectronicAddress></{tag}>"
    )


def _digital_identity(member: Member, *, certificate: bool) -> str:
    """The identity of a service: certificate, name, key identifier; history instances give no certificate (clause 5.6.3)."""
    subject_key = member.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    parts = [f"<X509Certificate>{xades.b64(member.der)}</X509Certificate>"] if certificate else []
    parts.append(f"<X509SubjectName>{escape(member.certificate.subject.rfc4514_string())}</X509SubjectName>")
    parts.append(f"<X509SKI>{xades.b64(subject_key)}</X509SKI>")
    return "".join(f"<DigitalId>{part}</DigitalId>" for part in parts)


def _extensions(service: dict[str, Any]) -> str:
    extensions = "".join(
        f'<Extension Critical="true"><AdditionalServiceInformation>{_text("URI", SERVICE_INFO + name)}'
        "</AdditionalServiceInformation></Extension>"
        for name in service.get("for", ())
    )
    return f"<ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>" if extensions else ""


def _instance(service: dict[str, Any], member: Member, state: dict[str, Any], *, current: bool) -> str:
    return (
        f"<ServiceTypeIdentifier>{service['type']}</ServiceTypeIdentifier>{_names('ServiceName', service['name'])}"
        f"<ServiceDigitalIdentity>{_digital_identity(member, certificate=current)}</ServiceDigitalIdentity>"
        f"<ServiceStatus>{SERVICE_STATUS}{state['status']}</ServiceStatus>"
        f"<StatusStartingTime>{xades.stamp(moment(state['since']))}</StatusStartingTime>{_extensions(service)}"
    )


def _service(world: World, service: dict[str, Any]) -> str:
    member = world[service["identity"]]
    *past, now = service["history"]
    current = f"<ServiceInformation>{_instance(service, member, now, current=True)}</ServiceInformation>"
    history = "".join(
        f"<ServiceHistoryInstance>{_instance(service, member, state, current=False)}</ServiceHistoryInstance>"
        for state in reversed(past)
    )
    return f"<TSPService>{current}{f'<ServiceHistory>{history}</ServiceHistory>' if history else ''}</TSPService>"


def _provider(world: World, provider: dict[str, Any], host: str, territory: str) -> str:
    uri = f"<TSPInformationURI>{_text('URI', f'https://{host}/')}</TSPInformationURI>"
    information = (
        f"{_names('TSPName', provider['name'])}{_names('TSPTradeName', provider['registration'])}"
        f"{_address('TSPAddress', host, territory)}{uri}"
    )
    services = "".join(_service(world, service) for service in provider["services"])
    return (
        f"<TrustServiceProvider><TSPInformation>{information}</TSPInformation>"
        f"<TSPServices>{services}</TSPServices></TrustServiceProvider>"
    )


def _pointer(world: World, row: dict[str, Any]) -> str:
    identities = (
        f"<ServiceDigitalIdentity><DigitalId><X509Certificate>{xades.b64(world[row['signer']].der)}</X509Certificate>"
        "</DigitalId></ServiceDigitalIdentity>"
    )
    rules = "".join(_text("URI", rule) for rule in row["rules"])
    information = (
        f"<TSLType>{row['type']}</TSLType>",
        _names("SchemeOperatorName", row["operator"]),
        f"<SchemeTypeCommunityRules>{rules}</SchemeTypeCommunityRules>",
        f"<SchemeTerritory>{row['territory']}</SchemeTerritory>",
        f"<tslx:MimeType>{MIME_TYPE}</tslx:MimeType>",
    )
    other = "".join(f"<OtherInformation>{part}</OtherInformation>" for part in information)
    return (
        f"<OtherTSLPointer><ServiceDigitalIdentities>{identities}</ServiceDigitalIdentities>"
        f"<TSLLocation>{row['url']}</TSLLocation><AdditionalInformation>{other}</AdditionalInformation></OtherTSLPointer>"
    )


def description(world: World, name: str) -> dict[str, Any]:
    """The description of a list, with what it takes over from another one."""
    row = world.lists[name]
    return {**description(world, row["like"]), **row} if "like" in row else row


def build(world: World, name: str) -> bytes:
    """The signed list."""
    row = description(world, name)
    host = row["url"].split("/")[2]
    pointers = "".join(_pointer(world, description(world, pointed)) for pointed in row.get("pointers", ()))
    providers = "".join(_provider(world, provider, host, row["territory"]) for provider in row["providers"])
    scheme_name = f"{row['territory']}:Fictional trusted list for tests"
    rules = "".join(_text("URI", rule) for rule in row["rules"])
    notice = _text("TSLLegalNotice", "Fictional: this list has no legal meaning.")
    scheme = (
        f"<TSLVersionIdentifier>6</TSLVersionIdentifier><TSLSequenceNumber>{row['sequence']}</TSLSequenceNumber>"
        f"<TSLType>{row['type']}</TSLType>{_names('SchemeOperatorName', row['operator'])}"
        f"{_address('SchemeOperatorAddress', host, row['territory'])}{_names('SchemeName', scheme_name)}"
        f"<SchemeInformationURI>{_text('URI', f'https://{host}/scheme')}</SchemeInformationURI>"
        f"<StatusDeterminationApproach>{row['determination']}</StatusDeterminationApproach>"
        f"<SchemeTypeCommunityRules>{rules}</SchemeTypeCommunityRules><SchemeTerritory>{row['territory']}</SchemeTerritory>"
        f"<PolicyOrLegalNotice>{notice}</PolicyOrLegalNotice><HistoricalInformationPeriod>65535</HistoricalInformationPeriod>"
        + (f"<PointersToOtherTSL>{pointers}</PointersToOtherTSL>" if pointers else "")
        + f"<ListIssueDateTime>{xades.stamp(moment(row['issued']))}</ListIssueDateTime>"
        f"<NextUpdate><dateTime>{xades.stamp(moment(row['next_update']))}</dateTime></NextUpdate>"
    )
    provider_list = f"<TrustServiceProviderList>{providers}</TrustServiceProviderList>" if providers else ""
    root = xades.parse(
        '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" '
        'xmlns:tslx="http://uri.etsi.org/02231/v2/additionaltypes#" '
        f'Id="{name}-list" TSLTag="http://uri.etsi.org/19612/TSLTag">'
        f"<SchemeInformation>{scheme}</SchemeInformation>{provider_list}</TrustServiceStatusList>"
    )
    return xades.sign_enveloped(root, world[row["signer"]], moment(row["issued"])).encode()


def index_row(world: World, name: str, data: bytes) -> dict[str, Any]:
    """What the index of a lists folder says of a list."""
    row = description(world, name)
    return {
        "url": row["url"],
        "file": f"lists/{row['territory']}-{row['sequence']}.xml",
        "territory": row["territory"],
        "sequence": row["sequence"],
        "issued": xades.stamp(moment(row["issued"])),
        "next_update": xades.stamp(moment(row["next_update"])),
        "sha256": sha256(data).hexdigest(),
    }


def write_folder(world: World, folder: Path, names: tuple[str, ...], signers: tuple[bytes, ...]) -> None:
    """A folder as ``--lists`` reads it: index.json, lists/, oj-signers/."""
    rows = []
    for name in names:
        data = build(world, name)
        row = index_row(world, name, data)
        target = folder / row["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        rows.append(row)
    (folder / "index.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    (folder / "oj-signers").mkdir(exist_ok=True)
    for signer in signers:
        (folder / "oj-signers" / f"{sha256(signer).hexdigest()[:16]}.cer").write_bytes(signer)
