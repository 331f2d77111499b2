"""CRLs about a certificate (RFC 5280 6.3.3): scope, issuer, deltas, and lists that cover the reasons only together."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from esigval.chain.crl_scope import reasons_covered
from esigval.chain.pool import Pool
from esigval.chain.revocation_data import STATUS_KNOWN, Checks, RevocationStatus, Signer, find_signer, same_ca
from esigval.model.check import Check, Facts
from esigval.model.errors import Malformed
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.x509.certificate import Certificate
from esigval.x509.crl import ALL_REASONS, ISSUING_DISTRIBUTION_POINT, Crl, RevokedEntry
from esigval.x509.names import name_key
from esigval.x509.verify import Verification, verify_signature

SIGNATURE = "rfc-5280/6.3.3/signature"
CRL_SIGN = "rfc-5280/6.3.3/crl-sign"
ENTITLED = "rfc-5280/6.3.3/crl-issuer"
SCOPE = "rfc-5280/6.3.3/scope"
DELTA = "rfc-5280/6.3.3/delta"
FORM = "rfc-5280/5.2/crl-number-and-authority-key"
CRITICAL = "rfc-5280/5.2/critical-extensions"
ISSUER_VALID = "en-319-102-1/5.2.6/crl-issuer-valid-at-production"

_HANDLED = frozenset(
    {"2.5.29.20", "2.5.29.27", "2.5.29.28", "2.5.29.35", "2.5.29.46", "2.5.29.60", "1.3.6.1.5.5.7.1.1"}
)
"""CRL number, delta indicator, issuing distribution point, authority key, freshest CRL, expiredCertsOnCRL, AIA."""


REMOVED = "removeFromCRL"
"""A reason that only a delta CRL can give (RFC 5280 5.3.1): in a complete one the entry contradicts itself, and nothing is known."""
MAX_STRANGE = 32
"""CRLs about one certificate that nobody in the pool signed; from then on only the certificate's own issuer is tried as signer."""


class _Reading(Struct, frozen=True):
    """A CRL with what it says about the certificate at hand. ``unknown``: unknown critical extensions of its entries."""

    crl: Crl
    entry: RevokedEntry | None
    readable: bool
    unknown: tuple[str, ...]
    reasons: int
    facts: Facts
    signer: Signer


def from_crls(
    certificate: Certificate,
    issuer: Certificate,
    pool: Pool,
    policy: ValidationPolicy,
    retention: Mapping[str, datetime],
) -> list[RevocationStatus]:
    """What every CRL in ``pool`` says about ``certificate``; a delta CRL with its base says it for both."""
    names = {certificate.issuer_key, issuer.subject_key}
    for point in certificate.distribution_points:
        names.update([name_key(n.octets) for n in point.crl_issuers if n.kind == "directoryName"])
    crls = [crl for name in sorted(names) for crl in pool.crls_by_issuer.get(name, ())]
    if not crls:
        return []
    readings: list[_Reading] = []
    strange = 0
    for crl in crls:
        readings.append(_read(crl, certificate, issuer, pool, wide=strange < MAX_STRANGE))
        strange += readings[-1].signer.certificate is None
    complete = [r for r in readings if not r.crl.is_delta]
    judge = _Judge(certificate, issuer, pool, policy, retention)
    found = [(r.reasons, judge.status(r, r.entry, r.crl.is_delta)) for r in complete]
    for delta in readings:
        base = _base_of(delta.crl, complete) if delta.crl.is_delta else None
        if base is not None:
            found.append((base.reasons & delta.reasons, judge.with_delta(base, delta)))
    return _completed(found, policy)


def _read(crl: Crl, certificate: Certificate, issuer: Certificate, pool: Pool, *, wide: bool) -> _Reading:
    try:
        entry, unknown = crl.find(certificate.serial, certificate.issuer_key), crl.unknown_entry_extensions
        readable = True
    except Malformed:
        entry, unknown, readable = None, (), False
    reasons, facts = reasons_covered(crl, certificate)
    return _Reading(crl, entry, readable, unknown, reasons, facts, _signer(crl, issuer, pool, wide=wide))


def _signer(crl: Crl, issuer: Certificate, pool: Pool, *, wide: bool) -> Signer:
    """The certificate's own issuer first, then those of the list's name, best key identifier first."""
    signed = (crl.signature_algorithm, crl.tbs, crl.signature)
    first = [issuer] if issuer.subject_key == crl.issuer_key else []
    if first and (signer := find_signer(first, *signed, pool)).certificate is not None:
        return signer
    named = [c for c in pool.by_subject.get(crl.issuer_key, ()) if c.id != issuer.id] if wide else []
    wanted = crl.authority_key.key_identifier if crl.authority_key else b""
    if wanted:
        named.sort(key=lambda c: c.subject_key_identifier != wanted)
    return find_signer(first + named, *signed, pool)


def _base_of(delta: Crl, complete: list[_Reading]) -> _Reading | None:
    """The newest complete CRL that ``delta`` may be added to (5.2.4, 6.3.3 c): same issuer, scope and key, number within range."""
    try:
        start, number = delta.base_number, delta.number
    except Malformed:
        return None
    if start is None or number is None:
        return None
    fitting = [r for r in complete if _is_base(r.crl, delta, start, number)]
    return max(fitting, key=lambda r: (r.crl.this_update, r.crl.id), default=None)


def _is_base(base: Crl, delta: Crl, start: int, number: int) -> bool:
    try:
        own = base.number
    except Malformed:
        return False
    if own is None or not start <= own <= number or base.issuer_key != delta.issuer_key:
        return False
    same_scope = base.extensions.get(ISSUING_DISTRIBUTION_POINT) == delta.extensions.get(ISSUING_DISTRIBUTION_POINT)
    return same_scope and base.authority_key == delta.authority_key


class _Judge:
    """Statuses about one certificate."""

    def __init__(
        self,
        certificate: Certificate,
        issuer: Certificate,
        pool: Pool,
        policy: ValidationPolicy,
        retention: Mapping[str, datetime],
    ) -> None:
        self.certificate, self.issuer, self.pool = certificate, issuer, pool
        self.policy, self.retention = policy, retention

    def with_delta(self, base: _Reading, delta: _Reading) -> RevocationStatus:
        """The delta's entry where it has one, else the base's; both have to be acceptable."""
        entry = delta.entry or base.entry
        status = self.status(delta, entry, True, self.status(base, base.entry, False).acceptance)
        return replace(status, others=(base.crl.id,))

    def status(
        self, reading: _Reading, entry: RevokedEntry | None, is_delta: bool, base: Check | None = None
    ) -> RevocationStatus:
        """What ``reading`` says, with ``entry`` as the certificate's."""
        crl, signer = reading.crl, reading.signer.certificate
        retained = crl.expired_certs_on_crl or (self.retention.get(signer.id) if signer is not None else None)
        checks = Checks(self.policy, crl.id)
        checks.signed(SIGNATURE, reading.signer)
        if signer is not None:
            self._check_issuer(checks, crl, signer)
        checks.add(SCOPE, entry is not None or bool(reading.reasons), Reason.REVOCATION_SCOPE, reading.facts)
        unknown = tuple(sorted(crl.critical_extensions - _HANDLED))
        checks.add(CRITICAL, not unknown, Reason.UNKNOWN_CRITICAL_EXTENSION, (("extensions", unknown),))
        formed = crl.is_well_formed
        checks.add(FORM, formed, Reason.EXTENSION_MALFORMED)
        checks.times(crl.this_update, crl.next_update, crl.this_update, self.certificate)
        checks.retention(self.certificate, crl.this_update, retained)
        if base is not None:
            checks.nest(base)
        if is_delta:
            checks.add(DELTA, base is not None, Reason.DELTA_WITHOUT_BASE)
        contradictory = entry is not None and entry.reason == REMOVED and not is_delta
        readable = reading.readable and not contradictory
        why = Reason.UNKNOWN_CRITICAL_EXTENSION if readable else Reason.MALFORMED
        checks.add(
            STATUS_KNOWN, True if readable and not reading.unknown else None, why, (("extensions", reading.unknown),)
        )
        revoked = entry is not None and entry.reason != REMOVED
        return RevocationStatus(
            evidence_id=crl.id,
            kind="crl",
            status="revoked" if revoked else "good" if readable else "unknown",
            this_update=crl.this_update,
            next_update=crl.next_update,
            produced_at=crl.this_update,
            revocation_time=entry.revocation_time if entry is not None and revoked else None,
            reason=entry.reason if entry is not None and revoked else "",
            invalidity_date=entry.invalidity_date if entry is not None and revoked else None,
            issuer=signer,
            signature_algorithm=crl.signature_algorithm,
            expired_certs_on_crl=crl.expired_certs_on_crl,
            acceptance=checks.check(),
        )

    def _check_issuer(self, checks: Checks, crl: Crl, signer: Certificate) -> None:
        """6.3.3 (f), (g): the usage, where usages are stated; and a key of the same CA, or one that it or its own CA certified."""
        usage = signer.key_usage is None or "cRLSign" in signer.key_usage
        checks.add(CRL_SIGN, usage, Reason.KEY_USAGE_MISSING, (("issuer", signer.id),))
        checks.issuer_valid(ISSUER_VALID, signer, crl.this_update)
        facts = (("issuer", signer.id), ("certificate_issuer", self.issuer.id))
        checks.add(ENTITLED, self._is_entitled(crl, signer), Reason.REVOCATION_ISSUER_NOT_ENTITLED, facts)

    def _is_entitled(self, crl: Crl, signer: Certificate) -> bool:
        issuer = self.issuer
        if same_ca(signer, issuer) or crl.issuer_key != self.certificate.issuer_key:
            return True  # of another name only where the certificate names it: a matter of scope
        if self._issued(signer, issuer) or self._issued(issuer, signer):
            return True
        parents = self.pool.by_subject.get(issuer.issuer_key, ()) if issuer.issuer_key == signer.issuer_key else ()
        if any(self._issued(issuer, p) and self._issued(signer, p) for p in parents):
            return True
        stated = issuer.authority_key_identifier
        return issuer.issuer_key == signer.issuer_key and bool(stated) and stated == signer.authority_key_identifier

    def _issued(self, certificate: Certificate, by: Certificate) -> bool:
        key = self.pool.working_key(by)
        signature = (certificate.signature_algorithm, certificate.tbs, certificate.signature)
        return verify_signature(key, *signature) is Verification.VALID


def _completed(found: list[tuple[int, RevocationStatus]], policy: ValidationPolicy) -> list[RevocationStatus]:
    """A list for some reasons says "good" only together with acceptable lists for the others (6.3.3, reasons_mask); the oldest of
    them dates the answer."""
    parts = [
        (reasons, s) for reasons, s in found if s.status == "good" and 0 < reasons < ALL_REASONS and s.acceptance.passed
    ]
    union = 0
    for reasons, _ in parts:
        union |= reasons
    done = []
    for reasons, status in found:
        if status.status != "good" or reasons in {0, ALL_REASONS} or not status.acceptance.passed:
            done.append(status)
        elif union == ALL_REASONS:
            done.append(_together(status, [s for _, s in parts]))
        else:
            checks = Checks(policy, status.evidence_id)
            for child in status.acceptance.children:
                if child.id != SCOPE:
                    checks.nest(child)
            checks.add(SCOPE, False, Reason.REVOCATION_SCOPE, (("scope", "some reasons only"),))
            done.append(replace(status, acceptance=checks.check()))
    return done


def _together(status: RevocationStatus, parts: list[RevocationStatus]) -> RevocationStatus:
    oldest = min((p.this_update for p in parts if p.this_update is not None), default=status.this_update)
    ends = [p.next_update for p in parts if p.next_update is not None]
    others = tuple(sorted(p.evidence_id for p in parts if p.evidence_id != status.evidence_id))
    return replace(status, this_update=oldest, next_update=min(ends) if ends else None, others=others)
