"""What one judgement may lean on: evidence, anchors, policy and time; and what was already worked out from them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from esigval.chain.anchors import Anchors, TrustAnchor
from esigval.chain.paths import Path, PathSearch, find_paths
from esigval.chain.pool import Pool
from esigval.chain.revocation import RevocationStatus, revocation_status
from esigval.chain.rfc5280 import path_checks
from esigval.model.check import Check
from esigval.model.policy import ValidationPolicy
from esigval.model.signature import Finding
from esigval.validation.identification import MOST_CANDIDATES
from esigval.validation.token import Purpose
from esigval.x509.certificate import Certificate

_CHAIN_PURPOSE = {
    Purpose.SIGNATURE: "signer",
    Purpose.COUNTER_SIGNATURE: "signer",
    Purpose.TIMESTAMP: "timestamp",
    Purpose.REVOCATION: "ocsp",
}


class Material:
    """Inputs of a judgement with memoised look-ups. The results depend on the inputs alone.

    ``chains``, ``issuers``, ``revocations``: what modules above this one worked out already, each under its own key.
    ``proven_elsewhere``: proofs of existence that no token at hand gives; always empty where evidence is judged (see ``suppose``).
    """

    def __init__(
        self,
        pool: Pool,
        anchors: tuple[TrustAnchor, ...],
        policy: ValidationPolicy,
        time: datetime,
        findings: tuple[Finding, ...] = (),
        candidates: int = MOST_CANDIDATES,
    ) -> None:
        self.pool = pool
        self.anchors = anchors
        self.general_policy = policy
        self.proven_elsewhere: Mapping[str, datetime] = {}
        self.findings = findings  # facts of form about the document as a whole
        self.candidates = candidates  # certificates that each signature may try
        self.time = time
        self._anchors = Anchors(anchors)
        live = tuple(a for a in anchors if a.sunset is None or time < a.sunset)
        self._live = self._anchors if len(live) == len(anchors) else Anchors(live)
        self._ends = {purpose: policy.scoped(purpose) for purpose in Purpose}
        self._authorities = {purpose: policy.scoped(f"{purpose}.ca") for purpose in Purpose}
        self._searches: dict[str, PathSearch] = {}
        self._statuses: dict[tuple[str, str], tuple[RevocationStatus, ...]] = {}
        self._checks: dict[tuple[tuple[str, ...], Purpose], Check] = {}
        self._contents: dict[str, tuple[str, ...]] | None = None
        self.chains: dict[tuple[str, Purpose], Any] = {}
        self.issuers: dict[tuple[str, str, frozenset[str]], Any] = {}
        self.revocations: dict[tuple[str, str], Any] = {}

    def policy(self, purpose: Purpose, *, ca: bool = False) -> ValidationPolicy:
        """The policy as it applies to tokens of ``purpose``, or to the CA certificates above them."""
        return self._authorities[purpose] if ca else self._ends[purpose]

    def anchor(self, certificate: Certificate) -> TrustAnchor | None:
        """The anchor that ``certificate`` is, by name and key (RFC 5280, clause 6.1.1 d), trusted today or once."""
        return self._live.of(certificate) or self._anchors.of(certificate)

    def is_anchor(self, certificate: Certificate) -> bool:
        """Whether ``certificate`` is trusted as it stands at the validation time (before a sunset date, if one is set)."""
        return self._live.of(certificate) is not None

    def search(self, certificate: Certificate) -> PathSearch:
        """All paths from ``certificate`` to an anchor: those that are trusted today; if none, those that once were."""
        found = self._searches.get(certificate.id)
        if found is None:
            found = find_paths(certificate, self.pool, self._live)
            if not found.paths and self._live is not self._anchors:
                found = find_paths(certificate, self.pool, self._anchors)
            found = replace(found, needs=tuple(replace(need, at=self.time) for need in found.needs))
            self._searches[certificate.id] = found
        return found

    def checks(self, path: Path, purpose: Purpose) -> Check:
        """RFC 5280 checks of ``path`` that don't depend on time or revocation."""
        key = (tuple(c.id for c in path.certificates), purpose)
        found = self._checks.get(key)
        if found is None:
            found = path_checks(path, self.policy(purpose), purpose=_CHAIN_PURPOSE[purpose])
            self._checks[key] = found
        return found

    def statuses(self, certificate: Certificate, issuer: Certificate) -> tuple[RevocationStatus, ...]:
        """Everything in the pool that speaks of the revocation of ``certificate``, newest first."""
        key = (certificate.id, issuer.id)
        found = self._statuses.get(key)
        if found is None:
            policy = self.policy(Purpose.REVOCATION)
            found = self._statuses[key] = revocation_status(certificate, issuer, self.pool, policy)
        return found

    def with_contents(self, objects: tuple[str, ...]) -> tuple[str, ...]:
        """``objects`` and what is inside them: who proves an OCSP response proves the certificates that it carries."""
        if self._contents is None:
            self._contents = {r.id: tuple(e.id for e in r.evidence) for r in self.pool.ocsps}
        inside = (i for o in objects for i in self._contents.get(o, ()))
        return tuple(dict.fromkeys((*objects, *inside)))
