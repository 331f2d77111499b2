"""The command line: a thin layer on the library. Nothing heavy is imported before a command needs it."""

import os
import sys
from collections.abc import Sequence

from esigval import __version__

BROKEN_PIPE = 141  # 128 + SIGPIPE, as shells report it
INTERRUPTED = 130  # 128 + SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        print(f"esigval {__version__}")
        return 0
    from esigval.cli.app import run

    try:
        status = run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still buffered has no reader: let it go quietly
        return BROKEN_PIPE
    return status
