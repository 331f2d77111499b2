"""``esigval extract``."""

from pathlib import Path
from typing import Any

import click

from esigval.bulk.job import dossier, judgement
from esigval.cli.choose import choose
from esigval.cli.options import PATH, case, document_options, settings
from esigval.cli.output import write
from esigval.model.errors import UsageError
from esigval.model.report import SignatureReport
from esigval.model.signature import Format


@click.command()
@click.argument("file", type=PATH)
@click.option("--signature", "-s", "which", default="1", metavar="N", help="Its number or id. Default: 1.")
@click.option("--output", "-o", type=PATH, help="Write here instead of to standard output.")
@document_options
def extract(file: Path, which: str, output: Path | None, **given: Any) -> int:
    """Write out what a signature of FILE covers: the revision of a PDF as it was signed, the content of a CMS file.

    The bytes are written whatever the verdict is: validate first.
    """
    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    report, material = judgement(dossier(case(file, *beside), chosen), chosen)
    _, entry = choose(report, which)
    write([_covered(entry, material.document.data)], output)
    return 0


def _covered(entry: SignatureReport, data: bytes) -> bytes:
    signature = entry.signature
    if signature.format == Format.PADES and signature.covered:
        return data[: max(end for _, end in signature.covered)]
    if signature.format == Format.CADES and not signature.parent:
        from esigval.cms import read_signed_data

        content = read_signed_data(data).content
        if content is not None:
            return content
        raise UsageError("the signature is detached: what it covers is not in this file")
    raise UsageError(f"what a {signature.format} signature covers is not one run of bytes that could be written out")
