"""Hostile inputs, by group. ``python -m tests.worlds.hostile GROUP`` judges one group in a process with limits."""

from collections.abc import Callable

from tests.worlds.hostile import cms, general, pdf, xml
from tests.worlds.hostile.common import Inputs

GROUPS: dict[str, Callable[[], Inputs]] = {
    "general": general.inputs,
    "cms": cms.inputs,
    "xml": xml.inputs,
    "pdf": pdf.inputs,
}
SECONDS = 5
"""Within this time every input is answered."""
