"""The line between the two regimes that TS 119 615 judges by."""

from datetime import UTC, datetime

EIDAS_START = datetime(2016, 6, 30, 22, 0, 0, tzinfo=UTC)
"""1 July 2016, 00:00 in Brussels: Regulation (EU) 910/2014 applies, Directive 1999/93/EC is repealed (TS 119 615 PRO-4.4.4-07)."""

DIRECTIVE_END = datetime(2016, 7, 1, tzinfo=UTC)
"""Until when a status of the Directive counts: lists write midnight in Brussels or in UTC, and no gap is to arise from that."""


def under_eidas(moment: datetime) -> bool:
    """Whether ``moment`` lies under the Regulation."""
    return moment >= EIDAS_START
