"""Stands for a library that takes the process with it. Small, because every worker imports it."""

import os
from collections import deque
from itertools import repeat

from esigval.bulk.case import BadLine, Case
from esigval.bulk.job import Line, Settings
from esigval.report.status import ExitStatus


def deadly(case: Case | BadLine, settings: Settings) -> Line:
    """Ends its process over the case with the id ``deadly``."""
    if case.id == "deadly":
        os._exit(9)
    return Line(case.id, b"{}", ExitStatus.AS_REQUIRED)


def endless(case: Case | BadLine, settings: Settings) -> Line:
    """Never comes back from C over the case with the id ``endless``: no signal is seen there."""
    if case.id == "endless":
        deque(repeat(None), maxlen=0)
    return Line(case.id, b"{}", ExitStatus.AS_REQUIRED)
