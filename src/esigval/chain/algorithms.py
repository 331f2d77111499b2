"""Until when an algorithm is held secure: dated tables (ETSI TS 119 312), judged at a time, with the effect of the table's own date."""

from datetime import UTC, datetime, time

from msgspec import Struct

from esigval.model.policy import AlgorithmLimit, AlgorithmTable, ConstraintLevel
from esigval.model.reasons import Reason

_SAME_LIMITS = {"PLAIN_ECDSA": "ECDSA"}


class Suitability(Struct, frozen=True, gc=False):
    """``suitable``: secure at the time asked about; ``until``: the end of that (None: no end known, or never was); ``level``: how hard
    an end is held (an end after the table's own date was a forecast); ``reason`` where not suitable."""

    suitable: bool
    until: datetime | None = None
    level: ConstraintLevel = ConstraintLevel.FAIL
    reason: Reason | None = None


def digest_suitability(table: AlgorithmTable, digest: str, at: datetime) -> Suitability:
    """Whether ``digest`` (a name of model.algorithms.DIGESTS) is held secure at ``at``."""
    limit = table.digest_limits.get(digest)
    if limit is None:
        return _NOT_ACCEPTED
    return _judged(table, limit, at)


def scheme_suitability(table: AlgorithmTable, scheme: str, bits: int, at: datetime) -> Suitability:
    """Whether ``scheme`` with a key of ``bits`` bits is held secure at ``at``: the limit for the largest size that the key reaches."""
    known = table.scheme_limits
    limits = known.get(scheme) or known.get(_SAME_LIMITS.get(scheme, ""))
    if limits is None:
        return _NOT_ACCEPTED
    for limit in limits:
        if limit.minimum_bits <= bits:
            return _judged(table, limit, at)
    return _KEY_TOO_SHORT


_NOT_ACCEPTED = Suitability(False, None, ConstraintLevel.FAIL, Reason.ALGORITHM_NOT_ACCEPTED)
_KEY_TOO_SHORT = Suitability(False, None, ConstraintLevel.FAIL, Reason.KEY_TOO_SHORT)


def _judged(table: AlgorithmTable, limit: AlgorithmLimit, at: datetime) -> Suitability:
    if limit.until is None:
        return Suitability(True)
    until = datetime.combine(limit.until, time(), UTC)
    if at < until:
        return Suitability(True, until)
    forecast = table.updated is not None and limit.until > table.updated
    level = table.level_after_update if forecast else ConstraintLevel.FAIL
    return Suitability(False, until, level, Reason.ALGORITHM_NOT_SECURE_AT_TIME)


def algorithm_check(
    table: AlgorithmTable, at: datetime, *, digest: str = "", scheme: str = "", bits: int = 0
) -> tuple[bool, Reason | None, datetime | None]:
    """Digest and scheme together: (suitable, why not, until when). The earlier end counts."""
    parts = []
    if digest:
        parts.append(digest_suitability(table, digest, at))
    if scheme:
        parts.append(scheme_suitability(table, scheme, bits, at))
    ends = [p.until for p in parts if p.until is not None]
    bad = next((p for p in parts if not p.suitable), None)
    until = min(ends) if ends else None
    return bad is None, bad.reason if bad is not None else None, until
