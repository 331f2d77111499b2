"""``esigval bundle`` and ``esigval replay``: a judgement that another expert repeats offline, years later."""

from pathlib import Path
from typing import Any

import click

from esigval.bulk.job import dossier, judgement
from esigval.cli.guide import EXIT_STATUSES
from esigval.cli.options import PATH, case, document_options, settings
from esigval.cli.output import FORMATS, Style, check_format, wants_colour, write
from esigval.report.status import exit_status


@click.command()
@click.argument("file", type=PATH)
@click.option("--output", "-o", type=PATH, required=True, help="The dossier to write.")
@document_options
def bundle(file: Path, output: Path, **given: Any) -> int:
    """Save FILE with all that its judgement looks at: evidence, trusted lists, policy, laws, time."""
    from esigval.validate import save_dossier

    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    _, material = judgement(dossier(case(file, *beside), chosen), chosen)
    write([save_dossier(material)], output)
    return 0


@click.command(epilog=EXIT_STATUSES)
@click.argument("file", type=PATH)
@click.option("--format", "-f", "form", default="text", metavar="|".join(FORMATS), help="Default: text.")
@click.option("--output", "-o", type=PATH, help="Write here instead of to standard output.")
@click.option("--language", "-l", type=click.Choice(["en", "ro"]), default="en", help="Of sentences. Default: en.")
@click.option("--full", is_flag=True, help="With every check and every provision of every law.")
def replay(file: Path, form: str, output: Path | None, language: str, full: bool) -> int:
    """Judge the dossier FILE again. Nothing but the dossier is looked at."""
    from esigval.bulk.inputs import read_material
    from esigval.validate import judge, load_dossier

    check_format(form)
    report = judge(load_dossier(read_material(file)))
    write([FORMATS[form](report, Style(language, wants_colour(output), full))], output)
    return exit_status(report)
