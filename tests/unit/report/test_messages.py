"""Everything that a report can say is said in every language."""

import re
from collections.abc import Iterable
from string import Formatter

import pytest
from tools.implemented_clauses import check_ids

from esigval.model.conclusion import Indication, SubIndication
from esigval.model.evidence import EvidenceKind
from esigval.model.legal import LegalOutcome
from esigval.model.reasons import Reason
from esigval.model.signature import ReferenceType, ScopeType, TimestampType
from esigval.policy import LAWS
from esigval.policy.opinion import LABELS
from esigval.report.catalogue import LANGUAGES, catalogue

VOCABULARIES: dict[str, Iterable[str]] = {
    "label": LABELS,
    "law": [law.id for law in LAWS],
    "reason": Reason,
    "sub_indication": SubIndication,
    "remedy": SubIndication,
    "indication": Indication,
    "scope": ScopeType,
    "reference": ReferenceType,
    "timestamp": TimestampType,
    "need": EvidenceKind,
    "outcome": LegalOutcome,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", VOCABULARIES)
def test_every_member_has_a_sentence(language: str, section: str) -> None:
    sentences = catalogue(language).sections[section]
    missing = [str(member) for member in VOCABULARIES[section] if not sentences.get(member)]
    assert not missing


OF_ONE_LANGUAGE = {"law.paraphrase"}  # a law that is written in the language of the report needs none


def keys(language: str) -> set[tuple[str, str]]:
    """Section and key of every sentence."""
    sections = catalogue(language).sections
    return {(section, key) for section in sections.keys() - OF_ONE_LANGUAGE for key in sections[section]}


def test_the_languages_have_the_same_keys() -> None:
    assert keys("en") == keys("ro")


def test_the_languages_use_the_same_facts() -> None:
    english, romanian = (catalogue(language).sections for language in ("en", "ro"))

    def fields(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}

    different = [(s, k) for s, k in sorted(keys("en")) if fields(english[s][k]) != fields(romanian[s][k])]
    assert not different


def test_no_reason_is_left_behind_in_the_catalogue() -> None:
    assert set(catalogue("en").sections["reason"]) == {str(reason) for reason in Reason}


def test_romanian_is_written_with_comma_below() -> None:
    sections = catalogue("ro").sections
    ours = [
        section for name, section in sections.items() if not name.startswith("law.")
    ]  # the laws keep theirs as published
    text = " ".join(v for section in ours for v in section.values())
    assert not re.search("[şţŞŢ]", text)


def test_a_fact_that_is_missing_does_not_break_the_sentence() -> None:
    assert catalogue("en").reason(Reason.MALFORMED) == "Malformed: …."
    assert catalogue("en").reason(Reason.MALFORMED, (("where", "SignedInfo"),)) == "Malformed: SignedInfo."


def test_braces_in_facts_are_not_placeholders() -> None:
    assert catalogue("en").reason(Reason.MALFORMED, (("where", "{0.__class__}"),)) == "Malformed: {0.__class__}."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_a_title(language: str) -> None:
    words = catalogue(language)
    assert [check_id for check_id in check_ids() if words.check(check_id) == check_id] == []
