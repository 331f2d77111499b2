"""Limits around one file: time and memory, so that a hostile file costs a bounded amount and never the batch."""

import contextlib
import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

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
def limit_time(seconds: float, *, hard: bool = False) -> Iterator[None]:
    """Raises TimeLimit inside the block after ``seconds``. ``hard``: also ends the process when a C call overstays by GRACE; for
    workers only. Without effect outside a main thread or where the system has no interval timer."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGALRM, _over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with Path(os.devnull).open("w", encoding="ascii") if hard else contextlib.nullcontext() as sink:
        if sink is not None:
            faulthandler.dump_traceback_later(seconds * GRACE, exit=True, file=sink)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
            if sink is not None:
                faulthandler.cancel_dump_traceback_later()


def _over(signum: int, frame: FrameType | None) -> None:
    raise TimeLimit
