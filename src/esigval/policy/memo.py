"""Remembers what pure functions of one set of facts returned, while that set is being judged.

A table has some hundred rows that lean on the same few conditions. One slot a thread, compared by identity: facts are frozen.
"""

from collections.abc import Callable
from functools import wraps
from threading import local
from typing import Any, TypeVar

from esigval.policy.facts import LawFacts

_T = TypeVar("_T")


class _Slot(local):
    facts: LawFacts | None = None
    known: dict[Any, Any]


_slot = _Slot()


def remembered(function: Callable[[LawFacts], _T]) -> Callable[[LawFacts], _T]:
    """``function``, called once for the same facts."""

    @wraps(function)
    def call(facts: LawFacts) -> _T:
        if _slot.facts is not facts:
            _slot.facts = facts
            _slot.known = {}
        known = _slot.known
        try:
            found: _T = known[function]
        except KeyError:
            found = known[function] = function(facts)
        return found

    return call


def forget() -> None:
    """Lets go of the facts that were judged last."""
    _slot.facts = None
    _slot.known = {}
