"""What the groups of hostile inputs share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
Make = Callable[[], bytes]
Inputs = Iterator[tuple[str, Make]]


def good(path: str) -> bytes:
    """A vector."""
    from tests.worlds.running import VECTORS

    return (VECTORS / path).read_bytes()
