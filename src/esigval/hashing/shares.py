"""Work on many messages, shared among threads."""

import _thread
from collections.abc import Callable
from typing import TypeAlias

Slice: TypeAlias = Callable[[bytearray, int, int], object]
"""Does the messages from one index to another and puts what comes of them to their places."""


_SHARES_A_THREAD = 4  # so that long messages at one end don't leave threads idle
_LANES = 16  # of the widest path: a smaller share would not fill it


def share(work: Slice, count: int, each: int, threads: int) -> bytearray:
    """What ``work`` gives for all messages, ``each`` bytes of it for one, done in shares that threads take as they become free. The
    first error is raised; ValueError for ``threads`` below 1."""
    if threads < 1:
        raise ValueError("threads must be 1 or more")
    out = bytearray(count * each)
    if threads == 1 or count < 2:
        work(out, 0, count)
        return out
    if count < 2 * threads * _LANES:
        size = -(-count // threads)
    else:
        size = -(-count // (threads * _SHARES_A_THREAD * _LANES)) * _LANES
    starts = range(0, count, size)
    waiting = iter(starts)
    errors: list[BaseException] = []

    def run() -> None:
        try:
            while not errors and (start := next(waiting, None)) is not None:
                work(out, start, min(start + size, count))
        except BaseException as e:
            errors.append(e)

    def help_out(done: _thread.LockType) -> None:
        run()
        done.release()

    helpers = [_thread.allocate_lock() for _ in range(min(threads, len(starts)) - 1)]
    for done in helpers:
        done.acquire()
        _thread.start_new_thread(help_out, (done,))
    run()
    for done in helpers:
        done.acquire()
    if errors:
        raise errors[0]
    return out
