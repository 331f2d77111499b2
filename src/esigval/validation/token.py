"""The three kinds of signed object alike: signatures, time-stamp tokens, revocation data."""

from enum import StrEnum

from msgspec import Struct

from esigval.model.signature import (
    CertificateReference,
    Reference,
    Signature,
    SignatureValue,
    SignerHint,
    Timestamp,
    TimestampToken,
)


class Purpose(StrEnum):
    """What a certificate is validated for. The value is the scope in policy files."""

    SIGNATURE = "signature"
    COUNTER_SIGNATURE = "counter-signature"
    TIMESTAMP = "timestamp"
    REVOCATION = "revocation"


class SignedToken(Struct, frozen=True):
    """What the building blocks need of a signed object. ``id``: of the object whose existence matters."""

    id: str
    purpose: Purpose
    value: SignatureValue
    hint: SignerHint
    references: tuple[Reference, ...] = ()
    certificate_references: tuple[CertificateReference, ...] = ()
    has_signing_certificate_attribute: bool = False
    imprint_algorithm: str = ""


def token_of_signature(signature: Signature) -> SignedToken:
    """The signature as a token."""
    return SignedToken(
        signature.id,
        Purpose.COUNTER_SIGNATURE if signature.parent else Purpose.SIGNATURE,
        signature.value,
        signature.hint,
        signature.references,
        signature.certificate_references,
        signature.has_signing_certificate_attribute or bool(signature.certificate_references),
    )


def token_of_timestamp(timestamp: Timestamp, token: TimestampToken) -> SignedToken:
    """A time-stamp's token; its references are those of the CMS structure and of a manifest that it stamps, the imprint is judged apart."""
    return SignedToken(
        timestamp.id,
        Purpose.TIMESTAMP,
        token.signature,
        token.hint,
        (*token.references, *timestamp.references),
        token.certificate_references,
        bool(token.certificate_references),
        token.imprint_algorithm,
    )
