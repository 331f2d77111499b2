"""Files that are given beside a document and that no signature of it is about are told."""

from collections.abc import Callable

import pytest

from esigval.beside import GIVEN_FILE
from esigval.model.check import Status
from esigval.model.conclusion import Indication
from esigval.model.dossier import Document, Dossier
from esigval.model.report import DocumentReport
from esigval.validate import judge, load_policy
from esigval.xades.coverage import COMMENTS
from tests.unit.asic.test_coverage import verdict
from tests.unit.cms.making import world
from tests.worlds import containers, running
from tests.worlds.makers import TEXT, Cades, Pades, Xades, order
from tests.worlds.signers import xades as maker
from tests.worlds.signers.tsa import authority
from tests.worlds.signers.zips import write
from tests.worlds.vectors import JUNE, NOW, SIGNED, STAMPED

SIGNED_FILE = ("cerere.txt", TEXT.encode())
OTHER = ("contract.txt", b"900 lei")


def judged(name: str, data: bytes, *detached: tuple[str, bytes], policy: str = "strict") -> DocumentReport:
    dossier = Dossier(
        document=Document(name, data),
        time=NOW,
        policy=load_policy(policy),
        detached=tuple(Document(*one) for one in detached),
        evidence=tuple(running.evidence(e) for e in JUNE),
        anchors=(running.read(running.WORLD / "md-root.cer"),),
    )
    return judge(dossier)


def told(report: DocumentReport) -> list[object]:
    return [files for f in report.findings if f.check == GIVEN_FILE for name, files in f.facts if name == "files"]


def detached_xml() -> bytes:
    files = {SIGNED_FILE[0]: SIGNED_FILE[1]}
    return maker.sign_detached(files, world()["md-ion"], SIGNED, chain=(world()["md-qca"].der,)).encode()


def detached_cms() -> bytes:
    return containers.signed_cms(world(), order(), SIGNED_FILE[1]).encode()


@pytest.mark.parametrize("policy", ["strict", "interop"])
@pytest.mark.parametrize("make", [Cades(), Xades(), Pades()])
def test_a_file_beside_signed_content_is_told(make: Cades | Xades | Pades, policy: str) -> None:
    report = judged("signed", make(world(), order()), OTHER, policy=policy)
    assert told(report) == [("contract.txt",)]
    assert verdict(report)[0] == "TOTAL-PASSED"
    (signature,) = report.signatures
    checks = [c for c in running.walk(signature.conclusion.check) if c.id == GIVEN_FILE]
    assert [c.status for c in checks] == [Status.WARNING]
    assert told(judged("signed", make(world(), order()), policy=policy)) == []


@pytest.mark.parametrize("make", [detached_xml, detached_cms])
def test_what_is_signed_is_not_told(make: Callable[[], bytes]) -> None:
    data = make()
    assert told(judged("signed", data, SIGNED_FILE)) == []
    assert told(judged("signed", data, ("", SIGNED_FILE[1]))) == []
    assert told(judged("signed", data, (SIGNED_FILE[0], OTHER[1]))) == []  # it is what was signed, changed
    both = judged("signed", data, SIGNED_FILE, OTHER)
    assert (told(both), verdict(both)[0]) == ([("contract.txt",)], "TOTAL-PASSED")


@pytest.mark.parametrize(("make", "named"), [(detached_xml, 1), (detached_cms, 0)])
def test_of_two_files_of_one_name_the_one_that_is_not_signed_is_told(make: Callable[[], bytes], named: int) -> None:
    data, other = make(), (SIGNED_FILE[0], OTHER[1])
    assert told(judged("signed", data, SIGNED_FILE, SIGNED_FILE)) == []
    assert told(judged("signed", data, SIGNED_FILE, other)) == [("cerere.txt",)]
    assert told(judged("signed", data, other, (SIGNED_FILE[0], b"9"))) == [("cerere.txt",) * (2 - named)]


def test_the_same_content_beside_a_signature_that_holds_it_is_signed() -> None:
    attached = containers.signed_cms(world(), order(), SIGNED_FILE[1], attached=True).encode()
    assert told(judged("signed.p7m", attached, ("alt nume.txt", SIGNED_FILE[1]))) == []
    assert told(judged("signed.p7m", attached, (SIGNED_FILE[0], OTHER[1]))) == [("cerere.txt",)]


def test_a_file_of_a_container_is_not_the_one_of_that_name_beside_it() -> None:
    data = write(containers.simple_cms(world(), order(), *SIGNED_FILE))
    assert told(judged("a.asics", data, SIGNED_FILE)) == []
    assert told(judged("a.asics", data, (SIGNED_FILE[0], OTHER[1]))) == [("cerere.txt",)]


def test_an_element_is_not_the_file_that_it_is_named_after() -> None:
    made = maker.sign_enveloping(maker.parse("<a/>"), world()["md-ion"], SIGNED, chain=(world()["md-qca"].der,))
    data = made.encode()
    names = [s.name for s in judged("signed.xml", data).signatures[0].signature.scopes]
    assert told(judged("signed.xml", data, *((name, OTHER[1]) for name in names))) == [tuple(names)]


def test_a_time_stamp_alone_is_about_the_file_that_it_stamps() -> None:
    token = authority(world(), "md-tsa").token(SIGNED_FILE[1], STAMPED)
    assert told(judged("token.tst", token, SIGNED_FILE)) == []
    assert told(judged("token.tst", token, SIGNED_FILE, OTHER)) == [("contract.txt",)]


def test_comments_in_a_file_that_is_signed_without_them_are_told_and_speak_against_nobody() -> None:
    honest, changed = b"<a>100</a>", b"<a>100<!-- altceva --></a>"
    reference = maker.Reference("a.xml", lambda: honest, (maker.EXCLUSIVE,))
    made = maker.sign_references([reference], world()["md-ion"], SIGNED, chain=(world()["md-qca"].der,)).encode()
    for data, checks in ((honest, []), (changed, [COMMENTS])):
        (found,) = judged("a.sig.xml", made, ("a.xml", data)).signatures
        assert [f.check for f in found.signature.findings] == checks
        assert found.conclusion.indication is Indication.TOTAL_PASSED
