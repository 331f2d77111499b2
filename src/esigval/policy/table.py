"""The table of a law on the days of one text: what of it doesn't depend on the evidence is worked out once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from msgspec import Struct

from esigval.model.legal import LawText, LegalOutcome, Ruling
from esigval.policy.conditions.holder import kind_of_holder
from esigval.policy.engine import OTHER_KIND, Evaluate, Law, Provision, Window, follows_from
from esigval.policy.facts import LawFacts
from esigval.policy.memo import memory
from esigval.policy.rulings import STRENGTH

Rulings = Mapping[str, Ruling]


class Table(Struct, frozen=True):
    """The rows of a law on one text.

    ``fixed``: what each row comes to, with an empty place where the facts decide. Those places with their rules are ``alone``, or
    ``shared`` where other rows follow from them: these are remembered, and come in an order in which what follows comes later.
    ``single``: where the rows stand that a label leans on; ``versions``: the places of those that the text has several of.
    """

    text: LawText
    fixed: tuple[Ruling | None, ...]
    shared: tuple[tuple[int, Provision, Evaluate], ...]
    alone: tuple[tuple[int, Evaluate], ...]
    single: tuple[tuple[str, int], ...]
    versions: tuple[tuple[str, tuple[int, ...]], ...]

    def judged(self, facts: LawFacts) -> tuple[Ruling, ...]:
        """What every row comes to, on ``facts``."""
        known = memory(facts)
        found = list(self.fixed)
        for place, part, rule in self.shared:
            ruling = known.get(part)
            if ruling is None:
                ruling = known[part] = rule(facts)
            found[place] = ruling
        for place, rule in self.alone:
            found[place] = rule(facts)
        return cast(tuple[Ruling, ...], tuple(found))  # no place is empty any more

    def leaned_on(self, judged: tuple[Ruling, ...]) -> Rulings:
        """What a label leans on, by id; of several versions of a letter in force in the interval, the weakest stands."""
        rulings = {name: judged[place] for name, place in self.single}
        for name, places in self.versions:
            rulings[name] = min((judged[place] for place in places), key=_standing)
        return rulings


def _standing(ruling: Ruling) -> tuple[bool, int]:
    """Versions in force stand before those that are not; of those, the weakest, the first of equals."""
    return ruling.outcome is LegalOutcome.NOT_IN_FORCE, STRENGTH.get(ruling.outcome, len(STRENGTH))


class Texts(Struct):
    """The tables of one law, by its text and the kind of holder: ``starts`` and ``ends`` are the first and last days of its provisions,
    between which its text is the same."""

    law: Law
    starts: list[date]
    ends: list[date]
    tables: dict[tuple[int, int, str], Table] = {}

    def on(self, window: Window, facts: LawFacts) -> Table:
        """The table on the text in force in ``window``, for the kind of holder that ``facts`` show.

        What can have one outcome only (an effect, a duty, what no evidence decides) looks at no facts, but wants some.
        """
        kind = kind_of_holder(facts)
        key = (bisect_right(self.starts, window.last), bisect_left(self.ends, window.first), kind)
        table = self.tables.get(key)
        if table is None:
            table = self.tables.setdefault(key, _made(self.law, window, facts))
        return table


_texts: dict[str, Texts] = {}


def table_of(law: Law, window: Window, facts: LawFacts) -> Table:
    """The table of ``law`` on the text in force in ``window``; there are three for each text that the law had."""
    known = _texts.get(law.id)
    if known is None or known.law is not law:
        starts = sorted({part.since for part in law.provisions})
        ends = sorted({part.until for part in law.provisions if part.until is not None})
        known = _texts[law.id] = Texts(law, starts, ends)
    return known.on(window, facts)


def _made(law: Law, window: Window, facts: LawFacts) -> Table:
    fixed = tuple(_fixed(part, window, facts) for part in law.provisions)
    follow = {part: follows_from(part) for part in law.provisions}
    parts = frozenset().union(*follow.values())
    open_ = [(at, part, part.rule) for at, part in enumerate(law.provisions) if fixed[at] is None]
    places = {name: tuple(i for i, part in enumerate(law.provisions) if part.id == name) for name in leaned_on(law)}
    return Table(
        LawText(tuple(part.said for part in law.provisions)),
        fixed,
        tuple(sorted((row for row in open_ if row[1] in parts), key=lambda row: bool(follow[row[1]]))),
        tuple((at, rule) for at, part, rule in open_ if part not in parts),
        tuple((name, found[0]) for name, found in places.items() if len(found) == 1),
        tuple((name, found) for name, found in places.items() if len(found) > 1),
    )


def leaned_on(law: Law) -> Iterable[str]:
    """Ids of the rows that decide the label, the kind and the effects."""
    wanted = [law.core, law.signature, law.seal, *law.control]
    wanted += [name for legal_class in law.classes for name in legal_class.rows]
    wanted += [effect.provision for effect in law.effects]
    return dict.fromkeys(name for name in wanted if name)


def _fixed(part: Provision, window: Window, facts: LawFacts) -> Ruling | None:
    if part.since > window.last or (part.until is not None and window.first > part.until):
        return Ruling(LegalOutcome.NOT_IN_FORCE, "not-in-force", _dates(part))
    if not part.concerns(kind_of_holder(facts)):
        return OTHER_KIND
    return part.rule(facts) if len(part.can) == 1 else None


def _dates(part: Provision) -> tuple[tuple[str, str], ...]:
    return (("since", part.since.isoformat()), ("until", part.until.isoformat() if part.until else ""))
