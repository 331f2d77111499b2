"""``esigval explain``."""

from pathlib import Path
from typing import Any

import click

from esigval.bulk.job import dossier, judgement
from esigval.cli.choose import choose
from esigval.cli.guide import EXIT_STATUSES
from esigval.cli.options import PATH, case, document_options, settings
from esigval.cli.output import WIDTH, wants_colour
from esigval.report.status import exit_status


@click.command(epilog=EXIT_STATUSES)
@click.argument("file", type=PATH)
@click.option("--signature", "-s", "which", default="1", metavar="N", help="Its number or id. Default: 1.")
@document_options
def explain(file: Path, which: str, **given: Any) -> int:
    """Say why a signature of FILE has its verdict: where it began, and what would change it."""
    from esigval.report.story.explain import explain as tell
    from esigval.report.text import render_section
    from esigval.what_if import what_if

    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    report, material = judgement(dossier(case(file, *beside), chosen), chosen)
    number, entry = choose(report, which)
    section = tell(report, number, chosen.language, what_if(material).get(entry.signature.id, ()))
    click.echo(render_section(section, width=WIDTH, colour=wants_colour(None)), nl=False)
    return exit_status(report)
