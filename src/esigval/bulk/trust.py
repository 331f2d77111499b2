"""Trusted lists by a path: a folder with an index, or a store with sets of lists."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from esigval.fetch.directory import INDEX, read_lists_folder
from esigval.model.dossier import TrustSource
from esigval.model.errors import UsageError

_SETS = "sets"  # of esigval.fetch.store.ListStore


class Stamped(Struct, frozen=True):
    """A file as it is now: what is remembered of it holds as long as size and time of change stay."""

    path: Path
    size: int
    changed: int


def stamped(path: Path) -> Stamped:
    """The file with its stamp. Raises UsageError where it is not there."""
    try:
        found = path.stat()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror or e}") from e
    return Stamped(path, found.st_size, found.st_mtime_ns)


def read_lists(path: Path, as_of: datetime | None = None) -> tuple[TrustSource, ...]:
    """The lists of ``path``, read once a process as long as they stay. ``as_of``: of a store, the editions that were published then."""
    return _read(path, _stamps(path), as_of)


def is_store(path: Path) -> bool:
    """Whether ``path`` is a store rather than a folder with an index."""
    return (path / _SETS).is_dir()


def _stamps(path: Path) -> tuple[Stamped, ...]:
    if is_store(path):
        return tuple(stamped(file) for file in sorted((path / _SETS).glob("*.json")))
    return (stamped(path / INDEX),)


@lru_cache(maxsize=4)
def _read(path: Path, stamps: tuple[Stamped, ...], as_of: datetime | None) -> tuple[TrustSource, ...]:
    if not is_store(path):
        return (read_lists_folder(path),)
    from esigval.fetch.store import ListStore

    store = ListStore(path)
    return tuple(store.source(name, as_of) for name in store.names())
