"""Republic of Moldova, Law 91/2014: a dated boundary. Its text isn't evaluated; it says what applied until Law 124/2022."""

from datetime import date

from esigval.policy import engine
from esigval.policy.engine import Law
from esigval.policy.facts import LawFacts
from esigval.policy.rulings import NOTE, Ruling, note

SINCE = date(2015, 1, 4)
"""Six months after publication on 04.07.2014 (secondary source, docs/law.md)."""

UNTIL = date(2022, 12, 9)
"""Law 124/2022 art. 56(2): repealed when that law entered into force on 10.12.2022."""


@engine.provision(
    "md-91-2014/boundary",
    en="From 04.01.2015 to 09.12.2022 Law 91/2014 on electronic signature and electronic document applied: simple, advanced unqualified "
    "and advanced qualified signatures. Its text isn't evaluated here.",
    since=SINCE,
    until=UNTIL,
    can=(NOTE,),
)
def boundary(facts: LawFacts) -> Ruling:
    """Legea nr.91/2014 privind semnătura electronică şi documentul electronic"""
    del facts
    return note("law-not-evaluated")


LAW = Law(
    id="md-91-2014",
    title="Legea nr. 91/2014 privind semnătura electronică şi documentul electronic",
    language="ro",
    since=SINCE,
    until=UNTIL,
    states=("MD",),
    source="Monitorul Oficial, 04.07.2014",
    hours_ahead=2,
    provisions=(boundary,),
    evaluated=False,
    notices=("law-not-evaluated", "not-legal-advice"),
)
