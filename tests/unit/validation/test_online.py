"""Needs say what is missing, for what and when; the loop that fetches them ends with a dossier that gives the same report offline."""

from dataclasses import dataclass, field
from hashlib import sha256

import msgspec
import pytest
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds.pki import moment

from esigval.model.dossier import Dossier
from esigval.model.errors import UsageError
from esigval.model.evidence import Evidence, EvidenceKind, Need, Origin, OriginKind
from esigval.report.json import encode
from esigval.validate import FETCH_ROUNDS, judge, judge_online, load_dossier, save_dossier

NOW = "2025-06-02"


def published() -> dict[str, tuple[EvidenceKind, bytes]]:
    """What the servers of the fictional providers hand out."""
    host = "http://timp.example"
    found = {f"{host}/{name}.cer": (EvidenceKind.CERTIFICATE, WORLD[name].der) for name in ("root", "ca", "ca-tsa")}
    for name in ("root", "ca", "ca-tsa"):
        found[f"{host}/{name}.crl"] = (EvidenceKind.CRL, WORLD.crl_of(name, "2025-06-01"))
    found[f"{host}/ocsp"] = (EvidenceKind.OCSP, WORLD.ocsp_of("signer", "2025-06-01T12:00:00"))
    return found


@dataclass
class InMemory:
    """A fetcher with the whole world at hand."""

    pages: dict[str, tuple[EvidenceKind, bytes]] = field(default_factory=published)
    asked: list[Need] = field(default_factory=list)

    def fetch(self, need: Need) -> tuple[Evidence, ...]:
        self.asked.append(need)
        if need.uri not in self.pages:
            return ()
        kind, data = self.pages[need.uri]
        return (Evidence(sha256(data).hexdigest(), kind, Origin(OriginKind.FETCHED, need.uri, moment(NOW)), data),)


def bare() -> Dossier:
    """A signature that carries its signer's certificate and nothing else."""
    signed = Signed()
    signed.data.certificates = [WORLD["signer"].der]
    return signed.dossier(NOW)


def test_what_is_missing_is_told_with_kind_place_subject_and_moment() -> None:
    signer = sha256(WORLD["signer"].der).hexdigest()
    need = judge(bare()).needs[0]
    assert (need.kind, need.uri) == (EvidenceKind.CERTIFICATE, "http://timp.example/ca.cer")
    assert (need.subject, need.at) == (signer, moment(NOW))
    kinds = {(n.kind, n.subject, n.at) for n in judge(Signed().dossier(NOW)).needs}
    assert {(EvidenceKind.OCSP, signer, moment(NOW)), (EvidenceKind.CRL, signer, moment(NOW))} <= kinds


def test_stale_data_ask_for_newer_ones() -> None:
    stale = (WORLD.crl_of("ca", "2025-03-10", 1), WORLD.crl_of("root", "2025-06-01", 180))
    report = Signed().judge(NOW, *stale)
    assert report.signatures[0].conclusion.sub_indication == "TRY_LATER"
    assert "http://timp.example/ca.crl" in {n.uri for n in report.needs}


def test_a_dossier_whose_evidence_is_not_what_its_address_says_is_refused() -> None:
    """What was remembered, or proven, of one piece must not count for another."""
    crl = WORLD.crl_of("ca", "2025-06-01")
    origin = Origin(OriginKind.SUPPLIED)
    honest = msgspec.structs.replace(
        bare(), evidence=(Evidence(sha256(crl).hexdigest(), EvidenceKind.CRL, origin, crl),)
    )
    assert load_dossier(save_dossier(honest)) == honest
    other = WORLD.crl_of("root", "2025-06-01")
    forged = msgspec.structs.replace(
        honest, evidence=(Evidence(sha256(crl).hexdigest(), EvidenceKind.CRL, origin, other),)
    )
    with pytest.raises(UsageError):
        load_dossier(save_dossier(forged))


def test_fetching_completes_the_evidence_and_replays_offline() -> None:
    before = bare()
    assert judge(before).signatures[0].conclusion.indication == "INDETERMINATE"
    report, after = judge_online(before, InMemory())
    assert report.signatures[0].conclusion.indication == "TOTAL-PASSED"
    assert report.needs == ()
    again = judge(load_dossier(save_dossier(after)))
    assert msgspec.json.encode(again) == msgspec.json.encode(report)
    assert encode(again) == encode(report)


@pytest.mark.parametrize("missing", ("ca.cer", "ca.crl", "root.crl"))
def test_what_nobody_hands_out_stays_told(missing: str) -> None:
    fetcher = InMemory()
    del fetcher.pages[f"http://timp.example/{missing}"]
    fetcher.pages.pop("http://timp.example/ocsp")
    report, _ = judge_online(bare(), fetcher)
    assert report.signatures[0].conclusion.indication == "INDETERMINATE"
    assert f"http://timp.example/{missing}" in {n.uri for n in report.needs}


def test_nothing_is_asked_for_twice() -> None:
    fetcher = InMemory(pages={})
    judge_online(bare(), fetcher)
    assert len(fetcher.asked) == len(set(fetcher.asked))


def test_a_fetcher_that_always_has_more_is_asked_in_so_many_rounds() -> None:
    class Endless:
        rounds = 0

        def fetch(self, need: Need) -> tuple[Evidence, ...]:
            self.rounds += 1
            data = b"noise %d" % self.rounds
            return (Evidence(sha256(data).hexdigest(), EvidenceKind.CRL, Origin(OriginKind.FETCHED), data),)

    fetcher = Endless()
    judge_online(bare(), fetcher)
    assert fetcher.rounds <= FETCH_ROUNDS * 8
