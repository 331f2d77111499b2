"""Trusted lists (TS 119 612): reading, authenticating (TS 119 615 4.1, 4.2), and asking which services stand behind a key."""

from esigval.trust.store import AnchorMaterial, TrustedService, TrustSet, load_trust

__all__ = ["AnchorMaterial", "TrustSet", "TrustedService", "load_trust"]
