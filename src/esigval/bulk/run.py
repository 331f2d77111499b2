"""Many cases over any executor, results in the order of the cases."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import repeat
from multiprocessing import get_context

from esigval.bulk.case import BadLine, Case
from esigval.bulk.guard import Watchdog, limit_memory
from esigval.bulk.job import Line, Settings, error_line, run_case
from esigval.model.errors import UsageError
from esigval.report.status import ExitStatus

AHEAD = 4  # bundles submitted ahead for each worker: enough to keep it busy, few enough to run again after a crash
TOGETHER = 8  # cases in a bundle: what a round trip costs is then little beside them
SMALL = 1 << 20  # octets of the files in a bundle: what takes long goes alone

_NO_WORKERS = (
    "worker processes end before they begin: a script that starts them has to do so under `if __name__ == '__main__':`, "
    "because each worker imports the script"
)

AnyCase = Case | BadLine
Bundle = tuple[AnyCase, ...]
Judge = Callable[[AnyCase, Settings], Line]
_Waiting = deque[tuple[Bundle, Future[tuple[Line, ...]] | None]]
_Left = list[tuple[AnyCase, Line | None]]


def run(cases: Iterable[AnyCase], settings: Settings, executor: Executor, *, ahead: int = 64) -> Iterator[Line]:
    """The lines of ``cases`` in their order, computed by ``executor`` (any concurrent.futures.Executor)."""
    waiting: deque[Future[Line]] = deque()
    for case in cases:
        waiting.append(executor.submit(run_case, case, settings))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def run_here(cases: Iterable[AnyCase], settings: Settings) -> Iterator[Line]:
    """The lines of ``cases``, in this process: no crash isolation, no memory limit."""
    return (run_case(case, settings) for case in cases)


def run_in_processes(cases: Iterable[AnyCase], settings: Settings, jobs: int) -> Iterator[Line]:
    """The lines of ``cases`` in their order, from ``jobs`` worker processes with a time and a memory limit.

    A worker that dies takes its pool with it: the cases under way are run again, one at a time, and the one that kills its process
    again is answered with kind ``crash``. The rest goes on in a new pool. Workers import the script that called: it has to call under
    ``if __name__ == "__main__":``. Raises UsageError where workers can't start.
    """
    remaining = iter(cases)
    left: _Left | None = []
    while left is not None:
        yield from _one_by_one(left, settings)
        with _pool(jobs) as pool:
            left = yield from _until_crash(remaining, pool, settings, jobs * AHEAD)


def bundles(cases: Iterable[AnyCase], singly: int) -> Iterator[Bundle]:
    """Cases as they go to a worker: one by one at first, so that a short batch keeps all workers busy, then small files together."""
    bundle: list[AnyCase] = []
    octets = 0
    for number, case in enumerate(cases):
        size = _size(case)
        if bundle and (octets + size > SMALL or len(bundle) == TOGETHER):
            yield tuple(bundle)
            bundle, octets = [], 0
        bundle.append(case)
        octets += size
        if number < singly:
            octets = SMALL
    if bundle:
        yield tuple(bundle)


def _size(case: AnyCase) -> int:
    """Octets of the files of a case; those that aren't there cost nothing."""
    if isinstance(case, BadLine):
        return 0
    total = 0
    for path in (case.file, *case.detached, *case.evidence_records):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def run_bundle(judge: Judge, bundle: Bundle, settings: Settings) -> tuple[Line, ...]:
    """The lines of a bundle, in a worker: a C call that doesn't come back ends it."""
    lines = []
    with Watchdog(settings.seconds) as watchdog:
        for case in bundle:
            watchdog.renew()
            lines.append(judge(case, settings))
    return tuple(lines)


def _until_crash(
    cases: Iterator[AnyCase], pool: ProcessPoolExecutor, settings: Settings, ahead: int
) -> Generator[Line, None, _Left | None]:
    """Lines until the cases end (returns None) or the pool breaks (returns the cases under way, with the lines of those that ended)."""
    waiting: _Waiting = deque()
    for bundle in bundles(cases, ahead):
        waiting.append((bundle, _submit(pool, bundle, settings)))
        while len(waiting) >= ahead or (waiting and _ready(waiting[0][1])):
            lines = _result(waiting[0][1])
            if lines is None:
                return _left(waiting)
            waiting.popleft()
            yield from lines
    while waiting:
        lines = _result(waiting[0][1])
        if lines is None:
            return _left(waiting)
        waiting.popleft()
        yield from lines
    return None


def _submit(pool: ProcessPoolExecutor, bundle: Bundle, settings: Settings) -> Future[tuple[Line, ...]] | None:
    try:
        return pool.submit(run_bundle, run_case, bundle, settings)
    except BrokenProcessPool:
        return None


def _ready(future: Future[tuple[Line, ...]] | None) -> bool:
    return future is None or future.done()


def _result(future: Future[tuple[Line, ...]] | None) -> tuple[Line, ...] | None:
    """The lines, or None where the pool broke."""
    try:
        return None if future is None else future.result()
    except BrokenProcessPool:
        return None


def _left(waiting: _Waiting) -> _Left:
    left: _Left = []
    for bundle, future in waiting:
        left += zip(bundle, _result(future) or repeat(None), strict=False)
    return left


def _one_by_one(left: _Left, settings: Settings) -> Iterator[Line]:
    """The lines of the cases that were under way when a pool broke; each runs alone, so that the guilty one is known."""
    todo = deque(left)
    while todo:
        with _pool(1) as pool:
            _check_start(pool)
            while todo:
                case, known = todo.popleft()
                lines = (known,) if known else _result(_submit(pool, (case,), settings))
                if lines is None:
                    message = "the worker process ended twice over this file (time, memory, or a fault in a library)"
                    yield error_line(case.id, "crash", message, ExitStatus.INTERNAL)
                    break
                yield from lines


def _check_start(pool: ProcessPoolExecutor) -> None:
    """Raises UsageError where workers end before they take any case: no file is to blame, and new pools would end alike."""
    try:
        pool.submit(os.getpid).result()
    except BrokenProcessPool as e:
        raise UsageError(_NO_WORKERS) from e


def _pool(jobs: int) -> ProcessPoolExecutor:
    """Fresh interpreters, alike on every system, so that nothing of the parent's state leaks into a worker."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=limit_memory)
