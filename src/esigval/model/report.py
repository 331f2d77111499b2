"""The result of validating one document: what every report format folds."""

from datetime import datetime

from msgspec import Struct

from esigval.model.check import Check
from esigval.model.conclusion import CertificateSummary, Conclusion, TimestampConclusion
from esigval.model.evidence import Need
from esigval.model.legal import LegalOpinion
from esigval.model.qualification import Qualification
from esigval.model.signature import Finding, Signature


class DocumentSummary(Struct, frozen=True, kw_only=True):
    """The file as received. ``size`` in bytes, digests in hexadecimal; ``container`` "" where there is none."""

    name: str
    size: int
    sha256: str
    sha512: str
    format: str
    container: str = ""


class SignatureReport(Struct, frozen=True, kw_only=True):
    """Everything about one signature."""

    signature: Signature
    conclusion: Conclusion
    qualification: Qualification
    opinions: tuple[LegalOpinion, ...] = ()


class EvidenceRecordReport(Struct, frozen=True, kw_only=True):
    """The judgement of an evidence record."""

    file: str
    type: str
    conclusion: TimestampConclusion
    timestamps: tuple[TimestampConclusion, ...] = ()


class EvidenceUse(Struct, frozen=True, kw_only=True):
    """A piece of evidence that the judgement could look at: id (SHA-256), kind, where it came from."""

    id: str
    kind: str
    origin: str
    where: str = ""


class ListUse(Struct, frozen=True, kw_only=True):
    """A trusted list that the judgement looked at, and how far it could be believed."""

    territory: str
    url: str
    sequence: int
    issued: datetime | None
    next_update: datetime | None
    sha256: str
    authenticated: bool
    signer: CertificateSummary | None = None
    check: Check


class DocumentReport(Struct, frozen=True, kw_only=True):
    """All that is said about one document, deterministic for the same dossier."""

    document: DocumentSummary
    validation_time: datetime
    policy: str
    policy_sha256: str
    signatures: tuple[SignatureReport, ...]
    timestamps: tuple[TimestampConclusion, ...] = ()
    evidence_records: tuple[EvidenceRecordReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[EvidenceUse, ...] = ()
    lists: tuple[ListUse, ...] = ()
    needs: tuple[Need, ...] = ()
    anchors: tuple[str, ...] = ()
