"""The files of one container by name, with the digests that were asked of them."""

from itertools import accumulate
from typing import Final

from esigval.asic.archive import Archive, listed_names
from esigval.asic.limits import MAX_CHECKED_ENTRIES, MAX_PACKED_NAMES
from esigval.asic.manifest import DataReference, Manifest
from esigval.cms import Covered
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Reference, ReferenceType, Scope, ScopeType

_ZIP: Final = b"PK\x03\x04"


class Files:
    """What may be looked at. Each file is digested once an algorithm, however many manifests name it."""

    def __init__(self, archive: Archive) -> None:
        self.documents = tuple([Document(e.name, e.data) for e in archive.entries])
        self._covered = {d.name: Covered(d.data) for d in self.documents}
        self._references = MAX_CHECKED_ENTRIES
        self._packed: dict[str, tuple[Scope, ...]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._covered

    def covered(self, name: str) -> Covered | None:
        """The file ``name``; None where there is none that all readers would take for it."""
        return self._covered.get(name)

    def data(self, name: str) -> bytes:
        """The content of the file ``name``, which is there."""
        return bytes(self._covered[name].data)

    def digest(self, name: str, algorithm: str) -> bytes | None:
        """The digest of the file ``name``, which is there; None where the algorithm is unknown."""
        return self._covered[name].digest(algorithm)

    def packed(self, name: str) -> tuple[Scope, ...]:
        """The files inside the file ``name``, which is there, where that is a ZIP file. Many signatures may be over it: it is read once,
        and all have the same scopes."""
        known = self._packed.get(name)
        if known is None:
            known = self._packed[name] = tuple(Scope(ScopeType.ARCHIVED, n) for n in _packed_names(self.data(name)))
        return known

    def check(self, manifest: Manifest) -> tuple[Reference, ...]:
        """The references of a manifest, each with what was found behind it. Beyond the budget one stands for all, found and not looked at:
        each is judged for every signature and time-stamp over the manifest."""
        self._references -= len(manifest.references)
        if self._references >= 0:
            return tuple(self._check(r) for r in manifest.references)
        kind, reason = ReferenceType.MANIFEST_ENTRY, Reason.BUDGET_EXHAUSTED
        return (Reference(kind, manifest.file, "", b"", None, True, False, reason),) if manifest.references else ()

    def _check(self, stated: DataReference) -> Reference:
        # some writers put the name itself where a URI belongs
        name = stated.uri if stated.name not in self and stated.uri in self else stated.name
        content = self.covered(name)
        actual = None if content is None else content.digest(stated.algorithm)
        reason = _reason(stated, content, actual)
        return Reference(
            type=ReferenceType.MANIFEST_ENTRY,
            name=name,
            digest_algorithm=stated.algorithm,
            expected=stated.expected or b"",
            actual=actual,
            found=content is not None,
            intact=reason is None,
            reason=reason,
        )


def _packed_names(data: bytes) -> tuple[str, ...]:
    """The names of the files in a ZIP file, as far as they are told."""
    if not data.startswith(_ZIP):
        return ()
    try:
        names = listed_names(data)
    except Malformed:
        return ()
    characters = accumulate(len(name) for name in names)
    return tuple(name for name, total in zip(names, characters, strict=True) if total <= MAX_PACKED_NAMES)


def _reason(stated: DataReference, content: Covered | None, actual: bytes | None) -> Reason | None:
    """Why a reference does not hold, None where it does."""
    if content is None:
        return Reason.SIGNED_DATA_NOT_FOUND
    if actual is None:
        return Reason.UNKNOWN_DIGEST_ALGORITHM
    if stated.expected is None:
        return Reason.MALFORMED
    return None if actual == stated.expected else Reason.DIGEST_MISMATCH
