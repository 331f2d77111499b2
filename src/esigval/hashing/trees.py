"""Hash trees of evidence records (RFC 4998, clause 4)."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TypeAlias

from esigval.hashing.batch import Buffer, digest_size
from esigval.hashing.digest import Digest, digest, hashlib_digest
from esigval.hashing.digests import Digests
from esigval.hashing.kernel import ALWAYS, kernel, uses_kernel
from esigval.hashing.shares import share

ReducedTree: TypeAlias = tuple[tuple[bytes, ...], ...]
"""The lists of hashes of one reduced hash tree, from that with the data object's hash up."""


def tree_root(leaves: Buffer | Digests | Iterable[bytes], algorithm: str, *, path: str = "") -> bytes:
    """Root of the binary hash tree over ``leaves`` (RFC 4998, clause 4.2).

    ``leaves``: N digests of the algorithm's size, joined in one buffer or one by one, in their order. Each two neighbours are put in
    binary ascending order, joined and hashed, level by level; one that is left without a neighbour goes up as it is, so that a
    single leaf is the root itself. ``algorithm`` and ``path`` as in ``digest_many``.

    Raises ValueError for an unknown algorithm or path, no leaves, or leaves of another size.
    """
    size = digest_size(algorithm)
    level = _joined(leaves, size)
    if not level or len(level) % size:
        raise ValueError(f"leaves must be one or more whole digests of {size} bytes")
    if uses_kernel(algorithm, path, ALWAYS):
        return bytes(kernel.tree_root(level, algorithm, path))
    function = hashlib_digest(algorithm)
    nodes = list(Digests(bytes(level), size))
    while len(nodes) > 1:
        pairs = zip(nodes[::2], nodes[1::2], strict=False)
        odd = nodes[-1:] if len(nodes) % 2 else []
        nodes = [function(a + b if a <= b else b + a) for a, b in pairs] + odd
    return nodes[0]


def reduced_root(tree: ReducedTree, algorithm: str) -> bytes:
    """The root that a reduced hash tree leads to (RFC 4998, clause 4.3): the first list in binary ascending order, joined and hashed,
    then each further one with the hash so far. A list of a single hash stands for itself. b"" where there is nothing."""
    return _reduced(tree, partial(digest, algorithm))


def _reduced(tree: Sequence[Sequence[bytes]], function: Digest) -> bytes:
    reached: tuple[bytes, ...] = ()
    for level in tree:
        hashes = (*level, *reached)
        reached = (function(b"".join(sorted(hashes))) if len(hashes) != 1 else hashes[0],)
    return reached[0] if reached else b""


def verify_reduced_trees(
    hashes: Sequence[bytes],
    trees: Sequence[Sequence[Sequence[bytes]]],
    roots: Sequence[bytes],
    algorithm: str,
    threads: int = 1,
    *,
    path: str = "",
) -> tuple[bool, ...]:
    """For each of N records whether its hash stands in the first list of its reduced tree and the tree leads to its root (RFC 4998,
    clause 4.3). Hashes of any length are taken as they are: what doesn't fit gives False.

    ``hashes``, ``trees``, ``roots``: N of each; a tree as in ``ReducedTree``. ``algorithm``, ``threads`` and ``path`` as in
    ``digest_many``. Raises ValueError for an unknown algorithm or path, or numbers that differ; TypeError for hashes that are not bytes.
    """
    if not len(hashes) == len(trees) == len(roots):
        raise ValueError("as many hashes as trees and roots are needed")
    digest_size(algorithm)
    records = tuple(hashes), tuple(trees), tuple(roots)
    if not uses_kernel(algorithm, path, ALWAYS):
        function = hashlib_digest(algorithm)
        return tuple([_holds(*record, function) for record in zip(*records, strict=True)])
    found = share(partial(kernel.verify, *records, algorithm, path), len(hashes), 1, threads)
    return tuple(map(bool, found))


def _holds(wanted: bytes, tree: Sequence[Sequence[bytes]], root: bytes, function: Digest) -> bool:
    return bool(tree) and wanted in tree[0] and _reduced(tree, function) == root


def _joined(leaves: Buffer | Digests | Iterable[bytes], size: int) -> Buffer:
    if isinstance(leaves, Digests):
        return leaves.tobytes()
    if isinstance(leaves, bytes | bytearray):
        return leaves
    if isinstance(leaves, memoryview):
        return leaves.cast("B")
    found = tuple(leaves)
    if any(len(leaf) != size for leaf in found):
        raise ValueError(f"leaves must be digests of {size} bytes")
    return b"".join(found)
