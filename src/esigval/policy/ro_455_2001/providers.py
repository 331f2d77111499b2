"""Articles 10, 20, 21, 37, 40 and 42: providers and what is presumed of them, foreign certificates, limits."""

from esigval.policy.conditions import content
from esigval.policy.facts import LawFacts
from esigval.policy.memo import remembered
from esigval.policy.ro_455_2001 import common
from esigval.policy.ro_455_2001.common import provision
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
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


@remembered
def _condition(facts: LawFacts) -> Ruling:
    """Art. 20: of an accredited provider it is presumed that it meets each of its letters; else the party may have an act."""
    found = common.by_accreditation(facts, "ro-455-2001/10/2", met("basis"))
    if found is not None:
        return found
    if facts.outside.provider_conditions:
        return asserted("party", "act-supplied", (("act", "provider-conditions"),))
    return unknown("provider-conditions-not-shown", "provider-conditions", "provider")


CONDITION = (PRESUMED, ASSERTED, UNKNOWN)


@provision(
    "ro-455-2001/10/1",
    en="Who invokes a qualified certificate before the court must prove that its provider meets art. 20.",
    looks_at=("TL", "EXT"),
    can=(PRESUMED, ASSERTED, UNKNOWN),
    burden="invoker",
)
def provider_conditions(facts: LawFacts) -> Ruling:
    """Partea care invoca inaintea instantei un certificat calificat trebuie sa probeze ca furnizorul de servicii de
    certificare care a eliberat respectivul certificat indeplineste conditiile prevazute la art. 20.
    """
    return _condition(facts)


@provision(
    "ro-455-2001/10/2",
    en="An accredited provider is presumed to meet art. 20.",
    looks_at=("TL",),
    can=(PRESUMED, UNKNOWN),
    presumption="accredited-10-2",
    burden="opponent",
)
def presumption_provider(facts: LawFacts) -> Ruling:
    """Furnizorul de servicii de certificare acreditat este prezumat a indeplini conditiile prevazute la art. 20."""
    return common.by_accreditation(facts, "ro-455-2001/10/2", met("basis")) or common.accreditation(facts)


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
