"""Whether a certificate was qualified at one moment: the steps of TS 119 615 4.3.4, 4.4.4 and 4.5.4, each a check."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from esigval.model.check import Check, Facts, Status
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.qualification import CertificateQualification
from esigval.model.reasons import Reason
from esigval.qualification.determination import (
    Determination,
    determine,
    is_qualified,
    listed_for,
    on_device,
    purpose_of,
)
from esigval.qualification.service import ServiceAtTime, at_time
from esigval.qualification.statement import Purpose
from esigval.trust import TrustedService
from esigval.x509.certificate import Certificate
from esigval.x509.names import attributes

AT_TIME = "ts-119-615/4.3.4/services-at-time"
HISTORY = "ts-119-615/4.3.4/history-in-order"
CA_QC = "ts-119-615/4.4.4/ca-qc"
FOR_TYPE = "ts-119-615/4.4.4/service-for-type"
CONSISTENT = "ts-119-615/4.4.4/service-consistent"
DECIDED = "ts-119-615/4.4.4/qualifiers-decided"
CONFLICT = "ts-119-615/4.4.4/no-conflict"
GRANTED = "ts-119-615/4.4.4/granted"
NAME = "ts-119-615/4.4.4/provider-name"
QUALIFIED = "ts-119-615/4.4.4/qualified"
TYPE = "ts-119-615/4.4.4/type"
DEVICE = "ts-119-615/4.5.4/qscd"

CERTIFICATE_CHECKS = (HISTORY,)
"""Checks whose level a policy states; the others follow from the standard alone."""

_NAMING = frozenset({"2.5.4.10", "2.5.4.3", "2.5.4.11"})
"""Attributes of a CA's subject that are compared with the names of provider and service: O, CN, OU."""

Services = tuple[ServiceAtTime, ...]


class Judged(Struct, frozen=True):
    """A qualification with the checks that led to it."""

    qualification: CertificateQualification
    check: Check


def _tell(check_id: str, holds: bool, reason: Reason, otherwise: Status, facts: Facts = (), subject: str = "") -> Check:
    if holds:
        return Check(check_id, Status.PASSED, None, facts, subject)
    return Check(check_id, otherwise, reason, facts, subject)


def qualify_certificate(
    certificate: Certificate, services: tuple[TrustedService, ...], at: datetime, policy: ValidationPolicy, moment: str
) -> Judged:
    """What ``certificate`` was at ``at`` by ``services``, all of them in usable lists. ``moment`` names the time in the check's id."""
    checks: list[Check] = []
    found = _at_time(certificate, services, at, policy, checks)
    considered = _of_right_kind(certificate, found, checks)
    checks += [_consistency(s) for s in considered]
    if _conflict(certificate, considered, checks):
        check = Check(
            f"ts-119-615/4.4.4/{moment}", Status.INDETERMINATE, Reason.SERVICES_CONFLICT, children=tuple(checks)
        )
        return Judged(_unknown(considered, at), check)
    selected = _select(considered, checks)
    determination = _determine(certificate, selected, checks)
    undecided = selected is None and any(s.undecided or s.period.unknown_critical for s in considered)
    label = determination.label
    qualification = CertificateQualification(
        label=label,
        qualified="unknown" if undecided and not determination.qualified else _yes_no(determination.qualified),
        qscd=_yes_no(determination.device),
        purpose=determination.purpose.value,
        at=at,
        services=tuple(s.use(at) for s in ((selected,) if selected is not None else considered or found)),
    )
    status = Status.PASSED if determination.qualified else Status.WARNING
    reason = None if determination.qualified else Reason.CERTIFICATE_NOT_QUALIFIED
    facts: Facts = (("label", label), ("time", at))
    return Judged(
        qualification,
        Check(f"ts-119-615/4.4.4/{moment}", status, reason, facts, certificate.id, children=tuple(checks)),
    )


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _unknown(services: Services, at: datetime) -> CertificateQualification:
    return CertificateQualification("NA", "unknown", "unknown", "UNKNOWN", at, tuple(s.use(at) for s in services))


def _at_time(
    certificate: Certificate,
    services: tuple[TrustedService, ...],
    at: datetime,
    policy: ValidationPolicy,
    checks: list[Check],
) -> Services:
    """Services that had a status at ``at``. One whose history is out of order says nothing reliable about any time."""
    kept = []
    for trusted in services:
        since = [p.since for p in trusted.service.periods]
        ordered = since == sorted(since, reverse=True)
        if not ordered:
            name: Facts = (("service", trusted.service.current.name),)
            check = constraint(policy, HISTORY, False, Reason.SERVICE_HISTORY_OUT_OF_ORDER, facts=name)
            checks.append(check)
            if not check.passed:
                continue
        found = at_time(trusted, certificate, at)
        if found is not None:
            kept.append(found)
    facts: Facts = (("time", at), ("services", len(kept)))
    checks.append(_tell(AT_TIME, bool(kept), Reason.NO_SERVICE_AT_TIME, Status.FAILED, facts))
    return tuple(kept)


def _of_right_kind(certificate: Certificate, services: Services, checks: list[Check]) -> Services:
    """Services that issue qualified certificates (where there is none, all of them, which then can't make anything qualified), listed
    for the kind of the certificate."""
    issuing = tuple(s for s in services if s.is_ca_qc)
    checks.append(_tell(CA_QC, bool(issuing), Reason.NO_CA_QC_SERVICE, Status.WARNING))
    listed = tuple(s for s in issuing or services if listed_for(certificate, s))
    checks.append(_tell(FOR_TYPE, bool(listed), Reason.NO_SERVICE_FOR_CERTIFICATE_TYPE, Status.FAILED))
    return listed


def _consistency(service: ServiceAtTime) -> Check:
    facts: Facts = (("service", service.period.name), ("territory", service.trusted.territory))
    if service.inconsistencies:
        facts += (("contradictions", service.inconsistencies),)
    return _tell(CONSISTENT, not service.inconsistencies, Reason.SERVICE_INCONSISTENT, Status.WARNING, facts)


def _conflict(certificate: Certificate, services: Services, checks: list[Check]) -> bool:
    """Whether services, each taken alone, give different answers."""
    if len(services) < 2:
        return False
    labels = tuple(dict.fromkeys(determine(certificate, s).label for s in services))
    facts: Facts = (("labels", labels),)
    checks.append(_tell(CONFLICT, len(labels) == 1, Reason.SERVICES_CONFLICT, Status.FAILED, facts))
    return len(labels) > 1


def _select(services: Services, checks: list[Check]) -> ServiceAtTime | None:
    """The service that decides: consistent in its status, granted, CA/QC, and without anything undecided. All that are left give the
    same answer, so the first one speaks for them."""
    consistent = tuple(s for s in services if s.status_consistent)
    granted = tuple(s for s in consistent if s.granted)
    statuses = tuple(dict.fromkeys(s.period.status.rpartition("/")[2] for s in services))
    checks.append(_tell(GRANTED, bool(granted), Reason.SERVICE_NOT_GRANTED, Status.WARNING, (("statuses", statuses),)))
    selected = next((s for s in granted if s.is_ca_qc), None)
    if selected is None:
        return None
    checks.append(_name_check(selected))
    return selected if _decided(selected, checks) else None


def _decided(service: ServiceAtTime, checks: list[Check]) -> bool:
    """Criteria or critical extensions that this package does not know leave open what the list says (TS 119 612 5.5.9)."""
    extensions = service.period.unknown_critical
    if extensions:
        facts: Facts = (("extensions", extensions),)
        checks.append(Check(DECIDED, Status.INDETERMINATE, Reason.CRITICAL_EXTENSION_UNKNOWN, facts))
    elif service.undecided:
        facts = (("qualifiers", tuple(sorted(service.undecided))),)
        checks.append(Check(DECIDED, Status.INDETERMINATE, Reason.QUALIFIER_UNDECIDED, facts))
    return not extensions and not service.undecided


def _name_check(service: ServiceAtTime) -> Check:
    """Whether the listed certificate bears a name of the provider or of the service; it often does not, which is worth a word."""
    provider = service.trusted.provider
    texts = provider.names + provider.trade_names + service.period.names
    names = {t.value.casefold() for t in texts}
    borne = {
        value.casefold()
        for listed in service.trusted.service.identity.certificates
        for oid, value in attributes(listed.subject_der)
        if oid in _NAMING
    }
    facts: Facts = (("provider", provider.name),)
    return _tell(NAME, bool(names & borne), Reason.SERVICE_NAME_MISMATCH, Status.WARNING, facts)


def _determine(certificate: Certificate, service: ServiceAtTime | None, checks: list[Check]) -> Determination:
    """The three questions; an entry that contradicts itself in one of them does not answer that one."""
    qualified = is_qualified(certificate, _if(service, lambda s: s.qualified_consistent))
    purpose = purpose_of(certificate, _if(service, lambda s: s.purpose_consistent), qualified)
    device = on_device(certificate, _if(service, lambda s: s.device_consistent), qualified)
    checks.append(_tell(QUALIFIED, qualified, Reason.CERTIFICATE_NOT_QUALIFIED, Status.WARNING))
    known = purpose in {Purpose.ESIG, Purpose.ESEAL}
    reason = Reason.CERTIFICATE_FOR_WEBSITE if purpose is Purpose.WSA else Reason.CERTIFICATE_TYPE_UNKNOWN
    checks.append(_tell(TYPE, known, reason, Status.WARNING, (("type", purpose.value),)))
    checks.append(_tell(DEVICE, device, Reason.NOT_ON_QUALIFIED_DEVICE, Status.WARNING))
    return Determination(qualified, purpose, device)


def _if(service: ServiceAtTime | None, test: Callable[[ServiceAtTime], bool]) -> ServiceAtTime | None:
    return service if service is not None and test(service) else None
