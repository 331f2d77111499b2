"""Options that several commands share, and what they become."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from esigval.bulk.case import Case, readable
from esigval.bulk.job import Settings
from esigval.model.errors import UsageError
from esigval.model.policy import ValidationPolicy

F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


def moment(value: str) -> datetime:
    """A time by ISO 8601; a date alone is its first second; no zone means UTC."""
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as e:
        raise click.BadParameter(f"{value!r} is no time by ISO 8601, like 2026-11-21 or 2026-11-21T12:00:00Z") from e


_TRUST = (
    click.option("--anchor", "anchors", type=PATH, multiple=True, help="A trusted certificate, PEM or DER."),
    click.option("--evidence", type=PATH, multiple=True, help="A certificate, CRL or OCSP response to use."),
    click.option("--lists", type=FOLDER, help="A folder or a store of trusted lists."),
    click.option("--lists-at", type=moment, metavar="TIME", help="Take the lists as of this time; default: as --at."),
    click.option("--online", is_flag=True, help="Fetch what is missing and is published."),
    click.option("--cache", type=click.Path(path_type=Path), help="With --online: a folder to keep what was fetched."),
    click.option("--at", type=moment, metavar="TIME", help="Validate as of this time; default: now."),
    click.option("--policy", default="strict", metavar="strict|interop|FILE", help="Default: strict."),
    click.option("--law", "laws", multiple=True, metavar="ID", help="Apply this law, see `esigval law list`."),
    click.option("--law-at", type=moment, metavar="TIME", help="What if the law of this day applied?"),
    click.option("--outside", type=PATH, help="TOML: what a party says of documents outside the file."),
    click.option("--language", "-l", type=click.Choice(["en", "ro"]), default="en", help="Of sentences. Default: en."),
)
_BESIDE = (
    click.option("--detached", type=PATH, multiple=True, help="A file that the signature is about."),
    click.option("--evidence-record", "evidence_records", type=PATH, multiple=True, help="A detached evidence record."),
)


def trust_options(function: F) -> F:
    """What may be trusted, as of when, by which policy and law."""
    for option in reversed(_TRUST):
        function = option(function)
    return function


def document_options(function: F) -> F:
    """``trust_options`` and what lies beside one document."""
    for option in reversed(_BESIDE):
        function = option(function)
    return trust_options(function)


def now() -> datetime:
    """The clock, to the second: the only place of the command line that reads it."""
    return datetime.now(UTC).replace(microsecond=0)


def settings(**given: Any) -> Settings:
    """The shared options as the settings of a run. Raises UsageError for a law or a policy that is not known."""
    laws = given["laws"]
    check_laws(laws)
    at = given["at"]
    return Settings(
        time=at or now(),
        time_given=at is not None,
        policy=policy(given["policy"]),
        anchors=given["anchors"],
        evidence=given["evidence"],
        lists=given["lists"],
        laws=laws,
        law_at=given["law_at"],
        lists_at=given["lists_at"],
        outside=outside(given["outside"]),
        online=given["online"],
        cache=given["cache"],
        language=given["language"],
    )


def check_laws(laws: tuple[str, ...]) -> None:
    """Raises UsageError for a law that is not known."""
    if laws:
        from esigval.policy import LAWS

        known = [law.id for law in LAWS]
        for law in laws:
            if law not in known:
                raise UsageError(f"unknown law {law!r}; known: {', '.join(known)}")


def outside(file: Path | None) -> tuple[tuple[str, bool], ...]:
    """What a party says of documents outside the file. Raises UsageError."""
    if file is None:
        return ()
    from esigval.bulk.inputs import read_material
    from esigval.policy.outside import read_outside

    return read_outside(read_material(file))


def policy(name: str) -> ValidationPolicy:
    """A shipped policy by its name, or one from a file."""
    from esigval.validate import load_policy

    return load_policy(name)


def case(file: Path, detached: tuple[Path, ...], evidence_records: tuple[Path, ...]) -> Case:
    """One file of the command line as a case."""
    return Case(id=readable(file), file=file, detached=detached, evidence_records=evidence_records)
