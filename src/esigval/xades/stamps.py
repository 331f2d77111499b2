"""Time-stamps of a signature: their tokens, the bytes they are over, and what they prove to have existed."""

from collections.abc import Callable, Iterator
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
        self._digests: list[Digest] = []  # of the references to evidence that came before
        self._nested: list[str] = []  # ids of counter-signatures passed
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
                self._property(element, kind)
        carried = {element: evidence_of(element) for element in unsigned}
        everything = [piece for pieces in carried.values() for piece in pieces]
        self._carried = Carried((*everything, *self.known.key_info))
        for element in unsigned:
            name = xades_name(element.tag)
            kind = TYPES.get(name)
            if kind is not None and kind.before_signing:  # anybody can add one here: it was not made before signing
                self.findings.append(Finding(_FORM, Reason.ATTRIBUTE_MISPLACED, (("property", name),)))
            elif kind is not None:
                self._property(element, kind)
            elif name == "CounterSignature":
                self._nested += self.known.counter_signatures(element)
            else:
                if split(element.tag)[1] == n.SEALING:
                    nested = frozenset(self._nested)  # counter-signatures have records of their own
                    covers = self._covers(TimestampType.ARCHIVE)
                    self.below[element] = tuple(i for i in covers if i not in nested)
                self.evidence += carried[element]
                self._digests += digests_of(element)

    def _property(self, element: etree._Element, kind: TimestampType) -> None:
        """The tokens of one property; all of one property are over the same bytes."""
        covers = self._covers(kind)
        flavour = _flavour(element) if kind is TimestampType.ARCHIVE else ""
        found: list[Timestamp] = []
        for child in element:
            name = xades_name(child.tag)
            if name == "EncapsulatedTimeStamp":
                found.append(self._token(child, element, kind, covers, flavour))
            elif name == "XMLTimeStamp":
                self.findings.append(Finding(_FORM, Reason.UNSUPPORTED, (("property", xades_name(element.tag)),)))
        if not found:
            self.findings.append(Finding(_FORM, Reason.MISSING, (("property", xades_name(element.tag)),)))
        self.timestamps += found

    def _token(
        self,
        child: etree._Element,
        element: etree._Element,
        kind: TimestampType,
        covers: tuple[str, ...],
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
        found, intact, findings = self._check(token, element, kind)
        return Timestamp(
            id=self.identifiers.timestamp(token.id),
            type=kind,
            token=token,
            imprint_found=found,
            imprint_intact=intact,
            covers=covers,
            flavour=flavour,
            name=element.get("Id") or "",
            findings=findings,
        )

    def _check(
        self, token: TimestampToken, element: etree._Element, kind: TimestampType
    ) -> tuple[bool, bool, tuple[Finding, ...]]:
        """Whether the bytes are there, and whether the imprint is theirs by any reading that the standards allow."""
        if not is_supported(token.imprint_algorithm):
            return (
                True,
                False,
                (Finding(_FORM, Reason.UNKNOWN_DIGEST_ALGORITHM, (("algorithm", token.imprint_algorithm),)),),
            )
        failed: Failure | None = None
        found = False
        try:
            method = c14n.method_of(next(element.iterchildren(n.CANONICALIZATION_METHOD), None))
            for imprint in self._imprints(element, kind, method, token.imprint_algorithm):
                found = True
                if imprint == token.imprint:
                    return True, True, ()
        except Failure as failure:
            failed = failure
        if failed is None or found:
            return found, False, ()
        return False, False, (Finding(_FORM, failed.reason, (("where", failed.where),)),)

    def _imprints(
        self, element: etree._Element, kind: TimestampType, method: Method, algorithm: str
    ) -> Iterator[bytes]:
        """The digest over the covered bytes, by the implicit mechanism first, then by Include elements where there are such."""
        imprints = self.imprints
        explicit = any(xades_name(child.tag) in ("Include", "HashDataInfo") for child in element)
        over = self._running.over
        match kind:
            case TimestampType.INDIVIDUAL_DATA_OBJECTS:
                yield over(algorithm, imprints.included(element, method))
                return
            case TimestampType.ALL_DATA_OBJECTS:
                yield over(algorithm, imprints.all_data_objects(method))
            case TimestampType.SIGNATURE:
                yield over(algorithm, imprints.signature(method))
            case TimestampType.VALIDATION_DATA:
                yield over(algorithm, imprints.signature_and_references(element, method))
            case TimestampType.VALIDATION_DATA_REFSONLY:
                yield over(algorithm, imprints.references_only(element, method))
            case _:
                yield self._running.archive(algorithm, method, imprints, element)
        if explicit and imprints.names(element, self._wanted(element, kind)):
            if kind is TimestampType.ARCHIVE:
                yield over(algorithm, imprints.archive_distributed(element, method))
            elif kind is TimestampType.VALIDATION_DATA:
                yield over(algorithm, (*imprints.signature(method), *imprints.included(element, method)))
            if kind is TimestampType.VALIDATION_DATA_REFSONLY or imprints.names(element, (imprints.signature_value,)):
                yield over(algorithm, imprints.included(element, method))

    def _wanted(self, element: etree._Element, kind: TimestampType) -> tuple[etree._Element, ...]:
        """What Include elements have to name, beside the signature value, for what is then said to be covered (``_covers``)."""
        match kind:
            case TimestampType.VALIDATION_DATA | TimestampType.VALIDATION_DATA_REFSONLY:
                return self.imprints.references_before(element)
            case TimestampType.ARCHIVE:
                return self.imprints.before(element)
            case _:
                return ()

    def _covers(self, kind: TimestampType) -> tuple[str, ...]:
        """Ids of what the time-stamps of a property that stands here prove to have existed."""
        if kind.before_signing:
            return ()
        known = self.known
        ids: list[str] = []
        if kind is not TimestampType.VALIDATION_DATA_REFSONLY:
            ids += (known.signature, *self._key_info.referred(known.signing_certificate))
            ids += _content_stamps(self.timestamps)
        if kind in (TimestampType.VALIDATION_DATA, TimestampType.ARCHIVE):
            ids += _with_contents(self.timestamps, None if kind is TimestampType.ARCHIVE else TimestampType.SIGNATURE)
        if kind is not TimestampType.SIGNATURE:
            ids += self._carried.referred(self._digests)
        if kind is TimestampType.ARCHIVE:
            ids += [piece.id for piece in known.key_info]
            ids += [piece.id for piece in self.evidence]
            ids += self._nested
        return tuple(dict.fromkeys(ids))


def _flavour(element: etree._Element) -> str:
    return "xades-141" if split(element.tag)[0] == n.XADES_141 else "xades-132"


def _content_stamps(stamps: list[Timestamp]) -> list[str]:
    """Time-stamps made before signing: the signature value covers them with SignedProperties."""
    return [i for stamp in stamps if stamp.type.before_signing for i in _ids(stamp)]


def _with_contents(stamps: list[Timestamp], kind: TimestampType | None) -> list[str]:
    return [i for stamp in stamps if kind is None or stamp.type is kind for i in _ids(stamp)]


def _ids(stamp: Timestamp) -> list[str]:
    """The time-stamp and the evidence inside its token."""
    return [stamp.id, *(piece.id for piece in stamp.token.evidence)] if stamp.token is not None else [stamp.id]
