"""Odd names, times, limits and scripts: an answer for people, never a traceback, and no process after process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from esigval.bulk.case import BadLine, read_manifest, walk
from esigval.cli import main
from tests.unit.signed import signed_xml

SCRIPT = """
from datetime import UTC, datetime
from pathlib import Path
from esigval.bulk.case import walk
from esigval.bulk.job import Settings
from esigval.bulk.run import run_in_processes
from esigval.validate import load_policy

settings = Settings(time=datetime(2025, 6, 2, tzinfo=UTC), policy=load_policy("strict"))
list(run_in_processes(walk((Path({folder!r}),)), settings, 1))
"""


def test_a_script_without_a_guard_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for number in range(20):
        (tmp_path / "files" / f"{number}.xml").write_bytes(signed_xml())
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(folder=str(tmp_path / "files")), encoding="utf-8")
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode
    assert "UsageError: worker processes end before they begin" in ran.stderr


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A signed file whose name is no UTF-8."""
    path = tmp_path / os.fsdecode(b"n\xff.xml")
    try:
        path.write_bytes(signed_xml())
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    return path


def test_a_name_that_is_no_utf8_is_written_with_escapes(odd: Path) -> None:
    assert [case.id for case in walk((odd.parent,))] == [str(odd.parent / "n\\xff.xml")]
    out = odd.parent / "out.json"
    main(["validate", str(odd), "-f", "json", "-o", str(out)])
    assert json.loads(out.read_bytes().decode())["document"]["name"] == "n\\xff.xml"
    dossier = odd.parent / "dossier"
    assert main(["bundle", str(odd), "-o", str(dossier)]) == 0
    assert main(["replay", str(dossier), "-o", str(out)]) in {3, 4}


def test_lines_that_no_system_can_follow_are_no_cases(tmp_path: Path) -> None:
    manifest = tmp_path / "cases.jsonl"
    manifest.write_text(
        '{"id":"a","file":"x","at":"9999-12-31T23:59:59-12:00"}\n{"id":"b","file":"x\\u0000y"}\n', encoding="utf-8"
    )
    assert all(isinstance(case, BadLine) for case in read_manifest(manifest))


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "0"])
def test_a_time_limit_that_is_none_is_a_usage_error(tmp_path: Path, seconds: str) -> None:
    assert main(["bulk", str(tmp_path), "--seconds", seconds]) == 2


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_a_time_that_utc_does_not_have_is_a_usage_error(tmp_path: Path, moment: str) -> None:
    (tmp_path / "a.xml").write_bytes(signed_xml())
    assert main(["validate", str(tmp_path / "a.xml"), "--at", moment]) == 2
