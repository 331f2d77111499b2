"""Time-stamps of a signature: their tokens, the bytes they are over, and what they prove to have existed."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from lxml import etree
from msgspec import Struct

from esigval.hashing import is_supported
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Timestamp, TimestampToken, TimestampType
from esigval.timestamp import Identifiers, broken, read_token
from esigval.xades import c14n
from esigval.xades import names as n
from esigval.xades.c14n import Method
from esigval.xades.failure import Failure
from esigval.xades.imprint import Imprints
from esigval.xades.names import split, xades_name
from esigval.xades.running import RunningDigests
from esigval.xades.tree import bytes_of
from esigval.xades.values import Carried, Digest, digests_of, evidence_of

TYPES: Final = {
    "AllDataObjectsTimeStamp": TimestampType.ALL_DATA_OBJECTS,
    "IndividualDataObjectsTimeStamp": TimestampType.INDIVIDUAL_DATA_OBJECTS,
    "SignatureTimeStamp": TimestampType.SIGNATURE,
    "SigAndRefsTimeStamp": TimestampType.VALIDATION_DATA,
    "SigAndRefsTimeStampV2": TimestampType.VALIDATION_DATA,
    "RefsOnlyTimeStamp": TimestampType.VALIDATION_DATA_REFSONLY,
    "RefsOnlyTimeStampV2": TimestampType.VALIDATION_DATA_REFSONLY,
    "ArchiveTimeStamp": TimestampType.ARCHIVE,
}
"""Property -> type of its time-stamps."""

_FORM: Final = "en-319-132-1/5.1.4.3/token"


class Known(Struct, frozen=True):
    """What is known of the signature when its time-stamps are read: ids that they may cover."""

    signature: str
    key_info: tuple[Evidence, ...]
    signing_certificate: tuple[Digest, ...]  # of the SigningCertificate property
    counter_signatures: Callable[[etree._Element], tuple[str, ...]]


class Reading(Struct, frozen=True):
    """One way to put together what a time-stamp is over: the digest of that, and the parts of the signature that are in it."""

    imprint: bytes
    parts: tuple[etree._Element, ...]


class Checked(Struct, frozen=True):
    """Whether the bytes under a token are there and have its imprint, and the parts of the signature in them (of an imprint that is not
    right: those that would have to be)."""

    found: bool
    intact: bool
    parts: tuple[etree._Element, ...]
    findings: tuple[Finding, ...] = ()


class Stamper:
    """Reads the time-stamps of one signature in document order and keeps account of what came before."""

    def __init__(self, imprints: Imprints, identifiers: Identifiers, known: Known) -> None:
        self.imprints = imprints
        self.identifiers = identifiers
        self.known = known
        self.timestamps: list[Timestamp] = []
        self.evidence: list[Evidence] = []
        self.findings: list[Finding] = []
        self._running = RunningDigests(imprints.parts.tree.budget)
        self._key_info = Carried(known.key_info)
        self._carried = Carried(())  # all evidence of the signature
        self._digests: dict[etree._Element, tuple[Digest, ...]] = {}  # by property: of its references to evidence
        self._held: dict[etree._Element, tuple[str, ...]] = {}  # by part of the signature that was passed: ids in it
        self._last: tuple[tuple[etree._Element, ...], tuple[str, ...]] = ((), ())
        if imprints.parts.key_info is not None:
            self._held[imprints.parts.key_info] = tuple([piece.id for piece in known.key_info])
        self.below: dict[etree._Element, tuple[str, ...]] = {}  # records' property -> ids of what stands before it

    def read(self, data_objects: tuple[etree._Element, ...], unsigned: tuple[etree._Element, ...]) -> None:
        """All time-stamps and evidence, signed properties first, as far as the budget of tokens goes."""
        try:
            self._read(data_objects, unsigned)
        except Failure as failure:
            self.findings.append(Finding(_FORM, failure.reason, (("where", failure.where),)))

    def _read(self, data_objects: tuple[etree._Element, ...], unsigned: tuple[etree._Element, ...]) -> None:
        for element in data_objects:
            kind = TYPES.get(xades_name(element.tag))
            if kind is not None:
                self.timestamps += self._property(element, kind)
        self._held[self.imprints.signature_value] = self._signed()
        carried = {element: evidence_of(element) for element in unsigned}
        everything = [piece for pieces in carried.values() for piece in pieces]
        self._carried = Carried((*everything, *self.known.key_info))
        for element in unsigned:
            name = xades_name(element.tag)
            kind = TYPES.get(name)
            if kind is not None and kind.before_signing:  # anybody can add one here: it was not made before signing
                self.findings.append(Finding(_FORM, Reason.ATTRIBUTE_MISPLACED, (("property", name),)))
            elif kind is not None:
                stamps = self._property(element, kind)
                self._held[element] = tuple([i for stamp in stamps for i in _ids(stamp)])
                self.timestamps += stamps
            elif name == "CounterSignature":
                self._held[element] = self.known.counter_signatures(element)
            else:
                if split(element.tag)[1] == n.SEALING:  # counter-signatures have records of their own
                    below = self._over(element, TimestampType.ARCHIVE)
                    self.below[element] = self._proven([e for e in below if xades_name(e.tag) != "CounterSignature"])
                self.evidence += carried[element]
                self._held[element] = tuple([piece.id for piece in carried[element]])
                self._digests[element] = digests_of(element)

    def _property(self, element: etree._Element, kind: TimestampType) -> list[Timestamp]:
        """The tokens of one property; all of one property are over the same bytes."""
        over = self._over(element, kind)
        flavour = _flavour(element) if kind is TimestampType.ARCHIVE else ""
        found: list[Timestamp] = []
        for child in element:
            name = xades_name(child.tag)
            if name == "EncapsulatedTimeStamp":
                found.append(self._token(child, element, kind, over, flavour))
            elif name == "XMLTimeStamp":
                self.findings.append(Finding(_FORM, Reason.UNSUPPORTED, (("property", xades_name(element.tag)),)))
        if not found:
            self.findings.append(Finding(_FORM, Reason.MISSING, (("property", xades_name(element.tag)),)))
        return found

    def _token(
        self,
        child: etree._Element,
        element: etree._Element,
        kind: TimestampType,
        over: tuple[etree._Element, ...],
        flavour: str,
    ) -> Timestamp:
        self.imprints.parts.tree.budget.spend_token()
        data = bytes_of(child)
        if data is None:
            return broken(b"", kind, "no base64", self.identifiers, flavour)
        try:
            token = read_token(data, xades_name(element.tag))
        except Malformed as error:
            return broken(data, kind, error.where, self.identifiers, flavour)
        checked = self._check(token, element, kind, over)
        return Timestamp(
            id=self.identifiers.timestamp(token.id),
            type=kind,
            token=token,
            imprint_found=checked.found,
            imprint_intact=checked.intact,
            covers=self._covers(checked.parts),
            flavour=flavour,
            name=element.get("Id") or "",
            findings=checked.findings,
        )

    def _check(
        self, token: TimestampToken, element: etree._Element, kind: TimestampType, parts: tuple[etree._Element, ...]
    ) -> Checked:
        """Whether the bytes are there, and whether the imprint is theirs by any reading that the standards allow. ``parts``: those that
        have to be in them."""
        if not is_supported(token.imprint_algorithm):
            unknown = Finding(_FORM, Reason.UNKNOWN_DIGEST_ALGORITHM, (("algorithm", token.imprint_algorithm),))
            return Checked(True, False, parts, (unknown,))
        failed: Failure | None = None
        found = False
        try:
            method = c14n.method_of(next(element.iterchildren(n.CANONICALIZATION_METHOD), None))
            for reading in self._imprints(element, kind, method, token.imprint_algorithm, parts):
                found = True
                if reading.imprint == token.imprint:
                    return Checked(True, True, reading.parts)
        except Failure as failure:
            failed = failure
        if failed is None or found:
            return Checked(found, False, parts)
        return Checked(False, False, parts, (Finding(_FORM, failed.reason, (("where", failed.where),)),))

    def _imprints(
        self,
        element: etree._Element,
        kind: TimestampType,
        method: Method,
        algorithm: str,
        parts: tuple[etree._Element, ...],
    ) -> Iterator[Reading]:
        """What the time-stamp may be over: ``parts`` by the implicit mechanism first, then what Include elements name of them, where
        there are such."""
        imprints = self.imprints
        explicit = any(xades_name(child.tag) in ("Include", "HashDataInfo") for child in element)
        over = self._running.over
        match kind:
            case TimestampType.INDIVIDUAL_DATA_OBJECTS:
                yield Reading(over(algorithm, imprints.included(element, method)), parts)
                return
            case TimestampType.ALL_DATA_OBJECTS:
                imprint = over(algorithm, imprints.all_data_objects(method))
            case TimestampType.SIGNATURE:
                imprint = over(algorithm, imprints.signature(method))
            case TimestampType.VALIDATION_DATA:
                imprint = over(algorithm, imprints.signature_and_references(element, method))
            case TimestampType.VALIDATION_DATA_REFSONLY:
                imprint = over(algorithm, imprints.references_only(element, method))
            case _:
                imprint = self._running.archive(algorithm, method, imprints, element)
        yield Reading(imprint, parts)
        value = imprints.signature_value
        named = imprints.named(element, parts) if explicit else ()
        if explicit and frozenset(named).issuperset(self._wanted(element, kind)):
            if kind is TimestampType.ARCHIVE:
                start = (value,) if imprints.parts.key_info is None else (value, imprints.parts.key_info)
                yield Reading(over(algorithm, imprints.archive_distributed(element, method)), (*start, *named))
            elif kind is TimestampType.VALIDATION_DATA:
                together = (*imprints.signature(method), *imprints.included(element, method))
                yield Reading(over(algorithm, together), (value, *named))
            if kind is TimestampType.VALIDATION_DATA_REFSONLY or value in named:
                yield Reading(over(algorithm, imprints.included(element, method)), named)

    def _wanted(self, element: etree._Element, kind: TimestampType) -> tuple[etree._Element, ...]:
        """What Include elements have to name, beside the signature value, for the time-stamp to be of its kind."""
        match kind:
            case TimestampType.VALIDATION_DATA | TimestampType.VALIDATION_DATA_REFSONLY:
                return self.imprints.references_before(element)
            case TimestampType.ARCHIVE:
                return self.imprints.before(element)
            case _:
                return ()

    def _over(self, element: etree._Element, kind: TimestampType) -> tuple[etree._Element, ...]:
        """The parts of the signature that the time-stamps of the property ``element`` are over by the implicit mechanism. None where the
        budget does not let them be found: no imprint can be found then."""
        try:
            return self._parts(element, kind)
        except Failure:
            return ()

    def _parts(self, element: etree._Element, kind: TimestampType) -> tuple[etree._Element, ...]:
        imprints = self.imprints
        value = imprints.signature_value
        match kind:
            case TimestampType.SIGNATURE:
                return (value,)
            case TimestampType.VALIDATION_DATA:
                return (value, *imprints.stamps_before(element), *imprints.references_before(element))
            case TimestampType.VALIDATION_DATA_REFSONLY:
                return imprints.references_before(element)
            case TimestampType.ARCHIVE:
                key_info = imprints.parts.key_info
                return (value, *(() if key_info is None else (key_info,)), *imprints.before(element))
            case _:
                return ()

    def _signed(self) -> tuple[str, ...]:
        """Ids of what the signature value covers, itself among them: the signing certificate and the time-stamps in SignedProperties, if
        those are signed; else anybody can change them."""
        known = self.known
        if not self.imprints.signs_properties():
            return (known.signature,)
        stamps = [i for stamp in self.timestamps for i in _ids(stamp)]
        return (known.signature, *self._key_info.referred(known.signing_certificate), *stamps)

    def _covers(self, parts: tuple[etree._Element, ...]) -> tuple[str, ...]:
        """``_proven``, once for all time-stamps over the same."""
        if parts != self._last[0]:
            self._last = (parts, self._proven(parts))
        return self._last[1]

    def _proven(self, parts: Iterable[etree._Element]) -> tuple[str, ...]:
        """Ids of what a time-stamp over ``parts`` proves to have existed: what is in them, and the evidence that they refer to."""
        held: list[str] = []
        digests: list[Digest] = []
        for part in parts:
            held += self._held.get(part, ())
            digests += self._digests.get(part, ())
        return tuple(dict.fromkeys((*held, *self._carried.referred(digests))))


def _flavour(element: etree._Element) -> str:
    return "xades-141" if split(element.tag)[0] == n.XADES_141 else "xades-132"


def _ids(stamp: Timestamp) -> list[str]:
    """The time-stamp and the evidence inside its token."""
    return [stamp.id, *(piece.id for piece in stamp.token.evidence)] if stamp.token is not None else [stamp.id]
