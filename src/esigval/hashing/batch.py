"""Digests of many messages at once."""

from array import array
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from esigval.hashing.digest import DIGEST_BYTES, hasher, hashlib_digest
from esigval.hashing.digests import Digests
from esigval.hashing.kernel import SHORT_CUT, kernel, uses_kernel
from esigval.hashing.shares import Slice, share

Buffer: TypeAlias = bytes | bytearray | memoryview
"""Any object with a contiguous buffer; named are those that callers have."""

Range: TypeAlias = tuple[Buffer, Iterable[tuple[int, int]]]
"""A buffer, and the start and end of each part of it that is hashed."""

OFFSET_BYTES = 8
_THREAD_FROM = 65_536  # bytes of a message from which hashlib in threads gains more than the threads cost


def digest_size(algorithm: str) -> int:
    """Bytes of a digest. Raises ValueError for an algorithm that ``is_supported`` denies."""
    size = DIGEST_BYTES.get(algorithm)
    if size is None:
        raise ValueError(f"unsupported digest algorithm {algorithm}")
    return size


def digest_many(buffers: Iterable[Buffer], algorithm: str, threads: int = 1, *, path: str = "") -> Digests:
    """Digests of ``buffers``: shape (number of buffers, digest size), in their order.

    ``algorithm``: a key of model.algorithms.DIGESTS. ``threads``: how many may work at a time; a second one pays from about 2 MB in all.
    ``path``: one of ``capabilities().paths[algorithm]``, "" for the best. Nothing is copied; a buffer that changes meanwhile gives
    another digest, and one that is held can't shrink. A file must be read, not mapped, where another process could truncate it.

    Raises ValueError for an unknown algorithm or path, a ``threads`` below 1; TypeError for what is no buffer, BufferError for one that
    is not contiguous.
    """
    if threads == 1 and not path and algorithm in SHORT_CUT:
        return Digests(kernel.many(buffers, algorithm, path), DIGEST_BYTES[algorithm])
    items = tuple(buffers)
    if not uses_kernel(algorithm, path, len(items)):
        return _by_hashlib(items, algorithm, threads)
    return _in_shares(partial(kernel.many, items, algorithm, path), algorithm, len(items), threads)


def digest_ranges(ranges: Iterable[Range], algorithm: str, threads: int = 1, *, path: str = "") -> Digests:
    """Digests of parts of buffers: shape (number of ranges, digest size), in their order.

    Each of ``ranges`` is a buffer and the (start, end) of what is hashed of it, in bytes, one after the other as one message: what
    a /ByteRange covers (ISO 32000-2, 12.8.1). Nothing is copied. ``algorithm``, ``threads``, ``path`` and errors as in
    ``digest_many``; ValueError also for a start or an end outside the buffer or out of order.
    """
    if threads == 1 and not path and algorithm in SHORT_CUT:
        return Digests(kernel.ranges(ranges, algorithm, path), DIGEST_BYTES[algorithm])
    items = tuple(ranges)
    if not uses_kernel(algorithm, path, len(items)):
        return _ranges_by_hashlib(items, algorithm, threads)
    return _in_shares(partial(kernel.ranges, items, algorithm, path), algorithm, len(items), threads)


def digest_packed(
    data: Buffer, offsets: "Sequence[int] | array[int]", algorithm: str, threads: int = 1, *, path: str = ""
) -> Digests:
    """Digests of messages that lie one after the other in ``data``: shape (number of offsets - 1, digest size).

    Message i is ``data[offsets[i]:offsets[i + 1]]``, in bytes. An ``array("Q")`` (or another buffer of unsigned 64-bit numbers in the
    machine's order) is used as it is, another sequence copied to one. ``algorithm``, ``threads``, ``path`` and errors as in
    ``digest_many``; ValueError also where the offsets descend, reach beyond the data, or there are none.
    """
    numbers = offsets if isinstance(offsets, array) else _offsets(offsets)
    if threads == 1 and not path and algorithm in SHORT_CUT:
        return Digests(kernel.packed(data, numbers, algorithm, path), DIGEST_BYTES[algorithm])
    count = len(numbers) - 1
    if count < 0:
        raise ValueError("no offsets: a first and a last are needed even for no message")
    if not uses_kernel(algorithm, path, count):
        return _by_hashlib(_slices(data, numbers), algorithm, threads)
    return _in_shares(partial(kernel.packed, data, numbers, algorithm, path), algorithm, count, threads)


def _in_shares(work: Slice, algorithm: str, count: int, threads: int) -> Digests:
    size = digest_size(algorithm)
    return Digests(share(work, count, size, threads), size)


def _offsets(offsets: Sequence[int]) -> "array[int] | memoryview":
    try:
        view = memoryview(offsets)  # type: ignore[arg-type]
    except TypeError:
        try:
            return array("Q", offsets)
        except OverflowError:
            raise ValueError("offsets must be unsigned 64-bit numbers") from None
    _check_width(view)
    return view.cast("B").cast("Q")


def _check_width(numbers: "array[int] | memoryview") -> None:
    if numbers.itemsize != OFFSET_BYTES:
        raise ValueError("offsets must be 64 bits each")


def _slices(data: Buffer, numbers: "array[int] | memoryview") -> tuple[memoryview, ...]:
    _check_width(numbers)
    whole = memoryview(data).cast("B")
    limits = memoryview(numbers).cast("B").cast("Q").tolist()
    if any(a > b for a, b in pairwise(limits)) or limits[-1] > len(whole):
        raise ValueError("offsets must ascend and stay within the data")
    return tuple([whole[a:b] for a, b in pairwise(limits)])


def _parts(data: Buffer, spans: Iterable[tuple[int, int]]) -> list[memoryview]:
    whole = memoryview(data).cast("B")
    found = []
    for start, end in spans:
        if not 0 <= start <= end <= len(whole):
            raise ValueError(f"range {start} to {end} is not in a buffer of {len(whole)} bytes")
        found.append(whole[start:end])
    return found


def _joined(algorithm: str, parts: list[memoryview]) -> bytes:
    state = hasher(algorithm)
    for part in parts:
        state.update(part)
    return state.digest()


def _by_hashlib(items: Sequence[Buffer], algorithm: str, threads: int) -> Digests:
    size = digest_size(algorithm)
    function = hashlib_digest(algorithm)

    def some(out: bytearray, start: int, stop: int) -> None:
        out[start * size : stop * size] = b"".join([function(item) for item in items[start:stop]])

    total = 0 if threads == 1 else sum(memoryview(item).nbytes for item in items)
    return _in_shares(some, algorithm, len(items), _useful(threads, total, len(items)))


def _ranges_by_hashlib(items: tuple[Range, ...], algorithm: str, threads: int) -> Digests:
    size = digest_size(algorithm)
    parts = [_parts(data, spans) for data, spans in items]

    def some(out: bytearray, start: int, stop: int) -> None:
        out[start * size : stop * size] = b"".join([_joined(algorithm, parts[i]) for i in range(start, stop)])

    total = sum(len(part) for one in parts for part in one)
    return _in_shares(some, algorithm, len(parts), _useful(threads, total, len(parts)))


def _useful(threads: int, total: int, count: int) -> int:
    """How many threads hashlib is to use for ``count`` messages of ``total`` bytes."""
    return threads if total >= _THREAD_FROM * count else min(threads, 1)
