"""What a batch gives back: digests of one size, side by side in memory."""

from collections.abc import Iterator, Sequence
from typing import Any, overload


class Digests(Sequence[bytes]):
    """N digests of ``size`` bytes each, in the order of the messages; read-only.

    ``view`` is their memory as a memoryview of bytes with the shape (N, size). ``numpy.asarray(digests)`` is an array of uint8 of the
    same shape over the same memory; the result has one type whether numpy is installed or not. An element is ``bytes``.
    """

    __slots__ = ("_memory", "size")

    def __init__(self, memory: bytes | bytearray, size: int) -> None:
        self._memory = memory
        self.size = size
        if size < 1 or len(memory) % size:
            raise ValueError("not a whole number of digests")

    @property
    def shape(self) -> tuple[int, int]:
        """Number of digests, bytes of one."""
        return len(self), self.size

    @property
    def view(self) -> memoryview:
        """The digests as a read-only memoryview of ``shape``; a flat one where there are none."""
        flat = memoryview(self._memory).toreadonly()
        return flat.cast("B", self.shape) if flat else flat

    @property
    def __array_interface__(self) -> dict[str, Any]:
        return {"version": 3, "shape": self.shape, "typestr": "|u1", "data": memoryview(self._memory).toreadonly()}

    def __buffer__(self, flags: int) -> memoryview:
        return self.view

    def tobytes(self) -> bytes:
        """All digests joined."""
        return bytes(self._memory)

    def __len__(self) -> int:
        return len(self._memory) // self.size

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[bytes, ...]: ...

    def __getitem__(self, index: int | slice) -> bytes | tuple[bytes, ...]:
        if isinstance(index, slice):
            return tuple([self[i] for i in range(*index.indices(len(self)))])
        at = range(len(self))[index] * self.size
        return bytes(self._memory[at : at + self.size])

    def __iter__(self) -> Iterator[bytes]:
        memory, size = bytes(self._memory), self.size
        return iter([memory[at : at + size] for at in range(0, len(memory), size)])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digests) and self.size == other.size and self._memory == other._memory

    def __hash__(self) -> int:
        return hash((self.size, bytes(self._memory)))
