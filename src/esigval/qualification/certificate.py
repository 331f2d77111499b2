"""Whether a certificate was qualified at one moment: the steps of TS 119 615 4.3.4, 4.4.4 and 4.5.4, each a check."""

from datetime import datetime

from msgspec import Struct

from esigval.model.check import Check, Facts, Status
from esigval.model.policy import ValidationPolicy
from esigval.model.qualification import CertificateQualification
from esigval.model.reasons import Reason
from esigval.qualification.determination import Determination, determine, listed_for
from esigval.qualification.service import HISTORY, ServiceAtTime, at_time, history_in_order
from esigval.qualification.statement import Purpose
from esigval.trust import TrustedService
from esigval.x509.certificate import Certificate
from esigval.x509.names import attributes

AT_TIME = "ts-119-615/4.3.4/services-at-time"
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
    """What ``certificate`` was at ``at`` by ``services``, all of them in usable lists. ``moment`` names the time in the check's id.

    Where one of the services leaves it open, so does the answer: that one may speak against the others.
    """
    checks: list[Check] = []
    found, unreliable = _at_time(certificate, services, at, policy, checks)
    considered = _of_right_kind(certificate, found, checks)
    checks += [_consistency(s) for s in considered]
    open_question = (
        unreliable
        or _conflict(certificate, considered, checks)
        or _undecided(considered, checks)
        or _outlived(considered, at, checks)
    )
    if open_question is not None:
        check = Check(f"ts-119-615/4.4.4/{moment}", Status.INDETERMINATE, open_question, children=tuple(checks))
        return Judged(_unknown(considered or found, at), check)
    selected = _select(considered, checks)
    determination = _determine(certificate, selected, checks)
    label = determination.label
    qualification = CertificateQualification(
        label=label,
        qualified=_yes_no(determination.qualified),
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
) -> tuple[Services, Reason | None]:
    """Services that had a status at ``at``, and the reason not to rely on them: one whose history is out of order says nothing about any
    time, and may have spoken against the others."""
    kept = []
    unreliable = None
    for trusted in services:
        ordered = history_in_order(trusted, policy)
        if ordered.reason is not None:
            checks.append(ordered)
        if not ordered.passed:
            unreliable = ordered.reason
            continue
        found = at_time(trusted, certificate, at)
        if found is not None:
            kept.append(found)
    facts: Facts = (("time", at), ("services", len(kept)))
    checks.append(_tell(AT_TIME, bool(kept), Reason.NO_SERVICE_AT_TIME, Status.FAILED, facts))
    return tuple(kept), unreliable


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


def _conflict(certificate: Certificate, services: Services, checks: list[Check]) -> Reason | None:
    """Whether services, each taken alone, give different answers."""
    if len(services) < 2:
        return None
    labels = tuple(dict.fromkeys(determine(certificate, s).label for s in services))
    facts: Facts = (("labels", labels),)
    check = _tell(CONFLICT, len(labels) == 1, Reason.SERVICES_CONFLICT, Status.FAILED, facts)
    checks.append(check)
    return check.reason


def _select(services: Services, checks: list[Check]) -> ServiceAtTime | None:
    """The service that decides: consistent in its status, granted, and CA/QC. All that are left give the same answer, so the first one
    speaks for them."""
    consistent = tuple(s for s in services if s.status_consistent)
    granted = tuple(s for s in consistent if s.granted)
    statuses = tuple(dict.fromkeys(s.period.status.rpartition("/")[2] for s in services))
    checks.append(_tell(GRANTED, bool(granted), Reason.SERVICE_NOT_GRANTED, Status.WARNING, (("statuses", statuses),)))
    selected = next((s for s in granted if s.is_ca_qc), None)
    if selected is not None:
        checks.append(_name_check(selected))
    return selected


def _undecided(services: Services, checks: list[Check]) -> Reason | None:
    """Criteria, qualifiers or critical extensions that this package does not know leave open what the list says (TS 119 612 5.5.9)."""
    extensions = tuple(dict.fromkeys(e for s in services for e in s.unknown_critical))
    qualifiers = tuple(sorted({q for s in services for q in s.undecided}))
    if extensions:
        facts: Facts = (("extensions", extensions),)
        checks.append(Check(DECIDED, Status.INDETERMINATE, Reason.CRITICAL_EXTENSION_UNKNOWN, facts))
    elif qualifiers:
        facts = (("qualifiers", qualifiers),)
        checks.append(Check(DECIDED, Status.INDETERMINATE, Reason.QUALIFIER_UNDECIDED, facts))
    else:
        return None
    return checks[-1].reason


def _outlived(services: Services, at: datetime, checks: list[Check]) -> Reason | None:
    """A status of the Directive that a list still shows under the Regulation leaves open what the service was by then."""
    statuses = tuple(dict.fromkeys(s.period.status.rpartition("/")[2] for s in services if s.outlived(at)))
    if not statuses:
        return None
    checks.append(Check(GRANTED, Status.INDETERMINATE, Reason.SERVICE_INCONSISTENT, (("statuses", statuses),)))
    return Reason.SERVICE_INCONSISTENT


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
    found = determine(certificate, service)
    checks.append(_tell(QUALIFIED, found.qualified, Reason.CERTIFICATE_NOT_QUALIFIED, Status.WARNING))
    known = found.purpose in {Purpose.ESIG, Purpose.ESEAL}
    reason = Reason.CERTIFICATE_FOR_WEBSITE if found.purpose is Purpose.WSA else Reason.CERTIFICATE_TYPE_UNKNOWN
    checks.append(_tell(TYPE, known, reason, Status.WARNING, (("type", found.purpose.value),)))
    checks.append(_tell(DEVICE, found.device, Reason.NOT_ON_QUALIFIED_DEVICE, Status.WARNING))
    return found
