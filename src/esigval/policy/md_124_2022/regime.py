"""Articles 20–22, 40–43 and 54–57: types and effects of signatures and seals, electronic documents, liability, transition."""

from datetime import UTC, datetime

from esigval.policy.conditions import signing, validity
from esigval.policy.conditions.holder import LEGAL, NATURAL, holder
from esigval.policy.engine import all_of
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import common, definitions, signatures
from esigval.policy.md_124_2022.common import provision
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
    not_met,
    note,
    presumed,
    told,
    unknown,
)

CLASS = (ASSERTED, NOT_MET, UNKNOWN)
EFFECT = (PRESUMED, NOT_MET, UNKNOWN)


def _rule(facts: LawFacts) -> Ruling:
    del facts
    return note("rule")


@provision(
    "md-124-2022/20/a",
    en="Signatures and seals regulated by this law are: of the advanced type,",
    looks_at=("SIG", "CERT"),
    can=CLASS,
)
def advanced_type(facts: LawFacts) -> Ruling:
    """de tip avansat"""
    return all_of(facts, *definitions.ADVANCED)


@provision(
    "md-124-2022/20/b",
    en="and of the qualified type.",
    looks_at=("SIG", "CERT", "TL"),
    can=CLASS,
)
def qualified_type(facts: LawFacts) -> Ruling:
    """de tip calificat."""
    return all_of(facts, *definitions.QUALIFIED)


@provision(
    "md-124-2022/21/1/a",
    en="Whatever its degree of protection, a signature or seal has legal effect and is admitted as evidence even if it is electronic,",
    can=(NOTE,),
)
def effect_electronic(facts: LawFacts) -> Ruling:
    """se prezintă în formă electronică"""
    return _rule(facts)


@provision("md-124-2022/21/1/b", en="or isn't based on a provider's certificate,", can=(NOTE,))
def effect_no_certificate(facts: LawFacts) -> Ruling:
    """nu se bazează pe un certificat eliberat de un prestator de servicii de încredere"""
    return _rule(facts)


@provision("md-124-2022/21/1/c", en="or isn't based on a qualified certificate,", can=(NOTE,))
def effect_no_qualified(facts: LawFacts) -> Ruling:
    """nu se bazează pe un certificat calificat al cheii publice"""
    return _rule(facts)


@provision("md-124-2022/21/1/d", en="or wasn't created with a creation device.", can=(NOTE,))
def effect_no_device(facts: LawFacts) -> Ruling:
    """nu sunt create prin intermediul dispozitivului de creare a semnăturilor electronice sau a sigiliilor
    electronice.
    """
    return _rule(facts)


@provision(
    "md-124-2022/21/2",
    en="A qualified signature has the same legal value as a handwritten one. (It says so of signatures, not of seals.)",
    looks_at=("SIG", "CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN, NOT_APPLICABLE),
    presumption="equivalence",
)
def as_handwritten(facts: LawFacts) -> Ruling:
    """Semnătura electronică calificată are aceeaşi valoare juridică ca şi semnătura olografă."""
    if holder(facts.certificate) == LEGAL:
        return not_applicable("seal-not-handwritten")
    return all_of(facts, definitions.signatory, *definitions.QUALIFIED)


@provision(
    "md-124-2022/21/3",
    en="A qualified signature or seal enjoys the presumption that the data are intact and that their origin is correct.",
    looks_at=("SIG", "CERT", "TL"),
    can=EFFECT,
    presumption="integrity-and-origin",
    burden="opponent",
)
def integrity_and_origin(facts: LawFacts) -> Ruling:
    """Semnătura electronică calificată şi sigiliul electronic calificat beneficiază de prezumţia integrităţii
    datelor şi a corectitudinii originii datelor respective la care se referă semnătura electronică calificată sau
    sigiliul electronic calificat.
    """
    found = all_of(facts, *definitions.QUALIFIED)
    if found.holds:
        return presumed("md-124-2022/21/3", "presumption-follows", found.facts, found.evidence)
    return found


@provision(
    "md-124-2022/21/4",
    en="The supervisory body sets how the degree of protection is assured for equating it with a handwritten signature on paper.",
    looks_at=("CFG",),
    can=(UNKNOWN,),
)
def degree_of_protection(facts: LawFacts) -> Ruling:
    """Modalitatea în care se asigură gradul de protecţie a semnăturii electronice calificate pentru echivalarea
    acesteia cu semnătura olografă aplicată pe hârtie se stabileşte de organul de supraveghere şi control, conform
    art.35 alin.(2).
    """
    del facts
    return unknown("order-not-at-hand", "supervisory-order", common.SIS)


@provision(
    "md-124-2022/21/5",
    en="The Government sets how employees of public bodies apply signatures and seals; private legal persons decide for themselves.",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def internal_rules(facts: LawFacts) -> Ruling:
    """Modalitatea de aplicare a semnăturilor electronice şi a sigiliilor electronice de către angajaţii persoanelor
    juridice de drept public se stabileşte de Guvern. Persoanele juridice de drept privat stabilesc individual
    modalitatea de aplicare a semnăturilor electronice şi a sigiliilor electronice de către reprezentanţii
    acestora.
    """
    certificate = facts.certificate
    if certificate is not None and holder(certificate) == NATURAL and not certificate.organisation:
        return not_applicable("no-organisation")
    return power(facts)


@provision("md-124-2022/21/6", en="Signatures and seals are no means of encryption.", can=(NOTE,))
def no_encryption(facts: LawFacts) -> Ruling:
    """Semnătura electronică şi sigiliul electronic nu constituie mijloace de criptare a informaţiei."""
    return _rule(facts)


@provision(
    "md-124-2022/22/1/a",
    en="Advanced signatures and seals aren't admitted on documents with state secrets,",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def no_state_secrets(facts: LawFacts) -> Ruling:
    """aplicarea pe documente electronice ce conţin informaţie atribuită la secret de stat"""
    if qualified_type.evaluate(facts).holds:
        return not_applicable("limit-for-advanced-only")
    if facts.outside.state_secret is False:
        return asserted("party", "content-declared")
    return unknown("content-not-judged", "classification-of-content", "party")


@provision(
    "md-124-2022/22/1/b",
    en="nor on documents in legal relations of public bodies with natural persons and private legal persons. (No sanction is stated.)",
    looks_at=("CERT", "EXT"),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
)
def not_with_public_bodies(facts: LawFacts) -> Ruling:
    """aplicarea pe documentele electronice în raporturile juridice ale persoanelor juridice de drept public cu
    persoanele fizice şi cu persoanele juridice de drept privat.
    """
    if qualified_type.evaluate(facts).holds:
        return not_applicable("limit-for-advanced-only")
    if facts.outside.public_body_relation is False:
        return asserted("party", "relation-declared")
    return unknown("relation-not-judged", "nature-of-relation", "party")


@provision(
    "md-124-2022/22/2",
    en="By derogation, persons whose identity is a state secret may use advanced signatures inside three services.",
    can=(NOTE,),
)
def derogation(facts: LawFacts) -> Ruling:
    """Prin derogare de la prevederile alin.(1) lit.a), se admite semnarea documentelor electronice ce conţin
    informaţii atribuite la secret de stat cu semnătura electronică avansată de către persoanele ale căror
    identitate şi calitate constituie secret de stat, în condiţiile Legii nr.245/2008 cu privire la secretul de
    stat, din cadrul Serviciului de Informaţii şi Securitate, al Centrului Naţional Anticorupţie şi al
    Ministerului Afacerilor Interne, la circulaţia electronică a documentelor din cadrul acestora.
    """
    return _rule(facts)


@provision(
    "md-124-2022/40/1",
    en="A document with a qualified signature equals, in its effects, the like paper with a handwritten signature.",
    looks_at=("SIG", "CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN, NOT_APPLICABLE),
    presumption="equivalence",
)
def document_as_paper(facts: LawFacts) -> Ruling:
    """Documentul electronic semnat cu semnătură electronică calificată este asimilat, după efectele acestuia, cu
    documentul similar pe suport de hârtie, semnat cu semnătură olografă.
    """
    return as_handwritten(facts)


@provision(
    "md-124-2022/40/2",
    en="With another type of signature it does so only where a normative act or the parties' agreement says so, keeping to art. 43(1).",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN, NOT_APPLICABLE),
    burden="invoker",
)
def by_agreement(facts: LawFacts) -> Ruling:
    """Documentul electronic semnat cu alt tip de semnătură electronică decât cea calificată este asimilat, după
    efectele sale, cu documentul similar pe suport de hârtie, semnat cu semnătură olografă, doar în cazurile
    stabilite expres de actele normative sau de acordul părţilor privind aplicarea semnăturilor sau sigiliilor
    electronice, cu respectarea condiţiilor stipulate la art.43 alin.(1).
    """
    if as_handwritten.evaluate(facts).holds:
        return not_applicable("qualified-needs-no-agreement")
    if facts.outside.parties_agreement:
        return asserted("party", "act-supplied", (("act", "agreement"),))
    return unknown("agreement-not-at-hand", "agreement", "party")


@provision(
    "md-124-2022/40/3",
    en="Such an act or agreement must state how the signature is verified, and duties of confidentiality and liability.",
    can=(NOTE,),
)
def agreement_states(facts: LawFacts) -> Ruling:
    """Actele normative sau acordul părţilor privind aplicarea semnăturilor electronice care stabilesc cazurile de
    recunoaştere a documentelor electronice, semnate cu alt tip de semnătură electronică decât cea calificată,
    asimilate, după efectele lor, cu documente similare pe suport de hârtie, semnate cu semnătură olografă,
    trebuie să prevadă modalitatea de verificare a semnăturii electronice, precum şi obligaţiile părţilor privind
    confidenţialitatea şi răspunderea materială.
    """
    return _rule(facts)


@provision("md-124-2022/40/4", en="Where paper with a handwritten signature is required, it meets that.", can=(NOTE,))
def meets_paper(facts: LawFacts) -> Ruling:
    """În cazul în care, conform legislaţiei, se cere ca documentul să fie perfectat sau prezentat pe suport de
    hârtie şi semnat cu semnătură olografă, documentul electronic se consideră corespunzător cerinţelor
    respective.
    """
    return _rule(facts)


@provision("md-124-2022/40/5", en="Where paper must be stamped, it meets that.", can=(NOTE,))
def meets_stamp(facts: LawFacts) -> Ruling:
    """În cazul în care, conform legislaţiei, se cere ca documentul pe suport de hârtie să fie autentificat cu
    ştampilă, documentul electronic se consideră a fi corespunzător cerinţei respective.
    """
    return _rule(facts)


@provision(
    "md-124-2022/40/6",
    en="One signature or seal is applied to a set of linked documents.",
    looks_at=("COV",),
)
def set_of_documents(facts: LawFacts) -> Ruling:
    """Pe mai multe documente electronice legate între acestea (set de documente electronice) se aplică o singură
    semnătură electronică sau un singur sigiliu electronic.
    """
    return signing.covers_set(facts)


@provision("md-124-2022/40/7", en="Use in court follows procedural law.", can=(NOTE,))
def procedure(facts: LawFacts) -> Ruling:
    """Modul de utilizare a documentelor electronice în cadrul procedurilor judiciare este reglementat de legislaţia
    procesuală.
    """
    return _rule(facts)


@provision(
    "md-124-2022/40/8",
    en="It equals written or material evidence and can't be rejected merely because it is electronic.",
    can=(NOTE,),
)
def as_evidence(facts: LawFacts) -> Ruling:
    """Documentul electronic este echivalat, după valoarea probantă a acestuia, cu probele scrise sau mijloacele
    materiale de probă şi nu poate fi respins în calitate de probă doar pentru motivul că are formă electronică.
    """
    return _rule(facts)


@provision("md-124-2022/40/10", en="All identical copies are originals.", can=(NOTE,))
def originals(facts: LawFacts) -> Ruling:
    """Toate exemplarele identice ale documentului electronic sunt considerate originale şi produc aceleaşi efecte
    juridice.
    """
    return _rule(facts)


@provision("md-124-2022/40/11", en="Paper and electronic versions of one content are separate originals.", can=(NOTE,))
def separate_originals(facts: LawFacts) -> Ruling:
    """În cazul în care o persoană creează un document electronic şi un document pe suport de hârtie semnat cu
    semnătură olografă, identice după conţinut, ambele se consideră documente de sine stătătoare şi originale.
    """
    return _rule(facts)


@provision("md-124-2022/40/12", en="A print on paper is a copy and has to be certified as one.", can=(NOTE,))
def print_is_copy(facts: LawFacts) -> Ruling:
    """Copia de pe documentul electronic se consideră reprezentarea (redarea) acestuia pe suport de hârtie, într-o
    formă perceptibilă. Copia de pe documentul electronic se autentifică în modul prevăzut de legislaţie pentru
    autentificarea copiilor de pe documentele pe suport de hârtie şi conţine menţiunea despre faptul că este copie
    de pe documentul electronic.
    """
    return _rule(facts)


@provision("md-124-2022/41/1", en="Anyone may use electronic documents wherever technology allows.", can=(NOTE,))
def everywhere(facts: LawFacts) -> Ruling:
    """Documentul electronic poate fi utilizat de către persoanele fizice şi juridice în toate domeniile de
    activitate în care este posibilă utilizarea mijloacelor software şi hardware care permit crearea, prelucrarea,
    expedierea, recepţionarea, păstrarea, modificarea şi/sau nimicirea informaţiei în formă electronică.
    """
    return _rule(facts)


@provision(
    "md-124-2022/41/2", en="For information, correspondence, legal acts and records of economic facts.", can=(NOTE,)
)
def purposes(facts: LawFacts) -> Ruling:
    """Documentul electronic poate fi utilizat în scopul expedierii informaţiei, ţinerii corespondenţei, întocmirii
    actelor juridice, precum şi în calitate de document care reflectă fapte economice.
    """
    return _rule(facts)


@provision(
    "md-124-2022/43/1/a",
    en="A document is authentic if the person empowered to sign its paper equivalent applied the signature or seal,",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN),
    burden="invoker",
)
def power(facts: LawFacts) -> Ruling:
    """semnătura electronică sau sigiliul electronic este aplicat de persoana abilitată, în modul stabilit, să
    semneze cu semnătură olografă documentul echivalent pe suport de hârtie
    """
    if facts.outside.power_to_sign:
        return asserted("party", "act-supplied", (("act", "mandate"),))
    return unknown("power-not-shown", "power-to-sign", "party")


@provision(
    "md-124-2022/43/1/b",
    en="and it carries the authentic signature or seal of the signatory or creator that the document names.",
    looks_at=("SIG", "CERT", "EXT"),
)
def of_named_person(facts: LawFacts) -> Ruling:
    """pe documentul electronic este aplicată semnătura electronică autentică sau sigiliul electronic autentic al
    semnatarului sau al creatorului sigiliului electronic indicat în document.
    """
    core = signing.intact(facts)
    if not core.holds:
        return core
    expected = facts.outside.identity_expected
    if expected is None:
        return unknown("named-person-not-compared", "identity-in-document", "party")
    return met("named-person-equals") if expected else not_met("named-person-differs")


@provision(
    "md-124-2022/43/2",
    en="Authenticity of the document is verified by verifying the signature with verification devices or products.",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN),
)
def document_verified(facts: LawFacts) -> Ruling:
    """Verificarea autenticităţii documentului electronic se efectuează prin verificarea, cu ajutorul dispozitivelor
    de verificare a semnăturilor electronice sau a sigiliilor electronice şi/sau al produsului, a autenticităţii
    semnăturii electronice sau a sigiliului electronic.
    """
    return signatures.confirmed_verification(facts)


@provision(
    "md-124-2022/54/2",
    en="Who claims damages from a non-qualified provider proves its intent or negligence.",
    can=(NOTE, NOT_APPLICABLE),
    looks_at=("TL",),
    burden="claimant",
)
def liability_unqualified(facts: LawFacts) -> Ruling:
    """Sarcina de a proba intenţia sau neglijenţa unui prestator de servicii de încredere necalificat revine
    persoanei fizice sau juridice care pretinde despăgubiri pentru prejudiciul cauzat.
    """
    if common.provider_at_issuance(facts).holds:
        return not_applicable("provider-is-qualified")
    return note("rule")


@provision(
    "md-124-2022/54/3",
    en="The intent or negligence of a qualified provider is presumed until the contrary is proved.",
    looks_at=("TL",),
    can=(PRESUMED, NOT_MET, UNKNOWN),
    presumption="fault",
    burden="provider",
)
def liability_qualified(facts: LawFacts) -> Ruling:
    """Intenţia sau neglijenţa prestatorului de servicii de încredere calificat se prezumă până la proba contrară."""
    found = common.provider_at_issuance(facts)
    if found.holds:
        return presumed("md-124-2022/54/3", "fault-presumed", found.facts, found.evidence)
    return found


@provision(
    "md-124-2022/55/b",
    en="The holder answers for damage also between the request for revocation and its entry, unless he proves that another signed.",
    looks_at=("REV",),
    can=(NOTE, NOT_APPLICABLE),
    burden="holder",
)
def holder_liable(facts: LawFacts) -> Ruling:
    """utilizarea serviciilor de încredere, inclusiv în perioada de la solicitarea suspendării valabilităţii sau
    revocării certificatului cheii publice până la înscrierea, în termenul stabilit, a menţiunii respective în
    registrul certificatelor cheilor publice, cu excepţia cazurilor în care titularul certificatului aduce probe
    pertinente că documentul electronic a fost semnat de o altă persoană.
    """
    if validity.touches_revocation(facts):
        return note("interval-touches-revocation")
    return not_applicable("no-revocation")


LAW_91_END = datetime(2022, 12, 10, tzinfo=UTC)
REACCREDITED_BY = datetime(2023, 12, 10, tzinfo=UTC)
"""Art. 57(2): twelve months after entry into force."""


@provision(
    "md-124-2022/57/1",
    en="Certificates issued under Law 91/2014 stay valid until they expire. (Whether they count as qualified now, it doesn't say.)",
    looks_at=("CERT",),
    can=(MET, UNKNOWN, NOT_APPLICABLE),
)
def old_certificates(facts: LawFacts) -> Ruling:
    """Certificatele cheilor publice eliberate în baza Legii nr.91/2014 privind semnătura electronică şi documentul
    electronic rămân valabile până la expirarea termenului de valabilitate a acestora.
    """
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if certificate.not_before >= LAW_91_END or common.issued_in_moldova(facts) is not True:
        return not_applicable("not-under-law-91")
    return met("valid-until-expiry", (("not_after", told(certificate.not_after)),), (certificate.id,))


@provision(
    "md-124-2022/57/2",
    en="Providers accredited under Law 91/2014 must be accredited anew within twelve months,",
    looks_at=("TL", "EXT"),
    can=(MET, NOT_MET, UNKNOWN, NOT_APPLICABLE),
)
def reaccredited(facts: LawFacts) -> Ruling:
    """În termen de 12 luni de la data intrării în vigoare a prezentei legi, prestatorii de servicii de certificare a
    cheilor publice acreditaţi în baza Legii nr.91/2014 privind semnătura electronică şi documentul electronic
    sunt obligaţi să treacă procedura de acreditare în conformitate cu prevederile prezentei legi.
    """
    if old_certificates.evaluate(facts).outcome is NOT_APPLICABLE or facts.poe <= REACCREDITED_BY:
        return not_applicable("not-under-law-91")
    return common.domestic_when_signing(facts)


@provision(
    "md-124-2022/57/3",
    en="or their certificate of accreditation is withdrawn.",
    can=(NOTE,),
)
def withdrawn(facts: LawFacts) -> Ruling:
    """În cazul în care prestatorii de servicii de certificare a cheilor publice acreditaţi în baza Legii nr.91/2014
    privind semnătura electronică şi documentul electronic nu trec procedura de acreditare în conformitate cu
    prevederile prezentei legi în termenul stabilit la alin.(2) din prezentul articol, acestora li se retrage
    certificatul de acreditare.
    """
    return _rule(facts)
