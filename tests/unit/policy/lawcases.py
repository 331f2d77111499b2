"""Reads the readable cases of tests/vectors/law: sets of facts, decision tables of letters, whole scenarios."""

import copy
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from esigval.policy.facts import LawFacts

VECTORS = Path(__file__).parents[2] / "vectors" / "law"
UNKNOWN = "?"


@cache
def bases() -> dict[str, dict[str, Any]]:
    """The named sets of facts, as written."""
    return tomllib.loads((VECTORS / "bases.toml").read_text(encoding="utf-8"))


def facts_of(base: str, changes: dict[str, Any]) -> LawFacts:
    """The set ``base`` with ``changes`` applied, as the law sees it."""
    return msgspec.convert(_changed(_raw(base), changes), LawFacts)


def _raw(base: str) -> dict[str, Any]:
    written = copy.deepcopy(bases()[base])
    parent = written.pop("extends", None)
    return written if parent is None else _changed(_raw(parent), written)


def _changed(raw: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    raw = copy.deepcopy(raw)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place: Any = raw
        for name in parents:
            place = place[int(name)] if name.isdigit() else place.setdefault(name, {})
        if value == UNKNOWN:
            place.pop(last, None)
        else:
            place[int(last) if last.isdigit() else last] = value
    return raw


def letters() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every case of the decision tables: provision, outcome, base, changes."""
    cases = []
    for file in sorted((VECTORS / "letters").glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        common = table.pop("base")
        for provision, outcomes in table.items():
            for outcome, written in outcomes.items():
                changes = dict(written)
                cases.append((provision, outcome, changes.pop("base", common), changes))
    return cases


def scenarios() -> dict[str, dict[str, Any]]:
    """Every scenario by the name of its file."""
    found = {}
    for file in sorted((VECTORS / "scenarios").glob("*.toml")):
        found[file.stem] = tomllib.loads(file.read_text(encoding="utf-8"))
    return found
