"""Evidence records in SealingEvidenceRecords properties, and the group of data objects that they protect (TS 119 132-3, clause 5)."""

from collections.abc import Iterator, Mapping

from lxml import etree

from esigval.model.reasons import Reason
from esigval.model.signature import DataObject, EmbeddedRecord, ReferenceType
from esigval.xades import c14n, transforms
from esigval.xades.c14n import DEFAULT, Method
from esigval.xades.failure import Failure
from esigval.xades.imprint import Imprints
from esigval.xades.names import split
from esigval.xades.references import Resolved
from esigval.xades.tree import bytes_of

NAMESPACE = "http://uri.etsi.org/19132/v1.1.1#"
_RECORD_XML = "{urn:ietf:params:xml:ns:ers}EvidenceRecord"


def sealing_records(
    sealing: tuple[etree._Element, ...],
    imprints: Imprints,
    entries: tuple[Resolved, ...],
    canonicalization: etree._Element | None,
    below: Mapping[etree._Element, tuple[str, ...]],
    *,
    complete: bool,
) -> tuple[EmbeddedRecord, ...]:
    """The evidence records in the properties ``sealing``; several in one property protect the same. ``entries``: what signed
    manifests lead to, ``complete``: all of it; ``canonicalization``: that of ds:SignedInfo, which the group is put in; ``below``:
    ids of what stands before each property."""
    found: list[EmbeddedRecord] = []
    for element in sealing:
        sealed = DataObject("signature", None)
        if complete:
            sealed = _sealed(imprints, element, entries, canonicalization)
        for child in element:
            data = _record(child)
            if data is not None:
                found.append(EmbeddedRecord(data, (sealed,), below.get(element, ())))
    return tuple(found)


def is_record(element: etree._Element) -> bool:
    """Whether ``element`` is an evidence record in either form."""
    return element.tag == _RECORD_XML or split(element.tag)[1] in ("ASN1EvidenceRecord", "EncapsulatedEvidenceRecord")


def _record(element: etree._Element) -> bytes | None:
    if element.tag == _RECORD_XML:
        return etree.tostring(element, with_tail=False)
    return bytes_of(element) if is_record(element) else None


def _sealed(
    imprints: Imprints, element: etree._Element, entries: tuple[Resolved, ...], canonicalization: etree._Element | None
) -> DataObject:
    """The group under the property ``element``; not at hand where one of its objects is not."""
    try:
        method = c14n.method_of(canonicalization) if canonicalization is not None else DEFAULT
        parts = tuple(_group(imprints, element, entries, method))
        for part in parts:  # of each record anew
            imprints.parts.tree.budget.spend_part(part)
        return DataObject("signature", None, parts=parts)
    except Failure:
        return DataObject("signature", None)


def _group(
    imprints: Imprints, sealing: etree._Element, entries: tuple[Resolved, ...], method: Method
) -> Iterator[bytes]:
    """Steps 1) to 6) of the clause; SignedInfo, SignatureValue and KeyInfo come with the references."""
    yield from imprints.archive_start(method)
    for element in imprints.before(sealing):
        yield imprints.element(element, method)
    for element in imprints.objects:
        yield imprints.element(element, method)
    for entry in entries:
        if entry.data is None:
            raise Failure(entry.reference.reason or Reason.SIGNED_DATA_NOT_FOUND, entry.uri or "")
        if entry.reference.type is ReferenceType.MANIFEST_ENTRY:
            yield transforms.octets(entry.data, method)
