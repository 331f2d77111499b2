"""The one small interface that stands between a judgement and the world."""

from typing import Protocol

from esigval.model.evidence import Evidence, Need


class Fetcher(Protocol):
    """Answers needs."""

    def fetch(self, need: Need) -> tuple[Evidence, ...]:
        """What could be obtained for ``need``; nothing where it can't be. Never raises for what the world does: a need that stays
        unanswered is told by the judgement itself."""
        ...
