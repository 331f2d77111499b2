"""Cryptographic verification (EN 319 102-1, clause 5.2.7): the signed data are there, unchanged, and the key signed them."""

from esigval.model.check import Check, Facts, Status
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.model.signature import Reference, ReferenceType
from esigval.validation.block import Block, Steps
from esigval.validation.identification import Identification
from esigval.validation.token import SignedToken
from esigval.x509.verify import Verification

ID = "en-319-102-1/5.2.7"
REFERENCE_FOUND = "en-319-102-1/5.2.7/reference-found"
REFERENCE_INTACT = "en-319-102-1/5.2.7/reference-intact"
ENTRY_FOUND = "en-319-102-1/5.2.7/manifest-entry-found"
CONTAINER_ENTRY_FOUND = "en-319-162-1/4.4.4.2/manifest-entry-found"
ENTRY_INTACT = "en-319-102-1/5.2.7/manifest-entry-intact"
SIGNATURE_INTACT = "en-319-102-1/5.2.7/signature-intact"
DER_ENCODED = "rfc-5652/5.4/signed-over-der"

_FAILED = Indication.FAILED


def verify_cryptography(
    token: SignedToken, identification: Identification, policy: ValidationPolicy, *, subject: str = ""
) -> Block:
    """References first, then the signature value, as the clause orders them; what can't be computed comes last.

    An algorithm that is not supported gives INDETERMINATE, never FAILED: not knowing is no proof of forgery, and what is shown to be
    wrong stays wrong beside it.
    """
    steps = Steps(ID)
    unknown = [r for r in token.references if r.found and not r.intact and r.actual is None]
    entry_found = _entry_found(token.references)
    for reference in token.references:
        if reference not in unknown:
            _check_reference(steps, reference, policy, entry_found)
    verification = identification.verification
    if not token.value.signed_data:
        check = Check(SIGNATURE_INTACT, Status.INDETERMINATE, Reason.SIGNED_DATA_NOT_FOUND)
        steps.add(check, SubIndication.SIGNED_DATA_NOT_FOUND)
    elif verification is Verification.UNSUPPORTED:
        facts = (("algorithm", token.value.algorithm.name),)
        check = Check(SIGNATURE_INTACT, Status.INDETERMINATE, Reason.UNKNOWN_SIGNATURE_ALGORITHM, facts)
        steps.add(check, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    elif verification is Verification.VALID:
        steps.add(Check(SIGNATURE_INTACT, Status.PASSED), SubIndication.SIG_CRYPTO_FAILURE)
        if identification.reading:
            check = constraint(policy, DER_ENCODED, False, Reason.NOT_DER)
            steps.add(check, SubIndication.SIG_CRYPTO_FAILURE, _FAILED)
    else:
        check = Check(SIGNATURE_INTACT, Status.FAILED, Reason.SIGNATURE_VALUE_WRONG)
        steps.add(check, SubIndication.SIG_CRYPTO_FAILURE, _FAILED)
    for reference in unknown:
        _check_unknown(steps, reference, policy)
    return steps.block(subject=subject or token.id)


_BESIDE = frozenset({ReferenceType.MANIFEST_ENTRY, ReferenceType.COUNTER_SIGNED_SIGNATURE_VALUE})
"""Digests that the signature value does not cover itself: they are stated one level further down."""


def digests_match(references: tuple[Reference, ...]) -> bool:
    """Whether every digest under the signature value is that of what it leads to. Whether that stands where it may stand is a
    question of its own (``found``)."""
    return all(r.actual is not None and r.actual == r.expected for r in references if r.type not in _BESIDE)


def _entry_found(references: tuple[Reference, ...]) -> str:
    """The check for entries of a manifest. One inside a signature may lead to what the receiver doesn't have; that of a container is about
    the files of the container."""
    inside = any(r.type is ReferenceType.MANIFEST for r in references)
    return ENTRY_FOUND if inside else CONTAINER_ENTRY_FOUND


def _check_reference(steps: Steps, reference: Reference, policy: ValidationPolicy, entry_found: str) -> None:
    entry = reference.type is ReferenceType.MANIFEST_ENTRY
    facts: Facts = (("type", reference.type.value), ("name", reference.name))
    found = constraint(
        policy,
        entry_found if entry else REFERENCE_FOUND,
        True if reference.found else None,
        reference.reason or Reason.SIGNED_DATA_NOT_FOUND,
        facts=facts,
    )
    if not steps.add(found, SubIndication.SIGNED_DATA_NOT_FOUND) or not reference.found:
        return
    intact_id = ENTRY_INTACT if entry else REFERENCE_INTACT
    if reference.intact:
        steps.note(Check(intact_id, Status.PASSED, None, facts))
    else:
        check = constraint(policy, intact_id, False, Reason.DIGEST_MISMATCH, facts=facts)
        steps.add(check, SubIndication.HASH_FAILURE, _FAILED)


def _check_unknown(steps: Steps, reference: Reference, policy: ValidationPolicy) -> None:
    """Found, but its digest can't be computed (unknown algorithm, refused transform): nothing is shown either way."""
    entry = reference.type is ReferenceType.MANIFEST_ENTRY
    facts: Facts = (("type", reference.type.value), ("name", reference.name))
    reason = reference.reason or Reason.UNKNOWN_DIGEST_ALGORITHM
    check = constraint(policy, ENTRY_INTACT if entry else REFERENCE_INTACT, None, reason, facts=facts)
    steps.add(check, SubIndication.SIGNED_DATA_NOT_FOUND)
