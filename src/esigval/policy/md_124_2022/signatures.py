"""Articles 23, 24 and 29: what an advanced and a qualified signature or seal must be, and validation."""

from esigval.policy.conditions import content, signing
from esigval.policy.conditions import device as devices
from esigval.policy.conditions.standing import issuers
from esigval.policy.engine import all_of
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import certificates, common, qualified_certificates
from esigval.policy.md_124_2022.common import provision
from esigval.policy.memo import remembered
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    Ruling,
    asserted,
    unknown,
)


@provision(
    "md-124-2022/23/a",
    en="They refer exclusively to the holder.",
    looks_at=("SIG", "SCR", "CERT", "CHAIN"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def refers_to_holder(facts: LawFacts) -> Ruling:
    """fac trimitere exclusiv la titular"""
    return signing.linked_to_holder(facts)


@provision(
    "md-124-2022/23/b",
    en="They allow the holder to be identified.",
    looks_at=("SIG", "CERT", "CHAIN"),
)
def identifies(facts: LawFacts) -> Ruling:
    """permit identificarea titularului"""
    return signing.identifies_holder(facts)


@provision(
    "md-124-2022/23/c",
    en="They are created with creation data that the signatory or creator of the seal can use, with a high level of confidence, under "
    "his sole control.",
    looks_at=("SIG", "CERT", "TL", "REV"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def sole_control(facts: LawFacts) -> Ruling:
    """sunt create utilizând date de creare a semnăturilor electronice sau utilizând date de creare a sigiliilor
    electronice, pe care semnatarul sau, respectiv, creatorul sigiliului electronic le poate utiliza cu un nivel
    sporit de încredere, exclusiv sub controlul acestuia
    """
    return signing.sole_control(facts, common.listed_qualified(facts), device_said(facts))


@remembered
def device_said(facts: LawFacts) -> Ruling:
    """What anyone says of a device that protects the key, whoever confirmed it: it bears on control, not on art. 24(b)."""
    return devices.device(facts, (*issuers(facts, "MD"), *issuers(facts, "EU")), common.SIS)


@provision(
    "md-124-2022/23/d",
    en="They are linked to the data to which they relate so that any later change of the data can be detected.",
    looks_at=("SIG", "COV"),
)
def changes_detectable(facts: LawFacts) -> Ruling:
    """sunt legate de datele la care se raportează, astfel încât orice modificare ulterioară a acestor date poate fi
    detectată.
    """
    return signing.intact(facts)


@provision(
    "md-124-2022/24/a",
    en="They are based on a qualified certificate of a public key issued by a qualified trust service provider.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def on_qualified_certificate(facts: LawFacts) -> Ruling:
    """se bazează pe un certificat calificat al cheii publice emis de un prestator de servicii de încredere calificat"""
    return all_of(
        facts,
        qualified_certificates.mention,
        qualified_certificates.issuer_identified,
        qualified_certificates.holder_identified,
        qualified_certificates.validation_data,
        qualified_certificates.validity_stated,
        qualified_certificates.number,
        qualified_certificates.signed_by_provider,
        certificates.issued_by_qualified,
    )


@provision(
    "md-124-2022/24/b",
    en="They are created with a signature or seal creation device that has a confirmation of conformity with the requirements of this "
    "law. (Of the letter's two limbs this row judges creation; verification has its own row.)",
    looks_at=("CERT", "TL", "EXT"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def confirmed_device(facts: LawFacts) -> Ruling:
    """se creează prin intermediul dispozitivului de creare a semnăturilor electronice sau a sigiliilor electronice
    şi se verifică cu ajutorul dispozitivului de verificare a semnăturilor electronice sau a sigiliilor
    electronice şi/sau al produsului, care dispun de confirmarea corespunderii cu cerinţele prevăzute de prezenta
    lege.
    """
    return common.confirmed_device(facts)


@provision(
    "md-124-2022/24/b/verification",
    en="… and are verified with a verification device or product that has that confirmation. esigval has none: its report is a "
    "technical analysis, not the official verification.",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN),
)
def confirmed_verification(facts: LawFacts) -> Ruling:
    """se verifică cu ajutorul dispozitivului de verificare a semnăturilor electronice sau a sigiliilor electronice
    şi/sau al produsului, care dispun de confirmarea corespunderii cu cerinţele prevăzute de prezenta lege.
    """
    if facts.outside.official_verification:
        return asserted("party", "official-verification-supplied")
    return unknown("no-official-verification", "official-verification", common.SIS)


@provision(
    "md-124-2022/29/a",
    en="The certificate behind the signature or seal was, when it was applied, a qualified certificate under art. 25.",
    looks_at=("CERT", "TL", "TS"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def qualified_when_signing(facts: LawFacts) -> Ruling:
    """certificatul care stă la baza semnăturii electronice sau a sigiliului electronic a fost, la momentul semnării
    sau aplicării sigiliului, un certificat calificat pentru semnătura electronică sau pentru sigiliu electronic,
    în conformitate cu art.25
    """
    return all_of(
        facts,
        qualified_certificates.mention,
        qualified_certificates.signed_by_provider,
        certificates.qualified_over_interval,
    )


@provision(
    "md-124-2022/29/b",
    en="The qualified certificate was issued by a qualified provider and was valid when the signature or seal was applied.",
    looks_at=("TL", "REV", "TS"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def issued_and_valid(facts: LawFacts) -> Ruling:
    """certificatul calificat a fost emis de un prestator de servicii de încredere calificat şi a fost valabil în
    momentul aplicării semnăturii electronice sau a sigiliului electronic
    """
    return all_of(facts, certificates.issued_by_qualified, certificates.valid_when_signing)


@provision(
    "md-124-2022/29/c",
    en="The validation data correspond to the data furnished by the certificate's holder. (The model in Union law says: to the relying "
    "party; both readings ask for the same correspondence.)",
    looks_at=("SIG", "SCR"),
)
def validation_data(facts: LawFacts) -> Ruling:
    """datele de validare a semnăturilor electronice sau a sigiliilor electronice corespund datelor furnizate de
    titularul certificatului cheii publice
    """
    return signing.corresponds(facts)


@provision(
    "md-124-2022/29/d",
    en="The unique set of data that represents the signatory or creator of the seal in the certificate is correctly furnished.",
    looks_at=("CERT",),
)
def representing_data(facts: LawFacts) -> Ruling:
    """setul unic de date care reprezintă semnatarul sau creatorul sigiliului electronic în certificat este furnizat
    corect titularului certificatului cheii publice
    """
    return content.subject(facts)


@provision(
    "md-124-2022/29/e",
    en="The use of a pseudonym is clearly indicated, where one was used when signing.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN, NOT_APPLICABLE),
)
def pseudonym(facts: LawFacts) -> Ruling:
    """utilizarea pseudonimului este indicată clar titularului certificatului cheii publice – în cazul în care la
    momentul semnării s-a folosit un pseudonim
    """
    return content.pseudonym_marked(facts)


@provision(
    "md-124-2022/29/f",
    en="The signature or seal was created by a qualified creation device.",
    looks_at=("CERT", "TL", "EXT"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def by_qualified_device(facts: LawFacts) -> Ruling:
    """semnătura electronică sau sigiliul electronic a fost creat printr-un dispozitiv de creare a semnăturilor
    electronice sau a sigiliilor electronice calificate
    """
    return common.confirmed_device(facts)


@provision(
    "md-124-2022/29/g",
    en="The integrity of the data to which the signature or seal was applied has not been compromised.",
    looks_at=("SIG", "COV"),
)
def integrity(facts: LawFacts) -> Ruling:
    """integritatea datelor cărora le-a fost aplicată semnătura electronică sau sigiliul electronic nu a fost
    compromisă
    """
    return signing.intact(facts)


@provision(
    "md-124-2022/29/h",
    en="The requirements of art. 24 were met when signing. (Its limb on verification is judged in its own row: it can't have been met or "
    "missed when signing.)",
    looks_at=("SIG", "CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def article_24(facts: LawFacts) -> Ruling:
    """cerinţele prevăzute la art.24 erau întrunite la momentul semnării."""
    return all_of(
        facts,
        refers_to_holder,
        identifies,
        sole_control,
        changes_detectable,
        on_qualified_certificate,
        confirmed_device,
    )
