"""The dossier: all that a judgement may look at, and nothing else."""

from datetime import datetime

from msgspec import Struct

from esigval.model.evidence import Evidence
from esigval.model.policy import ValidationPolicy


class Document(Struct, frozen=True):
    """A file: its name (no path) and its bytes. ``digest_only``: the bytes are not known, only (algorithm, digest)."""

    name: str
    data: bytes
    digest_only: tuple[str, bytes] | None = None


class SeenList(Struct, frozen=True, gc=False):
    """The newest edition of a list that was seen before, by the URL it is known by."""

    url: str
    sequence: int
    issued: datetime


class TrustSource(Struct, frozen=True):
    """A set of trusted lists: for each (URL it is known by, bytes), and the certificates that may sign the root list.

    ``root``: URL of the list of lists; "" where the set is one or more national lists taken on their signers alone.
    ``signers``: DER certificates trusted to sign the root list (or, without a root, the lists).
    ``seen``: what was seen of these lists before, against which a rolled-back list shows.
    ``obtained``: for each URL when its publisher last gave this edition, or said that it is still the current one.
    """

    id: str
    lists: tuple[tuple[str, bytes], ...]
    signers: tuple[bytes, ...]
    root: str = ""
    seen: tuple[SeenList, ...] = ()
    obtained: tuple[tuple[str, datetime], ...] = ()


class Dossier(Struct, frozen=True, kw_only=True):
    """What is judged, by what, as of when. Same dossier, same result, byte for byte.

    ``trust_time``: as of when the trusted lists are taken (expiry, statuses); None: as of ``time``. ``outside``: what a party says of
    documents that no file shows (policy/outside.py), for the laws alone.
    """

    document: Document
    time: datetime
    policy: ValidationPolicy
    detached: tuple[Document, ...] = ()
    evidence_records: tuple[Document, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    anchors: tuple[bytes, ...] = ()
    trust: tuple[TrustSource, ...] = ()
    laws: tuple[str, ...] = ()
    law_at: datetime | None = None
    trust_time: datetime | None = None
    outside: tuple[tuple[str, bool], ...] = ()
