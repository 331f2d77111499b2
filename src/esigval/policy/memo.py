"""Remembers what pure functions of one set of facts returned, as long as the set itself lives.

A table has some hundred rows that lean on the same few conditions. What was concluded from facts is kept in their own dictionary, which
is no part of what they are: it counts neither in comparing nor in copying them. Facts are frozen, so it can't become wrong; two threads
that judge the same set at worst conclude the same twice.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from esigval.policy.facts import LawFacts

_T = TypeVar("_T")


def memory(facts: LawFacts) -> dict[Any, Any]:
    """What was concluded from ``facts``: results by function, or by a key that begins with one."""
    return facts.__dict__


def remembered(function: Callable[[LawFacts], _T]) -> Callable[[LawFacts], _T]:
    """``function``, called once for the same facts."""

    @wraps(function)
    def call(facts: LawFacts) -> _T:
        known: dict[Any, Any] = facts.__dict__
        try:
            found: _T = known[function]
        except KeyError:
            found = known[function] = function(facts)
        return found

    return call
