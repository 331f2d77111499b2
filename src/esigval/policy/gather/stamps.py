"""Facts of the time-stamps of a signature."""

from datetime import datetime

from esigval.model.conclusion import Conclusion, Indication
from esigval.policy.facts import ServiceFacts, TimestampFacts
from esigval.policy.gather.services import service_facts
from esigval.trust import TrustSet
from esigval.validation.process import SignatureJudgement
from esigval.validation.stamps import TimestampJudgement


def timestamp_facts(judged: SignatureJudgement, conclusion: Conclusion, trust: TrustSet) -> tuple[TimestampFacts, ...]:
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
        services = service_facts(certificate, stamp.chain.path, trust, (time,))
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
