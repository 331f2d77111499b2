"""Articles 13, 15, 16 and 18: what a certificate must be, how long it lives, and who issued it."""

from datetime import MAXYEAR

from esigval.policy.conditions import content, signing, validity
from esigval.policy.conditions.standing import denied, undecided
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import common
from esigval.policy.md_124_2022.common import provision
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    Ruling,
    asserted,
    met,
    not_applicable,
    not_met,
    told,
    unknown,
)

USER_YEARS = 5
"""Art. 15(1): the longest validity of a user's certificate, in calendar years."""


@provision(
    "md-124-2022/13/1",
    en="When it creates the certificate the provider must verify that the public key is unique.",
    looks_at=("CERT",),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def key_unique(facts: LawFacts) -> Ruling:
    """La crearea certificatului cheii publice, prestatorul de servicii de încredere este obligat să verifice
    unicitatea cheii publice.
    """
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if certificate.key_shared:
        return not_met("key-shared", (), (certificate.id,))
    if certificate.issuer_verifies and certificate.anchored and not certificate.self_signed:
        return asserted("provider", "issuer-checked-key", (("issuer", certificate.issuer),), (certificate.id,))
    return unknown("issuer-not-established", "issuer", "party")


@provision("md-124-2022/13/2/a", en="The certificate contains its unique registration number.", looks_at=("CERT",))
def registration_number(facts: LawFacts) -> Ruling:
    """numărul unic de înregistrare a certificatului cheii publice"""
    return content.serial(facts)


@provision("md-124-2022/13/2/b", en="It identifies the provider that issued it.", looks_at=("CERT",))
def provider_identified(facts: LawFacts) -> Ruling:
    """datele de identificare ale prestatorului de servicii de încredere care a eliberat certificatul cheii publice"""
    return content.issuer(facts)


@provision(
    "md-124-2022/13/2/c",
    en="It identifies the holder, with other data by purpose, and tells how to reach the holder.",
    looks_at=("CERT",),
)
def holder_and_contact(facts: LawFacts) -> Ruling:
    """datele de identificare şi alte date ale titularului certificatului cheii publice, în funcţie de scopul pentru
    care se eliberează certificatul, precum şi informaţiile necesare pentru comunicarea cu acesta
    """
    identified = content.subject(facts)
    return content.contact(facts) if identified.holds else identified


@provision("md-124-2022/13/2/d", en="It contains the public key.", looks_at=("CERT",), can=(MET, UNKNOWN))
def contains_key(facts: LawFacts) -> Ruling:
    """cheia publică"""
    return content.public_key(facts)


@provision("md-124-2022/13/2/e", en="It states when its validity begins and ends.", looks_at=("CERT",))
def contains_validity(facts: LawFacts) -> Ruling:
    """data şi ora la care începe să curgă termenul de valabilitate a certificatului cheii publice şi data şi ora la
    care acest termen încetează
    """
    return content.validity(facts)


@provision("md-124-2022/13/2/f", en="It says which algorithm is used.", looks_at=("CERT",), can=(MET, UNKNOWN))
def contains_algorithm(facts: LawFacts) -> Ruling:
    """date despre algoritmul criptografic utilizat"""
    return content.public_key(facts)


@provision(
    "md-124-2022/13/2/g",
    en="It states restrictions of use and limits of value, where they apply.",
    looks_at=("CERT", "EXT"),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def contains_limits(facts: LawFacts) -> Ruling:
    """restricţiile privind utilizarea certificatului cheii publice şi/sau limitele valorii operaţiunilor în care
    acesta poate fi utilizat, dacă acestea se aplică
    """
    return content.restrictions(facts)


@provision(
    "md-124-2022/13/2/h",
    en="It contains other information that legislation asks for.",
    looks_at=("CFG",),
    can=(UNKNOWN,),
)
def contains_other(facts: LawFacts) -> Ruling:
    """alte informaţii prevăzute de legislaţie."""
    del facts
    return unknown("profile-not-at-hand", "certificate-profile", common.SIS)


@provision(
    "md-124-2022/13/3/a",
    en="A qualified certificate contains the mention that it was issued as one.",
    looks_at=("CERT", "TL"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def mention_13(facts: LawFacts) -> Ruling:
    """menţiunea despre faptul că certificatul este eliberat ca certificat calificat al cheii publice"""
    return content.mention_qualified(facts, MENTIONS)


MENTIONS = content.POLICIES_QCP | content.POLICIES_MD


@provision(
    "md-124-2022/13/3/b",
    en="A qualified certificate contains the verification data that correspond to creation data controlled by its holder. (The control "
    "itself is judged at 23(c).)",
    looks_at=("SIG", "CERT"),
)
def verification_data(facts: LawFacts) -> Ruling:
    """datele de verificare a semnăturii electronice sau a sigiliului electronic care corespund datelor de creare a
    semnăturii electronice sau a sigiliului electronic, controlate de titularul certificatului cheii publice, în
    cazul în care certificatul este eliberat pentru semnături electronice sau sigilii electronice.
    """
    return signing.corresponds(facts)


@provision(
    "md-124-2022/13/4",
    en="For qualified services the structure of the certificate is set by the supervisory body.",
    looks_at=("CFG",),
    can=(UNKNOWN,),
)
def structure(facts: LawFacts) -> Ruling:
    """În cazul serviciilor de încredere necalificate, structura certificatului cheii publice se stabileşte de către
    prestatorul de servicii de încredere, în conformitate cu prevederile prezentei legi. În cazul serviciilor de
    încredere calificate, structura certificatului cheii publice se stabileşte de către organul de supraveghere şi
    control, în conformitate cu prevederile prezentei legi.
    """
    del facts
    return unknown("profile-not-at-hand", "certificate-profile", common.SIS)


@provision(
    "md-124-2022/13/5",
    en="The provider applies to the certificate a signature or seal that corresponds to the kind of certificate.",
    looks_at=("CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def provider_signed(facts: LawFacts) -> Ruling:
    """Certificatului cheii publice i se aplică semnătura electronică sau sigiliul electronic al prestatorului de
    servicii de încredere corespunzătoare tipului certificatului solicitat.
    """
    return content.issuer_signature(facts, common.provider_at_issuance(facts).holds)


@provision(
    "md-124-2022/13/9",
    en="The provider enters the certificate in its register not later than its validity begins.",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN),
)
def in_register(facts: LawFacts) -> Ruling:
    """Prestatorul de servicii de încredere introduce certificatul cheii publice în registrul certificatelor cheilor
    publice nu mai târziu de data şi ora la care începe să curgă termenul de valabilitate a certificatului.
    """
    if facts.outside.register_entry:
        return asserted("party", "register-extract-supplied")
    return unknown("register-not-at-hand", "register-extract", "provider")


@provision(
    "md-124-2022/15/1",
    en="Certificates live at most 20 years (top level), 10 years (second level), 5 years (users). The law states no nullity for more.",
    looks_at=("CERT",),
)
def term(facts: LawFacts) -> Ruling:
    """Termenul de valabilitate a certificatului cheii publice al prestatorului de servicii de încredere de nivel
    superior este de 20 de ani, iar termenul de valabilitate a certificatului cheii publice al prestatorului de
    servicii de încredere de nivelul II – 10 ani. Termenul de valabilitate a certificatului cheii publice al
    utilizatorului se stabileşte de către prestatorul de servicii de încredere, dar nu poate fi mai mare de 5 ani,
    în funcţie de capacităţile mijloacelor tehnice de creare a semnăturii electronice.
    """
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    begin, end = certificate.not_before, certificate.not_after
    last_day = 28 if (begin.month, begin.day) == (2, 29) else begin.day
    limit = begin.replace(year=min(begin.year + USER_YEARS, MAXYEAR), day=last_day)
    pairs = (("not_before", told(begin)), ("not_after", told(end)))
    if end > limit:
        return not_met("longer-than-five-years", pairs, (certificate.id,))
    return met("at-most-five-years", pairs, (certificate.id,))


@provision(
    "md-124-2022/16/1",
    en="The provider suspends a certificate at its holder's request.",
    looks_at=("REV",),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def not_suspended(facts: LawFacts) -> Ruling:
    """Prestatorul de servicii de încredere suspendă valabilitatea certificatului cheii publice la cererea
    titularului certificatului cheii publice.
    """
    return validity.not_revoked(facts)


@provision(
    "md-124-2022/16/3",
    en="Information that calls for revocation must be entered in the register within three working hours.",
    looks_at=("REV", "EXT"),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def entered_in_time(facts: LawFacts) -> Ruling:
    """În cazul în care prestatorul de servicii de încredere primeşte informaţii care impun revocarea certificatului
    cheii publice, acesta este obligat, în termen de 3 ore de lucru, să introducă menţiunile respective în
    registrul certificatelor cheilor publice.
    """
    if facts.revocation is None or facts.revocation.revoked_at is None:
        return not_applicable("no-revocation")
    return unknown("request-time-unknown", "provider-log", "provider")


@provision(
    "md-124-2022/2/prestator-calificat",
    en="Qualified trust service provider: it holds that status, granted by the supervisory body. (Judged for the moment at which the "
    "certificate was issued.)",
    looks_at=("TL",),
)
def issued_by_qualified(facts: LawFacts) -> Ruling:
    """prestator de servicii de încredere calificat – prestator de servicii de încredere care prestează unul sau mai
    multe servicii de încredere calificate şi care deţine statut de prestator de servicii de încredere calificat,
    acordat de către organul de supraveghere şi control
    """
    return common.provider_at_issuance(facts)


@provision(
    "md-124-2022/8/9",
    en="Qualified providers must keep to the conditions of their accreditation as long as it lasts. (Judged for the whole interval of "
    "signing, by the status that lists show.)",
    looks_at=("TL", "TS"),
)
def qualified_over_interval(facts: LawFacts) -> Ruling:
    """Prestatorii de servicii de încredere calificaţi sunt obligaţi, pe parcursul întregului termen de acreditare,
    să asigure respectarea cerinţelor în conformitate cu care au fost acreditaţi. În cazul apariţiei
    circumstanţelor care fac imposibilă asigurarea respectării cerinţelor respective, prestatorul de servicii de
    încredere calificat notifică organul de supraveghere şi control despre aceasta în decurs de 24 de ore.
    """
    if common.provider_at_issuance(facts).holds and denied(facts):
        return not_met("lists-deny-qualification")
    if undecided(facts):
        return unknown("lists-undecided", "trusted-list", "list-operator")
    return common.provider_when_signing(facts)


@provision(
    "md-124-2022/18/2",
    en="The register of certificates contains: valid ones, revoked and suspended ones. (Judged: valid, neither revoked nor suspended, over "
    "the whole interval of signing.)",
    looks_at=("REV", "TS"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def valid_when_signing(facts: LawFacts) -> Ruling:
    """Registrul certificatelor cheilor publice conţine:"""
    return validity.valid_when_signing(facts)
