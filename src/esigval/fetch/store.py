"""Editions of trusted lists on disk: every one that was ever obtained, by its digest, and which one is current.

``objects/`` holds the bytes, ``sets/NAME.json`` what they are, ``facts/NAME.msgpack`` what was read in the current ones, so that a process
need not read them again. Each file is replaced whole; a set is only replaced after all that it names is there.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from esigval.fetch.files import Objects, replace_file
from esigval.model.dossier import SeenList, TrustSource
from esigval.model.errors import Malformed, UsageError
from esigval.trust import facts
from esigval.trust.authenticate import pivot_urls


class Edition(Struct, frozen=True, kw_only=True):
    """An edition of a list. ``where``: URL or folder that it was obtained from; ``url``: what the list is known by."""

    url: str
    sha256: str
    territory: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    obtained: datetime
    where: str
    etag: str = ""
    last_modified: str = ""


class ListSet(Struct, frozen=True, kw_only=True):
    """A set of lists. ``editions``: all, in the order in which they were obtained; ``signers``: digests of the pinned certificates;
    ``checked``: when the publisher of each URL last gave its current edition, or said that it is still that."""

    id: str
    root: str
    signers: tuple[str, ...]
    editions: tuple[Edition, ...] = ()
    checked: dict[str, datetime] = {}

    def current(self, as_of: datetime | None = None) -> dict[str, Edition]:
        """The newest edition for each URL; with ``as_of`` the newest that was issued by then."""
        newest: dict[str, Edition] = {}
        for edition in self.editions:
            if as_of is not None and edition.issued > as_of:
                continue
            known = newest.get(edition.url)
            if known is None or (edition.sequence, edition.issued) >= (known.sequence, known.issued):
                newest[edition.url] = edition
        return newest


class ListStore:
    """A folder with sets of lists."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._objects = Objects(folder / "objects")

    def names(self) -> tuple[str, ...]:
        """The sets."""
        return tuple(sorted(p.stem for p in (self._folder / "sets").glob("*.json")))

    def _path(self, name: str) -> Path:
        if not name or name.startswith(".") or Path(name).name != name:
            raise UsageError(f"{name!r} is no name for a set of lists")
        return self._folder / "sets" / f"{name}.json"

    def load(self, name: str) -> ListSet:
        """A set. Raises UsageError where it is absent or damaged."""
        try:
            return msgspec.json.decode(self._path(name).read_bytes(), type=ListSet)
        except (OSError, msgspec.DecodeError) as error:
            raise UsageError(f"no set of lists {name!r} in {self._folder}") from error

    def has(self, name: str) -> bool:
        """Whether there is a set of that name."""
        return self._path(name).is_file()

    def put(self, data: bytes) -> str:
        """Keeps the bytes of a list or a signer; their SHA-256."""
        return self._objects.put(data)

    def get(self, sha256: str) -> bytes:
        """Kept bytes; none where they are gone or damaged: a list that can't be read, which leaves the others usable."""
        return self._objects.get(sha256) or b""

    def save(self, found: ListSet) -> None:
        """Makes ``found`` the set of its name, with what was read in its current lists."""
        digests = {e.sha256 for e in found.current().values()}
        known = tuple(facts.read_facts(self.get(d)) for d in sorted(digests))
        replace_file(self._folder / "facts" / f"{found.id}.msgpack", facts.snapshot(known))
        replace_file(self._path(found.id), msgspec.json.format(msgspec.json.encode(found), indent=1))

    def add(
        self, found: ListSet, editions: Iterable[Edition], checked: Mapping[str, datetime] | None = None
    ) -> ListSet:
        """``found`` with further editions and ``checked`` times, saved. Of an edition that is there already what its server recognises
        it by is kept up to date."""
        given = {(e.url, e.sha256): e for e in editions}
        kept = tuple(_marked(e, given.pop((e.url, e.sha256), e)) for e in found.editions)
        grown = replace(found, editions=kept + tuple(given.values()), checked={**found.checked, **(checked or {})})
        self.save(grown)
        return grown

    def source(self, name: str, as_of: datetime | None = None) -> TrustSource:
        """The set as a trust source. ``as_of``: the lists as they were published then; None: the current ones, whose history reaches
        back. What was seen of each list goes along, so that a list that was rolled back shows."""
        found = self.load(name)
        with suppress(OSError, Malformed):  # the lists are read again then
            facts.restore((self._folder / "facts" / f"{name}.msgpack").read_bytes())
        current = self._announced(found, found.current(as_of))
        lists = tuple((url, self.get(edition.sha256)) for url, edition in current.items())
        seen = tuple(SeenList(e.url, e.sequence, e.issued) for e in current.values()) if as_of is None else ()
        signers = tuple(filter(None, map(self.get, found.signers)))
        obtained = (
            tuple((e.url, found.checked.get(e.url, e.obtained)) for e in current.values()) if as_of is None else ()
        )
        return TrustSource(found.id, lists, signers, found.root, seen, obtained)

    def _announced(self, found: ListSet, current: dict[str, Edition]) -> dict[str, Edition]:
        """``current`` without lists that the list of lists no longer points to: they moved, or their scheme has ended."""
        root = current.get(found.root)
        content = facts.read_facts(self.get(root.sha256)).content if root is not None else None
        if content is None:
            return current
        named = {found.root, *pivot_urls(content, found.root), *(p.location for p in content.pointers)}
        return {url: edition for url, edition in current.items() if url in named}


def _marked(edition: Edition, newer: Edition) -> Edition:
    if not newer.etag and not newer.last_modified:
        return edition
    return replace(edition, etag=newer.etag, last_modified=newer.last_modified)
