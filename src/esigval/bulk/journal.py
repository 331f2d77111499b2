"""Resume: the output of an interrupted batch is its journal.

Each line carries the digest of all that was fed (file, detached contents, anchors, policy, lists, time). A batch that is resumed
copies the lines whose key is still the same and computes the rest, in the order of the cases.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from esigval.bulk.case import BadLine, Case
from esigval.bulk.inputs import read_document
from esigval.bulk.job import Line, Settings, case_key
from esigval.hashing import sha256_hex
from esigval.model.errors import EsigvalError
from esigval.report.status import ExitStatus

AnyCase = Case | BadLine


class _Kept(Struct, frozen=True):
    """What of a line is needed to know whether it still holds."""

    id: str
    key: str = ""
    exit_status: int = ExitStatus.INTERNAL


_DECODER = msgspec.json.Decoder(_Kept)


class Journal:
    """The lines of earlier runs by case id; the newest wins."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._lines: dict[str, tuple[str, int, bytes]] = {}
        for file in files:
            if file.is_file():
                self._read(file)

    def _read(self, file: Path) -> None:
        with file.open("rb") as lines:
            for line in lines:
                try:
                    kept = _DECODER.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError):
                    continue  # the line that was being written when the batch was interrupted
                if kept.key:
                    self._lines[kept.id] = (kept.key, kept.exit_status, line.rstrip(b"\n"))

    def set_aside(self, file: Path) -> None:
        """Writes the known lines to ``file``, so that the output can be written anew and an interruption loses none of them."""
        partial = file.with_name(file.name + ".partial")
        with partial.open("wb") as out:
            out.writelines(data + b"\n" for _, _, data in self._lines.values())
        partial.replace(file)

    def find(self, case: AnyCase, settings: Settings) -> Line | None:
        """The line of an earlier run that still holds for ``case``, or None."""
        known = self._lines.get(case.id)
        if known is None or isinstance(case, BadLine):
            return None
        key, status, data = known
        try:
            current = case_key(case, settings, sha256_hex(read_document(case.file).data))
        except (EsigvalError, OSError):
            return None
        return Line(case.id, data, ExitStatus(status), key) if current == key else None


def resume(
    cases: Iterable[AnyCase],
    settings: Settings,
    journal: Journal,
    compute: Callable[[Iterable[AnyCase]], Iterator[Line]],
) -> Iterator[Line]:
    """The lines of ``cases`` in their order: from ``journal`` where they still hold, else from ``compute``."""
    kept: list[tuple[int, Line]] = []  # in order, each with the number of computed lines that come before it
    asked = 0

    def missing() -> Iterator[AnyCase]:
        nonlocal asked
        for case in cases:
            line = journal.find(case, settings)
            if line is None:
                asked += 1
                yield case
            else:
                kept.append((asked, line))

    position = 0
    for computed, line in enumerate(compute(missing())):
        while position < len(kept) and kept[position][0] <= computed:
            yield kept[position][1]
            position += 1
        yield line
    yield from (line for _, line in kept[position:])
