"""What the signer states under the signature: SignedProperties (EN 319 132-1, 5.2)."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from lxml import etree
from msgspec import Struct

from esigval.asn1 import read_exactly
from esigval.cms.certificates import issuer_serial
from esigval.model.errors import Malformed
from esigval.model.signature import (
    CertificateReference,
    Commitment,
    IssuerSerial,
    SignaturePolicy,
    SignedProperties,
)
from esigval.xades import names as n
from esigval.xades.algorithms import digest_name
from esigval.xades.keyinfo import issuer_serial_of
from esigval.xades.names import split, xades_name
from esigval.xades.tree import bytes_of, text_of

_DATE_TIME: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
_DIGEST_METHODS: Final = frozenset(f"{{{namespace}}}DigestMethod" for namespace in (n.DS, *n.XADES_NAMESPACES))
_DIGEST_VALUES: Final = frozenset(f"{{{namespace}}}DigestValue" for namespace in (n.DS, *n.XADES_NAMESPACES))


class DataObjectFormat(Struct, frozen=True):
    """A DataObjectFormat property: what it says of the data object behind the ds:Reference that it names."""

    reference: str
    mime_type: str | None = None
    encoding: str | None = None
    described: bool = False  # has exactly one Description or ObjectIdentifier


Named = dict[str, list[etree._Element]]
"""Elements by their XAdES names; "": those of other namespaces."""


class Qualifying(Struct, frozen=True):
    """The elements of a QualifyingProperties, each looked at once."""

    element: etree._Element | None = None
    signed: etree._Element | None = None
    unsigned: tuple[etree._Element, ...] = ()  # children of UnsignedSignatureProperties, in their order
    signature_properties: Named = {}
    unsigned_properties: Named = {}
    sealing: tuple[etree._Element, ...] = ()  # those unsigned properties that hold evidence records
    data_object_properties: tuple[etree._Element, ...] = ()
    formats: tuple[DataObjectFormat, ...] = ()

    def count(self, *wanted: str) -> int:
        """How many signed signature properties bear one of the names."""
        return _count(self.signature_properties, wanted)

    def count_unsigned(self, *wanted: str) -> int:
        """How many unsigned signature properties bear one of the names."""
        return _count(self.unsigned_properties, wanted)

    def first(self, *wanted: str) -> etree._Element | None:
        """The first signed signature property that bears one of the names."""
        for name in wanted:
            if name in self.signature_properties:
                return self.signature_properties[name][0]
        return None


def _count(named: Named, wanted: tuple[str, ...]) -> int:
    count = 0
    for name in wanted:
        if name in named:
            count += len(named[name])
    return count


def qualifying_properties(objects: Iterable[etree._Element]) -> Qualifying:
    """The properties of a signature where they may stand: Signature/Object/QualifyingProperties, the first among its ``objects``."""
    for item in objects:
        for properties in item:
            if xades_name(properties.tag) == "QualifyingProperties":
                return _qualifying(properties)
    return Qualifying()


def _qualifying(properties: etree._Element) -> Qualifying:
    signed: etree._Element | None = None
    unsigned: list[etree._Element] = []
    by_name: Named = {}
    objects: list[etree._Element] = []
    for child in properties:
        local = xades_name(child.tag)
        if local == "SignedProperties" and signed is None:
            signed = child
            for group in child:
                kind = xades_name(group.tag)
                if kind == "SignedSignatureProperties":
                    _add_by_name(by_name, group)
                elif kind == "SignedDataObjectProperties":
                    objects = list(group)
        elif local == "UnsignedProperties":
            for group in child:
                if xades_name(group.tag) == "UnsignedSignatureProperties":
                    unsigned = list(group.iterchildren("*"))
    unsigned_by_name: Named = {}
    _add_by_name(unsigned_by_name, unsigned)
    formats = tuple([_format(item) for item in objects if xades_name(item.tag) == "DataObjectFormat"])
    sealing = tuple([item for item in unsigned_by_name.get("", ()) if split(item.tag)[1] == n.SEALING])
    return Qualifying(properties, signed, tuple(unsigned), by_name, unsigned_by_name, sealing, tuple(objects), formats)


def _add_by_name(found: Named, properties: Iterable[etree._Element]) -> None:
    for item in properties:
        found.setdefault(xades_name(item.tag), []).append(item)


def _format(element: etree._Element) -> DataObjectFormat:
    found: dict[str, list[str]] = {}
    for child in element:
        found.setdefault(xades_name(child.tag), []).append(text_of(child))
    described = any(len(found.get(name, ())) == 1 for name in ("Description", "ObjectIdentifier"))
    mime, encoding = found.get("MimeType", []), found.get("Encoding", [])
    return DataObjectFormat(
        element.get("ObjectReference") or "",
        mime[0] if len(mime) == 1 else None,
        encoding[0] if encoding else None,
        described,
    )


def signed_properties(parts: Qualifying, covered: bool) -> SignedProperties:
    """The properties as neutral fields; where the signature value does not cover them, all are named as unsigned."""
    time = parts.first("SigningTime")
    roles, certified = _roles(parts.first("SignerRole", "SignerRoleV2"))
    mime = next((f.mime_type.strip() for f in parts.formats if f.mime_type and f.mime_type.strip()), "")
    found = SignedProperties(
        claimed_time=None if time is None else date_time(text_of(time)),
        place=_place(parts.first("SignatureProductionPlace", "SignatureProductionPlaceV2")),
        roles=roles,
        certified_roles=certified,
        commitments=_commitments(parts.data_object_properties),
        policy=_policy(parts),
        mime_type=mime,
    )
    if covered or parts.signed is None:
        return found
    names = ("claimed_time", "place", "roles", "certified_roles", "commitments", "policy", "mime_type")
    stated = tuple(name for name in names if getattr(found, name))
    return SignedProperties(**{name: getattr(found, name) for name in stated}, unsigned=stated)


def date_time(text: str) -> datetime | None:
    """An xs:dateTime in UTC; without a zone it is taken as UTC. None where it is none."""
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.group(1, 2, 3, 4, 5, 6))
    microsecond = int((match[7] or "0").ljust(6, "0")[:6])
    zone: timezone = UTC
    offset = timedelta()
    if match[8] and match[8] != "Z":
        offset = timedelta(hours=int(match[8][1:3]), minutes=int(match[8][4:6]))
        offset = -offset if match[8][0] == "-" else offset
    try:
        whole = datetime(year, month, day, 0 if hour == 24 else hour, minute, second, microsecond, zone)
        return whole + timedelta(days=1 if hour == 24 else 0) - offset
    except (ValueError, OverflowError):
        return None


def _texts(element: etree._Element | None) -> Iterator[tuple[str, str]]:
    """(local name, text) of the children in XAdES namespaces that have text."""
    for child in () if element is None else element:
        local = xades_name(child.tag)
        if local and (text := text_of(child).strip()):
            yield local, text


def _place(element: etree._Element | None) -> str:
    return ", ".join(text for _, text in _texts(element))


def _roles(element: etree._Element | None) -> tuple[tuple[str, ...], int]:
    claimed: list[str] = []
    certified = 0
    for group in () if element is None else element:
        kind = xades_name(group.tag)
        if kind == "ClaimedRoles":
            claimed += (" ".join("".join(_all_text(role)).split()) for role in group if xades_name(role.tag))
        elif kind in ("CertifiedRoles", "CertifiedRolesV2"):
            certified += sum(1 for role in group if xades_name(role.tag))
    return tuple(role for role in claimed if role), certified


def _all_text(element: etree._Element) -> Iterator[str]:
    return (str(text) for text in element.itertext("*"))


def _commitments(properties: tuple[etree._Element, ...]) -> tuple[Commitment, ...]:
    found = []
    for element in properties:
        if xades_name(element.tag) != "CommitmentTypeIndication":
            continue
        identifier, qualifiers = "", []
        for child in element:
            local = xades_name(child.tag)
            if local == "CommitmentTypeId":
                identifier = object_identifier(child)
            elif local == "CommitmentTypeQualifiers":
                qualifiers = [" ".join("".join(_all_text(q)).split()) for q in child if xades_name(q.tag)]
        if identifier:
            found.append(Commitment(identifier, tuple(qualifiers)))
    return tuple(found)


def object_identifier(element: etree._Element) -> str:
    """Identifier of an ObjectIdentifierType: an OID without its URN prefix, or a URI."""
    for local, text in _texts(element):
        if local == "Identifier":
            return re.sub(r"^(?:urn:)?oid:", "", text, flags=re.IGNORECASE)
    return ""


def _policy(parts: Qualifying) -> SignaturePolicy | None:
    element = parts.first("SignaturePolicyIdentifier")
    if element is None:
        return None
    for child in element:
        if xades_name(child.tag) == "SignaturePolicyId":
            return _explicit_policy(child, _stored_policy(parts))
    return SignaturePolicy()


def _explicit_policy(element: etree._Element, stored: bytes) -> SignaturePolicy:
    identifier = algorithm = uri = ""
    digest = b""
    for child in element:
        local = xades_name(child.tag)
        if local == "SigPolicyId":
            identifier = object_identifier(child)
        elif local == "SigPolicyHash":
            algorithm, digest = digest_pair(child)
        elif local == "SigPolicyQualifiers":
            for qualifier in child:
                uri = uri or next((text for name, text in _texts(qualifier) if name == "SPURI"), "")
    return SignaturePolicy(identifier, algorithm, digest, uri, stored, bool(digest) and not any(digest))


def _stored_policy(parts: Qualifying) -> bytes:
    """SignaturePolicyStore/SignaturePolicyDocument (EN 319 132-1, 5.2.10)."""
    for element in parts.unsigned_properties.get("SignaturePolicyStore", ()):
        for child in element:
            if xades_name(child.tag) == "SignaturePolicyDocument":
                return bytes_of(child) or b""
    return b""


def digest_pair(element: etree._Element) -> tuple[str, bytes]:
    """DigestMethod and DigestValue of a DigestAlgAndValueType; 1.1.1 has them in its own namespace."""
    algorithm, value = "", b""
    for child in element:
        if child.tag in _DIGEST_METHODS:
            algorithm = digest_name((child.get("Algorithm") or "").strip())
        elif child.tag in _DIGEST_VALUES:
            value = bytes_of(child) or b""
    return algorithm, value


def certificate_references(parts: Qualifying) -> tuple[CertificateReference, ...]:
    """Entries of SigningCertificate and SigningCertificateV2, in their order."""
    found = []
    for name in ("SigningCertificateV2", "SigningCertificate"):
        for element in parts.signature_properties.get(name, ()):
            found += [certificate_reference(entry) for entry in element if xades_name(entry.tag) == "Cert"]
    return tuple(found)


def certificate_reference(entry: etree._Element) -> CertificateReference:
    """A CertIDType or CertIDTypeV2."""
    algorithm, digest = "", b""
    named: IssuerSerial | None = None
    for child in entry:
        local = xades_name(child.tag)
        if local == "CertDigest":
            algorithm, digest = digest_pair(child)
        elif local == "IssuerSerial":
            named = issuer_serial_of(child)
        elif local == "IssuerSerialV2":
            named = _issuer_serial_v2(bytes_of(child) or b"")
    return CertificateReference(algorithm, digest, named)


def _issuer_serial_v2(data: bytes) -> IssuerSerial:
    """IssuerSerial of RFC 5035 in DER; empty where it can't be read."""
    try:
        return issuer_serial(read_exactly(data))
    except Malformed:
        return IssuerSerial()
