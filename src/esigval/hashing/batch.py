"""Digests of many messages at once."""

import threading
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TypeAlias, cast

from esigval.hashing.digest import digest, digest_each, hasher, is_supported
from esigval.hashing.digests import Digests
from esigval.hashing.kernel import PORTABLE, capabilities, kernel_for

Buffer: TypeAlias = bytes | bytearray | memoryview
"""Any object with a contiguous buffer; named are those that callers have."""

Slice: TypeAlias = Callable[[int, int], None]
"""Does the messages from one index to another."""

OFFSET_BYTES = 8
_SHARE = 1024  # messages that a thread takes at a time, at most: what the kernel holds at once
_SHARES_A_THREAD = 4  # so that long messages at one end don't leave threads idle
_LANES = 16  # of the widest path: a smaller share would not fill it
_LARGE = 16_384  # bytes of a message beside which the cost of a call does not show
_FROM = {"SHA1": (8, 6), "SHA256": (8, 4), "SHA384": (6, 2), "SHA512": (6, 2)}  # messages, large messages
_THREAD_FROM = 65_536  # bytes of a message from which hashlib in threads gains more than the threads cost


@cache
def digest_size(algorithm: str) -> int:
    """Bytes of a digest. Raises ValueError for an algorithm that ``is_supported`` denies."""
    return len(digest(algorithm, b""))


def digest_many(buffers: Iterable[Buffer], algorithm: str, threads: int = 1, *, path: str = "") -> Digests:
    """Digests of ``buffers``: shape (number of buffers, digest size), in their order.

    ``algorithm``: a key of model.algorithms.DIGESTS. ``threads``: how many may work at a time; a second one pays from about 1 MB in all.
    ``path``: one of ``capabilities().paths[algorithm]``, "" for the best. Nothing is copied; a buffer that changes meanwhile gives
    another digest, and one that is held can't shrink. A file must be read, not mapped, where another process could truncate it.

    Raises ValueError for an unknown algorithm or path, a ``threads`` below 1; TypeError for what is no buffer, BufferError for one that
    is not contiguous.
    """
    return _many(tuple(buffers), algorithm, threads, path)


def digest_ranges(
    ranges: Iterable[tuple[Buffer, Iterable[tuple[int, int]]]], algorithm: str, threads: int = 1, *, path: str = ""
) -> Digests:
    """Digests of parts of buffers: shape (number of ranges, digest size), in their order.

    Each of ``ranges`` is a buffer and the (start, end) of what is hashed of it, in bytes, one after the other as one message: what
    a /ByteRange covers (ISO 32000-2, 12.8.1). Nothing is copied. ``algorithm``, ``threads``, ``path`` and errors as in
    ``digest_many``; ValueError also for a start or an end outside the buffer or out of order.
    """
    return _many(tuple([_parts(data, spans) for data, spans in ranges]), algorithm, threads, path)


def digest_packed(
    data: Buffer, offsets: "Sequence[int] | array[int]", algorithm: str, threads: int = 1, *, path: str = ""
) -> Digests:
    """Digests of messages that lie one after the other in ``data``: shape (number of offsets - 1, digest size).

    Message i is ``data[offsets[i]:offsets[i + 1]]``, in bytes. An ``array("Q")`` (or another buffer of unsigned 64-bit numbers in the
    machine's order) is used as it is, another sequence copied to one. ``algorithm``, ``threads``, ``path`` and errors as in
    ``digest_many``; ValueError also where the offsets descend, reach beyond the data, or there are none.
    """
    numbers = _offsets(offsets)
    count = numbers.nbytes // OFFSET_BYTES - 1
    if count < 0:
        raise ValueError("no offsets: a first and a last are needed even for no message")
    kernel = kernel_for(algorithm, path)
    size = digest_size(algorithm)
    out = bytearray(count * size)
    whole = memoryview(data).cast("B")
    if kernel is not None and (path or pays(algorithm, count, lambda: len(whole))):
        ends = numbers.cast("B").cast("Q")

        def by_kernel(start: int, stop: int) -> None:
            for i in kernel.packed(whole, numbers, start, stop, algorithm, path, out):
                out[i * size : (i + 1) * size] = digest(algorithm, whole[ends[i] : ends[i + 1]])

        share(by_kernel, count, threads)
        return Digests(out, size)
    limits = numbers.cast("B").cast("Q").tolist()
    if any(a > b for a, b in pairwise(limits)) or limits[-1] > len(whole):
        raise ValueError("offsets must ascend and stay within the data")
    items = tuple([whole[a:b] for a, b in pairwise(limits)])
    return _many(items, algorithm, threads, path)


def _many(items: tuple[Buffer | tuple[Buffer, ...], ...], algorithm: str, threads: int, path: str) -> Digests:
    """``items``: all buffers, or all tuples of buffers."""
    if not is_supported(algorithm):
        raise ValueError(f"unsupported digest algorithm {algorithm}")
    if threads < 1:
        raise ValueError("threads must be 1 or more")
    kernel = kernel_for(algorithm, path)
    size = digest_size(algorithm)
    if kernel is None or not (path or pays(algorithm, len(items), lambda: sum(map(_length, items)))):
        return _by_hashlib(items, algorithm, threads, size)
    out = bytearray(len(items) * size)

    def by_kernel(start: int, stop: int) -> None:
        for i in kernel.many(items, start, stop, algorithm, path, out):
            out[i * size : (i + 1) * size] = _one(items[i], algorithm)

    share(by_kernel, len(items), threads)
    return Digests(out, size)


def pays(algorithm: str, count: int, size: Callable[[], int]) -> bool:
    """Whether the kernel is faster than one call of ``digest`` for each of ``count`` messages of ``size()`` bytes in all, by what
    benchmarks/hashing.py measures. Never where it has portable C only, which hashlib's own code for the processor beats."""
    if capabilities().paths[algorithm][0] == PORTABLE:
        return False
    enough, enough_large = _FROM[algorithm]
    return count >= enough or (count >= enough_large and size() >= _LARGE * count)


def _length(item: Buffer | tuple[Buffer, ...]) -> int:
    if isinstance(item, bytes):
        return len(item)
    return sum(map(_length, item)) if isinstance(item, tuple) else memoryview(item).nbytes


def _parts(data: Buffer, spans: Iterable[tuple[int, int]]) -> tuple[memoryview, ...]:
    whole = memoryview(data).cast("B")
    found = []
    for start, end in spans:
        if not 0 <= start <= end <= len(whole):
            raise ValueError(f"range {start} to {end} is not in a buffer of {len(whole)} bytes")
        found.append(whole[start:end])
    return tuple(found)


def _offsets(offsets: "Sequence[int] | array[int]") -> memoryview:
    try:
        view = memoryview(offsets)  # type: ignore[arg-type]
    except TypeError:
        try:
            return memoryview(array("Q", offsets))
        except OverflowError:
            raise ValueError("offsets must be unsigned 64-bit numbers") from None
    if view.itemsize != OFFSET_BYTES:
        raise ValueError("offsets must be 64 bits each")
    return view


def _by_hashlib(items: tuple[Buffer | tuple[Buffer, ...], ...], algorithm: str, threads: int, size: int) -> Digests:
    if threads == 1 or sum(map(_length, items)) < _THREAD_FROM * len(items):
        if items and isinstance(items[0], tuple):
            return Digests(b"".join([_one(item, algorithm) for item in items]), size)
        return Digests(b"".join(digest_each(algorithm, cast(tuple[Buffer, ...], items))), size)
    out = bytearray(len(items) * size)

    def some(start: int, stop: int) -> None:
        for i in range(start, stop):
            out[i * size : (i + 1) * size] = _one(items[i], algorithm)

    share(some, len(items), threads)
    return Digests(out, size)


def _one(item: Buffer | tuple[Buffer, ...], algorithm: str) -> bytes:
    if not isinstance(item, tuple):
        return digest(algorithm, item)
    state = hasher(algorithm)
    for part in item:
        state.update(part)
    return state.digest()


def share(work: Slice, count: int, threads: int) -> None:
    """Runs ``work`` over all messages, in shares that threads take as they become free. The first error is raised; ValueError for
    ``threads`` below 1."""
    if threads < 1:
        raise ValueError("threads must be 1 or more")
    if threads == 1 or count < 2:
        work(0, count)
        return
    if count < 2 * threads * _LANES:
        size = -(-count // threads)
    else:
        size = min(_SHARE, -(-count // (threads * _SHARES_A_THREAD * _LANES)) * _LANES)
    shares = iter(range(0, count, size))
    errors: list[BaseException] = []

    def run() -> None:
        try:
            while not errors and (start := next(shares, None)) is not None:
                work(start, min(start + size, count))
        except BaseException as e:
            errors.append(e)

    helpers = [threading.Thread(target=run, daemon=True) for _ in range(min(threads, -(-count // size)) - 1)]
    for helper in helpers:
        helper.start()
    run()
    for helper in helpers:
        helper.join()
    if errors:
        raise errors[0]
