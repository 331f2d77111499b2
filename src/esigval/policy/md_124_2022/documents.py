"""Articles 40, 41 and 43: the electronic document."""

from esigval.policy.conditions import signing
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import common, regime, signatures
from esigval.policy.md_124_2022.common import provision
from esigval.policy.rulings import (
    ASSERTED,
    NOT_APPLICABLE,
    NOT_MET,
    NOTE,
    UNKNOWN,
    Ruling,
    asserted,
    met,
    not_applicable,
    not_met,
    note,
    unknown,
)


def _rule(facts: LawFacts) -> Ruling:
    del facts
    return note("rule")


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
    return regime.as_handwritten(facts)


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
    if regime.as_handwritten(facts).holds:
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
    return common.power_to_sign(facts)


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
