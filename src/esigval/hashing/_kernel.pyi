"""The optional extension. Callers go through esigval.hashing, which also works without it."""

from collections.abc import Iterable, Sequence

from typing_extensions import Buffer

Spans = Iterable[tuple[int, int]]

def paths(algorithm: str, /) -> tuple[str, ...]: ...
def digest(algorithm: str, data: Buffer, /) -> bytes: ...

# Digests of all messages, joined; with an output, those from start to stop are put to their places in it and None is returned.
def many(
    buffers: Iterable[Buffer], algorithm: str, path: str, out: Buffer = ..., start: int = ..., stop: int = ..., /
) -> bytes: ...
def ranges(
    items: Iterable[tuple[Buffer, Spans]],
    algorithm: str,
    path: str,
    out: Buffer = ...,
    start: int = ...,
    stop: int = ...,
    /,
) -> bytes: ...
def packed(
    data: Buffer, offsets: Buffer, algorithm: str, path: str, out: Buffer = ..., start: int = ..., stop: int = ..., /
) -> bytes: ...
def tree_root(leaves: Buffer, algorithm: str, path: str, /) -> bytes: ...

# To out, for the trees from start to stop: a byte of 1 for each that holds, 0 for each other.
def verify(
    hashes: tuple[bytes, ...],
    trees: tuple[Sequence[Sequence[bytes]], ...],
    roots: tuple[bytes, ...],
    algorithm: str,
    path: str,
    out: Buffer,
    start: int,
    stop: int,
    /,
) -> None: ...
