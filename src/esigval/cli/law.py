"""``esigval law list`` and ``esigval law show``."""

from collections.abc import Iterable
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
    """Show a law, an article or a letter: ID is md-124-2022, md-124-2022/23 or md-124-2022/23/c.

    Of each provision: its text, when it is in force, what it looks at. Of an article or a letter also the outcomes that it can have, the
    function that decides, and its tested cases.
    """
    owner = find(id.partition("/")[0])
    parts = _parts(owner, id)
    click.echo(f"{owner.title} ({owner.id}), {span(owner.since, owner.until)}\n")
    for part in parts:
        lines = _provision(part, owner, language)
        if id != owner.id:
            lines += _rules(part)
        click.echo("\n".join(lines) + "\n")
    return 0


def _parts(owner: "Law", id: str) -> "tuple[Provision, ...]":
    from esigval.policy.letters import find as find_letters

    found = find_letters((owner,), id)
    if not found:
        raise UsageError(f"unknown provision {id!r}: esigval law show {owner.id} lists those that are read")
    return found


def _provision(part: "Provision", owner: "Law", language: str) -> list[str]:
    from esigval.report.text import wrapped

    dated = part.since != owner.since or part.until != owner.until
    lines = [part.id + (f"  ({span(part.since, part.until)})" if dated else "")]
    lines += wrapped(part.text, "    ", "    ")
    if language == "en" and part.en:
        lines += wrapped(f"[en] {part.en}", "    ", "         ")
    if part.holder:
        lines.append(
            f"    applies where the holder of the certificate is not known to be other than a {part.holder} person"
        )
    if part.looks_at:
        lines.append(f"    looks at: {', '.join(part.looks_at)}")
    return lines


def _rules(part: "Provision") -> list[str]:
    """What it can come to, who bears the burden, the function behind it and the cases that test it."""
    from esigval.policy.engine import leans_on, source_of
    from esigval.policy.letters import cases_of
    from esigval.report.catalogue import catalogue
    from esigval.report.text import wrapped

    words = catalogue("en")
    lines = [f"    can be: {', '.join(part.can)}"]
    for name, key in (("presumption", part.said.presumption), ("burden", part.said.burden)):
        if key:
            lines.append(f"    {name}: {words.term('law.' + name, key)}")
    lines += ["    decided by:", *_indented(source_of(part).splitlines())]
    for name, asked in leans_on(part):
        lines += wrapped(f"{name}: {asked}", "        ", "            ")
    lines.append("    tested (outcome, set of facts, what is changed in it; ? is not known):")
    told = [(case.outcome, case.base, ", ".join(f"{k} = {v}" for k, v in case.changes)) for case in cases_of(part.id)]
    return lines + _indented(f"{outcome:<16}  {base:<16}  {changes}".rstrip() for outcome, base, changes in told)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"        {line}".rstrip() for line in lines]


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
