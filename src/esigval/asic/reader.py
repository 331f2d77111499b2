"""Reads a container: each signature file by the reader of its format, each time-stamp and evidence record in its place."""

from typing import Final

from msgspec import structs

from esigval import cades, xades
from esigval.asic.archive import Archive, read_archive
from esigval.asic.container import Kind, is_container, open_container
from esigval.asic.coverage import archived_scopes, coverage_findings, entry_scopes, missing_root_file, named_files
from esigval.asic.file_names import file_name_findings
from esigval.asic.limits import MAX_PROOFS, MAX_SIGNATURES
from esigval.asic.manifest import Manifest
from esigval.asic.names import (
    is_cms_signature,
    is_data,
    is_evidence_record,
    is_signature,
    is_timestamp,
    is_xml_signature,
)
from esigval.asic.proofs import Proofs
from esigval.hashing import sha256_hex
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.dossier import Document
from esigval.model.errors import Malformed, Unreadable
from esigval.model.evidence import Evidence
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Format, Reading, ReferenceType, Signature, SignatureValue
from esigval.timestamp import Identifiers
from esigval.timestamp.completeness import Trusted, nobody

MANIFEST: Final = "en-319-162-1/4.4.4.2/manifest"
"""A CAdES signature of an ASiC-E container is over a manifest that names it."""
XML_MANIFEST: Final = "en-319-162-1/5.3.3/manifest"
"""An ASiC-E container with XAdES signatures has a manifest of its files."""
MANIFEST_USED: Final = "en-319-162-1/4.4.4.2/manifest-used"
"""The file that a manifest says to be proven by is there."""
NUMBER: Final = "en-319-162-1/4.4.4.2/number-of-files"
"""The container has no more signatures, and files with signatures, time-stamps and evidence records, than are looked at."""
_NO_VALUE: Final = SignatureValue(SignatureAlgorithm("", ""), b"", ())
_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")


def recognises(document: Document) -> bool:
    """Whether ``document`` begins as a ZIP file. Cheap."""
    return document.data[:4] in _STARTS


def read(document: Document, detached: tuple[Document, ...] = (), trusted: Trusted = nobody) -> Reading:
    """All signatures, time-stamps and evidence records of a container. ``detached`` is not looked at: a container signs its own files.
    Raises Malformed for what is no ZIP file with a directory, Unreadable for a ZIP file that is no such container."""
    archive = read_archive(document.data)
    if not is_container(archive, document.name):
        raise Unreadable("unrecognised", "a ZIP file that is neither an ASiC nor an OpenDocument container")
    return _Reader(archive, document.name, trusted).read()


class _Reader:
    """One container while it is read."""

    def __init__(self, archive: Archive, name: str, trusted: Trusted) -> None:
        self._container = open_container(archive, name)
        self._identifiers = Identifiers()
        documents = self._container.files.documents
        self._proofs_in = tuple([d for d in documents if is_signature(d.name)])
        simple = self._container.kind is Kind.SIMPLE
        named = tuple([d for d in documents if is_data(d.name)]) if simple else documents
        size = sum(len(d.data) for d in self._proofs_in if is_xml_signature(d.name))
        self._xml = xades.SignatureFiles(named, size, self._identifiers, trusted)
        self._cms = cades.SignatureFiles(self._identifiers, trusted)
        self._evidence: list[Evidence] = []
        self._complete = len(self._proofs_in) <= MAX_PROOFS

    def read(self) -> Reading:
        signatures: list[Signature] = []
        proofs = Proofs(self._container, self._identifiers)
        for file in self._proofs_in[:MAX_PROOFS]:
            if len(signatures) >= MAX_SIGNATURES:
                self._complete = False
                break
            if is_xml_signature(file.name):
                signatures += self._xml_signatures(file)
            elif is_cms_signature(file.name):
                signatures += self._cms_signatures(file)
            elif is_timestamp(file.name):
                proofs.add_timestamp(file)
            elif is_evidence_record(file.name):
                proofs.add_record(file)
        signed, timestamps, records = proofs.settle(tuple(signatures))
        return Reading(
            format=_format(self._proofs_in),
            signatures=signed,
            timestamps=timestamps,
            evidence=tuple(self._evidence),
            findings=(*self._container.findings, *self._findings()),
            container=self._container.kind,
            records=records,
        )

    def _findings(self) -> list[Finding]:
        """On the container as a whole, beside how it is built."""
        findings = []
        unused = tuple(m.file for m in self._container.manifests if m.proof not in self._container.files)
        if unused:
            findings.append(Finding(MANIFEST_USED, Reason.MANIFEST_UNUSED, (("files", unused),)))
        if not self._complete:
            findings.append(Finding(NUMBER, Reason.BUDGET_EXHAUSTED, (("count", len(self._proofs_in)),)))
        return findings

    def _xml_signatures(self, file: Document) -> list[Signature]:
        try:
            reading = self._xml.read(file)
        except Malformed as error:
            return [self._unreadable(file, Format.XADES, "XML-NOT-ETSI", error.where)]
        extra: tuple[Finding, ...] = ()
        if self._container.kind is Kind.EXTENDED and not self._container.has_manifest:
            extra = (Finding(XML_MANIFEST, Reason.MANIFEST_MISSING),)
        return [self._finished(self._over_root_file(s), reading, extra) for s in reading.signatures]

    def _over_root_file(self, signature: Signature) -> Signature:
        """The signature with what it lacks where it leaves the signed file of an ASiC-S container out: it is about something else."""
        if signature.parent or signature.unreadable:
            return signature
        missing = missing_root_file(named_files(signature), self._container)
        return structs.replace(signature, references=(*signature.references, *missing)) if missing else signature

    def _cms_signatures(self, file: Document) -> list[Signature]:
        container = self._container
        manifests = self._manifests_of(file.name)
        names = container.root_files if container.kind is Kind.SIMPLE else manifests
        contents = [cades.Content(container.files.covered(n), n) for n in names]
        try:
            reading = self._cms.read(file, cades.Contents(None, tuple(contents)))
        except Malformed as error:
            return [self._unreadable(file, Format.CADES, "CMS-NOT-ETSI", error.where)]
        self._evidence += reading.evidence
        if not reading.signatures:
            return [self._unreadable(file, Format.CADES, "CMS-NOT-ETSI", "no signature")]
        return [self._over_manifest(s, reading) for s in reading.signatures]

    def _manifests_of(self, file: str) -> tuple[str, ...]:
        """The manifests that may be what ``file`` signs: those that name it; where none does, those that name nothing that is there and
        those that can't be read, so that a changed one is found to be changed."""
        proving = self._container.proving(file)
        if proving:
            return tuple(m.file for m in proving)
        free = tuple(m.file for m in self._container.manifests if m.proof not in self._container.files)
        return (*free, *self._container.broken)

    def _over_manifest(self, signature: Signature, reading: Reading) -> Signature:
        """The signature with the entries of the manifest that it signs."""
        container = self._container
        if container.kind is Kind.SIMPLE or signature.parent or signature.unreadable:
            return self._finished(signature, reading, ())
        manifest = self._signed_manifest(signature)
        if manifest is None or manifest.proof != signature.file:
            return self._finished(signature, reading, (Finding(MANIFEST, Reason.MANIFEST_MISSING),))
        entries = container.files.check(manifest)
        with_entries = structs.replace(
            signature,
            references=(*signature.references, *entries),
            scopes=(*signature.scopes, *entry_scopes(entries, manifest, container)),
        )
        return self._finished(with_entries, reading, ())

    def _signed_manifest(self, signature: Signature) -> Manifest | None:
        signed = next((r.name for r in signature.references if r.type is ReferenceType.MESSAGE_DIGEST), "")
        return next((m for m in self._container.manifests if m.file == signed), None)

    def _finished(self, signature: Signature, reading: Reading, extra: tuple[Finding, ...]) -> Signature:
        """The signature with what was noticed about its file and its coverage."""
        container = self._container
        findings = (
            *signature.findings,
            *reading.findings,
            *extra,
            *file_name_findings(signature.file, container.kind),
            *coverage_findings(signature, container),
        )
        scopes = (*signature.scopes, *archived_scopes(signature, container))
        return structs.replace(signature, findings=findings, scopes=scopes)

    def _unreadable(self, file: Document, kind: Format, level: str, why: str) -> Signature:
        """What stands for a signature file that can't be read, or a CMS file in which there is none: it hides no other."""
        identifier = self._identifiers.unique("S-" + sha256_hex(file.name.encode() + b"\0" + file.data)[:32])
        return Signature(
            id=identifier, format=kind, level=level, value=_NO_VALUE, file=file.name, unreadable=why or "malformed"
        )


def _format(proofs: tuple[Document, ...]) -> str:
    """The format as the report names it: by what the container holds."""
    xml = any(is_xml_signature(d.name) for d in proofs)
    cms = any(is_cms_signature(d.name) or is_timestamp(d.name) for d in proofs)
    if xml == cms:
        return "ASiC"
    return "ASiC-XAdES" if xml else "ASiC-CAdES"
