"""Limits on what an untrusted XML file may make us do, each with its origin."""

from esigval.model.reasons import Reason
from esigval.xades.failure import Failure

MAX_BYTES = 256 * 1024 * 1024
"""Size of one XML document; larger ones would leave the memory budget of 1 GiB once they are a tree and its canonical form."""

MAX_MARKUP = 2_000_000
"""Tags plus attributes of one document. libxml2 needs 120 bytes a node and 216 an attribute with its value: 430 MB at worst."""

MAX_SIGNATURES = 1_000
"""ds:Signature elements read in one document; EU DSS allows 1,000 entries in a container, each with a signature."""

MAX_COUNTER_DEPTH = 16
"""Counter-signatures of counter-signatures; the standard's own examples have two levels, and each costs stack."""

MAX_REFERENCES = 5_000
"""ds:Reference elements of one document, manifests included. The corpus has up to 500; Apache Santuario's secure validation
allows 30 in a Manifest, which real files exceed."""

MAX_TRANSFORMS = 5
"""Transforms of one ds:Reference: the limit of Apache Santuario's secure validation."""

MAX_XPATH_LENGTH = 10_000
"""Characters of one XPath expression; real ones have less than 300."""

MAX_XPATH_COST = 20_000_000
"""Node visits that the XPath transforms of one document may need by our estimate: libxml2 makes some 20 million in a second."""

MAX_ATTRIBUTES = 128
"""Attributes of one element: libxml2 sorts them by insertion; real elements have a few dozen."""

MAX_NAMESPACE_WORK = 2_000_000_000
"""Tags times the square of the distinct prefixes: what inclusive canonicalisation in libxml2 needs (about 1 s for a billion)."""

MAX_NODE_SET = 150_000
"""Nodes that the general (pure Python) canonicalisation may walk in one document, all transforms together: about 2 s."""

MAX_TOKENS = 2_000
"""Time-stamp tokens read in one document."""

MAX_HASHED = 1 << 30
"""Octets hashed for the time-stamps of one document, or of all signature files of a container, detached files among them: each time-stamp
may be over all of them. A gibibyte is hashed in about a second."""

_HASHED_PER_PART = 4096
"""What it takes to find one part under a time-stamp is worth hashing some octets,"""
_HASHED_PER_PROPERTY = 64
"""and so is passing by one property on the way."""
_MIN_OCTETS = 32 * 1024 * 1024
_MAX_OCTETS = 256 * 1024 * 1024
_OCTETS_PER_BYTE = 16
_OCTETS_PER_TAG = 16


class Budget:
    """What is left to spend on one document. Each ``spend_*`` raises Failure(BUDGET_EXHAUSTED) when it runs out."""

    __slots__ = ("hashed", "nodes", "octets", "references", "tokens", "xpath")

    def __init__(self, size: int) -> None:
        # Canonical octets: 100 to 200 MB a second leave the C code; any document may be canonicalised a few times.
        self.octets = max(min(_MAX_OCTETS, max(_MIN_OCTETS, _OCTETS_PER_BYTE * size)), 4 * size)
        self.hashed = MAX_HASHED
        self.nodes = MAX_NODE_SET
        self.references = MAX_REFERENCES
        self.tokens = MAX_TOKENS
        self.xpath = MAX_XPATH_COST

    def spend_xpath(self, visits: int) -> None:
        """An XPath expression that may visit so many nodes is about to be evaluated."""
        if visits > self.xpath:
            raise Failure(Reason.BUDGET_EXHAUSTED, "XPath")
        self.xpath -= visits

    def check_octets(self) -> None:
        """Whether more canonical octets may be made at all."""
        if self.octets <= 0:
            raise Failure(Reason.BUDGET_EXHAUSTED, "canonical octets")

    def spend_octets(self, made: bytes) -> None:
        """Canonical octets are made, or octets parsed; each tag costs as much as some octets."""
        self.octets -= len(made) + _OCTETS_PER_TAG * made.count(b"<")
        if self.octets < 0:
            raise Failure(Reason.BUDGET_EXHAUSTED, "canonical octets")

    def spend_part(self, part: bytes = b"") -> None:
        """One more part of what a time-stamp is over is found and hashed. What is remembered in canonical form is hashed all the same."""
        self._spend_hashed(len(part) + _HASHED_PER_PART)

    def spend_properties(self, count: int) -> None:
        """``count`` properties are passed to find those that a time-stamp is over."""
        self._spend_hashed(_HASHED_PER_PROPERTY * count)

    def _spend_hashed(self, octets: int) -> None:
        self.hashed -= octets
        if self.hashed < 0:
            raise Failure(Reason.BUDGET_EXHAUSTED, "octets under time-stamps")

    def spend_nodes(self, count: int) -> None:
        """``count`` nodes are walked in Python."""
        self.nodes -= count
        if self.nodes < 0:
            raise Failure(Reason.BUDGET_EXHAUSTED, "nodes of general canonicalisation")

    def spend_reference(self) -> None:
        """One more ds:Reference is processed."""
        self.references -= 1
        if self.references < 0:
            raise Failure(Reason.BUDGET_EXHAUSTED, "references")

    def spend_token(self) -> None:
        """One more time-stamp token is read."""
        self.tokens -= 1
        if self.tokens < 0:
            raise Failure(Reason.BUDGET_EXHAUSTED, "time-stamp tokens")
