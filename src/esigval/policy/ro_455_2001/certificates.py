"""Articles 16, 18, 20, 21, 36–37, 40 and 42: qualified certificates, their providers, foreign ones, limits."""

from esigval.policy.conditions import content, signing
from esigval.policy.facts import LawFacts
from esigval.policy.memo import remembered
from esigval.policy.ro_455_2001 import common
from esigval.policy.ro_455_2001.common import provision
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOTE,
    PRESUMED,
    UNKNOWN,
    Ruling,
    asserted,
    met,
    not_applicable,
    note,
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
    en="A qualified certificate says that it was issued as one.",
    looks_at=("CERT", "TL"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def mention(facts: LawFacts) -> Ruling:
    """indicarea faptului ca certificatul a fost eliberat cu titlu de certificat calificat"""
    return content.mention_qualified(facts)


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


@remembered
def _condition(facts: LawFacts) -> Ruling:
    found = common.by_accreditation(facts, "ro-455-2001/10/2", met("basis"))
    if found is not None:
        return found
    if facts.outside.provider_conditions:
        return asserted("party", "act-supplied", (("act", "provider-conditions"),))
    return unknown("provider-conditions-not-shown", "provider-conditions", "provider")


CONDITION = (PRESUMED, ASSERTED, UNKNOWN)


@provision(
    "ro-455-2001/20/a",
    en="It has financial, material, technical and human means that guarantee security, reliability and continuity,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def resources(facts: LawFacts) -> Ruling:
    """sa dispuna de mijloace financiare si de resurse materiale, tehnice si umane corespunzatoare pentru garantarea
    securitatii, fiabilitatii si continuitatii serviciilor de certificare oferite
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/b",
    en="assures quick and safe registration, suspension and revocation,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def registration(facts: LawFacts) -> Ruling:
    """sa asigure operarea rapida si sigura a inregistrarii informatiilor prevazute la art. 17, in special operarea
    rapida si sigura a unui serviciu de suspendare si revocare a certificatelor calificate
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/c",
    en="assures that the exact date and time of issuance, suspension or revocation can be determined,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def exact_time(facts: LawFacts) -> Ruling:
    """sa asigure posibilitatea de a se determina cu precizie data si ora exacta a eliberarii, a suspendarii sau a
    revocarii unui certificat calificat
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/d",
    en="verifies identity and attributes of the person to whom the certificate is issued,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def identity(facts: LawFacts) -> Ruling:
    """sa verifice, cu mijloace corespunzatoare si conforme dispozitiilor legale, identitatea si, daca este cazul,
    atributele specifice ale persoanei careia ii este eliberat certificatul calificat
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/e",
    en="employs qualified personnel and applies recognised procedures,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def personnel(facts: LawFacts) -> Ruling:
    """sa foloseasca personal cu cunostinte de specialitate, experienta si calificare, necesare pentru furnizarea
    serviciilor respective, si, in special, competenta in domeniul gestiunii, cunostinte de specialitate in
    domeniul tehnologiei semnaturii electronice si o practica suficienta in ceea ce priveste procedurile de
    securitate corespunzatoare; de asemenea, sa aplice procedurile administrative si de gestiune adecvate si care
    corespund standardelor recunoscute
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/f",
    en="uses highly reliable products protected against modification,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def products(facts: LawFacts) -> Ruling:
    """sa utilizeze produse asociate semnaturii electronice, cu un inalt grad de fiabilitate, care sunt protejate
    impotriva modificarilor si care asigura securitatea tehnica si criptografica a desfasurarii activitatilor de
    certificare a semnaturii electronice
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/g",
    en="takes measures against forged certificates and keeps creation data confidential while generating them,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def against_forgery(facts: LawFacts) -> Ruling:
    """sa adopte masuri impotriva falsificarii certificatelor si sa garanteze confidentialitatea in cursul procesului
    de generare a datelor de creare a semnaturilor, in cazul in care furnizorii de servicii de certificare
    genereaza astfel de date
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/h",
    en="keeps all information on a qualified certificate for at least ten years,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def records(facts: LawFacts) -> Ruling:
    """sa pastreze toate informatiile cu privire la un certificat calificat pentru o perioada de minimum 10 ani de la
    data incetarii valabilitatii certificatului, in special pentru a putea face dovada certificarii in cadrul unui
    eventual litigiu
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/i",
    en="doesn't store, reproduce or disclose creation data unless the signatory asks for it,",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def no_key_storage(facts: LawFacts) -> Ruling:
    """sa nu stocheze, sa nu reproduca si sa nu dezvaluie tertilor datele de creare a semnaturii, cu exceptia cazului
    in care semnatarul solicita aceasta
    """
    return _condition(facts)


@provision("ro-455-2001/20/j", en="stores certificates in reliable systems,", looks_at=("TL", "EXT"), can=CONDITION)
def storage(facts: LawFacts) -> Ruling:
    """sa utilizeze sisteme fiabile pentru stocarea certificatelor calificate, astfel incat: numai persoanele
    autorizate sa poata introduce si modifica informatiile din certificate; exactitatea informatiei sa poata fi
    verificata; certificatele sa poata fi consultate de terti doar in cazul in care exista acordul titularului
    acestora; orice modificare tehnica, care ar putea pune in pericol aceste conditii de securitate, sa poata fi
    identificata de persoanele autorizate
    """
    return _condition(facts)


@provision(
    "ro-455-2001/20/k",
    en="and meets any other conditions set by the supervisory authority.",
    looks_at=("TL", "EXT"),
    can=CONDITION,
)
def other_conditions(facts: LawFacts) -> Ruling:
    """orice alte conditii stabilite de autoritatea de reglementare si supraveghere specializata in domeniu."""
    return _condition(facts)


@provision(
    "ro-455-2001/21",
    en="Providers of qualified certification must use only secure creation devices.",
    can=(NOTE,),
)
def secure_devices_only(facts: LawFacts) -> Ruling:
    """Furnizorii de servicii de certificare calificata sunt obligati sa foloseasca numai dispozitive securizate de
    creare a semnaturii electronice.
    """
    del facts
    return note("duty-is-no-proof")


@provision(
    "ro-455-2001/37/2",
    en="Accredited providers must have this mentioned in the Register.",
    looks_at=("TL", "EXT"),
    can=(MET, UNKNOWN),
)
def register_mention(facts: LawFacts) -> Ruling:
    """Furnizorii de servicii de certificare acreditati in conditiile prezentei legi sunt obligati sa solicite
    efectuarea unei mentiuni in acest sens in Registru.
    """
    return common.accreditation(facts)


@provision(
    "ro-455-2001/40/a",
    en="A foreign qualified certificate is equivalent if its provider was accredited under this law,",
    looks_at=("TL",),
    can=(MET, UNKNOWN, NOT_APPLICABLE),
)
def foreign_accredited(facts: LawFacts) -> Ruling:
    """furnizorul de servicii de certificare cu domiciliul sau sediul in alt stat a fost acreditat in cadrul
    regimului de acreditare, in conditiile prevazute de prezenta lege
    """
    return _foreign(facts) or common.accreditation(facts)


@provision(
    "ro-455-2001/40/b",
    en="or if an accredited provider in Romania guarantees it,",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def guaranteed(facts: LawFacts) -> Ruling:
    """un furnizor de servicii de certificare acreditat, cu domiciliul sau cu sediul in Romania, garanteaza
    certificatul
    """
    return _foreign(facts) or _act(facts.outside.provider_guarantee, "guarantee")


@provision(
    "ro-455-2001/40/c",
    en="or if an agreement between Romania and other states or organisations recognises it, on reciprocity.",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def agreement(facts: LawFacts) -> Ruling:
    """certificatul sau furnizorul de servicii de certificare care l-a eliberat este recunoscut prin aplicarea unui
    acord bilateral sau multilateral intre Romania si alte state sau organizatii internationale, pe baza de
    reciprocitate.
    """
    return _foreign(facts) or _act(facts.outside.international_agreement, "agreement")


def _foreign(facts: LawFacts) -> Ruling | None:
    return not_applicable("issuer-is-domestic") if common.domestic(facts) else None


def _act(supplied: bool | None, what: str) -> Ruling:
    if supplied:
        return asserted("party", "act-supplied", (("act", what),))
    return unknown("act-not-at-hand", what, "party")


@provision(
    "ro-455-2001/42/1",
    en="The provider may state limits of use or value in the certificate, if third parties can know them.",
    looks_at=("CERT", "EXT"),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def stated_limits(facts: LawFacts) -> Ruling:
    """Furnizorul de servicii de certificare poate sa indice in cuprinsul unui certificat calificat restrictii ale
    utilizarii acestuia, precum si limite ale valorii operatiunilor pentru care acesta poate fi utilizat, cu
    conditia ca respectivele restrictii sa poata fi cunoscute de terti.
    """
    return content.restrictions(facts)


@provision(
    "ro-455-2001/42/2",
    en="It isn't liable for use beyond the limits. (The law doesn't say that the signature is void.)",
    can=(NOTE,),
)
def liability(facts: LawFacts) -> Ruling:
    """Furnizorul de servicii de certificare nu va fi raspunzator pentru prejudiciile rezultand din utilizarea unui
    certificat calificat cu incalcarea restrictiilor prevazute in cuprinsul acestuia.
    """
    del facts
    return note("rule")
