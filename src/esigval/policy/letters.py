"""The decision table as the package carries it: for each letter the facts that lead to each outcome. For ``law show``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from esigval.policy.engine import Law, Provision

_TABLE = Path(__file__).with_name("letters.toml")


class LetterCase(Struct, frozen=True):
    """One tested case of a letter: on the set of facts ``base`` with ``changes``, it has ``outcome``."""

    outcome: str
    base: str
    changes: tuple[tuple[str, str], ...]


@cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def cases_of(provision: str) -> tuple[LetterCase, ...]:
    """The tested cases of the letter ``provision``, such as ``md-124-2022/23/c``."""
    found = []
    for outcome, written in _table().get(provision, {}).items():
        changes = tuple((path, str(value)) for path, value in written.items() if path != "base")
        found.append(LetterCase(outcome, written["base"], changes))
    return tuple(found)


def find(laws: tuple[Law, ...], name: str) -> tuple[Provision, ...]:
    """The provisions that ``name`` stands for: a letter in all its versions, an article with its letters, or a whole law."""
    return tuple(
        part for law in laws for part in law.provisions if part.id == name or part.id.startswith(name.rstrip("/") + "/")
    )
