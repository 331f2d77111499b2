"""Articles 35 to 40: seals, their certificates and devices, their validation."""

from esigval.policy.conditions import signing, validity
from esigval.policy.engine import all_of
from esigval.policy.eu_910_2014 import annexes, common, signatures
from esigval.policy.eu_910_2014.common import BEFORE_AMENDED, of_seals, provision
from esigval.policy.facts import LawFacts
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_MET,
    NOTE,
    PRESUMED,
    UNKNOWN,
    Ruling,
    note,
    presumed,
)


@provision(
    "eu-910-2014/35/1",
    en="A seal isn't denied effect or admissibility solely because it is electronic or not qualified.",
    can=(NOTE,),
)
def seal_no_denial(facts: LawFacts) -> Ruling:
    """An electronic seal shall not be denied legal effect and admissibility as evidence in legal proceedings solely
    on the grounds that it is in an electronic form or that it does not meet the requirements for qualified
    electronic seals.
    """
    del facts
    return note("rule")


@of_seals(
    "eu-910-2014/35/2",
    en="A qualified seal enjoys the presumption of integrity of the data and of correctness of their origin.",
    looks_at=("SIG", "CERT", "TL"),
    can=(PRESUMED, NOT_MET, UNKNOWN),
    presumption="integrity-and-origin",
    burden="opponent",
)
def seal_presumption(facts: LawFacts) -> Ruling:
    """A qualified electronic seal shall enjoy the presumption of integrity of the data and of correctness of the
    origin of that data to which the qualified electronic seal is linked.
    """
    found = all_of(facts, *SEAL_QUALIFIED)
    if found.holds:
        return presumed("eu-910-2014/35/2", "presumption-follows", found.facts, found.evidence)
    return found


@provision(
    "eu-910-2014/35/3",
    en="A qualified seal based on a certificate issued in one member state is recognised in all.",
    can=(NOTE,),
    until=BEFORE_AMENDED,
)
def seal_recognised(facts: LawFacts) -> Ruling:
    """A qualified electronic seal based on a qualified certificate issued in one Member State shall be recognised as
    a qualified electronic seal in all other Member States.
    """
    del facts
    return note("rule")


@of_seals(
    "eu-910-2014/36/a",
    en="Advanced seal: it is uniquely linked to the creator of the seal.",
    looks_at=("SIG", "SCR", "CERT", "CHAIN"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def seal_unique_link(facts: LawFacts) -> Ruling:
    """it is uniquely linked to the creator of the seal"""
    return signing.linked_to_holder(facts)


@of_seals(
    "eu-910-2014/36/b",
    en="Advanced seal: it is capable of identifying the creator of the seal.",
    looks_at=("SIG", "CERT", "CHAIN"),
)
def seal_identifies(facts: LawFacts) -> Ruling:
    """it is capable of identifying the creator of the seal"""
    return annexes.identifies(facts)


@of_seals(
    "eu-910-2014/36/c",
    en="Advanced seal: it is created with creation data under the control of the creator of the seal.",
    looks_at=("SIG", "CERT", "TL", "REV"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def seal_sole_control(facts: LawFacts) -> Ruling:
    """it is created using electronic seal creation data that the creator of the seal can, with a high level of
    confidence under its control, use for electronic seal creation
    """
    return signing.sole_control(facts, common.listed_qualified(facts), common.any_device(facts))


@of_seals(
    "eu-910-2014/36/d",
    en="Advanced seal: it is linked to the data so that any later change is detectable.",
    looks_at=("SIG", "COV"),
)
def seal_changes(facts: LawFacts) -> Ruling:
    """it is linked to the data to which it relates in such a way that any subsequent change in the data is
    detectable
    """
    return signing.intact(facts)


@of_seals(
    "eu-910-2014/38/1",
    en="Qualified certificates for seals meet Annex III.",
    looks_at=("CERT", "CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def annex_3(facts: LawFacts) -> Ruling:
    """Qualified certificates for electronic seals shall meet the requirements laid down in Annex III."""
    return all_of(facts, *annexes.ANNEX_III)


@of_seals(
    "eu-910-2014/38/4",
    en="A revoked certificate loses validity from the moment of revocation, for good.",
    looks_at=("REV", "TS"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def seal_not_revoked(facts: LawFacts) -> Ruling:
    """If a qualified certificate for an electronic seal has been revoked after initial activation, it shall lose its
    validity from the moment of its revocation, and its status shall not in any circumstances be reverted.
    """
    return validity.not_revoked(facts)


@of_seals(
    "eu-910-2014/40",
    en="Art. 32 applies to the validation of qualified seals with the changes that follow from their nature.",
    looks_at=("SIG", "CERT", "TL", "REV", "TS"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def seal_validation(facts: LawFacts) -> Ruling:
    """Articles 32, 33 and 34 shall apply mutatis mutandis to the validation and preservation of qualified electronic
    seals.
    """
    return all_of(facts, *SEAL_QUALIFIED)


SEAL_ADVANCED = (seal_unique_link, seal_identifies, seal_sole_control, seal_changes)


@of_seals(
    "eu-910-2014/39/1",
    en="Art. 29 applies to seal creation devices with the changes that follow from their nature.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def seal_device(facts: LawFacts) -> Ruling:
    """Article 29 shall apply mutatis mutandis to requirements for qualified electronic seal creation devices."""
    return common.qualified_device(facts)


SEAL_QUALIFIED = (
    annex_3,
    signatures.qualified_when_signing,
    signatures.issued_by_qualified,
    signatures.valid,
    seal_device,
    *SEAL_ADVANCED,
)
