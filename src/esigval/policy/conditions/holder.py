"""Who the certificate is for: a natural person, a legal person, or a person who represents one."""

from esigval.policy.facts import CertificateFacts, LawFacts
from esigval.policy.memo import remembered
from esigval.policy.rulings import Ruling, met, not_applicable, not_met, unknown

NATURAL = "natural"
LEGAL = "legal"
UNDETERMINED = "undetermined"


def holder(certificate: CertificateFacts | None) -> str:
    """natural, legal or undetermined, by the type statement (EN 319 412-5 4.2.3) and the subject's attributes (EN 319 412-2, -3).

    A name of an organisation alone makes no seal: person certificates carry it too. Indicators that contradict leave it open.
    """
    if certificate is None:
        return UNDETERMINED
    person = bool(certificate.given_name or certificate.surname or certificate.pseudonym)
    seal = "eseal" in certificate.qc_types
    sign = "esign" in certificate.qc_types
    if seal != sign:
        contradicts = (
            person if seal else bool(certificate.organisation_identifier) and not (person or certificate.identifier)
        )
        return UNDETERMINED if contradicts else (LEGAL if seal else NATURAL)
    if seal:
        return UNDETERMINED
    if person:
        return NATURAL
    return LEGAL if certificate.organisation_identifier and certificate.organisation else UNDETERMINED


@remembered
def kind_of_holder(facts: LawFacts) -> str:
    """natural, legal or undetermined: the holder of the signing certificate."""
    return holder(facts.certificate)


def represents(certificate: CertificateFacts) -> bool:
    """Whether a person's certificate names an organisation besides."""
    return holder(certificate) == NATURAL and bool(certificate.organisation)


def is_signatory(facts: LawFacts) -> Ruling:
    """A natural person created it."""
    return _is(facts, NATURAL, "natural-person", "legal-person")


def is_seal_creator(facts: LawFacts) -> Ruling:
    """A legal person created it."""
    return _is(facts, LEGAL, "legal-person", "natural-person")


def _is(facts: LawFacts, wanted: str, yes: str, no: str) -> Ruling:
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    kind = kind_of_holder(facts)
    pairs = (("subject", certificate.subject),)
    if kind == UNDETERMINED:
        return unknown("holder-unclear", "kind-of-holder", "provider", pairs)
    return met(yes, pairs, (certificate.id,)) if kind == wanted else not_met(no, pairs, (certificate.id,))


def representation(facts: LawFacts) -> Ruling:
    """The holder may be a person who represents another: the certificate names it, the mandate is elsewhere."""
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if not represents(certificate):
        return not_applicable("no-representation")
    pairs = (("organisation", certificate.organisation), ("title", certificate.title))
    return unknown("representation-not-shown", "power-to-represent", "party", pairs)
