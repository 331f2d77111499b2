"""Articles 16 and 18: qualified certificates."""

from esigval.policy.conditions import content, signing
from esigval.policy.facts import LawFacts
from esigval.policy.ro_455_2001 import common
from esigval.policy.ro_455_2001.common import provision
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    Ruling,
    asserted,
    not_applicable,
    unknown,
)


@provision(
    "ro-455-2001/16/3",
    en="The identity behind a pseudonym may be disclosed by the provider only with consent or to a public authority.",
    looks_at=("CERT",),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def behind_pseudonym(facts: LawFacts) -> Ruling:
    """Atunci cand se utilizeaza un pseudonim, identitatea reala a titularului nu poate fi divulgata de catre
    furnizorul de servicii de certificare decat cu consimtamantul titularului sau in cazurile prevazute la art. 15
    alin. (3).
    """
    if facts.certificate is not None and facts.certificate.pseudonym:
        return unknown("pseudonym", "identity-behind-pseudonym", "provider")
    return not_applicable("no-pseudonym")


@provision(
    "ro-455-2001/18/1/a",
    en="A qualified certificate says that it was issued as one. (Trusted lists may deny what it says.)",
    looks_at=("CERT", "TL"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def mention(facts: LawFacts) -> Ruling:
    """indicarea faptului ca certificatul a fost eliberat cu titlu de certificat calificat"""
    own = content.mention_qualified(facts)
    return (common.refused(facts) or own) if own.holds else own


@provision(
    "ro-455-2001/18/1/b",
    en="It identifies the provider and its citizenship or nationality. (The country in the issuer's name stands for it.)",
    looks_at=("CERT",),
)
def provider(facts: LawFacts) -> Ruling:
    """datele de identificare a furnizorului de servicii de certificare, precum si cetatenia acestuia, in cazul
    persoanelor fizice, respectiv nationalitatea acestuia, in cazul persoanelor juridice
    """
    return content.issuer_state(facts)


@provision(
    "ro-455-2001/18/1/c",
    en="It has the signatory's name, or the pseudonym marked as such, and relevant attributes.",
    looks_at=("CERT",),
)
def name(facts: LawFacts) -> Ruling:
    """numele semnatarului sau pseudonimul acestuia, identificat ca atare, precum si alte atribute specifice ale
    semnatarului, daca sunt relevante, in functie de scopul pentru care este eliberat certificatul calificat
    """
    return content.name_or_pseudonym(facts)


@provision("ro-455-2001/18/1/d", en="It has the signatory's personal identification code.", looks_at=("CERT",))
def personal_code(facts: LawFacts) -> Ruling:
    """codul personal de identificare a semnatarului"""
    return content.personal_code(facts)


@provision(
    "ro-455-2001/18/1/e",
    en="It has the verification data that correspond to creation data under the signatory's sole control. (Control: see 4/4/c.)",
    looks_at=("SIG", "CERT"),
)
def verification_data(facts: LawFacts) -> Ruling:
    """datele de verificare a semnaturii, care corespund datelor de creare a semnaturii aflate sub controlul exclusiv
    al semnatarului
    """
    return signing.corresponds(facts)


@provision("ro-455-2001/18/1/f", en="It states when its validity begins and ends.", looks_at=("CERT",))
def validity(facts: LawFacts) -> Ruling:
    """indicarea inceputului si sfarsitului perioadei de valabilitate a certificatului calificat"""
    return content.validity(facts)


@provision("ro-455-2001/18/1/g", en="It has its identification code.", looks_at=("CERT",))
def number(facts: LawFacts) -> Ruling:
    """codul de identificare a certificatului calificat"""
    return content.serial(facts)


@provision(
    "ro-455-2001/18/1/h",
    en="It carries the extended signature of the provider that issues it.",
    looks_at=("CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def provider_signature(facts: LawFacts) -> Ruling:
    """semnatura electronica extinsa a furnizorului de servicii de certificare care elibereaza certificatul calificat"""
    return content.issuer_signature(facts, common.listed(facts).holds)


@provision(
    "ro-455-2001/18/1/i",
    en="It states limits of its use or of the value of operations, where there are any.",
    looks_at=("CERT", "EXT"),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def limits(facts: LawFacts) -> Ruling:
    """daca este cazul, limitele utilizarii certificatului calificat sau limitele valorice ale operatiunilor pentru
    care acesta poate fi utilizat
    """
    return content.restrictions(facts)


@provision(
    "ro-455-2001/18/1/j",
    en="It has any other information set by the supervisory authority.",
    looks_at=("CFG",),
    can=(UNKNOWN,),
)
def other(facts: LawFacts) -> Ruling:
    """orice alte informatii stabilite de autoritatea de reglementare si supraveghere specializata in domeniu."""
    del facts
    return unknown("profile-not-at-hand", "certificate-profile", common.AUTHORITY)


PARTICULARS = (mention, provider, name, personal_code, verification_data, validity, number, provider_signature)


"""Of art. 18(1), the particulars that every qualified certificate must have and that this text alone defines."""


@provision(
    "ro-455-2001/18/2",
    en="The provider gives each signatory a personal code that identifies uniquely.",
    looks_at=("CERT",),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def unique_code(facts: LawFacts) -> Ruling:
    """Fiecarui semnatar i se va atribui de catre furnizorul de servicii de certificare un cod personal care sa
    asigure identificarea unica a semnatarului.
    """
    present = content.personal_code(facts)
    if not present.holds:
        return present
    certificate = facts.certificate
    if certificate is None or not (certificate.issuer_verifies and certificate.anchored):
        return unknown("issuer-not-established", "issuer", "party")  # whose word it is, isn't known
    return asserted("provider", "code-assigned", present.facts, present.evidence)


@provision(
    "ro-455-2001/18/3",
    en="Codes are generated by rules that the supervisory authority sets.",
    looks_at=("CFG",),
    can=(UNKNOWN,),
)
def code_rules(facts: LawFacts) -> Ruling:
    """Generarea codului personal de identificare si a codului de identificare a certificatului calificat se va face
    pe baza reglementarilor stabilite de autoritatea de reglementare si supraveghere specializata in domeniu.
    """
    del facts
    return unknown("profile-not-at-hand", "certificate-profile", common.AUTHORITY)


@provision(
    "ro-455-2001/18/5",
    en="It says expressly that a pseudonym is used, where one is.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN, NOT_APPLICABLE),
)
def pseudonym(facts: LawFacts) -> Ruling:
    """Certificatul calificat va indica in mod expres faptul ca este utilizat un pseudonim, atunci cand titularul se
    identifica printr-un pseudonim.
    """
    return content.pseudonym_marked(facts)
