"""Whether a time-stamp is a qualified one (TS 119 615 4.6.4)."""

from datetime import datetime

from esigval.model.check import Check, Facts, Status
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.qualification.eidas import under_eidas
from esigval.qualification.path import services_by_certificate
from esigval.qualification.service import ServiceAtTime, at_time, history_in_order
from esigval.trust import TrustedService, TrustSet, uris
from esigval.x509.certificate import Certificate

REACHED = "ts-119-615/4.6.4/list-reached"
ACCEPTABLE = "ts-119-615/4.6.4/acceptable"
GRANTED = "ts-119-615/4.6.4/granted"
RESULT = "ts-119-615/4.6.4"


def qualify_timestamp(
    leaf: Certificate | None, chain: tuple[Certificate, ...], time: datetime, proven: datetime, trust: TrustSet
) -> tuple[str, Check]:
    """QTSA, TSA or NA for a token that ``leaf`` signed at ``time`` and whose existence is ``proven`` by then, and the check.

    QTSA asks for a granted QTST service of a European list at both moments; there was no qualified time-stamp before the Regulation
    (PRO-4.6.4-01).
    """
    listed = services_by_certificate(leaf, chain, trust) if leaf is not None else ()
    european = tuple(kept for found in listed if (kept := tuple(s for s in found if s.scheme == "EU")))
    if leaf is None or not european:
        status = Status.NOT_APPLICABLE if trust.empty else Status.WARNING
        return "NA", _result("NA", (Check(REACHED, status, Reason.NO_LISTED_SERVICE),))
    usable = tuple(kept for found in european if (kept := tuple(s for s in found if trust.verdict(s.entry).passed)))
    if not usable:
        verdicts = {id(s.entry): trust.verdict(s.entry) for found in european for s in found}
        check = Check(ACCEPTABLE, Status.FAILED, Reason.NO_ACCEPTABLE_LIST, children=tuple(verdicts.values()))
        return "NA", _result("NA", (check,))
    checks = tuple(
        _granted(leaf, usable, at, name, trust.policy) for name, at in (("generation", time), ("proof", proven))
    )
    if any(c.status is Status.INDETERMINATE for c in checks):
        return "NA", _result("NA", checks)
    label = "QTSA" if all(c.status is Status.PASSED for c in checks) else "TSA"
    return label, _result(label, checks)


def _granted(
    leaf: Certificate,
    services: tuple[tuple[TrustedService, ...], ...],
    at: datetime,
    name: str,
    policy: ValidationPolicy,
) -> Check:
    """Whether the time-stamping services of the certificate nearest to ``leaf`` that has any were granted: all of them, or it is open."""
    check_id = f"{GRANTED}/{name}"
    nearest = next((kept for found in services if (kept := _qualified_kind(leaf, found, at))), ())
    facts: Facts = (("time", at),)
    if not nearest or not under_eidas(at):
        return Check(check_id, Status.WARNING, Reason.NO_QUALIFIED_TIME_STAMP_SERVICE, facts)
    first = nearest[0]
    facts += (("service", first.period.name), ("territory", first.trusted.territory))
    for service in nearest:
        ordered = history_in_order(service.trusted, policy)
        if not ordered.passed:
            return Check(check_id, Status.INDETERMINATE, ordered.reason, facts, children=(ordered,))
        if service.unknown_critical:
            return Check(check_id, Status.INDETERMINATE, Reason.CRITICAL_EXTENSION_UNKNOWN, facts)
    granted = {s.granted and s.under_eidas for s in nearest}
    if len(granted) > 1:
        return Check(check_id, Status.INDETERMINATE, Reason.SERVICES_CONFLICT, facts)
    if granted == {True}:
        return Check(check_id, Status.PASSED, None, facts)
    return Check(check_id, Status.WARNING, Reason.NO_QUALIFIED_TIME_STAMP_SERVICE, facts)


def _qualified_kind(leaf: Certificate, services: tuple[TrustedService, ...], at: datetime) -> tuple[ServiceAtTime, ...]:
    """The services that were listed for qualified time-stamps at ``at``, whatever their status."""
    found = (at_time(trusted, leaf, at) for trusted in services)
    return tuple(s for s in found if s is not None and s.period.type == uris.TSA_QTST)


def _result(label: str, checks: tuple[Check, ...]) -> Check:
    status = {"QTSA": Status.PASSED, "TSA": Status.WARNING}.get(label)
    if status is None:
        open_ = next((c for c in checks if c.status is Status.INDETERMINATE), checks[0])
        status = open_.status
    return Check(RESULT, status, None, (("label", label),), children=checks)
