"""Trust anchors (RFC 5280 6.1.1 d): a name and a key, held as the certificate that states them."""

from datetime import UTC, datetime
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
            known = self.by_identity.get(anchor.identity)
            self.by_identity[anchor.identity] = anchor if known is None else _merged(known, anchor)
        for anchor in self.by_identity.values():
            self.by_subject.setdefault(anchor.certificate.subject_key, []).append(anchor)

    def of(self, certificate: Certificate) -> TrustAnchor | None:
        """The anchor that ``certificate`` is, or has name and key of."""
        return self.by_identity.get(identity(certificate))


def _merged(one: TrustAnchor, other: TrustAnchor) -> TrustAnchor:
    """Two statements of one anchor: the services of both, trusted while either is. Where there is time between the two in which neither
    is, only the later period counts: a gap must not become trusted."""
    first, last = sorted((one, other), key=lambda a: a.sunset or _NEVER)
    begins, ends = last.valid_from or _EVER, first.sunset or _NEVER
    valid_from = last.valid_from
    if begins <= ends:
        valid_from = min(first.valid_from or _EVER, begins)
    services = (*one.services, *(s for s in other.services if s not in one.services))
    return TrustAnchor(one.certificate, None if valid_from == _EVER else valid_from, last.sunset, services)


_EVER, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
