"""From the bytes of a PDF to neutral signatures: what is there, what it covers, and what is odd about it.

1. every signature dictionary that a field shows, and every one that stands in the bytes;
2. /ByteRange of each against the bytes themselves;
3. the CMS or token inside /Contents;
4. validation data of all revisions;
5. what each time-stamp covers, and the level of each signature.
"""

import re

from msgspec.structs import replace

from esigval import hashing
from esigval.model.citation import ref
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Reading, Scope, ScopeType, Signature, Timestamp, TimestampType
from esigval.pades import facts
from esigval.pades.analysis import Analysis, change_findings
from esigval.pades.dictionary import dictionary_findings
from esigval.pades.document import PdfFile, View
from esigval.pades.fields import SignatureDictionary, scan, signature_dictionaries
from esigval.pades.levels import RFC3161
from esigval.pades.long_term import Material, extended_level
from esigval.pades.ranges import RangeDigests, SignedRange, collisions, gap_fault, read_range
from esigval.pades.signature import Source, read_signature, unreadable
from esigval.pades.syntax import WHITESPACE, Name
from esigval.pades.timestamps import Placed, over_range, resolve_coverage, vri_timestamp
from esigval.pades.validation_data import Store, read_store
from esigval.timestamp import Identifiers, broken, read_token
from esigval.timestamp.completeness import Trusted, nobody

MAX_SIGNATURES = 1_000
"""Signatures and document time-stamps of one file."""

_END = re.compile(rb"startxref[\x00\t\n\x0c\r ]*\d{1,12}(?:[\x00\t\n\x0c\r ]*%%EOF)?")


def recognises(document: Document) -> bool:
    """Whether ``document`` is a PDF by its header, which readers look for in the first 1,024 bytes."""
    return b"%PDF-" in document.data[:1029]


def read(document: Document, detached: tuple[Document, ...] = (), trusted: Trusted = nobody) -> Reading:
    """Everything that is signed and time-stamped in a PDF. A PDF signs itself: ``detached`` is not looked at. ``trusted``: the trust
    anchors, at which levels stop to ask for validation data. Raises Malformed."""
    if not recognises(document):
        raise Malformed("no PDF header", ref("iso-32000-2", "7.5.2"))
    return _Reader(document.data, trusted).reading()


class _Reader:
    """State of one reading."""

    def __init__(self, data: bytes, trusted: Trusted = nobody) -> None:
        self.data = data
        self.trusted = trusted
        self.file = PdfFile(data)
        self.view: View = self.file.view()
        self.scanned = scan(self.file)
        self.gaps = {d.spans["Contents"]: d for _, d in self.scanned if "Contents" in d.spans}
        self.digests = RangeDigests(data)
        self.identifiers = Identifiers()
        self.findings: list[Finding] = []

    def reading(self) -> Reading:
        """The whole reading."""
        shown = self._shown()
        read = shown[:MAX_SIGNATURES]
        if len(shown) > len(read):
            told = (("signatures", MAX_SIGNATURES),)
            self.findings.append(facts.finding(facts.SIGNATURE_DICTIONARY, Reason.BUDGET_EXHAUSTED, *told))
        ranges = [self._range(entry) for entry in read]
        colliding = collisions(ranges)
        placed = [
            self._place(entry, signed, index in colliding)
            for index, (entry, signed) in enumerate(zip(read, ranges, strict=True))
        ]
        store = self._store(placed)
        resolve_coverage(placed, store)
        self._tell_changes(read, placed)
        signatures = tuple([self._complete(p, placed, store) for p in placed if p.signature is not None])
        attached = {t.id for s in signatures for t in s.timestamps}
        loose = tuple([p.timestamp for p in placed if p.timestamp is not None and p.timestamp.id not in attached])
        self._document_findings(shown, store)
        return Reading(
            format="PAdES",
            signatures=signatures,
            timestamps=loose,
            evidence=tuple(
                {item.evidence.id + item.evidence.origin.where: item.evidence for item in store.items}.values()
            ),
            findings=tuple(self.findings),
        )

    def _shown(self) -> list[SignatureDictionary]:
        """Signature dictionaries that fields show; where encryption hides the fields, those that stand in the bytes."""
        try:
            faults: list[tuple[str, str]] = []
            shown = signature_dictionaries(self.view, faults)
            for name, why in faults:
                told = (("field", name), ("where", why))
                self.findings.append(facts.finding(facts.SIGNATURE_DICTIONARY, Reason.MALFORMED, *told))
        except Malformed as error:
            shown = []
            self.findings.append(
                facts.finding(facts.CROSS_REFERENCES, Reason.CROSS_REFERENCES_DAMAGED, ("where", error.where))
            )
        if not shown and self.view.encrypted:
            shown = [SignatureDictionary(number, dictionary, (), True) for number, dictionary in self.scanned]
        return shown

    def _range(self, entry: SignatureDictionary) -> SignedRange:
        try:
            value = self.view.resolve(entry.dictionary.get("ByteRange"))
            numbers = [self.view.resolve(n) for n in value] if isinstance(value, list) else value
        except Malformed:
            numbers = None
        signed = read_range(numbers, len(self.data))
        if signed.fault:
            return signed
        return signed._replace(fault=gap_fault(signed, self.data, entry.dictionary, self.gaps))

    def _place(self, entry: SignatureDictionary, signed: SignedRange, collides: bool) -> Placed:
        """The signature or document time-stamp that ``entry`` is; a broken one says so and hides no other."""
        found = dictionary_findings(entry, signed, self.gaps, self.view)
        if collides:
            found.append(facts.finding(facts.BYTE_RANGE_COLLISION, Reason.BYTE_RANGE_COLLISION))
        if signed.end < len(self.data):
            found += self._after(signed)
        dictionary = entry.dictionary
        name = entry.fields[0] if entry.fields else ""
        contents = dictionary.get("Contents")
        contents = contents if isinstance(contents, bytes) else b""
        placed = Placed(signed, name, contents=contents)
        kind, sub_filter = dictionary.get("Type"), dictionary.get("SubFilter")
        if sub_filter == Name(RFC3161) and kind in (None, Name("DocTimeStamp")):
            placed.timestamp = self._document_timestamp(placed, tuple(found))
            return placed
        if sub_filter == Name(RFC3161) or kind not in (None, Name("Sig")):
            told = (("field", name), ("type", str(kind or "")[:80]), ("sub_filter", str(sub_filter or "")[:80]))
            self.findings.append(facts.finding(facts.SUB_FILTER, Reason.SUB_FILTER_UNKNOWN, *told))
            return placed
        original = self.gaps.get((signed.gap_start, signed.gap_end)) if len(signed.numbers) == 4 else None
        source = Source(
            entry, signed, self.digests, self.view, tuple(found), self._scopes(signed), original, self.identifiers
        )
        try:
            placed.signature, placed.inner = read_signature(source)
        except Malformed as error:
            placed.signature = unreadable(source, error.where)
        return placed

    def _scopes(self, signed: SignedRange) -> tuple[Scope, ...]:
        if signed.end == len(self.data) and len(signed.numbers) == 4:
            kind, name = ScopeType.FULL, "Full PDF"
        else:
            kind, name = ScopeType.PARTIAL, "Partial PDF"
        digest = self.digests.digest("SHA256", signed)
        return (Scope(kind, name, digest.hex() if digest else "", f"bytes 0 to {signed.end}"),)

    def _after(self, signed: SignedRange) -> list[Finding]:
        """What follows the covered bytes, or the last revision after them, without being a revision: nothing may (ISO 32000-2,
        7.5.6). Readers that look for ``startxref`` near the end alone rebuild such a file from all that looks like an object. White space
        is nothing as long as it does not take ``startxref`` out of their reach."""
        newest = self.view.head
        if signed.fault or newest is None:
            return []
        end, size = signed.end, len(self.data)
        found_when_signed = True
        if self.file.view(end).head is newest:
            found_when_signed = self.file.in_reach(end)
        elif newest.offset < end:
            return []
        else:
            mark = _END.search(self.data, newest.end)
            end = mark.end() if mark else newest.end
        out_of_reach = found_when_signed and not self.file.in_reach(size)
        rest = size - end if out_of_reach else len(self.data[end:].strip(WHITESPACE))
        if not rest and not out_of_reach:
            return []
        return [facts.finding(facts.TRAILING_BYTES, Reason.BYTES_AFTER_END, ("bytes", rest), ("from", end))]

    def _document_timestamp(self, placed: Placed, found: tuple[Finding, ...]) -> Timestamp:
        try:
            token = read_token(placed.contents, placed.name)
        except Malformed as error:
            stamp = broken(placed.contents, TimestampType.DOCUMENT, error.where, self.identifiers)
            return replace(stamp, name=placed.name, findings=found)
        scopes, kind = self._scopes(placed.range), TimestampType.DOCUMENT
        return over_range(token, kind, placed.range, self.digests, self.identifiers, placed.name, found, scopes)

    def _store(self, placed: list[Placed]) -> Store:
        """Validation data of the file as it is and of each signed revision."""
        ends = sorted({p.range.end for p in placed if not p.range.fault and p.range.end < len(self.data)}, reverse=True)
        views = [self.view]
        for end in ends:
            try:
                views.append(self.file.view(end))
            except Malformed:
                continue
        return read_store(self.file, views)

    def _tell_changes(self, shown: list[SignatureDictionary], placed: list[Placed]) -> None:
        """Adds to each signature what later revisions changed."""
        size = len(self.data)
        whole = [p.range.end for p in placed if not p.range.fault]
        if all(end >= size for end in whole):
            return
        analysis = Analysis(self.file, whole)
        for entry, item in zip(shown, placed, strict=True):
            if item.signature is None or item.range.fault or item.range.end >= size:
                continue
            changes = analysis.after(item.range.end)
            told = change_findings(entry, self.file.view(item.range.end), changes)
            item.signature = replace(item.signature, findings=(*item.signature.findings, *told))

    def _complete(self, placed: Placed, others: list[Placed], store: Store) -> Signature:
        """The signature with all its time-stamps and its level."""
        signature = placed.signature
        assert signature is not None
        key = _vri_key(placed.contents)
        stamps = list(placed.inner)
        stamps += [
            vri_timestamp(vri, signature.value.raw, (signature.id,), self.identifiers)
            for vri in store.vris
            if vri.timestamp and vri.key == key
        ]
        later = [
            o for o in others if o.timestamp is not None and o.range.end > placed.range.end and not placed.range.fault
        ]
        later.sort(key=lambda o: o.range.end)
        stamps += [o.timestamp for o in later if o.timestamp is not None]
        signature = replace(signature, timestamps=tuple(stamps))
        material = Material(signature, tuple(placed.inner), tuple(later), placed.range.end, store, self.trusted)
        return replace(signature, level=extended_level(material))

    def _document_findings(self, shown: list[SignatureDictionary], store: Store) -> None:
        if self.view.damage:
            where = ("where", self.view.damage)
            self.findings.append(facts.finding(facts.CROSS_REFERENCES, Reason.CROSS_REFERENCES_DAMAGED, where))
        if self.view.encrypted:
            self.findings.append(facts.finding(facts.ENCRYPTION, Reason.DOCUMENT_ENCRYPTED))
        if store.faults:
            told = ("faults", store.faults)
            self.findings.append(facts.finding(facts.VALIDATION_DATA, Reason.VALIDATION_DATA_UNREADABLE, told))
        starts = {entry.dictionary.start for entry in shown if entry.in_file}
        for number, dictionary in self.scanned:
            if dictionary.start not in starts:
                told_object = (("object", number), ("offset", dictionary.start))
                self.findings.append(
                    facts.finding(facts.UNREACHABLE_SIGNATURE, Reason.SIGNATURE_NOT_SHOWN, *told_object)
                )


def _vri_key(contents: bytes) -> str:
    """Key of the VRI dictionary of a signature: SHA-1 of its /Contents, upper case (EN 319 142-1, 5.4.2.3)."""
    return hashing.digest("SHA1", contents).hex().upper()
