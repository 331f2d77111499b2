"""A second opinion on what was changed after each signature of a PDF: pyHanko's difference analysis as one witness.

Only asked where the user asks for it (the extra ``pdf-witness``), and never decides: where the two disagree, that is told.
"""

import io
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from esigval.model.dossier import Document
from esigval.model.errors import UsageError
from esigval.model.reasons import Reason
from esigval.model.report import DocumentReport
from esigval.model.signature import Finding, Format, Signature

CHECK = "en-319-102-1/5.2.2/second-opinion"
"""A second program judges the changes alike. Only told where a witness was asked."""

_AGAINST = frozenset(
    f"en-319-102-1/5.2.2/{slug}"
    for slug in (
        "undefined-changes",
        "visual-difference",
        "page-difference",
        "annotation-changes",
        "annotation-overlap",
        "doc-mdp",
        "field-mdp",
        "sig-field-lock",
        "byte-range",
        "byte-range-collision",
        "trailing-bytes",
        "signature-dictionary",
    )
)
"""Checks by which we ourselves find that a later revision did what the signature does not allow."""


class Statement(Struct, frozen=True):
    """What the witness says of one signature. ``suspicious``: that something was done after it that it does not allow; ``why``: the level
    of the changes in the witness' own words, or what it stumbled over."""

    suspicious: bool
    why: str


def ask(document: Document) -> dict[tuple[str, int], Statement]:
    """(full field name, end of the signed bytes) -> its statement. An exception inside the witness is a suspicion. Raises UsageError where
    the witness is not installed. It may take minutes over a long file: bound its time from outside."""
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError as e:
        raise UsageError("the witness needs the extra: pip install 'esigval[pdf-witness]'") from e
    try:
        embedded = list(PdfFileReader(io.BytesIO(document.data), strict=False).embedded_signatures)
    except Exception:  # whatever it stumbles over: nothing is known then, which second_opinion tells as a suspicion
        return {}
    return dict([_statement(one) for one in embedded])


def _statement(embedded: Any) -> tuple[tuple[str, int], Statement]:
    key = ("", 0)
    try:
        numbers = [int(number) for number in embedded.byte_range]
        key = (str(embedded.field_name), sum(numbers[-2:]))
        embedded.compute_integrity_info()
        result, allowed = embedded.diff_result, embedded.docmdp_level
        level = getattr(result, "modification_level", None)
        if level is None:
            return key, Statement(True, f"{type(result).__name__}: {result}"[:200])
        limit = (
            3 if allowed is None else allowed.value
        )  # LTA_UPDATES 1, FORM_FILLING 2, ANNOTATIONS 3; OTHER 4 never passes
        return key, Statement(level.value > limit, level.name)
    except Exception as e:  # a witness that stumbles over a file is suspicious of it
        return key, Statement(True, f"{type(e).__name__}: {e}"[:200])


def second_opinion(signature: Signature, statements: Mapping[tuple[str, int], Statement]) -> Finding | None:
    """The disagreement between the witness and our own analysis of ``signature``; None where they agree."""
    end = signature.covered[-1][1] if signature.covered else 0
    said = statements.get((signature.name, end), Statement(True, "signature not found"))
    own = sorted({finding.check.rpartition("/")[2] for finding in signature.findings if finding.check in _AGAINST})
    if said.suspicious == bool(own or signature.unreadable):
        return None
    facts = (("signature", signature.id), ("witness", "pyHanko"), ("why", said.why), ("what", tuple(own)))
    return Finding(CHECK, Reason.WITNESS_DISAGREES, facts)


def with_witness(report: DocumentReport, document: Document) -> DocumentReport:
    """``report`` with a finding on the file for each PDF signature about which the witness disagrees. Verdicts stay as they are."""
    signatures = [entry.signature for entry in report.signatures if entry.signature.format == Format.PADES]
    if not signatures:
        return report
    statements = ask(document)
    told = [finding for signature in signatures if (finding := second_opinion(signature, statements)) is not None]
    return replace(report, findings=(*report.findings, *told))
