"""An own XAdES signer, EN 319 132-1: every packaging, levels B to LTA, counter-signatures, several signatures, and room to lie."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from tests.worlds.pki import Member, sign_raw
from tests.worlds.signers.tsa import Tsa

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
XADES141 = "http://uri.etsi.org/01903/v1.4.1#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
COUNTERSIGNED = "http://uri.etsi.org/01903#CountersignedSignature"

Element = etree._Element


def canonical(element: Element) -> bytes:
    """Exclusive C14N without comments, of the element where it stands."""
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)


def b64(data: bytes) -> str:
    """Base64 text."""
    return b64encode(data).decode()


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new last child; ``tag`` is ``prefix:name`` with the prefixes ds, xades and x141."""
    prefix, name = tag.split(":")
    namespace = {"ds": DS, "xades": XADES, "x141": XADES141}[prefix]
    made = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)  # type: ignore[arg-type]
    made.text = text
    return made


def stamp(moment: datetime) -> str:
    """xs:dateTime in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Reference:
    """What a ds:Reference points to. ``octets`` gives the bytes to digest once the signature stands in its place."""

    uri: str
    octets: Callable[[], bytes]
    transforms: tuple[str, ...] = ()
    type: str = ""


@dataclass(frozen=True)
class ContentStamp:
    """A time-stamp over the data before they are signed: xades:AllDataObjectsTimeStamp."""

    tsa: Tsa
    at: datetime


@dataclass
class XmlSignature:
    """A signature in its document, which can still be added to."""

    root: Element
    element: Element
    references: list[Reference]
    signer: Member
    id: str
    unsigned: Element | None = None

    def encode(self) -> bytes:
        """The document."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")

    def part(self, name: str) -> Element:
        """A child of ds:Signature."""
        found = self.element.find(f"{{{DS}}}{name}")
        assert found is not None
        return found

    def properties(self) -> Element:
        """UnsignedSignatureProperties, made on first use."""
        if self.unsigned is None:
            qualifying = self.element.find(f".//{{{XADES}}}QualifyingProperties")
            assert qualifying is not None
            self.unsigned = add(add(qualifying, "xades:UnsignedProperties"), "xades:UnsignedSignatureProperties")
        return self.unsigned


def _new_signature(parent: Element | None, identifier: str) -> Element:
    nsmap = {"ds": DS}
    attributes = {"Id": identifier}
    if parent is None:
        return etree.Element(f"{{{DS}}}Signature", attributes, nsmap=nsmap)
    return etree.SubElement(parent, f"{{{DS}}}Signature", attributes, nsmap=nsmap)


def _signed_properties(
    holder: Element, signer: Member, at: datetime | None, identifier: str, reference: bytes
) -> Element:
    qualifying = etree.SubElement(
        holder,
        f"{{{XADES}}}QualifyingProperties",
        {"Target": f"#{identifier}"},
        nsmap={"xades": XADES, "x141": XADES141},
    )
    signed = add(qualifying, "xades:SignedProperties", Id=f"{identifier}-sp")
    properties = add(signed, "xades:SignedSignatureProperties")
    if at is not None:
        add(properties, "xades:SigningTime", stamp(at))
    name_certificates(add(properties, "xades:SigningCertificateV2"), (reference,))
    return signed


def name_certificates(holder: Element, certificates: tuple[bytes, ...]) -> None:
    """Their digests in a SigningCertificateV2 (any bytes, for forgeries)."""
    for certificate in certificates:
        digest = add(add(holder, "xades:Cert"), "xades:CertDigest")
        add(digest, "ds:DigestMethod", Algorithm=SHA256)
        add(digest, "ds:DigestValue", b64(sha256(certificate).digest()))


def _signature_value(signer: Member, data: bytes) -> bytes:
    value = sign_raw(signer.key, data)
    if isinstance(signer.key, rsa.RSAPrivateKey):
        return value
    r, s = decode_dss_signature(value)
    size = (signer.key.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _fill(
    made: XmlSignature,
    at: datetime | None,
    chain: tuple[bytes, ...],
    certificate_reference: bytes | None = None,
    content_stamp: ContentStamp | None = None,
    *,
    named: tuple[bytes, ...] = (),
    sign_properties: bool = True,
) -> None:
    """Everything inside ds:Signature, in the order of its schema, then the digests, then the value."""
    element, signer = made.element, made.signer
    info = add(element, "ds:SignedInfo")
    add(info, "ds:CanonicalizationMethod", Algorithm=EXCLUSIVE)
    algorithm = RSA_SHA256 if isinstance(signer.key, rsa.RSAPrivateKey) else ECDSA_SHA256
    add(info, "ds:SignatureMethod", Algorithm=algorithm)
    value = add(element, "ds:SignatureValue", Id=f"{made.id}-value")
    data = add(add(element, "ds:KeyInfo"), "ds:X509Data")
    for certificate in (signer.der, *chain):
        add(data, "ds:X509Certificate", b64(certificate))
    for child in element.findall(f"{{{DS}}}Object"):
        element.append(child)  # enveloped objects were there first and belong behind KeyInfo
    holder = add(element, "ds:Object")
    signed = _signed_properties(holder, signer, at, made.id, certificate_reference or signer.der)
    name_certificates(signed[0][-1], named)
    if content_stamp is not None:
        covered = b"".join(reference.octets() for reference in made.references)
        token = content_stamp.tsa.token(covered, content_stamp.at)
        properties = add(signed, "xades:SignedDataObjectProperties")
        _timestamp(properties, "xades:AllDataObjectsTimeStamp", token, f"{made.id}-content")
    if sign_properties:
        made.references.append(Reference(f"#{made.id}-sp", lambda: canonical(signed), (EXCLUSIVE,), SIGNED_PROPERTIES))
    for reference in made.references:
        _add_reference(info, reference)
    for node, reference in zip(info.findall(f"{{{DS}}}Reference"), made.references, strict=True):
        node.find(f"{{{DS}}}DigestValue").text = b64(sha256(reference.octets()).digest())  # type: ignore[union-attr]
    value.text = b64(_signature_value(signer, canonical(info)))


def _add_reference(info: Element, reference: Reference) -> None:
    node = add(info, "ds:Reference", URI=reference.uri)
    if reference.type:
        node.set("Type", reference.type)
    if reference.transforms:
        transforms = add(node, "ds:Transforms")
        for algorithm in reference.transforms:
            add(transforms, "ds:Transform", Algorithm=algorithm)
    add(node, "ds:DigestMethod", Algorithm=SHA256)
    add(node, "ds:DigestValue")


def sign_enveloped(
    root: Element,
    signer: Member,
    at: datetime | None,
    *,
    identifier: str = "sig-1",
    chain: tuple[bytes, ...] = (),
    certificate_reference: bytes | None = None,
    content_stamp: ContentStamp | None = None,
    uri: str = "",
    named: tuple[bytes, ...] = (),
    sign_properties: bool = True,
) -> XmlSignature:
    """A signature as last child of ``root`` over the whole document but itself. ``uri``: the Id of the root, for it to be named so;
    ``named``: what SigningCertificateV2 names behind the certificate; ``sign_properties``: for forgeries of SignedProperties."""
    element = _new_signature(root, identifier)

    def octets() -> bytes:
        position = root.index(element)
        root.remove(element)
        data = canonical(root)
        root.insert(position, element)
        return data

    made = XmlSignature(root, element, [Reference(uri, octets, (ENVELOPED, EXCLUSIVE))], signer, identifier)
    _fill(made, at, chain, certificate_reference, content_stamp, named=named, sign_properties=sign_properties)
    return made


def sign_element(
    root: Element,
    target: Element,
    parent: Element,
    signer: Member,
    at: datetime | None,
    *,
    identifier: str = "sig-1",
    chain: tuple[bytes, ...] = (),
) -> XmlSignature:
    """A signature under ``parent`` over ``target`` (which has an Id) elsewhere in the document: internally detached."""
    reference = Reference(f"#{target.get('Id')}", lambda: canonical(target), (EXCLUSIVE,))
    made = XmlSignature(root, _new_signature(parent, identifier), [reference], signer, identifier)
    _fill(made, at, chain)
    return made


def sign_enveloping(
    content: Element | str,
    signer: Member,
    at: datetime | None,
    *,
    identifier: str = "sig-1",
    chain: tuple[bytes, ...] = (),
) -> XmlSignature:
    """A signature around its content."""
    element = _new_signature(None, identifier)
    holder = add(element, "ds:Object", Id=f"{identifier}-object")
    if isinstance(content, str):
        holder.text = content
    else:
        holder.append(content)
    reference = Reference(f"#{identifier}-object", lambda: canonical(holder), (EXCLUSIVE,), f"{DS}Object")
    made = XmlSignature(element, element, [reference], signer, identifier)
    _fill(made, at, chain)
    return made


def sign_detached(
    files: dict[str, bytes],
    signer: Member,
    at: datetime | None,
    *,
    identifier: str = "sig-1",
    chain: tuple[bytes, ...] = (),
) -> XmlSignature:
    """A signature over files beside it."""
    references = [Reference(name, lambda data=data: data) for name, data in files.items()]  # type: ignore[misc]
    return sign_references(references, signer, at, identifier=identifier, chain=chain)


def sign_references(
    references: list[Reference],
    signer: Member,
    at: datetime | None,
    *,
    identifier: str = "sig-1",
    chain: tuple[bytes, ...] = (),
) -> XmlSignature:
    """A signature of any references, that stands for itself."""
    element = _new_signature(None, identifier)
    made = XmlSignature(element, element, references, signer, identifier)
    _fill(made, at, chain)
    return made


def _timestamp(parent: Element, tag: str, token: bytes, identifier: str) -> Element:
    node = add(parent, tag, Id=identifier)
    add(node, "ds:CanonicalizationMethod", Algorithm=EXCLUSIVE)
    add(node, "xades:EncapsulatedTimeStamp", b64(token))
    return node


def add_signature_timestamp(made: XmlSignature, tsa: Tsa, at: datetime, *, over: bytes | None = None) -> None:
    """B to T. ``over``: other bytes than the canonical ds:SignatureValue, for forgeries."""
    covered = canonical(made.part("SignatureValue")) if over is None else over
    parent = made.properties()
    number = len(parent.findall(f"{{{XADES}}}SignatureTimeStamp"))
    _timestamp(parent, "xades:SignatureTimeStamp", tsa.token(covered, at), f"{made.id}-st-{number}")


def add_evidence(
    made: XmlSignature, certificates: tuple[bytes, ...], crls: tuple[bytes, ...], ocsps: tuple[bytes, ...] = ()
) -> None:
    """T to LT: CertificateValues and RevocationValues."""
    values = add(made.properties(), "xades:CertificateValues")
    for certificate in certificates:
        add(values, "xades:EncapsulatedX509Certificate", b64(certificate))
    revocation = add(made.properties(), "xades:RevocationValues")
    for kind, entry, items in (
        ("CRLValues", "EncapsulatedCRLValue", crls),
        ("OCSPValues", "EncapsulatedOCSPValue", ocsps),
    ):
        if items:
            holder = add(revocation, f"xades:{kind}")
            for item in items:
                add(holder, f"xades:{entry}", b64(item))


def archive_octets(made: XmlSignature, skip: frozenset[str] = frozenset()) -> bytes:
    """What an archive time-stamp covers (EN 319 132-1, 5.5.2.2); the unsigned properties named in ``skip`` are left out."""
    parts = [reference.octets() for reference in made.references]
    parts += [canonical(made.part(name)) for name in ("SignedInfo", "SignatureValue", "KeyInfo")]
    parts += [canonical(p) for p in made.properties() if etree.QName(p).localname not in skip]
    return b"".join(parts)


def add_archive_timestamp(made: XmlSignature, tsa: Tsa, at: datetime, *, skip: frozenset[str] = frozenset()) -> None:
    """LT to LTA: xades141:ArchiveTimeStamp."""
    token = tsa.token(archive_octets(made, skip), at)
    number = len(made.properties().findall(f"{{{XADES141}}}ArchiveTimeStamp"))
    _timestamp(made.properties(), "x141:ArchiveTimeStamp", token, f"{made.id}-ats-{number}")


def add_timestamp_validation_data(made: XmlSignature, certificates: tuple[bytes, ...], crls: tuple[bytes, ...]) -> None:
    """xades141:TimeStampValidationData for the time-stamps before it."""
    holder = add(made.properties(), "x141:TimeStampValidationData")
    if certificates:
        values = add(holder, "xades:CertificateValues")
        for certificate in certificates:
            add(values, "xades:EncapsulatedX509Certificate", b64(certificate))
    values = add(add(holder, "xades:RevocationValues"), "xades:CRLValues")
    for item in crls:
        add(values, "xades:EncapsulatedCRLValue", b64(item))


def counter_sign(made: XmlSignature, signer: Member, at: datetime, *, identifier: str = "counter-1") -> None:
    """A xades:CounterSignature over the signature value."""
    holder = add(made.properties(), "xades:CounterSignature")
    target = made.part("SignatureValue")
    reference = Reference(f"#{made.id}-value", lambda: canonical(target), (EXCLUSIVE,), COUNTERSIGNED)
    inner = XmlSignature(made.root, _new_signature(holder, identifier), [reference], signer, identifier)
    _fill(inner, at, ())


def parse(text: str | bytes) -> Element:
    """An element from text that this package wrote."""
    return etree.fromstring(text.encode() if isinstance(text, str) else text)
