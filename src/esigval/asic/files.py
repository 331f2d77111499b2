"""The files of one container by name, with the digests that were asked of them."""

from esigval.asic.archive import Archive
from esigval.asic.limits import MAX_CHECKED_ENTRIES
from esigval.asic.manifest import DataReference, Manifest
from esigval.cms import Covered
from esigval.model.dossier import Document
from esigval.model.reasons import Reason
from esigval.model.signature import Reference, ReferenceType


class Files:
    """What may be looked at. Each file is digested once an algorithm, however many manifests name it."""

    def __init__(self, archive: Archive) -> None:
        self.documents = tuple([Document(e.name, e.data) for e in archive.entries])
        self._covered = {d.name: Covered(d.data) for d in self.documents}
        self._references = MAX_CHECKED_ENTRIES

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


def _reason(stated: DataReference, content: Covered | None, actual: bytes | None) -> Reason | None:
    """Why a reference does not hold, None where it does."""
    if content is None:
        return Reason.SIGNED_DATA_NOT_FOUND
    if actual is None:
        return Reason.UNKNOWN_DIGEST_ALGORITHM
    if stated.expected is None:
        return Reason.MALFORMED
    return None if actual == stated.expected else Reason.DIGEST_MISMATCH
