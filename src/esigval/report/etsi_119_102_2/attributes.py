"""Signature attributes (TS 119 102-2, annex A): what the signer states, and the time-stamps."""

from lxml import etree

from esigval.model.report import SignatureReport
from esigval.model.signature import ReferenceType, SignedProperties, TimestampType
from esigval.report.etsi_119_102_2.elements import add, add_digest, add_time, base64, named, uri
from esigval.report.etsi_119_102_2.identifiers import Identifiers

_STAMPS = {
    TimestampType.CONTENT: "AllDataObjectsTimeStamp",
    TimestampType.ALL_DATA_OBJECTS: "AllDataObjectsTimeStamp",
    TimestampType.INDIVIDUAL_DATA_OBJECTS: "IndividualDataObjectsTimeStamp",
    TimestampType.SIGNATURE: "SignatureTimeStamp",
    TimestampType.VALIDATION_DATA: "SigAndRefsTimeStamp",
    TimestampType.VALIDATION_DATA_REFSONLY: "RefsOnlyTimeStamp",
    TimestampType.ARCHIVE: "ArchiveTimeStamp",
    TimestampType.DOCUMENT: "DocTimeStamp",
}
"""Those of a VRI dictionary, a container or an evidence record are validation objects only."""


def add_attributes(parent: etree._Element, entry: SignatureReport, identifiers: Identifiers) -> None:
    """``SignatureAttributes``; nothing where the signature has none."""
    attributes = add(parent, "SignatureAttributes")
    _add_certificates(attributes, entry)
    _add_stated(attributes, entry.signature.properties)
    for reference in entry.signature.references:
        if reference.type is ReferenceType.MESSAGE_DIGEST:
            add(add(attributes, "MessageDigest", Signed="true"), "Digest", base64(reference.expected))
    if entry.signature.covered:
        span = (f"{start} {end - start}" for start, end in entry.signature.covered)
        add(attributes, "ByteRange", " ".join(span))
    for stamp in entry.conclusion.timestamps:
        name = _STAMPS.get(TimestampType(stamp.type))
        if name is not None and stamp.time is not None:
            attribute = add(attributes, name)
            identifiers.refer(attribute, "AttributeObject", (stamp.id,))
            add_time(attribute, "TimeStampValue", stamp.time)
    if not len(attributes):
        parent.remove(attributes)


def _add_certificates(attributes: etree._Element, entry: SignatureReport) -> None:
    references = [r for r in entry.signature.certificate_references if named(r.digest_algorithm)]
    if references:
        attribute = add(attributes, "SigningCertificate", Signed="true")
        for reference in references:
            add_digest(add(attribute, "CertID"), reference.digest_algorithm, reference.digest)


def _add_stated(attributes: etree._Element, stated: SignedProperties) -> None:
    def attribute(name: str, field: str) -> etree._Element:
        return add(attributes, name, Signed="false" if field in stated.unsigned else "true")

    if stated.claimed_time is not None:
        add_time(attribute("SigningTime", "claimed_time"), "Time", stated.claimed_time)
    if stated.mime_type:
        add(attribute("DataObjectFormat", "mime_type"), "MimeType", stated.mime_type)
    for commitment in stated.commitments:
        add(
            attribute("CommitmentTypeIndication", "commitments"), "CommitmentTypeIdentifier", uri(commitment.identifier)
        )
    if stated.policy is not None and stated.policy.identifier:
        add(attribute("SigPolicyIdentifier", "policy"), "SigPolicyId", uri(stated.policy.identifier))
    if stated.place:
        add(attribute("SignatureProductionPlace", "place"), "AddressString", stated.place)
    if stated.roles:
        roles = attribute("SignerRole", "roles")
        for role in stated.roles:
            details = add(roles, "RoleDetails")
            add(details, "Role", role)
            add(details, "EndorsementType", "claimed")
    for name, field in (("Reason", "reason"), ("Name", "signer_name"), ("ContactInfo", "contact")):
        value = getattr(stated, field)
        if value:
            add(attribute(name, field), f"{name}Element", value)
