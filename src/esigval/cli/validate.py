"""``esigval validate``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from esigval.bulk.job import Settings, dossier, judgement
from esigval.cli.guide import EXIT_STATUSES
from esigval.cli.options import PATH, case, document_options, settings
from esigval.cli.output import FORMATS, Style, check_format, wants_colour, write
from esigval.hashing import sha256_hex
from esigval.model.dossier import Document, Dossier
from esigval.model.errors import Unreadable
from esigval.model.report import DocumentReport
from esigval.report.status import ExitStatus, exit_status, worst


@click.command(epilog=EXIT_STATUSES)
@click.argument("files", nargs=-1, required=True, type=PATH)
@document_options
@click.option("--format", "-f", "form", default="text", metavar="|".join(FORMATS), help="Default: text.")
@click.option("--output", "-o", type=PATH, help="Write here instead of to standard output.")
@click.option("--full", is_flag=True, help="With every check and every provision of every law.")
@click.option(
    "--witness", is_flag=True, help="Ask a second program what was changed in a PDF, and tell where it disagrees."
)
def validate(files: tuple[Path, ...], form: str, output: Path | None, full: bool, witness: bool, **given: Any) -> int:
    """Say of each of FILES whether its signatures are valid, and what they are in law."""
    check_format(form, len(files))
    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    statuses: list[ExitStatus] = []
    style = Style(chosen.language, wants_colour(output), full)
    rendered = (FORMATS[form](report, style) for report in _reports(files, beside, chosen, statuses, witness))
    write(rendered, output)
    return worst(statuses)


def _reports(
    files: tuple[Path, ...],
    beside: tuple[tuple[Path, ...], tuple[Path, ...]],
    chosen: Settings,
    statuses: list[ExitStatus],
    witness: bool,
) -> Iterator[DocumentReport]:
    """The report of each file that can be read; the others get a line on standard error. Notes each one's status."""
    idle = set(beside[0])
    for file in files:
        try:
            report, material = judgement(dossier(case(file, *beside), chosen), chosen)
        except Unreadable as e:
            click.echo(f"esigval: {e.message if str(file) in e.message else f'{file}: {e.message}'}", err=True)
            statuses.append(ExitStatus.USAGE if e.kind == "unreadable-file" else ExitStatus.INDETERMINATE)
            continue
        statuses.append(exit_status(report))
        idle &= _unconcerned(report, material, beside[0])
        yield _witnessed(report, material.document) if witness else report
    for path in sorted(idle) if any(status is ExitStatus.AS_REQUIRED for status in statuses) else ():
        click.echo(f"esigval: {path}: given with --detached, but no signature is about it", err=True)
        statuses.append(ExitStatus.INDETERMINATE)


def _unconcerned(report: DocumentReport, material: Dossier, detached: tuple[Path, ...]) -> set[Path]:
    """The detached files that no signature is about: a verdict says nothing of them, and whoever gave them expects that it does."""
    scopes = [scope for entry in report.signatures for scope in entry.signature.scopes]
    known = {scope.name for scope in scopes} | {scope.digest for scope in scopes}
    for entry in report.signatures:
        for reference in entry.signature.references:
            known |= {reference.name, reference.expected.hex(), (reference.actual or b"").hex()}
    pairs = zip(detached, material.detached, strict=True)
    return {path for path, document in pairs if not {document.name, sha256_hex(document.data)} & known}


def _witnessed(report: DocumentReport, document: Document) -> DocumentReport:
    from esigval.bulk.guard import SECONDS_PER_FILE, TimeLimit, limit_time
    from esigval.witness import with_witness

    try:
        with limit_time(SECONDS_PER_FILE):
            return with_witness(report, document)
    except TimeLimit:
        click.echo(f"esigval: {document.name}: the witness said nothing within {SECONDS_PER_FILE:g} s", err=True)
        return report
