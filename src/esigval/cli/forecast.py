"""``esigval forecast``."""

from pathlib import Path
from typing import Any

import click

from esigval.bulk.job import dossier, judgement
from esigval.cli.guide import EXIT_STATUSES
from esigval.cli.options import PATH, case, document_options, settings
from esigval.report.catalogue import moment
from esigval.report.status import exit_status


@click.command(epilog=EXIT_STATUSES)
@click.argument("file", type=PATH)
@document_options
def forecast(file: Path, **given: Any) -> int:
    """Say until when the valid signatures of FILE can be proven with what is at hand, and what ends first."""
    from esigval.forecast import forecast as ends

    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    report, material = judgement(dossier(case(file, *beside), chosen), chosen)
    found = {entry.signature: entry for entry in ends(material)}
    for number, entry in enumerate(report.signatures, start=1):
        known = found.get(entry.signature.id)
        if known is None:
            text = f"not valid today ({entry.conclusion.indication})"
        elif known.until is None:
            text = "nothing in the file or in what was given ends it"
        else:
            after = " ".join(filter(None, (known.indication, known.sub_indication)))
            text = f"provable until {moment(known.until)}; then {after}; ends: {', '.join(known.ends)}"
        click.echo(f"{number}  {entry.signature.id}  {text}")
    return exit_status(report)
