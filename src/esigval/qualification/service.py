"""A listed service at one moment, seen for one certificate: its status, its qualifiers, and whether it contradicts itself."""

from datetime import datetime
from functools import cached_property

from esigval.model.check import Check, Facts
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.qualification import ServiceUse
from esigval.model.reasons import Reason
from esigval.qualification.eidas import DIRECTIVE_END, under_eidas
from esigval.qualification.statement import Purpose
from esigval.trust import TrustedService, uris
from esigval.trust.criteria import captured_qualifiers
from esigval.trust.lists import Period
from esigval.x509.certificate import Certificate

HISTORY = "ts-119-615/4.3.4/history-in-order"

_USAGES = {
    uris.QC_FOR_ESIG: Purpose.ESIG,
    uris.QC_FOR_ESEAL: Purpose.ESEAL,
    uris.QC_FOR_WSA: Purpose.WSA,
}
_COVERAGES = {
    uris.FOR_ESIGNATURES: Purpose.ESIG,
    uris.FOR_ESEALS: Purpose.ESEAL,
    uris.FOR_WEB: Purpose.WSA,
}
_ON_DEVICE = frozenset({uris.QC_WITH_QSCD, uris.QC_WITH_SSCD, uris.QC_QSCD_MANAGED})
_AS_IN_CERTIFICATE = frozenset({uris.QC_QSCD_AS_IN_CERT, uris.QC_SSCD_AS_IN_CERT})
_NOT_ON_DEVICE = frozenset({uris.QC_NO_QSCD, uris.QC_NO_SSCD})


class ServiceAtTime:
    """``trusted`` as it was in ``period``, with the qualifiers whose criteria ``certificate`` fulfils."""

    def __init__(self, trusted: TrustedService, period: Period, certificate: Certificate) -> None:
        self.trusted = trusted
        self.period = period
        captured = captured_qualifiers(period, certificate)
        self.qualifiers = captured.uris
        self.undecided = captured.undecided

    @property
    def unknown_critical(self) -> tuple[str, ...]:
        """Critical extensions of the service and of its provider that this package does not know."""
        provider = self.trusted.provider.extensions
        return self.period.unknown_critical + tuple(e.name for e in provider if e.critical and not e.known)

    @property
    def under_eidas(self) -> bool:
        """Whether the status was given under the Regulation."""
        return under_eidas(self.period.since)

    @property
    def is_ca_qc(self) -> bool:
        """Whether it issues qualified certificates."""
        return self.period.type == uris.CA_QC

    @property
    def granted(self) -> bool:
        """Whether its status is the one of its regime under which it may issue what is qualified."""
        good = uris.GOOD_AFTER_EIDAS if self.under_eidas else uris.GOOD_BEFORE_EIDAS
        return self.period.status in good

    def outlived(self, at: datetime) -> bool:
        """Whether its status is a good one of the Directive and ``at`` lies past the Directive. Under the Regulation a service is granted
        or withdrawn, and a list that says neither leaves it open (PRO-4.4.4-10A). EU DSS judges by the start of the status alone and
        goes on calling qualified what was issued years later; no service of the lists of 2023 has such a status."""
        return not self.under_eidas and self.period.status in uris.GOOD_BEFORE_EIDAS and at >= DIRECTIVE_END

    @cached_property
    def coverage(self) -> frozenset[Purpose]:
        """What the service is listed for (additionalServiceInformation)."""
        return frozenset(_COVERAGES[i.uri] for i in self.period.additional if i.uri in _COVERAGES)

    @cached_property
    def usages(self) -> frozenset[Purpose]:
        """What the qualifiers say that the certificate is for."""
        return frozenset(_USAGES[uri] for uri in self.qualifiers if uri in _USAGES)

    @cached_property
    def inconsistencies(self) -> tuple[str, ...]:
        """Names of the ways in which the entry contradicts itself for this certificate (TS 119 615 4.4.4, 4.5.4)."""
        found = (
            ("status", not self.status_consistent),
            ("qualified", not self.qualified_consistent),
            ("usage", not self.purpose_consistent),
            ("device", not self.device_consistent),
            ("unknown-qualifier", bool(self.qualifiers - uris.QUALIFIERS)),
        )
        return tuple(name for name, wrong in found if wrong)

    @property
    def status_consistent(self) -> bool:
        """Granted and withdrawn are statuses of the Regulation: none can begin before it."""
        return self.under_eidas or self.period.status not in {uris.GRANTED, uris.WITHDRAWN}

    @property
    def qualified_consistent(self) -> bool:
        """Not QCStatement and NotQualified at once."""
        return not {uris.QC_STATEMENT, uris.NOT_QUALIFIED} <= self.qualifiers

    @property
    def purpose_consistent(self) -> bool:
        """At most one usage, covered by what the service is listed for; a legal person does not sign; no seals before the Regulation."""
        if len(self.usages) > 1 or (uris.QC_FOR_LEGAL_PERSON in self.qualifiers and Purpose.ESIG in self.usages):
            return False
        # An entry that is listed for anything (also RootCA-QC alone) has to be listed for the usage that it states.
        if self.period.additional and self.usages and not self.usages <= self.coverage:
            return False
        if self.under_eidas:
            return True
        stated = frozenset(i.uri for i in self.period.additional)
        only_new = stated in ({uris.FOR_ESEALS}, {uris.FOR_WEB})
        return not only_new and not self.usages & {Purpose.ESEAL, Purpose.WSA}

    @property
    def device_consistent(self) -> bool:
        """Not with and without device at once; not as-in-certificate and with device at once; no Directive qualifier alone today."""
        qualifiers = self.qualifiers
        on_device = bool(qualifiers & _ON_DEVICE)
        as_in_certificate = bool(qualifiers & _AS_IN_CERTIFICATE)
        if (on_device or as_in_certificate) and qualifiers & _NOT_ON_DEVICE:
            return False
        if as_in_certificate and on_device:
            return False
        old = qualifiers & {uris.QC_WITH_SSCD, uris.QC_NO_SSCD}
        new = qualifiers & {uris.QC_WITH_QSCD, uris.QC_NO_QSCD}
        return not (self.under_eidas and old and not new)

    def use(self, at: datetime) -> ServiceUse:
        """What a report says of it."""
        content = self.trusted.entry.content
        assert content is not None
        return ServiceUse(
            territory=content.territory,
            provider=self.trusted.provider.name,
            service=self.period.name,
            type=_short(self.period.type, "/Svctype/"),
            status=_short(self.period.status, "/Svcstatus/"),
            status_since=self.period.since,
            list_sequence=content.sequence,
            list_sha256=self.trusted.entry.facts.sha256,
            list_authenticated=self.trusted.entry.authenticated,
            at=at,
            provider_registration=next(iter(self.trusted.provider.registrations), ""),
            qualifiers=tuple(sorted(_short(q, "/SvcInfoExt/") for q in self.qualifiers)),
        )


def history_in_order(trusted: TrustedService, policy: ValidationPolicy) -> Check:
    """Whether the statuses of ``trusted`` begin one before the other, the newest first (TS 119 612 clause 5.6): a history out of order says
    nothing reliable about any time."""
    since = [p.since for p in trusted.service.periods]
    facts: Facts = (("service", trusted.service.current.name),)
    ordered = since == sorted(since, reverse=True)
    return constraint(policy, HISTORY, ordered, Reason.SERVICE_HISTORY_OUT_OF_ORDER, facts=facts)


def _short(uri: str, after: str) -> str:
    """The part of an identifier behind ``after``; the whole where it has another form."""
    return uri.partition(after)[2] or uri


def at_time(trusted: TrustedService, certificate: Certificate, at: datetime) -> ServiceAtTime | None:
    """``trusted`` as it was at ``at``; None before its first status."""
    period = trusted.service.at(at)
    return None if period is None else ServiceAtTime(trusted, period, certificate)
