"""Each provision's text is the law's own text, and the laws' dates and messages hold together."""

import re
import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from esigval.policy import LAWS
from esigval.policy.engine import Law, Provision, source_of

MESSAGES = Path(__file__).parents[3] / "src" / "esigval" / "policy" / "messages"
EVALUATED = [law for law in LAWS if law.evaluated]
TEXTS = {"md-124-2022": "md-124-2022.txt", "ro-455-2001": "ro-455-2001.txt"}


def normalised(text: str) -> str:
    """Whitespace and the two ways of writing ș and ț made equal; nothing else."""
    return " ".join(text.translate(str.maketrans("ȘșȚț", "ŞşŢţ")).split())


@pytest.mark.corpus
@pytest.mark.parametrize("law", [law for law in LAWS if law.id in TEXTS], ids=lambda law: law.id)
def test_text_is_the_laws_text(law: Law, shared: Path) -> None:
    whole = normalised((shared / "law" / TEXTS[law.id]).read_text(encoding="utf-8"))
    wrong = [part.id for part in law.provisions if normalised(part.text) not in whole]
    assert not wrong


@pytest.mark.corpus
@pytest.mark.parametrize("law", [law for law in LAWS if law.id in TEXTS], ids=lambda law: law.id)
def test_text_stands_in_the_article_that_the_id_names(law: Law, shared: Path) -> None:
    articles = _articles((shared / "law" / TEXTS[law.id]).read_text(encoding="utf-8"))
    wrong = []
    for part in law.provisions:
        number = part.id.split("/")[1]
        if normalised(part.text) not in articles[number]:
            wrong.append(part.id)
    assert not wrong


def _articles(text: str) -> dict[str, str]:
    """The text of each article by its number. A table of contents names articles too; the longest piece is the article."""
    pieces = re.split(r"^Art(?:icolul|\.) (\d+)\.", text, flags=re.MULTILINE)
    found: dict[str, str] = {}
    for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        body = normalised(piece)
        if len(body) > len(found.get(number, "")):
            found[number] = body
    return found


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_ids_texts_and_dates(law: Law) -> None:
    for part in law.provisions:
        assert part.id.startswith(law.id + "/")
        assert part.text and part.en
        assert unicodedata.is_normalized("NFC", part.text)
        assert law.since <= part.since
        assert part.until is None or part.since <= part.until
        assert part.can
        assert "return" in source_of(part)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_versions_of_a_letter_do_not_overlap(law: Law) -> None:
    versions: dict[str, list[Provision]] = {}
    for part in law.provisions:
        versions.setdefault(part.id, []).append(part)
    for parts in versions.values():
        parts.sort(key=lambda part: part.since)
        for earlier, later in pairwise(parts):
            assert earlier.until is not None and earlier.until < later.since


@pytest.mark.parametrize("law", EVALUATED, ids=lambda law: law.id)
def test_rows_that_a_law_names_exist(law: Law) -> None:
    known = {part.id for part in law.provisions}
    named = {law.core, *law.control, law.signature, law.seal, *(effect.provision for effect in law.effects)} - {""}
    for legal_class in law.classes:
        named.update(legal_class.rows)
    assert named <= known


def catalogue(language: str) -> dict[str, dict[str, str]]:
    sections: dict[str, dict[str, str]] = tomllib.loads((MESSAGES / f"{language}.toml").read_text(encoding="utf-8"))[
        "law"
    ]
    return sections


def test_catalogues_say_the_same_things_with_the_same_facts() -> None:
    english, romanian = catalogue("en"), catalogue("ro")
    romanian.pop("paraphrase")
    assert english.keys() == romanian.keys()
    for section, sentences in english.items():
        assert sentences.keys() == romanian[section].keys()
        for key, sentence in sentences.items():
            assert fields(sentence) == fields(romanian[section][key]), key


def test_provisions_in_another_language_have_a_romanian_paraphrase() -> None:
    foreign = {part.id for law in LAWS if law.language != "ro" for part in law.provisions}
    assert catalogue("ro")["paraphrase"].keys() == foreign


def fields(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", sentence))


def test_every_key_that_the_code_uses_has_a_sentence() -> None:
    english = catalogue("en")
    used = _used_keys()
    assert used["why"] <= english["why"].keys()
    assert used["by"] <= english["by"].keys()
    for law in LAWS:
        assert set(law.notices) <= english["notice"].keys()
        for part in law.provisions:
            assert {part.said.presumption} - {""} <= english["presumption"].keys()
            assert {part.said.burden} - {""} <= english["burden"].keys()
        for legal_class in law.classes:
            kinds = ("signature", "seal", "undetermined") if law.seal else ("signature",)
            assert {f"{legal_class.term}-{kind}" for kind in kinds} <= english["term"].keys()


def _used_keys() -> dict[str, set[Any]]:
    """Keys as they are written in calls that make a ruling."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in MESSAGES.parent.rglob("*.py"))
    strings = r'\b{}\(\s*"([a-z0-9-]+)"'
    pairs = re.findall(r'\basserted\(\s*"([a-z-]+)",\s*"([a-z0-9-]+)"', sources)
    why = {
        key
        for name in ("met", "not_met", "unknown", "note", "not_applicable")
        for key in re.findall(strings.format(name), sources)
    }
    return {"why": why | {pair[1] for pair in pairs}, "by": {pair[0] for pair in pairs}}
