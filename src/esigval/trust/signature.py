"""The signature of a trusted list (TS 119 612 clause 5.7, annex B): what it covers and who could have made it."""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree
from msgspec import Struct

from esigval.hashing import digest, is_supported
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.signature import (
    CertificateReference,
    Reading,
    ReferenceType,
    ScopeType,
    Signature,
    SignatureValue,
)
from esigval.trust.lists import ListedCertificate
from esigval.x509.verify import Verification, verify_signature


class ListSignature(Struct, frozen=True, kw_only=True):
    """Facts about the signature of one list, whoever made it.

    ``count``: signatures in the list; the other fields are of the only one. ``whole``: it covers the whole list but itself;
    ``intact``: every reference is found and equal. ``certificates``: ids of what ds:KeyInfo holds. ``problem``: why it can't be read.
    """

    count: int
    whole: bool = False
    intact: bool = False
    value: SignatureValue | None = None
    references: tuple[CertificateReference, ...] = ()
    certificates: tuple[str, ...] = ()
    claimed_time: datetime | None = None
    problem: str = ""


def read_signature(root: etree._Element, data: bytes) -> ListSignature:
    """The signature of the list whose root element is ``root``, read from ``data``; never raises for what is inside."""
    try:
        reading = _read(root, data)
    except Malformed as error:
        return ListSignature(count=0, problem=error.where)
    signatures = [s for s in reading.signatures if not s.parent]
    if len(signatures) != 1:
        return ListSignature(count=len(signatures))
    return _facts(signatures[0])


def _read(root: etree._Element, data: bytes) -> Reading:
    from esigval import xades

    return xades.read(Document("", data), ())


def _facts(signature: Signature) -> ListSignature:
    intact = bool(signature.references) and all(r.found and r.intact for r in signature.references)
    return ListSignature(
        count=1,
        whole=_covers_whole(signature),
        intact=intact and not signature.unreadable,
        value=signature.value,
        references=signature.certificate_references,
        certificates=signature.hint.certificates,
        claimed_time=signature.properties.claimed_time,
        problem=signature.unreadable,
    )


def _covers_whole(signature: Signature) -> bool:
    """Annex B.1: one enveloped signature whose reference is to the whole document (URI "" or the Id of the root)."""
    whole = any(s.scope is ScopeType.FULL for s in signature.scopes)
    return whole and any(r.type is ReferenceType.REFERENCE and r.intact for r in signature.references)


def find_signer(signature: ListSignature, candidates: Iterable[ListedCertificate]) -> ListedCertificate | None:
    """The certificate among ``candidates`` whose key made the signature value, and that the signature names where it names one.

    The certificates inside the signature only say which candidate to try first: nothing is taken from them.
    """
    value = signature.value
    if value is None:
        return None
    ordered = sorted(candidates, key=lambda c: c.id not in signature.certificates)
    for candidate in ordered:
        if not _named(signature.references, candidate):
            continue
        for signed in value.signed_data:
            outcome = verify_signature(candidate.spki, value.algorithm, signed, value.value, value.prehashed)
            if outcome is Verification.VALID:
                return candidate
    return None


def _named(references: tuple[CertificateReference, ...], candidate: ListedCertificate) -> bool:
    """Whether the first signing-certificate reference, where there is one, is to ``candidate``."""
    if not references:
        return True
    first = references[0]
    return is_supported(first.digest_algorithm) and digest(first.digest_algorithm, candidate.der) == first.digest
