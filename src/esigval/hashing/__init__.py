"""Digests. The one place from which the rest of the package hashes."""

from esigval.hashing.digest import digest, is_supported, sha256_hex

__all__ = ["digest", "is_supported", "sha256_hex"]
