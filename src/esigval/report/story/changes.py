"""What later revisions of a PDF did, near the verdict: ``Page 2: its content was replaced after the signature.``"""

from esigval.model.check import Status
from esigval.model.report import SignatureReport
from esigval.model.signature import Finding
from esigval.report.catalogue import Catalogue
from esigval.report.story.blocks import Point, Points, Section, Tone
from esigval.report.walk import steps

_FORM_FILL = "form-fill"
_TOLD = (
    "page-difference",
    "visual-difference",
    "undefined-changes",
    "annotation-overlap",
    "annotation-changes",
    _FORM_FILL,
)
"""Last parts of the ids of checks on what was changed, the worst first: each change is in one of them, and may be in those on
permissions too."""

_FORBIDDEN = ("doc-mdp", "field-mdp", "sig-field-lock")
_NEW_APPEARANCE, _VALUES = "field-appearance", ("field-V", "field-AS")
"""A new value comes with a new appearance: said once."""

_PLAIN_PLACES = {"pages": "place_pages", "fields": "place_fields"}
_TONES = {Status.FAILED: Tone.BAD, Status.INDETERMINATE: Tone.BAD, Status.WARNING: Tone.WARNING}


def changes(entry: SignatureReport, words: Catalogue) -> Section | None:
    """A sentence for each sort of change after the signature, with where it was made; None where nothing is told."""
    told = _by_sort(entry.signature.findings, _TOLD)
    forbidden = _by_sort(entry.signature.findings, _FORBIDDEN)
    statuses = {check.id: check.status for _, check in steps(entry.conclusion.check)}
    points = []
    for sort, check in {**told, **forbidden}.items():  # what is forbidden is said by the check that forbids it
        if sort[0] == _NEW_APPEARANCE and any((value, sort[1]) in told for value in _VALUES):
            continue
        points.append(_point(sort, check, statuses.get(check), sort in forbidden, words))
    return Section(words.term("ui", "changed_later"), (Points(tuple(points)),)) if points else None


def _by_sort(findings: tuple[Finding, ...], checks: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """(what, where) of changes -> the first of ``checks`` that tells them, in the order of the checks."""
    found: dict[tuple[str, str], str] = {}
    for slug in checks:
        for finding in findings:
            if finding.check.rpartition("/")[2] == slug:
                found.update({sort: finding.check for sort in _sorts(finding) if sort not in found})
    return found


def _sorts(finding: Finding) -> list[tuple[str, str]]:
    """(what, where) of the changes that a finding tells."""
    facts = dict(finding.facts)
    what, where = facts.get("what"), facts.get("places")
    if not isinstance(what, tuple) or not isinstance(where, tuple):
        return []
    return [(str(a), str(b)) for a, b in zip(what, where, strict=False)]


def _point(sort: tuple[str, str], check: str, status: Status | None, forbidden: bool, words: Catalogue) -> Point:
    what, where = sort
    key = what.partition(":")[0]
    if key not in words.sections.get("change", {}):
        key = "other"
    text = words.text("change", key, (("what", what),))
    if forbidden:
        text = words.text("change", "forbidden", (("text", text),))
    elif check.endswith(_FORM_FILL):
        text = words.text("change", "allowed", (("text", text),))
    tone = _TONES.get(status, Tone.PLAIN) if status is not None else Tone.PLAIN
    return Point(words.text("change", "sentence", (("place", _place(where, words)), ("text", text))), tone, check)


def _place(where: str, words: Catalogue) -> str:
    kind, _, names = where.partition(": ")
    key = _PLAIN_PLACES.get(kind, "")
    if not key:
        return words.term("change", "place_document")
    if ", " not in names:
        key = key.removesuffix("s")
    return words.text("change", key, (("names", names),))
