"""Articles 2, 3 and 8: the notions a class is made of, recognition of foreign certificates, accreditation."""

from esigval.policy.conditions import content, holder, signing, standing
from esigval.policy.engine import all_of
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import certificates, common, qualified_certificates, signatures, stamps
from esigval.policy.md_124_2022.common import of_seals, of_signatures, provision
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOTE,
    UNKNOWN,
    Ruling,
    asserted,
    note,
    unknown,
)

CLASS = (ASSERTED, NOT_MET, UNKNOWN)


@provision(
    "md-124-2022/2/certificatul-cheii-publice",
    en="Certificate of a public key: an electronic document with the key, signed or sealed by the provider, that identifies the holder.",
    looks_at=("CERT", "CHAIN"),
)
def certificate_of_key(facts: LawFacts) -> Ruling:
    """certificatul cheii publice – document electronic care conţine cheia publică, căruia i-a fost aplicată
    semnătura electronică sau sigiliul electronic al prestatorului serviciilor de încredere, care permite
    identificarea titularului certificatului cheii publice şi care atestă apartenenţa cheii respective acestui
    titular
    """
    return content.certified(facts)


@provision(
    "md-124-2022/2/certificat-calificat",
    en="Qualified certificate of a public key: meets art. 13 and is issued by a provider that meets art. 8.",
    looks_at=("CERT", "CHAIN", "TL"),
    can=CLASS,
)
def qualified_certificate(facts: LawFacts) -> Ruling:
    """certificat calificat al cheii publice – certificat al cheii publice care întruneşte cerinţele prevăzute la
    art.13 şi care este eliberat de un prestator de servicii de încredere ce întruneşte cerinţele prevăzute la
    art.8
    """
    return all_of(
        facts,
        certificates.key_unique,
        certificates.registration_number,
        certificates.provider_identified,
        qualified_certificates.holder_identified,
        certificates.contains_key,
        certificates.contains_validity,
        certificates.mention_13,
        certificates.verification_data,
        certificates.provider_signed,
        certificates.issued_by_qualified,
    )


@of_signatures(
    "md-124-2022/2/certificat-calificat-semnatura",
    en="Qualified certificate for electronic signature: for a natural person, issued by a qualified provider, meeting art. 25.",
    looks_at=("CERT", "TL"),
    can=CLASS,
)
def certificate_for_signature(facts: LawFacts) -> Ruling:
    """certificat calificat pentru semnătură electronică – certificat pentru semnătură electronică emis de un
    prestator de servicii de încredere calificat şi care întruneşte cerinţele prevăzute la art.25
    """
    return all_of(facts, signatory, signatures.on_qualified_certificate)


@of_seals(
    "md-124-2022/2/certificat-calificat-sigiliu",
    en="Qualified certificate for electronic seal: for a legal person, issued by a qualified provider, meeting art. 25.",
    looks_at=("CERT", "TL"),
    can=CLASS,
)
def certificate_for_seal(facts: LawFacts) -> Ruling:
    """certificat calificat pentru sigiliu electronic – certificat pentru sigiliu electronic emis de un prestator de
    servicii de încredere calificat şi care întruneşte cerinţele prevăzute la art.25
    """
    return all_of(facts, seal_creator, signatures.on_qualified_certificate)


@provision(
    "md-124-2022/2/creatorul-sigiliului",
    en="Creator of an electronic seal: a legal person who creates the seal.",
    looks_at=("CERT",),
)
def seal_creator(facts: LawFacts) -> Ruling:
    """creatorul sigiliului electronic – persoană juridică care creează sigiliul electronic"""
    return holder.is_seal_creator(facts)


@provision(
    "md-124-2022/2/dispozitiv-calificat",
    en="Qualified creation device: meets art. 27.",
    looks_at=("CERT", "TL", "EXT"),
    can=CLASS,
)
def qualified_device(facts: LawFacts) -> Ruling:
    """dispozitiv de creare a semnăturilor electronice sau sigiliilor electronice calificate – dispozitiv de creare a
    semnăturilor electronice sau a sigiliilor electronice care întruneşte cerinţele prevăzute la art.27
    """
    return common.confirmed_device(facts)


@provision(
    "md-124-2022/2/document-electronic",
    en="Electronic document: content in electronic form to which a signature or seal was applied.",
    looks_at=("SIG", "COV"),
    can=(MET, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def electronic_document(facts: LawFacts) -> Ruling:
    """document electronic – conţinut în formă electronică, în special sub formă de text ori de înregistrare sonoră,
    vizuală sau audiovizuală, căruia i-a fost aplicată semnătura electronică sau sigiliul electronic
    """
    return signing.unwraps(facts)


@provision(
    "md-124-2022/2/marca-temporala-calificata",
    en="Qualified electronic time-stamp: meets art. 31.",
    looks_at=("TS", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def qualified_stamp(facts: LawFacts) -> Ruling:
    """marcă temporală electronică calificată – marcă temporală electronică care întruneşte cerinţele prevăzute la
    art.31
    """
    return stamps.qualified(facts)


@provision(
    "md-124-2022/2/semnatura-electronica",
    en="Electronic signature: data attached to or logically associated with other data and used as a method of authentication.",
    looks_at=("SIG",),
)
def electronic_signature(facts: LawFacts) -> Ruling:
    """semnătură electronică – date în formă electronică care sunt ataşate la alte date în formă electronică sau sunt
    logic asociate cu alte date în formă electronică şi care sunt utilizate ca metodă de autentificare
    """
    return signing.exists(facts)


@of_signatures(
    "md-124-2022/2/semnatura-avansata",
    en="Advanced electronic signature: meets art. 23.",
    looks_at=("SIG", "CERT"),
    can=CLASS,
)
def advanced_signature(facts: LawFacts) -> Ruling:
    """semnătură electronică avansată – semnătură electronică care întruneşte cerinţele stabilite la art.23"""
    return all_of(facts, signatory, *ADVANCED)


ADVANCED = (
    signatures.refers_to_holder,
    signatures.identifies,
    signatures.sole_control,
    signatures.changes_detectable,
)


@of_signatures(
    "md-124-2022/2/semnatura-calificata",
    en="Qualified electronic signature: advanced, created by a qualified device, based on a qualified certificate for signatures.",
    looks_at=("SIG", "CERT", "TL"),
    can=CLASS,
)
def qualified_signature(facts: LawFacts) -> Ruling:
    """semnătură electronică calificată – semnătură electronică avansată care este creată prin intermediul unui
    dispozitiv de creare a semnăturilor electronice calificate şi care se bazează pe un certificat calificat
    pentru semnături electronice
    """
    return all_of(facts, signatory, *QUALIFIED)


QUALIFIED = (
    *ADVANCED,
    signatures.on_qualified_certificate,
    signatures.confirmed_device,
    signatures.qualified_when_signing,
    signatures.issued_and_valid,
)


@provision(
    "md-124-2022/2/semnatar",
    en="Signatory: a natural person who creates an electronic signature.",
    looks_at=("CERT",),
)
def signatory(facts: LawFacts) -> Ruling:
    """semnatar – persoană fizică care creează o semnătură electronică"""
    return holder.is_signatory(facts)


@of_seals(
    "md-124-2022/2/sigiliu-electronic",
    en="Electronic seal: data attached to or logically associated with other data to ensure their origin and integrity.",
    looks_at=("SIG", "CERT"),
)
def electronic_seal(facts: LawFacts) -> Ruling:
    """sigiliu electronic – date în formă electronică ataşate la alte date în formă electronică sau asociate logic cu
    alte date în formă electronică pentru asigurarea originii şi integrităţii acestora din urmă
    """
    return signing.exists(facts)


@of_seals(
    "md-124-2022/2/sigiliu-avansat",
    en="Advanced electronic seal: meets art. 23.",
    looks_at=("SIG", "CERT"),
    can=CLASS,
)
def advanced_seal(facts: LawFacts) -> Ruling:
    """sigiliu electronic avansat – sigiliu electronic care întruneşte cerinţele prevăzute la art.23"""
    return all_of(facts, seal_creator, *ADVANCED)


@of_seals(
    "md-124-2022/2/sigiliu-calificat",
    en="Qualified electronic seal: advanced, created by a qualified device, based on a qualified certificate for seals.",
    looks_at=("SIG", "CERT", "TL"),
    can=CLASS,
)
def qualified_seal(facts: LawFacts) -> Ruling:
    """sigiliu electronic calificat – sigiliu electronic avansat care este creat prin intermediul dispozitivului de
    creare a sigiliilor electronice calificate şi care se bazează pe un certificat calificat al sigiliilor
    electronice
    """
    return all_of(facts, seal_creator, *QUALIFIED)


@provision(
    "md-124-2022/2/titularul-certificatului",
    en="Holder of the certificate: a natural or legal person, or a natural person who represents a legal person.",
    looks_at=("CERT", "EXT"),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def certificate_holder(facts: LawFacts) -> Ruling:
    """titularul certificatului cheii publice – persoană fizică sau juridică ori persoană fizică ce reprezintă
    persoana juridică, care utilizează serviciile de încredere
    """
    return holder.representation(facts)


@provision(
    "md-124-2022/3/1",
    en="Recognition of certificates across borders is governed by treaties; a treaty's other rule prevails.",
    looks_at=("EXT", "CFG"),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def treaties(facts: LawFacts) -> Ruling:
    """Recunoaşterea certificatelor cheilor publice peste hotarele Republicii Moldova este reglementată de tratatele
    internaţionale la care Republica Moldova este parte. În cazul în care tratatele internaţionale la care
    Republica Moldova este parte stabilesc alte norme decât cele prevăzute de prezenta lege, se aplică normele
    tratatelor internaţionale.
    """
    return common.foreign_only(facts) or _act(facts.outside.international_agreement, "treaty")


@provision(
    "md-124-2022/3/2/a",
    en="A foreign certificate is equivalent if its provider was accredited under this law,",
    looks_at=("TL",),
    can=(MET, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def foreign_accredited(facts: LawFacts) -> Ruling:
    """prestatorul de servicii de încredere cu domiciliul sau cu sediul în alt stat a fost acreditat în cadrul
    regimului de acreditare în conformitate cu prevederile prezentei legi
    """
    return common.foreign_only(facts) or common.domestic_at_issuance(facts)


@provision(
    "md-124-2022/3/2/b",
    en="or if a qualified provider in Moldova guarantees its recognition,",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def guaranteed(facts: LawFacts) -> Ruling:
    """un prestator de servicii de încredere calificat cu domiciliul sau cu sediul în Republica Moldova garantează
    recunoaşterea certificatului respectiv
    """
    return common.foreign_only(facts) or _act(facts.outside.provider_guarantee, "guarantee")


@provision(
    "md-124-2022/3/2/c",
    en="or if an agreement between Moldova and other states or organisations recognises it, on reciprocity.",
    looks_at=("EXT", "CFG"),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def agreement(facts: LawFacts) -> Ruling:
    """certificatul cheii publice sau prestatorul de servicii de încredere care l-a eliberat este recunoscut prin
    aplicarea unui acord bilateral sau multilateral între Republica Moldova şi alte state sau organizaţii
    internaţionale, pe bază de reciprocitate.
    """
    return common.foreign_only(facts) or _act(facts.outside.international_agreement, "agreement")


def _act(supplied: bool | None, what: str) -> Ruling:
    if supplied:
        return asserted("party", "act-supplied", (("act", what),))
    return unknown("act-not-at-hand", what, "party")


@provision(
    "md-124-2022/3/3",
    en="Trust services and documents recognised under (2) aren't without legal force merely because the certificate is foreign.",
    can=(NOTE,),
)
def no_denial_of_foreign(facts: LawFacts) -> Ruling:
    """Serviciile de încredere şi documentul electronic nu pot fi considerate lipsite de putere juridică doar în baza
    faptului că certificatul cheii publice a fost eliberat în corespundere cu normele altui stat, dacă acesta a
    fost recunoscut în condiţiile indicate la alin.(2).
    """
    del facts
    return note("rule")


@provision(
    "md-124-2022/3/4",
    en="By derogation from (1) and (2), a qualified certificate issued by a provider of a member state of the European Union is "
    "recognised as equivalent. (It says so of certificates; devices and the rest are judged apart.)",
    looks_at=("TL", "CERT"),
    can=(MET, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def union_certificate(facts: LawFacts) -> Ruling:
    """Prin derogare de la prevederile alin.(1) şi (2), certificatul calificat al cheii publice eliberat de un
    prestator de servicii de încredere dintr-un stat membru al Uniunii Europene este recunoscut ca fiind
    echivalent, din punctul de vedere al efectelor juridice, cu certificatul cheii publice eliberat de un
    prestator de servicii de încredere cu domiciliul sau cu sediul în Republica Moldova.
    """
    return common.foreign_only(facts) or common.union_provider(facts)


@provision(
    "md-124-2022/3/5",
    en="The Government sets how a qualified certificate of a member state's provider is recognised.",
    looks_at=("EXT",),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def recognition_procedure(facts: LawFacts) -> Ruling:
    """Modul de recunoaştere a unui certificat calificat al cheii publice eliberat de un prestator de servicii de
    încredere dintr-un stat membru al Uniunii Europene este stabilit de Guvern.
    """
    return common.foreign_only(facts) or unknown("procedure-not-run", "official-verification", "government")


@provision(
    "md-124-2022/3/6",
    en="The device that verifies a signature in the sense of (4) must have a confirmation by the supervisory body. esigval has none.",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN),
)
def confirmed_verifier(facts: LawFacts) -> Ruling:
    """Dispozitivul de verificare a semnăturilor electronice sau a sigiliilor electronice, utilizat pentru
    verificarea semnăturii electronice sau a sigiliului electronic în sensul alin.(4), trebuie să dispună de
    confirmarea corespunderii cu cerinţele prevăzute de prezenta lege, eliberată de către organul de supraveghere
    şi control.
    """
    return signatures.confirmed_verification(facts)


@provision(
    "md-124-2022/8/5",
    en="A provider counts as qualified from the day on which the certificate of accreditation is issued. (The list is declaratory.)",
    looks_at=("TL", "EXT"),
)
def accredited_from(facts: LawFacts) -> Ruling:
    """Prestatorul de servicii de încredere se consideră calificat din ziua emiterii certificatului de acreditare."""
    return standing.at_issuance(facts, "MD", standing.qualified_in_moldova, common.SIS)
