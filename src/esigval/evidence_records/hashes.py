"""The hashes by which data objects may stand in a tree, worked out once for all chains and records of a document: a record may renew
itself many times, and a container may hold many records of the same large file."""

from collections.abc import Callable

from esigval.hashing import digest, digest_many
from esigval.model.signature import DataObject

Canonical = Callable[[bytes], bytes | None]


def combine(hashes: tuple[bytes, ...], algorithm: str) -> bytes:
    """The hash of a list: its elements in binary ascending order, joined and hashed; a single element stands for itself."""
    if len(hashes) == 1:
        return hashes[0]
    return digest(algorithm, b"".join(sorted(hashes)))


class ObjectHashes:
    """Remembers digests and canonical forms by the octets' identity, and keeps those octets."""

    def __init__(self) -> None:
        self._kept: list[object] = []
        self._digests: dict[tuple[int, str], bytes] = {}
        self._groups: dict[tuple[int, str], bytes] = {}
        self._canonical: dict[tuple[int, Canonical], bytes | None] = {}

    def of(self, data_object: DataObject, canonical: Canonical | None, algorithm: str) -> tuple[bytes, ...]:
        """As it is; an XML object also in canonical form (RFC 6283, clause 3.1.1); a group by the hash of its hashes."""
        if data_object.parts:
            return (self._group(data_object.parts, algorithm),)
        found = [self.digest(reading, algorithm) for reading in data_object.readings]
        if data_object.data is not None:
            found.append(self.digest(data_object.data, algorithm))
            form = self._form(data_object.data, canonical) if canonical is not None else None
            if form is not None and form != data_object.data:
                found.append(self.digest(form, algorithm))
        return tuple(dict.fromkeys(found))

    def digest(self, octets: bytes, algorithm: str) -> bytes:
        """The digest of ``octets``."""
        key = (id(octets), algorithm)
        known = self._digests.get(key)
        if known is None:
            self._kept.append(octets)
            known = self._digests[key] = digest(algorithm, octets)
        return known

    def _group(self, parts: tuple[bytes, ...], algorithm: str) -> bytes:
        key = (id(parts), algorithm)
        known = self._groups.get(key)
        if known is None:
            self._kept.append(parts)
            known = self._groups[key] = combine(tuple(digest_many(parts, algorithm)), algorithm)
        return known

    def _form(self, octets: bytes, canonical: Canonical) -> bytes | None:
        key = (id(octets), canonical)
        if key not in self._canonical:
            self._kept.append(octets)
            self._canonical[key] = canonical(octets)
        return self._canonical[key]
