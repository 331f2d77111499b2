"""The files of one container by name, with the digests that were asked of them."""

from esigval.asic.archive import Archive
from esigval.asic.limits import MAX_CHECKED_ENTRIES
from esigval.asic.manifest import DataReference
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

    def check(self, stated: DataReference) -> Reference:
        """A reference of a manifest with what was found behind it."""
        # some writers put the name itself where a URI belongs
        name = stated.uri if stated.name not in self and stated.uri in self else stated.name
        content = self.covered(name)
        self._references -= 1
        actual = None if content is None or self._references < 0 else content.digest(stated.algorithm)
        reason = self._reason(stated, content, actual)
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

    def _reason(self, stated: DataReference, content: Covered | None, actual: bytes | None) -> Reason | None:
        """Why a reference does not hold, None where it does."""
        if content is None:
            return Reason.SIGNED_DATA_NOT_FOUND
        if self._references < 0:
            return Reason.BUDGET_EXHAUSTED
        if actual is None:
            return Reason.UNKNOWN_DIGEST_ALGORITHM
        if stated.expected is None:
            return Reason.MALFORMED
        return None if actual == stated.expected else Reason.DIGEST_MISMATCH
