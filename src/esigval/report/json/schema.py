"""The public contract of the JSON report. The published JSON Schema is generated from these types (`esigval schema`).

Fields are written in this order, times in UTC by ISO 8601, byte strings in hexadecimal. Fields may be added in a later version of
the same ``report_version``; none is renamed, removed or given another meaning.
"""

from datetime import date, datetime

from msgspec import UNSET, Struct, UnsetType

REPORT_VERSION = "1"

FactOut = str | int | bool | None | tuple[str, ...]


class Software(Struct, frozen=True, gc=False):
    """What wrote the report."""

    name: str
    version: str


class DocumentOut(Struct, frozen=True, gc=False):
    """The file as received."""

    name: str
    size: int
    sha256: str
    sha512: str
    format: str
    container: str | None


class PolicyOut(Struct, frozen=True, gc=False):
    """The validation policy: its id and the digest of the file that it was read from."""

    id: str
    sha256: str


class CertificateOut(Struct, frozen=True, gc=False):
    """A certificate. ``serial`` is decimal; names as in RFC 4514."""

    sha256: str
    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime


class NeedOut(Struct, frozen=True, gc=False, omit_defaults=True):
    """Something that is missing: ``kind`` of evidence, where it is published, the check that asks for it, what it is about."""

    kind: str
    why: str
    uri: str = ""
    subject: str = ""
    at: datetime | None = None


class CheckOut(Struct, frozen=True, gc=False, omit_defaults=True):
    """One check. ``id`` is ``document/clause[/slug]``: the clause that it carries out."""

    id: str
    status: str
    reason: str | None = None
    facts: dict[str, FactOut] = {}
    subject: str = ""
    evidence: tuple[str, ...] = ()
    needs: tuple[NeedOut, ...] = ()
    children: "tuple[CheckOut, ...]" = ()


class MessageOut(Struct, frozen=True, gc=False):
    """A reason in words: the check that states it, how hard it is held, and the sentence."""

    key: str
    check: str
    status: str
    facts: dict[str, FactOut]
    text: str


class ReferenceOut(Struct, frozen=True, gc=False):
    """A signed digest: ``found`` the data are there, ``intact`` their digest (``actual``) is the one signed (``expected``)."""

    type: str
    name: str
    found: bool
    intact: bool
    digest_algorithm: str
    expected: str
    actual: str | None
    reason: str | None


class ScopeOut(Struct, frozen=True, gc=False):
    """What a signature covers. ``digest``: SHA-256 of the covered bytes, where they are one run of bytes."""

    scope: str
    name: str
    digest: str | None
    description: str | None
    transformations: tuple[str, ...]


class TimestampOut(Struct, frozen=True, gc=False):
    """A time-stamp. ``covers``: ids of what it proves to have existed at ``time``."""

    id: str
    type: str
    time: datetime | None
    indication: str
    sub_indication: str | None
    imprint_found: bool
    imprint_intact: bool
    signature_intact: bool
    qualification: str
    signing_certificate: CertificateOut | None
    covers: tuple[str, ...]
    checks: CheckOut


class ServiceOut(Struct, frozen=True, gc=False):
    """A service of a trusted list as it was at ``at``."""

    territory: str
    provider: str
    provider_registration: str
    service: str
    type: str
    status: str
    status_since: datetime
    qualifiers: tuple[str, ...]
    list_sequence: int
    list_sha256: str
    list_authenticated: bool
    at: datetime


class CertificateQualificationOut(Struct, frozen=True, gc=False):
    """Status of a certificate at one moment; ``qualified`` and ``qscd`` are yes, no or unknown."""

    label: str
    qualified: str
    qscd: str
    purpose: str
    at: datetime
    services: tuple[ServiceOut, ...]


class QualificationOut(Struct, frozen=True, gc=False):
    """How the qualification came about: the certificate at issuance and at the time of signing, and the checks. ``scheme``: whose lists
    were asked, EU or the territory of another scheme; null where no listed service stands behind the signer."""

    scheme: str | None
    at_issuance: CertificateQualificationOut | None
    at_signing: CertificateQualificationOut | None
    checks: CheckOut


class ProvisionOut(Struct, frozen=True, gc=False, omit_defaults=True):
    """One letter of a law and its outcome. Its text is in ``provision_texts``, where the report carries them."""

    id: str
    outcome: str
    why: str = ""
    facts: dict[str, str] = {}
    evidence: tuple[str, ...] = ()
    by: str = ""
    missing: str = ""
    supplier: str = ""
    presumption: str = ""
    burden: str = ""


class ProvisionTextOut(Struct, frozen=True, gc=False):
    """The provision itself, in its own language, and what it says in English."""

    text: str
    paraphrase: str


class StrengthenOut(Struct, frozen=True, gc=False):
    """A fact that stands between the label and the next one, who can supply it, and whether it alone would be enough."""

    provision: str
    missing: str
    supplier: str
    alone: bool


class LawOut(Struct, frozen=True, gc=False):
    """What one law says of the signature. ``possible``: the highest class that nothing excludes; ``term``: the law's own words."""

    label: str
    possible: str | None
    term: str | None
    kind: str
    title: str
    status: str
    in_force_from: date | None
    in_force_to: date | None
    whole_interval: bool
    weakest: str | None
    strengthen: tuple[StrengthenOut, ...]
    effects: tuple[str, ...]
    notices: tuple[str, ...]
    provisions: tuple[ProvisionOut, ...]


class CommitmentOut(Struct, frozen=True, gc=False):
    """A commitment that the signer states: OID or URI."""

    identifier: str
    qualifiers: tuple[str, ...]


class SignaturePolicyOut(Struct, frozen=True, gc=False):
    """The signature policy that the signer names; ``identifier`` empty where it is implied."""

    identifier: str
    digest_algorithm: str
    digest: str
    uri: str


class StatedOut(Struct, frozen=True, gc=False, omit_defaults=True):
    """What the signer states. A claim, not a proof; ``unsigned`` names the fields that the signature value does not cover."""

    place: str = ""
    roles: tuple[str, ...] = ()
    certified_roles: int = 0
    commitments: tuple[CommitmentOut, ...] = ()
    policy: SignaturePolicyOut | None = None
    content_type: str = ""
    mime_type: str = ""
    reason: str = ""
    contact: str = ""
    signer_name: str = ""
    unsigned: tuple[str, ...] = ()


class SignatureOut(Struct, frozen=True, gc=False):
    """One signature: the verdict, the facts, the law, and the tree of checks that led there."""

    id: str
    file: str | None
    name: str | None
    format: str
    level: str
    counter_signature: bool
    parent: str | None
    indication: str
    sub_indication: str | None
    claimed_signing_time: datetime | None
    best_signature_time: datetime
    best_signature_time_proof: str | None
    not_before: datetime | None
    provable_until: datetime | None
    levels_held: tuple[str, ...]
    signing_certificate: CertificateOut | None
    chain: tuple[CertificateOut, ...]
    signature_algorithm: str | None
    digest_algorithm: str | None
    signature_intact: bool
    references: tuple[ReferenceOut, ...]
    scopes: tuple[ScopeOut, ...]
    covered: tuple[tuple[int, int], ...]
    timestamps: tuple[TimestampOut, ...]
    stated: StatedOut
    qualification: str
    qualification_details: QualificationOut
    legal: dict[str, LawOut]
    messages: tuple[MessageOut, ...]
    checks: CheckOut


class EvidenceRecordOut(Struct, frozen=True, gc=False):
    """The judgement of an evidence record. ``poe``: when what it protects provably existed; null where the record proves nothing."""

    file: str
    type: str
    indication: str
    sub_indication: str | None
    poe: datetime | None
    timestamps: tuple[TimestampOut, ...]
    checks: CheckOut


class FindingOut(Struct, frozen=True, gc=False):
    """A fact of form about the document as a whole."""

    key: str
    check: str
    facts: dict[str, FactOut]
    text: str


class EvidenceOut(Struct, frozen=True, gc=False):
    """A piece of evidence that could be looked at: SHA-256, kind, where it came from."""

    id: str
    kind: str
    origin: str
    where: str


class ListOut(Struct, frozen=True, gc=False):
    """A trusted list, and how far it could be believed."""

    territory: str
    url: str
    sequence: int
    issued: datetime | None
    next_update: datetime | None
    sha256: str
    authenticated: bool
    signer: CertificateOut | None
    checks: CheckOut


class Report(Struct, frozen=True, gc=False):
    """The report about one document. ``provision_texts``: provision id -> its text, where the writer was asked to add them."""

    report_version: str
    software: Software
    document: DocumentOut
    validation_time: datetime
    policy: PolicyOut
    signatures: tuple[SignatureOut, ...]
    detached_timestamps: tuple[TimestampOut, ...]
    evidence_records: tuple[EvidenceRecordOut, ...]
    findings: tuple[FindingOut, ...]
    trusted_lists: tuple[ListOut, ...]
    anchors: tuple[str, ...]
    evidence: tuple[EvidenceOut, ...]
    needs: tuple[NeedOut, ...]
    provision_texts: dict[str, ProvisionTextOut] | UnsetType = UNSET


class ErrorDetail(Struct, frozen=True, gc=False):
    """Why a file could not be answered: a machine-readable kind and a sentence."""

    kind: str
    message: str


class ErrorLine(Struct, frozen=True, gc=False):
    """A line of a batch for a file that could not be answered."""

    id: str
    error: ErrorDetail
