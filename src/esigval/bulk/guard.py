"""Limits around one file: time and memory, so that a hostile file costs a bounded amount and never the batch."""

import contextlib
import faulthandler
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TextIO

SECONDS_PER_FILE = 60.0  # the core's own budgets answer any hostile file within 5 s; this is the net below them
BYTES_PER_WORKER = (
    4 << 30
)  # four times the 1 GiB that a hostile file may take, for honest files of hundreds of megabytes
GRACE = 2.0  # a C call that doesn't come back to Python for this many times the limit ends the worker


class TimeLimit(BaseException):
    """The time for one file is over. Not an Exception, so that nothing on the way takes it for a defect of its own."""


def limit_memory(limit: int = BYTES_PER_WORKER) -> None:
    """Bounds the address space of this process, where the system can: beyond it an allocation raises MemoryError."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


@contextlib.contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """Raises TimeLimit inside the block after ``seconds``. Without effect outside a main thread or where the system has no interval
    timer."""
    if not _timed():
        yield
        return
    previous = signal.signal(signal.SIGALRM, _over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


class Watchdog:
    """Ends the process when a C call overstays ``seconds``, the limit for one file, by up to GRACE times. For processes that may end: a
    worker's. A context manager: outside it nothing is watched; ``renew`` says that the next file begins."""

    def __init__(self, seconds: float) -> None:
        self._limit = seconds * GRACE
        self._spare = seconds * (GRACE - 1) / 2  # of the limit: so much may be gone when a file begins
        self._set = 0.0
        self._sink: TextIO | None = None

    def __enter__(self) -> "Watchdog":
        if _timed():
            self._sink = Path(os.devnull).open("w", encoding="ascii")
            self._arm()
        return self

    def renew(self) -> None:
        """Another file begins. Setting the timer costs a thread, so that it is set anew only when a part of it is gone."""
        if self._sink is not None and time.monotonic() - self._set > self._spare:
            self._arm()

    def _arm(self) -> None:
        assert self._sink is not None
        self._set = time.monotonic()
        faulthandler.dump_traceback_later(self._limit, exit=True, file=self._sink)

    def __exit__(self, *raised: object) -> None:
        if self._sink is not None:
            faulthandler.cancel_dump_traceback_later()
            self._sink.close()


def _timed() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _over(signum: int, frame: FrameType | None) -> None:
    raise TimeLimit
