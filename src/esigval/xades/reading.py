"""From a parsed document to neutral signatures: one ds:Signature at a time, so that a broken one hides no other."""

from typing import Final

from lxml import etree

from esigval.hashing import sha256_hex
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.citation import ref
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence
from esigval.model.reasons import Reason
from esigval.model.signature import (
    CertificateReference,
    Finding,
    Format,
    Reading,
    Reference,
    ReferenceType,
    Signature,
    SignatureValue,
)
from esigval.timestamp import Identifiers
from esigval.timestamp.completeness import Trusted, nobody
from esigval.xades import c14n, levels
from esigval.xades import names as n
from esigval.xades.algorithms import normalised_value, signature_algorithm
from esigval.xades.budget import MAX_COUNTER_DEPTH, MAX_SIGNATURES
from esigval.xades.c14n import Subtree
from esigval.xades.coverage import unsigned_comments, unsigned_content
from esigval.xades.failure import Failure
from esigval.xades.imprint import Imprints
from esigval.xades.keyinfo import read_key_info
from esigval.xades.names import xades_name
from esigval.xades.properties import (
    certificate_references,
    qualifying_properties,
    signed_properties,
)
from esigval.xades.references import Parts, Resolved, manifest_entries, resolve
from esigval.xades.scopes import scopes_of
from esigval.xades.sealing import sealing_records
from esigval.xades.stamps import Known, Stamper
from esigval.xades.tree import XmlTree, bytes_of
from esigval.xades.values import Digest

_UNKNOWN = SignatureValue(SignatureAlgorithm("", ""), b"", ())
_CORE = "xmldsig-core/4.3"


_Entries = dict[int, list[Resolved]]
"""Entries of manifests by the identity of the reference that leads to them."""

_NOT_COUNTER_SIGNED: Final = Reference(
    ReferenceType.COUNTER_SIGNED_SIGNATURE_VALUE,
    "",
    "",
    b"",
    None,
    False,
    False,
    Reason.COUNTER_SIGNED_SIGNATURE_MISMATCH,
)
"""What a signature lacks that stands where a counter-signature does and refers to no signature value: anyone can move a signature
there, and it says nothing about the one that it was moved to (EN 319 132-1, 5.2.7.2)."""

MANIFEST_ENTRIES: Final = "xmldsig-core/5.1/entries"
"""Every entry of a manifest could be looked at."""


class Reader:
    """Reads the signatures of one tree; counter-signatures become signatures of their own with a parent."""

    def __init__(
        self,
        tree: XmlTree,
        detached: tuple[Document, ...],
        file: str = "",
        trusted: Trusted = nobody,
        identifiers: Identifiers | None = None,
    ) -> None:
        self.tree = tree
        self.detached = detached
        self.file = file
        self.trusted = trusted
        self.identifiers = identifiers or Identifiers()
        self.signatures: list[Signature] = []
        self.findings: list[Finding] = []
        self._left = MAX_SIGNATURES
        self._depth = 0
        self._seen: set[etree._Element] = set()
        self.resolved: dict[
            etree._Element, tuple[Resolved, ...]
        ] = {}  # references of each signature, as they were looked at
        self.elements: dict[str, etree._Element] = {}  # by the id of the signature

    def read(self) -> Reading:
        """All signatures of the tree, in document order, each followed by its counter-signatures."""
        elements = list(self.tree.root.iter(n.SIGNATURE))
        for element in elements:
            if not _is_nested(element):
                self.signature(element, None, "")
        for element in elements:  # counter-signatures of what is no signature, or too deep: read for themselves
            if element not in self._seen:
                self.signature(element, None, "")
        return Reading(format=Format.XADES, signatures=tuple(self.signatures), findings=tuple(self.findings))

    def signature(self, element: etree._Element, master: etree._Element | None, parent: str) -> str:
        """Read one signature and those that counter-sign it; gives its id, "" where the budget has run out."""
        if element in self._seen or self._depth >= MAX_COUNTER_DEPTH:
            return ""
        self._seen.add(element)
        self._left -= 1
        if self._left < 0:
            if self._left == -1:
                self.findings.append(Finding(_CORE, Reason.BUDGET_EXHAUSTED, (("signatures", MAX_SIGNATURES),)))
            return ""
        position = len(self.signatures)
        self._depth += 1
        try:
            found = _One(self, element, master, parent).read()
        except Malformed as error:
            found = self._unreadable(element, parent, error.where)
        except Failure as failure:
            found = self._unreadable(element, parent, f"{failure.reason}: {failure.where}")
        finally:
            self._depth -= 1
        self.signatures.insert(position, found)
        return found.id

    def _unreadable(self, element: etree._Element, parent: str, why: str) -> Signature:
        return Signature(
            id=self.identifiers.unique("S-" + sha256_hex(etree.tostring(element, with_tail=False))[:32]),
            format=Format.XADES,
            level="XML-NOT-ETSI",
            value=_UNKNOWN,
            parent=parent,
            file=self.file,
            name=element.get("Id") or "",
            unreadable=why or "malformed",
        )


def _is_nested(element: etree._Element) -> bool:
    """Whether a signature stands in a CounterSignature property, and is read with the one that it counter-signs."""
    parent = element.getparent()
    if parent is None or xades_name(parent.tag) != "CounterSignature":
        return False
    above = parent.getparent()
    return above is not None and xades_name(above.tag) == "UnsignedSignatureProperties"


class _One:
    """One ds:Signature. Built up step by step in ``read``; Malformed where it can't be a signature at all."""

    def __init__(self, reader: Reader, element: etree._Element, master: etree._Element | None, parent: str) -> None:
        self.reader = reader
        self.element = element
        self.parent = parent
        children = _by_tag(element)
        self.signed_info = _single(children.get(n.SIGNED_INFO), "ds:SignedInfo")
        self.signature_value = _single(children.get(n.SIGNATURE_VALUE), "ds:SignatureValue")
        self.key_infos = children.get(n.KEY_INFO, [])
        self.objects = children.get(n.OBJECT, [])
        self.qualifying = qualifying_properties(self.objects)
        inside = _by_tag(self.signed_info)
        self.canonicalization = _first(inside, n.CANONICALIZATION_METHOD)
        self.method = _first(inside, n.SIGNATURE_METHOD)
        self.references = inside.get(n.REFERENCE, [])
        self.parts = Parts(
            reader.tree,
            element,
            self.key_infos[0] if self.key_infos else None,
            self.qualifying.signed,
            master,
            reader.detached,
        )
        self.findings: list[Finding] = []
        self.manifests: list[etree._Element] = []

    def read(self) -> Signature:
        value = self._value()
        resolved, entries = self._references()
        stray = self.parts.master is not None and not any(_is_counter_signed(one) for one in resolved)
        if stray:
            self.parent = ""  # where it stands is nobody's word: it is judged as what it is, a signature of its own
        self.reader.resolved[self.element] = resolved
        hint, key_info = read_key_info(self.parts.key_info)
        certificates = certificate_references(self.qualifying)
        covered = self._properties_covered(resolved)
        everything = _with_entries(resolved, entries)
        self.findings += unsigned_content(self.element, self.qualifying.element, everything)
        self.findings += unsigned_comments(everything)
        signed = b"".join(value.signed_data)
        identifier = self.reader.identifiers.unique("S-" + sha256_hex(value.raw + signed)[:32])
        self.reader.elements[identifier] = self.element
        stamper = self._stamps(identifier, resolved, key_info, certificates)
        timestamps = tuple(stamper.timestamps)
        evidence = _distinct((*key_info, *stamper.evidence))
        level = levels.level_of(
            levels.Structure(
                objects=self.objects,
                canonicalization=self.canonicalization,
                key_infos=len(self.key_infos),
                qualifying=self.qualifying,
                resolved=resolved,
                manifests=self.manifests,
                timestamps=timestamps,
                value=value,
                certificate_references=certificates,
                key_info=key_info,
                evidence=evidence,
                trusted=self.reader.trusted,
            )
        )
        return Signature(
            id=identifier,
            format=Format.XADES,
            level=level,
            value=value,
            references=(*_listed(resolved, entries, self.parts), *(_NOT_COUNTER_SIGNED,) * stray),
            scopes=scopes_of(everything, self.parts, self.parent),
            hint=hint,
            certificate_references=certificates,
            has_signing_certificate_attribute=bool(self.qualifying.count("SigningCertificate", "SigningCertificateV2")),
            properties=signed_properties(self.qualifying, covered),
            timestamps=timestamps,
            evidence=evidence,
            findings=(*self.findings, *stamper.findings),
            parent=self.parent,
            file=self.reader.file,
            name=self.element.get("Id") or "",
            embedded_evidence_records=sum([len(list(one.iterchildren("*"))) for one in self.qualifying.sealing]),
            embedded_records=sealing_records(
                self.qualifying.sealing,
                stamper.imprints,
                tuple([one for listed in entries.values() for one in listed]),
                self.canonicalization,
                stamper.below,
                complete=not any(finding.check == MANIFEST_ENTRIES for finding in self.findings),
            ),
        )

    def _value(self) -> SignatureValue:
        """SignedInfo canonicalised, and the value over it (XMLDSig 3.2.2)."""
        if self.method is None:
            raise Malformed("ds:SignatureMethod is missing", ref("xmldsig-core", "4.4.2"))
        if self.canonicalization is None:
            raise Malformed("ds:CanonicalizationMethod is missing", ref("xmldsig-core", "4.4.1"))
        algorithm = signature_algorithm(self.method)
        raw = bytes_of(self.signature_value)
        if raw is None:
            self.findings.append(Finding("xmldsig-core/4.2", Reason.MALFORMED, (("element", "ds:SignatureValue"),)))
        signed: tuple[bytes, ...] = ()
        try:
            part = Subtree(self.parts.tree, self.signed_info, True)
            signed = (c14n.canonicalize(part, c14n.method_of(self.canonicalization)),)
        except Failure as failure:
            self.findings.append(Finding("xmldsig-core/4.4.1", failure.reason, (("where", failure.where),)))
        return SignatureValue(algorithm, normalised_value(algorithm.scheme, raw or b""), signed, raw or b"")

    def _references(self) -> tuple[tuple[Resolved, ...], _Entries]:
        """The references of SignedInfo, and the entries of the manifests among them."""
        resolved: list[Resolved] = []
        entries: _Entries = {}
        for child in self.references:
            one = resolve(child, self.parts)
            resolved.append(one)
            if one.manifest is not None:
                entries[id(one)], left_out = manifest_entries(one.manifest, self.parts)
                self.manifests.append(one.manifest)
                if left_out:
                    facts = (("entries", tuple(left_out[:100])), ("count", len(left_out)))
                    self.findings.append(Finding(MANIFEST_ENTRIES, Reason.MISSING, facts))
        return tuple(resolved), entries

    def _properties_covered(self, resolved: tuple[Resolved, ...]) -> bool:
        """Whether a right digest covers SignedProperties as a whole; told as a finding where nothing refers to them."""
        properties = self.qualifying.signed
        if properties is None:
            return False
        named = [one.reference for one in resolved if one.element is properties and one.only_canonicalised]
        if not any(reference.found for reference in named):
            self.findings.append(Finding("en-319-132-1/4.4.2/signed-properties", Reason.MISSING))
        return any(reference.intact for reference in named)

    def _stamps(
        self,
        identifier: str,
        resolved: tuple[Resolved, ...],
        key_info: tuple[Evidence, ...],
        certificates: tuple[CertificateReference, ...],
    ) -> Stamper:
        holder = None if self.qualifying.signed is None else self.qualifying.signed.getparent()
        holding = None if holder is None else holder.getparent()
        imprints = Imprints(
            self.parts,
            resolved,
            self.signature_value,
            self.signed_info,
            self.qualifying.unsigned,
            tuple([item for item in self.objects if item is not holding]),
        )
        known = Known(
            identifier,
            key_info,
            tuple([Digest(one.digest_algorithm, one.digest) for one in certificates]),
            lambda element: self._counter_signatures(element, identifier),
        )
        stamper = Stamper(imprints, self.reader.identifiers, known)
        stamper.read(self.qualifying.data_object_properties, self.qualifying.unsigned)
        return stamper

    def _counter_signatures(self, element: etree._Element, identifier: str) -> tuple[str, ...]:
        """Read the signatures in a CounterSignature property (5.2.7.2)."""
        found = []
        for child in element.iterchildren(n.SIGNATURE):
            nested = self.reader.signature(child, self.signature_value, identifier)
            if nested:
                found.append(nested)
        return tuple(found)


def _single(found: list[etree._Element] | None, what: str) -> etree._Element:
    if found is None or len(found) != 1:
        raise Malformed(f"{what} is {'missing' if not found else 'repeated'}", ref("xmldsig-core", "4.2"))
    return found[0]


def _by_tag(element: etree._Element) -> dict[object, list[etree._Element]]:
    """The children of an element by their tags."""
    children: dict[object, list[etree._Element]] = {}
    for child in element:
        children.setdefault(child.tag, []).append(child)
    return children


def _first(children: dict[object, list[etree._Element]], tag: str) -> etree._Element | None:
    return children[tag][0] if tag in children else None


def _with_entries(resolved: tuple[Resolved, ...], entries: _Entries) -> list[Resolved]:
    """Each reference, and the entries of its manifest after it."""
    return [one for main in resolved for one in (main, *entries.get(id(main), ()))]


def _listed(resolved: tuple[Resolved, ...], entries: _Entries, parts: Parts) -> list[Reference]:
    """The references as the report lists them: each with what depends on it after it."""
    found: list[Reference] = []
    for one in resolved:
        found.append(one.reference)
        found += [entry.reference for entry in entries.get(id(one), ())]
        if _is_counter_signed(one):
            found.append(_counter_signed(one, parts))
    if not any(one.scoped for one in resolved):
        found.append(Reference(ReferenceType.REFERENCE, "", "", b"", None, False, False, Reason.SIGNED_DATA_NOT_FOUND))
    return found


def _is_counter_signed(one: Resolved) -> bool:
    """Whether the reference means the signature value of the signature that this one stands in, rightly or not."""
    return one.reference.type is ReferenceType.COUNTER_SIGNATURE


def _counter_signed(one: Resolved, parts: Parts) -> Reference:
    """Whether what a counter-signature signs is the signature value of the signature it stands in (EN 319 132-1, 5.2.7.2)."""
    right = one.element is parts.master and one.only_canonicalised
    reference = one.reference
    intact = right and reference.intact
    reason = None if intact else Reason.COUNTER_SIGNED_SIGNATURE_MISMATCH
    return Reference(
        ReferenceType.COUNTER_SIGNED_SIGNATURE_VALUE,
        "",
        reference.digest_algorithm,
        reference.expected,
        reference.actual,
        parts.master is not None,
        intact,
        reason,
    )


def _distinct(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Each piece once for each place that it comes from."""
    return tuple({(piece.id, piece.origin): piece for piece in evidence}.values())
