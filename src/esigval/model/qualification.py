"""What TS 119 615 says of a certificate and a signature."""

from datetime import datetime

from msgspec import Struct

from esigval.model.check import Check


class ServiceUse(Struct, frozen=True):
    """A trusted-list service that was looked at: what it was at ``at``."""

    territory: str
    provider: str
    service: str
    type: str
    status: str
    status_since: datetime
    list_sequence: int
    list_sha256: str
    list_authenticated: bool
    at: datetime
    provider_registration: str = ""
    qualifiers: tuple[str, ...] = ()


class CertificateQualification(Struct, frozen=True):
    """Status of a certificate at one moment. Each of ``qualified``, ``qscd`` is "yes", "no" or "unknown"; ``purpose`` is ESIG, ESEAL,
    WSA or UNKNOWN; ``label`` as in TS 119 615 (QCERT_FOR_ESIG_QSCD, CERT_FOR_UNKNOWN, NA …)."""

    label: str
    qualified: str
    qscd: str
    purpose: str
    at: datetime
    services: tuple[ServiceUse, ...] = ()


class Qualification(Struct, frozen=True, kw_only=True):
    """Qualification of a signature: ``label`` QESIG, ADESIG_QC, NA … and how it came about.

    ``scheme``: whose lists were asked: "EU", the territory of another scheme, "" where no listed service stands behind the signer.
    The label is the European one: under another scheme it is at most that of an advanced signature, while ``at_issuance`` and
    ``at_signing`` say what that scheme's list says.
    """

    label: str
    at_issuance: CertificateQualification | None = None
    at_signing: CertificateQualification | None = None
    scheme: str = ""
    check: Check
