"""Which signature of a report the user means."""

from esigval.model.errors import UsageError
from esigval.model.report import DocumentReport, SignatureReport


def choose(report: DocumentReport, which: str) -> tuple[int, SignatureReport]:
    """The signature with the number (from 1, as reports count) or the id ``which``. Raises UsageError."""
    for number, entry in enumerate(report.signatures, start=1):
        if which in (str(number), entry.signature.id):
            return number, entry
    count = len(report.signatures)
    raise UsageError(
        f"no signature {which!r}: the file has {count}, numbered from 1" if count else "the file has no signature"
    )
