"""Articles 20–22 and 54–57: types and effects of signatures and seals, liability, transition."""

from datetime import UTC, datetime

from esigval.policy.conditions import validity
from esigval.policy.conditions.holder import LEGAL, NATURAL, holder, kind_of_holder
from esigval.policy.engine import all_of
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import common, definitions
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
    if kind_of_holder(facts) == LEGAL:
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
    return common.power_to_sign(facts)


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
    if qualified_type(facts).holds:
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
    if qualified_type(facts).holds:
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
    "md-124-2022/54/2",
    en="Who claims damages from a non-qualified provider proves its intent or negligence.",
    can=(NOTE, UNKNOWN, NOT_APPLICABLE),
    looks_at=("TL",),
    burden="claimant",
)
def liability_unqualified(facts: LawFacts) -> Ruling:
    """Sarcina de a proba intenţia sau neglijenţa unui prestator de servicii de încredere necalificat revine
    persoanei fizice sau juridice care pretinde despăgubiri pentru prejudiciul cauzat.
    """
    provider = common.provider_at_issuance(facts)
    if provider.holds:
        return not_applicable("provider-is-qualified")
    return (
        note("rule") if provider.outcome is NOT_MET else provider
    )  # which rule applies, the provider's status decides


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
    if old_certificates(facts).outcome is NOT_APPLICABLE or facts.poe <= REACCREDITED_BY:
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
