"""Digests. The one place from which the rest of the package hashes.

One message: ``digest``, ``hasher``, ``digest_stream``. Many at once: ``digest_many``, ``digest_packed``, ``digest_ranges``. Hash trees:
``tree_root``, ``verify_reduced_trees``. A C extension makes the batches fast where it is installed; without it the answers are the same.
"""

from esigval.hashing.batch import digest_many, digest_packed, digest_ranges, digest_size
from esigval.hashing.digest import Hasher, digest, digest_stream, hasher, is_supported, sha256_hex
from esigval.hashing.digests import Digests
from esigval.hashing.kernel import Capabilities, capabilities
from esigval.hashing.trees import ReducedTree, reduced_root, tree_root, verify_reduced_trees

__all__ = [
    "Capabilities",
    "Digests",
    "Hasher",
    "ReducedTree",
    "capabilities",
    "digest",
    "digest_many",
    "digest_packed",
    "digest_ranges",
    "digest_size",
    "digest_stream",
    "hasher",
    "is_supported",
    "reduced_root",
    "sha256_hex",
    "tree_root",
    "verify_reduced_trees",
]
