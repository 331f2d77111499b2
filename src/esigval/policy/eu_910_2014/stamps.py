"""Articles 41 and 42: time-stamps."""

from esigval.policy.conditions import stamps, standing
from esigval.policy.eu_910_2014 import common
from esigval.policy.eu_910_2014.common import BEFORE_AMENDED, provision
from esigval.policy.facts import LawFacts
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOTE,
    PRESUMED,
    UNKNOWN,
    Ruling,
    note,
    presumed,
)


@provision(
    "eu-910-2014/41/1",
    en="A time-stamp isn't denied effect or admissibility solely because it is electronic or not qualified.",
    can=(NOTE,),
)
def stamp_no_denial(facts: LawFacts) -> Ruling:
    """An electronic time stamp shall not be denied legal effect and admissibility as evidence in legal proceedings
    solely on the grounds that it is in an electronic form or that it does not meet the requirements of the
    qualified electronic time stamp.
    """
    del facts
    return note("rule")


@provision(
    "eu-910-2014/41/2",
    en="A qualified time-stamp enjoys the presumption of the accuracy of its date and time and of the integrity of the data.",
    looks_at=("TS", "TL"),
    can=(
        PRESUMED,
        NOT_MET,
        UNKNOWN,
        NOT_APPLICABLE,
    ),
    presumption="stamp",
    burden="opponent",
)
def stamp_presumption(facts: LawFacts) -> Ruling:
    """A qualified electronic time stamp shall enjoy the presumption of the accuracy of the date and the time it
    indicates and the integrity of the data to which the date and time are bound.
    """
    found = stamps.qualified(facts, ("EU",), standing.granted, common.SUPERVISOR)
    if found.holds:
        return presumed("eu-910-2014/41/2", "stamp-presumption", found.facts, found.evidence)
    return found


@provision(
    "eu-910-2014/41/3",
    en="A qualified time-stamp issued in one member state is recognised in all.",
    can=(NOTE,),
    until=BEFORE_AMENDED,
)
def stamp_recognised(facts: LawFacts) -> Ruling:
    """A qualified electronic time stamp issued in one Member State shall be recognised as a qualified electronic
    time stamp in all Member States.
    """
    del facts
    return note("rule")


@provision(
    "eu-910-2014/42/1/a",
    en="Qualified time-stamp: it binds date and time to data so that undetected change is reasonably precluded.",
    looks_at=("TS",),
    can=(
        MET,
        NOT_MET,
        UNKNOWN,
        NOT_APPLICABLE,
    ),
)
def stamp_binds(facts: LawFacts) -> Ruling:
    """it binds the date and time to data in such a manner as to reasonably preclude the possibility of the data
    being changed undetectably
    """
    return stamps.binds(facts)


@provision(
    "eu-910-2014/42/1/b",
    en="Qualified time-stamp: it rests on an accurate time source linked to UTC.",
    looks_at=("TS",),
    can=(
        ASSERTED,
        UNKNOWN,
        NOT_APPLICABLE,
    ),
)
def stamp_accurate(facts: LawFacts) -> Ruling:
    """it is based on an accurate time source linked to Coordinated Universal Time"""
    return stamps.accurate(facts)


@provision(
    "eu-910-2014/42/1/c",
    en="Qualified time-stamp: it is signed or sealed by the qualified provider.",
    looks_at=("TS", "TL"),
    can=(
        ASSERTED,
        NOT_MET,
        UNKNOWN,
        NOT_APPLICABLE,
    ),
)
def stamp_sealed(facts: LawFacts) -> Ruling:
    """it is signed using an advanced electronic signature or sealed with an advanced electronic seal of the
    qualified trust service provider, or by some equivalent method
    """
    return stamps.sealed_by_provider(facts, ("EU",), standing.granted, common.SUPERVISOR)
