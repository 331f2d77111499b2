"""Remembers what pure functions of one set of facts returned, while that set is being judged.

A table has some hundred rows that lean on the same few conditions. What is remembered belongs to one set of facts, compared by identity
(facts are frozen); a thread that judges another set puts its own in the place, which costs it the memory and never the right answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from esigval.policy.facts import LawFacts

_T = TypeVar("_T")
_Memory = tuple[LawFacts | None, dict[Any, Any]]

_place: list[_Memory] = [(None, {})]
_UNKNOWN = object()


def memory(facts: LawFacts) -> dict[Any, Any]:
    """What is known of ``facts``: results by function."""
    owner, known = _place[0]
    if owner is not facts:
        known = {}
        _place[0] = (facts, known)
    return known


def recall(function: Callable[[LawFacts], _T], facts: LawFacts) -> _T:
    """What ``function`` returns for ``facts``, called once for them."""
    known = memory(facts)
    found: _T = known.get(function, _UNKNOWN)
    if found is _UNKNOWN:
        found = known[function] = function(facts)
    return found


def remembered(function: Callable[[LawFacts], _T]) -> Callable[[LawFacts], _T]:
    """``function``, called once for the same facts."""

    @wraps(function)
    def call(facts: LawFacts) -> _T:
        owner, known = _place[0]
        if owner is not facts:
            known = {}
            _place[0] = (facts, known)
        found: _T = known.get(function, _UNKNOWN)
        if found is _UNKNOWN:
            found = known[function] = function(facts)
        return found

    return call


def forget() -> None:
    """Lets go of the facts that were judged last."""
    _place[0] = (None, {})
