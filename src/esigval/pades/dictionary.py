"""What is odd about a signature dictionary as it is shown now, against the one that was signed (ISO 32000-2, 12.8.1)."""

from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Finding
from esigval.pades import facts
from esigval.pades.document import View
from esigval.pades.fields import SignatureDictionary
from esigval.pades.ranges import SignedRange
from esigval.pades.syntax import PdfDict, PdfValue, is_hexadecimal

_CRITICAL = frozenset({"ByteRange", "Contents", "SubFilter", "Filter", "Type", "Reference"})
"""Entries of which a second statement lets readers disagree on what was signed."""


def dictionary_findings(
    entry: SignatureDictionary, signed: SignedRange, gaps: dict[tuple[int, int], PdfDict], view: View
) -> list[Finding]:
    """Faults of the /ByteRange and of the dictionary itself."""
    found: list[Finding] = []
    if signed.fault:
        told = tuple([str(n) for n in signed.numbers])
        found.append(
            facts.finding(facts.BYTE_RANGE, Reason.BYTE_RANGE_INVALID, ("fault", signed.fault), ("byte_range", told))
        )
    duplicates = tuple([key for key in entry.dictionary.duplicates if key in _CRITICAL])
    if duplicates:
        found.append(
            facts.finding(
                facts.SIGNATURE_DICTIONARY, Reason.SIGNATURE_DICTIONARY_AMBIGUOUS, ("repeated_entries", duplicates)
            )
        )
    if not signed.fault and not is_hexadecimal(view.file.data[signed.gap_start + 1 : signed.gap_end - 1]):
        told_place = ("where", "between the digits of Contents")
        found.append(facts.finding(facts.TRAILING_BYTES, Reason.BYTES_AFTER_SIGNATURE_VALUE, told_place))
    changed = changed_entries(entry, signed, gaps, view)
    if changed:
        found.append(
            facts.finding(facts.SIGNATURE_DICTIONARY, Reason.SIGNATURE_DICTIONARY_CHANGED, ("entries", changed))
        )
    return found


def changed_entries(
    entry: SignatureDictionary, signed: SignedRange, gaps: dict[tuple[int, int], PdfDict], view: View
) -> tuple[str, ...]:
    """Entries in which the dictionary that is shown differs from the one around the gap, which is the one that was signed."""
    if len(signed.numbers) != 4:
        return ()
    original = gaps.get((signed.gap_start, signed.gap_end))
    shown = entry.dictionary
    if original is None or (entry.in_file and original.start == shown.start):
        return ()
    return tuple(sorted(key for key in {*original, *shown} if not _same(original.get(key), shown.get(key), view)))


def _same(left: PdfValue, right: PdfValue, view: View) -> bool:
    if left == right:
        return True
    try:
        return view.resolve(left) == view.resolve(right)
    except Malformed:
        return False
