"""Articles 4 to 9 and 11: definitions, effects, and who has to prove what of the signature and the device."""

from esigval.policy.conditions import content, signing, validity
from esigval.policy.conditions import device as devices
from esigval.policy.conditions.holder import representation
from esigval.policy.engine import all_of
from esigval.policy.facts import LawFacts
from esigval.policy.memo import remembered
from esigval.policy.ro_455_2001 import certificates, common, providers
from esigval.policy.ro_455_2001.common import of_signatures, provision
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
    not_met,
    note,
    presumed,
    unknown,
)

REBUTS_CONTROL = frozenset({"key-weak", "key-shared", "key-compromised", "control-needs-status"})
"""What stands against the presumption of art. 9(2) as to control, or leaves open whether something does."""

EXTENDED = (PRESUMED, ASSERTED, NOT_MET, UNKNOWN)
DEVICE = (PRESUMED, ASSERTED, NOT_MET, UNKNOWN)


@provision(
    "ro-455-2001/4/3",
    en="Electronic signature: data attached to or logically associated with other data that serve as a method of identification.",
    looks_at=("SIG",),
)
def electronic_signature(facts: LawFacts) -> Ruling:
    """semnatura electronica reprezinta date in forma electronica, care sunt atasate sau logic asociate cu alte date
    in forma electronica si care servesc ca metoda de identificare
    """
    return signing.exists(facts)


@of_signatures(
    "ro-455-2001/4/4/a",
    en="Extended electronic signature: it is uniquely linked to the signatory,",
    looks_at=("SIG", "SCR", "CERT", "CHAIN", "TL"),
    can=EXTENDED,
    burden="invoker",
    presumption="accredited-9-2",
)
def unique_link(facts: LawFacts) -> Ruling:
    """este legata in mod unic de semnatar"""
    return _presumed(facts) or signing.linked_to_holder(facts)


@of_signatures(
    "ro-455-2001/4/4/b",
    en="it assures identification of the signatory,",
    looks_at=("SIG", "CERT", "CHAIN", "TL"),
    can=(PRESUMED, MET, NOT_MET, UNKNOWN),
    burden="invoker",
    presumption="accredited-9-2",
)
def identification(facts: LawFacts) -> Ruling:
    """asigura identificarea semnatarului"""
    own = signing.identifies_holder(facts)
    return own if own.outcome is MET else _presumed(facts) or own


@of_signatures(
    "ro-455-2001/4/4/c",
    en="it is created by means that the signatory alone controls,",
    looks_at=("SIG", "CERT", "TL", "REV"),
    can=EXTENDED,
    burden="invoker",
    presumption="accredited-9-2",
)
def control(facts: LawFacts) -> Ruling:
    """este creata prin mijloace controlate exclusiv de semnatar"""
    own = signing.sole_control(facts, common.approved(facts), common.secure_device(facts))
    if own.why in REBUTS_CONTROL:
        return own
    return _presumed(facts) or own


@of_signatures(
    "ro-455-2001/4/4/d",
    en="and it is linked to the data so that any later change of them can be identified.",
    looks_at=("SIG", "COV"),
    burden="invoker",
    presumption="accredited-9-2",
)
def changes(facts: LawFacts) -> Ruling:
    """este legata de datele in forma electronica, la care se raporteaza in asa fel incat orice modificare ulterioara
    a acestora este identificabila
    """
    return signing.intact(facts)


@remembered
def _presumed(facts: LawFacts) -> Ruling | None:
    """Art. 9(2): the presumption, on its own basis: a signature that verifies, on a qualified certificate of an accredited provider."""
    core = signing.exists(facts)
    form = certificates.mention(facts)
    return common.by_accreditation(facts, "ro-455-2001/9/2", core) if form.holds else None


@provision(
    "ro-455-2001/4/5",
    en="Signatory: a person who holds a creation device and acts in own name or for another.",
    looks_at=("CERT", "EXT"),
    can=(UNKNOWN, NOT_APPLICABLE),
)
def signatory(facts: LawFacts) -> Ruling:
    """semnatar reprezinta o persoana care detine un dispozitiv de creare a semnaturii electronice si care actioneaza
    fie in nume propriu, fie ca reprezentant al unui tert
    """
    return representation(facts)


@provision(
    "ro-455-2001/4/8/a",
    en="Secure creation device: the creation data can occur only once and their confidentiality can be assured,",
    looks_at=("CERT", "TL", "EXT"),
    can=(PRESUMED, ASSERTED, UNKNOWN),
    burden="invoker",
    presumption="homologated-11-2",
)
def device_once(facts: LawFacts) -> Ruling:
    """datele de creare a semnaturii, utilizate pentru generarea acesteia, sa poata aparea numai o singura data si
    confidentialitatea acestora sa poata fi asigurata
    """
    return _device(facts)


@provision(
    "ro-455-2001/4/8/b",
    en="the creation data can't be derived,",
    looks_at=("CERT", "TL", "EXT"),
    can=DEVICE,
    burden="invoker",
    presumption="homologated-11-2",
)
def device_not_derivable(facts: LawFacts) -> Ruling:
    """datele de creare a semnaturii, utilizate pentru generarea acesteia, sa nu poata fi deduse"""
    return _device(facts, derivable=True)


@provision(
    "ro-455-2001/4/8/c",
    en="the signature is protected against forgery by the technical means available when it was generated,",
    looks_at=("CERT", "TL", "EXT"),
    can=(PRESUMED, ASSERTED, UNKNOWN),
    burden="invoker",
    presumption="homologated-11-2",
)
def device_against_forgery(facts: LawFacts) -> Ruling:
    """semnatura sa fie protejata impotriva falsificarii prin mijloacele tehnice disponibile la momentul generarii
    acesteia
    """
    return _device(facts)


@provision(
    "ro-455-2001/4/8/d",
    en="the signatory can effectively protect the creation data against unauthorised use,",
    looks_at=("CERT", "TL", "EXT"),
    can=(PRESUMED, ASSERTED, UNKNOWN),
    burden="invoker",
    presumption="homologated-11-2",
)
def device_protected(facts: LawFacts) -> Ruling:
    """datele de creare a semnaturii sa poata fi protejate in mod efectiv de catre semnatar impotriva utilizarii
    acestora de catre persoane neautorizate
    """
    return _device(facts)


@provision(
    "ro-455-2001/4/8/e",
    en="and it neither alters the data to be signed nor prevents their being shown to the signatory before signing ends.",
    looks_at=("CERT", "TL", "EXT"),
    can=(PRESUMED, ASSERTED, UNKNOWN),
    burden="invoker",
    presumption="homologated-11-2",
)
def device_shows(facts: LawFacts) -> Ruling:
    """sa nu modifice datele in forma electronica, care trebuie sa fie semnate, si nici sa nu impiedice ca acestea sa
    fie prezentate semnatarului inainte de finalizarea procesului de semnare
    """
    return _device(facts)


def _device(facts: LawFacts, derivable: bool = False) -> Ruling:
    found = common.secure_device(facts)
    if found.outcome is PRESUMED:
        return found
    return devices.protects(facts, found, derivable=derivable)


@provision(
    "ro-455-2001/4/11",
    en="Certificate: data that attest the link between verification data and a person and confirm that person's identity.",
    looks_at=("CERT", "CHAIN"),
)
def certificate(facts: LawFacts) -> Ruling:
    """certificat reprezinta o colectie de date in forma electronica ce atesta legatura dintre datele de verificare a
    semnaturii electronice si o persoana, confirmand identitatea acelei persoane
    """
    return content.certified(facts)


@provision(
    "ro-455-2001/4/12",
    en="Qualified certificate: meets art. 18 and is issued by a provider that meets art. 20.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
    burden="invoker",
    presumption="accredited-10-2",
)
def qualified_certificate(facts: LawFacts) -> Ruling:
    """certificat calificat reprezinta un certificat care satisface conditiile prevazute la art. 18 si care este
    eliberat de un furnizor de servicii de certificare ce satisface conditiile prevazute la art. 20
    """
    return all_of(facts, *certificates.PARTICULARS, providers.provider_conditions)


@of_signatures(
    "ro-455-2001/5",
    en="A document with an extended signature, based on a qualified certificate neither suspended nor revoked at that moment and generated "
    "with a secure creation device, equals, in its conditions and effects, a private deed.",
    looks_at=("SIG", "CERT", "TL", "REV", "TS"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
    presumption="equivalence",
    burden="invoker",
)
def private_deed(facts: LawFacts) -> Ruling:
    """Inscrisul in forma electronica, caruia i s-a incorporat, atasat sau i s-a asociat logic o semnatura
    electronica extinsa, bazata pe un certificat calificat nesuspendat sau nerevocat la momentul respectiv si
    generata cu ajutorul unui dispozitiv securizat de creare a semnaturii electronice, este asimilat, in ceea ce
    priveste conditiile si efectele sale, cu inscrisul sub semnatura privata.
    """
    return all_of(facts, *EXTENDED_ROWS, qualified_certificate, *DEVICE_ROWS, unrevoked)


@provision(
    "ro-455-2001/23/5",
    en="Suspension or revocation binds third parties from its entry in the electronic register of certificates.",
    looks_at=("REV", "TS"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def unrevoked(facts: LawFacts) -> Ruling:
    """Suspendarea sau revocarea va deveni opozabila tertilor de la data inscrierii sale in registrul electronic de
    evidenta a certificatelor.
    """
    return validity.valid_when_signing(facts)


@provision(
    "ro-455-2001/6",
    en="A document with an electronic signature, recognised by the one it is opposed to, has the effect of an authentic act between those "
    "who signed it and those who represent their rights.",
    looks_at=("EXT",),
    can=(ASSERTED, UNKNOWN),
)
def recognised(facts: LawFacts) -> Ruling:
    """Inscrisul in forma electronica, caruia i s-a incorporat, atasat sau i s-a asociat logic o semnatura
    electronica, recunoscut de catre cel caruia i se opune, are acelasi efect ca actul autentic intre cei care
    l-au subscris si intre cei care le reprezinta drepturile.
    """
    if facts.outside.recognised_by_opponent:
        return asserted("party", "recognition-supplied")
    return unknown("recognition-not-known", "recognition", "opponent")


@of_signatures(
    "ro-455-2001/7",
    en="Where written form is a condition of proof or validity, a document with an extended signature, based on a qualified "
    "certificate and generated with a secure device, meets it. (Unlike art. 5 it doesn't speak of suspension or revocation.)",
    looks_at=("SIG", "CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
    presumption="equivalence",
    burden="invoker",
)
def written_form(facts: LawFacts) -> Ruling:
    """In cazurile in care, potrivit legii, forma scrisa este ceruta ca o conditie de proba sau de validitate a unui
    act juridic, un inscris in forma electronica indeplineste aceasta cerinta daca i s-a incorporat, atasat sau i
    s-a asociat logic o semnatura electronica extinsa, bazata pe un certificat calificat si generata prin
    intermediul unui dispozitiv securizat de creare a semnaturii.
    """
    return all_of(facts, *EXTENDED_ROWS, qualified_certificate, *DEVICE_ROWS)


EXTENDED_ROWS = (unique_link, identification, control, changes)
DEVICE_ROWS = (device_once, device_not_derivable, device_against_forgery, device_protected, device_shows)


@provision(
    "ro-455-2001/8/1",
    en="Where a party doesn't recognise the document or the signature, the court always orders verification by technical expertise.",
    can=(NOTE,),
)
def expertise(facts: LawFacts) -> Ruling:
    """In cazul in care una dintre parti nu recunoaste inscrisul sau semnatura, instanta va dispune intotdeauna ca
    verificarea sa se faca prin expertiza tehnica de specialitate.
    """
    del facts
    return note("report-is-no-expertise")


@provision(
    "ro-455-2001/8/2",
    en="The expert must ask for qualified certificates and any other documents needed to identify author, signatory or holder.",
    can=(NOTE,),
)
def expert_asks(facts: LawFacts) -> Ruling:
    """In acest scop, expertul sau specialistul este dator sa solicite certificate calificate, precum si orice alte
    documente necesare, potrivit legii, pentru identificarea autorului inscrisului, a semnatarului ori a
    titularului de certificat.
    """
    del facts
    return note("expert-request-list")


@provision(
    "ro-455-2001/9/1",
    en="Who invokes an extended signature before the court must prove that it meets art. 4 point 4.",
    can=(NOTE,),
    burden="invoker",
)
def burden_signature(facts: LawFacts) -> Ruling:
    """Partea care invoca inaintea instantei o semnatura electronica extinsa trebuie sa probeze ca aceasta
    indeplineste conditiile prevazute la art. 4 pct. 4.
    """
    del facts
    return note("rule")


@of_signatures(
    "ro-455-2001/9/2",
    en="An extended signature on a qualified certificate of an accredited provider is presumed to meet art. 4 point 4.",
    looks_at=("SIG", "CERT", "TL"),
    can=(PRESUMED, NOT_MET, UNKNOWN),
    presumption="accredited-9-2",
    burden="opponent",
)
def presumption_signature(facts: LawFacts) -> Ruling:
    """Semnatura electronica extinsa, bazata pe un certificat calificat eliberat de un furnizor de servicii de
    certificare acreditat, este prezumata a indeplini conditiile prevazute la art. 4 pct. 4.
    """
    core = signing.exists(facts)
    if core.outcome is NOT_MET:
        return core
    form = certificates.mention(facts)
    if not form.holds:
        return form
    return (_presumed(facts) or common.accreditation(facts)) if core.holds else core


@provision(
    "ro-455-2001/11/1",
    en="Who invokes a secure creation mechanism before the court must prove that it meets art. 4 point 8.",
    can=(NOTE,),
    burden="invoker",
)
def burden_device(facts: LawFacts) -> Ruling:
    """Partea care invoca inaintea instantei un mecanism securizat de creare a semnaturii trebuie sa probeze ca
    acesta indeplineste conditiile prevazute la art. 4 pct. 8.
    """
    del facts
    return note("rule")


@provision(
    "ro-455-2001/11/2",
    en="A secure device homologated under this law is presumed to meet art. 4 point 8.",
    looks_at=("EXT",),
    can=(PRESUMED, NOT_MET, UNKNOWN),
    presumption="homologated-11-2",
    burden="opponent",
)
def presumption_device(facts: LawFacts) -> Ruling:
    """Dispozitivul securizat de generare a semnaturii, omologat in sensul prezentei legi, este prezumat a indeplini
    conditiile prevazute la art. 4 pct. 8.
    """
    if facts.certificate is not None and facts.certificate.key_weak:
        return not_met("key-weak-not-from-device", (), (facts.certificate.id,))
    if facts.outside.device_homologated:
        return presumed("ro-455-2001/11/2", "homologation-supplied")
    return unknown("homologation-not-at-hand", "homologation", "homologation-agency")
