"""What one piece of revocation data says, and the checks that CRLs and OCSP responses share (EN 319 102-1 5.2.6)."""

from datetime import datetime

from msgspec import Struct

from esigval.chain.pool import Pool
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.check import Check, Facts, Status, conjunction
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.x509.certificate import Certificate
from esigval.x509.verify import Verification, verify_signature

ACCEPTANCE = "en-319-102-1/5.2.6/revocation-acceptance"
ISSUER_KNOWN = "en-319-102-1/5.2.6/revocation-issuer-known"
NEXT_UPDATE = "en-319-102-1/5.2.6/next-update"
AFTER_ISSUANCE = "en-319-102-1/5.2.6/revocation-after-certificate-issuance"
CONSISTENT = "en-319-102-1/5.2.6/revocation-consistent"
RETENTION = "en-319-102-1/5.2.6/revocation-retention"
STATUS_KNOWN = "en-319-102-1/5.2.6/revocation-status-known"

MAX_ISSUERS = 16
"""Candidates tried as signer of one CRL or response; more certificates of one name are hardly honest."""


class RevocationStatus(Struct, frozen=True, kw_only=True):
    """What one CRL or OCSP response says of one certificate.

    ``kind``: "crl" or "ocsp"; ``status``: good, revoked, unknown; ``issuer``: the certificate whose key signed it (None where no
    candidate's does); ``archive_cutoff``, ``expired_certs_on_crl``: certificates that expired since then are still told;
    ``cert_hash_match``: None where there is no certHash; ``others``: further evidence without which it could not say so (the base of
    a delta CRL, CRLs for the other reasons). ``acceptance``: whether it may be believed in itself.
    """

    evidence_id: str
    kind: str
    status: str
    this_update: datetime | None
    next_update: datetime | None
    produced_at: datetime | None
    revocation_time: datetime | None = None
    reason: str = ""
    invalidity_date: datetime | None = None
    issuer: Certificate | None = None
    signature_algorithm: SignatureAlgorithm | None = None
    archive_cutoff: datetime | None = None
    expired_certs_on_crl: datetime | None = None
    cert_hash_match: bool | None = None
    others: tuple[str, ...] = ()
    acceptance: Check


class Signer(Struct, frozen=True):
    """Who signed: the certificate whose key verifies; without one, how many were tried and whether one could not be."""

    certificate: Certificate | None
    tried: int
    unsupported: bool = False


def find_signer(
    candidates: list[Certificate],
    algorithm: SignatureAlgorithm,
    signed: bytes | memoryview,
    value: bytes,
    pool: Pool,
) -> Signer:
    """The first of ``candidates`` whose key made the signature."""
    unsupported = False
    for candidate in candidates[:MAX_ISSUERS]:
        verification = verify_signature(pool.working_key(candidate), algorithm, signed, value)
        if verification is Verification.VALID:
            return Signer(candidate, len(candidates))
        unsupported |= verification is Verification.UNSUPPORTED
    return Signer(None, len(candidates), unsupported)


def same_ca(a: Certificate, b: Certificate) -> bool:
    """The same name and key: certificates of one CA."""
    return a.spki == b.spki and a.subject_key == b.subject_key


_PASSED = Status.PASSED


class Checks:
    """Checks about one piece of evidence, gathered under ACCEPTANCE."""

    def __init__(self, policy: ValidationPolicy, evidence: str) -> None:
        self._policy, self._evidence = policy, evidence
        self._children: list[Check] = []
        self._clean = True

    def add(self, check_id: str, holds: bool | None, reason: Reason, facts: Facts = ()) -> None:
        """One check; reason and facts are kept only where it does not hold."""
        if holds:
            self._children.append(Check(check_id, _PASSED, None, (), self._evidence))
        else:
            self._clean = False
            check = constraint(self._policy, check_id, holds, reason, facts=facts, subject=self._evidence)
            self._children.append(check)

    def signed(self, check_id: str, signer: Signer) -> None:
        """Issuer known and signature right; an algorithm that can't be verified is not a wrong signature."""
        if signer.certificate is not None:
            self.add(ISSUER_KNOWN, True, Reason.REVOCATION_ISSUER_UNKNOWN)
            self.add(check_id, True, Reason.REVOCATION_SIGNATURE_WRONG)
        elif signer.unsupported:
            self.add(check_id, None, Reason.REVOCATION_SIGNATURE_UNSUPPORTED)
        elif signer.tried:
            self.add(check_id, False, Reason.REVOCATION_SIGNATURE_WRONG)
        else:
            self.add(ISSUER_KNOWN, None, Reason.REVOCATION_ISSUER_UNKNOWN)

    def times(
        self, this_update: datetime, next_update: datetime | None, produced_at: datetime, certificate: Certificate
    ) -> None:
        """The times of the data against each other and against the certificate's."""
        self.add(NEXT_UPDATE, next_update is not None, Reason.NEXT_UPDATE_MISSING)
        after = certificate.not_before <= this_update
        facts: Facts = () if after else (("this_update", this_update), ("not_before", certificate.not_before))
        self.add(AFTER_ISSUANCE, after, Reason.REVOCATION_BEFORE_CERTIFICATE, facts)
        consistent = (next_update is None or this_update <= next_update) and this_update <= produced_at
        if not consistent:
            facts = (("this_update", this_update), ("next_update", next_update), ("produced_at", produced_at))
        self.add(CONSISTENT, consistent, Reason.REVOCATION_TIMES_INCONSISTENT, facts)

    def issuer_valid(self, check_id: str, signer: Certificate, produced_at: datetime) -> None:
        """The issuer's certificate was valid when it made the data."""
        begin, end = signer.not_before, signer.not_after
        facts: Facts = ()
        if not (valid := begin <= produced_at <= end):
            facts = (("produced_at", produced_at), ("not_before", begin), ("not_after", end))
        self.add(check_id, valid, Reason.REVOCATION_OUTSIDE_ISSUER_VALIDITY, facts)

    def retention(self, certificate: Certificate, this_update: datetime, retained_since: datetime | None) -> None:
        """Data issued after the certificate expired speak about it only where their issuer keeps expired ones (RFC 6960 4.4.4, X.509
        9.5.2.10)."""
        end = certificate.not_after
        facts: Facts = ()
        kept = this_update <= end or (retained_since is not None and retained_since <= end)
        if not kept:
            facts = (("this_update", this_update), ("not_after", end), ("retained_since", retained_since))
        self.add(RETENTION, kept, Reason.REVOCATION_AFTER_RETENTION, facts)

    def nest(self, check: Check) -> None:
        """A check of other evidence that this one needs."""
        self._clean = False
        self._children.append(check)

    def check(self) -> Check:
        """The gathered check; the first child that decides gives the reason."""
        children = tuple(self._children)
        if self._clean and children:
            return Check(ACCEPTANCE, _PASSED, None, (), self._evidence, children=children)
        status = conjunction(children)
        decisive = next((c for c in children if c.status is status), None)
        reason = decisive.reason if decisive is not None else None
        return Check(ACCEPTANCE, status, reason, (), self._evidence, children=children)
