"""Agreement with the expected answers of the corpus, by its own comparison.

``python -m tests.conformance.agreement`` prints the agreement of every mode; with ``--write`` it raises the floors in
``agreement.toml`` to what was reached (it never lowers one).
"""

import importlib.util
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from esigval.bulk.case import read_manifest
from esigval.bulk.job import Settings
from esigval.bulk.run import run_in_processes
from esigval.validate import load_policy

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
CORPUS = SHARED / "corpus"
LISTS = SHARED / "lists" / "2023-10"
FLOORS = HERE / "agreement.toml"
DIVERGENCES = HERE / "divergences.toml"
MODES = ("none", "anchored", "signing", "lotl")
FORMATS = ("PAdES", "XAdES", "CAdES", "ASiC-XAdES", "ASiC-CAdES", "ER-ASN1", "ER-XML")
"""Formats that are validated; JAdES is answered with a clear error."""
JOBS = 2
SETTINGS_TIME = datetime(2026, 11, 21, tzinfo=UTC)
"""Every line of a manifest has its own time; this one is never used."""


@dataclass
class Result:
    """One mode. ``good`` and ``total``: (cases in which a field agrees, cases in which it is compared), formats of FORMATS only;
    ``differences``: case -> field -> description, all formats; ``unsafe``: case -> descriptions; ``lines``: cases with a line."""

    mode: str
    good: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    differences: dict[str, dict[str, str]] = field(default_factory=dict)
    unsafe: dict[str, list[str]] = field(default_factory=dict)
    lines: int = 0
    cases: int = 0
    crashes: list[str] = field(default_factory=list)


@cache
def comparison() -> ModuleType:
    """The corpus's own compare.py, imported from where it is."""
    spec = importlib.util.spec_from_file_location("corpus_compare", CORPUS / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reports(mode: str) -> Iterator[dict[str, Any]]:
    """The report lines of a mode, through the bulk interface with policy ``interop``."""
    lists = LISTS if mode == "lotl" else None
    settings = Settings(time=SETTINGS_TIME, policy=load_policy("interop"), lists=lists)
    for line in run_in_processes(read_manifest(CORPUS / f"{mode}.manifest.jsonl"), settings, JOBS):
        yield json.loads(line.data)


def run(mode: str) -> Result:
    """Runs all cases of a mode and compares."""
    compare = comparison()
    found = {report["id"]: report for report in reports(mode)}
    result = Result(mode, lines=len(found))
    result.crashes = [i for i, r in found.items() if (r.get("error") or {}).get("kind") in ("crash", "internal")]
    for expected in compare.rows(CORPUS / "expected" / f"{mode}.jsonl"):
        outcome, unsafe = compare.compare(expected, found.get(expected["id"]))
        result.cases += 1
        if unsafe:
            result.unsafe[expected["id"]] = unsafe
        result.differences[expected["id"]] = {f: str(v) for f, v in outcome.items() if v is not True}
        if expected["format"] in FORMATS:
            _count(result, compare.FIELDS, expected, outcome)
    return result


def _count(result: Result, fields: list[str], expected: dict[str, Any], outcome: dict[str, Any]) -> None:
    """As compare.py counts: a case that is not answered counts against every field."""
    for name in fields:
        unanswered = outcome.get("answered") is not True and "refused" not in expected
        if name in outcome or name == "answered" or unanswered:
            result.total[name] += 1
            result.good[name] += outcome.get(name) is True


def floors() -> dict[str, dict[str, int]]:
    """Mode -> field -> number of cases that agreed."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def divergences() -> list[dict[str, Any]]:
    """The rows of deliberate differences."""
    rows = tomllib.loads(DIVERGENCES.read_text(encoding="utf-8")).get("divergence", [])
    return list(rows)


def write_floors(results: list[Result]) -> None:
    """Raises the floors."""
    known = floors()
    out = [
        "# Cases of " + ", ".join(FORMATS) + " in which each field agrees with the expected answers, policy interop.",
        "# A run below a floor fails. `python -m tests.conformance.agreement --write` raises them.",
    ]
    for result in results:
        out += ["", f"[{result.mode}]"]
        for name, total in result.total.items():
            floor = max(result.good[name], known.get(result.mode, {}).get(name, 0))
            out.append(f"{name} = {floor}  # of {total}")
    FLOORS.write_text("\n".join(out) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Prints, and on demand writes."""
    results = [run(mode) for mode in MODES]
    for result in results:
        cells = ", ".join(f"{n} {100 * result.good[n] / t:.1f}" for n, t in result.total.items())
        print(f"{result.mode}: {cells}; unsafe {len(result.unsafe)}; lines {result.lines} of {result.cases}")
    if "--write" in arguments:
        write_floors(results)


if __name__ == "__main__":
    main(sys.argv[1:])
