"""Proofs of existence: for each object, when it provably existed and which token shows it (EN 319 102-1, clause 5.6.2.3)."""

from datetime import datetime

from esigval.model.conclusion import ProofOfExistence


class ExistencePool:
    """What existed when. Every object exists at the validation time; verified tokens prove earlier times."""

    __slots__ = ("_proofs", "_validation_time")

    def __init__(self, validation_time: datetime) -> None:
        self._validation_time = validation_time
        self._proofs: dict[str, list[ProofOfExistence]] = {}

    def prove(self, objects: tuple[str, ...], time: datetime, token: str) -> None:
        """Records that ``objects`` existed at ``time``, shown by the verified ``token``."""
        for object_id in objects:
            self._proofs.setdefault(object_id, []).append(ProofOfExistence(object_id, time, token))

    def earliest(self, object_id: str) -> ProofOfExistence:
        """The earliest proof for ``object_id``; the validation time itself where no token proves more."""
        proofs = self._proofs.get(object_id)
        now = ProofOfExistence(object_id, self._validation_time)
        if not proofs:
            return now
        best = min(proofs, key=lambda p: (p.time, p.token))
        return best if best.time <= self._validation_time else now

    def earliest_time(self, object_id: str) -> datetime:
        """Time of the earliest proof."""
        return self.earliest(object_id).time

    def exists_by(self, object_id: str, time: datetime) -> bool:
        """Whether ``object_id`` provably existed at or before ``time``."""
        if self._validation_time <= time:
            return True
        return any(p.time <= time for p in self._proofs.get(object_id, ()))

    def exists_within(self, object_id: str, start: datetime, end: datetime) -> bool:
        """Whether there is a proof at a time from ``start`` to ``end``, both included."""
        if start <= self._validation_time <= end:
            return True
        return any(start <= p.time <= end for p in self._proofs.get(object_id, ()))
