"""What was obtained from the world, by where it came from; also the way to answer needs from a folder, offline."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from esigval.fetch.files import Objects, replace_file
from esigval.fetch.formats import evidence_from
from esigval.hashing import sha256_hex
from esigval.model.evidence import Evidence, Need


class Entry(Struct, frozen=True, kw_only=True):
    """What a URI (and request) gave: ``sha256`` of the bytes, when, and what the server said to recognise them by."""

    uri: str
    sha256: str
    obtained: datetime
    etag: str = ""
    last_modified: str = ""


class Cache:
    """A folder of responses. Every entry is a file of its own, replaced whole."""

    def __init__(self, folder: Path) -> None:
        self._entries = folder / "entries"
        self._objects = Objects(folder / "objects")

    def _path(self, uri: str, request: bytes) -> Path:
        return self._entries / f"{sha256_hex(uri.encode() + b'|' + request)}.json"

    def find(self, uri: str, request: bytes = b"") -> tuple[Entry, bytes] | None:
        """The last response; None where there is none, or its bytes were damaged."""
        try:
            entry = msgspec.json.decode(self._path(uri, request).read_bytes(), type=Entry)
        except (OSError, msgspec.DecodeError):
            return None
        data = self._objects.get(entry.sha256)
        return None if data is None else (entry, data)

    def keep(
        self, uri: str, data: bytes, obtained: datetime, *, request: bytes = b"", etag: str = "", modified: str = ""
    ) -> Entry:
        """Keeps a response in place of the one before."""
        entry = Entry(uri=uri, sha256=self._objects.put(data), obtained=obtained, etag=etag, last_modified=modified)
        replace_file(self._path(uri, request), msgspec.json.encode(entry))
        return entry


class DirectoryFetcher:
    """Answers needs from a cache folder, without a network. ``max_age``: older responses are not given (None: any age)."""

    def __init__(self, folder: Path, *, now: datetime | None = None, max_age: timedelta | None = None) -> None:
        self._cache = Cache(folder)
        self._oldest = now - max_age if now is not None and max_age is not None else None

    def fetch(self, need: Need) -> tuple[Evidence, ...]:
        """What the folder has for ``need``."""
        found = self._cache.find(need.uri, need.request)
        if found is None or (self._oldest is not None and found[0].obtained < self._oldest):
            return ()
        return evidence_from(need, found[1], found[0].obtained)
