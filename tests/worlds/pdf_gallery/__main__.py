"""Prints the gallery: what each file is, its verdict, and what decides it. With a folder, writes the files there too.

usage: python -m tests.worlds.pdf_gallery [--policy strict|interop] [FOLDER]
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from tests.worlds.pdf_gallery.judging import HONEST, Judged, judged


def table(files: Iterable[Judged]) -> str:
    """A line for each class: how many files, and how many of them have a valid first signature."""
    counts: dict[str, list[int]] = {}
    for file in files:
        count = counts.setdefault(file.group, [0, 0])
        count[0] += 1
        count[1] += not file.caught
    lines = [f"{'class':16} files  valid  not valid"]
    lines += [f"{group:16} {total:5}  {valid:5}  {total - valid:9}" for group, (total, valid) in counts.items()]
    return "\n".join(lines)


def main() -> None:
    """The table, one line a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policy", default="strict")
    parser.add_argument("folder", nargs="?", type=Path)
    options = parser.parse_args()
    files = list(judged(options.policy))
    for file in files:
        why = ", ".join(sorted(file.deciding)) or (f"told: {', '.join(sorted(file.told))}" if file.told else "")
        print(f"{file.group:16} {file.name:50} {', '.join(file.indications) or 'no signature':30} {why}")
        if options.folder is not None:
            target = options.folder / ("honest" if file.group == HONEST else file.group)
            target.mkdir(parents=True, exist_ok=True)
            (target / f"{file.name}.pdf").write_bytes(file.data)
    print(table(files))


if __name__ == "__main__":
    main()
