"""Time-stamps of PDF signatures: inside the CMS, in VRI dictionaries, and document time-stamps (EN 319 142-1, 5.3 and 5.4)."""

from dataclasses import dataclass, field

from esigval import cms
from esigval.asn1 import Tlv
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence
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
