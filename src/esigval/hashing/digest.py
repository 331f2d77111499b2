"""Digests by the names that the reports use, of one message at a time."""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeAlias

from esigval.hashing.kernel import SHORT_CUT, kernel
from esigval.model.algorithms import DIGESTS

Digest: TypeAlias = Callable[[bytes | bytearray | memoryview], bytes]
"""Digest of a message."""

STREAM_BYTES = 1 << 20
"""What ``digest_stream`` has in memory at a time: hashlib's cost a call no longer shows from some 64 KiB on."""

_SHAKE_BYTES = {"shake_128": 32, "shake_256": 64}  # RFC 8702: SHAKE128 with 256 bits, SHAKE256 with 512 bits
_AVAILABLE = hashlib.algorithms_available


class Hasher(Protocol):
    """A running digest."""

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        """Adds ``data``."""

    def copy(self) -> "Hasher":
        """An independent one that has seen the same."""

    def digest(self) -> bytes:
        """The digest of all that was added."""


class Readable(Protocol):
    """What ``digest_stream`` reads: a binary file, or anything with its ``read``."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class _Shake:
    """SHAKE with the length that RFC 8702 gives it."""

    def __init__(self, state: Any, size: int) -> None:
        self.update = state.update
        self._state = state
        self._size = size

    def copy(self) -> "_Shake":
        return _Shake(self._state.copy(), self._size)

    def digest(self) -> bytes:
        return bytes(self._state.digest(self._size))


def _constructor(name: str) -> Callable[..., Any]:
    """hashlib's own constructor where there is one: looking a name up costs ``hashlib.new`` more than hashing a small message."""
    direct = getattr(hashlib, name, None)
    return partial(direct or partial(hashlib.new, name), usedforsecurity=False)


def _by_hashlib(name: str) -> Digest:
    constructor = _constructor(name)
    size = _SHAKE_BYTES.get(name)
    if size is not None:
        return lambda data: bytes(constructor(data).digest(size))
    return lambda data: bytes(constructor(data).digest())


_NAMES = {key: name for report, name in DIGESTS.items() if name in _AVAILABLE for key in (report, name)}
_CONSTRUCTORS = {key: _constructor(name) for key, name in _NAMES.items()}
_BY_HASHLIB: dict[str, Digest] = {key: _by_hashlib(name) for key, name in _NAMES.items()}
_BEST: dict[str, Digest] = _BY_HASHLIB | {
    key: partial(kernel.digest, report) for report in SHORT_CUT for key in (report, DIGESTS[report])
}

DIGEST_BYTES = {algorithm: len(function(b"")) for algorithm, function in _BY_HASHLIB.items()}
"""Algorithm -> bytes of its digest, for what ``is_supported``."""


def is_supported(algorithm: str) -> bool:
    """Whether ``digest`` can compute ``algorithm`` (a key of model.algorithms.DIGESTS) on this machine."""
    return DIGESTS.get(algorithm) in _AVAILABLE


def digest(algorithm: str, data: bytes | bytearray | memoryview) -> bytes:
    """Digest of ``data``. Raises ValueError for an algorithm that ``is_supported`` denies."""
    function = _BEST.get(algorithm)
    if function is None:
        raise ValueError(f"unsupported digest algorithm {algorithm}")
    return function(data)


def hashlib_digest(algorithm: str) -> Digest:
    """``digest`` of one algorithm, by hashlib alone. Raises ValueError for an algorithm that ``is_supported`` denies."""
    function = _BY_HASHLIB.get(algorithm)
    if function is None:
        raise ValueError(f"unsupported digest algorithm {algorithm}")
    return function


def hasher(algorithm: str) -> Hasher:
    """A running digest that has seen nothing yet. Raises ValueError for an algorithm that ``is_supported`` denies."""
    constructor = _CONSTRUCTORS.get(algorithm)
    if constructor is None:
        raise ValueError(f"unsupported digest algorithm {algorithm}")
    size = _SHAKE_BYTES.get(_NAMES[algorithm])
    state: Hasher = constructor()
    return state if size is None else _Shake(state, size)


def digest_stream(readable: Readable, algorithm: str) -> bytes:
    """Digest of all that ``readable`` gives from where it stands, at most ``STREAM_BYTES`` of it in memory at a time.

    Raises ValueError for an algorithm that ``is_supported`` denies, before anything is read; errors of ``read`` pass through.
    """
    state = hasher(algorithm)
    while block := readable.read(STREAM_BYTES):
        state.update(block)
    return state.digest()


_SHA256 = _BEST["SHA256"]


def sha256_hex(data: bytes | bytearray | memoryview) -> str:
    """SHA-256 of ``data`` in hexadecimal: the address of every piece of evidence."""
    return _SHA256(data).hex()
