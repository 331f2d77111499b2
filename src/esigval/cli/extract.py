"""``esigval extract``."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esigval.bulk.job import dossier, judgement
from esigval.cli.choose import choose
from esigval.cli.options import PATH, case, document_options, settings
from esigval.cli.output import write
from esigval.model.dossier import Dossier
from esigval.model.errors import Malformed, UsageError
from esigval.model.report import DocumentReport
from esigval.model.signature import Format, Signature

if TYPE_CHECKING:
    from esigval.xades import SignedOctets

_DETACHED = "the signature is detached: what it covers is not in this file (give it with --detached)"


@click.command()
@click.argument("file", type=PATH)
@click.option("--signature", "-s", "which", default="1", metavar="N", help="Its number or id. Default: 1.")
@click.option(
    "--reference", "-r", metavar="M", type=int, help="Which reference of an XML signature or of a container, from 1."
)
@click.option("--output", "-o", type=PATH, help="Write here instead of to standard output.")
@document_options
def extract(file: Path, which: str, reference: int | None, output: Path | None, **given: Any) -> int:
    """Write out what a signature of FILE covers, and its SHA-256 to standard error.

    \b
    PDF  the revision that was signed, as a file that opens
    XML  the octets of a reference, after its transforms
    CMS  the content
    ASiC the file that a reference names, as it stands in the container

    The bytes are written whatever the verdict is: validate first.
    """
    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    report, material = judgement(dossier(case(file, *beside), chosen), chosen)
    _, entry = choose(report, which)
    signature = entry.signature
    if reference is not None and signature.format != Format.XADES and not signature.file:
        raise UsageError(f"--reference is for XML signatures and containers; this is a {signature.format} signature")
    if signature.file:
        covered, remark = _in_container(signature, report, material, reference)
    else:
        covered, remark = _covered(signature, material, reference)
    write([covered], output)
    click.echo(f"SHA-256 {sha256(covered).hexdigest()}, {len(covered)} bytes{remark}", err=True)
    return 0


def _covered(signature: Signature, material: Dossier, reference: int | None) -> tuple[bytes, str]:
    """The bytes, and what has to be said about them. Raises UsageError where there are none."""
    if signature.format == Format.PADES:
        return _revision(signature, material)
    if signature.format == Format.XADES:
        return _octets(signature, material, reference)
    return _content(signature, material)


def _revision(signature: Signature, material: Dossier) -> tuple[bytes, str]:
    from esigval.pades import extract_revision

    try:
        return extract_revision(material.document, signature), _remark(signature)
    except Malformed as e:
        raise UsageError(f"nothing can be said to have been signed: {e.where} does not hold") from e


def _remark(signature: Signature) -> str:
    if all(one.intact for one in signature.references):
        return ""
    return "; NOT what was signed: the digest in the signature is another"


def _content(signature: Signature, material: Dossier) -> tuple[bytes, str]:
    from esigval.cms import read_signed_data

    if signature.parent:
        raise UsageError("a counter-signature covers the value of another signature, not a document")
    content = read_signed_data(material.document.data).content
    if content is None and len(material.detached) == 1 and material.detached[0].digest_only is None:
        content = material.detached[0].data
    if content is None:
        raise UsageError(_DETACHED)
    return content, _remark(signature)


def _in_container(
    signature: Signature, report: DocumentReport, material: Dossier, wanted: int | None
) -> tuple[bytes, str]:
    from esigval.asic import signed_octets

    if signature.unreadable:
        raise UsageError(f"the signature can't be read: {signature.unreadable}")
    of_file = [s.signature.id for s in report.signatures if s.signature.file == signature.file]
    found = signed_octets(material.document, signature, of_file.index(signature.id))
    return _chosen(signature, found, wanted)


def _octets(signature: Signature, material: Dossier, wanted: int | None) -> tuple[bytes, str]:
    from esigval.xades import signed_octets

    return _chosen(signature, signed_octets(material.document, signature.id, material.detached), wanted)


def _chosen(signature: Signature, found: "tuple[SignedOctets, ...] | None", wanted: int | None) -> tuple[bytes, str]:
    if not found:
        raise UsageError(f"the signature can't be read: {signature.unreadable or 'it has no reference'}")
    listed = "\n".join(
        f"  {number}: {one.reference.type} {one.reference.name or '(no URI)'}"
        + ("" if one.data is None else f", {len(one.data)} bytes")
        for number, one in enumerate(found, start=1)
    )
    if wanted is None:
        about = [number for number, one in enumerate(found, start=1) if not one.own]
        if len(about) != 1:
            raise UsageError(f"the signature is about {len(about)} things; choose with --reference:\n{listed}")
        wanted = about[0]
    if not 1 <= wanted <= len(found):
        raise UsageError(f"no reference {wanted}; there are:\n{listed}")
    chosen = found[wanted - 1]
    if chosen.data is None:
        name = chosen.reference.name or "(no URI)"
        raise UsageError(f"what reference {wanted} ({name}) covers is not in this file, or its transforms are unknown")
    return (
        chosen.data,
        "" if chosen.reference.intact else "; NOT what was signed: the digest in the signature is another",
    )
