"""The signature itself: does it exist, does it verify, whom does it name, who held the key, can changes be seen."""

from esigval.policy.conditions.validity import known_until_signing
from esigval.policy.facts import CertificateFacts, LawFacts, ServiceFacts
from esigval.policy.memo import remembered
from esigval.policy.rulings import Ruling, asserted, met, not_applicable, not_met, told, unknown


@remembered
def exists(facts: LawFacts) -> Ruling:
    """Data attached to or logically associated with other data: the association is shown when value and digests verify.

    What fails or couldn't be verified is not an electronic signature of a lower class; nothing is established of it.
    """
    signature = facts.signature
    if not signature.present:
        return unknown("no-digital-signature", "purpose-of-data", "court")
    if signature.digests_match is False:
        return not_met("data-changed")
    core = corresponds(facts)
    if not core.holds:
        return core
    if signature.digests_match is None:
        return unknown("data-not-at-hand", "signed-data", "party")
    if signature.sound is False:
        return unknown("structure-unsound", "sound-structure", "court", _indication(facts))
    return met("digital-signature")


@remembered
def corresponds(facts: LawFacts) -> Ruling:
    """The validation data (public key) correspond to the creation data: the signature value verifies."""
    verifies = facts.signature.value_verifies
    if not facts.signature.present:
        return unknown("no-digital-signature", "signature", "party")
    if verifies is None:
        missing = "signing-certificate" if facts.certificate is None else "cryptographic-verification"
        return unknown("value-not-verified", missing, "party")
    if not verifies:
        return not_met("value-wrong")
    return met("value-verifies", _certificate(facts.certificate))


@remembered
def intact(facts: LawFacts) -> Ruling:
    """The signed data were not changed: every signed digest equals, the value over them verifies, and both can still be relied on."""
    there = exists(facts)
    if not there.holds:
        return there
    signature = facts.signature
    if not signature.sound:
        return unknown("structure-doubtful", "sound-structure", "court", _indication(facts))
    if signature.algorithms_suitable is False:
        return unknown("algorithm-weak", "earlier-proof-of-existence", "archive", _weak(facts))
    if signature.algorithms_suitable is None:
        return unknown("algorithm-not-judged", "algorithm-table", "configuration")
    beside = _uncovered(facts)
    return met("data-intact-partly" if beside else "data-intact", beside)


@remembered
def linked_to_holder(facts: LawFacts) -> Ruling:
    """The signature refers exclusively to its holder: one key, one certificate, an issuer that vouches for the link."""
    core = corresponds(facts)
    certificate = facts.certificate
    if not core.holds:
        return core
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if certificate.key_shared:
        return unknown("key-shared", "attribution", "provider")
    if certificate.self_signed:
        return unknown("self-signed", "attribution", "party")
    if certificate.issuer_verifies is False:
        return not_met("issuer-signature-wrong")
    if certificate.issuer_verifies is None or not certificate.anchored:
        return unknown("issuer-not-established", "issuer", "party")
    return asserted("provider", "issuer-links-key", (("issuer", certificate.issuer),), (certificate.id,))


@remembered
def identifies_holder(facts: LawFacts) -> Ruling:
    """The signature allows its holder to be identified."""
    core = corresponds(facts)
    certificate = facts.certificate
    if not core.holds:
        return core
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if certificate.self_signed:
        return unknown("self-signed", "identity", "party")
    if certificate.issuer_verifies is False:
        return not_met("issuer-signature-wrong")
    if certificate.issuer_verifies is None or not certificate.anchored:
        return unknown("issuer-not-established", "issuer", "party")
    if certificate.pseudonym and not (certificate.given_name or certificate.surname):
        return unknown("pseudonym", "identity-behind-pseudonym", "provider")
    if not (certificate.surname or certificate.common_name or certificate.organisation):
        return unknown("no-name", "identity", "provider")
    return met("named", (("subject", certificate.subject),), (certificate.id,))


def sole_control(facts: LawFacts, service: ServiceFacts | None, device: Ruling) -> Ruling:
    """Creation data under the sole control of the signatory. No software can prove it: at best somebody asserts it.

    ``service``: the authenticated listed service that issued the certificate as qualified, if any; ``device``: what is known of the device.
    """
    core = corresponds(facts)
    certificate = facts.certificate
    if not core.holds:
        return core
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    against = _against_control(facts, certificate)
    if against is not None:
        return against
    if certificate.issuer_verifies is False:
        return not_met("issuer-signature-wrong")
    if certificate.self_signed:
        return unknown("self-signed", "control-of-key", "signatory")
    if certificate.issuer_verifies is None or not certificate.anchored:
        return unknown("issuer-not-established", "issuer", "party")
    if not known_until_signing(facts):
        return unknown("control-needs-status", "revocation-status", "provider")
    if device.holds:
        return asserted("provider", "device-protects-key", (("issuer", certificate.issuer),), (certificate.id,))
    if service is not None:
        return asserted("provider", "qualified-issuer-binds-key", (("provider", service.provider),), (certificate.id,))
    return unknown("control-not-shown", "control-of-key", "signatory")


def _against_control(facts: LawFacts, certificate: CertificateFacts) -> Ruling | None:
    if certificate.key_weak:
        return unknown("key-weak", "control-of-key", "court")
    if certificate.key_shared:
        return unknown("key-shared", "control-of-key", "provider")
    revocation = facts.revocation
    if revocation is None:
        return None
    compromised = revocation.reason in COMPROMISE
    since = revocation.invalidity or revocation.revoked_at
    if compromised and since is not None and since <= facts.poe:
        return unknown("key-compromised", "control-of-key", "court", (("since", told(since)),))
    return None


COMPROMISE = frozenset({"keyCompromise", "cACompromise", "aACompromise", "key_compromise", "ca_compromise"})
"""CRL reasons (RFC 5280 5.3.1) that speak of a lost key."""


def covers_set(facts: LawFacts) -> Ruling:
    """Which documents one signature covers, and what lies beside it."""
    if facts.signature.uncovered:
        return unknown("parts-uncovered", "link-between-documents", "party", _uncovered(facts))
    core = intact(facts)
    if not core.holds:
        return core
    return met("all-covered", (("covered", ", ".join(facts.signature.covered)),))


def unwraps(facts: LawFacts) -> Ruling:
    """Document to which a signature is applied: an unsigned file is none."""
    if not facts.signature.present:
        return not_applicable("no-digital-signature")
    return intact(facts)


def _certificate(certificate: CertificateFacts | None) -> tuple[tuple[str, str], ...]:
    return (("certificate", certificate.id),) if certificate else ()


def _indication(facts: LawFacts) -> tuple[tuple[str, str], ...]:
    return (("indication", facts.signature.indication), ("sub_indication", facts.signature.sub_indication))


def _weak(facts: LawFacts) -> tuple[tuple[str, str], ...]:
    return (("algorithms", ", ".join(sorted(facts.signature.weak))), ("time", told(facts.poe)))


def _uncovered(facts: LawFacts) -> tuple[tuple[str, str], ...]:
    uncovered, later = facts.signature.uncovered, facts.signature.later
    if not (uncovered or later):
        return ()
    return (("uncovered", ", ".join(sorted(uncovered)) or "-"), ("later", ", ".join(sorted(later)) or "-"))
