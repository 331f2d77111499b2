"""Whether a list may be used, under a policy and at a time (TS 119 615 4.1.4 and 4.2.4, TS 119 612 clause 5.3)."""

from datetime import datetime, timedelta

from esigval.model.check import Check, Facts, Status, conjunction
from esigval.model.errors import Malformed
from esigval.model.evidence import EvidenceKind, Need
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.trust.authenticate import ListEntry, Role
from esigval.trust.lists import ListedCertificate, TrustedList
from esigval.trust.signature import ListSignature
from esigval.x509.certificate import parse_certificate

VERSIONS = frozenset({5, 6})
"""TSLVersionIdentifier: 5 since TS 119 612 V2.1.1, 6 since V2.3.1."""

READABLE = "ts-119-612/5.1/readable"
VERSION = "ts-119-612/5.3.1"
SEQUENCE = "ts-119-612/5.3.2/sequence"
TERRITORY = "ts-119-612/5.3.10/territory"
OPERATOR = "ts-119-612/5.3.4/operator"
ISSUED = "ts-119-612/5.3.14/issued"
NOT_EXPIRED = "ts-119-612/5.3.15/not-expired"
FIELDS = "ts-119-612/5.3/fields"
EXTENSIONS = "ts-119-612/5.3.17/extensions"
SIGNATURE = "ts-119-612/5.7.1/signature"
SIGNER = "ts-119-612/5.7.1/signer"
ANNOUNCED = "ts-119-615/4.2.4/announced"
PARENT = "ts-119-615/4.2.4/list-of-lists"
PIVOTS = "ts-119-615/4.1.4/pivots"
FRESH = "ts-119-615/4.2.4/fresh"
SIGNER_VALID = "ts-119-612/5.7.1/signer-valid"

FRESHNESS = timedelta(hours=6)
"""EU DSS 6.4, default policy: TLFreshness."""

LIST_CHECKS = (
    VERSION,
    SEQUENCE,
    TERRITORY,
    OPERATOR,
    ISSUED,
    NOT_EXPIRED,
    FIELDS,
    EXTENSIONS,
    SIGNATURE,
    SIGNER,
    SIGNER_VALID,
    FRESH,
    PIVOTS,
)
"""Checks whose level a policy states. That a list can be read, is announced, and that its list of lists is accepted, is never a matter
of policy."""


def judge_list(entry: ListEntry, policy: ValidationPolicy, at: datetime) -> Check:
    """The check of ``entry``; it passes where the list may be used."""
    check_id = "ts-119-615/4.1.4" if entry.role in {Role.ROOT, Role.PIVOT} else "ts-119-615/4.2.4"
    children = _children(entry, policy, at)
    return Check(check_id, conjunction(children), facts=_describe(entry), subject=entry.facts.sha256, children=children)


def _children(entry: ListEntry, policy: ValidationPolicy, at: datetime) -> tuple[Check, ...]:
    content = entry.content
    if content is None:
        return (Check(READABLE, Status.FAILED, Reason.MALFORMED, (("what", entry.facts.malformed),)),)
    children = [Check(READABLE, Status.PASSED)]
    if entry.role is Role.STRAY:
        reason = Reason.LIST_OF_LISTS_MISSING if entry.parent is None else Reason.LIST_NOT_ANNOUNCED
        children.append(Check(ANNOUNCED, Status.FAILED, reason, (("url", entry.url),)))
    children += _scheme(entry, content, policy, at)
    children += _signature(entry, policy)
    if entry.role is Role.ROOT:
        children.append(_pivots(entry, policy))
    if entry.role is Role.NATIONAL and entry.parent is not None:
        children.append(_parent(entry.parent, policy, at))
    return tuple(children)


def _parent(parent: ListEntry, policy: ValidationPolicy, at: datetime) -> Check:
    """A list is only as good as the list of lists that names its signers."""
    facts: Facts = (("url", parent.url),)
    if judge_list(parent, policy, at).passed:
        return Check(PARENT, Status.PASSED, facts=facts)
    return Check(PARENT, Status.FAILED, Reason.LIST_OF_LISTS_NOT_ACCEPTED, facts)


def _describe(entry: ListEntry) -> Facts:
    content = entry.content
    if content is None:
        return (("url", entry.url),)
    return (
        ("url", entry.url),
        ("territory", content.territory),
        ("sequence", content.sequence),
        ("issued", content.issued),
        ("next_update", content.next_update),
    )


def _scheme(entry: ListEntry, content: TrustedList, policy: ValidationPolicy, at: datetime) -> list[Check]:
    """What the scheme information says of itself against the time, earlier editions and the pointer."""
    version = (("version", content.version),)
    checks = [
        constraint(policy, VERSION, content.version in VERSIONS, Reason.LIST_VERSION_UNKNOWN, facts=version),
        constraint(policy, FIELDS, not content.absent, Reason.LIST_FIELDS_MISSING, facts=(("fields", content.absent),)),
    ]
    unknown = tuple(e.name for e in content.extensions if e.critical and not e.known)
    if unknown:
        facts: Facts = (("extensions", unknown),)
        checks.append(constraint(policy, EXTENSIONS, False, Reason.CRITICAL_EXTENSION_UNKNOWN, facts=facts))
    issued = (("issued", content.issued), ("time", at))
    checks.append(constraint(policy, ISSUED, content.issued <= at, Reason.LIST_ISSUED_LATER, facts=issued))
    if entry.role is not Role.PIVOT:
        checks.append(_expiry(content, policy, at))
    if entry.obtained is not None:
        times: Facts = (("obtained", entry.obtained), ("time", at))
        checks.append(constraint(policy, FRESH, at - entry.obtained <= FRESHNESS, Reason.LIST_NOT_FRESH, facts=times))
    if entry.seen is not None:
        kept = content.sequence >= entry.seen.sequence and content.issued >= entry.seen.issued
        facts = (
            ("sequence", content.sequence),
            ("seen", entry.seen.sequence),
            ("seen_issued", entry.seen.issued),
        )
        checks.append(constraint(policy, SEQUENCE, kept, Reason.LIST_ROLLED_BACK, facts=facts))
    if entry.pointer is not None:
        checks += _pointed(entry, content, policy)
    return checks


def _expiry(content: TrustedList, policy: ValidationPolicy, at: datetime) -> Check:
    """Clause 5.3.15: without a next update the list is the last one of its scheme and does not expire."""
    if content.next_update is None:
        return Check(NOT_EXPIRED, Status.NOT_APPLICABLE)
    facts: Facts = (("next_update", content.next_update), ("time", at))
    return constraint(policy, NOT_EXPIRED, at <= content.next_update, Reason.LIST_EXPIRED, facts=facts)


def _pointed(entry: ListEntry, content: TrustedList, policy: ValidationPolicy) -> list[Check]:
    """Whether the list is the one that the pointer means (clause 5.3.13)."""
    assert entry.pointer is not None
    territory: Facts = (("territory", content.territory), ("announced", entry.pointer.territory))
    same = content.territory == entry.pointer.territory and content.type == entry.pointer.type
    named = {t.value.casefold() for t in entry.pointer.operators}
    own = {t.value.casefold() for t in content.operators}
    operators: Facts = (("operator", content.operator),)
    return [
        constraint(policy, TERRITORY, same, Reason.LIST_TERRITORY_MISMATCH, facts=territory),
        constraint(policy, OPERATOR, not named or bool(named & own), Reason.LIST_OPERATOR_MISMATCH, facts=operators),
    ]


def _signature(entry: ListEntry, policy: ValidationPolicy) -> list[Check]:
    signature = entry.facts.signature
    reason = _broken(signature)
    facts: Facts = (("signatures", signature.count),)
    if signature.problem:
        facts += (("what", signature.problem),)
    checks = [constraint(policy, SIGNATURE, reason is None, reason, facts=facts)]
    if reason is not None or entry.role is Role.STRAY:
        return checks
    missing = Reason.LIST_SIGNER_NOT_ANNOUNCED if entry.candidates else Reason.LIST_SIGNERS_UNKNOWN
    known = entry.signer is not None
    candidates: Facts = (("candidates", len(entry.candidates)),)
    checks.append(
        constraint(policy, SIGNER, known, missing, facts=candidates, subject=entry.signer.id if entry.signer else "")
    )
    if entry.signer is not None and entry.content is not None:
        checks.append(_signer_valid(entry.signer, entry.content, policy))
    return checks


def _signer_valid(signer: ListedCertificate, content: TrustedList, policy: ValidationPolicy) -> Check:
    """The signer's certificate was valid when the list was issued. It is trusted by its announcement all the same."""
    try:
        certificate = parse_certificate(signer.der)
    except Malformed:
        return constraint(policy, SIGNER_VALID, None, Reason.MALFORMED, subject=signer.id)
    facts: Facts = (
        ("not_before", certificate.not_before),
        ("not_after", certificate.not_after),
        ("issued", content.issued),
    )
    valid = certificate.not_before <= content.issued <= certificate.not_after
    return constraint(policy, SIGNER_VALID, valid, Reason.LIST_SIGNER_NOT_VALID, facts=facts, subject=signer.id)


def _broken(signature: ListSignature) -> Reason | None:
    """Why the signature does not vouch for the list, whoever made it."""
    if signature.count == 0:
        return Reason.LIST_NOT_SIGNED
    if signature.count > 1:
        return Reason.LIST_SIGNED_MORE_THAN_ONCE
    if not signature.intact:
        return Reason.LIST_SIGNATURE_BROKEN
    return None if signature.whole else Reason.LIST_SIGNATURE_NOT_OVER_WHOLE_LIST


def _pivots(entry: ListEntry, policy: ValidationPolicy) -> Check:
    """The way from the pinned signers to those of today's list of lists; a pivot that is missing is asked for."""
    needs = tuple(Need(EvidenceKind.TRUSTED_LIST, url, PIVOTS) for url in entry.missing_pivots)
    broken = tuple(p.url for p in entry.pivots if not p.authenticated)
    children = tuple(
        Check(
            f"{PIVOTS}/pivot",
            Status.PASSED if pivot.authenticated else Status.FAILED,
            None if pivot.authenticated else Reason.PIVOT_NOT_AUTHENTICATED,
            _describe(pivot),
            pivot.facts.sha256,
        )
        for pivot in entry.pivots
    )
    # Where the list of lists is authenticated all the same, no pivot was needed on the way.
    holds = entry.authenticated or not (needs or broken)
    reason = Reason.PIVOT_MISSING if needs else Reason.PIVOT_NOT_AUTHENTICATED
    return constraint(policy, PIVOTS, holds, reason, needs=() if holds else needs, children=children)
