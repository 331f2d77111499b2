"""The files of a container, unpacked within bounds, and what its ZIP structure hides.

Readers of ZIP differ: some go by the central directory, some by the local headers, and each takes the first or the last of two entries of
one name. What two of them could read differently is not handed out: a reference to it finds nothing, and a finding says why. Everything
handed out is therefore the same file to all.
"""

import zlib
from collections import Counter
from typing import Final

from msgspec import Struct

from esigval.asic.directory import DESCRIBED, ENCRYPTED, LOCAL, UTF_8, Directory, Listed, Record, read_directory
from esigval.asic.limits import MAX_LISTED, unpacked_limit
from esigval.asic.names import decoded, leads_out, look_alikes, other_name
from esigval.model.check import Facts
from esigval.model.reasons import Reason
from esigval.model.signature import Finding

CONSISTENT: Final = "en-319-162-1/4.2/records-consistent"
"""The directory, the local headers and the data say the same of every entry, and no entry is hidden from the directory."""
UNIQUE: Final = "en-319-162-1/4.2/names-unique"
"""No two entries have one name."""
DISTINCT: Final = "en-319-162-1/4.2/names-distinct"
"""No two names are one where case or the form of accents does not count."""
READABLE: Final = "en-319-162-1/4.2/entries-readable"
"""Every entry is stored or deflated, not encrypted, and within the bounds of this reader (4.2, 5.3.1)."""
CONTIGUOUS: Final = "en-319-162-1/4.2/nothing-beside-entries"
"""There are no octets before, between and after the entries and the directory."""
NAME: Final = "en-319-162-1/A.6/entry-name"
"""Every name is a plain path below the root of the container."""
COMMENT: Final = "en-319-162-1/4.4.4.1/comment"
"""A comment of the file states the media type and nothing else."""

_STORED: Final = 0
_DEFLATED: Final = 8
_SAME_FLAGS: Final = ENCRYPTED


class Entry(Struct, frozen=True):
    """A file of the container. ``first``: the file begins with it; ``plain``: stored, and without extra fields in its local header."""

    name: str
    data: bytes
    first: bool = False
    plain: bool = False


class Archive(Struct, frozen=True):
    """A container. ``entries``: the files that may be looked at; ``names``: of all files in the directory; ``comment``: of the file."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    comment: bytes
    findings: tuple[Finding, ...]


def read_archive(data: bytes) -> Archive:
    """The files in ``data``. Raises Malformed where there is no directory to go by."""
    return _Reader(data, read_directory(data)).read()


def listed_names(data: bytes) -> tuple[str, ...]:
    """The names of the files in a ZIP file, nothing unpacked. Raises Malformed."""
    entries = read_directory(data).entries
    return tuple(name for e in entries if not (name := decoded(e.record.name, e.record.flags)).endswith("/"))


class _Reader:
    """One container while it is read."""

    def __init__(self, data: bytes, directory: Directory) -> None:
        self._data = data
        self._directory = directory
        self._left = unpacked_limit(len(data))
        self._found: dict[tuple[str, Reason, str], list[str]] = {}

    def read(self) -> Archive:
        listed = [(decoded(e.record.name, e.record.flags), e) for e in self._directory.entries]
        repeated = self._repeated([name for name, _ in listed])
        overlapping = self._arrangement()
        entries = []
        for name, entry in listed:
            if self._may_be_read(name, entry, overlapping) and name not in repeated and not name.endswith("/"):
                content = self._unpack(name, entry)
                if content is not None:
                    first, plain = entry.offset == 0, entry.record.method == _STORED and not _extra(entry)
                    entries.append(Entry(name, content, first, plain))
        names = tuple(dict.fromkeys(name for name, _ in listed if not name.endswith("/")))
        self._look_alikes(names)
        return Archive(tuple(entries), names, self._directory.comment, self._findings())

    def _note(self, check: str, reason: Reason, files: tuple[str, ...] = (), where: str = "") -> None:
        self._found.setdefault((check, reason, where), []).extend(files)

    def _findings(self) -> tuple[Finding, ...]:
        """One for each kind of thing noticed, however many entries it is about: each finding is judged for each signature."""
        found = []
        for (check, reason, where), files in self._found.items():
            facts: Facts = (("entries", tuple(files[:MAX_LISTED])), ("count", len(files))) if files else ()
            found.append(Finding(check, reason, (*facts, ("where", where)) if where else facts))
        return tuple(found)

    def _repeated(self, names: list[str]) -> frozenset[str]:
        """Names of files that occur more than once, a folder of the same name included."""
        counts = Counter(name.removesuffix("/") for name in names)
        repeated = tuple(n for n in dict.fromkeys(names) if not n.endswith("/") and counts[n] > 1)
        if repeated:
            self._note(UNIQUE, Reason.AMBIGUOUS, repeated)
        return frozenset(repeated)

    def _look_alikes(self, names: tuple[str, ...]) -> None:
        found = look_alikes(names)
        if found:
            self._note(DISTINCT, Reason.AMBIGUOUS, found)

    def _arrangement(self) -> frozenset[int]:
        """Offsets of entries that overlap others; findings on these and on octets that belong to nothing."""
        directory = self._directory
        position = 0
        overlapping: set[int] = set()
        before: Listed | None = None
        for entry in sorted(directory.entries, key=lambda e: (e.offset, e.end)):
            if entry.offset < position and before is not None:
                overlapping |= {before.offset, entry.offset}
            elif entry.offset > position:
                self._beside(position, entry.offset)
            if entry.end >= position:
                position, before = entry.end, entry
        if position > directory.start:
            overlapping |= {e.offset for e in directory.entries if e.end > directory.start}
        elif position < directory.start:
            self._beside(position, directory.start)
        if directory.stop < directory.end_record:
            self._beside(directory.stop, directory.end_record)
        if directory.end < len(self._data):
            self._beside(directory.end, len(self._data))
        elif directory.end > len(self._data):
            self._note(CONTIGUOUS, Reason.MALFORMED, where="comment")
        if directory.other_ends:
            self._note(CONSISTENT, Reason.AMBIGUOUS, where="end of central directory")
        self._comment(directory.comment)
        return frozenset(overlapping)

    def _beside(self, start: int, stop: int) -> None:
        """Octets that no entry accounts for; where an entry begins in them, readers that go by local headers see a file more."""
        hidden = self._data.find(LOCAL, start, stop) >= 0
        check, reason = (CONSISTENT, Reason.HIDDEN_ENTRY) if hidden else (CONTIGUOUS, Reason.OCTETS_BESIDE_ENTRIES)
        self._note(check, reason, (f"{start}-{stop}",))

    def _comment(self, comment: bytes) -> None:
        if comment and not comment.startswith(b"mimetype="):
            self._note(COMMENT, Reason.ZIP_COMMENT, where=comment[:200].decode("utf-8", "replace"))

    def _may_be_read(self, name: str, entry: Listed, overlapping: frozenset[int]) -> bool:
        """Whether all readers see the same entry, which this one can read."""
        record, local = entry.record, entry.local
        if leads_out(name) or other_name(record.extra, record.name):
            self._note(NAME, Reason.ENTRY_NAME, (name,))
            return False
        if local is None or entry.stop > self._directory.start:
            self._note(CONSISTENT, Reason.MALFORMED, (name,), where="local header")
            return False
        differing = _differing(entry, local)
        if differing:
            self._note(CONSISTENT, Reason.ENTRY_AMBIGUOUS, (name,), where=differing)
            return False
        if entry.offset in overlapping:
            self._note(CONSISTENT, Reason.ENTRY_AMBIGUOUS, (name,), where="overlapping")
            return False
        if name.endswith("/") and record.unpacked:
            self._note(NAME, Reason.ENTRY_NAME, (name,), where="folder with content")
            return False
        if record.flags & ENCRYPTED or record.method not in (_STORED, _DEFLATED):
            where = "encrypted" if record.flags & ENCRYPTED else f"method {record.method}"
            self._note(READABLE, Reason.UNSUPPORTED, (name,), where=where)
            return False
        return True

    def _unpack(self, name: str, entry: Listed) -> bytes | None:
        """The content. A wrong checksum is told and the content handed out: every reader unpacks the same octets."""
        record = entry.record
        if record.unpacked > self._left:
            self._note(READABLE, Reason.BUDGET_EXHAUSTED, (name,))
            return None
        packed = self._data[entry.start : entry.stop]
        content: bytes | None = packed if record.method == _STORED else _inflate(packed, record.unpacked)
        if content is None or len(content) != record.unpacked:
            self._note(CONSISTENT, Reason.MALFORMED, (name,), where="compressed data")
            return None
        self._left -= len(content)
        if zlib.crc32(content) != record.checksum:
            self._note(CONSISTENT, Reason.CHECKSUM_MISMATCH, (name,))
        return content


def _extra(entry: Listed) -> bytes:
    return b"" if entry.local is None else entry.local.extra


def _differing(entry: Listed, local: Record) -> str:
    """What the local header and the data descriptor say otherwise than the directory, "" where they agree."""
    record = entry.record
    if local.name != record.name or other_name(local.extra, local.name):
        return "name"
    if local.method != record.method:
        return "method"
    same = _SAME_FLAGS if local.name.isascii() else _SAME_FLAGS | UTF_8
    if (local.flags ^ record.flags) & same:
        return "flags"
    stated = (record.checksum, record.packed, record.unpacked)
    there = (local.checksum, local.packed, local.unpacked)
    if (record.flags | local.flags) & DESCRIBED:
        if any(value not in (0, expected) for value, expected in zip(there, stated, strict=True)):
            return "sizes"
        return "" if entry.described == stated else "data descriptor"
    return "" if there == stated else "sizes"


def _inflate(packed: bytes, size: int) -> bytes | None:
    """The inflated data, at most one octet more than ``size``; None where they are no single deflate stream of that length."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(packed, size + 1)
    except zlib.error:
        return None
    return content if inflater.eof and not inflater.unused_data else None
