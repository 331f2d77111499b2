"""Trusted lists: reading and authenticating them against the floor, a warm start from the store, memory.

usage: python benchmarks/lists.py FOLDER [--at TIME]

FOLDER: a folder of lists (index.json, lists/, oj-signers/). The floor is parsing each list and writing its canonical form with lxml,
nothing else. Times are CPU time of one process, the best of several rounds, floor and work in turn; before each round everything
that was remembered of the lists is dropped.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.common import forget, seconds
from lxml import etree

from esigval.fetch.directory import read_lists_folder
from esigval.fetch.lists import import_folder
from esigval.fetch.store import ListStore
from esigval.model.dossier import TrustSource
from esigval.trust import facts
from esigval.trust.authenticate import authenticate

ROUNDS = 7
WARM = """
import sys, time
start = time.process_time()
from datetime import UTC, datetime
from pathlib import Path
from esigval.fetch.store import ListStore
from esigval.model.policy import AlgorithmTable, ValidationPolicy
from esigval.trust import load_trust
imported = time.process_time()
policy = ValidationPolicy("strict", "", AlgorithmTable("", None, (), ()), {})
trust = load_trust((ListStore(Path(sys.argv[1])).source("lists"),), datetime.fromisoformat(sys.argv[2]), policy)
usable = sum(trust.verdict(e).passed for e in trust.entries)
end = time.process_time()
print(imported - start, end - imported, usable, len(trust.entries))
"""


def floor(source: TrustSource) -> None:
    """Parse and canonicalise, nothing else."""
    for _, data in source.lists:
        etree.tostring(etree.fromstring(data), method="c14n", exclusive=True)


def work(source: TrustSource) -> None:
    """Read and authenticate."""
    entries = authenticate(source)
    if not all(e.authenticated for e in entries):
        sys.exit("a list is not authenticated")


def timed(function: Callable[[TrustSource], None], source: TrustSource) -> float:
    """CPU seconds, from nothing."""
    facts.forget()
    forget()
    return seconds(lambda: function(source))


def warm_start(folder: Path, at: str) -> tuple[float, float]:
    """CPU seconds for imports and for lists, in a new process that starts from a store. Best of the rounds."""
    with tempfile.TemporaryDirectory() as name:
        import_folder(ListStore(Path(name)), folder, datetime.now(UTC), "lists")
        found = []
        for _ in range(ROUNDS):
            run = subprocess.run(
                [sys.executable, "-c", WARM, name, at], capture_output=True, text=True, check=True
            ).stdout.split()
            found.append((float(run[0]), float(run[1])))
    return min(found, key=sum)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--at", default="2023-11-01T00:00:00+00:00")
    options = parser.parse_args()
    source = read_lists_folder(options.folder)
    size = sum(len(data) for _, data in source.lists)
    print(f"{len(source.lists)} lists, {size / 1e6:.1f} MB")
    rounds = [(timed(floor, source), timed(work, source)) for _ in range(ROUNDS)]
    least, done = min(f for f, _ in rounds), min(w for _, w in rounds)
    ratio = sorted(w / f for f, w in rounds)[ROUNDS // 2]
    print(f"floor (XML parse and C14N)   {least * 1000:7.0f} ms")
    print(
        f"read and authenticated       {done * 1000:7.0f} ms   {done / least:.2f} times the floor (median {ratio:.2f})"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    imports, lists = warm_start(options.folder, options.at)
    print(f"warm start from the store    {lists * 1000:7.0f} ms   (and {imports * 1000:.0f} ms of imports)")
    print(f"memory at its peak           {peak:7.0f} MB")


if __name__ == "__main__":
    main()
