"""Certificates, CRLs and OCSP responses that a CMS carries, as evidence with its origin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from esigval import hashing
from esigval.asn1 import CONTEXT_0, CONTEXT_1, CONTEXT_2, OID, SEQUENCE, Tlv, children, encode, octets, read_exactly
from esigval.cms import oids
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind

if TYPE_CHECKING:
    from esigval.cms.signed_data import SignedData
    from esigval.cms.signer import Attribute, Signer

_OCSP_BASIC_OID = bytes.fromhex("06092b0601050507300101")
_SUCCESSFUL = b"\x0a\x01\x00"


def ocsp_response_of_basic(basic: bytes) -> bytes:
    """A successful OCSPResponse (RFC 6960 4.2.1) around a BasicOCSPResponse, so that every response has one form."""
    response_bytes = encode(SEQUENCE, _OCSP_BASIC_OID + encode(0x04, basic))
    return encode(SEQUENCE, _SUCCESSFUL + encode(CONTEXT_0, response_bytes))


def item(kind: EvidenceKind, origin: OriginKind, where: str, data: bytes) -> Evidence:
    """One piece of evidence, addressed by its digest."""
    return Evidence(hashing.sha256_hex(data), kind, Origin(origin, where), data)


def signed_data_evidence(signed_data: SignedData, origin: OriginKind = OriginKind.SIGNED_DATA) -> tuple[Evidence, ...]:
    """What the certificates and crls fields of a SignedData hold."""
    certificate, crl, ocsp = EvidenceKind.CERTIFICATE, EvidenceKind.CRL, EvidenceKind.OCSP
    return (
        *[item(certificate, origin, "certificates", c) for c in signed_data.certificates],
        *[item(crl, origin, "crls", c) for c in signed_data.crls],
        *[item(ocsp, origin, "crls", o) for o in signed_data.ocsps],
    )


def signer_evidence(signer: Signer, origin: OriginKind | None = None) -> tuple[Evidence, ...]:
    """What the attributes of ``signer`` hold. ``origin`` replaces the attribute's own."""
    return tuple(
        [
            e
            for attributes in (signer.signed_attributes, signer.unsigned_attributes)
            for attribute in attributes.items
            for e in attribute_evidence(attribute, origin)
        ]
    )


def attribute_evidence(attribute: Attribute, origin: OriginKind | None = None) -> list[Evidence]:
    """What one attribute holds: certificate-values, revocation-values, revocationInfoArchival of PDF, or the extras of a
    long-term-validation attribute. Broken values are left out."""
    read = _READERS.get(attribute.oid)
    if read is None:
        return []
    return [e for value in attribute.values for e in read(value, origin)]


def _certificate_values(value: Tlv, origin: OriginKind | None) -> list[Evidence]:
    """CertificateValues (RFC 5126 6.3.3): SEQUENCE OF Certificate."""
    kind = origin or OriginKind.CERTIFICATE_VALUES
    certificates = [c.raw for c in _tolerant(value) if c.tag == SEQUENCE]
    return [item(EvidenceKind.CERTIFICATE, kind, "certificate-values", c) for c in certificates]


def _revocation_values(value: Tlv, origin: OriginKind | None) -> list[Evidence]:
    return revocation_values(value, origin or OriginKind.REVOCATION_VALUES, "revocation-values")


def revocation_values(value: Tlv, origin: OriginKind, where: str) -> list[Evidence]:
    """RevocationValues (RFC 5126 6.3.4): crlVals [0] of CertificateList, ocspVals [1] of BasicOCSPResponse."""
    found: list[Evidence] = []
    for part in _tolerant(value):
        for element in [e for group in _tolerant(part) for e in _tolerant(group)]:
            if part.tag == CONTEXT_0:
                found.append(item(EvidenceKind.CRL, origin, where, element.raw))
            elif part.tag == CONTEXT_1:
                found.append(item(EvidenceKind.OCSP, origin, where, _as_response(element)))
    return found


def _adbe_revocation(value: Tlv, origin: OriginKind | None) -> list[Evidence]:
    """RevocationInfoArchival: crl [0] of CertificateList, ocsp [1] of OCSPResponse, otherRevInfo [2], which is passed over."""
    found: list[Evidence] = []
    origin = origin or OriginKind.ADBE_REVOCATION
    where = "revocationInfoArchival"
    for part in _tolerant(value):
        if part.tag == CONTEXT_2:
            continue
        for element in [e for group in _tolerant(part) for e in _tolerant(group)]:
            if part.tag == CONTEXT_0:
                found.append(item(EvidenceKind.CRL, origin, where, element.raw))
            elif part.tag == CONTEXT_1:
                found.append(item(EvidenceKind.OCSP, origin, where, _as_response(element)))
    return found


def _long_term_validation(value: Tlv, origin: OriginKind | None) -> list[Evidence]:
    """LongTermValidation (EN 319 122-1 annex A.2, obsolete): extraCertificates [0] and extraRevocation [1] after the proof of
    existence, which is not read."""
    found: list[Evidence] = []
    where = "long-term-validation"
    kind = origin or OriginKind.ANY_VALIDATION_DATA
    for part in _tolerant(value):
        for element in _tolerant(part) if part.tag in (CONTEXT_0, CONTEXT_1) else ():
            if element.tag != SEQUENCE or element_is_content_info(element):
                continue
            what = EvidenceKind.CERTIFICATE if part.tag == CONTEXT_0 else EvidenceKind.CRL
            found.append(item(what, kind, where, element.raw))
    return found


def element_is_content_info(element: Tlv) -> bool:
    """Whether a SEQUENCE begins with an object identifier, as ContentInfo does and a certificate or CRL does not."""
    inner = _tolerant(element)
    return bool(inner) and inner[0].tag == OID


def basic_of_response(response: bytes) -> bytes:
    """The BasicOCSPResponse inside an OCSPResponse, empty where there is none."""
    try:
        parts = children(read_exactly(response))
        inner = children(children(parts[1])[0]) if len(parts) == 2 else []
        return octets(inner[1]) if len(inner) == 2 else b""
    except (Malformed, IndexError):
        return b""


def _as_response(tlv: Tlv) -> bytes:
    """An OCSPResponse whichever of it and BasicOCSPResponse was embedded; the first field tells them apart."""
    inner = _tolerant(tlv)
    return tlv.raw if inner and inner[0].tag == 0x0A else ocsp_response_of_basic(tlv.raw)


def _tolerant(tlv: Tlv) -> list[Tlv]:
    """The elements inside, none where they can't be read: evidence that is broken is evidence that is not there."""
    try:
        return children(tlv)
    except Malformed:
        return []


_READERS: dict[str, Callable[[Tlv, OriginKind | None], list[Evidence]]] = {
    oids.CERTIFICATE_VALUES: _certificate_values,
    oids.REVOCATION_VALUES: _revocation_values,
    oids.ADBE_REVOCATION_INFO: _adbe_revocation,
    oids.LONG_TERM_VALIDATION: _long_term_validation,
}
