"""``esigval lists show`` and ``esigval lists verify``."""

from datetime import datetime
from pathlib import Path

import click

from esigval.cli.options import FOLDER, moment, now
from esigval.model.report import ListUse
from esigval.report.status import ExitStatus
from esigval.report.text import clean


@click.group()
def lists() -> None:
    """Show and verify trusted lists."""


@lists.command()
@click.argument("folder", type=FOLDER)
@click.option("--at", type=moment, metavar="TIME", help="As of this time; default: now.")
@click.option("--policy", default="strict", metavar="strict|interop|FILE", help="Default: strict.")
def show(folder: Path, at: datetime | None, policy: str) -> int:
    """Show the trusted lists of FOLDER: territory, number, dates, whether the signature is verified."""
    for use in _uses(folder, at, policy):
        click.echo(_line(use))
    return 0


@lists.command()
@click.argument("folder", type=FOLDER)
@click.option("--at", type=moment, metavar="TIME", help="As of this time; default: now.")
@click.option("--policy", default="strict", metavar="strict|interop|FILE", help="Default: strict.")
def verify(folder: Path, at: datetime | None, policy: str) -> int:
    """Verify the trusted lists of FOLDER. Ends with 4 where one is not authenticated or past its next update."""
    time = at or now()
    bad = 0
    for use in _uses(folder, time, policy):
        stale = use.next_update is not None and use.next_update < time
        if not use.authenticated or stale:
            bad += 1
            click.echo(f"{_line(use)}{'  STALE' if stale else ''}")
    click.echo(f"{bad} not usable" if bad else "every list is authenticated and current")
    return ExitStatus.TRUST_MISSING if bad else ExitStatus.AS_REQUIRED


def _uses(folder: Path, at: datetime | None, policy: str) -> tuple[ListUse, ...]:
    from esigval.fetch.directory import read_lists_folder
    from esigval.trust import load_trust
    from esigval.validate import load_policy

    return load_trust((read_lists_folder(folder),), at or now(), load_policy(policy)).uses()


def _line(use: ListUse) -> str:
    def day(time: datetime | None) -> str:
        return "-" if time is None else f"{time:%Y-%m-%d}"

    state = "verified" if use.authenticated else "NOT VERIFIED"
    return f"{clean(use.territory):<3} {use.sequence:>5}  issued {day(use.issued)}  next {day(use.next_update)}  {state}  {clean(use.url)}"
