"""What every article of Law 455/2001 leans on: its days, accreditation, its readings of provider and device."""

from datetime import date
from functools import partial

from esigval.policy import engine
from esigval.policy.conditions import standing
from esigval.policy.conditions.device import device
from esigval.policy.conditions.holder import NATURAL
from esigval.policy.facts import LawFacts, ServiceFacts
from esigval.policy.memo import remembered
from esigval.policy.rulings import UNKNOWN, Ruling, met, not_met, presumed, unknown

IN_FORCE = date(2001, 7, 31)
"""Art. 53: in force on publication (M.Of. 429 of 31.07.2001); applied three months later."""

APPLIED = date(2001, 10, 31)
REPEALED = date(2024, 10, 7)
"""Last day: Law 214/2024 repealed it from 08.10.2024 (secondary source, docs/law.md)."""

AUTHORITY = "ro-authority"

provision = partial(engine.provision, since=IN_FORCE)
of_signatures = partial(provision, holder=NATURAL)


@remembered
def accreditation(facts: LawFacts) -> Ruling:
    """The provider was accredited when it issued the certificate and over the interval of signing, by the list's history.

    A service "granted" under the Regulation or "under supervision" under the Directive was not thereby accredited under this law.
    """
    issued = standing.at_issuance(facts, "EU", standing.accredited, AUTHORITY)
    if issued.holds:
        issued = standing.over_signing(facts, "EU", standing.accredited, AUTHORITY)
    if issued.holds:
        return issued
    return unknown("accreditation-not-listed", "accreditation", AUTHORITY, issued.facts)


def by_accreditation(facts: LawFacts, article: str, core: Ruling) -> Ruling | None:
    """The presumption that rests on accreditation, where it holds and ``core`` doesn't contradict."""
    found = accreditation(facts)
    if core.holds and found.holds:
        return presumed(article, "presumed-accredited", found.facts, found.evidence)
    return None


@remembered
def approved(facts: LawFacts) -> ServiceFacts | None:
    """The listed service behind the certificate, supervised, accredited or granted at issuance and when signing."""
    both = (
        standing.at_issuance(facts, "EU", standing.granted, AUTHORITY),
        standing.over_signing(facts, "EU", standing.granted, AUTHORITY),
    )
    if not all(ruling.holds for ruling in both):
        return None
    entries = standing.issuers(facts, "EU")
    return entries[0] if entries else None


@remembered
def refused(facts: LawFacts) -> Ruling | None:
    """What trusted lists have against a certificate that says that it is qualified. Lists whose history doesn't reach back to its
    issuance deny nothing by that: they leave it open."""
    if not standing.issuers(facts, "EU"):
        return None
    reached = standing.at_issuance(facts, "EU", standing.granted, AUTHORITY).outcome is not UNKNOWN
    if standing.not_qualified(facts) or (reached and standing.denied(facts)):
        return not_met("lists-deny-qualification")
    if standing.undecided(facts) or standing.denied(facts):
        return unknown("lists-undecided", "trusted-list", AUTHORITY)
    return None


@remembered
def secure_device(facts: LawFacts) -> Ruling:
    """The device as the law calls for it: homologated is presumed (art. 11(2)); else what certificate and list assert."""
    if facts.outside.device_homologated and not (facts.certificate and facts.certificate.key_weak):
        return presumed("ro-455-2001/11/2", "homologation-supplied")
    return device(facts, standing.issuers(facts, "EU"), "homologation-agency")


@remembered
def domestic(facts: LawFacts) -> bool | None:
    """Whether the issuer is Romanian."""
    state = facts.certificate.issuer_country.upper() if facts.certificate else ""
    if state:
        return state == "RO"
    territories = {s.territory for s in facts.services if s.kind == "ca-qc"}
    return "RO" in territories if territories else None


@remembered
def listed(facts: LawFacts) -> Ruling:
    """An authenticated list names the issuer."""
    entries = standing.issuers(facts, "EU")
    if entries:
        return met("issuer-listed", (("provider", entries[0].provider),))
    return unknown("no-list-entry", "trusted-list", AUTHORITY)
