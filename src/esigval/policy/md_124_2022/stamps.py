"""Articles 30 and 31: electronic time-stamps."""

from esigval.policy.conditions import stamps, standing
from esigval.policy.facts import LawFacts, Period, ServiceFacts
from esigval.policy.md_124_2022 import common
from esigval.policy.md_124_2022.common import provision
from esigval.policy.memo import remembered
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

REGIMES = ("MD", "EU")
"""Art. 31(2)(c) admits stamps of providers established elsewhere, "recognised under art. 3"; that art. 3(4) carries over from
certificates to stamps is arguable (docs/law.md)."""


def _good(service: ServiceFacts) -> tuple[Period, ...]:
    return standing.qualified_in_moldova(service) if service.regime == "MD" else standing.granted(service)


@remembered
def qualified(facts: LawFacts) -> Ruling:
    """One stamp meets all of art. 31(2)."""
    return stamps.qualified(facts, REGIMES, _good, common.SIS)


@provision(
    "md-124-2022/30/1",
    en="A time-stamp isn't refused effect or admissibility merely because it is electronic or not qualified.",
    can=(NOTE,),
)
def no_denial(facts: LawFacts) -> Ruling:
    """Unei mărci temporale electronice nu i se refuză efectul juridic şi posibilitatea de a fi acceptată ca probă în
    procedurile judiciare doar din motiv că aceasta are formă electronică sau că nu întruneşte cerinţele pentru
    marca temporală electronică calificată.
    """
    del facts
    return note("rule")


@provision(
    "md-124-2022/30/2",
    en="A qualified time-stamp enjoys the presumption that its date and time are correct and that the data are intact.",
    looks_at=("TS", "TL"),
    can=(PRESUMED, NOT_MET, UNKNOWN, NOT_APPLICABLE),
    presumption="stamp",
    burden="opponent",
)
def presumption(facts: LawFacts) -> Ruling:
    """O marcă temporală electronică calificată beneficiază de prezumţia corectitudinii datei şi orei pe care le
    indică şi de prezumţia integrităţii datelor la care se raportează data şi ora pe care le indică.
    """
    found = qualified(facts)
    if found.holds:
        return presumed("md-124-2022/30/2", "stamp-presumption", found.facts, found.evidence)
    return found


@provision(
    "md-124-2022/31/1",
    en="Providers themselves set the requirements for advanced time-stamps.",
    can=(NOTE,),
)
def advanced(facts: LawFacts) -> Ruling:
    """Cerinţele pentru mărcile temporale electronice avansate sunt stabilite de către prestatorii de servicii de
    încredere.
    """
    del facts
    return note("rule")


@provision(
    "md-124-2022/31/2",
    en="A qualified time-stamp is issued by a qualified provider",
    looks_at=("TS", "TL"),
    can=(MET, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def issued_by_qualified(facts: LawFacts) -> Ruling:
    """O marcă temporală electronică calificată se eliberează de către prestatorul de servicii de încredere calificat"""
    return stamps.qualified_issuer(facts, REGIMES, _good, common.SIS)


@provision(
    "md-124-2022/31/2/a",
    en="and binds date and time to other data so that an undetected change is reasonably excluded,",
    looks_at=("TS",),
    can=(MET, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def binds(facts: LawFacts) -> Ruling:
    """asigură o legătură între dată şi oră şi alte date, astfel încât să excludă în mod rezonabil posibilitatea ca
    datele să fie modificate fără ca acest lucru să fie detectat
    """
    return stamps.binds(facts)


@provision(
    "md-124-2022/31/2/b",
    en="rests on an accurate time source linked to universal time,",
    looks_at=("TS",),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def accurate(facts: LawFacts) -> Ruling:
    """se bazează pe o sursă de timp exactă, legată de ora universală coordonată"""
    return stamps.accurate(facts)


@provision(
    "md-124-2022/31/2/c",
    en="and carries the qualified signature or seal of the qualified provider, or the advanced one of a recognised foreign provider.",
    looks_at=("TS", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def sealed(facts: LawFacts) -> Ruling:
    """acesteia îi este aplicată semnătura electronică calificată sau sigiliul electronic calificat al prestatorului
    de servicii de încredere calificat ori semnătura electronică avansată sau sigiliul electronic avansat al
    prestatorului de servicii de încredere calificat emitent cu domiciliul sau cu sediul într-un alt stat – în
    cazul mărcilor temporale recunoscute conform art.3.
    """
    return stamps.sealed_by_provider(facts, REGIMES, _good, common.SIS)
