"""Facts of revocation: what the registers' extracts (CRL, OCSP) that may be believed say of the certificate."""

from datetime import UTC, datetime

import msgspec

from esigval.chain.revocation import RevocationStatus
from esigval.model.conclusion import Conclusion, Indication, SubIndication
from esigval.policy.facts import RevocationFacts
from esigval.policy.gather.verdict import Blocking
from esigval.validation.process import SignatureJudgement
from esigval.x509.certificate import Certificate

_UNBELIEVABLE = frozenset({SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE})
"""Nothing proves that the revocation data are from before their issuer's end: what they say counts for nothing then."""

_HOLD = "certificateHold"


def revocation_facts(
    judged: SignatureJudgement, conclusion: Conclusion, blocking: Blocking, certificate: Certificate, now: datetime
) -> RevocationFacts | None:
    """Data that may be believed today; where the whole validation passed on older data (proven to be from before), those."""
    if certificate.short_term or (certificate.no_rev_avail and not certificate.is_ca):
        return RevocationFacts(good_until=certificate.not_after, fresh=True)
    chain = judged.basic.chain
    status = chain.status_of(certificate) if chain is not None else None
    if status is None or blocking & _UNBELIEVABLE:
        return None
    believed = status.accepted
    if not believed and conclusion.indication is Indication.TOTAL_PASSED:
        believed = status.known
    if not believed:
        return None
    facts = _from_statuses(believed, certificate, now)
    # Where the validation held them to be too old, an extract from before signing says nothing either.
    return msgspec.structs.replace(facts, current_until=None) if SubIndication.TRY_LATER in blocking else facts


def _from_statuses(statuses: tuple[RevocationStatus, ...], certificate: Certificate, now: datetime) -> RevocationFacts:
    """What all believed CRLs and responses say together. The earliest revocation stands; a hold that a later one no longer tells was
    lifted by then at the latest."""
    good = [s for s in statuses if s.status == "good" and _speaks_of(s, certificate)]
    newest = max(good, key=_moment, default=None)
    gone = [s for s in statuses if s.status == "revoked" and s.revocation_time is not None]
    revoked = min((s for s in gone if s.reason != _HOLD), key=_revoked_at, default=None)
    return RevocationFacts(
        good_until=_moment(newest) if newest is not None else None,
        current_until=newest.next_update if newest is not None else None,
        revoked_at=revoked.revocation_time if revoked is not None else None,
        reason=revoked.reason if revoked is not None else "",
        invalidity=revoked.invalidity_date if revoked is not None else None,
        suspended=tuple(sorted({_hold(s, newest) for s in gone if s.reason == _HOLD}, key=lambda h: h[0])),
        fresh=any(s.next_update is not None and _moment(s) <= now <= s.next_update for s in statuses),
        evidence=tuple(sorted({s.evidence_id for s in statuses})),
    )


def _speaks_of(status: RevocationStatus, certificate: Certificate) -> bool:
    """After expiry a certificate may have left the register: silence then says nothing unless it is stated how long it is kept."""
    if _moment(status) <= certificate.not_after:
        return True
    kept = status.archive_cutoff or status.expired_certs_on_crl
    return kept is not None and kept <= certificate.not_after


_NEVER = datetime.min.replace(tzinfo=UTC)


def _moment(status: RevocationStatus) -> datetime:
    return status.this_update or status.produced_at or _NEVER


def _revoked_at(status: RevocationStatus) -> datetime:
    return status.revocation_time or _NEVER


def _hold(status: RevocationStatus, newest: RevocationStatus | None) -> tuple[datetime, datetime | None]:
    lifted = newest is not None and _moment(newest) > _moment(status)
    return _revoked_at(status), _moment(newest) if lifted and newest is not None else None
