"""Namespaces, element names and type URIs of XMLDSig and XAdES."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
DS11: Final = "http://www.w3.org/2009/xmldsig11#"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XADES_111: Final = "http://uri.etsi.org/01903/v1.1.1#"
XADES_122: Final = "http://uri.etsi.org/01903/v1.2.2#"
XADES_132: Final = "http://uri.etsi.org/01903/v1.3.2#"
XADES_141: Final = "http://uri.etsi.org/01903/v1.4.1#"
FILTER2: Final = "http://www.w3.org/2002/06/xmldsig-filter2"

XADES_NAMESPACES: Final = frozenset({XADES_111, XADES_122, XADES_132, XADES_141})

SIGNATURE: Final = f"{{{DS}}}Signature"
SIGNED_INFO: Final = f"{{{DS}}}SignedInfo"
SIGNATURE_VALUE: Final = f"{{{DS}}}SignatureValue"
KEY_INFO: Final = f"{{{DS}}}KeyInfo"
OBJECT: Final = f"{{{DS}}}Object"
MANIFEST: Final = f"{{{DS}}}Manifest"
REFERENCE: Final = f"{{{DS}}}Reference"
TRANSFORMS: Final = f"{{{DS}}}Transforms"
TRANSFORM: Final = f"{{{DS}}}Transform"
DIGEST_METHOD: Final = f"{{{DS}}}DigestMethod"
DIGEST_VALUE: Final = f"{{{DS}}}DigestValue"
CANONICALIZATION_METHOD: Final = f"{{{DS}}}CanonicalizationMethod"
SIGNATURE_METHOD: Final = f"{{{DS}}}SignatureMethod"
SIGNATURE_PROPERTIES: Final = f"{{{DS}}}SignatureProperties"
SIGNATURE_PROPERTY: Final = f"{{{DS}}}SignatureProperty"
XPATH: Final = f"{{{DS}}}XPath"
XPATH_FILTER2: Final = f"{{{FILTER2}}}XPath"

SEALING: Final = "SealingEvidenceRecords"
"""Local name of the property of evidence records, over all that stands before it (TS 119 132-3)."""

TYPE_SIGNED_PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"
"""EN 319 132-1, 4.4.2; the schemas 1.1.1 and 1.2.2 prescribed their own namespace followed by SignedProperties."""

TYPE_COUNTER_SIGNED: Final = "http://uri.etsi.org/01903#CountersignedSignature"
TYPE_OBJECT: Final = f"{DS}Object"
TYPE_MANIFEST: Final = f"{DS}Manifest"


@lru_cache(maxsize=4096)
def split(tag: object) -> tuple[str, str]:
    """(namespace, local name) of an element's tag; ("", "") for comments and processing instructions."""
    if not isinstance(tag, str):
        return "", ""
    namespace, brace, local = tag.rpartition("}")
    return (namespace[1:], local) if brace else ("", local)


_ELEMENTS: Final = """
    AllDataObjectsTimeStamp AllSignedDataObjects Any AnyValidationData ArchiveTimeStamp AttrAuthoritiesCertValues
    AttributeCertificateRefs AttributeCertificateRefsV2 AttributeRevocationRefs AttributeRevocationValues ByKey ByName
    CRLIdentifier CRLRef CRLRefs CRLValues Cert CertDigest CertRefs CertificateValues CertifiedRole CertifiedRoles
    CertifiedRolesV2 City ClaimedRole ClaimedRoles CommitmentTypeId CommitmentTypeIndication CommitmentTypeQualifier
    CommitmentTypeQualifiers CompleteCertificateRefs CompleteCertificateRefsV2 CompleteRevocationRefs CounterSignature
    CountryName DataObjectFormat Description DigestAlgAndValue DigestMethod DigestValue DocumentationReference
    DocumentationReferences EncapsulatedCRLValue EncapsulatedOCSPValue EncapsulatedPKIData EncapsulatedTimeStamp
    EncapsulatedX509Certificate Encoding ExplicitText HashDataInfo Identifier Include IndividualDataObjectsTimeStamp
    IssueTime Issuer IssuerSerial IssuerSerialV2 MimeType NewSDODigestValue NoticeNumbers NoticeRef Number OCSPIdentifier
    OCSPRef OCSPRefs OCSPValues ObjectIdentifier ObjectReference Organization OriginalRefDigest OtherAttributeCertificate
    OtherCertificate OtherRef OtherRefs OtherTimeStamp OtherValue OtherValues PostalCode ProducedAt QualifyingProperties
    QualifyingPropertiesReference RecomputedDigestValue ReferenceInfo RefsOnlyTimeStamp RefsOnlyTimeStampV2 RenewedDigests
    RenewedDigestsV2 ResponderID RevocationValues SPDocSpecification SPURI SPUserNotice SigAndRefsTimeStamp
    SigAndRefsTimeStampV2 SigPolDocLocalURI SigPolicyHash SigPolicyId SigPolicyQualifier SigPolicyQualifiers
    SignaturePolicyDocument SignaturePolicyId SignaturePolicyIdentifier SignaturePolicyImplied SignaturePolicyStore
    SignatureProductionPlace SignatureProductionPlaceV2 SignatureTimeStamp SignedAssertion SignedAssertions
    SignedDataObjectProperties SignedProperties SignedSignatureProperties SignerRole SignerRoleV2 SigningCertificate
    SigningCertificateV2 SigningTime StateOrProvince StreetAddress TimeStamp TimeStampValidationData Transforms
    UnsignedDataObjectProperties UnsignedDataObjectProperty UnsignedProperties UnsignedSignatureProperties
    X509AttributeCertificate XAdESTimeStamp XMLTimeStamp int
"""


class _Names(dict[object, str]):
    """Local names by tag; "" for all other tags."""

    def __missing__(self, _tag: object) -> str:
        return ""


xades_name: Final[Callable[[object], str]] = _Names(
    (f"{{{namespace}}}{local}", local) for namespace in XADES_NAMESPACES for local in _ELEMENTS.split()
).__getitem__
"""Local name of a tag that the schemas of XAdES define in one of their namespaces (their versions are mixed freely), "" for all others."""
