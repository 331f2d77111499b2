"""Judging under suppositions: the processes as they are, over evidence and something that nobody has.

What comes out are prospects. ``judge_document`` refuses the material that is made here, so that no supposition gets into a verdict.
"""

from collections.abc import Mapping
from datetime import datetime

from esigval.chain.revocation import RevocationStatus
from esigval.chain.revocation_data import ACCEPTANCE
from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication
from esigval.model.evidence import EvidenceKind, Need
from esigval.model.prospect import Prospect, Supposed, Supposition
from esigval.model.signature import EvidenceRecord, Reading
from esigval.validation.material import Material
from esigval.validation.needs import needs_of
from esigval.validation.process import DocumentJudgement, SignatureJudgement, judge_document, run_processes
from esigval.x509.certificate import Certificate

SUPPOSITIONS = 32
"""Certificates that are supposed about, one by one: a real signature misses data about a handful."""
ROUNDS = 8
"""Rounds in which suppositions make further data be asked for; each goes a step up towards the anchor."""

_REVOCATION = frozenset({EvidenceKind.CRL, EvidenceKind.OCSP})
SUPPOSED_ID = "supposed"
"""Stands where the id of evidence would."""


class SupposedMaterial(Material):
    """Material in which suppositions speak beside the evidence."""

    def __init__(self, material: Material, suppositions: tuple[Supposition, ...]) -> None:
        super().__init__(
            material.pool,
            material.anchors,
            material.general_policy,
            material.time,
            material.findings,
            material.candidates,
        )
        self._supposed = {s.subject: s for s in suppositions}
        self.proven_elsewhere: Mapping[str, datetime] = {
            s.subject: s.at for s in suppositions if s.supposed is Supposed.PROVEN
        }

    def statuses(self, certificate: Certificate, issuer: Certificate) -> tuple[RevocationStatus, ...]:
        """What is supposed of ``certificate``, before the evidence."""
        found = super().statuses(certificate, issuer)
        supposition = self._supposed.get(certificate.id)
        return found if supposition is None else (_status(supposition, certificate, issuer), *found)


def _status(supposition: Supposition, certificate: Certificate, issuer: Certificate) -> RevocationStatus:
    """As its CA itself would say it: whether that may be believed is judged like everything."""
    revoked = supposition.supposed is Supposed.REVOKED
    return RevocationStatus(
        evidence_id=SUPPOSED_ID,
        kind="ocsp",
        status="revoked" if revoked else "good",
        this_update=supposition.at,
        next_update=None,
        produced_at=supposition.at,
        revocation_time=certificate.not_before if revoked else None,
        issuer=issuer,
        acceptance=Check(ACCEPTANCE, Status.PASSED, subject=SUPPOSED_ID),
    )


def prospects(
    reading: Reading, material: Material, records: tuple[EvidenceRecord, ...] = ()
) -> dict[str, tuple[Prospect, ...]]:
    """For each signature that does not pass, by id: what it would come to with each piece that its judgement asks for, with all of them,
    and with a time-stamp."""
    judged = judge_document(reading, material, records)
    suppose = _Suppose(reading, material, records)
    needs = needs_of(judged)
    return {
        s.signature.id: (*suppose.of_needs(s.signature.id, needs[s.signature.id]), *suppose.of_time(s))
        for s in judged.signatures
        if s.conclusion.indication is not Indication.TOTAL_PASSED
    }


class _Suppose:
    """One reading and its material; each set of suppositions is judged once for all signatures."""

    def __init__(self, reading: Reading, material: Material, records: tuple[EvidenceRecord, ...]) -> None:
        self._reading, self._material, self._records = reading, material, records
        self._known: dict[tuple[Supposition, ...], DocumentJudgement] = {}

    def of_needs(self, signature: str, needs: tuple[Need, ...]) -> list[Prospect]:
        """With data about each certificate alone, good and revoked; with all of them good; what can't be said."""
        about = self._certificates(needs)
        sets = [(self._that(c, supposed),) for c in about for supposed in (Supposed.GOOD, Supposed.REVOKED)]
        found: dict[tuple[Supposition, ...], Prospect] = {s: self._prospect(signature, s) for s in sets}
        if about:
            everything = self._all_good(signature, about)
            found[everything.suppositions] = everything
        unseen = dict.fromkeys(need.subject for need in needs if need.kind is EvidenceKind.CERTIFICATE)
        return [*found.values(), *(Prospect(signature, (), subject=i, name=self._name(i)) for i in unseen)]

    def of_time(self, judged: SignatureJudgement) -> list[Prospect]:
        """With a time-stamp of the moment that the signer claims, where that would change anything."""
        signature, conclusion = judged.signature, judged.conclusion
        claimed = signature.properties.claimed_time
        if claimed is None or claimed >= self._material.time:
            return []
        found = self._prospect(signature.id, (Supposition(signature.id, Supposed.PROVEN, claimed),))
        same = (found.would_be, found.sub_indication) == (conclusion.indication, conclusion.sub_indication)
        return [] if same else [found]

    def _that(self, certificate: str, supposed: Supposed) -> Supposition:
        return Supposition(certificate, supposed, self._material.time, self._name(certificate))

    def _name(self, certificate: str) -> str:
        known = self._material.pool.by_id.get(certificate)
        return known.subject if known is not None else ""

    def _certificates(self, needs: tuple[Need, ...]) -> tuple[str, ...]:
        wanted = dict.fromkeys(need.subject for need in needs if need.kind in _REVOCATION and need.subject)
        return tuple(wanted)[:SUPPOSITIONS]

    def _all_good(self, signature: str, about: tuple[str, ...]) -> Prospect:
        """What answers one question may raise the next, about the CA above: all are answered alike."""
        for _ in range(ROUNDS):
            suppositions = tuple(self._that(c, Supposed.GOOD) for c in about)
            more = self._certificates(needs_of(self._judge(suppositions)).get(signature, ()))
            further = tuple(c for c in more if c not in about)
            if not further:
                return self._prospect(signature, suppositions, complete=not more)
            about += further
        return self._prospect(signature, suppositions)

    def _prospect(self, signature: str, suppositions: tuple[Supposition, ...], *, complete: bool = False) -> Prospect:
        judged = self._judge(suppositions)
        conclusion = next(s.conclusion for s in judged.signatures if s.signature.id == signature)
        return Prospect(signature, suppositions, conclusion.indication, conclusion.sub_indication, complete)

    def _judge(self, suppositions: tuple[Supposition, ...]) -> DocumentJudgement:
        known = self._known.get(suppositions)
        if known is None:
            material = SupposedMaterial(self._material, suppositions)
            known = self._known[suppositions] = run_processes(self._reading, material, self._records)
        return known
