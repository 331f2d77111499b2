"""Article 25: what a qualified certificate for signatures or for seals must contain."""

from esigval.policy.conditions import content, signing
from esigval.policy.engine import any_of
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import common
from esigval.policy.md_124_2022.certificates import MENTIONS
from esigval.policy.md_124_2022.common import provision
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    Ruling,
    not_applicable,
)


@provision(
    "md-124-2022/25/1/a",
    en="The mention, fit for automatic processing, that it was issued as a qualified certificate for signatures or for seals.",
    looks_at=("CERT", "TL"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def mention(facts: LawFacts) -> Ruling:
    """menţiunea, într-o formă pasibilă de prelucrare automată, că certificatul a fost emis ca certificat calificat
    pentru semnături electronice sau pentru sigilii electronice
    """
    return content.mention_with_type(facts, MENTIONS)


@provision(
    "md-124-2022/25/1/b",
    en="Identification of the qualified provider that issues it.",
    looks_at=("CERT",),
)
def issuer_identified(facts: LawFacts) -> Ruling:
    """datele de identificare ale prestatorului de servicii de încredere calificat care emite certificatele
    calificate
    """
    return content.issuer(facts)


@provision(
    "md-124-2022/25/1/c",
    en="Identification and other data of the signatory or creator of the seal.",
    looks_at=("CERT",),
)
def holder_identified(facts: LawFacts) -> Ruling:
    """datele de identificare şi alte date ale semnatarului sau ale creatorului sigiliului electronic"""
    return content.subject(facts)


@provision(
    "md-124-2022/25/1/d",
    en="The validation data that correspond to the creation data.",
    looks_at=("SIG", "CERT"),
)
def validation_data(facts: LawFacts) -> Ruling:
    """datele de validare a semnăturilor electronice sau a sigiliilor electronice care corespund datelor de creare a
    acestora
    """
    return signing.corresponds(facts)


@provision("md-124-2022/25/1/e", en="Date and time at which its validity begins and ends.", looks_at=("CERT",))
def validity_stated(facts: LawFacts) -> Ruling:
    """data şi ora la care începe să curgă termenul de valabilitate a certificatului şi data şi ora la care acest
    termen încetează
    """
    return content.validity(facts)


@provision("md-124-2022/25/1/f", en="Its unique registration number.", looks_at=("CERT",))
def number(facts: LawFacts) -> Ruling:
    """numărul unic de înregistrare a certificatului"""
    return content.serial(facts)


@provision(
    "md-124-2022/25/1/g",
    en="Verification data of the qualified certificate that correspond to the creation data. (Overlaps with letter d.)",
    looks_at=("SIG", "CERT"),
)
def verification_data_25(facts: LawFacts) -> Ruling:
    """date de verificare a certificatului calificat pentru semnătura electronică sau sigiliul electronic care
    corespund datelor de creare a acestora.
    """
    return signing.corresponds(facts)


@provision(
    "md-124-2022/25/2/a",
    en="It carries the qualified signature or seal of the qualified provider that issues it; or (b), or (c).",
    looks_at=("CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def qualified_seal_of_issuer(facts: LawFacts) -> Ruling:
    """semnătura electronică calificată sau sigiliul electronic calificat al prestatorului de servicii de încredere
    calificat emitent
    """
    return content.issuer_signature(facts, common.domestic_at_issuance(facts).holds)


@provision(
    "md-124-2022/25/2/b",
    en="… or the advanced signature or seal of an issuing qualified provider established in another state, where the certificate is "
    "recognised under art. 3.",
    looks_at=("CHAIN", "TL", "CFG"),
    can=(ASSERTED, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def advanced_seal_of_foreign_issuer(facts: LawFacts) -> Ruling:
    """semnătura electronică avansată sau sigiliul electronic avansat al prestatorului de servicii de încredere
    calificat emitent cu domiciliul sau cu sediul într-un alt stat – în cazul certificatelor calificate pentru
    semnături electronice sau pentru sigilii electronice recunoscute conform art.3
    """
    foreign = common.foreign_only(facts)
    return foreign or content.issuer_signature(facts, common.union_provider(facts).holds)


@provision(
    "md-124-2022/25/2/c",
    en="… or the advanced signature or seal of the top-level provider, for certificates of accredited providers themselves.",
    looks_at=("CHAIN",),
    can=(NOT_APPLICABLE,),
)
def advanced_seal_of_top_level(facts: LawFacts) -> Ruling:
    """semnătura electronică avansată sau sigiliul electronic avansat al prestatorului de servicii de încredere de
    nivel superior – în cazul certificatelor calificate pentru semnături electronice sau pentru sigilii
    electronice ale prestatorilor de servicii de încredere acreditaţi.
    """
    del facts
    return not_applicable("for-providers-only")


@provision(
    "md-124-2022/25/2",
    en="Besides, qualified certificates carry one of: (a), (b) or (c).",
    looks_at=("CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def signed_by_provider(facts: LawFacts) -> Ruling:
    """Suplimentar cerinţelor de la alin.(1), certificatele calificate pentru semnături electronice sau pentru
    sigilii electronice conţin:
    """
    return any_of(facts, qualified_seal_of_issuer, advanced_seal_of_foreign_issuer)
