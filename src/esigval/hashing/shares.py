"""Work on many messages, shared among threads."""

import threading
from collections.abc import Callable
from typing import TypeAlias

Slice: TypeAlias = Callable[[int, int], bytes]
"""Does the messages from one index to another and gives what comes of them, joined."""

_SHARES_A_THREAD = 4  # so that long messages at one end don't leave threads idle
_LANES = 16  # of the widest path: a smaller share would not fill it


def share(work: Slice, count: int, threads: int) -> bytes:
    """What ``work`` gives for all messages, in their order, done in shares that threads take as they become free. The first error is
    raised; ValueError for ``threads`` below 1."""
    if threads < 1:
        raise ValueError("threads must be 1 or more")
    if threads == 1 or count < 2:
        return work(0, count)
    if count < 2 * threads * _LANES:
        size = -(-count // threads)
    else:
        size = -(-count // (threads * _SHARES_A_THREAD * _LANES)) * _LANES
    starts = range(0, count, size)
    found = [b""] * len(starts)
    waiting = iter(range(len(starts)))
    errors: list[BaseException] = []

    def run() -> None:
        try:
            while not errors and (number := next(waiting, None)) is not None:
                found[number] = work(starts[number], min(starts[number] + size, count))
        except BaseException as e:
            errors.append(e)

    helpers = [threading.Thread(target=run, daemon=True) for _ in range(min(threads, len(starts)) - 1)]
    for helper in helpers:
        helper.start()
    run()
    for helper in helpers:
        helper.join()
    if errors:
        raise errors[0]
    return b"".join(found)
