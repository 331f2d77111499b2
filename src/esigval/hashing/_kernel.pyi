"""The optional extension. Callers go through esigval.hashing, which also works without it."""

from typing_extensions import Buffer

def paths(algorithm: str, /) -> tuple[str, ...]: ...

# Of a batch without a chosen path, many and packed leave long messages to the caller that no lane hashes well: their indices.
def many(
    items: tuple[Buffer | tuple[Buffer, ...], ...], start: int, stop: int, algorithm: str, path: str, out: Buffer, /
) -> tuple[int, ...]: ...
def packed(data: Buffer, offsets: Buffer, start: int, stop: int, algorithm: str, path: str, out: Buffer, /) -> None: ...
def tree_root(leaves: Buffer, algorithm: str, path: str, /) -> bytes: ...
def verify(
    hashes: tuple[bytes, ...],
    trees: tuple[tuple[tuple[bytes, ...], ...], ...],
    roots: tuple[bytes, ...],
    start: int,
    stop: int,
    algorithm: str,
    path: str,
    out: Buffer,
    /,
) -> None: ...
