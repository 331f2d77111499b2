"""Makes containers: ASiC-S and ASiC-E with CAdES, XAdES and time-stamps, and OpenDocument with XAdES."""

from hashlib import sha256
from urllib.parse import quote

from lxml import etree

from tests.worlds.makers import Order, crls, issuers, ocsps
from tests.worlds.pki import World
from tests.worlds.signers import cades, cms, tsa, xades
from tests.worlds.signers.zips import STORED, Item

SIMPLE, EXTENDED = "application/vnd.etsi.asic-s+zip", "application/vnd.etsi.asic-e+zip"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
_ASIC = "http://uri.etsi.org/02918/v1.2.1#"
_DS = xades.DS
_ODF = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"

Files = dict[str, bytes]


def mimetype(value: str) -> Item:
    """The file with the media type."""
    return Item("mimetype", value.encode(), STORED)


def items(files: Files) -> tuple[Item, ...]:
    """Files as entries."""
    return tuple(Item(name, data) for name, data in files.items())


def manifest(proof: str, files: Files, *, root: str = "", uris: dict[str, str] | None = None) -> bytes:
    """An ASiCManifest over ``files``. ``root``: the one that is marked as root file; ``uris``: how files are named otherwise."""
    top = etree.Element(f"{{{_ASIC}}}ASiCManifest", nsmap={"asic": _ASIC, "ds": _DS})
    etree.SubElement(top, f"{{{_ASIC}}}SigReference", URI=proof)
    for name, data in files.items():
        uri = (uris or {}).get(name, quote(name))
        one = etree.SubElement(top, f"{{{_ASIC}}}DataObjectReference", URI=uri, MimeType="text/plain")
        if name == root:
            one.set("Rootfile", "true")
        etree.SubElement(one, f"{{{_DS}}}DigestMethod", Algorithm=xades.SHA256)
        etree.SubElement(one, f"{{{_DS}}}DigestValue").text = xades.b64(sha256(data).digest())
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8")


def file_list(files: Files, media_type: str) -> bytes:
    """META-INF/manifest.xml as OpenDocument has it."""
    top = etree.Element(f"{{{_ODF}}}manifest", nsmap={"manifest": _ODF})
    for path, kind in (("/", media_type), *((name, "text/plain") for name in files)):
        one = etree.SubElement(top, f"{{{_ODF}}}file-entry")
        one.set(f"{{{_ODF}}}full-path", path)
        one.set(f"{{{_ODF}}}media-type", kind)
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8")


def signed_cms(world: World, order: Order, content: bytes, *, attached: bool = False) -> cms.SignedData:
    """A CAdES signature over ``content``, detached, up to the level of ``order``; LTA by the attribute (ASiC-S)."""
    chain = (world[world.certificates[order.signer]["issuer"]].der,)
    stamper = tsa.authority(world, order.tsa)
    made = cms.sign(content, world[order.signer], order.signed, chain=chain, attached=attached)
    if order.level != "B":
        cades.add_signature_timestamp(made, stamper, order.stamped)
    if order.level in ("LT", "LTA"):
        cades.add_evidence(made, issuers(world, order)[1:], crls(world), ocsps(world, order))
    return made


def signed_xml(world: World, order: Order, files: Files, *, identifier: str = "sig-1") -> bytes:
    """XAdES signatures over ``files`` (by URI), in the root element that the standard has for them."""
    chain = (world[world.certificates[order.signer]["issuer"]].der,)
    stamper = tsa.authority(world, order.tsa)
    made = xades.sign_detached(files, world[order.signer], order.signed, chain=chain, identifier=identifier)
    if order.level != "B":
        xades.add_signature_timestamp(made, stamper, order.stamped)
    if order.level in ("LT", "LTA"):
        xades.add_evidence(made, issuers(world, order), crls(world), ocsps(world, order))
    if order.level == "LTA":
        xades.add_archive_timestamp(made, stamper, order.archived)
    top = etree.Element(f"{{{_ASIC}}}XAdESSignatures", nsmap={"asic": _ASIC})
    top.append(made.element)
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8")


def simple_cms(world: World, order: Order, name: str, data: bytes) -> tuple[Item, ...]:
    """ASiC-S with CAdES."""
    made = signed_cms(world, order, data)
    if order.level == "LTA":
        cades.add_archive_timestamp(made, tsa.authority(world, order.tsa), order.archived)
    return (mimetype(SIMPLE), Item(name, data), Item("META-INF/signature.p7s", made.encode()))


def simple_xml(world: World, order: Order, name: str, data: bytes) -> tuple[Item, ...]:
    """ASiC-S with XAdES."""
    made = signed_xml(world, order, {quote(name): data})
    return (mimetype(SIMPLE), Item(name, data), Item("META-INF/signatures.xml", made))


def extended_cms(
    world: World, order: Order, files: Files, *, number: str = "", uris: dict[str, str] | None = None
) -> tuple[Item, ...]:
    """ASiC-E with CAdES over a manifest; LTA by an archive manifest and a time-stamp over it (A.7)."""
    proof, over = f"META-INF/signature{number}.p7s", f"META-INF/ASiCManifest{number}.xml"
    stated = manifest(proof, files, uris=uris)
    made = signed_cms(world, order, stated).encode()
    found = (mimetype(EXTENDED), *items(files), Item(over, stated), Item(proof, made))
    if order.level != "LTA":
        return found
    stamp = "META-INF/timestamp001.tst"
    archived = manifest(stamp, {over: stated, proof: made, **files})
    token = tsa.authority(world, order.tsa).token(archived, order.archived)
    return (*found, Item("META-INF/ASiCArchiveManifest.xml", archived), Item(stamp, token))


def extended_xml(world: World, order: Order, files: Files) -> tuple[Item, ...]:
    """ASiC-E with XAdES."""
    made = signed_xml(world, order, {quote(name): data for name, data in files.items()})
    listed = Item("META-INF/manifest.xml", file_list(files, EXTENDED))
    return (mimetype(EXTENDED), *items(files), listed, Item("META-INF/signatures.xml", made))


def open_document(world: World, order: Order, files: Files) -> tuple[Item, ...]:
    """An OpenDocument file: the signature covers the media type and the list of files too."""
    kind = mimetype(OPEN_DOCUMENT)
    listed = Item("META-INF/manifest.xml", file_list(files, OPEN_DOCUMENT))
    covered = {kind.name: kind.data, **files, listed.name: listed.data}
    made = signed_xml(world, order, {quote(name): data for name, data in covered.items()})
    return (kind, *items(files), listed, Item("META-INF/documentsignatures.xml", made))


def simple_stamp(world: World, order: Order, name: str, data: bytes) -> tuple[Item, ...]:
    """ASiC-S with a time-stamp token."""
    token = tsa.authority(world, order.tsa).token(data, order.stamped)
    return (mimetype(SIMPLE), Item(name, data), Item("META-INF/timestamp.tst", token))


def extended_stamp(world: World, order: Order, files: Files) -> tuple[Item, ...]:
    """ASiC-E with a time-stamp token over a manifest."""
    stated = manifest("META-INF/timestamp.tst", files)
    token = tsa.authority(world, order.tsa).token(stated, order.stamped)
    listed = Item("META-INF/ASiCManifest.xml", stated)
    return (mimetype(EXTENDED), *items(files), listed, Item("META-INF/timestamp.tst", token))
