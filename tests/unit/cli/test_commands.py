"""The other commands."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from esigval import __version__
from esigval.cli.app import COMMANDS

from .conftest import Run

AT = ("--at", "2025-06-02T08:00:00Z")


def test_version(run: Run) -> None:
    assert run("--version").out == f"esigval {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.status == 0
    assert "Usage: esigval" in ran.out


def test_help_says_the_exit_statuses(run: Run) -> None:
    assert "Exit status:" in run("--help").out


def test_an_unknown_command_is_a_usage_error(run: Run) -> None:
    assert run("valdate").status == 2


def test_schema_is_a_json_schema(run: Run) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema").out))


def test_law_list_and_show(run: Run) -> None:
    assert "md-124-2022" in run("law", "list").out
    shown = run("law", "show", "md-124-2022").out
    assert "md-124-2022/23/" in shown
    assert "sole control" in shown or "controlul" in shown
    assert run("law", "show", "nowhere-1").status == 2


def test_law_list_says_since_when_each_is_in_force(run: Run) -> None:
    (line,) = (line for line in run("law", "list").out.splitlines() if line.startswith("ro-455-2001"))
    assert "2001-07-31 to 2024-10-07" in line


def test_a_letter_is_shown_with_its_rules_and_the_cases_that_test_it(run: Run) -> None:
    shown = run("law", "show", "md-124-2022/23/c").out
    text = " ".join(shown.split())
    assert "exclusiv sub controlul acestuia" in text
    assert "can be: ASSERTED, NOT_MET, NOT_DETERMINABLE" in text
    assert "No software can prove it" in text
    assert "certificate.key_shared = True" in text
    assert "md-124-2022/23/a" not in shown


def test_an_article_is_shown_with_its_letters_alone(run: Run) -> None:
    shown = run("law", "show", "md-124-2022/23").out
    assert [line for line in shown.splitlines() if line.startswith("md-")] == [f"md-124-2022/23/{x}" for x in "abcd"]


def test_a_letter_that_is_not_read_is_a_usage_error(run: Run) -> None:
    assert run("law", "show", "md-124-2022/99").status == 2


def test_explain_names_the_cause_and_what_helps(run: Run, files: Path) -> None:
    ran = run("explain", files / "changed.xml", "--signature", "1", *AT)
    assert ran.status == 1
    assert "Why this verdict" in ran.out
    assert "get the original" in ran.out


def test_explain_of_a_signature_that_is_not_there(run: Run, files: Path) -> None:
    ran = run("explain", files / "changed.xml", "--signature", "2", *AT)
    assert ran.status == 2
    assert "the file has 1" in ran.err


def test_a_bundle_replays_to_the_same_bytes(run: Run, files: Path) -> None:
    direct = run("validate", files / "changed.xml", "-f", "json", *AT)
    dossier = files / "case.dossier"
    assert run("bundle", files / "changed.xml", "-o", dossier, *AT).status == 0
    (files / "changed.xml").unlink()
    replayed = run("replay", dossier, "-f", "json")
    assert replayed.out == direct.out
    assert replayed.status == direct.status


def test_replay_of_something_else(run: Run, files: Path) -> None:
    ran = run("replay", files / "plain.txt")
    assert ran.status == 2
    assert "dossier" in ran.err


def test_a_reader_that_goes_away_is_no_error_message(files: Path) -> None:
    command = [sys.executable, "-m", "esigval.cli", "law", "show", "md-124-2022"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        status = process.wait()
    assert errors == b""
    assert status == 141
