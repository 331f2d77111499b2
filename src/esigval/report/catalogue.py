"""Sentences for people: message catalogues in English and Romanian, read from TOML on first use.

Sections of a catalogue: ``reason`` (every member of model.reasons.Reason), ``sub_indication``, ``indication``, ``check`` (check id, or
its document and clause, -> title) and the terms that the formats print. The laws keep theirs beside them, in policy/messages.
"""

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from esigval.model.check import Facts

LANGUAGES = ("en", "ro")
DEFAULT_LANGUAGE = "en"

_HERE = Path(__file__).parent
_FOLDERS = (_HERE / "messages", _HERE.parent / "policy" / "messages")


class _Facts(dict[str, str]):
    """Facts for a sentence; one that is not known shows as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


class Catalogue:
    """The sentences of one language."""

    def __init__(self, language: str, sections: dict[str, dict[str, str]]) -> None:
        self.language = language
        self.sections = sections
        self._reasons = sections.get("reason", {})

    def reason(self, key: str, facts: Facts = ()) -> str:
        """The sentence of a reason with its facts, or the bare key where the catalogue has none."""
        sentence = self._reasons.get(key)
        if sentence is None:
            return key
        if "{" not in sentence:
            return sentence
        return sentence.format_map(_Facts((name, self.value(value)) for name, value in facts))

    def unsaid(self, key: str, facts: Facts) -> Facts:
        """The facts that the sentence of ``key`` does not mention."""
        sentence = self._reasons.get(key, "")
        return tuple((name, value) for name, value in facts if "{" + name + "}" not in sentence)

    def check(self, check_id: str) -> str:
        """The title of a check: its own, else that of its clause, else its id."""
        titles = self.sections.get("check", {})
        key = check_id
        while key not in titles and "/" in key:
            key = key.rpartition("/")[0]
        return titles.get(key, check_id)

    def term(self, section: str, key: str) -> str:
        """The word for ``key`` in ``section``, or the key itself."""
        return self.sections.get(section, {}).get(key, key)

    def text(self, section: str, key: str, facts: Iterable[tuple[str, object]]) -> str:
        """Like ``term``, with facts filled in."""
        sentence = self.term(section, key)
        if "{" not in sentence:
            return sentence
        return sentence.format_map(_Facts((name, self.value(value)) for name, value in facts))

    def value(self, value: object) -> str:
        """A fact as people read it."""
        if isinstance(value, bool):
            return self.term("word", "yes" if value else "no")
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, tuple):
            return ", ".join(str(v) for v in value)
        return "-" if value is None else str(value)


def utc(time: datetime) -> datetime:
    """``time`` in UTC; a time without a zone is taken as UTC."""
    if time.tzinfo is UTC:
        return time
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def moment(time: datetime) -> str:
    """A time as reports for people print it, always in UTC."""
    return utc(time).strftime("%Y-%m-%d %H:%M:%S UTC")


@cache
def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """The catalogue of ``language`` (one of LANGUAGES), our own sentences and those of the laws."""
    sections: dict[str, dict[str, str]] = {}
    for folder in _FOLDERS:
        file = folder / f"{language}.toml"
        if file.is_file():
            _merge(sections, tomllib.loads(file.read_text(encoding="utf-8")))
    return Catalogue(language, sections)


def _merge(sections: dict[str, dict[str, str]], more: dict[str, Any], prefix: str = "") -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(sections, value, f"{prefix}.{key}" if prefix else key)
        else:
            sections.setdefault(prefix, {}).setdefault(key, str(value))
