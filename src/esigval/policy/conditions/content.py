"""What a certificate says: presence of each particular. That it is true, only the issuer can say."""

from esigval.policy.conditions.holder import UNDETERMINED, kind_of_holder
from esigval.policy.facts import CertificateFacts, LawFacts
from esigval.policy.rulings import Ruling, asserted, met, not_applicable, not_met, told, unknown

POLICIES_QCP = frozenset(
    {
        "0.4.0.1456.1.1",  # TS 101 456 QCP public + SSCD
        "0.4.0.1456.1.2",  # TS 101 456 QCP public
        "0.4.0.194112.1.0",  # EN 319 411-2 QCP-n
        "0.4.0.194112.1.1",  # QCP-l
        "0.4.0.194112.1.2",  # QCP-n-qscd
        "0.4.0.194112.1.3",  # QCP-l-qscd
    }
)
"""Certificate policies of ETSI that mark qualified certificates."""

POLICIES_DEVICE = frozenset({"0.4.0.1456.1.1", "0.4.0.194112.1.2", "0.4.0.194112.1.3"})
"""Of these, the ones whose keys reside in a secure or qualified device."""

POLICIES_MD = frozenset({"1.2.498.3.32.1.1"})
"""Policy seen on Moldovan qualified certificates; the order that defines it isn't at hand (law/mapping.md, 25(1)(a))."""


def _missing() -> Ruling:
    return unknown("no-certificate", "signing-certificate", "party")


def _present(facts: LawFacts, what: str, value: str, absent: str = "particular-absent") -> Ruling:
    if facts.certificate is None:
        return _missing()
    if value:
        return met("particular-present", (("particular", what), ("value", value)), (facts.certificate.id,))
    return not_met(absent, (("particular", what),), (facts.certificate.id,))


def present(what: str, value: str, certificate: CertificateFacts) -> Ruling:
    """A particular that was read."""
    return met("particular-present", (("particular", what), ("value", value)), (certificate.id,))


def legal_name(facts: LawFacts) -> Ruling:
    """Denomination of a legal person."""
    return _present(facts, "organisation", facts.certificate.organisation if facts.certificate else "")


def serial(facts: LawFacts) -> Ruling:
    """Unique registration number: the serial number is there; that it is unique, the register says."""
    return _present(facts, "serial-number", facts.certificate.serial if facts.certificate else "")


def issuer(facts: LawFacts) -> Ruling:
    """Identification of the provider: the issuer's name."""
    return _present(facts, "issuer", facts.certificate.issuer if facts.certificate else "")


def issuer_state(facts: LawFacts) -> Ruling:
    """Identification of the provider and the state it belongs to."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if not certificate.issuer:
        return not_met("particular-absent", (("particular", "issuer"),), (certificate.id,))
    return _present(facts, "issuer-country", certificate.issuer_country)


def subject(facts: LawFacts) -> Ruling:
    """Identification of the holder: a name, a denomination or a pseudonym."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    name = certificate.surname or certificate.common_name or certificate.pseudonym or certificate.organisation
    return _present(facts, "subject", certificate.subject if name else "")


def contact(facts: LawFacts) -> Ruling:
    """Data for communicating with the holder: an address of e-mail is what certificates can carry."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if certificate.email:
        return met("particular-present", (("particular", "contact"), ("value", certificate.email)), (certificate.id,))
    return unknown("contact-absent", "contact-data", "provider")


def public_key(facts: LawFacts) -> Ruling:
    """The public key."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    key = f"{certificate.key_algorithm} {certificate.key_bits}".strip() if certificate.key_algorithm else ""
    if key:
        return met("particular-present", (("particular", "public-key"), ("value", key)), (certificate.id,))
    return unknown("key-unreadable", "key-algorithm", "provider")


def validity(facts: LawFacts) -> Ruling:
    """Beginning and end of validity, date and time."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    span = f"{told(certificate.not_before)} – {told(certificate.not_after)}"
    if certificate.not_after <= certificate.not_before:
        return not_met("validity-inverted", (("particular", "validity"), ("value", span)), (certificate.id,))
    return _present(facts, "validity", span)


def personal_code(facts: LawFacts) -> Ruling:
    """The personal identification code that the provider assigns: serialNumber of the subject."""
    return _present(facts, "personal-code", facts.certificate.identifier if facts.certificate else "")


def restrictions(facts: LawFacts) -> Ruling:
    """Limits of use or value, where there are any: listed; whether the act goes beyond them, the file doesn't say."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if certificate.qc_limit:
        return unknown("limit-stated", "value-of-operation", "party", (("limit", certificate.qc_limit),))
    return not_applicable("no-limit-stated")


def name_or_pseudonym(facts: LawFacts) -> Ruling:
    """The name, or the pseudonym marked as such."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if certificate.pseudonym:
        return met("pseudonym-marked", (("particular", "pseudonym"),), (certificate.id,))
    return _present(facts, "name", certificate.surname or certificate.common_name or certificate.organisation)


def pseudonym_marked(facts: LawFacts) -> Ruling:
    """A pseudonym, where one is used, is clearly indicated. An alias that isn't marked can't be seen."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if certificate.pseudonym:
        return met("pseudonym-marked", (("particular", "pseudonym"),), (certificate.id,))
    return not_applicable("no-pseudonym")


def mention_qualified(facts: LawFacts, policies: frozenset[str] = POLICIES_QCP) -> Ruling:
    """The machine-readable mention that it was issued as a qualified certificate."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if certificate.qc_compliance:
        pairs = (("statement", "QcCompliance"), ("legislation", ", ".join(certificate.qc_legislation)))
        return met("says-qualified", pairs, (certificate.id,))
    policy = next((p for p in certificate.policies if p in policies), "")
    if policy:
        return asserted("certificate-policy", "policy-says-qualified", (("policy", policy),), (certificate.id,))
    if any("QCStatement" in service.qualifiers and service.authenticated for service in facts.services):
        return asserted("list-operator", "list-says-qualified", (), (certificate.id,))
    return not_met("does-not-say-qualified", (), (certificate.id,))


def mention_with_type(facts: LawFacts, policies: frozenset[str] = POLICIES_QCP) -> Ruling:
    """The mention, for signatures or for seals: the type of holder must be clear too."""
    ruling = mention_qualified(facts, policies)
    if not ruling.holds or facts.certificate is None:
        return ruling
    if facts.certificate.qc_types == ("web",):
        return not_met("for-web-only", (), (facts.certificate.id,))
    if kind_of_holder(facts) == UNDETERMINED:
        return unknown("holder-unclear", "kind-of-holder", "provider", (("subject", facts.certificate.subject),))
    return ruling


def issuer_signature(facts: LawFacts, listed: bool) -> Ruling:
    """The provider's own signature or seal on the certificate: it verifies; its quality, the list asserts."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if certificate.issuer_verifies is None:
        return unknown("issuer-not-established", "issuer", "party")
    if not certificate.issuer_verifies:
        return not_met("issuer-signature-wrong", (), (certificate.id,))
    if not listed:
        return unknown("issuer-class-unknown", "trusted-list", "list-operator")
    return asserted("list-operator", "issuer-listed", (("issuer", certificate.issuer),), (certificate.id,))


def certified(facts: LawFacts) -> Ruling:
    """An electronic document with the key, signed by a provider, which identifies the holder."""
    certificate = facts.certificate
    if certificate is None:
        return _missing()
    if certificate.self_signed:
        return not_met("self-signed", (), (certificate.id,))
    if certificate.issuer_verifies is None:
        return unknown("issuer-not-established", "issuer", "party")
    if not certificate.issuer_verifies:
        return not_met("issuer-signature-wrong", (), (certificate.id,))
    return met("issued-and-signed", (("issuer", certificate.issuer),), (certificate.id,))


def says_device(certificate: CertificateFacts) -> bool:
    """Whether the certificate says that the key resides in a secure or qualified device."""
    return certificate.qc_sscd or not POLICIES_DEVICE.isdisjoint(certificate.policies)
