"""From the table of a law to an opinion: which law applies, which class holds, what is weakest and what would lift it."""

from datetime import date, datetime

from esigval.model.errors import UsageError
from esigval.model.legal import LawText, LegalOpinion, Lift
from esigval.policy.conditions.holder import LEGAL, UNDETERMINED, kind_of_holder
from esigval.policy.engine import Effect, Law, LegalClass, Window, day
from esigval.policy.facts import LawFacts, OutsideFacts
from esigval.policy.memo import memory
from esigval.policy.recognition import regime_of
from esigval.policy.rulings import HOLDS, NOT_MET, STRENGTH, UNKNOWN, Ruling
from esigval.policy.table import Rulings, table_of

QUALIFIED = "qualified"
ADVANCED = "advanced"
ADVANCED_UNDETERMINED = "advanced-undetermined"
SIMPLE = "simple"
NOT_ESTABLISHED = "not-established"
NOT_KNOWN = "not-known"
NOT_APPLICABLE = "not-applicable"
NOT_EVALUATED = "not-evaluated"

LABELS = (NOT_APPLICABLE, NOT_EVALUATED, NOT_ESTABLISHED, NOT_KNOWN, SIMPLE, ADVANCED_UNDETERMINED, ADVANCED, QUALIFIED)
"""Labels from the weakest to the strongest."""

_RANK = {label: rank for rank, label in enumerate(LABELS)}

SIGNATURE = "signature"
SEAL = "seal"

NO_SEALS = "no-seals"

IN_FORCE = "in-force"
HISTORICAL = "historical"
WHAT_IF = "what-if"


Named = list[tuple[str, Ruling]]
_OPEN = frozenset({NOT_MET, UNKNOWN})
"""Outcomes that stand against a label."""


_NOTHING_SAID = OutsideFacts()


def signing_days(facts: LawFacts, hours_ahead: int = 0) -> Window:
    """The days on which it may have been signed, by a clock ``hours_ahead`` of UTC.

    Without a proven lower bound the issuance of the certificate stands in for one: it chooses the law, it decides nothing else.
    """
    known = memory(facts)
    window: Window | None = known.get((signing_days, hours_ahead))
    if window is None:
        low = facts.low
        if low is None and facts.certificate is not None:
            low = facts.certificate.not_before
        first = facts.poe if low is None else min(low, facts.poe)
        window = known[signing_days, hours_ahead] = Window(day(first, hours_ahead), day(facts.poe, hours_ahead))
    return window


def chosen(
    laws: tuple[Law, ...], facts: LawFacts, asked: tuple[str, ...], law_at: date | None
) -> list[tuple[Law, Window]]:
    """The laws to evaluate: those asked for, else all in force on some day of signing (or on ``law_at``). Each with these days."""
    known = [law.id for law in laws]
    for name in asked:
        if name not in known:
            raise UsageError(f"unknown law {name!r}; known: {', '.join(known)}")
    at = Window(law_at, law_at) if law_at else None
    dated = [(law, at or signing_days(facts, law.hours_ahead)) for law in laws if not asked or law.id in asked]
    return [(law, window) for law, window in dated if asked or law.overlaps(window)]


def opinion(law: Law, window: Window, facts: LawFacts, law_at: date | None = None) -> LegalOpinion:
    """What ``law`` says of the signature, on the text in force in ``window``: when it was signed, or on ``law_at`` where that is asked
    for."""
    status = _status(law, window, law_at)
    whole = law.in_force_on(window.first) and law.in_force_on(window.last)
    table = table_of(law, window if whole else _clamped(law, window), facts)
    judged = table.judged(facts)
    if not law.evaluated:
        return _boundary(law, facts, table.text, judged, status, whole)
    rulings = table.leaned_on(judged)
    blocking = {legal_class.label: _blocking(rulings, legal_class) for legal_class in law.classes}
    kind = _kind(law, rulings, facts)
    label, term = _label(law, rulings, blocking, kind)
    target = _target(law, label)
    possible = _possible(law, rulings, blocking, label)
    return LegalOpinion(
        law=law.id,
        title=law.title,
        label=label,
        kind=kind,
        status=status,
        in_force_from=law.since,
        in_force_to=law.until,
        text=table.text,
        rulings=judged,
        possible=possible,
        term=f"{term}-{kind}" if term else "",
        whole_interval=whole,
        weakest=_weakest(law, rulings, label, target),
        strengthen=_strengthen(blocking[target.label]) if possible != label else (),
        effects=tuple([effect.provision for effect in law.effects if _follows(effect, rulings, label, kind)]),
        notices=(*_notices(law, facts, status, whole), *((NO_SEALS,) if label == NOT_KNOWN else ())),
        fits=_fits(law, facts),
    )


def _boundary(
    law: Law, facts: LawFacts, text: LawText, judged: tuple[Ruling, ...], status: str, whole: bool
) -> LegalOpinion:
    return LegalOpinion(
        law=law.id,
        title=law.title,
        label=NOT_EVALUATED,
        kind=UNDETERMINED,
        status=status,
        in_force_from=law.since,
        in_force_to=law.until,
        text=text,
        rulings=judged,
        possible="",
        whole_interval=whole,
        notices=_notices(law, facts, status, whole),
        fits=_fits(law, facts),
    )


def _fits(law: Law, facts: LawFacts) -> bool:
    """Whether the signer or the issuer belongs to a state where the law applies, as far as the certificate and the lists tell."""
    known = memory(facts)
    states: frozenset[str] | None = known.get(_fits)
    if states is None:
        certificate = facts.certificate
        named = (certificate.country, certificate.issuer_country) if certificate is not None else ()
        told = [state.upper() for state in (*named, *(s.territory for s in facts.services)) if state]
        states = known[_fits] = frozenset(told) | {"EU" for state in told if regime_of(state) == "EU"}
    return not states.isdisjoint(law.states)


def _status(law: Law, window: Window, law_at: date | None) -> str:
    if law.until is not None and window.first > law.until:
        return HISTORICAL
    if law_at is not None or window.last < law.since:
        return WHAT_IF
    return IN_FORCE


def _clamped(law: Law, window: Window) -> Window:
    """The days of ``window`` on which the law had a text; its first or last text where it had none."""
    last = law.until or date.max
    first_day = min(max(window.first, law.since), last)
    return Window(first_day, max(first_day, min(max(window.last, law.since), last)))


def _blocking(rulings: Rulings, legal_class: LegalClass) -> Named:
    return [(name, ruling) for name in legal_class.rows if (ruling := rulings[name]).outcome in _OPEN]


def _label(law: Law, rulings: Rulings, blocking: dict[str, Named], kind: str) -> tuple[str, str]:
    core = rulings[law.core]
    if core.outcome not in HOLDS:
        return (NOT_APPLICABLE if core.missing == "purpose-of-data" else NOT_ESTABLISHED), ""
    if kind == SEAL and not law.seal:
        return NOT_KNOWN, ""
    for legal_class in law.classes:
        against = blocking[legal_class.label]
        if not against:
            return legal_class.label, legal_class.term
        if legal_class.label == ADVANCED and _only_control(law, against):
            return ADVANCED_UNDETERMINED, legal_class.term
    return NOT_ESTABLISHED, ""


def _only_control(law: Law, against: Named) -> bool:
    return all(name in law.control and ruling.outcome is UNKNOWN for name, ruling in against)


def _kind(law: Law, rulings: Rulings, facts: LawFacts) -> str:
    """What it is. A law without seals calls everything a signature but what only a legal person's certificate can have made."""
    if not law.seal:
        return SEAL if kind_of_holder(facts) == LEGAL else SIGNATURE
    signature, seal = rulings[law.signature].outcome in HOLDS, rulings[law.seal].outcome in HOLDS
    if signature == seal:
        return UNDETERMINED
    return SIGNATURE if signature else SEAL


def _possible(law: Law, rulings: Rulings, blocking: dict[str, Named], label: str) -> str:
    """The highest class that nothing excludes. Of what is broken none is possible; of what couldn't be verified, any."""
    core = rulings[law.core]
    broken = core.outcome is NOT_MET or core.missing == "sound-structure"
    if label in (NOT_APPLICABLE, NOT_KNOWN) or (label == NOT_ESTABLISHED and broken):
        return label
    for legal_class in law.classes:
        if not _refuted(blocking[legal_class.label]):
            return legal_class.label
    return label


def _refuted(blocking: Named) -> bool:
    return NOT_MET in [ruling.outcome for _, ruling in blocking]


def _target(law: Law, label: str) -> LegalClass:
    """The class that the label would be lifted to: the next one up, or its own where it is the highest."""
    rank = _RANK[label]
    for legal_class in reversed(law.classes):
        if _RANK[legal_class.label] > rank:
            return legal_class
    return law.classes[0]


def _weakest(law: Law, rulings: Rulings, label: str, target: LegalClass) -> str:
    if label in (NOT_APPLICABLE, NOT_ESTABLISHED):
        return law.core
    if label == NOT_KNOWN:
        return ""
    own = [(name, ruling) for name in target.rows if (ruling := rulings[name]).outcome in STRENGTH]
    return min(_leaves(own), key=_strength)[0]


def _strength(row: tuple[str, Ruling]) -> int:
    return STRENGTH[row[1].outcome]


def _strengthen(blocking: Named) -> tuple[Lift, ...]:
    """The facts that stand between the label and the next one; none where something refutes it."""
    if not blocking or _refuted(blocking):
        return ()
    leaves = _leaves(blocking)
    alone = len({ruling.missing for _, ruling in leaves}) == 1
    return tuple([Lift(name, ruling.missing, ruling.supplier, alone) for name, ruling in leaves])


def _leaves(rows: Named) -> Named:
    """Those that do not merely follow from others, where there are any."""
    return [row for row in rows if row[1].why != "follows-weakest"] or rows


def _follows(effect: Effect, rulings: Rulings, label: str, kind: str) -> bool:
    if label not in effect.labels or (effect.kinds and kind not in effect.kinds):
        return False
    return not effect.by_row or rulings[effect.provision].outcome in HOLDS


def _notices(law: Law, facts: LawFacts, status: str, whole: bool) -> tuple[str, ...]:
    notices = list(law.notices)
    if facts.outside != _NOTHING_SAID:
        notices.append("outside-supplied")
    if status == HISTORICAL:
        notices.append("historical-law")
    elif status == WHAT_IF:
        notices.append("what-if")
    elif not whole:
        notices.append("interval-straddles")
    return tuple(notices)


def as_day(moment: date | datetime | None) -> date | None:
    """The day of ``moment``."""
    return moment.date() if isinstance(moment, datetime) else moment
