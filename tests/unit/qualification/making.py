"""Certificates of any content and services of any status, to walk the tables of TS 119 615."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from esigval.model.dossier import TrustSource
from esigval.trust import TrustedService, uris
from esigval.trust.authenticate import ListEntry, Role
from esigval.trust.facts import ListFacts
from esigval.trust.lists import (
    AdditionalInformation,
    Criteria,
    Extension,
    Identity,
    Period,
    Provider,
    QualificationElement,
    Service,
    Text,
    TrustedList,
)
from esigval.trust.signature import ListSignature
from esigval.x509.certificate import Certificate
from esigval.x509.qcstatements import TYPE_ESEAL, TYPE_ESIGN, TYPE_WEB, QcStatements

BEFORE = datetime(2014, 3, 1, tzinfo=UTC)
AFTER = datetime(2018, 3, 1, tzinfo=UTC)
SIGNED = datetime(2019, 3, 1, tzinfo=UTC)
TYPES = {"ESIG": TYPE_ESIGN, "ESEAL": TYPE_ESEAL, "WSA": TYPE_WEB}
ALL = ("ForeSignatures", "ForeSeals", "ForWebSiteAuthentication")
_INFO = uris.QC_STATEMENT.rpartition("/")[0] + "/"
_STATUS = uris.GRANTED.rpartition("/")[0] + "/"


@dataclass
class Stated:
    """What stands in a certificate, as far as qualification looks."""

    not_before: datetime = AFTER
    qc_statements: QcStatements = field(default_factory=QcStatements)
    policies: tuple[str, ...] = ()
    key_usage: frozenset[str] | None = None
    extended_key_usage: tuple[str, ...] | None = None
    subject_attributes: tuple[tuple[str, str], ...] = ()
    id: str = "00"


def certificate(
    *types: str,
    compliance: bool = True,
    sscd: bool = True,
    legislation: tuple[str, ...] = (),
    policies: tuple[str, ...] = (),
    issued: datetime = AFTER,
) -> Certificate:
    """A certificate with these statements."""
    statements = QcStatements(
        compliance=compliance, sscd=sscd, types=tuple(TYPES[t] for t in types), legislation_countries=legislation
    )
    return cast(Certificate, Stated(issued, statements, policies))


ALWAYS = Criteria("none", policies=(("9.9.9",),))
UNDECIDABLE = Criteria("all", unknown=("x",))


@dataclass
class Status:
    """One status of a service."""

    status: str = "granted"
    since: datetime = datetime(2016, 7, 1, tzinfo=UTC)
    qualifiers: tuple[str, ...] = ()
    listed_for: tuple[str, ...] = ALL
    type: str = uris.CA_QC
    criteria: Criteria = ALWAYS
    extensions: tuple[Extension, ...] = field(default=())


def service(*statuses: Status, scheme: str = "EU", territory: str = "RO") -> TrustedService:
    """A service with these statuses, the current one first, in an authenticated list."""
    periods = tuple(
        Period(
            type=s.type,
            status=_STATUS + s.status,
            since=s.since,
            names=(Text("en", "service"),),
            qualifications=(QualificationElement(tuple(_INFO + q for q in s.qualifiers), s.criteria, True),)
            if s.qualifiers
            else (),
            additional=tuple(AdditionalInformation(_INFO + name) for name in s.listed_for),
            extensions=s.extensions,
        )
        for s in statuses or (Status(),)
    )
    found = Service(Identity(), periods)
    provider = Provider((Text("en", "provider"),), (), (), (), (), (found,))
    content = TrustedList(
        version=6,
        sequence=1,
        type=uris.TYPE_EU_GENERIC,
        territory=territory,
        operators=(),
        scheme_names=(),
        information_uris=(),
        issued=AFTER,
        next_update=None,
        pointers=(),
        providers=(provider,),
    )
    facts = ListFacts(sha256="", size=0, content=content, signature=ListSignature(count=1))
    entry = ListEntry(source="s", url="u", facts=facts, role=Role.STANDALONE, scheme=scheme)
    return TrustedService(entry, provider, found)


NO_LISTS: tuple[TrustSource, ...] = ()
