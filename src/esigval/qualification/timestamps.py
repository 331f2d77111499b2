"""Whether a time-stamp is a qualified one (TS 119 615 4.6.4)."""

from datetime import datetime

from esigval.model.check import Check, Facts, Status
from esigval.model.reasons import Reason
from esigval.qualification.eidas import under_eidas
from esigval.qualification.path import services_behind
from esigval.qualification.service import at_time
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
    listed = services_behind(leaf, chain, trust) if leaf is not None else ()
    european = tuple(s for s in listed if s.scheme == "EU")
    if leaf is None or not european:
        status = Status.NOT_APPLICABLE if trust.empty else Status.WARNING
        return "NA", _result("NA", (Check(REACHED, status, Reason.NO_LISTED_SERVICE),))
    usable = tuple(s for s in european if trust.verdict(s.entry).passed)
    if not usable:
        verdicts = {id(s.entry): trust.verdict(s.entry) for s in european}
        check = Check(ACCEPTABLE, Status.FAILED, Reason.NO_ACCEPTABLE_LIST, children=tuple(verdicts.values()))
        return "NA", _result("NA", (check,))
    checks = tuple(_granted(leaf, usable, at, name) for name, at in (("generation", time), ("proof", proven)))
    label = "QTSA" if all(c.status is Status.PASSED for c in checks) else "TSA"
    return label, _result(label, checks)


def _granted(leaf: Certificate, services: tuple[TrustedService, ...], at: datetime, name: str) -> Check:
    facts: Facts = (("time", at),)
    if under_eidas(at):
        for trusted in services:
            found = at_time(trusted, leaf, at)
            if found is not None and found.period.type == uris.TSA_QTST and found.granted and found.status_consistent:
                facts += (("service", found.period.name), ("territory", trusted.territory))
                return Check(f"{GRANTED}/{name}", Status.PASSED, None, facts)
    return Check(f"{GRANTED}/{name}", Status.WARNING, Reason.NO_QUALIFIED_TIME_STAMP_SERVICE, facts)


def _result(label: str, checks: tuple[Check, ...]) -> Check:
    status = {"QTSA": Status.PASSED, "TSA": Status.WARNING}.get(label, checks[0].status)
    return Check(RESULT, status, None, (("label", label),), children=checks)
