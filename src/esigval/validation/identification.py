"""Identification of the signing certificate (EN 319 102-1, clause 5.2.3)."""

from collections.abc import Iterator

from msgspec import Struct

from esigval.chain.pool import Pool
from esigval.hashing import is_supported
from esigval.model.check import Check, Status
from esigval.model.conclusion import SubIndication
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.model.signature import CertificateReference, IssuerSerial, SignatureValue, SignerHint
from esigval.validation.block import Block, Steps
from esigval.validation.token import SignedToken
from esigval.x509.certificate import Certificate
from esigval.x509.verify import Verification, verify_signature

ID = "en-319-102-1/5.2.3"
FOUND = "en-319-102-1/5.2.3/signing-certificate-found"
DIGEST = "en-319-102-1/5.2.3/certificate-digest"
ISSUER_SERIAL = "en-319-102-1/5.2.3/issuer-serial"
ATTRIBUTE = "en-319-102-1/5.2.3/signing-certificate-attribute"
UNIQUE = "en-319-102-1/5.2.3/signing-certificate-unique"

MOST_CANDIDATES = 64
"""Certificates whose key is tried against one signature value; real signatures name one, old ones carry a dozen."""
_FEWEST_CANDIDATES = 4
_IN_ALL = 2_048
"""Keys of 16,384 bits take a millisecond each: of a document with many signatures, each may try fewer."""


def candidates_each(signatures: int) -> int:
    """Certificates that each of so many signatures and time-stamps of a document may try."""
    return max(_FEWEST_CANDIDATES, min(MOST_CANDIDATES, _IN_ALL // max(signatures, 1)))


class Identification(Struct, frozen=True):
    """The signing certificate, whether its key verifies the signature value, and the block's result.

    ``reading``: which of the token's readings of the signed bytes verified (0: as the standard encodes them).
    """

    certificate: Certificate | None
    verification: Verification
    block: Block
    reading: int = 0


def identify_signer(
    token: SignedToken, pool: Pool, policy: ValidationPolicy, candidates: int = MOST_CANDIDATES
) -> Identification:
    """The certificate that the signature names and whose key verifies it; else the best candidate, so that a report can name it.
    ``candidates``: how many are tried."""
    certificate, verification, reading = _select(token, pool, candidates)
    steps = Steps(ID)
    if certificate is None:
        steps.add(
            Check(FOUND, Status.INDETERMINATE, Reason.NO_SIGNING_CERTIFICATE),
            SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
        )
        return Identification(None, verification, steps.block(subject=token.id), reading)
    steps.add(Check(FOUND, Status.PASSED, subject=certificate.id), SubIndication.NO_SIGNING_CERTIFICATE_FOUND)
    has_attribute = token.has_signing_certificate_attribute
    steps.add(
        constraint(policy, ATTRIBUTE, has_attribute, Reason.SIGNING_CERTIFICATE_ATTRIBUTE_MISSING),
        SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
    )
    if has_attribute:
        _check_references(steps, token.certificate_references, certificate, pool, policy)
    return Identification(certificate, verification, steps.block(subject=token.id), reading)


def verify_value(value: SignatureValue, key: bytes) -> tuple[Verification, int]:
    """Whether ``key`` (SubjectPublicKeyInfo) verifies ``value`` over one of the readings of what was signed, and over which."""
    for reading, data in enumerate(value.signed_data):
        result = verify_signature(key, value.algorithm, data, value.value, value.prehashed)
        if result is not Verification.INVALID:
            return result, reading
    return Verification.INVALID, 0


def _named(reference: CertificateReference, pool: Pool) -> tuple[Certificate, ...] | None:
    """The certificates whose digest ``reference`` states; None where the digest algorithm is unknown."""
    if reference.digest_algorithm == "SHA256":
        named = pool.by_id.get(reference.digest.hex())
        return () if named is None else (named,)
    if not is_supported(reference.digest_algorithm):
        return None
    digests, wanted = pool.digests(reference.digest_algorithm), reference.digest
    return tuple(pool.by_id[i] for i, found in digests.items() if found == wanted)


def _select(token: SignedToken, pool: Pool, candidates: int) -> tuple[Certificate | None, Verification, int]:
    first: Certificate | None = None
    outcome = Verification.INVALID
    tried: set[str] = set()
    for candidate in _candidates(token, pool):
        if candidate.id in tried:
            continue
        tried.add(candidate.id)
        verification, reading = verify_value(token.value, candidate.spki)
        if verification is Verification.VALID:
            return candidate, verification, reading
        if first is None:
            first, outcome = candidate, verification
        if len(tried) >= candidates:
            break
    if first is None and token.hint.public_key:
        # a bare key (ds:KeyValue) shows that the data are intact; it names nobody
        return None, *verify_value(token.value, token.hint.public_key)
    return first, outcome, 0


def _candidates(token: SignedToken, pool: Pool) -> Iterator[Certificate]:
    """Best first: named by the signed reference, by the unsigned hint, by the key itself, then what ds:KeyInfo carries."""
    if token.certificate_references:
        yield from _named(token.certificate_references[0], pool) or ()
    yield from _hinted(token.hint, pool)


def _hinted(hint: SignerHint, pool: Pool) -> Iterator[Certificate]:
    named = hint.issuer_serial
    if named is not None or hint.subject_key_identifier or hint.public_key:
        for certificate in pool.certificates:
            if (
                (named is not None and _is_issuer_serial(named, certificate))
                or (hint.subject_key_identifier and hint.subject_key_identifier == certificate.subject_key_identifier)
                or (hint.public_key and hint.public_key == certificate.spki)
            ):
                yield certificate
    for certificate_id in hint.certificates:
        carried = pool.by_id.get(certificate_id)
        if carried is not None:
            yield carried


def _is_issuer_serial(named: IssuerSerial, certificate: Certificate) -> bool:
    if named.serial is not None and named.serial != certificate.serial:
        return False
    if named.issuer_der:
        return named.issuer_der == certificate.issuer_der
    return named.serial is not None


def _check_references(
    steps: Steps,
    references: tuple[CertificateReference, ...],
    certificate: Certificate,
    pool: Pool,
    policy: ValidationPolicy,
) -> None:
    named = [_named(r, pool) for r in references]
    matching = next((r for r, found in zip(references, named, strict=True) if found and certificate in found), None)
    unknown = matching is None and None in named
    steps.add(
        constraint(
            policy,
            DIGEST,
            None if unknown else matching is not None,
            Reason.UNKNOWN_DIGEST_ALGORITHM if unknown else Reason.SIGNING_CERTIFICATE_DIGEST_MISMATCH,
            subject=certificate.id,
        ),
        SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
    )
    if matching is not None and matching.issuer_serial is not None:
        same = _is_issuer_serial(matching.issuer_serial, certificate)
        steps.add(
            constraint(policy, ISSUER_SERIAL, same, Reason.ISSUER_SERIAL_MISMATCH, subject=certificate.id),
            SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
        )
    steps.add(
        constraint(policy, UNIQUE, len(references) == 1, Reason.SEVERAL_SIGNING_CERTIFICATE_REFERENCES),
        SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
    )
