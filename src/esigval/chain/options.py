"""Inputs of path validation that a caller may set (RFC 5280 6.1.1)."""

from msgspec import Struct

ANY_POLICY = "2.5.29.32.0"


class PathOptions(Struct, frozen=True):
    """``initial_policies``, ``explicit_policy``, ``inhibit_mapping``, ``inhibit_any``: user-initial-policy-set and the three initial
    indicators of 6.1.1. ``anchor_constraints``: hold the path to the anchor certificate's own constraints (RFC 5937).
    ``max_path_length``: CA certificates allowed between anchor and leaf. ``extended_key_usage``: usages of which the leaf needs one;
    empty: what the purpose needs. ``model``: shell, chain or hybrid (EN 319 102-1 5.2.6)."""

    initial_policies: frozenset[str] = frozenset({ANY_POLICY})
    explicit_policy: bool = False
    inhibit_mapping: bool = False
    inhibit_any: bool = False
    anchor_constraints: bool = False
    max_path_length: int | None = None
    extended_key_usage: tuple[str, ...] = ()
    model: str = "shell"
