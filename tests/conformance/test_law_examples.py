"""End to end: the example files get their legal tables through ``esigval validate``, in English and Romanian."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from esigval.cli import main
from esigval.report.catalogue import catalogue

PROJECT = Path(__file__).parents[2]
EXAMPLES = PROJECT / "examples"
MESSAGES = PROJECT / "src" / "esigval" / "policy" / "messages"
AS_OF = "2025-06-02T08:00:00Z"

LABELS = {
    "cerere-calificata.pdf": {"md-124-2022": "qualified", "ro-455-2001": "advanced", "eu-910-2014": "advanced"},
    "cerere-avansata.xml": {
        "md-124-2022": "advanced-undetermined",
        "ro-455-2001": "advanced-undetermined",
        "eu-910-2014": "advanced-undetermined",
    },
    "contract-revocat.p7m": {
        "md-124-2022": "advanced-undetermined",
        "ro-455-2001": "advanced-undetermined",
        "eu-910-2014": "advanced-undetermined",
    },
    "cerere-schimbata.pdf": {
        "md-124-2022": "not-established",
        "ro-455-2001": "not-established",
        "eu-910-2014": "not-established",
    },
}


# What decides in each law: kind, highest class that nothing excludes, weakest row.
DECIDED = {
    "cerere-calificata.pdf": {
        "md-124-2022": ("signature", "qualified", "23/a"),
        "ro-455-2001": ("signature", "qualified", "18/1/h"),
        "eu-910-2014": ("signature", "advanced", "annex-i/a"),
    },
    "cerere-avansata.xml": {
        "md-124-2022": ("signature", "advanced", "23/c"),
        "ro-455-2001": ("signature", "advanced", "4/4/c"),
        "eu-910-2014": ("signature", "advanced", "26/c"),
    },
    "contract-revocat.p7m": {
        "md-124-2022": ("signature", "qualified", "23/c"),
        "ro-455-2001": ("signature", "qualified", "4/4/c"),
        "eu-910-2014": ("signature", "advanced", "26/c"),
    },
    "cerere-schimbata.pdf": {
        "md-124-2022": ("signature", "not-established", "2/semnatura-electronica"),
        "ro-455-2001": ("signature", "not-established", "4/3"),
        "eu-910-2014": ("signature", "not-established", "3/10"),
    },
}


def run(name: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    main(["validate", str(EXAMPLES / name), "--lists", str(EXAMPLES / "lists"), "--at", AS_OF, *more])
    return capsys.readouterr().out


@pytest.mark.parametrize("name", LABELS)
def test_labels_of_the_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    report: dict[str, Any] = json.loads(run(name, capsys, "--format", "json"))
    (signature,) = report["signatures"]
    legal = signature["legal"]
    assert {law: legal[law]["label"] for law in LABELS[name]} == LABELS[name]
    assert all(opinion["provisions"] for opinion in legal.values())
    decided = {
        law: (legal[law]["kind"], legal[law]["possible"], legal[law]["weakest"].removeprefix(law + "/"))
        for law in LABELS[name]
    }
    assert decided == DECIDED[name]


@pytest.mark.parametrize("language", ["en", "ro"])
@pytest.mark.parametrize("name", LABELS)
def test_full_text_has_the_table_of_each_law(name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(name, capsys, "--format", "json"))
    text = run(name, capsys, "--language", language, "--full")
    lines = text.splitlines()
    words = catalogue(language)
    for opinion in report["signatures"][0]["legal"].values():
        start = next(i for i, line in enumerate(lines) if line.strip().startswith(opinion["title"] + ":"))
        if opinion["term"]:
            assert words.term("law.term", opinion["term"]) in " ".join(lines[start : start + 3])
        table = " ".join(" ".join(lines[start:]).split())
        for row in opinion["provisions"]:
            assert row["id"].partition("/")[2] in table
        if opinion["weakest"]:
            (weakest,) = (row for row in opinion["provisions"] if row["id"] == opinion["weakest"])
            assert words.term("outcome", weakest["outcome"]) in table


def test_a_law_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run("cerere-calificata.pdf", capsys, "--format", "json", "--law", "md-124-2022"))
    assert list(report["signatures"][0]["legal"]) == ["md-124-2022"]


@pytest.mark.parametrize("language", ["en", "ro"])
@pytest.mark.parametrize("name", LABELS)
def test_text_has_sentences_and_no_bare_keys(name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = run(name, capsys, "--language", language)
    catalogue = tomllib.loads((MESSAGES / f"{language}.toml").read_text(encoding="utf-8"))["law"]
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)+", text))
    keys = {
        key for section in ("why", "missing", "supplier", "by", "notice") for key in catalogue[section] if "-" in key
    }
    assert not words & keys - {"time-stamp"}  # an English word as well
    assert " ".join(catalogue["notice"]["md-not-official-verification"].split()[:3]) in " ".join(text.split())
    assert "…" not in text


def test_what_a_party_says_is_kept_in_the_bundle_and_labelled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said, bundle = tmp_path / "said.toml", tmp_path / "case.dossier"
    said.write_text("device_homologated = true\nprovider_conditions = true\n", encoding="utf-8")
    file = str(EXAMPLES / "cerere-calificata.pdf")
    trust = ["--lists", str(EXAMPLES / "lists"), "--at", AS_OF, "--outside", str(said)]
    main(["bundle", file, *trust, "-o", str(bundle)])
    main(["replay", str(bundle), "--format", "json"])
    opinion = json.loads(capsys.readouterr().out)["signatures"][0]["legal"]["ro-455-2001"]
    assert "outside-supplied" in opinion["notices"]
    rows = {row["id"]: row for row in opinion["provisions"]}
    assert (rows["ro-455-2001/10/1"]["outcome"], rows["ro-455-2001/10/1"]["by"]) == ("ASSERTED", "party")


@pytest.mark.parametrize("language", ["en", "ro"])
def test_without_an_anchor_the_issuer_is_said_not_to_be_established(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["validate", str(EXAMPLES / "cerere-calificata.pdf"), "--at", AS_OF]
    main([*arguments, "--format", "json"])
    legal = json.loads(capsys.readouterr().out)["signatures"][0]["legal"]
    assert {opinion["label"] for opinion in legal.values()} == {"simple", "not-evaluated"}
    main([*arguments, "--full", "--language", language])
    said = catalogue(language).text("law.why", "issuer-not-established", ())
    assert " ".join(said.split()) in " ".join(capsys.readouterr().out.split())
