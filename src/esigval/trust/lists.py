"""What a trusted list says: types for TS 119 612 versions 5 and 6. Reading never judges.

The types are out of sight of the cyclic garbage collector (gc=False): they only ever hold what was made before them.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct


class Text(Struct, frozen=True, gc=False, array_like=True):
    """A text or URI in a language (clause 5.1.4)."""

    language: str
    value: str


Texts = tuple[Text, ...]


def preferred(texts: Texts, language: str = "en") -> str:
    """The text in ``language``, else the first one, else "" ."""
    for text in texts:
        if text.language.lower() == language:
            return text.value
    return texts[0].value if texts else ""


class Extension(Struct, frozen=True, gc=False, array_like=True):
    """An extension by the qualified name of what it holds; ``known``: this package carries it out."""

    name: str
    critical: bool
    known: bool


class PostalAddress(Struct, frozen=True, gc=False, array_like=True):
    """A postal address (clause 5.3.5.1)."""

    language: str
    street: str
    locality: str
    region: str
    postal_code: str
    country: str


class ListedCertificate(Struct, frozen=True, gc=False, array_like=True):
    """A certificate of a digital identity. ``id``: SHA-256 hex of ``der``; the four numbers bound subject name and public key
    inside ``der``; ``name``: what the subject is compared by (RFC 5280 7.1)."""

    id: str
    der: bytes
    subject_start: int
    subject_end: int
    key_start: int
    key_end: int
    name: str

    @property
    def subject_der(self) -> bytes:
        """Subject, DER Name."""
        return self.der[self.subject_start : self.subject_end]

    @property
    def spki(self) -> bytes:
        """SubjectPublicKeyInfo, DER."""
        return self.der[self.key_start : self.key_end]


class Identity(Struct, frozen=True, gc=False, array_like=True):
    """A digital identity (clause 5.5.3): certificates of one key, and what else names it. ``unreadable``: number of certificates
    that could not be read."""

    certificates: tuple[ListedCertificate, ...] = ()
    subject_names: tuple[str, ...] = ()
    key_identifiers: tuple[bytes, ...] = ()
    others: tuple[str, ...] = ()
    unreadable: int = 0


class StatementCondition(Struct, frozen=True, gc=False, array_like=True):
    """A QcStatement that a certificate has to carry, with the QcType or the country of legislation where one is named."""

    oid: str
    type: str = ""
    country: str = ""


class Criteria(Struct, frozen=True, gc=False, array_like=True):
    """A criteria list (clause 5.5.9.2.2). ``assertion``: all, atLeastOne, none; each entry of the other fields is one criterion;
    ``unknown``: names of criteria that this package can't decide."""

    assertion: str
    key_usages: tuple[tuple[tuple[str, bool], ...], ...] = ()
    policies: tuple[tuple[str, ...], ...] = ()
    subject_attributes: tuple[tuple[str, ...], ...] = ()
    extended_key_usages: tuple[tuple[str, ...], ...] = ()
    children: "tuple[Criteria, ...]" = ()
    unknown: tuple[str, ...] = ()
    statements: tuple[tuple[StatementCondition, ...], ...] = ()


class QualificationElement(Struct, frozen=True, gc=False, array_like=True):
    """Qualifiers for the certificates that fulfil the criteria (clause 5.5.9.2.1)."""

    qualifiers: tuple[str, ...]
    criteria: Criteria
    critical: bool


class AdditionalInformation(Struct, frozen=True, gc=False, array_like=True):
    """additionalServiceInformation (clause 5.5.9.4)."""

    uri: str
    value: str = ""


class TakenOverBy(Struct, frozen=True, gc=False, array_like=True):
    """takenOverBy (clause 5.5.9.3)."""

    uri: str
    provider: Texts
    operator: Texts
    territory: str


class Period(Struct, frozen=True, gc=False, array_like=True):
    """What a service was from ``since`` on (clauses 5.5 and 5.6)."""

    type: str
    status: str
    since: datetime
    names: Texts
    qualifications: tuple[QualificationElement, ...] = ()
    additional: tuple[AdditionalInformation, ...] = ()
    taken_over_by: tuple[TakenOverBy, ...] = ()
    expired_certificates_since: datetime | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def name(self) -> str:
        """The service's name, in English where it has one."""
        return preferred(self.names)

    @property
    def unknown_critical(self) -> tuple[str, ...]:
        """Critical extensions that this package does not know (clause 5.5.9: they must not be ignored)."""
        return tuple(e.name for e in self.extensions if e.critical and not e.known)


class Service(Struct, frozen=True, gc=False, array_like=True):
    """A trust service: its identity and its periods, the current one first, then history back in time."""

    identity: Identity
    periods: tuple[Period, ...]
    supply_points: tuple[tuple[str, str], ...] = ()
    scheme_definitions: Texts = ()
    provider_definitions: Texts = ()

    @property
    def current(self) -> Period:
        """What it is now."""
        return self.periods[0]

    def intervals(self) -> Iterator[tuple[Period, datetime | None]]:
        """Each period with the moment at which the next one begins (None: still running). A history out of order is put in order."""
        end: datetime | None = None
        for period in sorted(self.periods, key=lambda p: p.since, reverse=True):
            if end is None or period.since < end:
                yield period, end
                end = period.since

    def at(self, time: datetime) -> Period | None:
        """What it was at ``time``; None before its first period."""
        for period, _ in self.intervals():
            if period.since <= time:
                return period
        return None


class Provider(Struct, frozen=True, gc=False, array_like=True):
    """A trust service provider (clause 5.4). ``registrations``: official registration identifiers among the trade names."""

    names: Texts
    trade_names: Texts
    postal_addresses: tuple[PostalAddress, ...]
    electronic_addresses: Texts
    information_uris: Texts
    services: tuple[Service, ...]
    extensions: tuple[Extension, ...] = ()

    @property
    def name(self) -> str:
        """The provider's name, in English where it has one."""
        return preferred(self.names)

    @property
    def registrations(self) -> tuple[str, ...]:
        """Registration identifiers (clause 5.4.2): ``VATRO-123``, ``NTRMD-…`` and their like."""
        found = (t.value for t in self.trade_names if _is_registration(t.value))
        return tuple(dict.fromkeys(found))


_REGISTRATION_KINDS = ("VAT", "NTR", "PAS", "IDC", "PNO", "TIN")


def _is_registration(name: str) -> bool:
    """Clause 5.4.2: three letters of the kind, two of the country, a hyphen and the identifier."""
    return len(name) > 6 and name[5] == "-" and name[:3] in _REGISTRATION_KINDS and name[3:5].isalpha()


class ServiceKind(Struct, frozen=True, gc=False, array_like=True):
    """Type of a service, and the additional service information that goes with it ("" where any does)."""

    type: str
    additional: str = ""


class ContentEquivalence(Struct, frozen=True, gc=False, array_like=True):
    """What certificates of the other party state where those of the Union state something. ``context``: QcCompliance, QcType, QcQSCD."""

    context: str
    theirs: Criteria
    ours: Criteria


class Equivalence(Struct, frozen=True, gc=False, array_like=True):
    """Terms on which services of a third country count as those of the Union, in force from ``since`` on where ``enacted``. Pairs are
    (theirs, ours)."""

    enacted: bool
    since: datetime
    kinds: tuple[tuple[ServiceKind, ServiceKind], ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()
    qualifiers: tuple[tuple[str, str], ...] = ()
    contents: tuple[ContentEquivalence, ...] = ()


class Pointer(Struct, frozen=True, gc=False, array_like=True):
    """A pointer to another list (clause 5.3.13). ``mutual_recognition``: it carries the terms of a third-country agreement;
    ``agreements``: these, for each kind of service the current terms and those before."""

    location: str
    certificates: tuple[ListedCertificate, ...]
    type: str = ""
    territory: str = ""
    mime_type: str = ""
    operators: Texts = ()
    community_rules: Texts = ()
    mutual_recognition: bool = False
    unreadable: int = 0
    agreements: tuple[tuple[Equivalence, ...], ...] = ()


class TrustedList(Struct, frozen=True, gc=False, array_like=True):
    """A list (clause 5.3). ``next_update`` None: the last one of its scheme. ``absent``: mandatory fields that it lacks."""

    version: int
    sequence: int
    type: str
    territory: str
    operators: Texts
    scheme_names: Texts
    information_uris: Texts
    issued: datetime
    next_update: datetime | None
    pointers: tuple[Pointer, ...]
    providers: tuple[Provider, ...]
    operator_postal: tuple[PostalAddress, ...] = ()
    operator_electronic: Texts = ()
    determination: str = ""
    community_rules: Texts = ()
    policy: Texts = ()
    historical_period: int | None = None
    distribution_points: tuple[str, ...] = ()
    extensions: tuple[Extension, ...] = ()
    tag: str = ""
    absent: tuple[str, ...] = ()

    @property
    def operator(self) -> str:
        """The scheme operator's name, in English where it has one."""
        return preferred(self.operators)

    def services(self) -> Iterator[tuple[Provider, Service]]:
        """Every service with its provider, in the list's order."""
        for provider in self.providers:
            for service in provider.services:
                yield provider, service
