"""Evidence and time work in one direction only."""

import msgspec
import pytest
from tests.conformance.test_time_table import fresh
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds.running import WORLD as FILES
from tests.worlds.running import Case, cases, evidence, verdicts

from esigval.chain.pool import Pool
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.validate import judge

TIME = [c for c in cases() if c.group == "time" and "open" not in c.run]
PASSING = [c for c in TIME if c.all_pass]
FALSE = ("rogue", "lie", "held")
"""Names of evidence of the world that is forged, or tells another story."""


def tells_of_revocation(piece: Evidence) -> bool:
    """Whether it says of any certificate that it is revoked."""
    pool = Pool.build((piece,))
    return any(len(crl) > 0 for crl in pool.crls) or any(
        single.status == "revoked" for response in pool.ocsps for single in response.responses
    )


@pytest.mark.parametrize("case", TIME, ids=[c.id for c in TIME])
def test_removing_evidence_never_makes_it_valid(case: Case) -> None:
    whole = case.dossier()
    before = verdicts(judge(whole))
    for piece in whole.evidence:
        if tells_of_revocation(piece):
            continue
        less = msgspec.structs.replace(whole, evidence=tuple(e for e in whole.evidence if e is not piece))
        for was, is_ in zip(before, verdicts(judge(less)), strict=True):
            assert is_ != "TOTAL-PASSED" or was == "TOTAL-PASSED"


@pytest.mark.parametrize("case", PASSING, ids=[c.id for c in PASSING])
def test_adding_true_evidence_ends_validity_only_by_revocation(case: Case) -> None:
    dossier = case.dossier()
    names = sorted(p.stem for p in FILES.glob("*.*") if p.suffix in (".crl", ".ocsp", ".cer"))
    true = [evidence(n) for n in names if n.startswith("md-") and not any(word in n for word in FALSE)]
    old = tuple(e for e in true if e.kind is EvidenceKind.CERTIFICATE or _issued_by(e, dossier.time))
    report = judge(msgspec.structs.replace(dossier, evidence=(*dossier.evidence, *old)))
    for entry in report.signatures:
        conclusion = entry.conclusion
        assert conclusion.indication == "TOTAL-PASSED" or "REVOKED" in (conclusion.sub_indication or "")


def _issued_by(piece: Evidence, time) -> bool:  # type: ignore[no-untyped-def]
    pool = Pool.build((piece,))
    issued = [c.this_update for c in pool.crls] + [o.produced_at for o in pool.ocsps]
    return all(at <= time for at in issued)


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize("day", ("2029-07-02", "2030-06-02", "2033-06-02", "2037-06-02", "2039-06-02"))
def test_a_past_stays_provable_while_its_chain_of_time_stamps_holds(day: str, policy: str) -> None:
    crls = tuple(WORLD.crl_of(n, "2025-03-10T12:00:00", 180) for n in ("ca", "ca-tsa", "root"))
    signed = Signed().stamp("tsa", "2025-03-10T10:00:05").hold(certificates=("ca-tsa", "root"), crls=crls)
    signed.archive("tsa", "2025-03-10T13:00:00").hold(crls=(WORLD.crl_of("ca-tsa", "2029-06-01"),))
    signed.archive("tsa-2", "2029-06-02")
    # collected at the renewal, when all certificates still lived: data that end after them can't be used later
    beside = (*fresh(day)[::2], *(WORLD.crl_of(name, "2029-06-05", 180) for name in ("root", "ca-tsa")))
    conclusion = signed.judge(day, *beside, policy=policy).signatures[0].conclusion
    assert conclusion.indication == "TOTAL-PASSED"
    assert conclusion.best_signature_time.isoformat() == "2025-03-10T10:00:05+00:00"
