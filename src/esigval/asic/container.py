"""What kind of container it is, what its files are by their names, and whether it is built as EN 319 162-1 says."""

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from esigval.asic.archive import Archive, Entry
from esigval.asic.files import Files
from esigval.asic.limits import MAX_LISTED
from esigval.asic.manifest import Manifest, read_manifest
from esigval.asic.names import META_INF, MIMETYPE, is_data, is_manifest, is_signature
from esigval.model.check import Facts
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Finding

MEDIA_TYPE_PRESENT: Final = "en-319-162-1/A.1/media-type-present"
"""There is a file with the media type."""
MEDIA_TYPE_FORM: Final = "en-319-162-1/A.1/media-type-form"
"""It stands first, uncompressed, without extra fields, and holds nothing but the media type."""
SIMPLE_MEDIA_TYPE: Final = "en-319-162-1/4.3.3.1/media-type"
"""An ASiC-S container has its own media type or that of the signed file."""
EXTENDED_MEDIA_TYPE: Final = "en-319-162-1/4.4.4.1/media-type"
"""An ASiC-E container with CAdES has its own media type."""
XML_MEDIA_TYPE: Final = "en-319-162-1/4.4.3.1/media-type"
"""One with XAdES has it or that of the kind of container that it is besides; of those this module knows a few."""
CONFORMANT: Final = "en-319-162-1/A.4.2/manifest"
"""A manifest names one file that proves and one or more files that are proven, as the schema has it."""
ONE_DATA_FILE: Final = "en-319-162-1/4.3.3.2/one-data-file"
"""An ASiC-S container has exactly one file at its root beside the one with the media type."""
DATA_FILE: Final = "en-319-162-1/4.4.2/data-file"
"""An ASiC-E container has at least one file outside META-INF."""
OTHER_FILES: Final = "en-319-162-1/4.4.3.2/other-files"
"""META-INF holds nothing that the standard does not define."""

_SIMPLE_TYPE: Final = "application/vnd.etsi.asic-s+zip"
_EXTENDED_TYPE: Final = "application/vnd.etsi.asic-e+zip"
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_OTHER_CONTAINERS: Final = (_OPEN_DOCUMENT, "application/epub+zip", "application/vnd.adobe.air-ucf-package+zip")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[\w.+!#$&^-]{1,127}(;.{0,200})?", re.ASCII | re.IGNORECASE)
_DEFINED: Final = frozenset(
    {"manifest.xml", "container.xml", "metadata.xml", "encryption.xml", "rights.xml", "manifest.rdf"}
)
_MAX_MEDIA_TYPE: Final = 1000


class Kind(StrEnum):
    """Container types (EN 319 162-1, 4.3 and 4.4)."""

    SIMPLE = "ASiC-S"
    EXTENDED = "ASiC-E"


class Container(Struct, frozen=True):
    """A container. ``manifests``: those that could be read, and ``broken``: the names of those that could not; ``signed``: the files that
    every signature has to cover; ``findings``: about the container as a whole."""

    kind: Kind
    files: Files
    names: tuple[str, ...]
    manifests: tuple[Manifest, ...]
    broken: tuple[str, ...]
    signed: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def has_manifest(self) -> bool:
        """Whether some manifest is there that can be read, of whichever kind (4.4.3.2, 4.4.4.2, 5.3.3)."""
        return bool(self.manifests) or f"{META_INF}manifest.xml" in self.names

    @property
    def root_files(self) -> tuple[str, ...]:
        """The files at the root that may be looked at: in ASiC-S the one that signatures, time-stamps and evidence records apply to. What
        stands in a folder is none (4.3.3.2): whoever puts another file at the root must not get by with the signed one beside it."""
        return _at_root(tuple(d.name for d in self.files.documents))

    def proving(self, file: str) -> tuple[Manifest, ...]:
        """The manifests whose SigReference names ``file``."""
        return tuple(m for m in self.manifests if m.proof == file)


def is_container(archive: Archive, document_name: str) -> bool:
    """Whether a ZIP file is a container of signatures: it holds one, or says that it is."""
    stated = _stated(archive)
    return any(is_signature(n) or is_manifest(n) for n in archive.names) or (
        stated in (_SIMPLE_TYPE, _EXTENDED_TYPE) or _by_suffix(document_name) is not None
    )


def open_container(archive: Archive, document_name: str) -> Container:
    """The container that ``archive`` is. ``document_name``: of the file, whose suffix tells the kind where nothing inside does."""
    files = Files(archive)
    manifests, broken = _manifests(archive)
    kind = _kind(archive, document_name)
    media_type = _stated(archive)
    open_document = media_type.startswith(_OPEN_DOCUMENT)
    return Container(
        kind=kind,
        files=files,
        names=archive.names,
        manifests=manifests,
        broken=broken,
        signed=tuple(n for n in archive.names if (_of_open_document(n) if open_document else is_data(n))),
        findings=(*archive.findings, *_form(archive, kind), *_malformed(manifests, broken)),
    )


def _of_open_document(name: str) -> bool:
    """A document signature covers all files but those with signatures (OpenDocument 1.2, part 3, clause 4.2)."""
    return not is_signature(name)


def _manifests(archive: Archive) -> tuple[tuple[Manifest, ...], tuple[str, ...]]:
    """The manifests that can be read, and the names of the others."""
    read: list[Manifest] = []
    broken: list[str] = []
    for entry in archive.entries:
        if is_manifest(entry.name):
            try:
                read.append(read_manifest(entry.name, entry.data))
            except Malformed:
                broken.append(entry.name)
    return tuple(read), tuple(broken)


def _malformed(manifests: tuple[Manifest, ...], broken: tuple[str, ...]) -> tuple[Finding, ...]:
    names = (*broken, *(m.file for m in manifests if not m.conforms))
    return (Finding(CONFORMANT, Reason.MANIFEST_MALFORMED, listed(names)),) if names else ()


def _stated(archive: Archive) -> str:
    """The media type that the container states: in its file, else in its comment."""
    entry = _mimetype(archive)
    if entry is not None:
        return entry.data[:_MAX_MEDIA_TYPE].decode("utf-8", "replace").strip()
    comment = archive.comment.decode("utf-8", "replace")
    return comment.removeprefix("mimetype=").strip() if comment.startswith("mimetype=") else ""


def _mimetype(archive: Archive) -> Entry | None:
    return next((e for e in archive.entries if e.name == MIMETYPE), None)


def _by_suffix(document_name: str) -> Kind | None:
    name = document_name.lower()
    if name.endswith((".asics", ".scs")):
        return Kind.SIMPLE
    return Kind.EXTENDED if name.endswith((".asice", ".sce")) else None


def _kind(archive: Archive, document_name: str) -> Kind:
    """The kind by the media type, the suffix, and what is there (4.3.3.1, 4.4.3.1)."""
    stated = _stated(archive)
    if stated == _SIMPLE_TYPE:
        return Kind.SIMPLE
    if stated == _EXTENDED_TYPE or stated.startswith(_OTHER_CONTAINERS):
        return Kind.EXTENDED
    by_suffix = _by_suffix(document_name)
    if by_suffix is not None:
        return by_suffix
    has_manifest = any(is_manifest(name) for name in archive.names)
    return Kind.SIMPLE if len(_at_root(archive.names)) == 1 and not has_manifest else Kind.EXTENDED


def _at_root(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(n for n in names if "/" not in n and n != MIMETYPE)


def _form(archive: Archive, kind: Kind) -> list[Finding]:
    """How the container is built, apart from its ZIP records."""
    findings: list[Finding] = []
    entry = _mimetype(archive)
    if entry is None:
        findings.append(Finding(MEDIA_TYPE_PRESENT, Reason.MISSING))
    elif not entry.first or not entry.plain or entry.data != entry.data.strip():
        findings.append(Finding(MEDIA_TYPE_FORM, Reason.MEDIA_TYPE_FORM))
    stated = _stated(archive)
    if stated and not _acceptable(stated, kind, archive):
        findings.append(Finding(_media_type_check(kind, archive), Reason.MEDIA_TYPE, (("media_type", stated),)))
    data = tuple(n for n in archive.names if is_data(n))
    if kind is Kind.SIMPLE and len(_at_root(archive.names)) != 1:
        findings.append(Finding(ONE_DATA_FILE, Reason.NOT_ONE_FILE, listed(_at_root(archive.names))))
    if kind is Kind.EXTENDED and not data:
        findings.append(Finding(DATA_FILE, Reason.NO_SIGNED_FILE))
    unknown = tuple(n for n in archive.names if n.startswith(META_INF) and not _is_defined(n))
    if unknown:
        findings.append(Finding(OTHER_FILES, Reason.FILE_UNKNOWN, listed(unknown)))
    return findings


def _acceptable(stated: str, kind: Kind, archive: Archive) -> bool:
    if kind is Kind.SIMPLE:
        return stated != _EXTENDED_TYPE and _MEDIA_TYPE.fullmatch(stated) is not None
    return stated == _EXTENDED_TYPE or (_xml_only(archive) and stated.startswith(_OTHER_CONTAINERS))


def _media_type_check(kind: Kind, archive: Archive) -> str:
    if kind is Kind.SIMPLE:
        return SIMPLE_MEDIA_TYPE
    return XML_MEDIA_TYPE if _xml_only(archive) else EXTENDED_MEDIA_TYPE


def _xml_only(archive: Archive) -> bool:
    """Whether nothing in the container is signed or stamped by a manifest."""
    return not any(is_manifest(name) for name in archive.names)


def _is_defined(name: str) -> bool:
    return is_signature(name) or is_manifest(name) or name.removeprefix(META_INF) in _DEFINED


def listed(names: tuple[str, ...]) -> Facts:
    """Facts about files, bounded."""
    return (("files", names[:MAX_LISTED]), ("count", len(names)))
