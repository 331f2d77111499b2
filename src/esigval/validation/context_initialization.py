"""Validation context initialization (EN 319 102-1, clause 5.2.4): the signature policy that the signer names."""

from esigval.hashing import digest, is_supported
from esigval.model.conclusion import SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.model.signature import Signature, SignaturePolicy
from esigval.validation.block import Block, Steps

ID = "en-319-102-1/5.2.4"
ACCEPTED = "en-319-102-1/5.2.4/policy-accepted"
AVAILABLE = "en-319-102-1/5.2.4/policy-available"
HASH = "en-319-102-1/5.2.4/policy-hash"


def initialize_context(signature: Signature, policy: ValidationPolicy) -> Block:
    """Whether the signature policy is acceptable, at hand, and the one that was meant (its digest)."""
    steps = Steps(ID)
    named = signature.properties.policy
    accepted = policy.values.get("accepted_signature_policies", ("*",))
    holds = named is None or accepted == ("*",) or (isinstance(accepted, tuple) and named.identifier in accepted)
    steps.add(
        constraint(policy, ACCEPTED, holds, Reason.SIGNATURE_POLICY_NOT_ACCEPTED),
        SubIndication.POLICY_PROCESSING_ERROR,
    )
    if named is not None and named.identifier:
        facts = (("policy", named.identifier),)
        available = bool(named.document)
        steps.add(
            constraint(policy, AVAILABLE, available, Reason.SIGNATURE_POLICY_NOT_AVAILABLE, facts=facts),
            SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE,
        )
        if available:
            steps.add(
                constraint(policy, HASH, _digest_matches(named), Reason.DIGEST_MISMATCH, facts=facts),
                SubIndication.POLICY_PROCESSING_ERROR,
            )
    return steps.block(subject=signature.id)


def _digest_matches(named: SignaturePolicy) -> bool | None:
    if named.zero_hash:
        return True
    if not is_supported(named.digest_algorithm):
        return None
    return digest(named.digest_algorithm, named.document) == named.digest
