"""Validity of the certificate when signing: its dates and its revocation, over the whole interval of signing."""

from datetime import datetime

from esigval.policy.facts import LawFacts, RevocationFacts
from esigval.policy.memo import remembered
from esigval.policy.rulings import Ruling, asserted, met, not_met, told, unknown, weakest


@remembered
def valid_when_signing(facts: LawFacts) -> Ruling:
    """Within its dates and neither revoked nor suspended, whenever in the interval it was signed."""
    found = weakest((within_dates(facts), not_revoked(facts)))
    assert found is not None  # both decide
    return found


@remembered
def within_dates(facts: LawFacts) -> Ruling:
    """Between notBefore and notAfter over the whole interval."""
    certificate = facts.certificate
    if certificate is None:
        return unknown("no-certificate", "signing-certificate", "party")
    pairs = (("not_before", told(certificate.not_before)), ("not_after", told(certificate.not_after)))
    if facts.poe < certificate.not_before:
        return not_met("not-yet-valid", pairs)
    if facts.low is not None and facts.low > certificate.not_after:
        return not_met("expired-before-signing", pairs)
    if facts.poe > certificate.not_after:
        return unknown("maybe-expired", "time-of-signing", "time-stamp", pairs)
    if facts.low is None or facts.low < certificate.not_before:
        return unknown("no-lower-bound", "time-of-signing", "time-stamp", pairs)
    return met("within-dates", pairs, (certificate.id,))


@remembered
def not_revoked(facts: LawFacts) -> Ruling:
    """Neither revoked nor suspended at any moment of the interval, by what the registers' extracts (CRL, OCSP) say."""
    revocation = facts.revocation
    if revocation is None:
        return unknown("revocation-unknown", "revocation-status", "provider")
    if revocation.revoked_at is not None:
        ruling = _revoked(facts, revocation, revocation.revoked_at)
        if ruling is not None:
            return ruling
    for since, until in sorted(revocation.suspended, key=lambda s: s[0]):
        ruling = _suspended(facts, revocation, since, until)
        if ruling is not None:
            return ruling
    later = revocation.revoked_at is not None  # revoked after signing: up to then it was not
    needed = _told_until(facts)
    if later or (revocation.good_until is not None and revocation.good_until >= needed):
        pairs = (("revoked", told(revocation.revoked_at)),) if revocation.revoked_at else ()
        return met("revoked-later" if later else "not-revoked", pairs, revocation.evidence)
    if revocation.current_until is not None and revocation.current_until >= needed:
        pairs = (("issued", told(revocation.good_until)),)
        return asserted("provider", "register-extract-earlier", pairs, revocation.evidence)
    return unknown("revocation-stale", "revocation-status", "provider")


def known_until_signing(facts: LawFacts) -> bool:
    """Whether the register's extracts speak of the certificate up to the latest moment of signing, whatever they say."""
    revocation = facts.revocation
    if revocation is None:
        return False
    ends = (revocation.good_until, revocation.current_until)
    return revocation.revoked_at is not None or any(end is not None and end >= _told_until(facts) for end in ends)


def _told_until(facts: LawFacts) -> datetime:
    """Up to when a register has to speak: a certificate that has ended isn't revoked any more (that it had ended is another row's)."""
    return min(facts.poe, facts.certificate.not_after) if facts.certificate is not None else facts.poe


def _revoked(facts: LawFacts, revocation: RevocationFacts, when: datetime) -> Ruling | None:
    pairs = (("revoked", told(when)), ("reason", revocation.reason))
    if when > facts.poe:
        return None
    if facts.low is not None and when <= facts.low:
        return not_met("revoked-before-signing", pairs, revocation.evidence)
    return unknown("maybe-revoked", "time-of-signing", "time-stamp", pairs)


def _suspended(facts: LawFacts, revocation: RevocationFacts, since: datetime, until: datetime | None) -> Ruling | None:
    pairs = (("since", told(since)), ("until", told(until)))
    if since > facts.poe or (until is not None and facts.low is not None and until <= facts.low):
        return None
    if facts.low is not None and since <= facts.low and (until is None or until >= facts.poe):
        return not_met("suspended-when-signing", pairs, revocation.evidence)
    return unknown("maybe-suspended", "suspension-history", "provider", pairs)


def fresh(facts: LawFacts) -> Ruling:
    """The certificate's status was also asked for at the moment of verification."""
    if facts.revocation is None or not facts.revocation.fresh:
        return unknown("status-not-fresh", "fresh-status", "provider")
    return met("status-fresh", (("time", told(facts.at)),), facts.revocation.evidence)


def touches_revocation(facts: LawFacts) -> bool:
    """Whether the interval of signing reaches to a revocation or suspension."""
    revocation = facts.revocation
    if revocation is None:
        return False
    moments = [revocation.revoked_at, revocation.invalidity, *(since for since, _ in revocation.suspended)]
    return any(moment is not None and moment <= facts.poe for moment in moments)
