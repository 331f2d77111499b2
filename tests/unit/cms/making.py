"""CMS files to read: by cryptography's own signer, and by the worlds' signer, which can be told to lie."""

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from tests.worlds import der
from tests.worlds.pki import Member, World, sign_raw, signature_algorithm
from tests.worlds.signers import cms as maker

CONTENT = b"Cerere: suma 100 lei"
SIGNED = datetime(2024, 3, 5, 10, 0, tzinfo=UTC)


@cache
def world() -> World:
    return World("md.yml")


def signer() -> Member:
    return world()["md-ion"]


def by_cryptography(*options: pkcs7.PKCS7Options) -> bytes:
    """A signature by somebody else's code."""
    member = signer()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(CONTENT)
    builder = builder.add_signer(member.certificate, member.key, hashes.SHA256())  # type: ignore[arg-type]
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])


def plain(**how: object) -> maker.SignedData:
    """CAdES-BASELINE-B, attached unless told otherwise."""
    return maker.sign(CONTENT, signer(), SIGNED, **how)  # type: ignore[arg-type]


def without_attributes(content: bytes = CONTENT) -> maker.SignedData:
    """The value over the content itself."""
    member = signer()
    info = maker.SignerInfo(
        maker.signer_identifier(member.der), [], signature_algorithm(member.key), sign_raw(member.key, content)
    )
    return maker.SignedData(content, True, [info], [member.der])


def with_signed(*attributes: maker.Attribute) -> maker.SignedData:
    """A signature whose signed attributes are exactly these."""
    member = signer()
    tbs = der.set_of(*(maker.attribute(*a) for a in attributes))
    info = maker.SignerInfo(
        maker.signer_identifier(member.der),
        list(attributes),
        signature_algorithm(member.key),
        sign_raw(member.key, tbs),
    )
    return maker.SignedData(CONTENT, True, [info], [member.der])


def usual(*more: maker.Attribute, without: str = "") -> list[maker.Attribute]:
    """The attributes of a good signature, some added, one left out."""
    base = [
        (maker.CONTENT_TYPE, der.oid(maker.ID_DATA)),
        (maker.MESSAGE_DIGEST, der.octets(sha256(CONTENT).digest())),
        maker.signing_certificate(signer().der),
        (maker.SIGNING_TIME, der.utc_time(SIGNED)),
    ]
    return [a for a in base if a[0] != without] + list(more)
