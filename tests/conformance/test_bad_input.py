"""Hostile input: a clear error or an answer without acceptance, within five seconds and one GiB; what is good in a file is answered."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.worlds import hostile, running
from tests.worlds.hostile.xml import dsig, reference

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("group", hostile.GROUPS)
def test_hostile_input(group: str) -> None:
    """Each input is judged in a process with a limit on its memory; the processor time of each is measured there."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.worlds.hostile", group], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (
        f"the process ended over: {lines[-1]['name'] if lines else 'its start'}\n{done.stderr[-2000:]}"
    )
    answered = [line for line in lines if "outcome" in line]
    assert [line["name"] for line in answered] == [name for name, _ in hostile.GROUPS[group]()]
    assert [line for line in answered if not acceptable(line)] == []


def acceptable(line: dict[str, object]) -> bool:
    """Within the time, no exception but the documented one, and nothing accepted unless it is a genuine file with harmless noise."""
    said = str(line["outcome"])
    harmless = (
        " with noise " in str(line["name"]) or "cut off" in str(line["name"]) or "followed by" in str(line["name"])
    )
    return (
        float(str(line["seconds"])) < hostile.SECONDS
        and not said.startswith("escaped")
        and ("TOTAL-PASSED" not in said or harmless)
    )


@pytest.mark.parametrize("name", ["pades/two-second-broken", "xades/two-second-broken", "cades/two-one-broken"])
def test_a_broken_signature_hides_no_other(name: str) -> None:
    """The other signature of the file is still answered."""
    case = next(c for c in running.cases() if f"{c.group}/{c.name}" == name)
    assert sorted(running.verdicts(case.judge())) == ["TOTAL-FAILED", "TOTAL-PASSED"]


def test_garbage_for_a_second_signature_hides_no_first() -> None:
    """A CMS structure that is none, in the second field of a PDF: FORMAT_FAILURE there, the first passes."""
    case = next(c for c in running.cases() if f"{c.group}/{c.name}" == "pades/two")
    data = case.file.read_bytes()
    second = data.rindex(b"/Contents <") + len(b"/Contents <")
    report = case.judge(data[:second] + b"ff" * 64 + data[second + 128 :])
    found = {(str(s.conclusion.indication), str(s.conclusion.sub_indication)) for s in report.signatures}
    assert found == {("TOTAL-PASSED", "None"), ("TOTAL-FAILED", "FORMAT_FAILURE")}


def test_ten_thousand_references_beside_a_good_signature() -> None:
    """A signature that overruns the budget of references does not take the good one with it."""
    case = next(c for c in running.cases() if f"{c.group}/{c.name}" == "xades/internal")
    data = case.file.read_bytes()
    hostile_one = dsig(reference() * 10_000).encode()
    closing = data.rindex(b"</")
    report = case.judge(data[:closing] + hostile_one + data[closing:])
    assert "TOTAL-PASSED" in running.verdicts(report)
    assert len(report.signatures) == 2
