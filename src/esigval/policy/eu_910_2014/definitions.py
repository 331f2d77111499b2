"""Article 3: the notions that the classes are made of; articles 24a and 51."""

from esigval.policy.conditions import holder, signing, stamps, standing
from esigval.policy.engine import all_of
from esigval.policy.eu_910_2014 import common, seals, signatures
from esigval.policy.eu_910_2014.common import AMENDED, of_seals, of_signatures, provision
from esigval.policy.facts import LawFacts
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOTE,
    UNKNOWN,
    Ruling,
    asserted,
    not_applicable,
    note,
    unknown,
)


@provision(
    "eu-910-2014/3/9",
    en="Signatory: a natural person who creates a signature.",
    looks_at=("CERT",),
    can=(
        MET,
        NOT_MET,
        UNKNOWN,
    ),
)
def signatory(facts: LawFacts) -> Ruling:
    """‘signatory’ means a natural person who creates an electronic signature"""
    return holder.is_signatory(facts)


@provision(
    "eu-910-2014/3/10",
    en="Electronic signature: data attached to or logically associated with other data and used by the signatory to sign.",
    looks_at=("SIG",),
    can=(
        MET,
        NOT_MET,
        UNKNOWN,
    ),
)
def electronic_signature(facts: LawFacts) -> Ruling:
    """‘electronic signature’ means data in electronic form which is attached to or logically associated with other
    data in electronic form and which is used by the signatory to sign
    """
    return signing.exists(facts)


@of_signatures(
    "eu-910-2014/3/11",
    en="Advanced signature: meets art. 26.",
    looks_at=("SIG", "CERT"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def advanced_signature(facts: LawFacts) -> Ruling:
    """‘advanced electronic signature’ means an electronic signature which meets the requirements set out in Article
    26
    """
    return all_of(facts, signatory, *signatures.ADVANCED)


@of_signatures(
    "eu-910-2014/3/12",
    en="Qualified signature: advanced, created by a qualified device, based on a qualified certificate for signatures.",
    looks_at=("SIG", "CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def qualified_signature(facts: LawFacts) -> Ruling:
    """‘qualified electronic signature’ means an advanced electronic signature that is created by a qualified
    electronic signature creation device, and which is based on a qualified certificate for electronic signatures
    """
    return all_of(facts, signatory, *signatures.QUALIFIED)


@of_signatures(
    "eu-910-2014/3/15",
    en="Qualified certificate for signatures: issued by a qualified provider, meets Annex I.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def certificate_for_signature(facts: LawFacts) -> Ruling:
    """‘qualified certificate for electronic signature’ means a certificate for electronic signatures, that is issued
    by a qualified trust service provider and meets the requirements laid down in Annex I
    """
    return all_of(facts, signatures.annex_1, signatures.issued_by_qualified)


@of_signatures(
    "eu-910-2014/3/23",
    en="Qualified signature creation device: meets Annex II.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def signature_device(facts: LawFacts) -> Ruling:
    """‘qualified electronic signature creation device’ means an electronic signature creation device that meets the
    requirements laid down in Annex II
    """
    return common.qualified_device(facts)


@provision(
    "eu-910-2014/3/24",
    en="Creator of a seal: a legal person who creates it.",
    looks_at=("CERT",),
    can=(
        MET,
        NOT_MET,
        UNKNOWN,
    ),
)
def seal_creator(facts: LawFacts) -> Ruling:
    """‘creator of a seal’ means a legal person who creates an electronic seal"""
    return holder.is_seal_creator(facts)


@of_seals(
    "eu-910-2014/3/25",
    en="Electronic seal: data attached to or logically associated with other data to ensure their origin and integrity.",
    looks_at=("SIG", "CERT"),
)
def electronic_seal(facts: LawFacts) -> Ruling:
    """‘electronic seal’ means data in electronic form, which is attached to or logically associated with other data
    in electronic form to ensure the latter’s origin and integrity
    """
    return signing.exists(facts)


@of_seals(
    "eu-910-2014/3/26",
    en="Advanced seal: meets art. 36.",
    looks_at=("SIG", "CERT"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def advanced_seal(facts: LawFacts) -> Ruling:
    """‘advanced electronic seal’ means an electronic seal, which meets the requirements set out in Article 36"""
    return all_of(facts, seal_creator, *seals.SEAL_ADVANCED)


@of_seals(
    "eu-910-2014/3/27",
    en="Qualified seal: advanced, created by a qualified device, based on a qualified certificate for seals.",
    looks_at=("SIG", "CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def qualified_seal(facts: LawFacts) -> Ruling:
    """‘qualified electronic seal’ means an advanced electronic seal, which is created by a qualified electronic seal
    creation device, and that is based on a qualified certificate for electronic seal
    """
    return all_of(facts, seal_creator, *seals.SEAL_QUALIFIED)


@of_seals(
    "eu-910-2014/3/30",
    en="Qualified certificate for seals: issued by a qualified provider, meets Annex III.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def certificate_for_seal(facts: LawFacts) -> Ruling:
    """‘qualified certificate for electronic seal’ means a certificate for an electronic seal, that is issued by a
    qualified trust service provider and meets the requirements laid down in Annex III
    """
    return all_of(facts, seals.annex_3, signatures.issued_by_qualified)


@of_seals(
    "eu-910-2014/3/32",
    en="Qualified seal creation device: meets Annex II with the changes that follow from its nature.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def device_for_seal(facts: LawFacts) -> Ruling:
    """‘qualified electronic seal creation device’ means an electronic seal creation device that meets mutatis
    mutandis the requirements laid down in Annex II
    """
    return common.qualified_device(facts)


@provision(
    "eu-910-2014/3/33",
    en="Electronic time-stamp: binds data to a time, evidence that they existed then.",
    looks_at=("TS",),
    can=(
        MET,
        NOT_MET,
        UNKNOWN,
        NOT_APPLICABLE,
    ),
)
def time_stamp(facts: LawFacts) -> Ruling:
    """‘electronic time stamp’ means data in electronic form which binds other data in electronic form to a
    particular time establishing evidence that the latter data existed at that time
    """
    return stamps.binds(facts)


@provision(
    "eu-910-2014/3/34",
    en="Qualified time-stamp: meets art. 42.",
    looks_at=("TS", "TL"),
    can=(
        ASSERTED,
        NOT_MET,
        UNKNOWN,
        NOT_APPLICABLE,
    ),
)
def qualified_stamp(facts: LawFacts) -> Ruling:
    """‘qualified electronic time stamp’ means an electronic time stamp which meets the requirements laid down in
    Article 42
    """
    return stamps.qualified(facts, ("EU",), standing.granted, common.SUPERVISOR)


@provision(
    "eu-910-2014/14/1",
    en="Trust services of a third country equal qualified ones of the Union where an agreement of the Union recognises them.",
    looks_at=("TL", "EXT"),
    can=(
        ASSERTED,
        UNKNOWN,
        NOT_APPLICABLE,
    ),
)
def third_country(facts: LawFacts) -> Ruling:
    """Trust services provided by trust service providers established in a third country shall be recognised as
    legally equivalent to qualified trust services provided by qualified trust service providers established in
    the Union where the trust services originating from the third country are recognised under an agreement
    concluded between the Union and the third country in question or an international organisation in accordance
    with Article 218 TFEU.
    """
    if any(service.regime == "EU" for service in facts.services):
        return not_applicable("issuer-is-domestic")
    if not any(service.regime != "EU" for service in facts.services):
        return unknown("no-list-entry", "trusted-list", common.SUPERVISOR)
    if facts.outside.international_agreement:
        return asserted("party", "act-supplied", (("act", "agreement"),))
    return unknown("third-country-agreement", "agreement", "party")


@provision(
    "eu-910-2014/24a/1",
    en="Qualified signatures and seals based on certificates issued in one member state are recognised in all.",
    can=(NOTE,),
    since=AMENDED,
)
def recognised_everywhere(facts: LawFacts) -> Ruling:
    """Qualified electronic signatures based on a qualified certificate issued in one Member State and qualified
    electronic seals based on a qualified certificate issued in one Member State shall be recognised as qualified
    electronic signatures and qualified electronic seals respectively in all other Member States.
    """
    del facts
    return note("rule")
