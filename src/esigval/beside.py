"""Files given beside a document, and whether any of its signatures is about them: a verdict says nothing of those that none covers, and
whoever gave them expects that it does."""

from collections.abc import Iterator
from typing import Final

from esigval.hashing import digest, is_supported, sha256_hex
from esigval.model.dossier import Document
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Reading, Reference, Scope

GIVEN_FILE: Final = "en-319-102-1/5.2.7/given-file-signed"
"""Every file that was given as what a detached signature is about is signed."""
MAX_TOLD: Final = 100
_NAMES_GIVEN: Final = frozenset({"XAdES", "CAdES"})
"""Formats in which a reference names a file beside the document, where it names none of its elements; in a container it names one of the
container's own files."""


def given_file_findings(detached: tuple[Document, ...], reading: Reading) -> tuple[Finding, ...]:
    """A finding on the files among ``detached`` that nothing in the document covers, neither as they are nor as they should be."""
    if not detached or not (reading.signatures or reading.timestamps):
        return ()
    references = [r for r in _references(reading) if r.found]
    digests = {(r.digest_algorithm, r.actual) for r in references if r.actual is not None}
    digests |= {("SHA256", bytes.fromhex(s.digest)) for s in _scopes(reading) if s.digest}
    outside = reading.format in _NAMES_GIVEN
    names = {r.name for r in references if outside and not r.name.startswith("#")}
    algorithms = sorted({algorithm for algorithm, _ in digests if is_supported(algorithm)})
    unsigned, others = list[Document](), list[Document]()
    for document in detached:
        if _known(document, algorithms, digests):
            names.discard(document.name)  # that is the one that is meant by the name, whatever else has it
        else:
            others.append(document)
    for document in others:
        if document.name and document.name in names:
            names.discard(document.name)
        else:
            unsigned.append(document)
    if not unsigned:
        return ()
    told = tuple(d.name or sha256_hex(d.data) for d in unsigned[:MAX_TOLD])
    return (Finding(GIVEN_FILE, Reason.GIVEN_FILE_NOT_SIGNED, (("files", told), ("count", len(unsigned)))),)


def _known(document: Document, algorithms: list[str], digests: set[tuple[str, bytes]]) -> bool:
    """Whether one of ``digests`` is that of the file."""
    if document.digest_only is not None:
        return document.digest_only in digests
    return any((algorithm, digest(algorithm, document.data)) in digests for algorithm in algorithms)


def _references(reading: Reading) -> Iterator[Reference]:
    for signature in reading.signatures:
        yield from signature.references
    for stamp in reading.timestamps:
        yield from stamp.references


def _scopes(reading: Reading) -> Iterator[Scope]:
    for signature in reading.signatures:
        yield from signature.scopes
    for stamp in reading.timestamps:
        yield from stamp.scopes
