"""Time-stamps of PDF signatures: inside the CMS, in VRI dictionaries, and document time-stamps (EN 319 142-1, 5.3 and 5.4)."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from esigval import cms
from esigval.asn1 import Tlv
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Scope, Signature, Timestamp, TimestampToken, TimestampType
from esigval.pades.ranges import RangeDigests, SignedRange
from esigval.pades.validation_data import Store, Vri
from esigval.timestamp import Identifiers, broken, place, read_token, signature_timestamps, stamps_of_attribute


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


def cms_timestamps(
    signer: cms.Signer, identifier: str, signed: SignedRange, digests: RangeDigests, identifiers: Identifiers
) -> tuple[list[Timestamp], list[Finding]]:
    """Content time-stamps (EN 319 122-1, 5.2.8) over what the signature ``identifier`` covers, then its signature time-stamps (5.3)."""

    def make(token: TimestampToken, _: Tlv) -> Timestamp:
        return over_range(token, TimestampType.CONTENT, signed, digests, identifiers)

    values = signer.signed_attributes.values(cms.oids.CONTENT_TIMESTAMP)
    content = stamps_of_attribute(values, TimestampType.CONTENT, "content-time-stamp", make, identifiers)
    value = signature_timestamps(signer, (identifier,), identifiers)
    return content[0] + value[0], content[1] + value[1]


def unknown_digest(token: TimestampToken) -> tuple[Finding, ...]:
    """That the imprint can't be computed here: unknown, not wrong."""
    facts = (("algorithm", token.imprint_algorithm),)
    return (Finding("rfc-3161/2.4.2/imprint", Reason.UNKNOWN_DIGEST_ALGORITHM, facts),)


def over_range(
    token: TimestampToken,
    kind: TimestampType,
    signed: SignedRange,
    digests: RangeDigests,
    identifiers: Identifiers,
    name: str = "",
    findings: tuple[Finding, ...] = (),
    scopes: tuple[Scope, ...] = (),
) -> Timestamp:
    """A token over the bytes that a /ByteRange covers."""
    digest = digests.digest(token.imprint_algorithm, signed)
    if digest is None and not signed.fault:
        findings += unknown_digest(token)
    return Timestamp(
        id=identifiers.timestamp(token.id),
        type=kind,
        token=token,
        imprint_found=not signed.fault,
        imprint_intact=digest is not None and digest == token.imprint,
        name=name,
        findings=findings,
        scopes=scopes,
    )


def vri_timestamp(vri: Vri, signer_value: bytes, covers: tuple[str, ...], identifiers: Identifiers) -> Timestamp:
    """The time-stamp of a VRI dictionary (EN 319 142-1, 5.4.2.3), over the signature value as EU DSS reads it."""
    try:
        token = read_token(vri.timestamp, "VRI")
    except Malformed as error:
        return broken(vri.timestamp, TimestampType.VRI, error.where, identifiers)
    return place(token, TimestampType.VRI, (signer_value,), identifiers, covers=covers)


def resolve_coverage(placed: list[Placed], store: Store) -> None:
    """Says of each document time-stamp what it proves: signatures and time-stamps whose bytes lie before its gap, what those embed, and
    the validation data stored before it. What one covers the next one covers too: it is put together once for all."""
    stamps = [p for p in placed if p.timestamp is not None and p.timestamp.token is not None and not p.range.fault]
    stamps.sort(key=lambda p: p.range.gap_start)
    waiting = sorted(placed, key=lambda p: p.range.gap_end, reverse=True)
    stored = [(item.end, item.evidence.id) for item in store.items]
    found: dict[str, None] = {}
    for stamp in stamps:
        before = stamp.range.gap_start
        while waiting and waiting[-1].range.gap_end <= before:
            found.update(dict.fromkeys(_ids(waiting.pop())))
        found.pop("", None)
        more = dict.fromkeys([identifier for end, identifier in stored if end <= before and identifier not in found])
        assert stamp.timestamp is not None
        stamp.timestamp = replace(stamp.timestamp, covers=(*found, *more))


def _ids(placed: Placed) -> list[str]:
    """Ids of a signature or document time-stamp, of the time-stamps in it, and of the evidence that they embed."""
    found = [placed.id]
    if placed.signature is not None:
        found += [item.id for item in placed.signature.evidence]
    for inner in (*placed.inner, *((placed.timestamp,) if placed.timestamp is not None else ())):
        found.append(inner.id)
        if inner.token is not None:
            found += [item.id for item in inner.token.evidence]
    return found
