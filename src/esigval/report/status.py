"""The exit status that a report stands for."""

from collections.abc import Iterable, Iterator
from enum import IntEnum

from esigval.model.conclusion import Indication, SubIndication
from esigval.model.report import DocumentReport

_FAILED = frozenset({Indication.TOTAL_FAILED, Indication.FAILED})
_NO_TRUST = frozenset({SubIndication.NO_CERTIFICATE_CHAIN_FOUND, SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE})


class ExitStatus(IntEnum):
    """What a run ends with. Of several that apply, ``worst`` names the one that wins."""

    AS_REQUIRED = 0
    FAILED = 1
    USAGE = 2
    INDETERMINATE = 3
    TRUST_MISSING = 4
    INTERNAL = 5


_PRECEDENCE = (
    ExitStatus.INTERNAL,
    ExitStatus.USAGE,
    ExitStatus.FAILED,
    ExitStatus.TRUST_MISSING,
    ExitStatus.INDETERMINATE,
    ExitStatus.AS_REQUIRED,
)


def worst(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """The status of several: internal error, usage, failed, trust missing, indeterminate, as required."""
    return min(statuses, key=_PRECEDENCE.index, default=ExitStatus.AS_REQUIRED)


def exit_status(report: DocumentReport) -> ExitStatus:
    """FAILED if anything failed; what is indeterminate is TRUST_MISSING where no chain was found for want of trust material, or where
    a trusted list that was used is stale or not authenticated; a document without anything to judge is INDETERMINATE."""
    verdicts = list(_verdicts(report))
    if any(indication in _FAILED for indication, _ in verdicts):
        return ExitStatus.FAILED
    unsure = [sub for indication, sub in verdicts if indication is Indication.INDETERMINATE]
    if unsure and _trust_missing(report, unsure):
        return ExitStatus.TRUST_MISSING
    return ExitStatus.INDETERMINATE if unsure or not verdicts else ExitStatus.AS_REQUIRED


def _verdicts(report: DocumentReport) -> Iterator[tuple[Indication, SubIndication | None]]:
    for entry in report.signatures:
        yield entry.conclusion.indication, entry.conclusion.sub_indication
    for stamp in report.timestamps:
        yield stamp.indication, stamp.sub_indication
    for record in report.evidence_records:
        yield record.conclusion.indication, record.conclusion.sub_indication


def _trust_missing(report: DocumentReport, unsure: list[SubIndication | None]) -> bool:
    stale = any(
        not use.authenticated or (use.next_update is not None and use.next_update < report.validation_time)
        for use in report.lists
    )
    return stale or (not report.anchors and not report.lists and any(sub in _NO_TRUST for sub in unsure))
