"""What the validation holds against the signature, as the facts of a law need it."""

from esigval.model.conclusion import Conclusion, Indication, SubIndication
from esigval.validation.process import SignatureJudgement

Blocking = frozenset[SubIndication]

CHAIN_PROBLEMS = frozenset(
    {
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
        SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE,
        SubIndication.CHAIN_CONSTRAINTS_FAILURE,
        SubIndication.REVOKED_CA_NO_POE,
    }
)
"""What leaves open whether the issuer issued the certificate at all: then nobody vouches for it."""


def blocking_of(judged: SignatureJudgement, conclusion: Conclusion) -> Blocking:
    """What stands against the signature; what the later processes overcame doesn't."""
    if conclusion.indication is Indication.TOTAL_PASSED:
        return frozenset()
    subs = {conclusion.sub_indication, *judged.basic.block.blocking}
    if judged.basic.chain is not None:
        subs.update(judged.basic.chain.block.blocking)
    return frozenset(sub for sub in subs if sub is not None)


def is_anchored(judged: SignatureJudgement, conclusion: Conclusion, blocking: Blocking) -> bool:
    """Whether a path to an anchor stands, constraints of its certificates included."""
    if judged.basic.chain is None:
        return False
    if conclusion.indication is Indication.TOTAL_PASSED:
        return True
    return bool(judged.chain) and not CHAIN_PROBLEMS & blocking
