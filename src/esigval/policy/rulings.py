"""Rulings: what one provision comes to, and how several combine."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from esigval.model.legal import HOLDS, LegalOutcome, Ruling

__all__ = [
    "ASSERTED",
    "HOLDS",
    "MET",
    "NOTE",
    "NOT_APPLICABLE",
    "NOT_MET",
    "PRESUMED",
    "STRENGTH",
    "UNKNOWN",
    "FactPairs",
    "Ruling",
    "asserted",
    "met",
    "not_applicable",
    "not_met",
    "note",
    "presumed",
    "strongest",
    "told",
    "unknown",
    "weakest",
]

MET = LegalOutcome.MET
NOT_MET = LegalOutcome.NOT_MET
PRESUMED = LegalOutcome.PRESUMED_BY_LAW
ASSERTED = LegalOutcome.ASSERTED
UNKNOWN = LegalOutcome.NOT_DETERMINABLE
NOT_APPLICABLE = LegalOutcome.NOT_APPLICABLE
NOTE = LegalOutcome.NOTE

STRENGTH = {NOT_MET: 0, UNKNOWN: 1, ASSERTED: 2, PRESUMED: 3, MET: 4}
"""Order of outcomes that decide, weakest first. The others (not applicable, notes) decide nothing."""

FactPairs = tuple[tuple[str, str], ...]


@lru_cache(256)
def told(moment: datetime | None) -> str:
    """A moment as reports print it, in UTC; "" where there is none."""
    return "" if moment is None else moment.astimezone(UTC).isoformat(" ", "seconds")[:19] + " UTC"


@lru_cache(1024)
def _plain(outcome: LegalOutcome, why: str, by: str = "", missing: str = "", supplier: str = "") -> Ruling:
    """A ruling that tells nothing of the file: one object for all files, as there are no more of them than sentences in this package."""
    return Ruling(outcome, why, by=by, missing=missing, supplier=supplier)


def met(why: str, facts: FactPairs = (), evidence: tuple[str, ...] = ()) -> Ruling:
    """Shown by data in hand."""
    return Ruling(MET, why, facts, evidence) if facts or evidence else _plain(MET, why)


def not_met(why: str, facts: FactPairs = (), evidence: tuple[str, ...] = ()) -> Ruling:
    """Refuted by data in hand; never used where evidence is merely missing."""
    return Ruling(NOT_MET, why, facts, evidence) if facts or evidence else _plain(NOT_MET, why)


def presumed(article: str, why: str, facts: FactPairs = (), evidence: tuple[str, ...] = ()) -> Ruling:
    """The law itself presumes it, and what the presumption rests on holds."""
    return Ruling(PRESUMED, why, facts, evidence, by=article)


def asserted(who: str, why: str, facts: FactPairs = (), evidence: tuple[str, ...] = ()) -> Ruling:
    """Somebody who may be named says so and nothing contradicts."""
    return Ruling(ASSERTED, why, facts, evidence, by=who)


def unknown(why: str, missing: str, supplier: str, facts: FactPairs = ()) -> Ruling:
    """The data in hand can't decide; ``missing`` is what is wanted and ``supplier`` who has it."""
    if facts:
        return Ruling(UNKNOWN, why, facts, missing=missing, supplier=supplier)
    return _plain(UNKNOWN, why, "", missing, supplier)


def not_applicable(why: str) -> Ruling:
    """The condition has no object here."""
    return _plain(NOT_APPLICABLE, why)


def note(why: str) -> Ruling:
    """A rule that states an effect or a duty."""
    return _plain(NOTE, why)


def weakest(rulings: Iterable[Ruling]) -> Ruling | None:
    """The weakest of those that decide anything; the first of equals; None where none decides."""
    worst: Ruling | None = None
    for ruling in rulings:
        strength = STRENGTH.get(ruling.outcome)
        if strength is not None and (worst is None or strength < STRENGTH[worst.outcome]):
            worst = ruling
    return worst


def strongest(rulings: Iterable[Ruling]) -> Ruling | None:
    """The strongest of alternatives; the first of equals; None where none decides."""
    best: Ruling | None = None
    for ruling in rulings:
        strength = STRENGTH.get(ruling.outcome)
        if strength is not None and (best is None or strength > STRENGTH[best.outcome]):
            best = ruling
    return best
