"""Digests over many parts; archive time-stamps share the digest over what they have in common."""

from collections.abc import Iterable

from lxml import etree

from esigval.hashing import Hasher, digest, hasher
from esigval.xades.c14n import Method
from esigval.xades.imprint import Imprints


class RunningDigests:
    """Digests of the time-stamps of one signature. The archive time-stamps of a signature each cover all that the one before
    covers: keeping the hash state makes their cost linear in their number."""

    def __init__(self) -> None:
        self._states: dict[
            tuple[str, Method], tuple[Hasher, int]
        ] = {}  # hash state, number of unsigned properties in it

    def over(self, algorithm: str, parts: Iterable[bytes]) -> bytes:
        """Digest of the concatenated ``parts``."""
        return digest(algorithm, b"".join(parts))

    def archive(self, algorithm: str, method: Method, imprints: Imprints, stamp: etree._Element) -> bytes:
        """Imprint of an ArchiveTimeStamp of 1.4.1 (5.5.2.2) or of 1.3.2 (TS 101 903 V1.3.2, 7.7.1), not distributed."""
        key = (algorithm, method)
        if key not in self._states:
            state = hasher(algorithm)
            for part in imprints.archive_start(method):
                state.update(part)
            self._states[key] = (state, 0)
        state, count = self._states[key]
        before = imprints.before(stamp)
        for element in before[count:]:
            state.update(imprints.element(element, method))
        self._states[key] = (state, len(before))
        final = state.copy()
        for part in imprints.archive_end(stamp, method):
            final.update(part)
        return final.digest()
