"""``esigval lists``: show, verify, find, import, update."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esigval.bulk.inputs import read_certificates
from esigval.bulk.trust import is_store, read_lists
from esigval.cli.options import FOLDER, PATH, moment, now, policy
from esigval.model.errors import UsageError
from esigval.report.status import ExitStatus
from esigval.report.text import clean

if TYPE_CHECKING:
    from esigval.fetch.lists import ListChange, ListRow, ServiceRow
    from esigval.model.dossier import TrustSource


@click.group()
def lists() -> None:
    """Show, verify and update trusted lists: a folder with an index.json, or a store made by `import` and `update`."""


def _options(function: Callable[..., int]) -> Callable[..., int]:
    function = click.option("--policy", default="strict", metavar="strict|interop|FILE", help="Default: strict.")(
        function
    )
    function = click.option("--at", type=moment, metavar="TIME", help="As of this time; default: now.")(function)
    function = click.option(
        "--lists-at", type=moment, metavar="TIME", help="The editions of a store that were published then."
    )(function)
    return click.argument("folder", type=FOLDER)(function)


@lists.command()
@_options
@click.argument("territory", required=False)
@click.option("--territory", "-t", "territory_too", hidden=True)
@click.option("--certificate", type=PATH, help="Only the services that stand behind this certificate.")
def show(folder: Path, territory: str | None, territory_too: str | None, certificate: Path | None, **given: Any) -> int:
    """Show the trusted lists of FOLDER: territory, number, dates, signer, whether they may be used. With TERRITORY its list, and the
    services on it with their history; an arrow marks the status at the time asked for."""
    if certificate is not None:
        return _find(folder, certificate, given)
    wanted = territory or territory_too
    rows = [r for r in _rows(folder, **given) if not wanted or r.territory.casefold() == wanted.casefold()]
    for row in rows:
        click.echo(_line(row))
        click.echo(clean(f"      signed by {row.signer}" if row.signer else "      signed by nobody who may sign it"))
    if not wanted:
        return ExitStatus.AS_REQUIRED
    if not rows:
        click.echo(clean(f"esigval: no list of territory {wanted}"), err=True)
        return ExitStatus.TRUST_MISSING
    from esigval.fetch.lists import services

    _show_services(services(_sources(folder, given), wanted, given["at"] or now(), policy(given["policy"])))
    return ExitStatus.AS_REQUIRED


@lists.command()
@_options
@click.option("--structure", is_flag=True, help="Also tell deviations from the schema; they make no list unusable.")
def verify(folder: Path, structure: bool, **given: Any) -> int:
    """Verify the trusted lists of FOLDER and say why one can't be used. Ends with 4 where there is one."""
    if structure:
        _show_structure(_sources(folder, given))
    bad = [row for row in _rows(folder, **given) if not row.verdict.passed]
    for row in bad:
        click.echo(_line(row))
    click.echo(f"{len(bad)} not usable" if bad else "every list is authenticated and current")
    return ExitStatus.TRUST_MISSING if bad else ExitStatus.AS_REQUIRED


@lists.command()
@_options
@click.argument("certificate", type=PATH)
def find(folder: Path, certificate: Path, **given: Any) -> int:
    """Show the services of FOLDER that stand behind CERTIFICATE. Ends with 4 where there is none in a list that may be used."""
    return _find(folder, certificate, given)


def _find(folder: Path, certificate: Path, given: dict[str, Any]) -> int:
    from esigval.fetch.lists import find as services_behind

    wanted = read_certificates(certificate)[0]
    found = services_behind(_sources(folder, given), wanted, given["at"] or now(), policy(given["policy"]))
    _show_services(found)
    if not found:
        click.echo("no service stands behind this certificate", err=True)
    return ExitStatus.AS_REQUIRED if any(row.usable for row in found) else ExitStatus.TRUST_MISSING


@lists.command()
@click.argument("store", type=FOLDER)
@click.argument("since", type=moment)
@click.option("--until", type=moment, metavar="TIME", help="Default: the newest editions.")
def changes(store: Path, since: datetime, until: datetime | None) -> int:
    """Show which services came, went or changed their status between the editions of STORE published at SINCE and later ones."""
    from esigval.fetch.lists import changed

    for row in changed(_editions(store, since), _editions(store, until)):
        one = row.change
        status = f"{one.before or 'not listed'} -> {one.after or 'not listed'} since {_day(one.since)}"
        click.echo(clean(f"{row.territory}  {one.provider}  {one.service}  {one.type}\n    {status}"))
    return ExitStatus.AS_REQUIRED


@lists.command("import")
@click.argument("store", type=PATH)
@click.argument("folder", type=FOLDER)
@click.option("--name", default="", help="Of the set; default: the folder's own.")
def import_lists(store: Path, folder: Path, name: str) -> int:
    """Take the lists of FOLDER into STORE. Root and signers are pinned with the first import and stay."""
    from esigval.fetch.lists import import_folder
    from esigval.fetch.store import ListStore

    return _changes(import_folder(ListStore(store), folder, now(), name))


@lists.command()
@click.argument("store", type=FOLDER)
@click.option("--name", default="", help="Only this set; default: every set of the store.")
@click.option("--any-host", is_flag=True, help="Also ask hosts that are not public: a mirror in your own network.")
def update(store: Path, name: str, any_host: bool) -> int:
    """Fetch what has changed of the lists of STORE. What can't be obtained or is less authentic changes nothing."""
    from esigval.fetch.http import HttpClient, Limits
    from esigval.fetch.lists import update as update_set
    from esigval.fetch.store import ListStore

    kept = ListStore(store)
    names = (name,) if name else kept.names()
    if not names:
        raise UsageError(f"{store}: no set of lists; take one in with: esigval lists import {store} FOLDER")
    with HttpClient(Limits(public_hosts_only=not any_host)) as client:
        return _changes(change for one in names for change in update_set(kept, one, client, now()))


def _changes(changes: Iterable["ListChange"]) -> int:
    from esigval.fetch.lists import Outcome

    status = ExitStatus.AS_REQUIRED
    for change in changes:
        if change.outcome in {Outcome.FAILED, Outcome.REFUSED}:
            status = ExitStatus.TRUST_MISSING
        click.echo(clean(f"{change.outcome:<9}  {change.url}{f'  ({change.detail})' if change.detail else ''}"))
    return status


def _sources(folder: Path, given: dict[str, Any]) -> "tuple[TrustSource, ...]":
    return _editions(folder, given["lists_at"])


def _editions(folder: Path, published: datetime | None) -> "tuple[TrustSource, ...]":
    """The lists of ``folder``; as they were ``published`` then, which only a store knows. Raises UsageError."""
    if published is not None and not is_store(folder):
        raise UsageError(f"{folder}: only a store (esigval lists import) keeps the editions of a date")
    return read_lists(folder, published)


def _rows(folder: Path, **given: Any) -> "tuple[ListRow, ...]":
    from esigval.fetch.lists import show as rows

    return rows(_sources(folder, given), given["at"] or now(), policy(given["policy"]))


def _line(row: "ListRow") -> str:
    from esigval.report.catalogue import catalogue
    from esigval.report.walk import said

    words = catalogue()
    why = "; ".join(words.reason(c.reason, c.facts) for c in said(row.verdict) if c.reason)
    state = "usable" if row.verdict.passed else "NOT USABLE"
    dates = f"issued {_day(row.issued)}  next update {_day(row.next_update)}"
    if row.obtained is not None:
        dates += f"  obtained {_day(row.obtained)}"
    text = f"{row.territory:<3} {row.sequence:>5}  {dates}  {row.services:>4} services  {state}  {row.url}"
    return clean(f"{text}  ({why})" if why else text)


def _show_structure(sources: "Iterable[TrustSource]") -> None:
    from esigval.fetch.structure import structure_errors

    for source in sources:
        for url, data in source.lists:
            for error in structure_errors(data):
                click.echo(clean(f"{url}: {error}"))


def _show_services(rows: "Iterable[ServiceRow]") -> None:
    for row in rows:
        kind = " ".join((row.type.rpartition("/Svctype/")[2], *row.listed_for))
        state = "" if row.usable else f"  its list is NOT USABLE: {row.url}"
        click.echo(clean(f"{row.territory}  {row.provider}  {row.service}  {kind}{state}"))
        for place, (status, since) in enumerate(row.history):
            click.echo(clean(f"  {'->' if place == row.at else '  '} {status} since {_day(since)}"))
        if row.at is None:
            click.echo("  -> not listed yet")


def _day(time: datetime | None) -> str:
    return "-" if time is None else f"{time:%Y-%m-%d}"
