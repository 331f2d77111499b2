"""CMS SignedData (RFC 5652) and the attributes that CAdES and PAdES sign with."""

from esigval.cms import oids
from esigval.cms.certificates import certificate_references, has_signing_certificate
from esigval.cms.covered import Covered
from esigval.cms.evidence import attribute_evidence, signed_data_evidence, signer_evidence
from esigval.cms.findings import looks_like_attributes, signed_data_findings, signer_findings
from esigval.cms.properties import claimed_time, signature_policy, signed_properties
from esigval.cms.records import embedded_records
from esigval.cms.references import EvidenceDigests, complete_references
from esigval.cms.signed_data import SignedData, is_signed_data, read_signed_data, revocation_choices
from esigval.cms.signer import (
    Attribute,
    Attributes,
    Signer,
    message_digest,
    message_digest_reference,
    read_signer,
    signature_value,
    signed_bytes,
)

__all__ = [
    "Attribute",
    "Attributes",
    "Covered",
    "EvidenceDigests",
    "SignedData",
    "Signer",
    "attribute_evidence",
    "certificate_references",
    "claimed_time",
    "complete_references",
    "embedded_records",
    "has_signing_certificate",
    "is_signed_data",
    "looks_like_attributes",
    "message_digest",
    "message_digest_reference",
    "oids",
    "read_signed_data",
    "read_signer",
    "revocation_choices",
    "signature_policy",
    "signature_value",
    "signed_bytes",
    "signed_data_evidence",
    "signed_data_findings",
    "signed_properties",
    "signer_evidence",
    "signer_findings",
]
