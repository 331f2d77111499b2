"""Digests over many parts; archive time-stamps share the digest over what they have in common."""

import hashlib
from collections.abc import Iterable
from typing import Any

from lxml import etree

from esigval.hashing import digest
from esigval.model.algorithms import DIGESTS
from esigval.xades.c14n import Method
from esigval.xades.imprint import Imprints

_COPYABLE = frozenset(DIGESTS) - {"SHAKE128", "SHAKE256"}  # those whose output needs no length


class RunningDigests:
    """Digests of the time-stamps of one signature. The archive time-stamps of a signature each cover all that the one before
    covers: keeping the hash state makes their cost linear in their number."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, Method], tuple[Any, int]] = {}  # hash state, number of unsigned properties in it

    def over(self, algorithm: str, parts: Iterable[bytes]) -> bytes:
        """Digest of the concatenated ``parts``."""
        return digest(algorithm, b"".join(parts))

    def archive(self, algorithm: str, method: Method, imprints: Imprints, stamp: etree._Element) -> bytes:
        """Imprint of an archive time-stamp (implicit mechanism)."""
        if algorithm not in _COPYABLE:
            return self.over(algorithm, imprints.archive(stamp, method))
        key = (algorithm, method)
        if key not in self._states:
            hasher = hashlib.new(DIGESTS[algorithm], usedforsecurity=False)
            for part in imprints.archive_start(method):
                hasher.update(part)
            self._states[key] = (hasher, 0)
        hasher, count = self._states[key]
        before = imprints.before(stamp)
        for element in before[count:]:
            hasher.update(imprints.element(element, method))
        self._states[key] = (hasher, len(before))
        final = hasher.copy()
        for part in imprints.archive_end(stamp, method):
            final.update(part)
        return bytes(final.digest())
