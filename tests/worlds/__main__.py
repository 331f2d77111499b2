"""Builds all vectors and examples again."""

import os
import shutil
import sys

if os.environ.get("PYTHONHASHSEED") != "0":  # pyHanko iterates over sets: a fixed seed makes its files repeatable
    os.execve(sys.executable, [sys.executable, "-m", "tests.worlds"], {**os.environ, "PYTHONHASHSEED": "0"})

from tests.worlds import book_asic, book_cades, book_pades, book_time, book_trust, book_xades, examples, vectors
from tests.worlds.pki import World


def main() -> None:
    """Clears the folders of this package and fills them."""
    world = World("md.yml", "ro.yml")
    for group in (*vectors.GROUPS, "world"):
        shutil.rmtree(vectors.ROOT / group, ignore_errors=True)
    vectors.write_world(world)
    count = 0
    for book in (book_pades, book_xades, book_cades, book_asic, book_time, book_trust):
        for vector in book.vectors(world):
            vectors.write(vector)
            count += 1
    examples.write(world)
    print(f"{count} vectors")


main()
