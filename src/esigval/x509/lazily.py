"""Attributes that are worked out when they are first asked for.

``functools.cached_property`` takes a lock in Python 3.11, which costs more than most of what is worked out here. Two threads that ask at
once may both work it out; the answers are equal.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as lazy
else:

    class lazy:  # noqa: N801 - used as a decorator, like property
        """The decorated method's result, kept in the instance under the method's name."""

        def __init__(self, call):
            self._call, self._name, self.__doc__ = call, call.__name__, call.__doc__

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._call(instance)
            return value


class Together:
    """An attribute that is worked out with others, by a method that sets them all, when one of them is first asked for."""

    def __init__(self, name: str, work_out: Callable[[Any], None]) -> None:
        self._name, self._work_out = name, work_out

    def __get__(self, instance: object, owner: type | None = None) -> object:
        if instance is None:
            return self
        self._work_out(instance)
        return instance.__dict__[self._name]


__all__ = ["Together", "lazy"]
