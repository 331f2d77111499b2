"""Bounds of a container, so that a small file can't cost much. Where a limit is EU DSS's, files that it takes are taken here."""

MAX_ENTRIES = 1000
"""Entries of a container (EU DSS, SecureContainerHandlerBuilder: maximum number of documents)."""
FREE_OCTETS = 1_000_000
"""Unpacked octets that are never too many (EU DSS: threshold)."""
MAX_RATIO = 100
"""Unpacked octets a packed one, over the whole container, once they are more than FREE_OCTETS (EU DSS: maximum compression ratio)."""
MAX_OCTETS = 1 << 30
"""Unpacked octets of a container altogether: they are all in memory at once."""
MAX_MANIFEST_ENTRIES = 10_000
"""References of one manifest; a container has at most a thousand files."""
MAX_MANIFEST_OCTETS = 8 * 1024 * 1024
"""Octets of one manifest: some 800 for each of its references."""
MAX_CHECKED_ENTRIES = 50_000
"""References of manifests that are looked at, over all signatures and time-stamps of a container: each is judged for each of them."""
MAX_SIGNATURES = 1000
"""Signatures of a container, over all files; the same as of one CMS or XML file."""
MAX_PROOFS = 200
"""Signature, time-stamp and evidence-record files that are read; each may hold a thousand signatures, and real containers have dozens."""
MAX_LISTED = 100
"""File names that one finding tells."""
MAX_PACKED_NAMES = 1 << 16
"""Characters in the names of files inside a ZIP file that is signed: they are told for each signature over it."""


def unpacked_limit(packed: int) -> int:
    """How many octets a container of ``packed`` octets may unpack to."""
    return min(max(FREE_OCTETS, packed * MAX_RATIO), MAX_OCTETS)
