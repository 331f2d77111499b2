"""The optional extension, and what it can do on this machine."""

import sys
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from esigval.hashing import _kernel as kernel
else:
    try:
        from esigval.hashing import _kernel as kernel
    except ImportError:  # installed without a C compiler
        kernel = None

__all__ = ["ALWAYS", "SHORT_CUT", "Capabilities", "capabilities", "kernel", "uses_kernel"]

HASHLIB = "hashlib"
"""The path of what has no kernel: hashlib, one message after the other."""

PORTABLE = "portable"
"""The kernel's path for any processor."""

ALWAYS = sys.maxsize
"""A number of messages for work that the kernel does faster whatever path it has: hash trees."""

_WIDE_PAYS_FROM = {"SHA1": 16, "SHA256": 16, "SHA384": 4, "SHA512": 4}
"""Algorithms of the kernel -> messages from which a path pays that takes several at a time only."""

_ALONE = {"sha-ni-1", "avx512-1", "avx2-1", "arm-sha"}
"""Paths that take a single message as fast as hashlib's own code for the processor does."""

_PATHS: dict[str, tuple[str, ...]] = {a: kernel.paths(a) if kernel else () for a in _WIDE_PAYS_FROM}


def _pays_from(algorithm: str) -> int:
    paths = _PATHS[algorithm]
    if _ALONE.intersection(paths):
        return 1
    return ALWAYS if paths[0] == PORTABLE else _WIDE_PAYS_FROM[algorithm]


_PAYS_FROM = {a: _pays_from(a) for a, paths in _PATHS.items() if paths}
"""Algorithm -> messages from which the kernel is no slower than a loop over hashlib, by what benchmarks/hashing.py measures: portable C
never is. What is not here the kernel does not know."""

SHORT_CUT = frozenset(a for a, least in _PAYS_FROM.items() if least == 1)
"""Algorithms that the kernel hashes fastest whatever the number of messages."""


class Capabilities(NamedTuple):
    """What hashing has to work with.

    ``kernel``: whether the C extension is there. ``paths``: digest algorithm -> the ways to compute it in a batch that this machine
    has, best first; each can be asked for by its name. ``hashlib`` is the last of each, and the only one of other algorithms.
    """

    kernel: bool
    paths: MappingProxyType[str, tuple[str, ...]]


@cache
def capabilities() -> Capabilities:
    """What this machine and this installation can do."""
    return Capabilities(kernel is not None, MappingProxyType({a: (*_PATHS[a], HASHLIB) for a in _PATHS}))


def uses_kernel(algorithm: str, path: str, count: int) -> bool:
    """Whether the extension is to hash ``count`` messages with ``algorithm`` by ``path`` ("": by the best); else hashlib is.

    Raises ValueError for a path that this machine does not have for the algorithm.
    """
    if not path:
        return count >= _PAYS_FROM.get(algorithm, ALWAYS + 1)
    found = _PATHS.get(algorithm, ())
    if path not in (*found, HASHLIB):
        raise ValueError(f"no path {path} for {algorithm} here: {', '.join((*found, HASHLIB))}")
    return path != HASHLIB
