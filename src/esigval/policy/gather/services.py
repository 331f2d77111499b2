"""Facts of the trust services behind a certificate, as trusted lists tell them."""

from datetime import datetime

from esigval.policy.facts import Period, ServiceFacts
from esigval.qualification import services_behind
from esigval.qualification.service import at_time
from esigval.trust import TrustedService, TrustSet, uris
from esigval.x509.certificate import Certificate

_KINDS = {uris.CA_QC: "ca-qc", uris.TSA_QTST: "tsa-qtst"}

_COVERS = {uris.FOR_ESIGNATURES: "esign", uris.FOR_ESEALS: "eseal", uris.FOR_WEB: "web"}


def service_facts(
    leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet, moments: tuple[datetime, ...]
) -> tuple[ServiceFacts, ...]:
    """Services behind ``leaf`` in lists that were authenticated and that the policy lets be used, each with its whole history."""
    found: list[ServiceFacts] = []
    for trusted in services_behind(leaf, chain, trust):
        for kind_uri, kind in _KINDS.items():
            periods = tuple(
                Period(_short(period.status), period.since, end)
                for period, end in reversed(trusted.intervals())
                if period.type == kind_uri
            )
            if periods:
                found.append(_service(trusted, kind, periods, leaf, trust, moments))
    return tuple(found)


def _service(
    trusted: TrustedService,
    kind: str,
    periods: tuple[Period, ...],
    leaf: Certificate,
    trust: TrustSet,
    moments: tuple[datetime, ...],
) -> ServiceFacts:
    seen = [at_time(trusted, leaf, moment) for moment in moments]
    qualifiers = {_short(uri) for service in seen if service is not None for uri in service.qualifiers}
    content = trusted.entry.content
    return ServiceFacts(
        regime=trusted.scheme if trusted.scheme in ("EU", "MD") else "third",
        territory=trusted.territory,
        provider=trusted.provider.name,
        service=trusted.service.current.name,
        kind=kind,
        authenticated=trusted.entry.authenticated and trust.verdict(trusted.entry).passed,
        list_sequence=content.sequence if content is not None else 0,
        list_sha256=trusted.entry.facts.sha256,
        qualifiers=tuple(sorted(qualifiers)),
        covers=tuple(sorted({_COVERS[i.uri] for i in trusted.service.current.additional if i.uri in _COVERS})),
        periods=periods,
    )


def _short(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]
