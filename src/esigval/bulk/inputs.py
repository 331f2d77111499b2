"""Bytes from files: documents, certificates in PEM or DER, evidence, trusted lists."""

from pathlib import Path

from esigval.bulk.case import readable
from esigval.fetch.formats import certificates, pem_or_der
from esigval.hashing import sha256_hex
from esigval.model.dossier import Document
from esigval.model.errors import Malformed, Unreadable, UsageError
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind


def read_document(path: Path, *, may_be_empty: bool = False) -> Document:
    """The file as a document. Raises Unreadable, with a message for people, where it can't be read or is empty and may not be."""
    try:
        data = path.read_bytes()
    except IsADirectoryError as e:
        raise Unreadable("unreadable-file", f"{path}: is a directory") from e
    except OSError as e:
        raise Unreadable("unreadable-file", f"{path}: {e.strerror or e}") from e
    if not data and not may_be_empty:
        raise Unreadable("empty", f"{path}: the file is empty")
    return Document(readable(path.name), data)


def read_material(path: Path) -> bytes:
    """The bytes of a file that the user names beside the document. Raises UsageError."""
    try:
        return path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror or e}") from e


def _ders(path: Path) -> list[bytes]:
    """The objects of a file in DER, or in PEM one after another."""
    found = pem_or_der(read_material(path))
    if not found:
        raise UsageError(f"{path}: neither DER nor PEM")
    return found


def read_certificates(path: Path) -> tuple[bytes, ...]:
    """The certificates of a file: DER, PEM or a CMS bundle. Raises UsageError where there is none."""
    found = certificates(read_material(path))
    if not found:
        raise UsageError(f"{path}: not a certificate")
    return tuple(found)


def read_evidence(path: Path) -> tuple[Evidence, ...]:
    """Certificates, CRLs and OCSP responses that the user supplies, recognised by content. Raises UsageError."""
    origin = Origin(OriginKind.SUPPLIED, path.name)
    return tuple(Evidence(sha256_hex(der), _kind(der, path), origin, der) for der in _ders(path))


def _kind(der: bytes, path: Path) -> EvidenceKind:
    from esigval.x509.certificate import parse_certificate
    from esigval.x509.crl import parse_crl
    from esigval.x509.ocsp import parse_ocsp

    for kind, parse in (
        (EvidenceKind.CERTIFICATE, parse_certificate),
        (EvidenceKind.CRL, parse_crl),
        (EvidenceKind.OCSP, parse_ocsp),
    ):
        try:
            parse(der)
        except Malformed:
            continue
        return kind
    raise UsageError(f"{path}: neither a certificate, nor a CRL, nor an OCSP response")
