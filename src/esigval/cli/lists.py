"""``esigval lists show`` and ``esigval lists verify``."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esigval.cli.options import FOLDER, moment, now
from esigval.report.status import ExitStatus
from esigval.report.text import clean

if TYPE_CHECKING:
    from esigval.trust.store import TrustSet


@click.group()
def lists() -> None:
    """Show and verify trusted lists."""


@lists.command()
@click.argument("folder", type=FOLDER)
@click.option("--at", type=moment, metavar="TIME", help="As of this time; default: now.")
@click.option("--policy", default="strict", metavar="strict|interop|FILE", help="Default: strict.")
def show(folder: Path, at: datetime | None, policy: str) -> int:
    """Show the trusted lists of FOLDER: territory, number, dates, whether the policy lets it be used."""
    for line, _ in _lines(_trust(folder, at or now(), policy)):
        click.echo(line)
    return 0


@lists.command()
@click.argument("folder", type=FOLDER)
@click.option("--at", type=moment, metavar="TIME", help="As of this time; default: now.")
@click.option("--policy", default="strict", metavar="strict|interop|FILE", help="Default: strict.")
def verify(folder: Path, at: datetime | None, policy: str) -> int:
    """Verify the trusted lists of FOLDER and say why one can't be used. Ends with 4 where there is one."""
    bad = [line for line, usable in _lines(_trust(folder, at or now(), policy)) if not usable]
    for line in bad:
        click.echo(line)
    click.echo(f"{len(bad)} not usable" if bad else "every list is authenticated and current")
    return ExitStatus.TRUST_MISSING if bad else ExitStatus.AS_REQUIRED


def _trust(folder: Path, at: datetime, policy: str) -> "TrustSet":
    from esigval.fetch.directory import read_lists_folder
    from esigval.trust import load_trust
    from esigval.validate import load_policy

    return load_trust((read_lists_folder(folder),), at, load_policy(policy))


def _lines(trust: "TrustSet") -> list[tuple[str, bool]]:
    """A line a list, and whether it can be used."""
    from esigval.report.catalogue import catalogue
    from esigval.report.walk import said

    words = catalogue()
    lines = []
    for entry in sorted(trust.entries, key=lambda e: (e.territory, e.url)):
        verdict, content = trust.verdict(entry), entry.content
        dates = "unreadable"
        if content is not None:
            dates = f"{content.sequence:>5}  issued {_day(content.issued)}  next update {_day(content.next_update)}"
        why = "; ".join(words.reason(c.reason, c.facts) for c in said(verdict) if c.reason)
        state = "usable" if verdict.passed else "NOT USABLE"
        lines.append(
            (clean(f"{entry.territory:<3} {dates}  {state}  {entry.url}{f'  ({why})' if why else ''}"), verdict.passed)
        )
    return lines


def _day(time: datetime | None) -> str:
    return "-" if time is None else f"{time:%Y-%m-%d}"
