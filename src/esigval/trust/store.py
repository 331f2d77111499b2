"""The trusted lists of a dossier as one thing to ask: which services are behind this key, and which keys may anchor a chain."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from esigval.hashing import digest
from esigval.model.check import Check
from esigval.model.conclusion import CertificateSummary
from esigval.model.dossier import TrustSource
from esigval.model.errors import Malformed
from esigval.model.policy import ValidationPolicy
from esigval.model.report import ListUse
from esigval.trust.authenticate import ListEntry, Role, authenticate
from esigval.trust.judgement import judge_list
from esigval.trust.lists import ListedCertificate, Period, Provider, Service
from esigval.trust.uris import ANCHOR_STATUSES
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.keys import key_octets
from esigval.x509.names import name_key

_INDEXES_KEPT = 8
"""Sets of lists whose index is kept: a process asks one or two."""


class TrustedService(Struct, frozen=True, eq=False):
    """A service of a list, with the list and the provider that it belongs to."""

    entry: ListEntry
    provider: Provider
    service: Service

    @property
    def scheme(self) -> str:
        """ "EU", or the territory of another scheme."""
        return self.entry.scheme

    @property
    def territory(self) -> str:
        """Scheme territory of the list."""
        return self.entry.territory

    def intervals(self) -> tuple[tuple[Period, datetime | None], ...]:
        """Each period with the start of the next one, the newest first."""
        return tuple(self.service.intervals())


class AnchorMaterial(Struct, frozen=True, eq=False):
    """A key under a name that services have, which may anchor a chain; ``certificate`` is the first listed one that states both.

    ``periods``: when one of the services had a status under which its key is good for that (TS 119 612 clause 5.5.4), newest first.
    """

    certificate: ListedCertificate
    services: tuple[TrustedService, ...]
    periods: tuple[tuple[datetime, datetime | None], ...]

    @property
    def certificate_der(self) -> bytes:
        """The certificate."""
        return self.certificate.der

    @property
    def valid_from(self) -> datetime | None:
        """Start of the oldest good period; None where there never was one."""
        return min((start for start, _ in self.periods), default=None)

    @property
    def sunset(self) -> datetime | None:
        """End of the newest good period; None where it still runs. Where no period is good: the start of the oldest one of any kind,
        so that the anchor never was one."""
        if not self.periods:
            return min(p.since for t in self.services for p in t.service.periods)
        ends = [end for _, end in self.periods]
        return None if None in ends else max(end for end in ends if end is not None)


Key = tuple[str, bytes]
"""A subject, as names are compared, and a public key: what a digital identity is (TS 119 612 clause 5.5.3)."""


class _Index:
    """Services and anchors of a set of lists by key and by name; independent of time and policy."""

    def __init__(self, sources: tuple[TrustSource, ...]) -> None:
        self.entries = tuple(entry for source in sources for entry in authenticate(source))
        self.services: dict[Key, list[TrustedService]] = {}
        self.by_name: dict[str, dict[bytes, ListedCertificate]] = {}
        self.by_key_identifier: dict[bytes, list[TrustedService]] = {}
        self.anchors: dict[Key, AnchorMaterial] = {}
        for entry in self.entries:
            if entry.content is not None and entry.role in {Role.NATIONAL, Role.STANDALONE}:
                self._add(entry)

    def _add(self, entry: ListEntry) -> None:
        assert entry.content is not None
        for provider, service in entry.content.services():
            trusted = TrustedService(entry, provider, service)
            if not service.identity.certificates:
                for identifier in dict.fromkeys(service.identity.key_identifiers):
                    self.by_key_identifier.setdefault(identifier, []).append(trusted)
            for certificate in service.identity.certificates:
                spki = certificate.spki
                self.by_name.setdefault(certificate.name, {}).setdefault(spki, certificate)
                behind = self.services.setdefault((certificate.name, spki), [])
                if not behind or behind[-1] is not trusted:
                    behind.append(trusted)


class TrustSet:
    """The lists of a dossier under a policy and at a time. A list that the policy refuses at that time has no services and no anchors."""

    def __init__(self, index: _Index, policy: ValidationPolicy, at: datetime) -> None:
        self.policy = policy
        self.at = at
        self._index = index
        self._verdicts: dict[int, Check] = {}

    @property
    def entries(self) -> tuple[ListEntry, ...]:
        """Every list of every set, usable or not."""
        return self._index.entries

    @property
    def empty(self) -> bool:
        """No list was given at all."""
        return not self._index.entries

    def verdict(self, entry: ListEntry) -> Check:
        """Whether ``entry`` may be used, and why."""
        known = self._verdicts.get(id(entry))
        if known is None:
            known = self._verdicts[id(entry)] = judge_list(entry, self.policy, self.at)
        return known

    def listed(self, certificate: Certificate) -> tuple[TrustedService, ...]:
        """Services whose identity has the key and the subject name of ``certificate`` (TS 119 615 4.3.4), in usable and unusable lists.
        One that is listed without certificates is known by the digest of its key, never by what a certificate says of itself."""
        found = tuple(self._index.services.get((certificate.subject_key, certificate.spki), ()))
        if not self._index.by_key_identifier:
            return found
        identifier = digest("SHA1", key_octets(certificate.spki))  # RFC 5280 4.2.1.2, method (1)
        return found + tuple(self._index.by_key_identifier.get(identifier, ()))

    def services(self, certificate: Certificate) -> tuple[TrustedService, ...]:
        """Those of ``listed`` that stand in usable lists."""
        return tuple(t for t in self.listed(certificate) if self.verdict(t.entry).passed)

    def listed_named(self, subject_der: bytes) -> tuple[ListedCertificate, ...]:
        """Listed certificates whose subject is the name ``subject_der``, in usable and unusable lists."""
        try:
            return tuple(self._index.by_name.get(name_key(subject_der), {}).values())
        except Malformed:
            return ()

    def anchors_named(self, subject_der: bytes) -> tuple[AnchorMaterial, ...]:
        """Anchors whose subject is the name ``subject_der``: candidates for the issuer of what names it."""
        return self._materials(self.listed_named(subject_der))

    def anchor_for(self, certificate: Certificate) -> AnchorMaterial | None:
        """The anchor that ``certificate`` is: the same key under the same name, whatever else the listed certificate says."""
        listed = self._index.by_name.get(certificate.subject_key, {}).get(certificate.spki)
        return next(iter(self._materials((listed,))), None) if listed is not None else None

    def anchors(self) -> tuple[AnchorMaterial, ...]:
        """Every anchor of every usable list. Prefer ``anchors_named``: it builds only what is asked for."""
        return self._materials(c for named in self._index.by_name.values() for c in named.values())

    def _materials(self, certificates: Iterable[ListedCertificate]) -> tuple[AnchorMaterial, ...]:
        found = []
        for certificate in certificates:
            key = (certificate.name, certificate.spki)
            material = self._index.anchors.get(key)
            if material is None:
                material = self._index.anchors[key] = _material(certificate, self._index.services[key])
            usable = tuple(t for t in material.services if self.verdict(t.entry).passed)
            if len(usable) == len(material.services):
                found.append(material)
            elif usable:
                found.append(_material(certificate, usable))
        return tuple(found)

    def uses(self, services: Iterable[TrustedService]) -> tuple[ListUse, ...]:
        """What a report says of the lists of ``services`` and of those above them, each list once."""
        entries: dict[int, ListEntry] = {}
        for trusted in services:
            entry: ListEntry | None = trusted.entry
            while entry is not None:
                entries.setdefault(id(entry), entry)
                entry = entry.parent
        return tuple(self._use(e) for e in sorted(entries.values(), key=lambda e: (e.territory, e.url)))

    def _use(self, entry: ListEntry) -> ListUse:
        content = entry.content
        return ListUse(
            territory=entry.territory,
            url=entry.url,
            sequence=content.sequence if content else 0,
            issued=content.issued if content else None,
            next_update=content.next_update if content else None,
            sha256=entry.facts.sha256,
            authenticated=entry.authenticated,
            signer=_summary(entry.signer),
            check=self.verdict(entry),
        )


def _summary(signer: ListedCertificate | None) -> CertificateSummary | None:
    if signer is None:
        return None
    try:
        return parse_certificate(signer.der).summary
    except Malformed:
        return None


def _material(certificate: ListedCertificate, services: Iterable[TrustedService]) -> AnchorMaterial:
    services = tuple(services)
    periods = {
        (period.since, end)
        for trusted in services
        for period, end in trusted.service.intervals()
        if period.status in ANCHOR_STATUSES
    }
    return AnchorMaterial(certificate, services, tuple(sorted(periods, key=lambda p: p[0], reverse=True)))


@lru_cache(maxsize=_INDEXES_KEPT)
def _index(sources: tuple[TrustSource, ...]) -> _Index:
    return _Index(sources)


def load_trust(sources: tuple[TrustSource, ...], at: datetime, policy: ValidationPolicy) -> TrustSet:
    """The lists of ``sources`` as they count at ``at`` under ``policy``. Lists are read once for their bytes; asking again for the same
    sources costs a lookup."""
    return TrustSet(_index(sources), policy, at)
