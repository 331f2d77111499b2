"""The facts of one signature, gathered from what the layers below concluded. Gathers; judges nothing."""

from collections.abc import Iterable

from esigval.model.conclusion import Conclusion
from esigval.model.dossier import Dossier
from esigval.model.qualification import CertificateQualification, Qualification
from esigval.policy.facts import LawFacts, OutsideFacts, ServiceFacts
from esigval.policy.gather.certificate import certificate_facts
from esigval.policy.gather.revocation import revocation_facts
from esigval.policy.gather.services import service_facts
from esigval.policy.gather.signature import signature_facts
from esigval.policy.gather.stamps import timestamp_facts
from esigval.policy.gather.verdict import blocking_of, is_anchored
from esigval.trust import TrustSet
from esigval.validation.process import SignatureJudgement
from esigval.x509.certificate import Certificate


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
    blocking = blocking_of(judged, conclusion)
    anchored = is_anchored(judged, conclusion, blocking)
    services: tuple[ServiceFacts, ...] = ()
    if certificate is not None and anchored:
        issued, latest = certificate.not_before, conclusion.best_signature_time
        interval = (conclusion.time_lower_bound or issued, latest)
        services = service_facts(certificate, judged.chain, trust, (issued, latest), interval)
    issuance, signing = _european(qualification)
    return LawFacts(
        at=dossier.time,
        poe=conclusion.best_signature_time,
        poe_proof=conclusion.best_signature_time_proof,
        low=conclusion.time_lower_bound,
        low_proof="" if conclusion.time_lower_bound is None else "lower-bound",
        signature=signature_facts(judged, conclusion, blocking, dossier),
        certificate=None
        if certificate is None
        else certificate_facts(certificate, judged, anchored, bool(services), known),
        services=services,
        revocation=None
        if certificate is None
        else revocation_facts(judged, conclusion, blocking, certificate, dossier.time),
        timestamps=timestamp_facts(judged, conclusion, trust),
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
