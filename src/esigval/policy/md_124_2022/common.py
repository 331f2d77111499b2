"""What every article of Law 124/2022 leans on: its days, its supervisory body, its readings of issuer and device."""

from datetime import date
from functools import partial

from esigval.policy import engine
from esigval.policy.conditions import standing
from esigval.policy.conditions.device import device
from esigval.policy.conditions.holder import LEGAL, NATURAL
from esigval.policy.facts import LawFacts, ServiceFacts
from esigval.policy.memo import remembered
from esigval.policy.recognition import is_member_state, recognised
from esigval.policy.rulings import Ruling, asserted, not_applicable, strongest, unknown, weakest

IN_FORCE = date(2022, 12, 10)
"""Art. 56(1): six months after publication on 10.06.2022."""

LAW = "md-124-2022"
SIS = "sis"
"""Key of the supervisory body (art. 35(1)): Serviciul de Informaţii şi Securitate."""

provision = partial(engine.provision, since=IN_FORCE)
of_signatures = partial(provision, holder=NATURAL)
of_seals = partial(provision, holder=LEGAL)


@remembered
def domestic_at_issuance(facts: LawFacts) -> Ruling:
    """The Moldovan list shows the issuer as qualified when it issued the certificate."""
    return standing.at_issuance(facts, "MD", standing.qualified_in_moldova, SIS)


@remembered
def domestic_when_signing(facts: LawFacts) -> Ruling:
    """The Moldovan list shows the issuer as qualified over the interval of signing."""
    return standing.over_signing(facts, "MD", standing.qualified_in_moldova, SIS)


@remembered
def union_services(facts: LawFacts) -> tuple[ServiceFacts, ...]:
    """Authenticated entries of member states; art. 3(4) names member states, so the rest of the Economic Area isn't among them."""
    certificate = facts.certificate
    if certificate is None:
        return ()
    issued = engine.day(certificate.not_before)
    return tuple(s for s in standing.issuers(facts, "EU") if is_member_state(s.territory, issued))


@remembered
def union_provider(facts: LawFacts) -> Ruling:
    """Art. 3(4): a provider of a member state, qualified at issuance and over the interval of signing by its own state's list."""
    services = union_services(facts)
    if not services:
        return unknown("no-list-entry", "trusted-list", "list-operator")
    if recognised(LAW, "EU", "certificate", engine.day(facts.poe)) is None:
        return unknown("recognition-not-in-force", "recognition-act", "government")
    rulings = (
        standing.at_issuance(facts, "EU", standing.granted, "list-operator", services),
        standing.over_signing(facts, "EU", standing.granted, "list-operator", services),
    )
    found = weakest(rulings)
    assert found is not None  # both decide
    return found


@remembered
def provider_at_issuance(facts: LawFacts) -> Ruling:
    """A qualified provider issued it: a Moldovan one, or by art. 3(4) one of a member state."""
    return _either(domestic_at_issuance(facts), union_provider(facts))


@remembered
def provider_when_signing(facts: LawFacts) -> Ruling:
    """The provider was qualified over the interval of signing too."""
    return _either(domestic_when_signing(facts), union_provider(facts))


def _either(domestic: Ruling, union: Ruling) -> Ruling:
    found = strongest((domestic, union))
    assert found is not None  # both decide
    # An entry that was withdrawn is more to the point than a list that has none.
    if not found.holds and found.why == "no-list-entry":
        other = union if found is domestic else domestic
        return other if other.why != "no-list-entry" else found
    return found


@remembered
def issued_in_moldova(facts: LawFacts) -> bool | None:
    """Whether the issuer is Moldovan: by the state in its name, else by the lists that name it."""
    state = facts.certificate.issuer_country.upper() if facts.certificate else ""
    if state:
        return state == "MD"
    regimes = {s.regime for s in facts.services if s.kind == "ca-qc"}
    return "MD" in regimes if regimes else None


@remembered
def listed_qualified(facts: LawFacts) -> ServiceFacts | None:
    """The authenticated service behind the certificate, where it was qualified at issuance and over signing."""
    if not (provider_at_issuance(facts).holds and provider_when_signing(facts).holds):
        return None
    entries = standing.issuers(facts, "MD") or union_services(facts)
    return entries[0] if entries else None


@remembered
def confirmed_device(facts: LawFacts) -> Ruling:
    """A device with the confirmation that art. 24(b) asks for.

    A statement of a Moldovan qualified certificate is taken as its issuer's assertion of it. A device certified elsewhere in Europe has a
    confirmation, but not one under this law; art. 3(4) equates certificates and is silent on devices.
    """
    if facts.outside.device_confirmed:
        return asserted("party", "device-confirmed-outside")
    ruling = device(facts, standing.issuers(facts, "MD"), SIS)
    if ruling.holds and issued_in_moldova(facts) is not True:
        return unknown("device-confirmed-elsewhere", "device-confirmation", SIS, ruling.facts)
    return ruling


def foreign_only(facts: LawFacts) -> Ruling | None:
    """Not applicable where the issuer is Moldovan."""
    return not_applicable("issuer-is-domestic") if issued_in_moldova(facts) else None


def power_to_sign(facts: LawFacts) -> Ruling:
    """Who was empowered to sign: no file shows it; the party may declare that an act exists."""
    if facts.outside.power_to_sign:
        return asserted("party", "act-supplied", (("act", "mandate"),))
    return unknown("power-not-shown", "power-to-sign", "party")
