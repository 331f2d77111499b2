"""The level of a CAdES signature by what is structurally there: EN 319 122-1 clause 6 (baseline) and EN 319 122-2 (extended). Whether it
holds is for the validation to say."""

from datetime import UTC, datetime

from msgspec import Struct

from esigval import cms
from esigval.asn1 import OID, Tlv, oid
from esigval.cms import oids
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence
from esigval.model.signature import CertificateReference, Timestamp, TimestampType
from esigval.timestamp.completeness import Trusted, ValidationData, nobody, revocation_data_complete
from esigval.x509.certificate import Certificate

NOT_ETSI = "CMS-NOT-ETSI"

_AT_MOST_ONCE_SIGNED = (
    oids.SIGNING_TIME,
    oids.COMMITMENT_TYPE,
    oids.CONTENT_HINTS,
    oids.MIME_TYPE,
    oids.SIGNER_LOCATION,
    oids.SIGNATURE_POLICY,
    oids.CONTENT_REFERENCE,
    oids.CONTENT_IDENTIFIER,
)
_AT_MOST_ONCE_UNSIGNED = (
    oids.SIGNATURE_POLICY_STORE,
    oids.CERTIFICATE_REFS,
    oids.REVOCATION_REFS,
    oids.ATTRIBUTE_CERTIFICATE_REFS,
    oids.ATTRIBUTE_REVOCATION_REFS,
    oids.CERTIFICATE_VALUES,
    oids.REVOCATION_VALUES,
)
_NOT_IN_BASELINE_LT = (
    oids.CERTIFICATE_VALUES,
    oids.CERTIFICATE_REFS,
    oids.REVOCATION_VALUES,
    oids.REVOCATION_REFS,
    oids.CERTS_CRLS_TIMESTAMP,
)


class LevelFacts(Struct, frozen=True):
    """What the level of one signature depends on. ``own``: the SignedData's certificates, CRLs and responses; ``evidence``: what the
    attributes hold beside them; ``counter``: it is a counter-signature."""

    signed_data: cms.SignedData
    signer: cms.Signer
    references: tuple[CertificateReference, ...]
    timestamps: tuple[Timestamp, ...]
    own: ValidationData
    evidence: tuple[Evidence, ...]
    counter: bool
    trusted: Trusted = nobody


def level(facts: LevelFacts) -> str:
    """The highest level whose requirements are met."""
    if not _extended_bes(facts):
        return NOT_ETSI
    certificate = facts.own.named(facts.signer.hint, facts.references)
    baseline = _baseline_b(facts, certificate)
    if not _t(facts, certificate):
        if baseline:
            return "CAdES-BASELINE-B"
        return "CAdES-EPES" if _epes(facts.signer) else "CAdES-BES"
    return _long_term(facts, certificate, baseline)


def _long_term(facts: LevelFacts, certificate: Certificate | None, baseline: bool) -> str:
    unsigned = facts.signer.unsigned_attributes
    complete = _long_term_data(facts, certificate)
    archived = any(t.type is TimestampType.ARCHIVE and t.token for t in facts.timestamps)
    if baseline and complete and not any(o in unsigned for o in _NOT_IN_BASELINE_LT):
        if any(t.flavour == "ats-v3" and t.token for t in facts.timestamps):
            return "CAdES-BASELINE-LTA"
        return "CAdES-ERS" if _evidence_records(facts.signed_data) else "CAdES-BASELINE-LT"
    if _c(facts, certificate):
        stamped = len(unsigned.all(oids.CERTS_CRLS_TIMESTAMP)) + len(unsigned.all(oids.CADES_C_TIMESTAMP)) == 1
        if complete and archived:
            return "CAdES-A"
        if complete and stamped:
            return "CAdES-XL"
        return "CAdES-X" if stamped else "CAdES-C"
    if complete:
        if archived:
            return "CAdES-A"
        return "CAdES-ERS" if _evidence_records(facts.signed_data) else "CAdES-XL"
    return "CAdES-BASELINE-T" if baseline else "CAdES-T"


def _values(attributes: cms.Attributes, *identifiers: str) -> int:
    """How many attributes of these types have one value, as all of them must."""
    return sum(1 for a in attributes.items if a.oid in identifiers and len(a.values) == 1)


def _extended_bes(facts: LevelFacts) -> bool:
    signed, unsigned = facts.signer.signed_attributes, facts.signer.unsigned_attributes
    content_types = _values(signed, oids.CONTENT_TYPE)
    return (
        (content_types == 1 or (facts.counter and content_types == 0))
        and _values(signed, oids.MESSAGE_DIGEST) == 1
        and _values(signed, oids.SIGNING_CERTIFICATE, oids.SIGNING_CERTIFICATE_V2) == 1
        and _values(signed, oids.SIGNER_ATTRIBUTES, oids.SIGNER_ATTRIBUTES_V2) <= 1
        and all(len(signed.all(o)) <= 1 for o in _AT_MOST_ONCE_SIGNED)
        and all(len(unsigned.all(o)) <= 1 for o in _AT_MOST_ONCE_UNSIGNED)
        and _right_reference_version(facts)
    )


def _right_reference_version(facts: LevelFacts) -> bool:
    """signing-certificate is for SHA-1 and signing-certificate-v2 for every other algorithm (EN 319 122-1 6.3, requirements h and i)."""
    if not facts.references:
        return True
    sha1 = facts.references[0].digest_algorithm == "SHA1"
    attribute = oids.SIGNING_CERTIFICATE if sha1 else oids.SIGNING_CERTIFICATE_V2
    return attribute in facts.signer.signed_attributes


def _baseline_b(facts: LevelFacts, certificate: Certificate | None) -> bool:
    """EN 319 122-1 6.3, column B-B, beyond what BES asks: signing-time, the signing certificate in the SignedData, id-data content, and
    a policy store only beside a policy hash."""
    signer = facts.signer
    content_type = signer.signed_attributes.value(oids.CONTENT_TYPE)
    policy = cms.signature_policy(signer)
    stored = oids.SIGNATURE_POLICY_STORE in signer.unsigned_attributes
    return (
        certificate is not None
        and certificate.der in facts.signed_data.certificates
        and _values(signer.signed_attributes, oids.SIGNING_TIME) == 1
        and (content_type is None or is_oid(content_type, oids.DATA))
        and not (stored and not (policy and policy.digest))
    )


def is_oid(value: Tlv, expected: str) -> bool:
    """Whether ``value`` is the object identifier ``expected``."""
    try:
        return value.tag == OID and oid(value) == expected
    except Malformed:
        return False


def _epes(signer: cms.Signer) -> bool:
    policy = cms.signature_policy(signer)
    stored = oids.SIGNATURE_POLICY_STORE in signer.unsigned_attributes
    return policy is not None and not (stored and not policy.digest)


def _t(facts: LevelFacts, certificate: Certificate | None) -> bool:
    """At least one signature-time-stamp, all of them before the signing certificate ends (requirement m)."""
    tokens = [t.token for t in facts.timestamps if t.type is TimestampType.SIGNATURE and t.token is not None]
    if not tokens:
        return False
    return certificate is None or all(token.time < certificate.not_after for token in tokens)


def _c(facts: LevelFacts, certificate: Certificate | None) -> bool:
    unsigned = facts.signer.unsigned_attributes
    if len(unsigned.all(oids.CERTIFICATE_REFS)) != 1:
        return False
    revocations = _values(unsigned, oids.REVOCATION_REFS)
    needed = certificate is None or certificate.subject_der != certificate.issuer_der
    return revocations == 1 or (revocations == 0 and not needed)


def _long_term_data(facts: LevelFacts, certificate: Certificate | None) -> bool:
    """Whether the revocation data for every certificate of the signature and of its time-stamps but the last archive one are there."""
    stamps = [t for t in facts.timestamps if t.token is not None]
    archive = [t for t in stamps if t.type is TimestampType.ARCHIVE]
    last = max(archive, key=_time, default=None)
    tokens = [t.token for t in stamps if t.token is not None and t is not last]
    inside = [e for t in stamps if t.token is not None for e in t.token.evidence]
    data = ValidationData((*facts.evidence, *inside), facts.own)
    return revocation_data_complete(data, certificate, tokens, facts.trusted)


def _time(stamp: Timestamp) -> datetime:
    return stamp.token.time if stamp.token is not None else datetime.min.replace(tzinfo=UTC)


def _evidence_records(signed_data: cms.SignedData) -> bool:
    """Whether some signer holds evidence records of the kind that fits (EN 319 122-2: internal where attached, external where not)."""
    attached = signed_data.content is not None
    for signer in signed_data.signers:
        internal = len(signer.unsigned_attributes.all(oids.EVIDENCE_RECORD_INTERNAL))
        external = len(signer.unsigned_attributes.all(oids.EVIDENCE_RECORD_EXTERNAL))
        if (internal and not external) if attached else (external and not internal):
            return True
    return False
