"""Stands for a library that takes the process with it. Small, because every worker imports it."""

import os

from esigval.bulk.case import BadLine, Case
from esigval.bulk.job import Line, Settings
from esigval.report.status import ExitStatus


def deadly(case: Case | BadLine, settings: Settings) -> Line:
    """Ends its process over the case with the id ``deadly``."""
    if case.id == "deadly":
        os._exit(9)
    return Line(case.id, b"{}", ExitStatus.AS_REQUIRED)
