"""Writes the report that the README shows: the first lines of what `esigval validate` prints for an example.

usage: python tools/readme_report.py [--check]
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from esigval.fetch.directory import read_lists_folder
from esigval.report.text import render
from esigval.validate import validate

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLE = "examples/cerere-calificata.pdf"
AS_OF = datetime(2025, 6, 2, 8, tzinfo=UTC)
UNTIL = "What it covers"
_BLOCK = re.compile(r"(?<=<!-- report -->\n).*?(?=<!-- end of report -->)", re.DOTALL)


def block() -> str:
    """The block as it should be."""
    report = validate(ROOT / EXAMPLE, trust=[read_lists_folder(ROOT / "examples" / "lists")], time=AS_OF)
    lines = render(report).splitlines()
    end = next(number for number, line in enumerate(lines) if UNTIL in line)
    command = f"$ esigval validate {EXAMPLE} --lists examples/lists --at {AS_OF:%Y-%m-%dT%H:%M:%SZ}"
    shown = [command, *lines[:end], "  …"]
    return "\n".join(["", *("    " + line if line else "" for line in shown), "", ""])


def main() -> int:
    """Writes or checks the README."""
    text = README.read_text(encoding="utf-8")
    wanted = _BLOCK.sub(lambda _: block(), text)
    if "--check" not in sys.argv[1:]:
        README.write_text(wanted, encoding="utf-8")
        return 0
    if text == wanted:
        return 0
    print("the report in README.md is stale: run `make docs`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
