"""The engine: a provision is a function beside its text, a law is a list of them and the classes that follow."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any, TypeGuard, cast

from msgspec import Struct

from esigval.model.legal import LegalOutcome, ProvisionText
from esigval.policy.conditions.holder import UNDETERMINED, kind_of_holder
from esigval.policy.facts import LawFacts
from esigval.policy.memo import memory
from esigval.policy.rulings import MET, NOT_APPLICABLE, NOT_MET, STRENGTH, UNKNOWN, Ruling, not_applicable

Evaluate = Callable[[LawFacts], Ruling]

DECIDED = (MET, NOT_MET, UNKNOWN)

OTHER_KIND = not_applicable("other-kind")
"""A provision on signatures where the holder is a legal person, or one on seals where it is a natural one."""

NO_OBJECT = not_applicable("no-object")


class Provision(Struct, frozen=True, eq=False):
    """One letter of a law.

    ``said``: its id, its text in the law's language and a paraphrase, with the presumption and burden that the law states. ``rule``: the
    function that judges it. ``since`` and ``until``: in force on those days, both included. ``looks_at``: kinds of evidence (SIG, COV,
    CERT, CHAIN, TL, REV, TS, EXT …); ``can``: the outcomes it can have. ``holder``: natural or legal where it is about signatures or
    seals alone; "" where about both.
    """

    id: str
    said: ProvisionText
    rule: Evaluate
    since: date
    until: date | None = None
    looks_at: tuple[str, ...] = ()
    can: tuple[LegalOutcome, ...] = DECIDED
    holder: str = ""

    @property
    def text(self) -> str:
        """The provision, in the law's language."""
        return self.said.text

    @property
    def en(self) -> str:
        """A paraphrase in English."""
        return self.said.paraphrase

    def __call__(self, facts: LawFacts) -> Ruling:
        """What it comes to, on ``facts``; judged once for the same facts."""
        known: dict[Any, Any] = facts.__dict__  # the memory of esigval.policy.memo, without a call on the way
        ruling: Ruling | None = known.get(self)
        if ruling is None:
            concerns = not self.holder or self.concerns(kind_of_holder(facts))
            ruling = known[self] = self.rule(facts) if concerns else OTHER_KIND
        return ruling

    def concerns(self, kind: str) -> bool:
        """Whether it is about what holders of ``kind`` make; what is undetermined may be either."""
        return not self.holder or kind in (self.holder, UNDETERMINED)


class Window(Struct, frozen=True, gc=False):
    """The days for which the text in force is wanted, both included."""

    first: date
    last: date


class Law(Struct, frozen=True):
    """A law: what it is called, when it was in force (days, both included), its provisions and the classes it knows.

    ``states``: where it applies. ``evaluated``: False for a dated boundary whose text is not carried out here. ``core``: the row that must
    hold before anything is said of a class; ``control``: rows of sole control. ``classes``: from the highest down. ``signature`` and
    ``seal``: rows that decide the kind. ``source``: where the text was published. ``hours_ahead``: of UTC, of the clock
    where it applies, on the days on which it began and ended.
    """

    id: str
    title: str
    language: str
    since: date
    until: date | None
    states: tuple[str, ...]
    provisions: tuple[Provision, ...] = ()
    evaluated: bool = True
    core: str = ""
    classes: "tuple[LegalClass, ...]" = ()
    control: tuple[str, ...] = ()
    hours_ahead: int = 0
    signature: str = ""
    seal: str = ""
    effects: "tuple[Effect, ...]" = ()
    notices: tuple[str, ...] = ()
    source: str = ""

    def in_force_on(self, day: date) -> bool:
        """Whether the law was in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, window: Window) -> bool:
        """Whether the law was in force on some day of ``window``."""
        return self.since <= window.last and (self.until is None or window.first <= self.until)


class LegalClass(Struct, frozen=True):
    """A class of signature: its label and the rows on which it rests, in the law's order. ``term``: key of the law's own words,
    completed by the kind."""

    label: str
    rows: tuple[str, ...]
    term: str


class Effect(Struct, frozen=True):
    """An effect that the law attaches to labels. ``kinds`` empty: to signatures and seals alike; ``by_row``: only where its row holds."""

    provision: str
    labels: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    by_row: bool = False


def provision(
    id: str,
    *,
    en: str,
    since: date,
    until: date | None = None,
    looks_at: tuple[str, ...] = (),
    can: tuple[LegalOutcome, ...] = DECIDED,
    presumption: str = "",
    burden: str = "",
    holder: str = "",
    text: str = "",
) -> Callable[[Evaluate], Provision]:
    """Make a provision of a function whose docstring is the provision's text, or ``text`` is, where the function is a condition that
    several provisions state. One for a kind of holder has NOT_APPLICABLE as an outcome besides those in ``can``."""
    if holder:
        can = (*can, NOT_APPLICABLE)

    def make(function: Evaluate) -> Provision:
        said = ProvisionText(id, " ".join((text or function.__doc__ or "").split()), en, presumption, burden)
        return Provision(id, said, function, since, until, looks_at, can, holder)

    return make


def provisions_of(*modules: ModuleType, more: Iterable[Provision] = ()) -> tuple[Provision, ...]:
    """The provisions that ``modules`` define and ``more``, by article and line: the table of a law."""
    found: list[Provision] = []
    for module in modules:
        found.extend(value for value in vars(module).values() if _defines(module, value))
    return tuple(sorted((*found, *more), key=_article))


def _defines(module: ModuleType, value: object) -> TypeGuard[Provision]:
    return isinstance(value, Provision) and value.rule.__module__ == module.__name__


def _article(part: Provision) -> tuple[str, int, str]:
    """Articles in their order, annexes after them; within one, the order of the lines."""
    article = part.id.split("/")[1]
    digits = "".join(c for c in article if c.isdigit())
    return ("", int(digits), article) if digits else ("annex", 0, article)


def all_of(facts: LawFacts, *parts: Provision) -> Ruling:
    """The weakest of ``parts``, the first of equals: a condition that is cumulative. Empty of anything that decides, it is not
    applicable."""
    known = memory(facts)
    worst, ruling_of_worst, least = None, NO_OBJECT, _BEYOND
    for part in parts:
        ruling = known.get(part) or part(facts)
        strength = STRENGTH.get(ruling.outcome, _BEYOND)
        if strength < least:
            worst, ruling_of_worst, least = part, ruling, strength
            if not least:
                break
    return _follows(worst, ruling_of_worst, "follows-weakest")


def any_of(facts: LawFacts, *parts: Provision) -> Ruling:
    """The strongest of ``parts``, the first of equals: alternatives of the law ("sau")."""
    best, ruling_of_best, most = None, NO_OBJECT, -1
    for part in parts:
        ruling = part(facts)
        strength = STRENGTH.get(ruling.outcome, -1)
        if strength > most:
            best, ruling_of_best, most = part, ruling, strength
    return _follows(best, ruling_of_best, "follows-alternative")


_BEYOND = len(STRENGTH)
"""Stronger than any outcome."""


def _follows(part: Provision | None, found: Ruling, why: str) -> Ruling:
    """What follows from ``part``, of which ``found`` was judged; nothing where there is none."""
    if part is None:
        return NO_OBJECT
    return Ruling(found.outcome, why, (("from", part.id),), found.evidence, found.by, found.missing, found.supplier)


def day(moment: datetime, hours_ahead: int = 0) -> date:
    """The day of ``moment`` by a clock that is ``hours_ahead`` of UTC."""
    try:
        return (moment + timedelta(hours=hours_ahead)).date()
    except OverflowError:  # the last hours of the year 9999
        return moment.date()


def _written(rule: Evaluate) -> Evaluate:
    """The function as it is written, without what remembers its results."""
    return cast(Evaluate, getattr(rule, "__wrapped__", rule))


def source_of(part: Provision) -> str:
    """The statements behind a provision, for ``law show``: outcome rules as they are carried out."""
    import ast
    import inspect

    (function,) = ast.parse(inspect.getsource(part.rule)).body
    assert isinstance(function, ast.FunctionDef)
    return "\n".join(ast.unparse(statement) for statement in function.body[1:])  # the first is the provision's text


def leans_on(part: Provision) -> tuple[tuple[str, str], ...]:
    """The conditions that those statements name, each with the sentences that say what it asks for."""
    import inspect

    found: dict[str, str] = {}
    for name, value in _named(part.rule):
        if inspect.isfunction(value) and value.__module__.startswith(_CONDITIONS) and value.__doc__:
            found.setdefault(name, " ".join(value.__doc__.split()))
    return tuple(found.items())


def follows_from(part: Provision) -> frozenset[Provision]:
    """The provisions that those statements name, one by one or as a group."""
    named = (value if isinstance(value, tuple) else (value,) for _, value in _named(part.rule))
    return frozenset(value for group in named for value in group if isinstance(value, Provision))


def _named(rule: Evaluate) -> Iterator[tuple[str, object]]:
    """What a function names, in its module and in those that it names."""
    function = _written(rule)
    names, known = function.__code__.co_names, function.__globals__
    places = [known, *(vars(known[name]) for name in names if isinstance(known.get(name), ModuleType))]
    return ((name, place[name]) for name in names for place in places if name in place)


_CONDITIONS = ("esigval.policy.conditions.", "esigval.policy.md_", "esigval.policy.ro_", "esigval.policy.eu_")
