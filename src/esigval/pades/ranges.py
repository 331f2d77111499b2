"""What a /ByteRange covers, whether it holds, and digests of what it covers (ISO 32000-2, 12.8.1; EN 319 142-1, 5.2)."""

import hashlib
from bisect import bisect_right
from typing import NamedTuple

from esigval import hashing
from esigval.model.algorithms import DIGESTS
from esigval.pades.syntax import PdfDict, PdfValue, hexadecimal


class SignedRange(NamedTuple):
    """A /ByteRange as numbers. ``fault`` is "" where it covers all up to ``end`` but exactly the /Contents string, at
    ``gap_start`` to ``gap_end``, delimiters included."""

    numbers: tuple[int, ...]
    gap_start: int
    gap_end: int
    end: int
    fault: str = ""

    @property
    def covered(self) -> tuple[tuple[int, int], ...]:
        """The covered bytes as (start, end); nothing where the range does not hold."""
        return () if self.fault else ((0, self.gap_start), (self.gap_end, self.end))


def read_range(value: PdfValue, size: int) -> SignedRange:
    """The numbers of a /ByteRange in a file of ``size`` bytes, with the first fault of the numbers themselves."""
    numbers = tuple([n if isinstance(n, int) else -1 for n in value]) if isinstance(value, list) else ()
    if len(numbers) != 4:
        return SignedRange(numbers[:16], 0, 0, 0, "not-four-numbers")
    start, first, second, rest = numbers
    end = second + rest
    if start != 0:
        fault = "does-not-start-at-0"
    elif min(numbers) < 0:
        fault = "negative"
    elif second < first:
        fault = "order"
    elif end > size:
        fault = "outside-file"
    elif second - first < 2:
        fault = "no-gap"
    else:
        fault = ""
    return SignedRange(numbers, max(first, 0), max(second, 0), max(end, 0), fault)


def gap_fault(signed: SignedRange, data: bytes, dictionary: PdfDict, gaps: "dict[tuple[int, int], PdfDict]") -> str:
    """Why the gap is not the /Contents of ``dictionary``; "" where it is. ``gaps``: position of each /Contents in the file -> the
    dictionary that it stands in."""
    gap = (signed.gap_start, signed.gap_end)
    if data[gap[0] : gap[0] + 1] != b"<" or data[gap[1] - 1 : gap[1]] != b">":
        return "gap-is-not-contents"
    if dictionary.spans.get("Contents") == gap:
        return ""
    if gap not in gaps:
        return "gap-is-not-contents"
    contents = dictionary.get("Contents")
    return "" if contents == hexadecimal(data[gap[0] + 1 : gap[1] - 1]) else "contents-differ"


def collisions(ranges: list[SignedRange]) -> set[int]:
    """Indices of ranges that overlap another one's gap: each later signature has to cover an earlier one wholly."""
    order = sorted((r.end, r.gap_start, i) for i, r in enumerate(ranges) if len(r.numbers) == 4 and min(r.numbers) >= 0)
    found: set[int] = set()
    furthest, holder = -1, -1
    for end, gap_start, index in order:
        if holder >= 0 and gap_start < furthest:
            found.update((index, holder))
        if end > furthest:
            furthest, holder = end, index
    return found


class RangeDigests:
    """Digests of byte ranges of one file. What signatures share, the bytes before the gap, is hashed once for all of them."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._positions: dict[str, list[int]] = {}
        self._states: dict[str, list[hashlib._Hash]] = {}
        self._done: dict[tuple[str, int, int, int], bytes] = {}

    def digest(self, algorithm: str, signed: SignedRange) -> bytes | None:
        """Digest of what ``signed`` covers; None where it does not hold or the algorithm is unknown."""
        if signed.fault or not hashing.is_supported(algorithm):
            return None
        key = (algorithm, signed.gap_start, signed.gap_end, signed.end)
        found = self._done.get(key)
        if found is None:
            if DIGESTS[algorithm].startswith("shake"):
                data = self._data
                joined = b"".join((data[: signed.gap_start], data[signed.gap_end : signed.end]))
                found = hashing.digest(algorithm, joined)
            else:
                state = self._prefix(algorithm, signed.gap_start).copy()
                state.update(self._data[signed.gap_end : signed.end])
                found = state.digest()
            self._done[key] = found
        return found

    def _prefix(self, algorithm: str, end: int) -> "hashlib._Hash":
        """State after the first ``end`` bytes, from the nearest state before it."""
        positions = self._positions.setdefault(algorithm, [0])
        states = self._states.setdefault(algorithm, [hashlib.new(DIGESTS[algorithm], usedforsecurity=False)])
        at = bisect_right(positions, end) - 1
        if positions[at] == end:
            return states[at]
        state = states[at].copy()
        state.update(self._data[positions[at] : end])
        positions.insert(at + 1, end)
        states.insert(at + 1, state)
        return state
