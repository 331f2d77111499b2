"""Standing of the issuer: what trusted lists say of its services at issuance and over the interval of signing."""

from collections.abc import Callable, Iterable
from datetime import datetime

from esigval.policy.conditions.holder import LEGAL, NATURAL, holder
from esigval.policy.facts import CertificateFacts, LawFacts, Period, ServiceFacts
from esigval.policy.memo import memory
from esigval.policy.rulings import Ruling, met, not_met, strongest, told, unknown
from esigval.qualification.eidas import DIRECTIVE_END, EIDAS_START

GRANTED = frozenset({"granted"})
DIRECTIVE = frozenset({"undersupervision", "supervisionincessation", "accredited"})
"""Statuses that stood for an approved issuer of qualified certificates before the Regulation (TS 119 615 4.4.4)."""

Statuses = Callable[[ServiceFacts], tuple[Period, ...]]


def granted(service: ServiceFacts) -> tuple[Period, ...]:
    """Periods in which the service was qualified under the Regulation, or approved under the Directive before it."""
    good: list[Period] = []
    for period in service.periods:
        if period.status in GRANTED:
            good.append(period)
        elif period.status in DIRECTIVE and period.since < EIDAS_START:
            end = DIRECTIVE_END if period.until is None or period.until > DIRECTIVE_END else period.until
            good.append(Period(period.status, period.since, end))
    return tuple(good)


def accredited(service: ServiceFacts) -> tuple[Period, ...]:
    """Periods in which the service was accredited (Law 455/2001 art. 36, Law 124/2022 art. 8)."""
    return tuple(period for period in service.periods if period.status == "accredited")


def qualified_in_moldova(service: ServiceFacts) -> tuple[Period, ...]:
    """Periods in which the Moldovan list shows the service as qualified."""
    return tuple(period for period in service.periods if period.status in ("granted", "accredited"))


def covered(periods: Iterable[Period], start: datetime, end: datetime) -> bool:
    """Whether ``periods`` together cover every moment from ``start`` to ``end``."""
    reached = start
    for period in sorted(periods, key=lambda p: p.since):
        if period.since > reached:
            return False
        if period.until is None or period.until > end:
            return True
        reached = max(reached, period.until)
    return False


def held(service: ServiceFacts, good: Statuses, start: datetime | None, end: datetime) -> bool | None:
    """Whether the service had a good status at every moment of the interval (True), at none (False), or it can't be said (None)."""
    if start is None:
        return None
    periods = good(service)
    if covered(periods, start, end):
        return True
    kept = {period.status for period in periods}
    bad = [period for period in service.periods if period.status not in kept]
    overlaps = any(p.since <= end and (p.until is None or p.until > start) for p in periods)
    return False if not overlaps and covered(bad, start, end) else None


def issuers(facts: LawFacts, regime: str) -> tuple[ServiceFacts, ...]:
    """Authenticated entries for the issuer of the certificate under ``regime``, in an order that doesn't depend on the evidence's."""
    if not facts.services:
        return ()
    known = memory(facts)
    entries: tuple[ServiceFacts, ...] | None = known.get((issuers, regime))
    if entries is None:
        found = [s for s in facts.services if s.regime == regime and s.kind == "ca-qc" and s.authenticated]
        entries = tuple(sorted((s for s in found if _for_holder(facts.certificate, s)), key=_order))
        known[issuers, regime] = entries
    return entries


_COVERED_AS = {NATURAL: "esign", LEGAL: "eseal"}


def _for_holder(certificate: CertificateFacts | None, service: ServiceFacts) -> bool:
    """Whether the service is listed for certificates of this kind of holder; before the Regulation there was one kind."""
    if certificate is None or not service.covers or certificate.not_before < EIDAS_START:
        return True
    return _COVERED_AS.get(holder(certificate), "") in ("", *service.covers)


def _order(service: ServiceFacts) -> tuple[str, str, str, int, str]:
    return (service.territory, service.provider, service.service, service.list_sequence, service.list_sha256)


def at_issuance(
    facts: LawFacts, regime: str, good: Statuses, operator: str, services: tuple[ServiceFacts, ...] | None = None
) -> Ruling:
    """The issuer was qualified when it issued the certificate. ``services``: of its entries, those that count (None: all)."""
    if facts.certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    issued = facts.certificate.not_before
    found = issuers(facts, regime) if services is None else services
    return _agreed(
        facts, regime, operator, found, (issued, issued), lambda s: _stood(s, good, issued, issued, "issuance")
    )


def over_signing(
    facts: LawFacts, regime: str, good: Statuses, operator: str, services: tuple[ServiceFacts, ...] | None = None
) -> Ruling:
    """The issuer's service was qualified over the whole interval of signing. ``services`` as in ``at_issuance``."""
    found = issuers(facts, regime) if services is None else services
    interval = (facts.low or facts.poe, facts.poe)
    return _agreed(facts, regime, operator, found, interval, lambda s: _stood(s, good, facts.low, facts.poe, "signing"))


def _agreed(
    facts: LawFacts,
    regime: str,
    operator: str,
    services: tuple[ServiceFacts, ...],
    interval: tuple[datetime, datetime],
    judge: Callable[[ServiceFacts], Ruling],
) -> Ruling:
    """What the best of the entries says; open where another one withdraws what it gives (TS 119 615 4.4.4: entries that conflict)."""
    if not services:
        listed = any(s.regime == regime and s.kind == "ca-qc" for s in facts.services)
        why = "list-not-authenticated" if listed else "no-list-entry"
        return unknown(why, "trusted-list", operator)
    found = strongest(judge(service) for service in services)
    assert found is not None  # every judgement decides
    if found.holds and any(_withdrawn(service, *interval) for service in services):
        return unknown("lists-undecided", "trusted-list", operator, found.facts)
    return found


def _withdrawn(service: ServiceFacts, start: datetime, end: datetime) -> bool:
    """Whether the service had, at some moment of the interval, a status that is neither the Regulation's good one nor the Directive's."""
    return any(
        period.status not in GRANTED | DIRECTIVE
        and period.since <= end
        and (period.until is None or period.until > start)
        for period in service.periods
    )


def _stood(service: ServiceFacts, good: Statuses, start: datetime | None, end: datetime, when: str) -> Ruling:
    answer = held(service, good, start, end)
    pairs = (
        ("service", service.service),
        ("provider", service.provider),
        ("territory", service.territory),
        ("status", _status(service, end)),
        ("time", told(end)),
    )
    evidence = (service.list_sha256,) if service.list_sha256 else ()
    if answer:
        return met(f"service-qualified-at-{when}", pairs, evidence)
    if answer is False:
        return not_met(f"service-not-qualified-at-{when}", pairs, evidence)
    known_now = held(service, good, end, end)
    if when == "signing" and (start is None or known_now is not None):
        return unknown("service-changed-within-interval", "time-of-signing", "time-stamp", pairs)
    return unknown("service-history-missing", "list-history", "list-operator", pairs)


def _status(service: ServiceFacts, moment: datetime) -> str:
    for period in sorted(service.periods, key=lambda p: (p.since, p.status), reverse=True):
        if period.since <= moment and (period.until is None or moment < period.until):
            return period.status
    return "unknown"


def not_qualified(facts: LawFacts) -> bool:
    """Whether a list's qualifier says that the certificate is not a qualified one."""
    return any("NotQualified" in service.qualifiers for service in facts.services if service.authenticated)


def denied(facts: LawFacts) -> bool:
    """Whether a list's qualifier, or TS 119 615 as a whole, says that the certificate was not qualified, at issuance or at signing."""
    return not_qualified(facts) or "no" in (facts.qualified_at_issuance, facts.qualified_at_signing)


def undecided(facts: LawFacts) -> bool:
    """Whether TS 119 615 was asked and couldn't say at one of the two moments."""
    return "unknown" in (facts.qualified_at_issuance, facts.qualified_at_signing)
