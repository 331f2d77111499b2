"""Articles 26 to 28: creation, creation devices, verification."""

from esigval.policy.conditions import device as devices
from esigval.policy.conditions import signing, validity
from esigval.policy.conditions.standing import issuers
from esigval.policy.facts import LawFacts
from esigval.policy.md_124_2022 import signatures
from esigval.policy.md_124_2022.common import provision
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_MET,
    NOTE,
    UNKNOWN,
    Ruling,
    note,
    unknown,
)


@provision(
    "md-124-2022/26/1",
    en="A signature or seal is created by means of a creation device or product, using the creation data.",
    looks_at=("SIG",),
)
def created_with_device(facts: LawFacts) -> Ruling:
    """Crearea semnăturii electronice sau a sigiliului electronic se efectuează prin intermediul dispozitivului de
    creare a semnăturilor electronice sau a sigiliilor electronice şi/sau al produsului, cu utilizarea datelor de
    creare a semnăturii electronice sau a sigiliului electronic.
    """
    return signing.corresponds(facts)


@provision(
    "md-124-2022/26/2",
    en="Only a qualified provider may generate or manage, on the signatory's behalf and with the holder's consent, the creation data of "
    "qualified signatures or seals.",
    looks_at=("TL",),
    can=(ASSERTED, UNKNOWN),
)
def managed_with_consent(facts: LawFacts) -> Ruling:
    """Generarea sau gestionarea datelor de creare a semnăturilor electronice calificate sau a sigiliilor electronice
    calificate, în numele semnatarului sau creatorului sigiliului electronic, pot fi realizate numai de către un
    prestator de servicii de încredere calificat, cu acordul titularului certificatului cheii publice.
    """
    return devices.managed_by_provider(facts, issuers(facts, "MD"))


@provision(
    "md-124-2022/27/1/a",
    en="The device ensures that the creation data occur only once and that their confidentiality is assured.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, UNKNOWN),
)
def data_once(facts: LawFacts) -> Ruling:
    """datele de creare a semnăturii electronice sau a sigiliului electronic nu pot apărea decât o singură dată, iar
    confidenţialitatea acestora este asigurată în conformitate cu prezenta lege
    """
    return devices.protects(facts, signatures.device_said(facts))


@provision(
    "md-124-2022/27/1/b",
    en="The device ensures that the creation data can't be derived by calculation and that the signature is protected against forgery by "
    "the technical means available at the time.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def data_not_derivable(facts: LawFacts) -> Ruling:
    """datele de creare a semnăturii electronice sau a sigiliului electronic nu pot fi deduse prin calcul, iar
    semnătura electronică sau sigiliul electronic sunt protejate împotriva posibilelor falsificări prin mijloacele
    tehnice disponibile la data respectivă
    """
    return devices.protects(facts, signatures.device_said(facts), derivable=True)


@provision(
    "md-124-2022/27/1/c",
    en="The device ensures that the creation data are reliably protected by the signatory or creator against use by others.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, UNKNOWN),
)
def data_protected(facts: LawFacts) -> Ruling:
    """datele de creare a semnăturii electronice sau a sigiliului electronic sunt protejate în mod fiabil de
    semnatarul sau de creatorul sigiliului electronic împotriva utilizării de alte persoane
    """
    return devices.protects(facts, signatures.device_said(facts))


@provision(
    "md-124-2022/27/1/d",
    en="The device offers to display the content of the document that is signed, or refers to it irrevocably.",
    looks_at=("SIG", "COV"),
)
def refers_to_document(facts: LawFacts) -> Ruling:
    """oferă posibilitatea afişării conţinutului documentului electronic pe care se aplică semnătura electronică sau
    sigiliul electronic ori face referinţa irevocabilă la documentul respectiv
    """
    return signing.intact(facts)


@provision(
    "md-124-2022/27/1/e",
    en="The device creates the signature or seal only after the signatory or creator has confirmed the operation.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, UNKNOWN),
)
def confirmed_operation(facts: LawFacts) -> Ruling:
    """semnătura electronică sau sigiliul electronic este creat numai după confirmarea de către semnatar sau de către
    creatorul sigiliului electronic a operaţiunii de creare a semnăturii electronice sau a sigiliului electronic
    """
    return devices.protects(facts, signatures.device_said(facts))


@provision(
    "md-124-2022/27/1/f",
    en="The device confirms unambiguously that the signature or seal was created.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, UNKNOWN),
)
def confirms_creation(facts: LawFacts) -> Ruling:
    """confirmă în mod univoc crearea semnăturii electronice sau a sigiliului electronic."""
    return devices.protects(facts, signatures.device_said(facts))


@provision(
    "md-124-2022/27/2",
    en="Only a qualified provider may generate or manage creation data on behalf of the signatory or creator of the seal.",
    looks_at=("TL",),
    can=(ASSERTED, UNKNOWN),
)
def managed_by_qualified(facts: LawFacts) -> Ruling:
    """Generarea sau gestionarea datelor de creare a semnăturilor electronice sau a sigiliului electronic, în numele
    semnatarului ori al creatorului sigiliului electronic, pot fi realizate numai de către un prestator de
    servicii de încredere calificat.
    """
    return devices.managed_by_provider(facts, issuers(facts, "MD"))


@provision(
    "md-124-2022/27/3",
    en="The device must not alter the data that are signed nor prevent their being shown to the signatory before signing.",
    looks_at=("EXT",),
    can=(UNKNOWN,),
)
def data_shown(facts: LawFacts) -> Ruling:
    """Dispozitivele de creare a semnăturilor electronice sau a sigiliilor electronice avansate ori calificate nu
    trebuie să modifice datele cărora li se aplică semnătura electronică sau sigiliul electronic avansat sau
    calificat, ori să împiedice prezentarea datelor respective semnatarului sau creatorului sigiliului electronic
    înainte de semnare ori de aplicare a sigiliului electronic.
    """
    del facts
    return unknown("display-not-known", "what-was-displayed", "signatory")


@provision(
    "md-124-2022/28/1",
    en="Authenticity is verified by means of a verification device or product, using the verification data.",
    can=(NOTE,),
)
def verified_with_data(facts: LawFacts) -> Ruling:
    """Verificarea autenticităţii semnăturii electronice sau a sigiliului electronic se efectuează prin intermediul
    dispozitivului de verificare a semnăturilor electronice sau a sigiliilor electronice şi/sau al produsului, cu
    utilizarea datelor de verificare a semnăturii electronice sau a sigiliului electronic.
    """
    del facts
    return note("tool-is-not-confirmed")


@provision(
    "md-124-2022/28/2/a",
    en="The verification device must offer to display the document or refer to it irrevocably.",
    can=(NOTE,),
)
def verifier_refers(facts: LawFacts) -> Ruling:
    """să ofere posibilitatea afişării conţinutului documentului electronic sau să facă referinţă irevocabilă la
    documentul respectiv
    """
    del facts
    return note("report-prints-digest")


@provision(
    "md-124-2022/28/2/b",
    en="The verification device must show that the document was modified.",
    looks_at=("SIG", "COV"),
    can=(NOTE,),
)
def verifier_shows_changes(facts: LawFacts) -> Ruling:
    """să afişeze faptul modificării documentului electronic"""
    del facts
    return note("report-prints-changes")


@provision(
    "md-124-2022/28/2/c",
    en="The verification device must refer to the signatory or creator of the seal.",
    can=(NOTE,),
)
def verifier_names(facts: LawFacts) -> Ruling:
    """să facă referinţă la semnatar sau la creatorul sigiliului electronic."""
    del facts
    return note("report-prints-subject")


@provision(
    "md-124-2022/28/3/a",
    en="The verification data correspond to the data displayed to the person who verifies.",
    looks_at=("SIG", "CERT"),
)
def verification_data_shown(facts: LawFacts) -> Ruling:
    """datele de verificare a semnăturii electronice sau a sigiliului electronic corespund datelor afişate persoanei
    care verifică semnătura electronică sau sigiliul electronic
    """
    return signing.corresponds(facts)


@provision(
    "md-124-2022/28/3/b",
    en="The signature or seal is verified with certainty, and the result and identity are displayed correctly.",
    looks_at=("SIG",),
)
def verified_with_certainty(facts: LawFacts) -> Ruling:
    """semnătura electronică sau sigiliul electronic este verificat cu certitudine, iar rezultatul verificării şi
    identitatea semnatarului sau a creatorului sigiliului electronic sunt afişate corect
    """
    return signing.intact(facts)


@provision(
    "md-124-2022/28/3/c",
    en="Authenticity and validity of the certificate, asked for at the moment of verification, are verified with certainty.",
    looks_at=("REV",),
    can=(MET, UNKNOWN),
)
def status_at_verification(facts: LawFacts) -> Ruling:
    """autenticitatea şi valabilitatea certificatului cheii publice solicitat în momentul verificării semnăturii
    electronice sau a sigiliului electronic sunt verificate cu certitudine
    """
    return validity.fresh(facts)


@provision(
    "md-124-2022/28/3/d",
    en="The content of the certificate is rendered clearly.",
    can=(NOTE,),
)
def certificate_rendered(facts: LawFacts) -> Ruling:
    """conţinutul certificatului cheii publice este redat clar"""
    del facts
    return note("report-prints-certificate")


@provision(
    "md-124-2022/28/3/e",
    en="Changes that can affect the security of the signature or seal can be detected.",
    looks_at=("SIG", "COV"),
)
def security_changes(facts: LawFacts) -> Ruling:
    """modificările care pot influenţa securitatea semnăturii electronice sau a sigiliului electronic pot fi
    detectate.
    """
    return signing.intact(facts)
