"""Facts of the signature itself: whether it verifies, what it covers, how strong its algorithms were."""

from collections.abc import Iterator

from esigval.chain.algorithms import digest_suitability, scheme_suitability
from esigval.model.conclusion import Conclusion, SubIndication
from esigval.model.dossier import Dossier
from esigval.model.policy import AlgorithmTable, ConstraintLevel
from esigval.model.reasons import Reason
from esigval.model.signature import Format, ScopeType, Signature
from esigval.policy.facts import SignatureFacts
from esigval.policy.gather.verdict import CHAIN_PROBLEMS, Blocking
from esigval.validation.algorithms import uses_of_token
from esigval.validation.process import SignatureJudgement
from esigval.x509.verify import Verification

_WEAK = frozenset({SubIndication.CRYPTO_CONSTRAINTS_FAILURE, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE})
_TOLD_BY_ROWS = (
    CHAIN_PROBLEMS
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


def signature_facts(
    judged: SignatureJudgement, conclusion: Conclusion, blocking: Blocking, dossier: Dossier
) -> SignatureFacts:
    """The cryptographic core and what it covers."""
    signature = judged.signature
    weak = _weak(judged, conclusion, dossier.policy.algorithms)
    return SignatureFacts(
        format=signature.format.value,
        level=signature.level,
        value_verifies=_verifies(judged, blocking),
        digests_match=_digests_match(judged, conclusion, blocking),
        certificate_reference=signature.has_signing_certificate_attribute,
        sound=_sound(judged, blocking),
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


def _verifies(judged: SignatureJudgement, blocking: Blocking) -> bool | None:
    """Whether the value verifies; what the validation holds against it (a forged attribute, say) counts like a wrong value."""
    if SubIndication.SIG_CRYPTO_FAILURE in blocking:
        return False
    identification = judged.basic.identification
    if identification is None or identification.certificate is None or not judged.signature.value.signed_data:
        return None
    outcome = identification.verification
    return None if outcome is Verification.UNSUPPORTED else outcome is Verification.VALID


def _digests_match(judged: SignatureJudgement, conclusion: Conclusion, blocking: Blocking) -> bool | None:
    """False where one is refuted, None where one couldn't be computed or was not found in its place."""
    references = judged.signature.references
    if SubIndication.HASH_FAILURE in blocking:
        return False
    if any(r.actual is not None and r.actual != r.expected for r in references):
        return False
    found = all(r.found and r.intact for r in references)
    return True if found and (conclusion.signature_intact or not judged.signature.value.value) else None


def _sound(judged: SignatureJudgement, blocking: Blocking) -> bool | None:
    """Whether the structure keeps the rules. Of a failure that no row of a law tells, nothing good is assumed."""
    if judged.signature.unreadable or SubIndication.FORMAT_FAILURE in blocking:
        return False
    return True if blocking <= _TOLD_BY_ROWS else None


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
