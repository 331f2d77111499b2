"""Reports for people: verdict first, in two languages, and nothing of the file acts on the reader's terminal or browser."""

import msgspec
import pytest

from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication
from esigval.model.legal import Lift
from esigval.model.reasons import Reason
from esigval.model.report import DocumentReport
from esigval.report.catalogue import catalogue
from esigval.report.html import render as render_html
from esigval.report.names import common_name
from esigval.report.story.explain import explain
from esigval.report.story.law import weakest
from esigval.report.text import render, render_section

from .samples import FORGED, OPINION, UNSURE, VALID, entry, list_use, report


def lines(sample: DocumentReport, language: str = "en") -> list[str]:
    return render(sample, language=language).splitlines()


def at(text: str, found: list[str]) -> int:
    return next(number for number, line in enumerate(found) if text in line)


def test_the_verdict_comes_before_the_reasons_and_the_law() -> None:
    text = lines(FORGED)
    assert at("NOT VALID (TOTAL-FAILED, HASH_FAILURE)", text) < at("Why", text) < at("Weakest point", text)
    assert at("Weakest point", text) < at("Signer", text) < at("Certificate chain", text)


@pytest.mark.parametrize(
    ("sample", "english", "romanian"),
    [
        (VALID, "1/1: VALID", "1/1: VALABILĂ"),
        (FORGED, "1/1: NOT VALID", "1/1: NEVALABILĂ"),
        (UNSURE, "UNDETERMINED", "NEDETERMINATĂ"),
    ],
)
def test_each_indication_is_said_in_both_languages(sample: DocumentReport, english: str, romanian: str) -> None:
    assert english in render(sample)
    assert romanian in render(sample, language="ro")


def test_a_reason_comes_with_its_clause() -> None:
    assert "en-319-102-1/5.2.7.4/data-intact" in render(FORGED)


def test_every_signature_is_reported() -> None:
    text = render(report(*FORGED.signatures, entry(name="S-2")))
    assert "Signature 1/2: NOT VALID" in text
    assert "Signature 2/2: VALID" in text


def test_a_claimed_time_is_called_a_claim() -> None:
    assert "a claim proves nothing" in render(VALID)


def test_a_list_that_is_not_authenticated_says_so() -> None:
    assert "NOT verified" in render(report(entry(), lists=(list_use(authenticated=False),)))
    assert "NOT verified" not in render(report(entry(), lists=(list_use(),)))


def test_a_file_without_signatures_says_so() -> None:
    assert "no signature" in render(report())


def test_no_escape_sequences_unless_asked() -> None:
    assert "\x1b" not in render(FORGED)
    assert "\x1b[1;31m" in render(FORGED, colour=True)


def test_names_in_the_file_cannot_steer_the_terminal() -> None:
    text = render(report(entry(), name="a\x1b[2J\u202egpj.exe"))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_html_escapes_what_comes_from_the_file() -> None:
    page = render_html(report(*FORGED.signatures, name="<img src=x onerror=alert(1)>"))
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("sample", [VALID, FORGED, UNSURE])
def test_html_and_text_tell_the_same_sections(sample: DocumentReport) -> None:
    page, text = render_html(sample), render(sample)
    for heading in ("When it was signed", "What it covers", "To repeat this"):
        assert heading in page
        assert heading in text


def test_explain_leads_to_where_it_began_and_what_helps() -> None:
    text = render_section(explain(UNSURE, 1))
    assert "en-319-102-1/5.2.6/chain" in text
    assert "http://ca.example/issuer.cer" in text
    assert "--anchor" in text


def test_explain_of_a_valid_signature() -> None:
    assert UNSURE.signatures[0].conclusion.indication is Indication.INDETERMINATE
    assert "Nothing stands against" in render_section(explain(VALID, 1))


def test_thousands_of_reasons_stay_readable() -> None:
    many = tuple(
        Check("en-319-102-1/5.2.7/reference-intact", Status.FAILED, Reason.DIGEST_MISMATCH, facts=(("name", f"r{n}"),))
        for n in range(5000)
    )
    sample = report(entry(Indication.TOTAL_FAILED, None, Check("en-319-102-1/5.2.7", Status.FAILED, children=many)))
    assert len(render(sample).splitlines()) < 300
    assert "4950 more" in render(sample)
    assert len(render_section(explain(sample, 1)).splitlines()) < 300


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("CN=Ion Popescu,C=MD", "Ion Popescu"),
        ("C=MD,O=Firma\\, SRL,CN=Ion", "Ion (Firma, SRL)"),
        ("O=Firma,C=MD", "Firma"),
        ("C=MD", "C=MD"),
        ("CN=Firma,O=Firma", "Firma"),
        ("", ""),
    ],
)
def test_common_name(subject: str, name: str) -> None:
    assert common_name(subject) == name


def test_what_several_provisions_wait_for_is_said_once() -> None:
    lifts = tuple(Lift(p, "sole-control", "signer") for p in ("md-124-2022/23/a", "md-124-2022/23/c"))
    other = Lift("md-124-2022/23/c", "sole-control", "provider")
    opinion = msgspec.structs.replace(OPINION, strengthen=(*lifts, other))
    sample = msgspec.structs.replace(VALID.signatures[0], opinions=(opinion,))
    said = [point for point in weakest(sample, catalogue("en")) if point.depth == 1]
    assert [point.note for point in said] == ["md-124-2022/23/a, md-124-2022/23/c", "md-124-2022/23/c"]
