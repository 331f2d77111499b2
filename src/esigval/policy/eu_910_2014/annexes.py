"""Annexes I and III: the particulars of qualified certificates."""

from esigval.policy.conditions import content, signing
from esigval.policy.eu_910_2014 import common
from esigval.policy.eu_910_2014.common import AMENDED, BEFORE_AMENDED, of_seals, of_signatures
from esigval.policy.facts import LawFacts
from esigval.policy.memo import remembered
from esigval.policy.recognition import EEA_STATES, EU_MEMBERS
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_MET,
    UNKNOWN,
    Ruling,
    asserted,
    not_applicable,
    not_met,
    unknown,
)


@remembered
def identifies(facts: LawFacts) -> Ruling:
    """Capable of identifying: by name; behind a pseudonym, which Annex I(c) admits, a listed qualified provider holds the identity."""
    own = signing.identifies_holder(facts)
    if own.why == "pseudonym" and common.listed_qualified(facts) is not None:
        return asserted("provider", "pseudonym-held-by-provider", own.facts, own.evidence)
    return own


@remembered
def mention(facts: LawFacts) -> Ruling:
    """The mention, of a qualification under this Regulation: a statement that names other legislation claims that one instead."""
    certificate = facts.certificate
    ours = {*EU_MEMBERS, *EEA_STATES, "EU"}
    if certificate is not None and certificate.qc_legislation and not ours.intersection(certificate.qc_legislation):
        pairs = (("legislation", ", ".join(certificate.qc_legislation)),)
        return not_met("says-qualified-elsewhere", pairs, (certificate.id,))
    return content.mention_with_type(facts)


@remembered
def services_located(facts: LawFacts) -> Ruling:
    """Location of the status services and of the issuer's certificate: read from the certificate where it is at hand."""
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if certificate.locations:
        return content.present("locations", ", ".join(certificate.locations), certificate)
    return unknown("locations-absent", "status-service", "provider")


def device_mention(facts: LawFacts) -> Ruling:
    """The mention that the creation data are in a qualified device, where they are: none means no such claim."""
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if content.says_device(certificate):
        return content.present("device-mention", "QcSSCD" if certificate.qc_sscd else "policy", certificate)
    return not_applicable("no-device-mention")


@of_signatures(
    "eu-910-2014/annex-i/a",
    en="Annex I: the machine-readable indication that it was issued as a qualified certificate for a signature.",
    looks_at=("CERT", "TL"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def sig_indication(facts: LawFacts) -> Ruling:
    """an indication, at least in a form suitable for automated processing, that the certificate has been issued as a
    qualified certificate for electronic signature
    """
    return mention(facts)


@of_signatures(
    "eu-910-2014/annex-i/b",
    en="Annex I: data that unambiguously represent the provider, with the member state in which it is established.",
    looks_at=("CERT",),
)
def sig_issuer(facts: LawFacts) -> Ruling:
    """a set of data unambiguously representing the qualified trust service provider issuing the qualified
    certificates including at least, the Member State in which that provider is established and: for a legal
    person: the name and, where applicable, registration number as stated in the official records, for a natural
    person: the person’s name
    """
    return content.issuer_state(facts)


@of_signatures(
    "eu-910-2014/annex-i/c",
    en="Annex I: at least the signatory's name, or a pseudonym that is clearly indicated.",
    looks_at=("CERT",),
)
def sig_holder_named(facts: LawFacts) -> Ruling:
    """at least the name of the signatory, or a pseudonym; if a pseudonym is used, it shall be clearly indicated"""
    return content.name_or_pseudonym(facts)


@of_signatures(
    "eu-910-2014/annex-i/d",
    en="Annex I: validation data that correspond to the creation data.",
    looks_at=("SIG", "CERT"),
)
def sig_validation_data(facts: LawFacts) -> Ruling:
    """electronic signature validation data that corresponds to the electronic signature creation data"""
    return signing.corresponds(facts)


@of_signatures(
    "eu-910-2014/annex-i/e",
    en="Annex I: beginning and end of validity.",
    looks_at=("CERT",),
)
def sig_validity(facts: LawFacts) -> Ruling:
    """details of the beginning and end of the certificate’s period of validity"""
    return content.validity(facts)


@of_signatures(
    "eu-910-2014/annex-i/f",
    en="Annex I: its identity code, unique for the provider.",
    looks_at=("CERT",),
)
def sig_number(facts: LawFacts) -> Ruling:
    """the certificate identity code, which must be unique for the qualified trust service provider"""
    return content.serial(facts)


@of_signatures(
    "eu-910-2014/annex-i/g",
    en="Annex I: the advanced signature or seal of the issuing provider.",
    looks_at=("CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def sig_issuer_signature(facts: LawFacts) -> Ruling:
    """the advanced electronic signature or advanced electronic seal of the issuing qualified trust service provider"""
    return content.issuer_signature(facts, common.at_issuance(facts).holds)


@of_signatures(
    "eu-910-2014/annex-i/h",
    en="Annex I: where the issuer's certificate is available free of charge.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
)
def sig_issuer_certificate(facts: LawFacts) -> Ruling:
    """the location where the certificate supporting the advanced electronic signature or advanced electronic seal
    referred to in point (g) is available free of charge
    """
    return services_located(facts)


@of_signatures(
    "eu-910-2014/annex-i/i",
    en="Annex I: where to ask for its validity status.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
    until=BEFORE_AMENDED,
)
def sig_status(facts: LawFacts) -> Ruling:
    """the location of the services that can be used to enquire about the validity status of the qualified
    certificate
    """
    return services_located(facts)


@of_signatures(
    "eu-910-2014/annex-i/i",
    en="Annex I: its validity status, or where to ask for it.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
    since=AMENDED,
)
def sig_status_amended(facts: LawFacts) -> Ruling:
    """the information, or the location of the services that can be used to enquire, about the validity status of the
    qualified certificate
    """
    return services_located(facts)


@of_signatures(
    "eu-910-2014/annex-i/j",
    en="Annex I: where the creation data are in a qualified device, a machine-readable indication of it.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
)
def sig_device(facts: LawFacts) -> Ruling:
    """where the electronic signature creation data related to the electronic signature validation data is located in
    a qualified electronic signature creation device, an appropriate indication of this, at least in a form
    suitable for automated processing
    """
    return device_mention(facts)


@of_seals(
    "eu-910-2014/annex-iii/a",
    en="Annex III: the machine-readable indication that it was issued as a qualified certificate for a seal.",
    looks_at=("CERT", "TL"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def seal_indication(facts: LawFacts) -> Ruling:
    """an indication, at least in a form suitable for automated processing, that the certificate has been issued as a
    qualified certificate for electronic seal
    """
    return mention(facts)


@of_seals(
    "eu-910-2014/annex-iii/b",
    en="Annex III: data that unambiguously represent the provider, with the member state in which it is established.",
    looks_at=("CERT",),
)
def seal_issuer(facts: LawFacts) -> Ruling:
    """a set of data unambiguously representing the qualified trust service provider issuing the qualified
    certificates including at least, the Member State in which that provider is established and: for a legal
    person: the name and, where applicable, registration number as stated in the official records, for a natural
    person: the person’s name
    """
    return content.issuer_state(facts)


@of_seals(
    "eu-910-2014/annex-iii/c",
    en="Annex III: at least the name of the creator of the seal and, where applicable, its registration number.",
    looks_at=("CERT",),
)
def seal_holder_named(facts: LawFacts) -> Ruling:
    """at least the name of the creator of the seal and, where applicable, registration number as stated in the
    official records
    """
    return content.legal_name(facts)


@of_seals(
    "eu-910-2014/annex-iii/d",
    en="Annex III: validation data that correspond to the creation data.",
    looks_at=("SIG", "CERT"),
)
def seal_validation_data(facts: LawFacts) -> Ruling:
    """electronic seal validation data that corresponds to the electronic seal creation data"""
    return signing.corresponds(facts)


@of_seals(
    "eu-910-2014/annex-iii/e",
    en="Annex III: beginning and end of validity.",
    looks_at=("CERT",),
)
def seal_validity(facts: LawFacts) -> Ruling:
    """details of the beginning and end of the certificate’s period of validity"""
    return content.validity(facts)


@of_seals(
    "eu-910-2014/annex-iii/f",
    en="Annex III: its identity code, unique for the provider.",
    looks_at=("CERT",),
)
def seal_number(facts: LawFacts) -> Ruling:
    """the certificate identity code, which must be unique for the qualified trust service provider"""
    return content.serial(facts)


@of_seals(
    "eu-910-2014/annex-iii/g",
    en="Annex III: the advanced signature or seal of the issuing provider.",
    looks_at=("CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def seal_issuer_signature(facts: LawFacts) -> Ruling:
    """the advanced electronic signature or advanced electronic seal of the issuing qualified trust service provider"""
    return content.issuer_signature(facts, common.at_issuance(facts).holds)


@of_seals(
    "eu-910-2014/annex-iii/h",
    en="Annex III: where the issuer's certificate is available free of charge.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
)
def seal_issuer_certificate(facts: LawFacts) -> Ruling:
    """the location where the certificate supporting the advanced electronic signature or advanced electronic seal
    referred to in point (g) is available free of charge
    """
    return services_located(facts)


@of_seals(
    "eu-910-2014/annex-iii/i",
    en="Annex III: where to ask for its validity status.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
    until=BEFORE_AMENDED,
)
def seal_status(facts: LawFacts) -> Ruling:
    """the location of the services that can be used to enquire about the validity status of the qualified
    certificate
    """
    return services_located(facts)


@of_seals(
    "eu-910-2014/annex-iii/i",
    en="Annex III: its validity status, or where to ask for it.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
    since=AMENDED,
)
def seal_status_amended(facts: LawFacts) -> Ruling:
    """the information, or the location of the services that can be used to enquire, about the validity status of the
    qualified certificate
    """
    return services_located(facts)


@of_seals(
    "eu-910-2014/annex-iii/j",
    en="Annex III: where the creation data are in a qualified device, a machine-readable indication of it.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
)
def seal_device(facts: LawFacts) -> Ruling:
    """where the electronic seal creation data related to the electronic seal validation data is located in a
    qualified electronic seal creation device, an appropriate indication of this, at least in a form suitable for
    automated processing
    """
    return device_mention(facts)


ANNEX_I = (
    sig_indication,
    sig_issuer,
    sig_holder_named,
    sig_validation_data,
    sig_validity,
    sig_number,
    sig_issuer_signature,
)
"""Points (a)–(g): what a certificate must say of itself. Points (h) and (i) help the relying party and (j) is conditional."""

ANNEX_III = (
    seal_indication,
    seal_issuer,
    seal_holder_named,
    seal_validation_data,
    seal_validity,
    seal_number,
    seal_issuer_signature,
)
"""Points (a)–(g): what a certificate must say of itself. Points (h) and (i) help the relying party and (j) is conditional."""
