"""Digests by the names that the reports use."""

import hashlib

from esigval.model.algorithms import DIGESTS

_SHAKE_BYTES = {"shake_128": 32, "shake_256": 64}  # RFC 8702: SHAKE128 with 256 bits, SHAKE256 with 512 bits
_AVAILABLE = hashlib.algorithms_available


def is_supported(algorithm: str) -> bool:
    """Whether ``digest`` can compute ``algorithm`` (a key of model.algorithms.DIGESTS) on this machine."""
    return DIGESTS.get(algorithm) in _AVAILABLE


def digest(algorithm: str, data: bytes | bytearray | memoryview) -> bytes:
    """Digest of ``data``. Raises ValueError for an algorithm that ``is_supported`` denies."""
    name = DIGESTS.get(algorithm, algorithm)
    hasher = hashlib.new(name, data, usedforsecurity=False)
    if name in _SHAKE_BYTES:
        return hasher.digest(_SHAKE_BYTES[name])  # type: ignore[call-arg]
    return hasher.digest()


def sha256_hex(data: bytes | bytearray | memoryview) -> str:
    """SHA-256 of ``data`` in hexadecimal: the address of every piece of evidence."""
    return hashlib.sha256(data).hexdigest()
