"""Romania, Law 214/2024: a dated boundary. Its text isn't evaluated; it says what applies from then on."""

from datetime import date

from esigval.policy import engine
from esigval.policy.engine import Law
from esigval.policy.facts import LawFacts
from esigval.policy.rulings import NOTE, Ruling, note

SINCE = date(2024, 10, 8)
"""Published in M.Of. 647 of 08.07.2024, in force from 08.10.2024 (secondary source, docs/law.md)."""


@engine.provision(
    "ro-214-2024/boundary",
    en="From 08.10.2024 Law 214/2024 on the use of electronic signature, time-stamps and trust services applies beside Regulation "
    "910/2014, and Law 455/2001 is repealed. Its text isn't evaluated here; the class under the Regulation is.",
    since=SINCE,
    can=(NOTE,),
)
def boundary(facts: LawFacts) -> Ruling:
    """Legea nr. 214/2024 privind utilizarea semnăturii electronice, a mărcii temporale şi prestarea serviciilor de încredere bazate
    pe acestea"""
    del facts
    return note("law-not-evaluated")


LAW = Law(
    id="ro-214-2024",
    title="Legea nr. 214/2024 privind utilizarea semnăturii electronice",
    language="ro",
    since=SINCE,
    until=None,
    states=("RO",),
    source="M.Of. nr. 647 din 08.07.2024",
    hours_ahead=3,
    provisions=(boundary,),
    evaluated=False,
    notices=("law-not-evaluated", "not-legal-advice"),
)
