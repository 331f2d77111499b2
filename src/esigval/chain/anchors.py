"""Trust anchors (RFC 5280 6.1.1 d): a name and a key, held as the certificate that states them."""

from datetime import datetime
from functools import cached_property

from msgspec import Struct

from esigval.x509.certificate import Certificate


class TrustAnchor(Struct, frozen=True, dict=True):
    """``sunset``: from then on it is trusted no longer (TS 119 612 history); ``services``: what a trusted list says of it."""

    certificate: Certificate
    valid_from: datetime | None = None
    sunset: datetime | None = None
    services: tuple[object, ...] = ()

    @cached_property
    def identity(self) -> tuple[str, bytes]:
        """Subject and public key: what makes another certificate stand for the same anchor."""
        return identity(self.certificate)


def identity(certificate: Certificate) -> tuple[str, bytes]:
    """Subject (as names are compared) and public key of a certificate."""
    return certificate.subject_key, certificate.spki


class Anchors:
    """Anchors, found by subject and by identity."""

    def __init__(self, anchors: tuple[TrustAnchor, ...]) -> None:
        self.by_identity: dict[tuple[str, bytes], TrustAnchor] = {}
        self.by_subject: dict[str, list[TrustAnchor]] = {}
        for anchor in anchors:
            known = self.by_identity.setdefault(anchor.identity, anchor)
            if known is anchor:
                self.by_subject.setdefault(anchor.certificate.subject_key, []).append(anchor)

    def of(self, certificate: Certificate) -> TrustAnchor | None:
        """The anchor that ``certificate`` is, or has name and key of."""
        return self.by_identity.get(identity(certificate))
