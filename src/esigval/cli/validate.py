"""``esigval validate``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from esigval.bulk.job import Settings, dossier, judgement
from esigval.cli.guide import EXIT_STATUSES
from esigval.cli.options import PATH, case, document_options, settings
from esigval.cli.output import BUILT, FORMATS, Style, check_format, wants_colour, write
from esigval.model.errors import Unreadable
from esigval.model.report import DocumentReport
from esigval.report.status import ExitStatus, exit_status, worst


@click.command(epilog=EXIT_STATUSES)
@click.argument("files", nargs=-1, required=True, type=PATH)
@document_options
@click.option("--format", "-f", "form", default="text", metavar="|".join(BUILT), help="Default: text.")
@click.option("--output", "-o", type=PATH, help="Write here instead of to standard output.")
@click.option("--full", is_flag=True, help="With every check and every provision of every law.")
def validate(files: tuple[Path, ...], form: str, output: Path | None, full: bool, **given: Any) -> int:
    """Say of each of FILES whether its signatures are valid, and what they are in law."""
    check_format(form)
    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    statuses: list[ExitStatus] = []
    style = Style(chosen.language, wants_colour(output), full)
    rendered = (FORMATS[form](report, style) for report in _reports(files, beside, chosen, statuses))
    write(rendered, output)
    return worst(statuses)


def _reports(
    files: tuple[Path, ...],
    beside: tuple[tuple[Path, ...], tuple[Path, ...]],
    chosen: Settings,
    statuses: list[ExitStatus],
) -> Iterator[DocumentReport]:
    """The report of each file that can be read; the others get a line on standard error. Notes each one's status."""
    for file in files:
        try:
            report, _ = judgement(dossier(case(file, *beside), chosen), chosen)
        except Unreadable as e:
            click.echo(f"esigval: {e.message if str(file) in e.message else f'{file}: {e.message}'}", err=True)
            statuses.append(ExitStatus.USAGE if e.kind == "unreadable-file" else ExitStatus.INDETERMINATE)
            continue
        statuses.append(exit_status(report))
        yield report
