"""Annexes I and III: the particulars of qualified certificates, in words that differ in what the certificates are for."""

from datetime import date

from esigval.model.legal import LegalOutcome
from esigval.policy.conditions import content, signing
from esigval.policy.engine import Evaluate, Provision
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


@remembered
def issuer_signed(facts: LawFacts) -> Ruling:
    """The provider's own signature or seal on the certificate; whether it is a qualified one, the list says."""
    return content.issuer_signature(facts, common.at_issuance(facts).holds)


def _both(
    point: str,
    en: str,
    text: str,
    rule: Evaluate,
    looks_at: tuple[str, ...] = ("CERT",),
    can: tuple[LegalOutcome, ...] = (MET, NOT_MET, UNKNOWN),
    **days: date,
) -> tuple[Provision, Provision]:
    """A point that Annex I states of signatures and Annex III of seals, in the same words but for these."""
    words = {
        annex: {"kind": kind, "what": f"electronic {kind}"} for annex, kind in (("i", "signature"), ("iii", "seal"))
    }
    signatures, seals = (
        _point(annex, point, en.format(**said), text.format(**said), rule, looks_at, can, **days)
        for annex, said in words.items()
    )
    return signatures, seals


def _point(
    annex: str,
    point: str,
    en: str,
    text: str,
    rule: Evaluate,
    looks_at: tuple[str, ...] = ("CERT",),
    can: tuple[LegalOutcome, ...] = (MET, NOT_MET, UNKNOWN),
    **days: date,
) -> Provision:
    of = {"i": of_signatures, "iii": of_seals}[annex]
    said = f"Annex {annex.upper()}: {en}"
    return of(f"eu-910-2014/annex-{annex}/{point}", en=said, text=text, looks_at=looks_at, can=can, **days)(rule)


_SHOWN = (MET, UNKNOWN)
_OF_A_CERTIFICATE = (
    _both(
        "a",
        "the machine-readable indication that it was issued as a qualified certificate for a {kind}.",
        "an indication, at least in a form suitable for automated processing, that the certificate has been issued as a qualified "
        "certificate for {what}",
        mention,
        ("CERT", "TL"),
        (MET, ASSERTED, NOT_MET, UNKNOWN),
    ),
    _both(
        "b",
        "data that unambiguously represent the provider, with the member state in which it is established.",
        "a set of data unambiguously representing the qualified trust service provider issuing the qualified certificates including at "
        "least, the Member State in which that provider is established and: for a legal person: the name and, where applicable, "
        "registration number as stated in the official records, for a natural person: the person’s name",
        content.issuer_state,
    ),
    (
        _point(
            "i",
            "c",
            "at least the signatory's name, or a pseudonym that is clearly indicated.",
            "at least the name of the signatory, or a pseudonym; if a pseudonym is used, it shall be clearly indicated",
            content.name_or_pseudonym,
        ),
        _point(
            "iii",
            "c",
            "at least the name of the creator of the seal and, where applicable, its registration number.",
            "at least the name of the creator of the seal and, where applicable, registration number as stated in the official records",
            content.legal_name,
        ),
    ),
    _both(
        "d",
        "validation data that correspond to the creation data.",
        "{what} validation data that corresponds to the {what} creation data",
        signing.corresponds,
        ("SIG", "CERT"),
    ),
    _both(
        "e",
        "beginning and end of validity.",
        "details of the beginning and end of the certificate’s period of validity",
        content.validity,
    ),
    _both(
        "f",
        "its identity code, unique for the provider.",
        "the certificate identity code, which must be unique for the qualified trust service provider",
        content.serial,
    ),
    _both(
        "g",
        "the advanced signature or seal of the issuing provider.",
        "the advanced electronic signature or advanced electronic seal of the issuing qualified trust service provider",
        issuer_signed,
        ("CHAIN", "TL"),
        (ASSERTED, NOT_MET, UNKNOWN),
    ),
)
"""Points (a)–(g): what a certificate must say of itself."""

_FOR_WHO_RELIES = (
    _both(
        "h",
        "where the issuer's certificate is available free of charge.",
        "the location where the certificate supporting the advanced electronic signature or advanced electronic seal referred to in point "
        "(g) is available free of charge",
        services_located,
        can=_SHOWN,
    ),
    _both(
        "i",
        "where to ask for its validity status.",
        "the location of the services that can be used to enquire about the validity status of the qualified certificate",
        services_located,
        can=_SHOWN,
        until=BEFORE_AMENDED,
    ),
    _both(
        "i",
        "its validity status, or where to ask for it.",
        "the information, or the location of the services that can be used to enquire, about the validity status of the qualified "
        "certificate",
        services_located,
        can=_SHOWN,
        since=AMENDED,
    ),
    _both(
        "j",
        "where the creation data are in a qualified device, a machine-readable indication of it.",
        "where the {what} creation data related to the {what} validation data is located in a qualified {what} creation device, an "
        "appropriate indication of this, at least in a form suitable for automated processing",
        device_mention,
        can=_SHOWN,
    ),
)
"""Points (h) and (i) help the relying party and (j) is conditional: no class rests on them."""

ANNEX_I = tuple(signatures for signatures, _ in _OF_A_CERTIFICATE)
ANNEX_III = tuple(seals for _, seals in _OF_A_CERTIFICATE)

PROVISIONS = tuple(part for pair in (*_OF_A_CERTIFICATE, *_FOR_WHO_RELIES) for part in pair)
"""All points of both annexes."""
