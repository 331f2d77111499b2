"""Resume: the output of an interrupted batch is its journal.

Each line carries the digest of all that was fed (file, detached contents, anchors, policy, lists, time). A batch that is resumed
copies the lines whose key is still the same and computes the rest, in the order of the cases. In memory are the places of lines, not
the lines: a journal may be larger than that.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from esigval.bulk.case import BadLine, Case
from esigval.bulk.job import Line, Settings, case_key
from esigval.model.errors import EsigvalError
from esigval.report.status import ExitStatus

AnyCase = Case | BadLine


class _Kept(Struct, frozen=True):
    """What of a line is needed to know whether it still holds."""

    id: str
    key: str = ""
    exit_status: int = ExitStatus.INTERNAL


class _Place(Struct, frozen=True, gc=False):
    """Where a line is: in which file, from where, how long. ``key``: 32 octets."""

    file: int
    start: int
    length: int
    key: bytes
    status: int


_DECODER = msgspec.json.Decoder(_Kept)


class Journal:
    """The lines of earlier runs by case id; the newest wins. Without a file there is none. A context manager."""

    def __init__(self, lines: Path | None = None) -> None:
        self._places: dict[str, _Place] = {}
        self._lines: BinaryIO | None = None
        if lines is not None:
            self._lines = lines.open("rb")
            self._places = _places([self._lines])

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *raised: object) -> None:
        if self._lines is not None:
            self._lines.close()

    def find(self, case: AnyCase, settings: Settings) -> _Place | None:
        """The place of a line of an earlier run that still holds for ``case``, or None."""
        place = self._places.get(case.id)
        if place is None or isinstance(case, BadLine):
            return None
        try:
            return place if case_key(case, settings) == place.key.hex() else None
        except (EsigvalError, OSError):
            return None

    def line(self, case: str, place: _Place) -> Line:
        """The line at ``place``."""
        assert self._lines is not None
        return Line(case, _read(self._lines, place), ExitStatus(place.status), place.key.hex())


def set_aside(files: Iterable[Path], target: Path) -> None:
    """Writes the newest line of each case in ``files`` to ``target``, which may be one of them, so that the output can be written anew
    and an interruption loses none."""
    partial = target.with_name(target.name + ".partial")
    with ExitStack() as stack:
        sources = [stack.enter_context(file.open("rb")) for file in files if file.is_file()]
        out = stack.enter_context(partial.open("wb"))
        out.writelines(_read(sources[place.file], place) + b"\n" for place in _places(sources).values())
    partial.replace(target)


def _places(files: Sequence[BinaryIO]) -> dict[str, _Place]:
    found: dict[str, _Place] = {}
    for number, file in enumerate(files):
        start = 0
        for line in file:
            try:
                kept = _DECODER.decode(line)
                key = bytes.fromhex(kept.key)
            except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
                key = b""  # the line that was being written when the batch was interrupted
            if key:
                found[kept.id] = _Place(number, start, len(line.rstrip(b"\n")), key, kept.exit_status)
            start += len(line)
    return found


def _read(file: BinaryIO, place: _Place) -> bytes:
    file.seek(place.start)
    return file.read(place.length)


def resume(
    cases: Iterable[AnyCase],
    settings: Settings,
    journal: Journal,
    compute: Callable[[Iterable[AnyCase]], Iterator[Line]],
) -> Iterator[Line]:
    """The lines of ``cases`` in their order: from ``journal`` where they still hold, else from ``compute``."""
    kept: deque[tuple[int, str, _Place]] = (
        deque()
    )  # in order, each with the number of computed lines that come before it
    asked = 0

    def missing() -> Iterator[AnyCase]:
        nonlocal asked
        for case in cases:
            place = journal.find(case, settings)
            if place is None:
                asked += 1
                yield case
            else:
                kept.append((asked, case.id, place))

    for computed, line in enumerate(compute(missing())):
        while kept and kept[0][0] <= computed:
            _, case, place = kept.popleft()
            yield journal.line(case, place)
        yield line
    yield from (journal.line(case, place) for _, case, place in kept)
