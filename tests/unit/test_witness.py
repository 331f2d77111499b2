"""A second program's opinion on the changes after a signature: told where it differs, and only where it was asked for."""

import json
import sys
from pathlib import Path

import pytest

from esigval import pades
from esigval.cli import main
from esigval.model.dossier import Document
from esigval.model.errors import UsageError
from esigval.model.reasons import Reason
from esigval.model.signature import Finding
from esigval.witness import Statement, ask, second_opinion
from tests.worlds.pdf_gallery.benign import BENIGN
from tests.worlds.pdf_gallery.classes import ATTACKS
from tests.worlds.pdf_gallery.writer import base, sign

pytest.importorskip("pyhanko")


def _opinion(data: bytes) -> Finding | None:
    document = Document("a.pdf", data)
    return second_opinion(pades.read(document).signatures[0], ask(document))


@pytest.mark.parametrize(
    "name", ["content-stream-replaced", "page-added", "open-action", "widget-without-field", "byte-range-outside"]
)
def test_both_see_an_attack(name: str) -> None:
    assert _opinion(ATTACKS[name]()) is None


@pytest.mark.parametrize("name", ["text-filled-table", "second-signature-stream", "validation-data-table-crlf-inline"])
def test_both_let_an_honest_update_pass(name: str) -> None:
    assert _opinion(BENIGN[name]()) is None


@pytest.mark.parametrize("name", ["appearance-without-value", "form-font-replaced", "objects-after-the-end"])
def test_where_the_witness_is_lenient_that_is_told(name: str) -> None:
    finding = _opinion(ATTACKS[name]())
    assert finding is not None
    assert finding.reason is Reason.WITNESS_DISAGREES
    assert dict(finding.facts)["what"]


def test_where_the_witness_is_stricter_that_is_told() -> None:
    finding = _opinion(BENIGN["comment-where-allowed-table"]())
    assert finding is not None
    assert dict(finding.facts)["what"] == ()


def test_a_witness_that_stumbles_is_suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    def stumble(*_: object) -> None:
        raise RecursionError("lost")

    monkeypatch.setattr(EmbeddedPdfSignature, "compute_integrity_info", stumble)
    document = Document("a.pdf", sign(base()))
    assert list(ask(document).values()) == [Statement(True, "RecursionError: lost")]
    assert second_opinion(pades.read(document).signatures[0], ask(document)) is not None


def test_a_file_that_the_witness_can_not_open_is_suspicious() -> None:
    document = Document("a.pdf", sign(base()))
    assert second_opinion(pades.read(document).signatures[0], ask(Document("b.pdf", b"%PDF-1.7"))) is not None


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko.pdf_utils.reader", None)
    with pytest.raises(UsageError, match=r"esigval\[pdf-witness\]"):
        ask(Document("a.pdf", b""))


def test_command_line_tells_it_only_when_asked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(ATTACKS["appearance-without-value"]())
    found = []
    for more in ([], ["--witness"]):
        main(["validate", str(tmp_path / "a.pdf"), "-f", "json", "--at", "2024-07-01", *more])
        found.append(capfd.readouterr().out)
    assert "WITNESS_DISAGREES" not in found[0]
    assert "second-opinion" in found[1]
    before, after = (json.loads(text)["signatures"][0] for text in found)
    assert before["indication"] == after["indication"]
