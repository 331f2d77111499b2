"""``esigval law list`` and ``esigval law show``."""

from datetime import date
from typing import TYPE_CHECKING

import click

from esigval.model.errors import UsageError

if TYPE_CHECKING:
    from esigval.policy.engine import Law, Provision


@click.group()
def law() -> None:
    """Show the laws that are applied."""


@law.command("list")
def list_laws() -> int:
    """List the laws that are known, and since when they are in force."""
    from esigval.policy import LAWS

    width = max(len(known.id) for known in LAWS)
    for known in LAWS:
        click.echo(
            f"{known.id:<{width}}  {known.title}  ({span(known.since, known.until)}, {len(known.provisions)} provisions)"
        )
    return 0


@law.command()
@click.argument("id")
@click.option(
    "--language", "-l", type=click.Choice(["en", "ro"]), default="en", help="en adds a paraphrase in English."
)
def show(id: str, language: str) -> int:
    """Show every provision of the law ID: its text, when it is in force, what it looks at."""
    found = find(id)
    click.echo(f"{found.title} ({found.id}), {span(found.since, found.until)}\n")
    for part in found.provisions:
        click.echo("\n".join(_provision(part, found, language)) + "\n")
    return 0


def _provision(part: "Provision", owner: "Law", language: str) -> list[str]:
    from esigval.report.text import wrapped

    dated = part.since != owner.since or part.until != owner.until
    lines = [part.id + (f"  ({span(part.since, part.until)})" if dated else "")]
    lines += wrapped(part.text, "    ", "    ")
    if language == "en" and part.en:
        lines += wrapped(f"[en] {part.en}", "    ", "         ")
    if part.looks_at:
        lines.append(f"    looks at: {', '.join(part.looks_at)}")
    return lines


def span(since: date, until: date | None) -> str:
    """``since … until …``."""
    return f"since {since}" if until is None else f"{since} to {until}"


def find(id: str) -> "Law":
    """The law ``id``. Raises UsageError."""
    from esigval.policy import LAWS

    for known in LAWS:
        if known.id == id:
            return known
    raise UsageError(f"unknown law {id!r}; known: {', '.join(known.id for known in LAWS)}")
