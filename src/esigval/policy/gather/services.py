"""Facts of the trust services behind a certificate, as trusted lists tell them."""

from datetime import datetime

from esigval.policy.facts import Period, ServiceFacts
from esigval.qualification import services_behind
from esigval.qualification.service import ServiceAtTime, at_time
from esigval.trust import TrustedService, TrustSet, uris
from esigval.x509.certificate import Certificate

_KINDS = {uris.CA_QC: "ca-qc", uris.TSA_QTST: "tsa-qtst"}

_COVERS = {uris.FOR_ESIGNATURES: "esign", uris.FOR_ESEALS: "eseal", uris.FOR_WEB: "web"}


_AGAINST = frozenset({uris.NOT_QUALIFIED, uris.QC_NO_QSCD, uris.QC_NO_SSCD})
"""Qualifiers by which a list takes away what a certificate says of itself."""

Interval = tuple[datetime, datetime]


def service_facts(
    leaf: Certificate,
    chain: tuple[Certificate, ...],
    trust: TrustSet,
    moments: tuple[datetime, ...],
    interval: Interval | None = None,
) -> tuple[ServiceFacts, ...]:
    """Services behind ``leaf`` in lists that were authenticated and that the policy lets be used, each with its whole history.

    Their qualifiers are those of ``moments``, and of every period within ``interval`` those that speak against ``leaf``: a condition has
    to hold over all of it, so one that was taken back in between was stated nonetheless.
    """
    found: list[ServiceFacts] = []
    for trusted in services_behind(leaf, chain, trust):
        for kind_uri, kind in _KINDS.items():
            periods = tuple(
                Period(_short(period.status), period.since, end)
                for period, end in reversed(trusted.intervals())
                if period.type == kind_uri
            )
            if periods:
                found.append(_service(trusted, kind, periods, leaf, trust, moments, interval))
    return tuple(found)


def _service(
    trusted: TrustedService,
    kind: str,
    periods: tuple[Period, ...],
    leaf: Certificate,
    trust: TrustSet,
    moments: tuple[datetime, ...],
    interval: Interval | None = None,
) -> ServiceFacts:
    seen = [at_time(trusted, leaf, moment) for moment in moments]
    stated = {uri for service in seen if service is not None for uri in service.qualifiers}
    if interval is not None:
        stated |= _stated_within(trusted, leaf, *interval) & _AGAINST
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
        qualifiers=tuple(sorted(map(_short, stated))),
        covers=tuple(sorted({_COVERS[i.uri] for i in trusted.service.current.additional if i.uri in _COVERS})),
        periods=periods,
    )


def _stated_within(trusted: TrustedService, leaf: Certificate, start: datetime, end: datetime) -> set[str]:
    return {
        uri
        for period, until in trusted.intervals()
        if period.since <= end and (until is None or until > start)
        for uri in ServiceAtTime(trusted, period, leaf).qualifiers
    }


def _short(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]
