"""Whether a certificate fulfils the criteria that a list states for qualifiers (TS 119 612 clause 5.5.9.2.2)."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from esigval.trust.lists import Criteria, Period, StatementCondition
from esigval.trust.uris import QUALIFIERS
from esigval.x509.certificate import Certificate

_BIT_NAMES = {"crlSign": "cRLSign"}
"""The schema writes one key usage bit differently from RFC 5280 4.2.1.3."""


class CapturedQualifiers(Struct, frozen=True, gc=False):
    """Qualifiers whose criteria the certificate fulfils, and those of which this can't be said, or not what they mean."""

    uris: frozenset[str]
    undecided: frozenset[str] = frozenset()


NO_QUALIFIERS = CapturedQualifiers(frozenset())


def captured_qualifiers(period: Period, certificate: Certificate) -> CapturedQualifiers:
    """The qualifiers of ``period`` that hold for ``certificate``."""
    if not period.qualifications:
        return NO_QUALIFIERS
    captured: set[str] = set()
    undecided: set[str] = set()
    for element in period.qualifications:
        outcome = fulfils(element.criteria, certificate)
        if outcome is None:
            undecided.update(element.qualifiers)
        elif outcome:
            captured.update(element.qualifiers)
            if element.critical:  # clause 5.5.9: what is critical and not known must not be passed over
                undecided.update(q for q in element.qualifiers if q not in QUALIFIERS)
    return CapturedQualifiers(frozenset(captured), frozenset(undecided - (captured & QUALIFIERS)))


def fulfils(criteria: Criteria, certificate: Certificate) -> bool | None:
    """Whether ``certificate`` fulfils ``criteria``; None where a criterion that this package does not know decides."""
    outcomes = _outcomes(criteria, certificate)
    if criteria.assertion == "none":
        found = _any(outcomes)
        return None if found is None else not found
    if criteria.assertion == "atLeastOne":
        return _any(outcomes)
    return _all(outcomes)


def _outcomes(criteria: Criteria, certificate: Certificate) -> Iterator[bool | None]:
    for bits in criteria.key_usages:
        usages = certificate.key_usage or frozenset()
        yield all((_BIT_NAMES.get(name, name) in usages) is wanted for name, wanted in bits)
    for policies in criteria.policies:
        yield all(oid in certificate.policies for oid in policies)
    for attributes in criteria.subject_attributes:
        present = {oid for oid, value in certificate.subject_attributes if value}
        yield all(oid in present for oid in attributes)
    for purposes in criteria.extended_key_usages:
        yield all(oid in (certificate.extended_key_usage or ()) for oid in purposes)
    for conditions in criteria.statements:
        yield all(_states(certificate, c) for c in conditions)
    for child in criteria.children:
        yield fulfils(child, certificate)
    for _ in criteria.unknown:
        yield None


def _states(certificate: Certificate, condition: StatementCondition) -> bool:
    found = certificate.qc_statements
    if condition.oid not in found.statements or condition.oid in found.malformed:
        return False
    if condition.type and condition.type not in found.types:
        return False
    return not condition.country or condition.country in found.legislation_countries


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    """Conjunction of three values."""
    known = True
    for outcome in outcomes:
        if outcome is False:
            return False
        known = known and outcome is not None
    return True if known else None


def _any(outcomes: Iterable[bool | None]) -> bool | None:
    """Disjunction of three values."""
    known = True
    for outcome in outcomes:
        if outcome:
            return True
        known = known and outcome is not None
    return False if known else None
