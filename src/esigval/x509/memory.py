"""Remembering parsed objects by content, within a number of bytes."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The most recently used objects whose sources take at most ``limit`` bytes together."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._objects: OrderedDict[str, tuple[T, int]] = OrderedDict()

    def get(self, key: str, size: int, make: Callable[[], T]) -> T:
        """The object for ``key``, made where it isn't remembered. What ``make`` raises is passed on and not remembered."""
        found = self._objects.get(key)
        if found is not None:
            return found[0]
        made = make()
        if size <= self._limit:
            self._objects[key] = (made, size)
            self._held += size
            while self._held > self._limit:
                try:
                    _, (_, dropped) = self._objects.popitem(last=False)
                except KeyError:  # another thread emptied it
                    self._held = 0
                    break
                self._held -= dropped
        return made
