"""The signature-creation device: what certificates and lists assert of it, and what speaks against."""

from esigval.policy.conditions.content import says_device
from esigval.policy.facts import LawFacts, ServiceFacts
from esigval.policy.rulings import Ruling, asserted, not_met, unknown

WITH_DEVICE = frozenset({"QCWithSSCD", "QCWithQSCD", "QCQSCDManagedOnBehalf"})
WITHOUT_DEVICE = frozenset({"QCNoSSCD", "QCNoQSCD"})
AS_IN_CERTIFICATE = frozenset({"QCSSCDStatusAsInCert", "QCQSCDStatusAsInCert"})
MANAGED = frozenset({"QCQSCDManagedOnBehalf"})


def device(facts: LawFacts, services: tuple[ServiceFacts, ...], supplier: str) -> Ruling:
    """Created by a secure or qualified device: never shown by a file, at best asserted by the issuer and not denied by the list."""
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if certificate.key_weak:
        return not_met("key-weak-not-from-device", (), (certificate.id,))
    qualifiers = frozenset(q for service in services for q in service.qualifiers)
    says, denies = qualifiers & WITH_DEVICE, qualifiers & WITHOUT_DEVICE
    if says and denies:
        return unknown("list-contradicts-itself", "device-statement", supplier)
    if denies:
        return not_met("list-denies-device", (("qualifiers", ", ".join(sorted(denies))),), (certificate.id,))
    if says:
        return asserted("list-operator", "list-says-device", (("qualifiers", ", ".join(sorted(says))),))
    if not says_device(certificate):
        return unknown("device-not-stated", "device-confirmation", supplier)
    if facts.qscd in ("no", "unknown") and services:
        return unknown("list-contradicts-itself", "device-statement", supplier)
    if certificate.issuer_verifies and certificate.anchored:
        return asserted("provider", "certificate-says-device", (("issuer", certificate.issuer),), (certificate.id,))
    return unknown("device-claimed-only", "issuer", "party")


def protects(facts: LawFacts, device_ruling: Ruling, *, derivable: bool = False) -> Ruling:
    """A property of the device that only its evaluation shows: it follows what is said of the device as a whole.

    ``derivable``: the property that the key can't be computed, which a weak key refutes.
    """
    certificate = facts.certificate
    if derivable and certificate is not None and certificate.key_weak:
        return not_met("key-weak", (), (certificate.id,))
    if device_ruling.holds:
        return asserted(device_ruling.by or "provider", "device-evaluated", device_ruling.facts, device_ruling.evidence)
    return unknown("device-not-evaluated", "device-evaluation", device_ruling.supplier or "provider")


def managed_by_provider(facts: LawFacts, services: tuple[ServiceFacts, ...]) -> Ruling:
    """Where a provider keeps the key for the signatory, only a qualified one may: the list says so of a few services."""
    qualifiers = frozenset(q for service in services for q in service.qualifiers)
    if facts.certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    if qualifiers & MANAGED:
        return asserted(
            "list-operator", "list-says-managed", (("qualifiers", ", ".join(sorted(qualifiers & MANAGED))),)
        )
    return unknown("key-custody-unknown", "key-custody", "provider")
