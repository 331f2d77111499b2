"""Validation data in a PDF: the document security store, its VRI dictionaries, and when they came (EN 319 142-1, 5.4.2)."""

from datetime import datetime
from typing import NamedTuple

from esigval import hashing
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.pades.document import PdfFile, View
from esigval.pades.syntax import PdfDict, PdfStream, PdfValue, Ref
from esigval.pades.text import date

MAX_ITEMS = 20_000
"""Certificates, CRLs and OCSP responses that are taken from one file."""

MAX_LOOKED_AT = 200_000
"""Entries of all stores of all revisions; a store is repeated in every revision that touches it."""

MAX_VRI = 5_000
"""VRI dictionaries of one store: one a signature and time-stamp."""

_KINDS = (
    ("Certs", "Cert", EvidenceKind.CERTIFICATE),
    ("CRLs", "CRL", EvidenceKind.CRL),
    ("OCSPs", "OCSP", EvidenceKind.OCSP),
)


class StoredItem(NamedTuple):
    """A piece of evidence and where the bytes that state it end: a document time-stamp covers it from there on."""

    evidence: Evidence
    end: int


class Vri(NamedTuple):
    """A VRI dictionary: key (SHA-1 of a signature's /Contents, upper case), its time-stamp (/TS) and creation time (/TU)."""

    key: str
    timestamp: bytes
    created: datetime | None
    end: int


class Store(NamedTuple):
    """All document security stores of a file together. ``faults``: what could not be read in them."""

    items: tuple[StoredItem, ...] = ()
    vris: tuple[Vri, ...] = ()
    faults: tuple[str, ...] = ()
    present: bool = False


class _Collector:
    """Walks the stores of several views and keeps what is new in each."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self.items: dict[tuple[str, OriginKind, str], StoredItem] = {}
        self.vris: dict[tuple[str, bytes], Vri] = {}
        self.faults: list[str] = []
        self.present = False
        self._streams: dict[tuple[int, int], tuple[bytes, str, int] | None] = {}
        self._looked_at = 0

    def take(self, view: View) -> None:
        """Adds what the store of ``view`` has."""
        store = view.get_dict(view.catalog, "DSS")
        if store is None:
            return
        self.present = True
        for plural, _, kind in _KINDS:
            self._take_list(view, view.get_list(store, plural), kind, OriginKind.DSS_DICTIONARY, plural)
        vri = view.get_dict(store, "VRI")
        for name, value in list((vri or {}).items())[:MAX_VRI]:
            if name == "Type":
                continue
            entry = view.resolve(value)
            if isinstance(entry, PdfDict):
                self._take_vri(view, name, entry, value)

    def _take_vri(self, view: View, name: str, entry: PdfDict, value: PdfValue) -> None:
        for _, singular, kind in _KINDS:
            self._take_list(view, view.get_list(entry, singular), kind, OriginKind.VRI_DICTIONARY, f"VRI/{name:.64}")
        stamp = entry.get("TS")
        token, end = b"", entry.end
        if stamp is not None:
            found = self._stream(view, stamp)
            token, end = (found[0], found[2]) if found else (b"", end)
        key = name.upper()
        if (key, token) not in self.vris:
            self.vris[key, token] = Vri(key, token, date(view.resolve(entry.get("TU"))), end)

    def _take_list(
        self, view: View, values: list[PdfValue], kind: EvidenceKind, origin: OriginKind, where: str
    ) -> None:
        for value in values:
            self._looked_at += 1
            if self._looked_at > MAX_LOOKED_AT or len(self.items) >= MAX_ITEMS:
                self.faults.append("the document security stores hold more than is looked at")
                return
            found = self._stream(view, value)
            if found is None:
                continue
            data, digest, end = found
            key = (digest, origin, where)
            if key not in self.items:
                self.items[key] = StoredItem(Evidence(digest, kind, Origin(origin, where), data), end)

    def _stream(self, view: View, value: PdfValue) -> tuple[bytes, str, int] | None:
        """(data, SHA-256, end of the bytes) of a stream; None, with a fault noted, where it can't be read."""
        number = value.number if isinstance(value, Ref) else 0
        entry = view.entry(number) if number else None
        key = (number, entry.position if entry else -1)
        if number and key in self._streams:
            return self._streams[key]
        found = None
        try:
            stream = view.resolve(value)
            if isinstance(stream, PdfStream):
                data = self.file.decoded(stream, view)
                found = (data, hashing.sha256_hex(data), stream.end)
            else:
                self.faults.append(f"object {number} of the document security store is no stream")
        except Malformed as error:
            self.faults.append(error.where)
        self._streams[key] = found
        return found


def read_store(file: PdfFile, views: list[View]) -> Store:
    """The stores of all ``views`` (revisions of ``file``, newest first) together. Broken items are left out and named in ``faults``."""
    collector = _Collector(file)
    for view in views:
        try:
            collector.take(view)
        except Malformed as error:
            collector.faults.append(error.where)
    return Store(
        tuple(collector.items.values()),
        tuple(collector.vris.values()),
        tuple(collector.faults[:100]),
        collector.present,
    )
