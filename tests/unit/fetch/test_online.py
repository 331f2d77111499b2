"""Judging with a fetcher: needs asked over HTTP make an open verdict a decided one, and the dossier replays offline."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

httpx = pytest.importorskip("httpx", reason="the extra 'online' is not installed")

from esigval.fetch.http import HttpClient, HttpFetcher, Limits  # noqa: E402
from esigval.model.dossier import Document, Dossier  # noqa: E402
from esigval.report.json import encode  # noqa: E402
from esigval.validate import judge, judge_online, load_dossier, load_policy, save_dossier  # noqa: E402
from tests.unit.signed import ROOT  # noqa: E402

WORLD = ROOT / "tests" / "vectors" / "world"
AT = datetime(2025, 6, 2, 8, tzinfo=UTC)
ROOT_CRL = "/md-root.crl"

Answers = dict[str, bytes]


def dossier() -> Dossier:
    """A signature whose revocation data are not at hand."""
    data = (ROOT / "tests" / "vectors" / "cades" / "b.p7m").read_bytes()
    return Dossier(
        document=Document("b.p7m", data),
        time=AT,
        policy=load_policy("strict"),
        anchors=((WORLD / "md-root.cer").read_bytes(),),
    )


def read(name: str) -> bytes:
    return (WORLD / name).read_bytes()


class Servers:
    """Answers by path; ``asked``: method, path and body of every request."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str, bytes]] = []

    def __call__(self, request: "httpx.Request") -> "httpx.Response":
        self.asked.append((request.method, request.url.path, request.content))
        found = self.answers.get(request.url.path)
        return httpx.Response(404) if found is None else httpx.Response(200, content=found)


def judged(handler: Callable[["httpx.Request"], "httpx.Response"]) -> tuple[str, Dossier]:
    client = HttpClient(Limits(public_hosts_only=False), transport=httpx.MockTransport(handler))
    report, grown = judge_online(dossier(), HttpFetcher(client, lambda: AT))
    assert encode(judge(load_dossier(save_dossier(grown)))) == encode(report)
    return report.signatures[0].conclusion.indication.value, grown


def test_offline_it_is_open_and_says_what_is_missing() -> None:
    report = judge(dossier())
    assert report.signatures[0].conclusion.indication.value == "INDETERMINATE"
    assert {n.kind.value for n in report.needs} == {"ocsp", "crl"}
    assert all(bool(n.request) is (n.kind.value == "ocsp") for n in report.needs)


def test_a_list_of_revoked_certificates_decides() -> None:
    servers = Servers({"/md-qca.crl": read("md-qca-june.crl"), ROOT_CRL: read("md-root-june.crl")})
    indication, grown = judged(servers)
    assert indication == "TOTAL-PASSED"
    assert len(grown.evidence) == 2
    assert len(servers.asked) == len(set(servers.asked))


def test_an_answer_of_a_responder_decides() -> None:
    servers = Servers({"/ocsp": read("md-ion-june.ocsp"), ROOT_CRL: read("md-root-june.crl")})
    indication, _ = judged(servers)
    assert indication == "TOTAL-PASSED"
    (posted,) = {body for method, path, body in servers.asked if (method, path) == ("POST", "/ocsp")}
    assert posted[:1] == b"0"


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"/ocsp": b"<html/>", "/md-qca.crl": b"<html/>", ROOT_CRL: read("md-root-june.crl")},
        {"/ocsp": read("md-revoked-june.ocsp"), ROOT_CRL: read("md-root-june.crl")},
        {"/md-qca.crl": read("ro-qca-june.crl"), ROOT_CRL: read("md-root-june.crl")},
        {"/md-qca.crl": read("md-qca-june.crl")[:-10] + bytes(10), ROOT_CRL: read("md-root-june.crl")},
    ],
    ids=["nothing", "other pages", "about another certificate", "of another issuer", "forged"],
)
def test_what_does_not_speak_about_it_leaves_it_open(answers: Answers) -> None:
    assert judged(Servers(answers))[0] == "INDETERMINATE"
