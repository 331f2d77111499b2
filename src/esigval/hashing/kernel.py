"""The optional extension, and what it can do on this machine."""

from functools import cache
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from esigval.hashing import _kernel as kernel
else:
    try:
        from esigval.hashing import _kernel as kernel
    except ImportError:  # installed without a C compiler
        kernel = None

HASHLIB = "hashlib"
"""The path of what has no kernel: hashlib, one message after the other."""

PORTABLE = "portable"
"""The kernel's path for any processor."""

_IN_KERNEL = ("SHA1", "SHA256", "SHA384", "SHA512")
_PATHS: dict[str, tuple[str, ...]] = {a: kernel.paths(a) if kernel else () for a in _IN_KERNEL}


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
    return Capabilities(kernel is not None, MappingProxyType({a: (*_PATHS[a], HASHLIB) for a in _IN_KERNEL}))


def kernel_for(algorithm: str, path: str) -> ModuleType | None:
    """The extension where it is to compute ``algorithm`` by ``path`` ("": by the best), None where hashlib is.

    Raises ValueError for a path that this machine does not have for the algorithm.
    """
    found = _PATHS.get(algorithm, ())
    if path in ("", HASHLIB) or path in found:
        return kernel if found and path != HASHLIB else None
    raise ValueError(f"no path {path} for {algorithm} here: {', '.join((*found, HASHLIB))}")
