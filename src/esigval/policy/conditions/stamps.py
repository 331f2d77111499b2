"""Electronic time-stamps: whether one is qualified, and what follows."""

from collections.abc import Callable

from esigval.policy.conditions.standing import Statuses, held
from esigval.policy.facts import LawFacts, TimestampFacts
from esigval.policy.rulings import Ruling, asserted, met, not_applicable, not_met, strongest, told, unknown, weakest

Judge = Callable[[TimestampFacts], Ruling]


def ordered(facts: LawFacts) -> tuple[TimestampFacts, ...]:
    """Time-stamps in an order that doesn't depend on the evidence's: by time, then id."""
    return tuple(sorted(facts.timestamps, key=lambda t: (t.time, t.id)))


def qualified_issuer(facts: LawFacts, regimes: tuple[str, ...], good: Statuses, operator: str) -> Ruling:
    """Issued by a qualified provider: its service was listed as such at the time of the stamp."""
    return _best(facts, lambda stamp: _issuer(stamp, regimes, good, operator))


def _issuer(stamp: TimestampFacts, regimes: tuple[str, ...], good: Statuses, operator: str) -> Ruling:
    services = [s for s in stamp.services if s.regime in regimes and s.kind == "tsa-qtst" and s.authenticated]
    if not services:
        return unknown("stamp-issuer-not-listed", "trusted-list", operator, _pairs(stamp))
    rulings = []
    for service in sorted(services, key=lambda s: (s.territory, s.provider, s.service, s.list_sequence)):
        answer = held(service, good, stamp.time, stamp.time)
        pairs = (*_pairs(stamp), ("service", service.service), ("provider", service.provider))
        evidence = (service.list_sha256,) if service.list_sha256 else ()
        if answer:
            rulings.append(met("stamp-issuer-qualified", pairs, evidence))
        elif answer is False:
            rulings.append(not_met("stamp-issuer-not-qualified", pairs, evidence))
        else:
            rulings.append(unknown("service-history-missing", "list-history", operator, pairs))
    found = strongest(rulings)
    assert found is not None  # services is not empty
    return found


def binds(facts: LawFacts) -> Ruling:
    """Binds date and time to data so that a change would be seen: the imprint is right and the token verifies."""
    return _best(facts, _binds)


def _binds(stamp: TimestampFacts) -> Ruling:
    if stamp.imprint is False or stamp.verifies is False:
        return not_met("stamp-broken", _pairs(stamp), (stamp.id,))
    if stamp.imprint and stamp.verifies and stamp.valid:
        return met("stamp-binds", _pairs(stamp), (stamp.id,))
    return unknown("stamp-not-verified", "stamp-verification", "list-operator", _pairs(stamp))


def accurate(facts: LawFacts) -> Ruling:
    """Based on an accurate source linked to universal time: the issuer's word."""
    return _best(facts, _accurate)


def _accurate(stamp: TimestampFacts) -> Ruling:
    if stamp.verifies and stamp.valid:
        return asserted("stamp-issuer", "stamp-source-asserted", _pairs(stamp), (stamp.id,))
    return unknown("stamp-not-verified", "stamp-verification", "list-operator", _pairs(stamp))


def sealed_by_provider(facts: LawFacts, regimes: tuple[str, ...], good: Statuses, operator: str) -> Ruling:
    """Signed or sealed by the qualified provider: the token verifies and the list names its key."""
    return _best(facts, lambda stamp: _sealed(stamp, regimes, good, operator))


def _sealed(stamp: TimestampFacts, regimes: tuple[str, ...], good: Statuses, operator: str) -> Ruling:
    if stamp.verifies is False:
        return not_met("stamp-broken", _pairs(stamp), (stamp.id,))
    if not stamp.verifies:
        return unknown("stamp-not-verified", "stamp-verification", operator, _pairs(stamp))
    issuer = _issuer(stamp, regimes, good, operator)
    if issuer.holds:
        return asserted("list-operator", "stamp-key-listed", issuer.facts, issuer.evidence)
    return issuer


def qualified(facts: LawFacts, regimes: tuple[str, ...], good: Statuses, operator: str) -> Ruling:
    """A single stamp meets every condition at once."""

    def judge(stamp: TimestampFacts) -> Ruling:
        parts = (
            _issuer(stamp, regimes, good, operator),
            _binds(stamp),
            _accurate(stamp),
            _sealed(stamp, regimes, good, operator),
        )
        found = weakest(parts)
        assert found is not None  # each decides
        return found

    return _best(facts, judge)


def proves_time(facts: LawFacts) -> TimestampFacts | None:
    """The stamp that proves the existence of the signature, where it is one of those given."""
    return next((stamp for stamp in ordered(facts) if stamp.id and stamp.id == facts.poe_proof), None)


def _best(facts: LawFacts, judge: Judge) -> Ruling:
    if not facts.timestamps:
        return not_applicable("no-timestamp")
    found = strongest([judge(stamp) for stamp in ordered(facts)])
    assert found is not None  # every judgement decides
    return found


def _pairs(stamp: TimestampFacts) -> tuple[tuple[str, str], ...]:
    return (("time", told(stamp.time)), ("type", stamp.type))
