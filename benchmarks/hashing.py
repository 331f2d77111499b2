"""Batches and trees of hashing against a loop over hashlib, taken alternately in one process.

    python benchmarks/hashing.py [--full] [--json FILE]

A ratio says how many times faster esigval is: the median over the rounds of hashlib's time divided by esigval's in the same round;
the spread is the middle half of those. One thread is timed by the processor time of the thread, so that other work on the machine does
not count. Several threads are timed by the clock, in many short rounds, and the quickest round of each is compared: the one in which both
cores were free; beside it stands what two threads of hashlib gain in the same rounds. Messages are made before the timing; what is
timed is the call that a user makes.
"""

import argparse
import gc
import hashlib
import io
import json
import os
import random
import resource
import statistics
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import orientation
from benchmarks.common import markdown

from esigval import hashing

Action = Callable[[], object]
BATCH_BYTES = 2 << 20  # of a batch of small messages: larger than the caches nearest to the processor
MOST_MESSAGES = 8192
ALGORITHMS = ("SHA1", "SHA256", "SHA384", "SHA512")
OURS = ("digest", "digest_many", "digest_packed", "digest_ranges", "tree_root", "verify_reduced_trees")
FEW = (1, 2, 4, 8)
FEW_SIZES = (32, 256, 1024, 4096, 65_536, 1 << 20)
FEW_BYTES = 1 << 18  # that one timing of a few messages goes over, so that the clock can tell
THREADED_BYTES = 16 << 20


@dataclass(frozen=True)
class Figure:
    """``ratio`` of ``of`` to ``to``, with the quartiles of the ratio over all rounds, and the median seconds of both."""

    group: str
    case: str
    of: str
    to: str
    ratio: float
    low: float
    high: float
    of_seconds: float
    to_seconds: float


def rounds_of(actions: list[Action], rounds: int, clock: Callable[[], float]) -> list[list[float]]:
    """Seconds of each action in each round; every round begins with another one. One round before, which does not count."""
    times: list[list[float]] = [[] for _ in actions]
    gc.collect()
    gc.disable()
    try:
        for number in range(-1, rounds):
            for at in range(len(actions)):
                index = (at + number) % len(actions)
                start = clock()
                actions[index]()
                if number >= 0:
                    times[index].append(clock() - start)
    finally:
        gc.enable()
    return times


def compare(group: str, case: str, of: str, to: str, pair: tuple[Action, Action], rounds: int) -> Figure:
    """How many times faster the first action is than the second, by the processor time of the thread."""
    first, second = rounds_of(list(pair), rounds, time.thread_time)
    ratios = [b / a for a, b in zip(first, second, strict=True) if a > 0]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return Figure(group, case, of, to, middle, low, high, statistics.median(first), statistics.median(second))


def quickest(group: str, case: str, of: str, to: str, first: list[float], second: list[float]) -> Figure:
    """How many times faster one action is than the other, each in its quickest round."""
    low, _, high = statistics.quantiles([b / a for a, b in zip(first, second, strict=True)], n=4)
    return Figure(group, case, of, to, min(second) / min(first), low, high, min(first), min(second))


def loop(algorithm: str, messages: Iterable[bytes]) -> Action:
    """What one writes without a batch."""
    constructor = getattr(hashlib, algorithm.lower())
    return lambda: [constructor(m).digest() for m in messages]


def packed(messages: list[bytes]) -> tuple[bytes, "array[int]"]:
    """The messages in one buffer, and where each begins and the last ends."""
    offsets = array("Q", [0])
    for message in messages:
        offsets.append(offsets[-1] + len(message))
    return b"".join(messages), offsets


def named(size: int) -> str:
    """A size to read."""
    for unit, name in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size // unit} {name}"
    return f"{size} B"


def mixtures(full: bool) -> dict[str, list[int]]:
    """Name -> lengths of messages, of equal ones and of what documents have."""
    chance = random.Random(4998)
    sizes = (32, 256, 1024, 4096, 65_536, 1 << 20) if full else (32, 256, 1024, 4096, 65_536)
    found = {named(s): [s] * max(4, min(MOST_MESSAGES, BATCH_BYTES // s)) for s in sizes}
    found["about 200 B"] = [chance.randrange(400) for _ in range(MOST_MESSAGES)]
    found["64 B to 1 MiB"] = [int(64 * 2 ** (14 * chance.random() ** 3)) for _ in range(300)]
    found["one of 1 MiB, ten of 1 KiB"] = [1 << 20] + [1024] * 10
    return found


def batches(full: bool, rounds: int) -> Iterable[Figure]:
    """Lists and packed messages, by the path that is chosen, and by each that this processor has."""
    for algorithm in ALGORITHMS:
        paths = hashing.capabilities().paths[algorithm][:-1]
        for case, lengths in mixtures(full).items():
            messages = [os.urandom(n) for n in lengths]
            data, offsets = packed(messages)
            by_hashlib = loop(algorithm, messages)
            ways: list[tuple[str, Action]] = [
                ("digest_many", lambda m=messages, a=algorithm: hashing.digest_many(m, a)),
                ("digest_packed", lambda d=data, o=offsets, a=algorithm: hashing.digest_packed(d, o, a)),
            ]
            if full and len(messages) > 16:
                ways += [
                    (p, lambda d=data, o=offsets, a=algorithm, p=p: hashing.digest_packed(d, o, a, path=p))
                    for p in paths
                ]
            for name, way in ways:
                yield compare(algorithm, case, name, "hashlib", (way, by_hashlib), rounds)


def few(rounds: int) -> Iterable[Figure]:
    """Batches of a few messages, where what a call costs shows, and single digests."""
    for algorithm in ALGORITHMS:
        for size in FEW_SIZES:
            for number in FEW:
                messages = [os.urandom(size) for _ in range(number)]
                data, offsets = packed(messages)
                ways: list[tuple[str, Action]] = [
                    ("digest_many", lambda m=messages, a=algorithm: hashing.digest_many(m, a)),
                    ("digest_packed", lambda d=data, o=offsets, a=algorithm: hashing.digest_packed(d, o, a)),
                ]
                if number == 1:
                    ways.append(("digest", lambda m=messages[0], a=algorithm: hashing.digest(a, m)))
                times = max(1, FEW_BYTES // (number * (size + 512)))
                by_hashlib = repeated(loop(algorithm, messages), times)
                for name, way in ways:
                    pair = (repeated(way, times), by_hashlib)
                    yield compare(f"{algorithm}, few", f"{number} of {named(size)}", name, "hashlib", pair, rounds)


def repeated(action: Action, times: int) -> Action:
    """The action often enough for the clock."""
    return lambda: [action() for _ in range(times)]


def ranges(full: bool, rounds: int) -> Iterable[Figure]:
    """ByteRanges of read files: eight files of two ranges each, against joining and hashing each."""
    for algorithm in ("SHA256", "SHA512"):
        for size in (239 << 10, 8 << 20) if full else (239 << 10,):
            files = [os.urandom(size) for _ in range(8)]
            spans = ((0, size // 2), (size // 2 + 16_384, size))
            constructor = getattr(hashlib, algorithm.lower())

            def by_hashlib(
                files: list[bytes] = files,
                spans: tuple[tuple[int, int], ...] = spans,
                new: Callable[[], "hashlib._Hash"] = constructor,
            ) -> None:
                for file in files:
                    state, view = new(), memoryview(file)
                    for start, end in spans:
                        state.update(view[start:end])
                    state.digest()

            def ours(
                files: list[bytes] = files, spans: tuple[tuple[int, int], ...] = spans, algorithm: str = algorithm
            ) -> object:
                return hashing.digest_ranges([(f, spans) for f in files], algorithm)

            yield compare(
                f"{algorithm} ranges",
                f"8 files of {named(size)}",
                "digest_ranges",
                "hashlib",
                (ours, by_hashlib),
                rounds,
            )


def tree_of(leaves: list[bytes]) -> bytes:
    """A binary tree with RFC 4998's order, by hashlib."""
    new = hashlib.sha256
    while len(leaves) > 1:
        odd = leaves[-1:] if len(leaves) % 2 else []
        pairs = zip(leaves[::2], leaves[1::2], strict=False)
        leaves = [new(a + b if a <= b else b + a).digest() for a, b in pairs] + odd
    return leaves[0]


def trees(full: bool, rounds: int) -> Iterable[Figure]:
    """Hash trees, and reduced trees of depth 20."""
    count = 1_000_000 if full else 100_000
    leaves = [hashlib.sha256(b"%d" % i).digest() for i in range(count)]
    joined = b"".join(leaves)
    pair = (lambda: hashing.tree_root(joined, "SHA256"), lambda: tree_of(leaves))
    assert pair[0]() == pair[1]()
    yield compare("trees", f"{count:,} leaves", "tree_root", "hashlib", pair, min(rounds, 7))
    number = 20_000 if full else 4_000
    records = tuple([((leaves[i],), *((leaves[(i * 31 + k) % count],) for k in range(20))) for i in range(number)])
    roots = tuple([hashing.reduced_root(r, "SHA256") for r in records])
    wanted = tuple(leaves[:number])
    reduced = tuple(
        [lambda p=p: hashing.verify_reduced_trees(wanted, records, roots, "SHA256", path=p) for p in ("", "hashlib")]
    )
    assert all(reduced[0]())
    yield compare("trees", f"{number:,} reduced trees", "verify_reduced_trees", "hashlib", reduced, min(rounds, 7))


def threads(full: bool, rounds: int) -> Iterable[Figure]:
    """Two threads against one, and in the same rounds two threads of hashlib against one, over messages of the same size in all."""
    for algorithm in ("SHA256", "SHA512"):
        for size in (256, 4096, 1 << 20):
            count = THREADED_BYTES // size * (4 if full else 1)
            data, offsets = packed([os.urandom(size)] * max(32, count))
            one, two = (lambda d=data, o=offsets, a=algorithm, t=t: hashing.digest_packed(d, o, a, t) for t in (1, 2))
            control = hashlib_threads(algorithm)
            times = rounds_of([two, one, *control], rounds, time.perf_counter)
            group, case = f"{algorithm}, two threads", named(size)
            yield quickest(group, case, "2 threads", "1 thread", times[0], times[1])
            yield quickest(group, "1 MiB", "2 threads of hashlib", "1 thread of hashlib", times[2], times[3])


def hashlib_threads(algorithm: str) -> tuple[Action, Action]:
    """Large messages by hashlib, which lets other threads run meanwhile: on two threads, and on one."""
    constructor = getattr(hashlib, algorithm.lower())
    large = os.urandom(1 << 20)
    share = THREADED_BYTES // len(large) // 4

    def hash_some(number: int) -> None:
        for _ in range(number):
            constructor(large).digest()

    def both() -> None:
        helper = threading.Thread(target=hash_some, args=(share,))
        helper.start()
        hash_some(share)
        helper.join()

    return both, lambda: hash_some(2 * share)


def others(rounds: int) -> Iterable[Figure]:
    """What esigval does not use, for orientation."""
    for name, pairs in (("blake3", orientation.blake3_pairs()), ("numpy", orientation.numpy_pairs())):
        for size, pair in pairs:
            yield compare("for orientation", named(size), name, "hashlib SHA-256", pair, rounds)


class Endless(io.RawIOBase):
    """A stream of ``size`` bytes that are nowhere in memory together."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._block = os.urandom(1 << 20)

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        now = min(size, self._left, len(self._block))
        self._left -= now
        return self._block if now == len(self._block) else self._block[:now]


def scale(full: bool) -> dict[str, float]:
    """A million small buffers and a long stream: seconds, and what the memory grew by at most (MiB)."""
    found: dict[str, float] = {}
    buffers = [b"%08d" % i * 4 for i in range(1_000_000)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    hashing.digest_many(buffers, "SHA256")
    found["million_buffers_seconds"] = time.perf_counter() - start
    found["million_buffers_mib"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    size = 10 * 10**9 if full else 10**9
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    hashing.digest_stream(Endless(size), "SHA256")
    found["stream_gb"] = size / 10**9
    found["stream_seconds"] = time.perf_counter() - start
    found["stream_mib"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return found


def measure(full: bool) -> dict[str, object]:
    """All figures of hashing."""
    rounds = 25 if full else 9
    figures = [
        *batches(full, rounds),
        *few(rounds),
        *ranges(full, rounds),
        *trees(full, rounds),
        *threads(full, 4 * rounds),
        *others(rounds),
    ]
    paths = {a: list(p) for a, p in hashing.capabilities().paths.items()}
    return {"paths": paths, "figures": [asdict(f) for f in figures], "scale": scale(full)}


def table(figures: list[dict[str, object]]) -> str:
    """The figures as Markdown: a row each, those of few messages by number and size."""
    rows = [
        [
            str(f["group"]),
            str(f["case"]),
            str(f["of"]),
            str(f["to"]),
            f"{f['ratio']:.2f}",
            f"{f['low']:.2f} to {f['high']:.2f}",
        ]
        for f in figures
        if not str(f["group"]).endswith(", few")
    ]
    whole = markdown(["what", "messages", "", "against", "times faster", "middle half"], rows)
    return f"{whole}\n\n{few_table(figures)}\n\n{lowest(figures)}"


def few_table(figures: list[dict[str, object]]) -> str:
    """Few messages: the ratio to a loop over hashlib by number and size."""
    found = {(f["group"], f["of"], f["case"]): float(str(f["ratio"])) for f in figures}
    rows = []
    for algorithm in ALGORITHMS:
        for number in FEW:
            for way in ("digest", "digest_many", "digest_packed"):
                ratios = [found.get((f"{algorithm}, few", way, f"{number} of {named(size)}")) for size in FEW_SIZES]
                cells = [f"{ratio:.2f}" for ratio in ratios if ratio is not None]
                if cells:
                    rows.append([algorithm, str(number), way, *cells])
    return markdown(["what", "messages", "", *[named(size) for size in FEW_SIZES]], rows)


def lowest(figures: list[dict[str, object]]) -> str:
    """The worst of all comparisons with a loop over hashlib on one thread, in a sentence."""
    ratios = sorted(float(str(f["ratio"])) for f in figures if f["to"] == "hashlib" and f["of"] in OURS)
    below = sum(ratio < 0.95 for ratio in ratios)
    return f"The lowest of the {len(ratios)} ratios to a loop over hashlib is {ratios[0]:.2f}; {below} are below 0.95."


def main(arguments: list[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    result = measure(options.full)
    print(table(result["figures"]))  # type: ignore[arg-type]
    print(json.dumps(result["scale"], indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
