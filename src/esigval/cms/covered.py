"""Octets that several signers or time-stamps cover, hashed once for each algorithm."""

from esigval import hashing


class Covered:
    """``data`` with the digests that were asked of it: a thousand signers over one content cost one pass over it."""

    __slots__ = ("_digests", "data")

    def __init__(self, data: bytes | memoryview) -> None:
        self.data = data
        self._digests: dict[str, bytes] = {}

    def digest(self, algorithm: str) -> bytes | None:
        """The digest by ``algorithm``, None where that is unknown."""
        known = self._digests.get(algorithm)
        if known is None and hashing.is_supported(algorithm):
            known = self._digests[algorithm] = hashing.digest(algorithm, self.data)
        return known
