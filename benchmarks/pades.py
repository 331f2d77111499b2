"""Reading PDFs and telling what changed after signing, next to pyHanko's difference analysis on the same file, alternately.

usage: python benchmarks/pades.py [--pages 300] [--revisions 20] [--rounds 3]
"""

import argparse
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.worlds.pdf_gallery.writer import ANNOTS, PAGE, Signing, base, page_content, sign, update

from esigval import pades
from esigval.model.dossier import Document

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "docs" / "pades"


def long_document(pages: int, revisions: int) -> bytes:
    """A form of many pages, signed again and again."""
    objects: dict[int, bytes | None] = {2: b""}
    kids = ["4 0 R", "5 0 R"]
    for index in range(pages - 2):
        page, content = 2000 + 2 * index, 2001 + 2 * index
        objects[page] = f"<<{PAGE.replace('6 0 R', f'{content} 0 R')}>>".encode()
        objects[content] = page_content(f"Page {index + 3}")
        kids.append(f"{page} 0 R")
    objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    data = update(base(), objects)
    fields = "10 0 R 11 0 R 12 0 R 13 0 R"
    assert ANNOTS.startswith(fields)
    for index in range(revisions):
        number = 10_000 + 2 * index
        data = sign(data, Signing(f"signature{index}", number, fields=fields))
        fields += f" {number} 0 R"
    return data


def ours(data: bytes) -> None:
    """Everything that the reader tells: digests, coverage, changes after each signature."""
    reading = pades.read(Document("a.pdf", data))
    assert reading.signatures


def pyhanko(data: bytes) -> None:
    """Integrity and difference analysis of every signature."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY

    reader = PdfFileReader(io.BytesIO(data), strict=False)
    for signature in reader.embedded_signatures:
        signature.compute_integrity_info()
        signature.evaluate_modifications(DEFAULT_DIFF_POLICY)


def measure(work: Callable[[bytes], None], data: bytes) -> float:
    """Processor seconds of one run."""
    start = time.process_time()
    work(data)
    return time.process_time() - start


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--revisions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    data = long_document(options.pages, options.revisions)
    half = long_document(options.pages, options.revisions // 2)
    mine, theirs, less = [], [], []
    for _ in range(options.rounds):
        mine.append(measure(ours, data))
        theirs.append(measure(pyhanko, data))
        less.append(measure(ours, half))
    a, b, c = (min(values) for values in (mine, theirs, less))
    print(
        f"{options.pages} pages, {options.revisions} revisions, {len(data):,} bytes (processor time, best of {options.rounds})"
    )
    print(f"  esigval {a * 1000:9.1f} ms   half the revisions {c * 1000:.1f} ms")
    print(f"  pyHanko {b * 1000:9.1f} ms   {b / a:.1f} times as long")
    files = sorted(CORPUS.glob("*.pdf"))
    if not files:
        print("real files: ../shared is not there")
        return
    times = []
    for path in files:
        content = path.read_bytes()
        times.append(min(measure(ours_tolerant, content) for _ in range(options.rounds)))
    print(f"{len(files)} real files: median {statistics.median(times) * 1000:.2f} ms, sum {sum(times) * 1000:.0f} ms")


def ours_tolerant(data: bytes) -> None:
    """Reading alone, signed or not."""
    pades.read(Document("a.pdf", data))


if __name__ == "__main__":
    main()
