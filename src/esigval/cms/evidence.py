"""Certificates, CRLs and OCSP responses that a CMS carries, as evidence with its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esigval import hashing
from esigval.asn1 import CONTEXT_0, CONTEXT_1, CONTEXT_2, SEQUENCE, Tlv, children, encode
from esigval.cms import oids
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind

if TYPE_CHECKING:
    from esigval.cms.signed_data import SignedData
    from esigval.cms.signer import Signer

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
    """What the attributes of ``signer`` hold: certificate-values, revocation-values (unsigned), and revocationInfoArchival of PDF
    (signed or unsigned). ``origin`` replaces the attribute's own. Broken values are left out."""
    found: list[Evidence] = []
    unsigned = signer.unsigned_attributes
    for value in unsigned.values(oids.CERTIFICATE_VALUES):
        where = "certificate-values"
        certificates = [c.raw for c in _tolerant(value) if c.tag == SEQUENCE]
        kind = origin or OriginKind.CERTIFICATE_VALUES
        found += [item(EvidenceKind.CERTIFICATE, kind, where, c) for c in certificates]
    for value in unsigned.values(oids.REVOCATION_VALUES):
        found += revocation_values(value, origin or OriginKind.REVOCATION_VALUES, "revocation-values")
    for attributes in (signer.signed_attributes, unsigned):
        for value in attributes.values(oids.ADBE_REVOCATION_INFO):
            found += _adbe_revocation(value, origin or OriginKind.ADBE_REVOCATION)
    return tuple(found)


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


def _adbe_revocation(value: Tlv, origin: OriginKind) -> list[Evidence]:
    """RevocationInfoArchival: crl [0] of CertificateList, ocsp [1] of OCSPResponse, otherRevInfo [2], which is passed over."""
    found: list[Evidence] = []
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
