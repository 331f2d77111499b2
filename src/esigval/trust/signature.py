"""The signature of a trusted list (TS 119 612 clause 5.7, annex B): what it covers and who could have made it."""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree
from msgspec import Struct

from esigval.hashing import digest, is_supported
from esigval.model.errors import Malformed
from esigval.model.signature import CertificateReference, SignatureValue
from esigval.trust.lists import ListedCertificate
from esigval.trust.uris import NS_DS
from esigval.x509.verify import Verification, verify_signature

_SIGNATURE = f"{{{NS_DS}}}Signature"


class ListSignature(Struct, frozen=True, kw_only=True):
    """Facts about the signature of one list, whoever made it.

    ``count``: signatures under the root element; the other fields are of the only one. ``intact``: every reference is found and equal;
    ``whole``: and one of them covers the whole list but the signature. ``certificates``: ids of what ds:KeyInfo holds. ``problem``: why it
    does not vouch for the list.
    """

    count: int
    intact: bool = False
    whole: bool = False
    value: SignatureValue | None = None
    references: tuple[CertificateReference, ...] = ()
    certificates: tuple[str, ...] = ()
    claimed_time: datetime | None = None
    problem: str = ""


def read_signature(root: etree._Element) -> ListSignature:
    """The signature of the list whose root element is ``root``; what is wrong with it is a fact, too."""
    from esigval.xades import read_enveloped  # a start from a store reads no list, and needs none of it

    count = sum(1 for _ in root.iterchildren(_SIGNATURE))
    if count != 1:
        return ListSignature(count=count)
    try:
        reading = read_enveloped(root)
    except Malformed as error:
        return ListSignature(count=1, problem=error.where)
    signature = reading.signature
    intact = bool(signature.references) and all(r.found and r.intact for r in signature.references)
    return ListSignature(
        count=1,
        intact=intact and not signature.unreadable,
        whole=reading.covers_root,
        value=signature.value,
        references=tuple(CertificateReference(r.digest_algorithm, r.digest) for r in signature.certificate_references),
        certificates=signature.hint.certificates,
        claimed_time=signature.properties.claimed_time,
        problem=reading.problem,
    )


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
