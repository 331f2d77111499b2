"""One way to ask for a signature of any format and level, for vectors that tell the same story in all three."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from tests.worlds import der
from tests.worlds.pki import World
from tests.worlds.signers import cades, cms, pdf, tsa, xades
from tests.worlds.vectors import ARCHIVED, COLLECTED, MARCH, SIGNED, STAMPED

TEXT = "Cerere\nSubsemnatul cer eliberarea unui certificat imaginar.\nSuma: 100 lei"
LEVELS = ("B", "T", "LT", "LTA")


@dataclass(frozen=True)
class Order:
    """What to sign and how far. ``hole``: the renewing archive time-stamp leaves something out; ``swapped``: the signature
    time-stamp is over something else; ``content_stamped``: time of a content time-stamp; ``renewed``: time of a second archive
    time-stamp."""

    signer: str = "md-ion"
    level: str = "B"
    signed: datetime = SIGNED
    stamped: datetime = STAMPED
    tsa: str = "md-tsa"
    archived: datetime = ARCHIVED
    hole: bool = False
    swapped: bool = False
    content_stamped: datetime | None = None
    renewed: datetime | None = None
    renewed_by: str = "md-tsa-later"
    text: str = TEXT


class Maker(Protocol):
    """A format."""

    suffix: str

    def __call__(self, world: World, order: Order) -> bytes:
        """The signed file."""


def issuers(world: World, order: Order) -> tuple[bytes, ...]:
    """The certificates above the signer's and the time-stamping authority's, the root included."""
    names = [world.certificates[order.signer].get("issuer", order.signer)]
    names += [world.certificates[n]["issuer"] for n in (order.tsa, names[0]) if "issuer" in world.certificates[n]]
    return tuple(world[name].der for name in dict.fromkeys(names))


def crls(world: World) -> tuple[bytes, ...]:
    return tuple(world.crl(name) for name in MARCH)


def ocsps(world: World, order: Order) -> tuple[bytes, ...]:
    name = f"{order.signer}-march"
    return (world.ocsp(name),) if name in world.ocsps else ()


def _renewal(world: World) -> tuple[bytes, ...]:
    """What was collected after a renewal in 2029 about the first authority: a later CRL, so that control-time sliding
    (EN 319 102-1, 5.6.2.2) ends after the renewal."""
    return (world.crl("md-tca-2029"), world.crl("md-root-2029"))


class Pades:
    """PAdES by pyHanko."""

    suffix = "pdf"

    def __call__(self, world: World, order: Order) -> bytes:
        stamper = tsa.authority(world, order.tsa) if order.level != "B" else None
        chain = (world[world.certificates[order.signer]["issuer"]].der,)
        made = pdf.sign(
            pdf.page(order.text), world[order.signer], order.signed, tsa=stamper, stamped_at=order.stamped, chain=chain
        )
        if order.level in ("LT", "LTA"):
            made = pdf.add_dss(made, COLLECTED, issuers(world, order), crls(world), ocsps(world, order))
        if order.level == "LTA":
            made = pdf.add_document_timestamp(made, tsa.authority(world, order.tsa), order.archived)
        if order.renewed is not None:
            made = pdf.add_document_timestamp(
                made, tsa.authority(world, order.renewed_by), order.renewed, name="Timestamp2"
            )
            made = pdf.add_dss(made, order.renewed, (), _renewal(world))
        return made


class Xades:
    """XAdES, enveloped."""

    suffix = "xml"

    def __call__(self, world: World, order: Order) -> bytes:
        return self.build(world, order).encode()

    def build(self, world: World, order: Order) -> xades.XmlSignature:
        """The signature, which can still be added to."""
        chain = (world[world.certificates[order.signer]["issuer"]].der,)
        stamper = tsa.authority(world, order.tsa)
        content = None
        if order.content_stamped is not None:
            content = xades.ContentStamp(stamper, order.content_stamped)
        made = xades.sign_enveloped(
            xades.parse(request(order.text)), world[order.signer], order.signed, chain=chain, content_stamp=content
        )
        if order.level != "B":
            xades.add_signature_timestamp(made, stamper, order.stamped, over=b"else" if order.swapped else None)
        if order.level in ("LT", "LTA"):
            xades.add_evidence(made, issuers(world, order), crls(world), ocsps(world, order))
        if order.level == "LTA":
            xades.add_archive_timestamp(made, stamper, order.archived)
        if order.renewed is not None:
            skip = frozenset({"SignatureTimeStamp"}) if order.hole else frozenset[str]()
            xades.add_archive_timestamp(made, tsa.authority(world, order.renewed_by), order.renewed, skip=skip)
            xades.add_timestamp_validation_data(made, (), _renewal(world))
        return made


class Cades:
    """CAdES, the content inside."""

    suffix = "p7m"

    def __call__(self, world: World, order: Order) -> bytes:
        return self.build(world, order).encode()

    def build(self, world: World, order: Order) -> cms.SignedData:
        """The signature, which can still be added to."""
        chain = (world[world.certificates[order.signer]["issuer"]].der,)
        content = order.text.encode()
        stamper = tsa.authority(world, order.tsa)
        extra: tuple[cms.Attribute, ...] = ()
        if order.content_stamped is not None:
            extra = ((cms.CONTENT_TIMESTAMP, stamper.token(content, order.content_stamped)),)
        made = cms.sign(content, world[order.signer], order.signed, chain=chain, extra=extra)
        if order.level != "B":
            cades.add_signature_timestamp(made, stamper, order.stamped, over=b"else" if order.swapped else None)
        if order.level in ("LT", "LTA"):
            cades.add_evidence(made, issuers(world, order)[1:], crls(world), ocsps(world, order))
        if order.level == "LTA":
            cades.add_archive_timestamp(made, stamper, order.archived)
        if order.renewed is not None:
            tokens = frozenset(der.oid(kind) + value for kind, value in made.signers[0].unsigned)
            skip = tokens if order.hole else frozenset[bytes]()
            cades.add_archive_timestamp(made, tsa.authority(world, order.renewed_by), order.renewed, skip=skip)
            cades.add_evidence(made, (), _renewal(world))
        return made


def request(text: str) -> str:
    """The XML document that is signed."""
    rows = "".join(f"<rand>{line}</rand>" for line in text.splitlines())
    return f'<cerere xmlns="urn:fictiv:cerere">{rows}</cerere>'


MAKERS: dict[str, Maker] = {"pades": Pades(), "xades": Xades(), "cades": Cades()}
BASE = Order()


def order(**changes: object) -> Order:
    """The usual order with changes."""
    return replace(BASE, **changes)  # type: ignore[arg-type]
