"""The level of a signature by what is there, whatever it is worth (EN 319 132-1, 6.3; EN 319 132-2, 4)."""

from collections.abc import Iterable
from functools import cached_property

from lxml import etree
from msgspec import Struct

from esigval.hashing import digest, is_supported
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.model.signature import CertificateReference, ReferenceType, SignatureValue, Timestamp, TimestampType
from esigval.timestamp.completeness import Trusted, ValidationData, nobody, revocation_data_complete
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.verify import Verification, verify_signature
from esigval.xades import names as n
from esigval.xades.c14n import METHODS
from esigval.xades.names import xades_name
from esigval.xades.properties import Qualifying
from esigval.xades.references import Parts, Resolved

_NEEDS_NO_FORMAT = frozenset(
    {
        ReferenceType.SIGNED_PROPERTIES,
        ReferenceType.COUNTER_SIGNATURE,
        ReferenceType.MANIFEST,
        ReferenceType.KEY_INFO,
        ReferenceType.SIGNATURE_PROPERTIES,
    }
)
_MAX_CANDIDATES = 20  # certificates that are tried as the signer's


class Structure(Struct, frozen=True, dict=True):
    """What the level is found from."""

    element: etree._Element
    signed_info: etree._Element
    key_infos: int
    qualifying: Qualifying
    resolved: tuple[Resolved, ...]
    manifests: tuple[etree._Element, ...]
    timestamps: tuple[Timestamp, ...]
    value: SignatureValue
    certificate_references: tuple[CertificateReference, ...]
    key_info: tuple[Evidence, ...]
    evidence: tuple[Evidence, ...]
    parts: Parts
    trusted: Trusted = nobody

    def unsigned(self, *names: str) -> int:
        """How many unsigned signature properties bear one of ``names``."""
        return sum(1 for element in self.qualifying.unsigned if xades_name(element.tag) in names)

    def stamps(self, kind: TimestampType) -> tuple[Timestamp, ...]:
        """The readable time-stamps of a type."""
        return tuple(stamp for stamp in self.timestamps if stamp.type is kind and stamp.token is not None)

    @cached_property
    def signer_in_key_info(self) -> Certificate | None:
        """The signing certificate among those of KeyInfo: referred to by digest, or the one whose key verifies the value."""
        return self._signer_among(self.key_info)

    @cached_property
    def signer(self) -> Certificate | None:
        """The signing certificate wherever the signature carries it."""
        return self.signer_in_key_info or self._signer_among(self.evidence)

    def _signer_among(self, evidence: tuple[Evidence, ...]) -> Certificate | None:
        certificates = []
        for piece in evidence[:_MAX_CANDIDATES]:
            try:
                if piece.kind is EvidenceKind.CERTIFICATE:
                    certificates.append(parse_certificate(piece.data))
            except Malformed:
                continue
        for one in self.certificate_references[:1]:
            for certificate in certificates:
                if is_supported(one.digest_algorithm) and digest(one.digest_algorithm, certificate.der) == one.digest:
                    return certificate
        for certificate in certificates:
            for signed in self.value.signed_data:
                if (
                    verify_signature(certificate.spki, self.value.algorithm, signed, self.value.value)
                    is Verification.VALID
                ):
                    return certificate
        return None


def level_of(structure: Structure) -> str:
    """The highest level whose requirements, and those of the levels below, are met."""
    if not _basic(structure):
        return "XML-NOT-ETSI"
    baseline = _baseline_b(structure)
    stamped = _stamped_in_time(structure)
    if not stamped:
        return "XAdES-BASELINE-B" if baseline else "XAdES-EPES" if _policy_based(structure) else "XAdES-BES"
    archived = bool(structure.stamps(TimestampType.ARCHIVE))
    referenced = _has_references(structure)
    crossed = referenced and structure.unsigned(*_CROSSED) > 0
    complete = _long_term(structure)
    if complete and _evidence_records(structure):
        return "XAdES-ERS"
    if complete and baseline and _baseline_t(structure) and _baseline_lt(structure):
        return "XAdES-BASELINE-LTA" if archived else "XAdES-BASELINE-LT"
    if complete and archived:
        return "XAdES-A"
    if referenced and not crossed:
        return "XAdES-C"
    if complete:
        return "XAdES-XL" if crossed else "XAdES-LT"
    if crossed:
        return "XAdES-X"
    return "XAdES-BASELINE-T" if baseline and _baseline_t(structure) else "XAdES-T"


_CROSSED = ("RefsOnlyTimeStamp", "RefsOnlyTimeStampV2", "SigAndRefsTimeStamp", "SigAndRefsTimeStampV2")


def _basic(structure: Structure) -> bool:
    """XAdES-BES (EN 319 132-2, 4.2)."""
    found = structure.qualifying
    if found.count("SigningTime") > 1 or found.count("SignerRole", "SignerRoleV2") > 1:
        return False
    if found.count("SignatureProductionPlace", "SignatureProductionPlaceV2") > 1:
        return False
    references = found.count("SigningCertificate", "SigningCertificateV2")
    if references != 1 and (references > 1 or not _signer_signed_in_key_info(structure)):
        return False
    return _formats_right(structure)


def _signer_signed_in_key_info(structure: Structure) -> bool:
    covered = any(one.reference.type is ReferenceType.KEY_INFO and one.reference.intact for one in structure.resolved)
    return covered and structure.signer_in_key_info is not None


def _formats_right(structure: Structure) -> bool:
    """Every DataObjectFormat says something, of a data object that is signed, and agrees with its ds:Object (5.2.4)."""
    if not structure.qualifying.formats:
        return True
    objects = _referenced_objects(structure)
    for stated in structure.qualifying.formats:
        if stated.mime_type is None and not stated.described:
            return False
        name = stated.reference.removeprefix("#")
        if name == stated.reference or name not in objects:
            return False
        item = objects[name]
        for attribute, value in (("MimeType", stated.mime_type), ("Encoding", stated.encoding)):
            actual = None if item is None else item.get(attribute)
            if actual and value is not None and actual != value:
                return False
    return True


def _referenced_objects(structure: Structure) -> dict[str, etree._Element | None]:
    """Ids of the references in SignedInfo and in signed manifests -> the ds:Object of this signature that they name, if any."""
    own = {"#" + (item.get("Id") or ""): item for item in structure.element.iterchildren(n.OBJECT) if item.get("Id")}
    found: dict[str, etree._Element | None] = {}
    for container in (*structure.manifests, structure.signed_info):
        for child in container.iterchildren(n.REFERENCE):
            if identifier := child.get("Id"):
                found[identifier] = own.get(child.get("URI") or "")
    return found


def _policy_based(structure: Structure) -> bool:
    """XAdES-EPES (EN 319 132-2, 4.3): one policy identifier; a store only beside a digest of the policy."""
    stores = structure.unsigned("SignaturePolicyStore")
    if structure.qualifying.count("SignaturePolicyIdentifier") != 1 or stores > 1:
        return False
    return not stores or _policy_has_digest(structure)


def _policy_has_digest(structure: Structure) -> bool:
    element = structure.qualifying.first("SignaturePolicyIdentifier")
    return element is not None and any(xades_name(child.tag) == "SigPolicyHash" for child in element.iter())


def _baseline_b(structure: Structure) -> bool:
    """XAdES-BASELINE-B (EN 319 132-1, 6.3, table 2 and requirements a, d, i, k)."""
    found = structure.qualifying
    if structure.key_infos != 1 or len(structure.resolved) < 2:
        return False
    if any(len(child.findall(n.TRANSFORMS)) > 1 for child in structure.signed_info.iterchildren(n.REFERENCE)):
        return False
    if not _properties_named(structure):
        return False
    if found.count("SigningTime") != 1 or found.count("SigningCertificate", "SigningCertificateV2") != 1:
        return False
    if found.count("SignaturePolicyIdentifier") > 1 or structure.unsigned("SignaturePolicyStore") > 1:
        return False
    if any(stated.mime_type is None for stated in found.formats):
        return False
    method = next(structure.signed_info.iterchildren(n.CANONICALIZATION_METHOD), None)
    if method is None or (method.get("Algorithm") or "").strip() not in METHODS:
        return False
    signing = found.first("SigningCertificateV2")
    if signing is not None and any(entry.get("URI") is not None for entry in signing):
        return False
    return _formats_complete(structure) and structure.signer_in_key_info is not None


def _properties_named(structure: Structure) -> bool:
    """The reference to the signed properties says by its Type that it is one (4.4.2), which is asked of this version's own properties."""
    signed = structure.qualifying.signed
    if signed is None or n.split(signed.tag)[0] != n.XADES_132:
        return True
    return any(one.reference.type is ReferenceType.SIGNED_PROPERTIES for one in structure.resolved)


def _formats_complete(structure: Structure) -> bool:
    """Requirement k: a DataObjectFormat for each signed data object whose reference can be named."""
    stated = {one.reference.removeprefix("#") for one in structure.qualifying.formats}
    return all(
        one.id in stated
        for one in structure.resolved
        if one.id and not (one.reference.type in _NEEDS_NO_FORMAT and (one.uri or "").startswith("#"))
    )


def _stamped_in_time(structure: Structure) -> bool:
    """A signature time-stamp, and none made after the signing certificate's end (requirement o; EN 319 132-2, e)."""
    stamps = structure.stamps(TimestampType.SIGNATURE)
    if not stamps:
        return False
    signer = structure.signer
    return signer is None or all(s.token is not None and s.token.time < signer.not_after for s in stamps)


def _baseline_t(structure: Structure) -> bool:
    """Requirement n: one token in each SignatureTimeStamp."""
    return all(
        sum(1 for child in element if xades_name(child.tag) == "EncapsulatedTimeStamp") == 1
        for element in structure.qualifying.unsigned
        if xades_name(element.tag) == "SignatureTimeStamp"
    )


def _baseline_lt(structure: Structure) -> bool:
    """XAdES-BASELINE-LT: each container of values once, no references and no time-stamps on such."""
    once = ("CertificateValues", "AttrAuthoritiesCertValues", "RevocationValues", "AttributeRevocationValues")
    if any(structure.unsigned(name) > 1 for name in once):
        return False
    return not structure.unsigned(
        "CompleteCertificateRefs", "CompleteCertificateRefsV2", "CompleteRevocationRefs", *_CROSSED
    )


def _has_references(structure: Structure) -> bool:
    """XAdES-C (EN 319 132-2, 4.5): references to certificates and to revocation data, once each."""
    certificates = structure.unsigned("CompleteCertificateRefs", "CompleteCertificateRefsV2")
    revocation = structure.unsigned("CompleteRevocationRefs")
    if certificates > 1 or revocation > 1:
        return False
    return (certificates == 1 and revocation == 1) or _all_self_signed(_certificates(structure))


def _all_self_signed(evidence: Iterable[Evidence]) -> bool:
    """Whether there are certificates and each issued itself."""
    found = False
    for piece in evidence:
        if piece.kind is EvidenceKind.CERTIFICATE:
            try:
                if not parse_certificate(piece.data).self_issued:
                    return False
                found = True
            except Malformed:
                continue
    return found


def _certificates(structure: Structure) -> tuple[Evidence, ...]:
    stamps = _but_last_archive(structure)
    inside = (piece for stamp in stamps if stamp.token is not None for piece in stamp.token.evidence)
    return (*structure.evidence, *inside)


def _but_last_archive(structure: Structure) -> tuple[Timestamp, ...]:
    """The time-stamps whose own validation data should be there: all but the latest archive time-stamp."""
    dated = [(s.token.time, index, s) for index, s in enumerate(structure.stamps(TimestampType.ARCHIVE)) if s.token]
    last = max(dated)[2] if dated else None
    return tuple(stamp for stamp in structure.timestamps if stamp is not last and stamp.token is not None)


def _long_term(structure: Structure) -> bool:
    """Whether the validation data for the signer's and the authorities' certificates are all there."""
    evidence = _certificates(structure)
    if _all_self_signed(evidence):
        return any(
            xades_name(value.tag) == "EncapsulatedX509Certificate"
            for element in structure.qualifying.unsigned
            for value in element.iter()
        )
    tokens = [stamp.token for stamp in _but_last_archive(structure) if stamp.token is not None]
    return revocation_data_complete(ValidationData(evidence), structure.signer, tokens, structure.trusted)


def _evidence_records(structure: Structure) -> bool:
    return any(etree.QName(element).localname == "SealingEvidenceRecords" for element in structure.qualifying.unsigned)
