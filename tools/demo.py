"""What `make demo` shows: the reports of the example files, as `esigval validate` prints them.

The files are of a fictional provider, and so is the trusted list that they are judged under. Every one is judged as of the same moment,
so that the reports are the same on every day.
"""

import sys
from pathlib import Path

from esigval.cli import main

EXAMPLES = Path(__file__).parents[1] / "examples"
AS_OF = "2025-06-02T08:00:00Z"
EXPECTED = {
    "cerere-calificata.pdf": "a qualified signature in a PDF",
    "cerere-avansata.xml": "an advanced signature in XML",
    "contract-revocat.p7m": "CMS, the signer's certificate was revoked",
    "cerere-schimbata.pdf": "a PDF that was changed after signing",
    "dosar-semnat.asice": "a container of two files, signed together",
}


def demo() -> int:
    """Shows each example. Its exit status tells whether they could be shown, not what they are."""
    for name, what in EXPECTED.items():
        command = ["validate", f"examples/{name}", "--lists", "examples/lists", "--at", AS_OF]
        print(f"\n### {what}\n$ esigval {' '.join(command)}\n", flush=True)
        status = main(["validate", str(EXAMPLES / name), "--lists", str(EXAMPLES / "lists"), "--at", AS_OF])
        print(f"\nexit status {status}", flush=True)
        if status in (2, 5):
            return status
    return 0


if __name__ == "__main__":
    sys.exit(demo())
