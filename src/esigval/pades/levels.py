"""Levels of PDF signatures by what is in them, whether it holds or not (EN 319 142-1, 6.3; EN 319 142-2, 4 to 6)."""

from esigval import cms, hashing
from esigval.cms import oids
from esigval.model.errors import Malformed
from esigval.model.signature import SignedProperties
from esigval.pades.document import View
from esigval.pades.syntax import Name, PdfDict
from esigval.pades.text import date, text
from esigval.x509.certificate import Certificate, parse_certificate

CADES_DETACHED = "ETSI.CAdES.detached"
PKCS7_DETACHED = "adbe.pkcs7.detached"
PKCS7_SHA1 = "adbe.pkcs7.sha1"
RFC3161 = "ETSI.RFC3161"
X509_RSA_SHA1 = "adbe.x509.rsa_sha1"

NOT_ETSI = "PDF-NOT-ETSI"
_SHA1_BYTES = 20


def structural_level(
    sub_filter: str,
    dictionary: PdfDict,
    signed_data: cms.SignedData,
    signer: cms.Signer,
    properties: SignedProperties,
    view: View,
) -> str:
    """The level before time-stamps and validation data are looked at: PAdES-BASELINE-B, -EPES, -BES, PKCS7-B or PDF-NOT-ETSI."""
    certificate = _signing_certificate(signed_data, signer)
    if sub_filter in (PKCS7_DETACHED, PKCS7_SHA1):
        return "PKCS7-B" if certificate is not None and _is_pkcs7(sub_filter, signed_data, signer) else NOT_ETSI
    if sub_filter != CADES_DETACHED or not _is_bes(dictionary, signed_data, signer, properties, view):
        return NOT_ETSI
    if certificate is not None and _is_baseline(dictionary, signed_data, signer, properties, view):
        return "PAdES-BASELINE-B"
    epes = oids.SIGNATURE_POLICY in signer.signed_attributes and not _reason(dictionary, view)
    return "PAdES-EPES" if epes else "PAdES-BES"


def _reason(dictionary: PdfDict, view: View) -> str:
    try:
        return text(view.resolve(dictionary.get("Reason")))
    except Malformed:
        return ""


def _count(signer: cms.Signer, *identifiers: str) -> int:
    return sum(len(signer.signed_attributes.all(identifier)) for identifier in identifiers)


def _is_pkcs7(sub_filter: str, signed_data: cms.SignedData, signer: cms.Signer) -> bool:
    """ISO 32000-1, 12.8.3.3: the digest where each sub-filter wants it."""
    if sub_filter == PKCS7_SHA1:
        return signed_data.content is not None and len(signed_data.content) == _SHA1_BYTES
    return bool(cms.message_digest(signer)) and signed_data.content is None


def _is_bes(
    dictionary: PdfDict, signed_data: cms.SignedData, signer: cms.Signer, properties: SignedProperties, view: View
) -> bool:
    """EN 319 142-2, 5.3 (PAdES-E-BES)."""
    return (
        _count(signer, oids.CONTENT_TYPE) == 1
        and _count(signer, oids.MESSAGE_DIGEST) == 1
        and _count(signer, oids.SIGNING_CERTIFICATE, oids.SIGNING_CERTIFICATE_V2) == 1
        and _count(signer, oids.SIGNER_ATTRIBUTES, oids.SIGNER_ATTRIBUTES_V2) <= 1
        and len(signed_data.signers) + len(signed_data.broken_signers) == 1
        and signed_data.content is None
        and isinstance(dictionary.get("Filter"), Name)
        and properties.content_type == oids.DATA
        and not (properties.commitments and _reason(dictionary, view))
    )


def _is_baseline(
    dictionary: PdfDict, signed_data: cms.SignedData, signer: cms.Signer, properties: SignedProperties, view: View
) -> bool:
    """EN 319 142-1, 6.3: what the baseline wants beyond BES."""
    reference = next(iter(cms.certificate_references(signer)), None)
    version_2 = oids.SIGNING_CERTIFICATE_V2 in signer.signed_attributes
    policy = properties.policy is not None or bool(properties.commitments)
    return (
        bool(signed_data.certificates)
        and _count(signer, oids.SIGNING_TIME) == 0
        and _count(signer, oids.SIGNATURE_POLICY) <= 1
        and reference is not None
        and (reference.digest_algorithm == "SHA1") != version_2
        and (view.encrypted or date(view.resolve(dictionary.get("M"))) is not None)
        and not (policy and _reason(dictionary, view))
    )


def _certificate(data: bytes) -> Certificate | None:
    try:
        return parse_certificate(data)
    except Malformed:
        return None


def _signing_certificate(signed_data: cms.SignedData, signer: cms.Signer) -> Certificate | None:
    """The certificate in the CMS that the SignerIdentifier names, else the one that the signed reference names."""
    candidates = [c for data in signed_data.certificates if (c := _certificate(data)) is not None]
    issuer_serial, key_identifier = signer.hint.issuer_serial, signer.hint.subject_key_identifier
    for candidate in candidates:
        if issuer_serial is not None:
            if candidate.serial == issuer_serial.serial and candidate.issuer_der == issuer_serial.issuer_der:
                return candidate
        elif key_identifier and candidate.subject_key_identifier == key_identifier:
            return candidate
    reference = next(iter(cms.certificate_references(signer)), None)
    if reference is not None and hashing.is_supported(reference.digest_algorithm):
        for candidate in candidates:
            if hashing.digest(reference.digest_algorithm, candidate.der) == reference.digest:
                return candidate
    serials = [c for c in candidates if issuer_serial is not None and c.serial == issuer_serial.serial]
    return serials[0] if len(serials) == 1 else None
