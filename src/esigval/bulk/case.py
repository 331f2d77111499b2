"""Cases: what to judge. From a manifest, a line a case, or from folders."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from esigval.model.errors import UsageError


class Case(Struct, frozen=True, kw_only=True):
    """One document to judge: files by their paths. ``at``: validation time, None for the batch's own."""

    id: str
    file: Path
    detached: tuple[Path, ...] = ()
    evidence_records: tuple[Path, ...] = ()
    anchors: tuple[Path, ...] = ()
    at: datetime | None = None


class BadLine(Struct, frozen=True):
    """A line of a manifest that is no case."""

    id: str
    message: str


class _Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A line as written."""

    id: str
    file: str
    detached: tuple[str, ...] = ()
    evidence_records: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    at: datetime | None = None


_DECODER = msgspec.json.Decoder(_Line)


def read_manifest(manifest: Path) -> Iterator[Case | BadLine]:
    """The cases of a JSON Lines file; its paths are relative to the folder it stands in. Raises UsageError where it can't be read."""
    base = manifest.parent
    try:
        with manifest.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _case(line, number, base)
    except OSError as e:
        raise UsageError(f"{manifest}: {e.strerror or e}") from e


def _case(line: bytes, number: int, base: Path) -> Case | BadLine:
    try:
        entry = _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as e:
        return BadLine(f"line {number}", f"manifest line {number}: {e}")
    if entry.at is not None and entry.at.tzinfo is None:
        return BadLine(entry.id, f"manifest line {number}: the time {entry.at.isoformat()} has no zone")
    if "\0" in "".join((entry.file, *entry.detached, *entry.evidence_records, *entry.anchors)):
        return BadLine(entry.id, f"manifest line {number}: a path with a NUL")
    try:
        at = None if entry.at is None else entry.at.astimezone(UTC)
    except OverflowError:
        return BadLine(entry.id, f"manifest line {number}: no such time in UTC")
    return Case(
        id=entry.id,
        file=base / entry.file,
        detached=tuple(base / p for p in entry.detached),
        evidence_records=tuple(base / p for p in entry.evidence_records),
        anchors=tuple(base / p for p in entry.anchors),
        at=at,
    )


def readable(name: str | Path) -> str:
    """A file name as text: octets that are no UTF-8 are written as escapes, because a report is UTF-8."""
    return os.fsencode(name).decode(errors="backslashreplace")


def walk(folders: tuple[Path, ...], output: Path | None = None) -> Iterator[Case]:
    """Every file of ``folders``, in the order of their paths; the path is the id. A file among ``folders`` stands for itself. What the
    batch itself writes to ``output`` and beside it is no case."""
    for folder in folders:
        if folder.is_dir():
            files = (file for file in sorted(folder.rglob("*")) if file.is_file() and not _written(file, output))
            yield from (Case(id=readable(file), file=file) for file in files)
        else:
            yield Case(id=readable(folder), file=folder)


def _written(file: Path, output: Path | None) -> bool:
    """Whether ``file`` is the output of the batch, or stands beside it under its name and a suffix."""
    if output is None or not file.name.startswith(output.name):
        return False
    return file.parent.resolve() == output.parent.resolve()
