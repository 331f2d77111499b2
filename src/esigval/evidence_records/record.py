"""An evidence record as it was read, the same for both forms."""

from collections.abc import Callable

from msgspec import Struct

ASN1 = "ASN1_EVIDENCE_RECORD"
XML = "XML_EVIDENCE_RECORD"


class ArchiveStamp(Struct, frozen=True):
    """An archive time-stamp. ``tree``: the reduced hash tree, its first list first; ``token``: the time-stamp token; ``encoded``: the
    octets that a renewal of the time-stamp hashes."""

    tree: tuple[tuple[bytes, ...], ...]
    token: bytes
    encoded: bytes


class ArchiveChain(Struct, frozen=True):
    """A chain of archive time-stamps under one digest algorithm. ``before``: the octets of all earlier chains, which the first time-stamp
    of a later one hashes."""

    digest_algorithm: str
    stamps: tuple[ArchiveStamp, ...]
    before: bytes


class Record(Struct, frozen=True):
    """``type``: one of ASN1, XML. ``canonical``: how XML data objects are put before they are hashed (RFC 6283 only)."""

    id: str
    type: str
    chains: tuple[ArchiveChain, ...]
    canonical: Callable[[bytes], bytes | None] | None = None
