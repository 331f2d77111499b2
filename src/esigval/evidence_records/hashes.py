"""The hashes by which data objects may stand in the trees of evidence records."""

from esigval.evidence_records.record import Record
from esigval.hashing import digest, digest_many
from esigval.model.signature import DataObject

MAX_EFFORT = 1 << 30
"""Octets hashed for the evidence records of one document, beyond those of its first record and the first time for each file: many records
may be over all of a large document. A gibibyte is hashed in about a second."""
_CANONICAL = 16
"""Octets that could be hashed in the time that it takes to put one into canonical form."""


def combine(hashes: tuple[bytes, ...], algorithm: str) -> bytes:
    """The hash of a list: its elements in binary ascending order, joined and hashed; a single element stands for itself."""
    if len(hashes) == 1:
        return hashes[0]
    return digest(algorithm, b"".join(sorted(hashes)))


class Hashes:
    """The hashes of the data objects of one document, over all its records: none is computed twice, and all within one budget."""

    def __init__(self) -> None:
        self._left = MAX_EFFORT
        self._objects: dict[tuple[int, str, object], tuple[DataObject, tuple[bytes, ...]]] = {}
        self._octets: dict[tuple[int, str, object], tuple[bytes, bytes | None]] = {}
        self._known: set[int] = set()

    @property
    def exhausted(self) -> bool:
        """Whether the budget has run out."""
        return self._left <= 0

    def of(self, data_object: DataObject, record: Record, algorithm: str) -> tuple[bytes, ...]:
        """The hashes by which the object may stand in a tree: as it is; an XML object also in canonical form (RFC 6283, clause 3.1.1); a
        group by the hash of its hashes. None where the budget has run out."""
        key = id(data_object), algorithm, record.canonical
        if key not in self._objects:
            if self.exhausted:
                return ()
            self._objects[key] = data_object, self._of(data_object, record, algorithm)
        return self._objects[key][1]

    def _of(self, data_object: DataObject, record: Record, algorithm: str) -> tuple[bytes, ...]:
        if data_object.parts:
            self._left -= sum(map(len, data_object.parts))
            return (combine(tuple(digest_many(data_object.parts, algorithm)), algorithm),)
        found: list[bytes | None] = []
        if data_object.readings is not None:
            found += [digest(algorithm, reading) for reading in data_object.readings]
            self._left -= data_object.readings.effort
        if data_object.data is not None:
            found.append(self.plain(data_object.data, algorithm))
            found.append(self._canonical(data_object.data, record, algorithm))
        return tuple(dict.fromkeys(h for h in found if h is not None))

    def plain(self, data: bytes, algorithm: str) -> bytes | None:
        """The digest of ``data`` as it is."""
        key = id(data), algorithm, None
        if key not in self._octets:
            if id(data) in self._known:
                self._left -= len(data)
            self._known.add(id(data))
            self._octets[key] = data, digest(algorithm, data)
        return self._octets[key][1]

    def _canonical(self, data: bytes, record: Record, algorithm: str) -> bytes | None:
        """By the canonical form; None for what has none."""
        if record.canonical is None:
            return None
        key = id(data), algorithm, record.canonical
        if key not in self._octets:
            self._left -= _CANONICAL * len(data)
            canonical = record.canonical(data)
            self._octets[key] = data, None if canonical is None else digest(algorithm, canonical)
        return self._octets[key][1]
