"""What every article of Regulation 910/2014 leans on: its days, the Union's lists, its readings of provider and device."""

from datetime import date
from functools import partial

from esigval.policy import engine
from esigval.policy.conditions import standing
from esigval.policy.conditions.device import device
from esigval.policy.conditions.holder import LEGAL, NATURAL
from esigval.policy.facts import LawFacts, ServiceFacts
from esigval.policy.memo import remembered
from esigval.policy.rulings import Ruling, not_met, unknown

APPLIES = date(2016, 7, 1)
"""Art. 52(2): the day from which the rules on trust services apply."""

AMENDED = date(2024, 5, 20)
"""Entry into force of Regulation (EU) 2024/1183 (twentieth day after publication on 30.04.2024)."""

BEFORE_AMENDED = date(2024, 5, 19)
SUPERVISOR = "supervisory-body"

provision = partial(engine.provision, since=APPLIES)
of_signatures = partial(provision, holder=NATURAL)
of_seals = partial(provision, holder=LEGAL)


@remembered
def at_issuance(facts: LawFacts) -> Ruling:
    """A qualified trust service provider issued the certificate (art. 22, trusted lists; art. 51(2) for those of the Directive)."""
    return standing.at_issuance(facts, "EU", standing.granted, SUPERVISOR)


@remembered
def when_signing(facts: LawFacts) -> Ruling:
    """Its service was qualified over the interval of signing, and the lists don't deny the certificate's own status."""
    if standing.issuers(facts, "EU") and standing.denied(facts):
        return not_met("lists-deny-qualification")
    if standing.undecided(facts):
        return unknown("lists-undecided", "trusted-list", SUPERVISOR)
    return standing.over_signing(facts, "EU", standing.granted, SUPERVISOR)


@remembered
def listed_qualified(facts: LawFacts) -> ServiceFacts | None:
    """The service behind the certificate, where it was qualified at issuance and when signing."""
    if not (at_issuance(facts).holds and when_signing(facts).holds):
        return None
    entries = standing.issuers(facts, "EU")
    return entries[0] if entries else None


@remembered
def qualified_device(facts: LawFacts) -> Ruling:
    """A qualified signature or seal creation device (art. 29, 39; art. 51(1) for the Directive's)."""
    return device(facts, standing.issuers(facts, "EU"), SUPERVISOR)


@remembered
def any_device(facts: LawFacts) -> Ruling:
    """What any list or certificate says of a device: it bears on control, not on whether the device is qualified here."""
    return device(facts, (*standing.issuers(facts, "EU"), *standing.issuers(facts, "MD")), SUPERVISOR)
