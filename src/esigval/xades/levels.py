"""The level of a signature by what is there, whatever it is worth (EN 319 132-1, 6.3; EN 319 132-2, 4)."""

from lxml import etree
from msgspec import Struct

from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.model.signature import (
    CertificateReference,
    ReferenceType,
    SignatureValue,
    Timestamp,
    TimestampToken,
    TimestampType,
)
from esigval.timestamp.completeness import Trusted, ValidationData, nobody, revocation_data_complete
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.lazily import lazy
from esigval.x509.verify import Verification, verify_signature
from esigval.xades import names as n
from esigval.xades.c14n import METHODS
from esigval.xades.names import xades_name
from esigval.xades.properties import Qualifying
from esigval.xades.references import Resolved
from esigval.xades.values import digest_of

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
    """What the level is found from. ``objects``: the ds:Object children; ``entries``: what signed manifests list."""

    objects: list[etree._Element]
    canonicalization: etree._Element | None
    key_infos: int
    qualifying: Qualifying
    resolved: tuple[Resolved, ...]
    manifests: list[etree._Element]
    timestamps: tuple[Timestamp, ...]
    value: SignatureValue
    certificate_references: tuple[CertificateReference, ...]
    key_info: tuple[Evidence, ...]
    evidence: tuple[Evidence, ...]
    trusted: Trusted = nobody

    def stamps(self, kind: TimestampType) -> list[tuple[Timestamp, TimestampToken]]:
        """The readable time-stamps of a type."""
        return [(stamp, stamp.token) for stamp in self.timestamps if stamp.type is kind and stamp.token is not None]

    @lazy
    def signer_in_key_info(self) -> Certificate | None:
        """The signing certificate among those of KeyInfo: referred to by digest, or the one whose key verifies the value."""
        return self._signer_among(self.key_info)

    @lazy
    def signer(self) -> Certificate | None:
        """The signing certificate wherever the signature carries it."""
        return self.signer_in_key_info or self._signer_among(self.evidence)

    def _signer_among(self, evidence: tuple[Evidence, ...]) -> Certificate | None:
        pieces = [piece for piece in evidence[:_MAX_CANDIDATES] if piece.kind is EvidenceKind.CERTIFICATE]
        for one in self.certificate_references[:1]:
            for piece in pieces:
                if digest_of(piece, one.digest_algorithm) == one.digest:
                    named = _certificate(piece)
                    if named is not None:
                        return named
        for certificate in map(_certificate, pieces):
            if certificate is not None and self._verifies(certificate):
                return certificate
        return None

    def _verifies(self, certificate: Certificate) -> bool:
        algorithm, value = self.value.algorithm, self.value.value
        return any(
            verify_signature(certificate.spki, algorithm, signed, value) is Verification.VALID
            for signed in self.value.signed_data
        )

    @lazy
    def validation_data(self) -> tuple[Evidence, ...]:
        """The evidence of the signature and of its time-stamps but the latest archive time-stamp, whose own validation data are yet to
        come."""
        return (*self.evidence, *(piece for token in self.tokens for piece in token.evidence))

    @lazy
    def tokens(self) -> list[TimestampToken]:
        """The tokens whose own validation data should be there: all but the latest archive time-stamp's."""
        archive = self.stamps(TimestampType.ARCHIVE)
        last = max(range(len(archive)), key=lambda at: (archive[at][1].time, at)) if archive else -1
        latest = archive[last][0] if archive else None
        return [s.token for s in self.timestamps if s.token is not None and s is not latest]

    @lazy
    def all_self_issued(self) -> bool:
        """Whether there are certificates and each issued itself."""
        found = False
        for piece in self.validation_data:
            if piece.kind is EvidenceKind.CERTIFICATE:
                certificate = _certificate(piece)
                if certificate is not None:
                    if not certificate.self_issued:
                        return False
                    found = True
        return found


def _certificate(piece: Evidence) -> Certificate | None:
    try:
        return parse_certificate(piece.data)
    except Malformed:
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
    crossed = referenced and structure.qualifying.count_unsigned(*_CROSSED) > 0
    complete = _long_term(structure)
    if complete and structure.qualifying.sealing:
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
    listed = [
        (c.get("Id"), c.get("URI")) for manifest in structure.manifests for c in manifest.iterchildren(n.REFERENCE)
    ]
    listed += [(one.id, one.uri) for one in structure.resolved]
    own = {f"#{identifier}": item for item in structure.objects if (identifier := item.get("Id"))}
    return {identifier: own.get(uri or "") for identifier, uri in listed if identifier}


def _policy_based(structure: Structure) -> bool:
    """XAdES-EPES (EN 319 132-2, 4.3): one policy identifier; a store only beside a digest of the policy."""
    stores = structure.qualifying.count_unsigned("SignaturePolicyStore")
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
    if not all(one.well_formed for one in structure.resolved):
        return False
    if not _properties_named(structure):
        return False
    if found.count("SigningTime") != 1 or found.count("SigningCertificate", "SigningCertificateV2") != 1:
        return False
    if found.count("SignaturePolicyIdentifier") > 1 or structure.qualifying.count_unsigned("SignaturePolicyStore") > 1:
        return False
    if any(stated.mime_type is None for stated in found.formats):
        return False
    method = structure.canonicalization
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
    return signer is None or all(token.time < signer.not_after for _, token in stamps)


def _baseline_t(structure: Structure) -> bool:
    """Requirement n: one token in each SignatureTimeStamp."""
    return all(
        sum(1 for child in element if xades_name(child.tag) == "EncapsulatedTimeStamp") == 1
        for element in structure.qualifying.unsigned_properties.get("SignatureTimeStamp", ())
    )


def _baseline_lt(structure: Structure) -> bool:
    """XAdES-BASELINE-LT: each container of values once, no references and no time-stamps on such."""
    once = ("CertificateValues", "AttrAuthoritiesCertValues", "RevocationValues", "AttributeRevocationValues")
    if any(structure.qualifying.count_unsigned(name) > 1 for name in once):
        return False
    return not structure.qualifying.count_unsigned(
        "CompleteCertificateRefs", "CompleteCertificateRefsV2", "CompleteRevocationRefs", *_CROSSED
    )


def _has_references(structure: Structure) -> bool:
    """XAdES-C (EN 319 132-2, 4.5): references to certificates and to revocation data, once each."""
    certificates = structure.qualifying.count_unsigned("CompleteCertificateRefs", "CompleteCertificateRefsV2")
    revocation = structure.qualifying.count_unsigned("CompleteRevocationRefs")
    if certificates > 1 or revocation > 1:
        return False
    return (certificates == 1 and revocation == 1) or structure.all_self_issued


def _long_term(structure: Structure) -> bool:
    """Whether the validation data for the signer's and the authorities' certificates are all there."""
    if structure.all_self_issued:
        return any(
            xades_name(value.tag) == "EncapsulatedX509Certificate"
            for element in structure.qualifying.unsigned
            for value in element.iter()
        )
    evidence = structure.validation_data
    if all(piece.kind is EvidenceKind.CERTIFICATE for piece in evidence):
        return False
    return revocation_data_complete(ValidationData(evidence), structure.signer, structure.tokens, structure.trusted)
