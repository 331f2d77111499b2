"""Reports made by hand: what the formats fold."""

from datetime import UTC, date, datetime

from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.check import Check, Status
from esigval.model.conclusion import (
    CertificateSummary,
    Conclusion,
    Indication,
    SubIndication,
    TimestampConclusion,
)
from esigval.model.evidence import EvidenceKind, Need
from esigval.model.legal import LawText, LegalOpinion, LegalOutcome, Lift, ProvisionText, Ruling
from esigval.model.qualification import CertificateQualification, Qualification, ServiceUse
from esigval.model.reasons import Reason
from esigval.model.report import DocumentReport, DocumentSummary, EvidenceUse, ListUse, SignatureReport
from esigval.model.signature import (
    Format,
    Reference,
    ReferenceType,
    Scope,
    ScopeType,
    Signature,
    SignatureValue,
    SignedProperties,
)

AT = datetime(2026, 11, 21, tzinfo=UTC)
SIGNED = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)

CERTIFICATE = CertificateSummary(
    sha256="ab" * 32,
    subject="CN=Ion Popescu,O=Exemplu SRL,C=MD",
    issuer="CN=Example Issuing CA,C=MD",
    serial="4711",
    not_before=datetime(2024, 1, 1, tzinfo=UTC),
    not_after=datetime(2027, 1, 1, tzinfo=UTC),
)
PASSED = Check("en-319-102-1/5.3", Status.PASSED)
CHANGED = Check(
    "en-319-102-1/5.2.7",
    Status.FAILED,
    children=(
        Check("en-319-102-1/5.2.2", Status.PASSED),
        Check(
            "en-319-102-1/5.2.7.4/data-intact",
            Status.FAILED,
            Reason.DIGEST_MISMATCH,
            facts=(("name", "<script>alert(1)</script>"), ("at", AT), ("tags", ("a", "b"))),
            subject="r-0",
        ),
    ),
)
NO_CHAIN = Check(
    "en-319-102-1/5.3",
    Status.INDETERMINATE,
    children=(
        Check(
            "en-319-102-1/5.2.6/chain",
            Status.INDETERMINATE,
            Reason.MISSING,
            needs=(Need(EvidenceKind.CERTIFICATE, "http://ca.example/issuer.cer", "en-319-102-1/5.2.6/chain"),),
        ),
    ),
)
STAMP = TimestampConclusion(
    id="T-1",
    type="SIGNATURE_TIMESTAMP",
    time=SIGNED,
    indication=Indication.PASSED,
    sub_indication=None,
    imprint_found=True,
    imprint_intact=True,
    signature_intact=True,
    signing_certificate=CERTIFICATE,
    covers=("S-1",),
    check=Check("en-319-102-1/5.4", Status.PASSED),
)
OPINION = LegalOpinion(
    law="md-124-2022",
    title="Law 124/2022",
    label="advanced",
    kind="signature",
    status="in-force",
    in_force_from=date(2022, 12, 10),
    in_force_to=None,
    text=LawText(
        (
            ProvisionText("md-124-2022/23/a", "textul", "linked to the signer"),
            ProvisionText("md-124-2022/23/c", "textul c", "sole control"),
        )
    ),
    rulings=(Ruling(LegalOutcome.MET), Ruling(LegalOutcome.NOT_DETERMINABLE)),
    weakest="md-124-2022/23/c",
    strengthen=(Lift("md-124-2022/23/c", "sole-control", "signer"),),
)


def signature(name: str = "S-1", **changes: object) -> Signature:
    """A signature of a PDF."""
    fields: dict[str, object] = {
        "id": name,
        "format": Format.PADES,
        "level": "PAdES-BASELINE-T",
        "value": SignatureValue(SignatureAlgorithm("RSA", "SHA256", "1.2.840.113549.1.1.11"), b"v", (b"d",)),
        "references": (Reference(ReferenceType.MESSAGE_DIGEST, "", "SHA256", b"\x01", b"\x02", True, False),),
        "scopes": (Scope(ScopeType.PARTIAL, "PDF revision 1"),),
        "properties": SignedProperties(claimed_time=SIGNED, place="Chișinău", roles=("director",)),
        "covered": ((0, 100), (200, 300)),
    }
    return Signature(**(fields | changes))  # type: ignore[arg-type]


def entry(
    indication: Indication = Indication.TOTAL_PASSED,
    sub: SubIndication | None = None,
    check: Check = PASSED,
    **changes: object,
) -> SignatureReport:
    """A signature with its conclusion."""
    service = ServiceUse(
        "MD", "Example TSP", "Example CA/QC", "CA/QC", "http://uri/granted", SIGNED, 7, "cd" * 32, True, SIGNED
    )
    status = CertificateQualification("QCERT_FOR_ESIG_QSCD", "yes", "yes", "ESIG", SIGNED, (service,))
    return SignatureReport(
        signature=signature(**changes),  # type: ignore[arg-type]
        conclusion=Conclusion(
            signature="S-1",
            indication=indication,
            sub_indication=sub,
            best_signature_time=SIGNED,
            best_signature_time_proof="T-1",
            time_lower_bound=CERTIFICATE.not_before,
            signature_intact=indication is Indication.TOTAL_PASSED,
            signing_certificate=CERTIFICATE,
            chain=(CERTIFICATE,),
            timestamps=(STAMP,),
            check=check,
        ),
        qualification=Qualification(label="QESIG", at_signing=status, check=Check("ts-119-615/4.4", Status.PASSED)),
        opinions=(OPINION,),
    )


def report(*entries: SignatureReport, name: str = "contract.pdf", **changes: object) -> DocumentReport:
    """A report of one document."""
    fields: dict[str, object] = {
        "document": DocumentSummary(name=name, size=1234, sha256="0" * 64, sha512="1" * 128, format="PAdES"),
        "validation_time": AT,
        "policy": "strict",
        "policy_sha256": "2" * 64,
        "signatures": entries,
        "evidence": (EvidenceUse(id="3" * 64, kind="certificate", origin="signed-data"),),
        "anchors": ("4" * 64,),
    }
    return DocumentReport(**(fields | changes))  # type: ignore[arg-type]


def list_use(authenticated: bool = True, next_update: datetime | None = None) -> ListUse:
    """A trusted list that was used."""
    return ListUse(
        territory="MD",
        url="https://tl.example/md.xml",
        sequence=7,
        issued=SIGNED,
        next_update=next_update,
        sha256="5" * 64,
        authenticated=authenticated,
        check=Check("ts-119-615/4.1", Status.PASSED),
    )


VALID = report(entry())
FORGED = report(entry(Indication.TOTAL_FAILED, SubIndication.HASH_FAILURE, CHANGED))
UNSURE = report(entry(Indication.INDETERMINATE, SubIndication.NO_CERTIFICATE_CHAIN_FOUND, NO_CHAIN))
