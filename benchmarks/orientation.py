"""Hashes that esigval does not use, next to hashlib: BLAKE3, which signatures don't know, and SHA-256 in vectors of numpy, which is what a
batch without an extension would be. Each is absent where its package is (extra ``bench``)."""

import hashlib
import os
from collections.abc import Callable, Iterable

Pair = tuple[Callable[[], object], Callable[[], object]]
SIZES = (32, 256, 4096)
MESSAGES = 4096


def blake3_pairs() -> Iterable[tuple[int, Pair]]:
    """Size of the messages -> a loop over blake3, and one over hashlib's SHA-256."""
    try:
        from blake3 import blake3
    except ImportError:
        return
    for size in SIZES:
        messages = [os.urandom(size) for _ in range(MESSAGES)]
        yield size, (lambda m=messages: [blake3(x).digest() for x in m], lambda m=messages: loop(m))


def numpy_pairs() -> Iterable[tuple[int, Pair]]:
    """Size of the messages -> all at once in vectors of numpy, and a loop over hashlib's SHA-256."""
    try:
        import numpy as np
    except ImportError:
        return
    for size in SIZES:
        messages = [os.urandom(size) for _ in range(MESSAGES)]
        table = np.frombuffer(b"".join(messages), np.uint8).reshape(MESSAGES, size)
        lanes = Lanes()
        assert lanes.sha256(table).tobytes() == b"".join(loop(messages))
        yield size, (lambda t=table, v=lanes: v.sha256(t), lambda m=messages: loop(m))


def loop(messages: list[bytes]) -> list[bytes]:
    """What one writes without a batch."""
    return [hashlib.sha256(m).digest() for m in messages]


class Lanes:
    """SHA-256 (FIPS 180-4, clause 6.2) of messages of one length, each in one place of numpy's vectors."""

    def __init__(self) -> None:
        import numpy as np

        self._np = np
        primes = [p for p in range(2, 312) if all(p % d for d in range(2, p))]
        self._constants = [np.uint32(root_fraction(p, 3)) for p in primes[:64]]
        self._start = [np.uint32(root_fraction(p, 2)) for p in primes[:8]]

    def sha256(self, table):  # type: ignore[no-untyped-def]
        """``table``: messages by bytes. Digests by bytes."""
        np = self._np
        count, size = table.shape
        padding = b"\x80" + bytes((55 - size) % 64) + (8 * size).to_bytes(8, "big")
        tail = np.broadcast_to(np.frombuffer(padding, np.uint8), (count, len(padding)))
        words = np.ascontiguousarray(np.concatenate([table, tail], axis=1)).view(">u4").astype(np.uint32).T
        state = [np.full(count, s, np.uint32) for s in self._start]
        for at in range(0, len(words), 16):
            state = [a + b for a, b in zip(state, self._rounds(state, list(words[at : at + 16])), strict=True)]
        return np.stack(state, axis=1).astype(">u4").view(np.uint8)

    def _rounds(self, state, w):  # type: ignore[no-untyped-def]
        a, b, c, d, e, f, g, h = state
        for t, k in enumerate(self._constants):
            if t >= 16:
                x, y = w[t - 15], w[t - 2]
                w.append(
                    w[t - 16] + (turn(x, 7) ^ turn(x, 18) ^ x >> 3) + w[t - 7] + (turn(y, 17) ^ turn(y, 19) ^ y >> 10)
                )
            one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (g ^ e & (f ^ g)) + k + w[t]
            two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b | c & (a | b))
            a, b, c, d, e, f, g, h = one + two, a, b, c, d + one, e, f, g
        return [a, b, c, d, e, f, g, h]


def turn(x, n: int):  # type: ignore[no-untyped-def]
    """Rotation to the right."""
    return x >> n | x << 32 - n


def root_fraction(prime: int, degree: int) -> int:
    """The first 32 bits of the fraction of a root of a prime (FIPS 180-4, clauses 4.2.2 and 5.3.3)."""
    wanted, low, high = prime << 32 * degree, 0, prime << 32
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= wanted else (low, middle - 1)
    return low & 0xFFFFFFFF
