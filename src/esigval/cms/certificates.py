"""ESS signing-certificate attributes, version 1 (RFC 2634 5.4) and 2 (RFC 5035 4)."""

from esigval.asn1 import SEQUENCE, Tlv, children, digest_algorithm, fields, integer, octets
from esigval.cms import oids
from esigval.cms.signer import Signer
from esigval.model.errors import Malformed
from esigval.model.signature import CertificateReference, IssuerSerial

_DIRECTORY_NAME = 0xA4


def certificate_references(signer: Signer) -> tuple[CertificateReference, ...]:
    """The entries of the signing-certificate attributes, version 2 first; a broken attribute gives none (``signer_findings`` tells)."""
    found: list[CertificateReference] = []
    for identifier, version in ((oids.SIGNING_CERTIFICATE_V2, 2), (oids.SIGNING_CERTIFICATE, 1)):
        for value in signer.signed_attributes.values(identifier):
            try:
                found += signing_certificate(value, version)
            except Malformed:
                continue
    return tuple(found)


def has_signing_certificate(signer: Signer) -> bool:
    """Whether a signing-certificate attribute of either version is among the signed attributes."""
    return (
        oids.SIGNING_CERTIFICATE_V2 in signer.signed_attributes or oids.SIGNING_CERTIFICATE in signer.signed_attributes
    )


def signing_certificate(value: Tlv, version: int) -> list[CertificateReference]:
    """The ESSCertIDs of one SigningCertificate or SigningCertificateV2. Raises Malformed."""
    parts = fields(value, SEQUENCE, "SigningCertificate")
    if not parts:
        raise Malformed("SigningCertificate without certificates")
    return [_ess_cert_id(c, version) for c in fields(parts[0], SEQUENCE, "SigningCertificate certs")]


def _ess_cert_id(tlv: Tlv, version: int) -> CertificateReference:
    parts = fields(tlv, SEQUENCE, "ESSCertID")
    algorithm = "SHA1" if version == 1 else "SHA256"
    if version != 1 and parts and parts[0].tag == SEQUENCE:
        algorithm = digest_algorithm(parts.pop(0))
    if not parts:
        raise Malformed("ESSCertID without a digest")
    return CertificateReference(algorithm, octets(parts[0]), issuer_serial(parts[1]) if len(parts) > 1 else None)


def issuer_serial(tlv: Tlv) -> IssuerSerial:
    """IssuerSerial with GeneralNames: the directory name among them, and the serial number."""
    parts = fields(tlv, SEQUENCE, "IssuerSerial")
    if len(parts) < 2:
        raise Malformed("IssuerSerial")
    names = [n for n in fields(parts[0], SEQUENCE, "GeneralNames") if n.tag == _DIRECTORY_NAME]
    inner = children(names[0]) if names else []
    return IssuerSerial(issuer_der=inner[0].raw if inner else b"", serial=integer(parts[1]))
