"""Judges every input of a group under 1 GiB of address space and prints JSON lines: what begins, then seconds and outcome.

The process ends where an input takes more memory, crashes a library or does not come back: the last line tells which.
"""

import json
import resource
import signal
import sys
import time

from esigval.model.errors import Unreadable
from esigval.report.json import encode
from esigval.validate import validate
from tests.worlds.hostile import GROUPS
from tests.worlds.hostile.common import NOW, good

BYTES = 1 << 30
"""Address space of the process: what a hostile input may take, with the interpreter and its libraries."""
HARD_SECONDS = 30
"""Processor time after which the process is ended over an input that does not come back."""


def outcome(data: bytes) -> str:
    """``unreadable: kind``, the indications, or ``escaped: exception``."""
    try:
        report = validate(data, name="hostile", anchors=[good("world/md-root.cer")], time=NOW)
        encode(report)
    except Unreadable as error:
        return f"unreadable: {error.kind}"
    except Exception as error:
        return f"escaped: {type(error).__name__}: {str(error)[:200]}"
    return " ".join(sorted({str(s.conclusion.indication) for s in report.signatures})) or "no signature"


def main(group: str) -> None:
    """Judges a group. What has to be imported is imported before anything is measured."""
    for genuine in ("cades/b.p7m", "xades/b.xml", "pades/b.pdf"):
        outcome(good(genuine))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    for name, make in GROUPS[group]():
        print(json.dumps({"name": name}), flush=True)
        data = make()
        signal.setitimer(signal.ITIMER_PROF, HARD_SECONDS)
        start = time.process_time()
        said = outcome(data)
        print(json.dumps({"name": name, "seconds": time.process_time() - start, "outcome": said}), flush=True)
        signal.setitimer(signal.ITIMER_PROF, 0)
        del data


main(sys.argv[1])
