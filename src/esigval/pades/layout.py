"""Where in a file objects and cross-reference sections stand: who is around a byte."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from esigval.pades.document import PdfFile
from esigval.pades.fields import MAX_HEADERS, header_before

_KEYWORD = re.compile(b"obj")


class Layout:
    """Where a file has keywords of objects and cross-reference sections, sorted: who is around a byte is asked for every reference."""

    def __init__(self, file: PdfFile) -> None:
        self.chains = len(file.histories)
        self._data = file.data
        self._keywords = array("Q", (match.start() for match in _KEYWORD.finditer(file.data)))
        self._heads: dict[int, int | None] = {}
        self._starts: dict[int, int | None] = {}
        sections = sorted((section.offset, section.end) for history in file.histories for section in history.sections)
        self._offsets = [offset for offset, _ in sections]
        self._ends = list(accumulate([end for _, end in sections], max))

    def head_before(self, position: int, stands: Callable[[int, int], bool]) -> tuple[int | None, int]:
        """(start of the nearest head of an object before ``position`` that ``stands``, of the few that are looked at; up to where it is the
        nearest)."""
        at = bisect_right(self._keywords, position - len(b"obj"))
        if at not in self._heads:
            marks = reversed(self._keywords[max(0, at - MAX_HEADERS) : at])
            standing = (self._standing(mark, stands) for mark in marks)
            self._heads[at] = next((start for start in standing if start is not None), None)
        until = self._keywords[at] if at < len(self._keywords) else len(self._data)
        return self._heads[at], until

    def _standing(self, mark: int, stands: Callable[[int, int], bool]) -> int | None:
        """Start of the head whose keyword is at ``mark``, if it ``stands``; each is asked about once."""
        if mark not in self._starts:
            head = header_before(self._data, mark)
            self._starts[mark] = head[0] if head is not None and stands(head[1], head[0]) else None
        return self._starts[mark]

    def in_section(self, position: int) -> bool:
        """Whether ``position`` is in any cross-reference section or its trailer."""
        at = bisect_right(self._offsets, position)
        return at > 0 and position < self._ends[at - 1]
