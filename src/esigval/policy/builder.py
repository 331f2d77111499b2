"""The facts of one signature, gathered from what the layers below concluded. Gathers; judges nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from esigval.chain.algorithms import digest_suitability, scheme_suitability
from esigval.chain.revocation import RevocationStatus
from esigval.model.conclusion import Conclusion, Indication, SubIndication
from esigval.model.dossier import Dossier
from esigval.model.policy import AlgorithmTable, ConstraintLevel
from esigval.model.qualification import CertificateQualification, Qualification
from esigval.model.reasons import Reason
from esigval.model.signature import Format, ScopeType, Signature
from esigval.policy.facts import (
    CertificateFacts,
    LawFacts,
    OutsideFacts,
    Period,
    RevocationFacts,
    ServiceFacts,
    SignatureFacts,
    TimestampFacts,
)
from esigval.policy.keys import derivable, shared
from esigval.qualification import services_behind
from esigval.qualification.service import at_time
from esigval.trust import TrustedService, TrustSet, uris
from esigval.validation.algorithms import uses_of_token
from esigval.validation.process import SignatureJudgement
from esigval.validation.stamps import TimestampJudgement
from esigval.x509.certificate import Certificate
from esigval.x509.verify import Verification

_CHAIN_PROBLEMS = frozenset(
    {
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
        SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE,
        SubIndication.CHAIN_CONSTRAINTS_FAILURE,
        SubIndication.REVOKED_CA_NO_POE,
    }
)
"""What leaves open whether the issuer issued the certificate at all: then nobody vouches for it."""

_WEAK = frozenset({SubIndication.CRYPTO_CONSTRAINTS_FAILURE, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE})
_TOLD_BY_ROWS = (
    _CHAIN_PROBLEMS
    | _WEAK
    | {
        SubIndication.HASH_FAILURE,
        SubIndication.SIG_CRYPTO_FAILURE,
        SubIndication.SIGNED_DATA_NOT_FOUND,
        SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
        SubIndication.REVOKED,
        SubIndication.REVOKED_NO_POE,
        SubIndication.EXPIRED,
        SubIndication.NOT_YET_VALID,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
        SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE,
        SubIndication.TRY_LATER,
    }
)
"""Sub-indications whose cause is a fact of its own here (chain, algorithms, dates, revocation, digests)."""

_UNBELIEVABLE = frozenset({SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE})
"""Nothing proves that the revocation data are from before their issuer's end: what they say counts for nothing then."""

_HOLD = "certificateHold"

_KINDS = {uris.CA_QC: "ca-qc", uris.TSA_QTST: "tsa-qtst"}
_TYPES = {"0.4.0.1862.1.6.1": "esign", "0.4.0.1862.1.6.2": "eseal", "0.4.0.1862.1.6.3": "web"}

_COVERS = {uris.FOR_ESIGNATURES: "esign", uris.FOR_ESEALS: "eseal", uris.FOR_WEB: "web"}

_NAMES = {
    "2.5.4.3": "common_name",
    "2.5.4.4": "surname",
    "2.5.4.42": "given_name",
    "2.5.4.65": "pseudonym",
    "2.5.4.5": "identifier",
    "2.5.4.6": "country",
    "2.5.4.10": "organisation",
    "2.5.4.97": "organisation_identifier",
    "2.5.4.12": "title",
    "1.2.840.113549.1.9.1": "email",
}
"""Attributes of the subject (X.520, EN 319 412-1) -> fields of the facts."""


def law_facts(
    judged: SignatureJudgement,
    conclusion: Conclusion,
    qualification: Qualification,
    trust: TrustSet,
    dossier: Dossier,
    outside: OutsideFacts | None = None,
    known: Iterable[Certificate] = (),
) -> LawFacts:
    """Everything that the laws look at. ``outside``: what a person supplies that no file shows; ``known``: certificates at hand."""
    certificate = judged.certificate
    anchored = _anchored(judged, conclusion)
    services: tuple[ServiceFacts, ...] = ()
    if certificate is not None and anchored:
        moments = (certificate.not_before, conclusion.best_signature_time)
        services = _services(certificate, judged.chain, trust, moments)
    issuance, signing = _european(qualification)
    return LawFacts(
        at=dossier.time,
        poe=conclusion.best_signature_time,
        poe_proof=conclusion.best_signature_time_proof,
        low=conclusion.time_lower_bound,
        low_proof="" if conclusion.time_lower_bound is None else "lower-bound",
        signature=_signature(judged, conclusion, dossier),
        certificate=None if certificate is None else _certificate(certificate, judged, anchored, bool(services), known),
        services=services,
        revocation=None if certificate is None else _revocation(judged, conclusion, certificate, dossier.time),
        timestamps=_timestamps(judged, conclusion, trust),
        qualified_at_issuance="" if issuance is None else issuance.qualified,
        qualified_at_signing="" if signing is None else signing.qualified,
        qscd="" if signing is None else signing.qscd,
        outside=outside or OutsideFacts(),
    )


def _european(
    qualification: Qualification,
) -> tuple[CertificateQualification | None, CertificateQualification | None]:
    """TS 119 615 speaks of what is qualified in the Union; of another scheme's certificates its "no" says just that."""
    if qualification.scheme != "EU":
        return None, None
    return qualification.at_issuance, qualification.at_signing


def _blocking(judged: SignatureJudgement, conclusion: Conclusion) -> frozenset[SubIndication]:
    """What stands against the signature; what the later processes overcame doesn't."""
    if conclusion.indication is Indication.TOTAL_PASSED:
        return frozenset()
    subs = {conclusion.sub_indication, *judged.basic.block.blocking}
    if judged.basic.chain is not None:
        subs.update(judged.basic.chain.block.blocking)
    return frozenset(sub for sub in subs if sub is not None)


def _anchored(judged: SignatureJudgement, conclusion: Conclusion) -> bool:
    """Whether a path to an anchor stands, constraints of its certificates included."""
    if judged.basic.chain is None:
        return False
    if conclusion.indication is Indication.TOTAL_PASSED:
        return True
    return bool(judged.chain) and not _CHAIN_PROBLEMS & _blocking(judged, conclusion)


def _signature(judged: SignatureJudgement, conclusion: Conclusion, dossier: Dossier) -> SignatureFacts:
    signature = judged.signature
    weak = _weak(judged, conclusion, dossier.policy.algorithms)
    return SignatureFacts(
        format=signature.format.value,
        level=signature.level,
        value_verifies=_verifies(judged, conclusion),
        digests_match=_digests_match(judged, conclusion),
        certificate_reference=signature.has_signing_certificate_attribute,
        sound=_sound(judged, conclusion),
        algorithms_suitable=not weak,
        weak=weak,
        covered=tuple(scope.name for scope in signature.scopes),
        uncovered=_uncovered(signature, dossier),
        later=_later(signature, dossier),
        indication=conclusion.indication.value,
        sub_indication=conclusion.sub_indication.value if conclusion.sub_indication else "",
        roles=signature.properties.roles,
        commitments=tuple(c.identifier for c in signature.properties.commitments),
    )


def _verifies(judged: SignatureJudgement, conclusion: Conclusion) -> bool | None:
    """Whether the value verifies; what the validation holds against it (a forged attribute, say) counts like a wrong value."""
    if SubIndication.SIG_CRYPTO_FAILURE in _blocking(judged, conclusion):
        return False
    identification = judged.basic.identification
    if identification is None or identification.certificate is None or not judged.signature.value.signed_data:
        return None
    outcome = identification.verification
    return None if outcome is Verification.UNSUPPORTED else outcome is Verification.VALID


def _digests_match(judged: SignatureJudgement, conclusion: Conclusion) -> bool | None:
    """False where one is refuted, None where one couldn't be computed or was not found in its place."""
    references = judged.signature.references
    if SubIndication.HASH_FAILURE in _blocking(judged, conclusion):
        return False
    if any(r.actual is not None and r.actual != r.expected for r in references):
        return False
    found = all(r.found and r.intact for r in references)
    return True if found and (conclusion.signature_intact or not judged.signature.value.value) else None


def _sound(judged: SignatureJudgement, conclusion: Conclusion) -> bool | None:
    """Whether the structure keeps the rules. Of a failure that no row of a law tells, nothing good is assumed."""
    subs = _blocking(judged, conclusion)
    if judged.signature.unreadable or SubIndication.FORMAT_FAILURE in subs:
        return False
    return True if subs <= _TOLD_BY_ROWS else None


def _weak(judged: SignatureJudgement, conclusion: Conclusion, table: AlgorithmTable) -> tuple[str, ...]:
    """Algorithms that were no longer secure at the latest possible moment of signing, whatever the policy makes of it."""
    weak: list[str] = []
    moment = conclusion.best_signature_time
    for use in dict.fromkeys(uses_of_token(judged.basic.token, judged.certificate)):
        found = (
            digest_suitability(table, use.name, moment)
            if use.is_digest
            else scheme_suitability(table, use.name, use.bits, moment)
        )
        if not found.suitable and found.level is ConstraintLevel.FAIL:
            weak.append(f"{use.name} {use.bits}" if use.bits else use.name)
    if not weak and conclusion.sub_indication in _WEAK:
        weak.append("chain")
    return tuple(sorted(weak))


def _uncovered(signature: Signature, dossier: Dossier) -> tuple[str, ...]:
    """What lies beside the signed data: parts of an XML document, supplied files that no reference names, files of a container."""
    partial = [scope.name for scope in signature.scopes if scope.scope is ScopeType.PARTIAL]
    if signature.format is Format.PADES:
        partial = []  # what follows the signed revision: a later change, told apart
    named = {scope.name for scope in signature.scopes} | {reference.name for reference in signature.references}
    beside = [d.name for d in dossier.detached if d.name and d.name not in named] if len(dossier.detached) > 1 else []
    return tuple(sorted({*partial, *beside, *_not_signed(signature)}))


def _not_signed(signature: Signature) -> Iterator[str]:
    """The files of its container that the signature does not cover."""
    for finding in signature.findings:
        if finding.reason is Reason.FILE_NOT_SIGNED:
            files = dict(finding.facts).get("files")
            yield from files if isinstance(files, tuple) else ()


def _later(signature: Signature, dossier: Dossier) -> tuple[str, ...]:
    """What was added to a PDF after the signed revision."""
    if signature.format is not Format.PADES or not signature.covered:
        return ()
    end, size = max(stop for _, stop in signature.covered), len(dossier.document.data)
    return (f"{end}–{size}",) if end < size else ()


def _certificate(
    certificate: Certificate, judged: SignatureJudgement, anchored: bool, listed: bool, known: Iterable[Certificate]
) -> CertificateFacts:
    """``listed``: a path of verified signatures leads to a listed service. A certificate that is itself the anchor has no such path."""
    statements = certificate.qc_statements
    limit = statements.limit
    subject = _subject(certificate)
    return CertificateFacts(
        id=certificate.id,
        subject=certificate.subject,
        issuer=certificate.issuer,
        serial=str(certificate.serial),
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        issuer_organisation=_attribute(certificate.issuer_attributes, "2.5.4.10"),
        issuer_country=_attribute(certificate.issuer_attributes, "2.5.4.6").upper(),
        key_algorithm=certificate.key_algorithm,
        key_bits=certificate.key_bits,
        key_weak=derivable(certificate) or None,
        key_shared=shared(certificate, judged.chain, known) or None,
        key_usage=None if certificate.key_usage is None else tuple(sorted(certificate.key_usage)),
        qc_compliance=statements.compliance,
        qc_types=tuple(_TYPES.get(oid, oid) for oid in statements.types),
        qc_legislation=tuple(c.upper() for c in statements.legislation_countries),
        qc_sscd=statements.sscd,
        qc_limit=f"{limit.amount * 10**limit.exponent} {limit.currency}" if limit and abs(limit.exponent) < 20 else "",
        policies=certificate.policies,
        locations=(*certificate.aia_ocsp, *certificate.aia_ca_issuers, *certificate.crl_distribution_points),
        issuer_verifies=True if anchored and (len(judged.chain) > 1 or listed) else None,
        self_signed=certificate.self_issued,
        anchored=anchored,
        given_name=subject.get("given_name", ""),
        surname=subject.get("surname", ""),
        common_name=subject.get("common_name", ""),
        pseudonym=subject.get("pseudonym", ""),
        identifier=subject.get("identifier", ""),
        country=subject.get("country", ""),
        organisation=subject.get("organisation", ""),
        organisation_identifier=subject.get("organisation_identifier", ""),
        title=subject.get("title", ""),
        email=subject.get("email", ""),
    )


def _subject(certificate: Certificate) -> dict[str, str]:
    found: dict[str, str] = {}
    for oid, value in certificate.subject_attributes:
        field = _NAMES.get(oid)
        if field is not None and value:
            found.setdefault(field, value)
    if "email" not in found:
        for name in certificate.subject_alternative_names:
            if name.kind == "rfc822Name":
                found["email"] = name.text
                break
    return found


def _attribute(attributes: tuple[tuple[str, str], ...], oid: str) -> str:
    return next((value for name, value in attributes if name == oid), "")


def _services(
    leaf: Certificate, chain: tuple[Certificate, ...], trust: TrustSet, moments: tuple[datetime, ...]
) -> tuple[ServiceFacts, ...]:
    """Services behind ``leaf`` in lists that were authenticated and that the policy lets be used, each with its whole history."""
    found: list[ServiceFacts] = []
    for trusted in services_behind(leaf, chain, trust):
        for kind_uri, kind in _KINDS.items():
            periods = tuple(
                Period(_short(period.status), period.since, end)
                for period, end in reversed(trusted.intervals())
                if period.type == kind_uri
            )
            if periods:
                found.append(_service(trusted, kind, periods, leaf, trust, moments))
    return tuple(found)


def _service(
    trusted: TrustedService,
    kind: str,
    periods: tuple[Period, ...],
    leaf: Certificate,
    trust: TrustSet,
    moments: tuple[datetime, ...],
) -> ServiceFacts:
    seen = [at_time(trusted, leaf, moment) for moment in moments]
    qualifiers = {_short(uri) for service in seen if service is not None for uri in service.qualifiers}
    content = trusted.entry.content
    return ServiceFacts(
        regime=trusted.scheme if trusted.scheme in ("EU", "MD") else "third",
        territory=trusted.territory,
        provider=trusted.provider.name,
        service=trusted.service.current.name,
        kind=kind,
        authenticated=trusted.entry.authenticated and trust.verdict(trusted.entry).passed,
        list_sequence=content.sequence if content is not None else 0,
        list_sha256=trusted.entry.facts.sha256,
        qualifiers=tuple(sorted(qualifiers)),
        covers=tuple(sorted({_COVERS[i.uri] for i in trusted.service.current.additional if i.uri in _COVERS})),
        periods=periods,
    )


def _short(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]


def _revocation(
    judged: SignatureJudgement, conclusion: Conclusion, certificate: Certificate, now: datetime
) -> RevocationFacts | None:
    """Data that may be believed today; where the whole validation passed on older data (proven to be from before), those."""
    if certificate.short_term or (certificate.no_rev_avail and not certificate.is_ca):
        return RevocationFacts(good_until=certificate.not_after, fresh=True)
    blocking = _blocking(judged, conclusion)
    chain = judged.basic.chain
    status = chain.status_of(certificate) if chain is not None else None
    if status is None or blocking & _UNBELIEVABLE:
        return None
    believed = status.accepted
    if not believed and conclusion.indication is Indication.TOTAL_PASSED:
        believed = status.known
    if not believed:
        return None
    facts = _from_statuses(believed, certificate, now)
    # Where the validation held them to be too old, an extract from before signing says nothing either.
    return msgspec.structs.replace(facts, current_until=None) if SubIndication.TRY_LATER in blocking else facts


def _from_statuses(statuses: tuple[RevocationStatus, ...], certificate: Certificate, now: datetime) -> RevocationFacts:
    """What all believed CRLs and responses say together. The earliest revocation stands; a hold that a later one no longer tells was
    lifted by then at the latest."""
    good = [s for s in statuses if s.status == "good" and _speaks_of(s, certificate)]
    newest = max(good, key=_moment, default=None)
    gone = [s for s in statuses if s.status == "revoked" and s.revocation_time is not None]
    revoked = min((s for s in gone if s.reason != _HOLD), key=_revoked_at, default=None)
    return RevocationFacts(
        good_until=_moment(newest) if newest is not None else None,
        current_until=newest.next_update if newest is not None else None,
        revoked_at=revoked.revocation_time if revoked is not None else None,
        reason=revoked.reason if revoked is not None else "",
        invalidity=revoked.invalidity_date if revoked is not None else None,
        suspended=tuple(sorted({_hold(s, newest) for s in gone if s.reason == _HOLD}, key=lambda h: h[0])),
        fresh=any(s.next_update is not None and _moment(s) <= now <= s.next_update for s in statuses),
        evidence=tuple(sorted({s.evidence_id for s in statuses})),
    )


def _speaks_of(status: RevocationStatus, certificate: Certificate) -> bool:
    """After expiry a certificate may have left the register: silence then says nothing unless it is stated how long it is kept."""
    if _moment(status) <= certificate.not_after:
        return True
    kept = status.archive_cutoff or status.expired_certs_on_crl
    return kept is not None and kept <= certificate.not_after


_NEVER = datetime.min.replace(tzinfo=UTC)


def _moment(status: RevocationStatus) -> datetime:
    return status.this_update or status.produced_at or _NEVER


def _revoked_at(status: RevocationStatus) -> datetime:
    return status.revocation_time or _NEVER


def _hold(status: RevocationStatus, newest: RevocationStatus | None) -> tuple[datetime, datetime | None]:
    lifted = newest is not None and _moment(newest) > _moment(status)
    return _revoked_at(status), _moment(newest) if lifted and newest is not None else None


def _timestamps(judged: SignatureJudgement, conclusion: Conclusion, trust: TrustSet) -> tuple[TimestampFacts, ...]:
    """Every time-stamp of the signature; whether it is valid, the whole validation of it decides, past validation included."""
    passed = {c.id for c in conclusion.timestamps if c.indication is Indication.PASSED}
    return tuple(
        _timestamp(stamp, stamp.time, stamp.timestamp.id in passed, trust)
        for stamp in judged.stamps
        if stamp.time is not None
    )


def _timestamp(stamp: TimestampJudgement, time: datetime, passed: bool, trust: TrustSet) -> TimestampFacts:
    certificate = stamp.identification.certificate if stamp.identification is not None else None
    services: tuple[ServiceFacts, ...] = ()
    if certificate is not None and stamp.chain is not None and passed:
        services = _services(certificate, stamp.chain.path, trust, (time,))
    token = stamp.timestamp.token
    return TimestampFacts(
        id=stamp.timestamp.id,
        type=stamp.timestamp.type.value,
        time=time,
        valid=passed,
        imprint=stamp.timestamp.imprint_intact if stamp.timestamp.imprint_found else None,
        verifies=stamp.intact if stamp.identification is not None else None,
        accuracy=token is not None and token.accuracy_microseconds is not None,
        services=services,
    )
