"""One SignerInfo of a CMS (RFC 5652 5.3): its parts, what its value signs, and the digest of the content that it states."""

from msgspec import Struct

from esigval import hashing
from esigval.asn1 import (
    CONTEXT_0,
    CONTEXT_1,
    OID,
    SEQUENCE,
    SET,
    Tlv,
    canonical_or_raw,
    children,
    digest_algorithm,
    encode,
    encode_integer,
    expect,
    fields,
    integer,
    is_octet_string,
    octets,
    oid,
    signature_algorithm,
)
from esigval.cms import oids
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import IssuerSerial, Reference, ReferenceType, SignatureValue, SignerHint

_CONTEXT_0_PRIMITIVE = 0x80
_REF = ref("rfc-5652", "5.3")

MAX_ATTRIBUTES = 10_000
"""Attributes of one signer; the longest known chains of archive time-stamps have a few hundred."""


class Attribute(Struct, frozen=True, gc=False):
    """One Attribute: its type, its whole element, and its values."""

    oid: str
    tlv: Tlv
    values: tuple[Tlv, ...]


class Attributes(Struct, frozen=True):
    """SET OF Attribute in the order found; a type may occur more than once. ``broken``: members that are no Attribute; ``by_type``: the
    items again by their type."""

    items: tuple[Attribute, ...] = ()
    tlv: Tlv | None = None
    broken: tuple[str, ...] = ()
    by_type: dict[str, tuple[Attribute, ...]] = {}

    def all(self, identifier: str) -> tuple[Attribute, ...]:
        """Every attribute of that type."""
        return self.by_type.get(identifier, ())

    def values(self, identifier: str) -> tuple[Tlv, ...]:
        """The values of every attribute of that type, in order."""
        found = self.by_type.get(identifier)
        if found is None:
            return ()
        return found[0].values if len(found) == 1 else tuple([v for a in found for v in a.values])

    def value(self, identifier: str) -> Tlv | None:
        """The first value of that type, None where there is none."""
        return next(iter(self.values(identifier)), None)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.by_type


NO_ATTRIBUTES = Attributes()


class Signer(Struct, frozen=True, kw_only=True):
    """A SignerInfo. ``digest_algorithm``: a key of DIGESTS, or the OID where it is unknown; ``signed_attributes`` has ``tlv`` None where
    the field is absent; ``signature``: as found."""

    tlv: Tlv
    version: int
    hint: SignerHint
    digest_algorithm: str
    digest_algorithm_tlv: Tlv
    signature_algorithm: SignatureAlgorithm
    signature_algorithm_tlv: Tlv
    signature: bytes
    signed_attributes: Attributes = NO_ATTRIBUTES
    unsigned_attributes: Attributes = NO_ATTRIBUTES

    @property
    def has_signed_attributes(self) -> bool:
        """Whether the value signs attributes (it signs the content itself otherwise)."""
        return self.signed_attributes.tlv is not None


def read_signer(tlv: Tlv) -> Signer:
    """The SignerInfo in ``tlv``. Raises Malformed."""
    parts = fields(tlv, SEQUENCE, "SignerInfo")
    if len(parts) < 5:
        raise Malformed("SignerInfo is incomplete", _REF)
    version, sid, digest_tlv = parts[:3]
    rest = parts[3:]
    signed = unsigned = NO_ATTRIBUTES
    if rest[0].tag == CONTEXT_0:
        signed = read_attributes(rest.pop(0))
    if len(rest) < 2 or not is_octet_string(rest[1]):
        raise Malformed("SignerInfo without a signature value", _REF)
    algorithm_tlv, value = rest[:2]
    if len(rest) > 2:
        if len(rest) > 3 or rest[2].tag != CONTEXT_1:
            raise Malformed("SignerInfo with unknown fields", _REF)
        unsigned = read_attributes(rest[2])
    digest = digest_algorithm(digest_tlv)
    return Signer(
        tlv=tlv,
        version=integer(version),
        hint=_signer_identifier(sid),
        digest_algorithm=digest,
        digest_algorithm_tlv=digest_tlv,
        signature_algorithm=signature_algorithm(algorithm_tlv, digest),
        signature_algorithm_tlv=algorithm_tlv,
        signature=octets(value),
        signed_attributes=signed,
        unsigned_attributes=unsigned,
    )


def _signer_identifier(sid: Tlv) -> SignerHint:
    """SignerIdentifier: issuer and serial number, or subject key identifier [0]."""
    if sid.tag == SEQUENCE:
        return SignerHint(issuer_serial=issuer_and_serial(sid))
    if sid.tag in (_CONTEXT_0_PRIMITIVE, CONTEXT_0):
        return SignerHint(subject_key_identifier=octets(sid))
    raise Malformed("SignerIdentifier", _REF)


def issuer_and_serial(tlv: Tlv) -> IssuerSerial:
    """IssuerAndSerialNumber (RFC 5652 10.2.4)."""
    parts = fields(tlv, SEQUENCE, "IssuerAndSerialNumber")
    if len(parts) != 2:
        raise Malformed("IssuerAndSerialNumber")
    return IssuerSerial(issuer_der=expect(parts[0], SEQUENCE, "issuer").raw, serial=integer(parts[1]))


def read_attributes(tlv: Tlv) -> Attributes:
    """The attributes of an implicitly tagged SET OF Attribute. A member that is no Attribute is named in ``broken`` and left out."""
    items: list[Attribute] = []
    broken: list[str] = []
    by_type: dict[str, list[Attribute]] = {}
    members = children(tlv)
    if len(members) > MAX_ATTRIBUTES:
        raise Malformed(f"more than {MAX_ATTRIBUTES} attributes", _REF)
    for member in members:
        try:
            item = _attribute(member)
        except Malformed as error:
            broken.append(error.where)
            continue
        items.append(item)
        by_type.setdefault(item.oid, []).append(item)
    return Attributes(tuple(items), tlv, tuple(broken), {kind: tuple(same) for kind, same in by_type.items()})


def _attribute(member: Tlv) -> Attribute:
    parts = fields(member, SEQUENCE, "Attribute")
    if len(parts) != 2 or parts[0].tag != OID or parts[1].tag != SET:
        raise Malformed(f"attribute at offset {member.start}", _REF)
    return Attribute(oid(parts[0]), member, tuple(children(parts[1])))


def signed_bytes(signer: Signer, content: bytes | None) -> tuple[bytes, ...]:
    """What the value of ``signer`` signs, best reading first: the DER SET of its attributes (RFC 5652 5.4), then the bytes as received
    where they differ; the content where there are no attributes; nothing where that is absent."""
    tlv = signer.signed_attributes.tlv
    if tlv is None:
        return () if content is None else (content,)
    raw = encode(SET, tlv.value) if tlv.indefinite else b"\x31" + tlv.data[tlv.start + 1 : tlv.end]
    der = canonical_or_raw(tlv, SET)
    return (raw,) if der == raw else (der, raw)


def signature_value(
    signer: Signer, content: bytes | None = None, content_digest: tuple[str, bytes] | None = None
) -> SignatureValue:
    """The cryptographic core of ``signer``. ``content_digest``: (algorithm, digest) of the content where only that is known."""
    signed = signed_bytes(signer, content)
    prehashed = False
    if not signed and content_digest is not None and content_digest[0] == signer.signature_algorithm.digest:
        signed, prehashed = (content_digest[1],), True
    value = signer.signature
    if signer.signature_algorithm.scheme == "PLAIN_ECDSA":
        value = plain_to_der(value)
    return SignatureValue(signer.signature_algorithm, value, signed, signer.signature, prehashed)


def plain_to_der(value: bytes) -> bytes:
    """r and s of equal width (BSI TR-03111 5.2.1) as the SEQUENCE of RFC 3279 2.2.3; any other length is left as it is."""
    half, odd = divmod(len(value), 2)
    if odd or not half:
        return value
    r, s = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
    return encode(SEQUENCE, encode_integer(r) + encode_integer(s))


def message_digest_reference(
    signer: Signer,
    content: bytes | memoryview | None,
    *,
    name: str = "",
    content_digest: tuple[str, bytes] | None = None,
) -> Reference:
    """The MESSAGE_DIGEST reference of ``signer`` over its content (RFC 5652 11.2); without signed attributes there is no stated digest
    and the reference is intact as far as the content is there: the value itself is checked over it."""
    expected = message_digest(signer)
    actual, reason = _digest_of(signer.digest_algorithm, content, content_digest)
    found = content is not None or content_digest is not None
    if not signer.has_signed_attributes:
        return Reference(ReferenceType.MESSAGE_DIGEST, name, signer.digest_algorithm, b"", actual, found, found, reason)
    if expected is None:
        return Reference(
            ReferenceType.MESSAGE_DIGEST, name, signer.digest_algorithm, b"", actual, False, False, Reason.MISSING
        )
    intact = actual is not None and actual == expected
    if actual is not None and not intact:
        reason = Reason.DIGEST_MISMATCH
    return Reference(
        ReferenceType.MESSAGE_DIGEST, name, signer.digest_algorithm, expected, actual, found, intact, reason
    )


def message_digest(signer: Signer) -> bytes | None:
    """The value of the message-digest attribute, None where it is absent, repeated or no octet string."""
    values = signer.signed_attributes.values(oids.MESSAGE_DIGEST)
    return octets(values[0]) if len(values) == 1 and is_octet_string(values[0]) else None


def _digest_of(
    algorithm: str, content: bytes | memoryview | None, content_digest: tuple[str, bytes] | None
) -> tuple[bytes | None, Reason | None]:
    if content is None:
        if content_digest is None:
            return None, Reason.SIGNED_DATA_NOT_FOUND
        same = content_digest[0] == algorithm
        return (content_digest[1], None) if same else (None, Reason.UNSUPPORTED)
    if not hashing.is_supported(algorithm):
        return None, Reason.UNKNOWN_DIGEST_ALGORITHM
    return hashing.digest(algorithm, content), None
