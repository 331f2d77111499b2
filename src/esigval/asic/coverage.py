"""What a signature or time-stamp of a container covers of its files, and what it leaves out."""

from typing import Final

from esigval.asic.container import Container, Kind, listed
from esigval.asic.manifest import DataReference, Manifest
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Format, Reference, ReferenceType, Scope, ScopeType, Signature
from esigval.xades.c14n import METHODS
from esigval.xades.references import COMMENTS_LEFT_OUT

EVERY_FILE: Final = "en-319-162-1/4.4.2/every-file-covered"
"""Every file outside META-INF is covered: what is not was perhaps added later, by anyone."""
REFERENCE_NAME: Final = "en-319-162-1/4.3.3.2/reference-name"
"""A reference names the file by the name that it has in the container."""
_COVERING: Final = frozenset({ReferenceType.REFERENCE, ReferenceType.MESSAGE_DIGEST, ReferenceType.MANIFEST_ENTRY})


def coverage_findings(signature: Signature, container: Container) -> tuple[Finding, ...]:
    """Findings on the files that ``signature`` leaves out or names otherwise. What counter-signs covers a signature, not files."""
    if signature.parent:
        return ()
    renamed = tuple(r.name for r in signature.references if any(name == "uri" for name, _ in r.facts))
    findings = uncovered(covered_files(signature), container)
    if renamed:
        findings = (*findings, Finding(REFERENCE_NAME, Reason.NAME_MISMATCH, listed(renamed)))
    return findings


def named_files(signature: Signature) -> frozenset[str]:
    """The files that the signature refers to in whichever form."""
    return frozenset(r.name for r in signature.references if r.type in _COVERING and r.found)


def covered_files(signature: Signature) -> frozenset[str]:
    """The files that the signature refers to as they are, whether or not they still are what was signed."""
    names = set(named_files(signature))
    if signature.format is Format.XADES:
        names -= {s.name for s in signature.scopes if any(step not in METHODS for step in s.transformations)}
        names -= {r.name for r in signature.references if COMMENTS_LEFT_OUT in r.facts}
    return frozenset(names)


def uncovered(names: frozenset[str], container: Container) -> tuple[Finding, ...]:
    """A finding on the files of the container that are not among ``names``."""
    missing = tuple(n for n in container.signed if n not in names)
    return (Finding(EVERY_FILE, Reason.FILE_NOT_SIGNED, listed(missing)),) if missing else ()


def missing_root_file(names: frozenset[str], container: Container) -> tuple[Reference, ...]:
    """In ASiC-S, a reference that is not there to the file at the root, where it is not among ``names``: a signature or time-stamp applies
    to that file and to no other (4.3.3.2). Of several files at the root none is the one, which the form of the container tells."""
    files = container.root_files
    if container.kind is not Kind.SIMPLE or len(files) != 1 or files[0] in names:
        return ()
    kind, reason = ReferenceType.REFERENCE, Reason.SIGNED_DATA_NOT_FOUND
    return (Reference(kind, files[0], "", b"", None, False, False, reason),)


def entry_scopes(entries: tuple[Reference, ...], manifest: Manifest, container: Container) -> tuple[Scope, ...]:
    """A scope for each entry of ``manifest`` whose file is there."""
    if len(entries) != len(manifest.references):
        return ()  # beyond the budget
    return tuple(
        Scope(ScopeType.FULL, e.name, (container.files.digest(e.name, "SHA256") or b"").hex(), _said(stated))
        for e, stated in zip(entries, manifest.references, strict=True)
        if e.found
    )


def _said(stated: DataReference) -> str:
    """What a manifest says of a file beside its digest: the media type, and whether a reader should begin with it (A.4.2)."""
    return ", ".join(part for part in ("manifest entry", stated.media_type, "root file" * stated.rootfile) if part)


def archived_scopes(signature: Signature, container: Container) -> tuple[Scope, ...]:
    """The files inside the ZIP file that an ASiC-S container packs several files into (4.3.2). They are named, not opened: the signature
    covers the ZIP file as it is."""
    if container.kind is not Kind.SIMPLE:
        return ()
    intact = {r.name for r in signature.references if r.type in _COVERING and r.intact}
    covered = [s.name for s in signature.scopes if s.scope is ScopeType.FULL and s.name in intact]
    return tuple(scope for name in covered if name in container.files for scope in container.files.packed(name))
