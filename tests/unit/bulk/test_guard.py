"""Crashes, endless loops and greed of one file cost one line."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esigval.bulk import guard
from esigval.bulk import run as runner
from esigval.bulk.case import Case
from esigval.bulk.guard import TimeLimit, limit_time
from esigval.bulk.job import Settings, run_case
from esigval.report.status import ExitStatus
from esigval.validate import load_policy

from .deadly import deadly, endless

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and process limits are POSIX")

FEW = 0.05  # seconds


def settings(seconds: float = 60) -> Settings:
    return Settings(time=datetime(2026, 1, 1, tzinfo=UTC), policy=load_policy("strict"), seconds=seconds)


def test_a_file_that_kills_its_process_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "run_case", deadly)
    ids = ["a", "b", "deadly", "c", "deadly", *(f"d{n}" for n in range(20))]
    cases = [Case(id=name, file=Path(name)) for name in ids]
    lines = list(runner.run_in_processes(cases, settings(), 1))
    assert [line.id for line in lines] == ids
    for line in lines:
        assert (line.status is ExitStatus.INTERNAL) == (line.id == "deadly")
        if line.id == "deadly":
            assert json.loads(line.data)["error"]["kind"] == "crash"


def test_a_file_that_never_comes_back_from_c_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "run_case", endless)
    lines = list(
        runner.run_in_processes([Case(id=name, file=Path(name)) for name in ("a", "endless", "b")], settings(FEW), 1)
    )
    assert [(line.id, line.status) for line in lines] == [
        ("a", ExitStatus.AS_REQUIRED),
        ("endless", ExitStatus.INTERNAL),
        ("b", ExitStatus.AS_REQUIRED),
    ]


def test_each_file_has_its_time_before_the_watchdog_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    now, armed = 0.0, []
    monkeypatch.setattr(guard.time, "monotonic", lambda: now)
    monkeypatch.setattr(guard.faulthandler, "dump_traceback_later", lambda limit, **_: armed.append(now + limit))
    monkeypatch.setattr(guard.faulthandler, "cancel_dump_traceback_later", lambda: armed.append(float("inf")))
    with guard.Watchdog(10.0) as watchdog:
        for duration in (0.0, 1.0, 9.0, 0.0, 10.0, 2.0, 2.0, 2.0):
            watchdog.renew()
            assert now + 15.0 <= armed[-1] <= now + 20.0
            now += duration
    assert len(armed) < 8
    assert armed[-1] == float("inf")


def test_a_loop_is_ended() -> None:
    with pytest.raises(TimeLimit), limit_time(FEW):
        while True:
            pass


def test_the_clock_is_stopped_afterwards() -> None:
    with limit_time(FEW):
        pass
    time.sleep(2 * FEW)


def test_a_file_that_takes_too_long_costs_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(dossier: object) -> None:
        while True:
            pass

    monkeypatch.setattr("esigval.validate.judge", slow)
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    line = run_case(Case(id="slow", file=tmp_path / "a.xml"), settings(FEW))
    assert json.loads(line.data)["error"]["kind"] == "time"


def test_a_file_that_takes_too_much_memory_costs_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(dossier: object) -> None:
        raise MemoryError

    monkeypatch.setattr("esigval.validate.judge", greedy)
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    line = run_case(Case(id="greedy", file=tmp_path / "a.xml"), settings())
    assert json.loads(line.data)["error"]["kind"] == "memory"
