"""Services of a third country as services of the Union, where an agreement says so (Regulation 910/2014 art. 14, TS 119 615 4.4.4)."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from esigval.trust import TrustedService, uris
from esigval.trust.criteria import fulfils
from esigval.trust.lists import AdditionalInformation, Criteria, Equivalence, Period, QualificationElement
from esigval.x509.certificate import Certificate

_WEAKENING = frozenset({uris.NOT_QUALIFIED, uris.QC_NO_QSCD, uris.QC_NO_SSCD, uris.QC_FOR_LEGAL_PERSON})
"""Qualifiers that count although the agreement does not name them."""


class Recognised(Struct, frozen=True):
    """Services and certificate, translated by the terms of an agreement."""

    services: tuple[TrustedService, ...]
    certificate: Certificate


def recognise(services: tuple[TrustedService, ...], certificate: Certificate, at: datetime) -> Recognised | None:
    """``services`` of one third country and ``certificate`` as they count in the Union at ``at``; None where nothing says that they do."""
    found: list[TrustedService] = []
    terms: list[Equivalence] = []
    for trusted in services:
        period = trusted.service.at(at)
        for history in _agreements(trusted) if period is not None else ():
            agreed = _in_force(history, at)
            translated = _translate(period, agreed) if agreed is not None and period is not None else None
            if agreed is not None and translated is not None:
                entry = replace(trusted.entry, scheme="EU")
                service = replace(trusted.service, periods=(translated,))
                found.append(replace(trusted, entry=entry, service=service))
                terms.append(agreed)
    # Terms of different kinds of services may state different things of a certificate: then none is applied.
    if not found or any(t.contents != terms[0].contents for t in terms):
        return None
    return Recognised(tuple(found), _restate(certificate, terms[0]))


def _agreements(trusted: TrustedService) -> tuple[tuple[Equivalence, ...], ...]:
    """The terms that the list of lists states for the list of ``trusted``: of no use for the list of another territory. What a list
    says of itself counts for nothing."""
    pointer = trusted.entry.pointer
    return pointer.agreements if pointer is not None and pointer.territory == trusted.territory else ()


def _in_force(history: tuple[Equivalence, ...], at: datetime) -> Equivalence | None:
    """The terms that began last; where several began then, all of them have to be enacted."""
    since = max((e.since for e in history if e.since <= at), default=None)
    newest = [e for e in history if e.since == since]
    return newest[0] if newest and all(e.enacted for e in newest) else None


def _translate(period: Period, agreed: Equivalence) -> Period | None:
    """``period`` in terms of the Union; None where its kind is not covered. A status that is not mapped is no status here."""
    listed = {i.uri for i in period.additional}
    ours = [
        our
        for their, our in agreed.kinds
        if their.type == period.type and (not their.additional or their.additional in listed)
    ]
    if not ours or any(our.type != ours[0].type for our in ours):
        return None
    return replace(
        period,
        type=ours[0].type,
        status=dict(agreed.statuses).get(period.status, ""),
        additional=tuple(AdditionalInformation(our.additional) for our in ours if our.additional),
        qualifications=tuple(_qualification(q, dict(agreed.qualifiers)) for q in period.qualifications),
    )


def _qualification(element: QualificationElement, mapped: dict[str, str]) -> QualificationElement:
    kept = tuple(mapped.get(q, q) for q in element.qualifiers if q in mapped or q in _WEAKENING)
    return replace(element, qualifiers=kept)


def _restate(certificate: Certificate, agreed: Equivalence) -> Certificate:
    """``certificate`` with the statements of the Union that its own ones are equivalent to, and no others."""
    held = [c for c in agreed.contents if fulfils(c.theirs, certificate) is True]
    statements = replace(
        certificate.qc_statements,
        compliance=any(c.context == "QcCompliance" for c in held),
        sscd=any(c.context == "QcQSCD" for c in held),
        types=tuple(dict.fromkeys(t for c in held if c.context == "QcType" for t in _types(c.ours))),
        legislation_countries=(),
    )
    restated = copy(certificate)
    restated.__dict__["qc_statements"] = statements
    return restated


def _types(criteria: Criteria) -> Iterator[str]:
    """The QcTypes that a declaration names."""
    for conditions in criteria.statements:
        yield from (c.type for c in conditions if c.type)
    for child in criteria.children:
        yield from _types(child)
