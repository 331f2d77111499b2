"""A saved dossier, replayed, gives the same report byte for byte; what is taken out of it never makes a verdict better."""

import msgspec
import pytest
from tests.worlds import running

from esigval.model.conclusion import Indication
from esigval.model.report import DocumentReport
from esigval.report.json import encode
from esigval.validate import judge, load_dossier, save_dossier

CASES = {c.id: c for c in running.cases()}
WITH_EVIDENCE = {c.id: c for c in running.cases() if c.run.get("evidence")}


@pytest.mark.parametrize("name", CASES)
def test_replay(name: str) -> None:
    """The report of the saved dossier is the report of the dossier."""
    dossier = CASES[name].dossier()
    saved = save_dossier(dossier)
    assert encode(judge(load_dossier(saved))) == encode(judge(dossier))
    assert save_dossier(load_dossier(saved)) == saved


@pytest.mark.parametrize("name", WITH_EVIDENCE)
def test_less_evidence_never_accepts_more(name: str) -> None:
    """Without any one piece of supplied evidence, and without all of it, nothing is accepted that was not before."""
    dossier = WITH_EVIDENCE[name].dossier()
    before = accepted(judge(dossier))
    for left_out in range(len(dossier.evidence)):
        evidence = dossier.evidence[:left_out] + dossier.evidence[left_out + 1 :]
        assert accepted(judge(msgspec.structs.replace(dossier, evidence=evidence))) <= before
    assert accepted(judge(msgspec.structs.replace(dossier, evidence=()))) <= before


@pytest.mark.parametrize("name", CASES)
def test_no_anchor_no_acceptance(name: str) -> None:
    """Without anchors and lists nobody vouches for the signer."""
    dossier = msgspec.structs.replace(CASES[name].dossier(), anchors=(), trust=())
    assert accepted(judge(dossier)) == set()


def accepted(report: DocumentReport) -> set[str]:
    """Ids of the accepted signatures."""
    return {s.signature.id for s in report.signatures if s.conclusion.indication is Indication.TOTAL_PASSED}
