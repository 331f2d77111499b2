"""What was read in the bytes of one list, remembered by their digest: no policy, no time, no trust in it."""

from collections.abc import Sequence
from threading import Lock

from msgspec import Struct, msgpack

from esigval.hashing import digest_many, sha256_hex
from esigval.model.errors import Malformed
from esigval.trust import identity
from esigval.trust.lists import TrustedList
from esigval.trust.parse import parse_root
from esigval.trust.signature import ListSignature, read_signature
from esigval.trust.xml import read_root

MAX_REMEMBERED = 256
"""Lists that are kept: four editions of the lists of the European Union with their pivots."""

SNAPSHOT_FORMAT = 2
"""Number of the form in which read lists are kept; raised whenever the reader learns something new."""


class ListFacts(Struct, frozen=True, kw_only=True):
    """``sha256`` of the bytes; ``content`` is None where they can't be read as a list (``malformed`` says why)."""

    sha256: str
    size: int
    content: TrustedList | None
    signature: ListSignature
    malformed: str = ""


class _Snapshot(Struct, frozen=True):
    format: int
    lists: tuple[ListFacts, ...]


_remembered: dict[str, ListFacts] = {}
_lock = Lock()


def read_facts(data: bytes) -> ListFacts:
    """The facts of the list in ``data``; what can't be read is a fact too."""
    return _facts(data, sha256_hex(data))


def read_many(lists: Sequence[bytes]) -> tuple[ListFacts, ...]:
    """The facts of each of ``lists``, hashed in one batch."""
    digests = digest_many(lists, "SHA256")
    return tuple(_facts(data, value.hex()) for data, value in zip(lists, digests, strict=True))


def _facts(data: bytes, sha256: str) -> ListFacts:
    known = _remembered.get(sha256)
    if known is None:
        known = _read(data, sha256)
        _remember(known)
    return known


def _read(data: bytes, sha256: str) -> ListFacts:
    try:
        root = read_root(data)
        content = parse_root(root)
    except Malformed as error:
        return ListFacts(
            sha256=sha256, size=len(data), content=None, signature=ListSignature(count=0), malformed=error.where
        )
    return ListFacts(sha256=sha256, size=len(data), content=content, signature=read_signature(root))


def _remember(facts: ListFacts) -> None:
    with _lock:
        while len(_remembered) >= MAX_REMEMBERED:
            del _remembered[next(iter(_remembered))]
        _remembered[facts.sha256] = facts


def snapshot(facts: tuple[ListFacts, ...]) -> bytes:
    """``facts`` in a compact form that ``restore`` reads back."""
    return msgpack.encode(_Snapshot(SNAPSHOT_FORMAT, facts))


_decoder = msgpack.Decoder(_Snapshot)


def restore(data: bytes) -> tuple[ListFacts, ...]:
    """Remembers the facts that ``snapshot`` wrote, so that the same bytes need not be read again. Only for files that the caller
    wrote: the digests of references inside are taken as computed. Raises Malformed for anything else."""
    try:
        found = _decoder.decode(data)
    except Exception as error:
        raise Malformed("snapshot of lists") from error
    if found.format != SNAPSHOT_FORMAT:
        raise Malformed(f"snapshot of lists in form {found.format}")
    for facts in found.lists:
        _remember(facts)
    return found.lists


def forget() -> None:
    """Drops everything remembered."""
    identity.forget()
    with _lock:
        _remembered.clear()
