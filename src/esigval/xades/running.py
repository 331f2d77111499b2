"""Digests over many parts; archive time-stamps share the digest over what they have in common."""

from collections.abc import Iterable

from lxml import etree

from esigval.hashing import Hasher, hasher
from esigval.xades.budget import Budget
from esigval.xades.c14n import Method
from esigval.xades.imprint import Imprints


class RunningDigests:
    """Digests of the time-stamps of one signature. The archive time-stamps of a signature each cover all that the one before
    covers: keeping the hash state makes their cost linear in their number. Where it can't be kept (each may name another
    canonicalisation), and for all other time-stamps, ``budget`` bounds what is hashed; parts are hashed as they come, never joined."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._states: dict[
            tuple[str, Method], tuple[Hasher, int]
        ] = {}  # hash state, number of unsigned properties in it

    def over(self, algorithm: str, parts: Iterable[bytes]) -> bytes:
        """Digest of the concatenated ``parts``."""
        state = hasher(algorithm)
        self._update(state, parts)
        return state.digest()

    def _update(self, state: Hasher, parts: Iterable[bytes]) -> None:
        for part in parts:
            self._budget.spend_part(part)
            state.update(part)

    def archive(self, algorithm: str, method: Method, imprints: Imprints, stamp: etree._Element) -> bytes:
        """Imprint of an ArchiveTimeStamp of 1.4.1 (5.5.2.2) or of 1.3.2 (TS 101 903 V1.3.2, 7.7.1), not distributed."""
        key = (algorithm, method)
        if key not in self._states:
            state = hasher(algorithm)
            self._update(state, imprints.archive_start(method))
            self._states[key] = (state, 0)
        state, count = self._states[key]
        before = imprints.before(stamp)
        self._update(state, (imprints.element(element, method) for element in before[count:]))
        self._states[key] = (state, len(before))
        final = state.copy()
        self._update(final, imprints.archive_end(stamp, method))
        return final.digest()
