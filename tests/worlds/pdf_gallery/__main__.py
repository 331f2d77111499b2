"""Prints the gallery: what each file is, and which checks notice it. With a folder, writes the files there too.

usage: python -m tests.worlds.pdf_gallery [FOLDER]
"""

import sys
from pathlib import Path

from esigval import pades
from esigval.model.dossier import Document
from tests.worlds.pdf_gallery.attacks import ATTACKS
from tests.worlds.pdf_gallery.benign import BENIGN


def _noticed(data: bytes) -> str:
    reading = pades.read(Document("gallery.pdf", data))
    found = [f.check.split("/")[-1] for s in reading.signatures for f in s.findings]
    found += [f"document: {f.check.split('/')[-1]}" for f in reading.findings]
    found += ["unreadable" for s in reading.signatures if s.unreadable]
    return ", ".join(dict.fromkeys(found)) or "nothing"


def main() -> None:
    """The table, one line a file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for title, group in (("attacks", ATTACKS), ("honest updates", BENIGN)):
        print(f"{title}: {len(group)}")
        for name, make in group.items():
            data = make()
            print(f"  {name:50} {_noticed(data)}")
            if folder is not None:
                target = folder / title.replace(" ", "-")
                target.mkdir(parents=True, exist_ok=True)
                (target / f"{name}.pdf").write_bytes(data)


if __name__ == "__main__":
    main()
