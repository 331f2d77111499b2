"""Time-stamps of PDF signatures: inside the CMS, in VRI dictionaries, and document time-stamps (EN 319 142-1, 5.3 and 5.4)."""

from dataclasses import dataclass, field

from esigval import cms, hashing
from esigval.asn1 import Tlv
from esigval.cms import oids
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Scope, Signature, Timestamp, TimestampToken, TimestampType
from esigval.pades.ranges import RangeDigests, SignedRange
from esigval.pades.validation_data import Store, Vri
from esigval.timestamp import imprint_matches, read_token

MAX_TOKENS = 1_000
"""Time-stamp tokens in one attribute of one signature."""


@dataclass(slots=True)
class Placed:
    """A signature or document time-stamp of the file with where it stands, while the reading is put together."""

    range: SignedRange
    name: str
    signature: Signature | None = None
    timestamp: Timestamp | None = None
    inner: list[Timestamp] = field(default_factory=list)
    contents: bytes = b""

    @property
    def id(self) -> str:
        """Id of what it is."""
        if self.signature is not None:
            return self.signature.id
        return self.timestamp.id if self.timestamp is not None else ""


def signature_timestamps(signer: cms.Signer, covers: tuple[str, ...]) -> list[Timestamp]:
    """Signature time-stamps among the unsigned attributes (EN 319 122-1, 5.3), over the signature value."""
    return [
        _inner(value, TimestampType.SIGNATURE, covers, signer.signature)
        for value in signer.unsigned_attributes.values(oids.SIGNATURE_TIMESTAMP)[:MAX_TOKENS]
    ]


def content_timestamps(signer: cms.Signer, signed: SignedRange, digests: RangeDigests) -> list[Timestamp]:
    """Content time-stamps among the signed attributes (EN 319 122-1, 5.2.8), over what the signature covers."""
    found = []
    for value in signer.signed_attributes.values(oids.CONTENT_TIMESTAMP)[:MAX_TOKENS]:
        stamp = _inner(value, TimestampType.CONTENT, (), None)
        if stamp.token is not None:
            stamp = over_range(stamp.token, TimestampType.CONTENT, signed, digests)
        found.append(stamp)
    return found


def _inner(value: Tlv, kind: TimestampType, covers: tuple[str, ...], data: bytes | None) -> Timestamp:
    try:
        token = read_token(value.raw, kind.value)
    except Malformed as error:
        return broken(value.raw, kind, error.where)
    matches = imprint_matches(token, data) if data is not None else False
    return Timestamp(
        id=timestamp_id(token),
        type=kind,
        token=token,
        imprint_found=True,
        imprint_intact=bool(matches),
        covers=covers,
        findings=unknown_digest(token) if matches is None else (),
    )


def unknown_digest(token: TimestampToken) -> tuple[Finding, ...]:
    """That the imprint can't be computed here: unknown, not wrong."""
    facts = (("algorithm", token.imprint_algorithm),)
    return (Finding("rfc-3161/2.4.2/imprint", Reason.UNKNOWN_DIGEST_ALGORITHM, facts),)


def broken(data: bytes, kind: TimestampType, why: str, name: str = "") -> Timestamp:
    """A time-stamp whose token can't be read."""
    digest = hashing.sha256_hex(data)
    return Timestamp(
        id=f"T-{digest[:32]}", type=kind, token=None, imprint_found=False, imprint_intact=False, malformed=why, name=name
    )


def timestamp_id(token: TimestampToken) -> str:
    """The id that the place of a token gets from the token."""
    return f"T-{token.id[:32]}"


def over_range(
    token: TimestampToken,
    kind: TimestampType,
    signed: SignedRange,
    digests: RangeDigests,
    name: str = "",
    findings: tuple[Finding, ...] = (),
    scopes: tuple[Scope, ...] = (),
) -> Timestamp:
    """A token over the bytes that a /ByteRange covers."""
    digest = digests.digest(token.imprint_algorithm, signed)
    if digest is None and not signed.fault:
        findings += unknown_digest(token)
    return Timestamp(
        id=timestamp_id(token),
        type=kind,
        token=token,
        imprint_found=not signed.fault,
        imprint_intact=digest is not None and digest == token.imprint,
        name=name,
        findings=findings,
        scopes=scopes,
    )


def vri_timestamp(vri: Vri, signer_value: bytes, covers: tuple[str, ...]) -> Timestamp:
    """The time-stamp of a VRI dictionary, over the signature value as DSS reads EN 319 142-1, 5.4.2.3."""
    try:
        token = read_token(vri.timestamp, "VRI")
    except Malformed as error:
        return broken(vri.timestamp, TimestampType.VRI, error.where)
    matches = imprint_matches(token, signer_value)
    return Timestamp(
        id=timestamp_id(token),
        type=TimestampType.VRI,
        token=token,
        imprint_found=True,
        imprint_intact=bool(matches),
        covers=covers,
        findings=unknown_digest(token) if matches is None else (),
    )


def _evidence_ids(evidence: tuple[Evidence, ...]) -> list[str]:
    return [item.id for item in evidence]


def covered_ids(stamp: Placed, earlier: list[Placed], store: Store) -> tuple[str, ...]:
    """What the document time-stamp ``stamp`` proves: signatures and time-stamps whose bytes lie before its gap, what those embed, and
    the validation data stored before it."""
    if stamp.range.fault:
        return ()
    before = stamp.range.gap_start
    found: dict[str, None] = {}
    for placed in earlier:
        if placed.range.gap_end > before:
            continue
        found[placed.id] = None
        if placed.signature is not None:
            found.update(dict.fromkeys(_evidence_ids(placed.signature.evidence)))
        for inner in (*placed.inner, *((placed.timestamp,) if placed.timestamp is not None else ())):
            found[inner.id] = None
            if inner.token is not None:
                found.update(dict.fromkeys(_evidence_ids(inner.token.evidence)))
    found.update(dict.fromkeys(item.evidence.id for item in store.items if item.end <= before))
    found.pop("", None)
    return tuple(found)

