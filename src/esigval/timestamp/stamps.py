"""Time-stamps in their place: a token and what it covers there."""

from collections.abc import Callable, Iterable

from esigval import cms, hashing
from esigval.asn1 import SEQUENCE, Tlv
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, Timestamp, TimestampToken, TimestampType
from esigval.timestamp.token import imprint_matches, read_token

TOKEN_FORM = "rfc-3161/2.4.2/token"
"""What stands where a time-stamp token is expected is one."""


TOKEN_BUDGET = "en-319-102-1/5.4/number-of-time-stamps"
"""The document has no more time-stamps than are looked at."""
MAX_TIMESTAMPS = 2000
"""Time-stamps read in one document; the largest known have two hundred."""


class Identifiers:
    """Gives out the identifiers of one document: stable for the same bytes, and numbered where the same bytes occur again. ``taken``: those
    that are given already."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = frozenset(taken)
        self._seen: dict[str, int] = {}
        self._timestamps = 0

    def may_read(self) -> bool:
        """Whether one more time-stamp may be read; it counts as read then."""
        self._timestamps += 1
        return self._timestamps <= MAX_TIMESTAMPS

    def timestamp(self, token_sha256: str) -> str:
        """The identifier of a time-stamp whose token has that digest (hexadecimal)."""
        return self.unique("T-" + token_sha256[:32])

    def unique(self, name: str) -> str:
        """``name`` the first time, then ``name-2``, ``name-3`` …"""
        count = self._seen[name] = self._seen.get(name, 0) + 1
        given = name if count == 1 else f"{name}-{count}"
        return self.unique(name) if given in self._taken else given


def place(
    token: TimestampToken,
    kind: TimestampType,
    readings: Iterable[bytes | memoryview | cms.Covered],
    identifiers: Identifiers,
    *,
    covers: tuple[str, ...] = (),
    flavour: str = "",
    findings: tuple[Finding, ...] = (),
) -> Timestamp:
    """``token`` as a time-stamp of ``kind`` over the covered bytes. ``readings``: the encodings of those bytes that the standard allows,
    tried in order; none where the covered bytes are not there. An unknown digest algorithm leaves the imprint found, not intact."""
    found = intact = False
    for data in readings:
        found = True
        if imprint_matches(token, data):
            intact = True
            break
    return Timestamp(
        id=identifiers.timestamp(token.id),
        type=kind,
        token=token,
        imprint_found=found,
        imprint_intact=intact,
        covers=covers,
        flavour=flavour,
        findings=findings,
    )


def broken(data: bytes, kind: TimestampType, why: str, identifiers: Identifiers, flavour: str = "") -> Timestamp:
    """A time-stamp whose token can't be read."""
    return Timestamp(
        id=identifiers.timestamp(hashing.sha256_hex(data)),
        type=kind,
        token=None,
        imprint_found=False,
        imprint_intact=False,
        flavour=flavour,
        malformed=why,
    )


def stamps_of_attribute(
    values: Iterable[Tlv],
    kind: TimestampType,
    origin: str,
    make: Callable[[TimestampToken, Tlv], Timestamp],
    identifiers: Identifiers,
) -> tuple[list[Timestamp], list[Finding]]:
    """The time-stamps in the values of a time-stamp attribute: ``make`` places each token. A value that doesn't even begin as a token
    is a finding; one that does and can't be read is a broken time-stamp."""
    stamps: list[Timestamp] = []
    findings: list[Finding] = []
    for value in values:
        if value.tag != SEQUENCE:
            findings.append(Finding(TOKEN_FORM, Reason.ATTRIBUTE_MALFORMED, (("attribute", origin),)))
            continue
        if not identifiers.may_read():
            findings.append(Finding(TOKEN_BUDGET, Reason.BUDGET_EXHAUSTED, (("attribute", origin),)))
            break
        try:
            token = read_token(value.raw, origin)
        except Malformed as error:
            stamps.append(broken(value.raw, kind, error.where, identifiers))
            continue
        stamps.append(make(token, value))
    return stamps, findings


def signature_timestamps(
    signer: cms.Signer, covers: tuple[str, ...], identifiers: Identifiers
) -> tuple[list[Timestamp], list[Finding]]:
    """The signature-time-stamps of ``signer`` (EN 319 122-1 5.3): over the octets of its signature value."""
    kind = TimestampType.SIGNATURE
    readings = (cms.Covered(signer.signature),)

    def make(token: TimestampToken, _: Tlv) -> Timestamp:
        return place(token, kind, readings, identifiers, covers=covers)

    values = signer.unsigned_attributes.values(cms.oids.SIGNATURE_TIMESTAMP)
    return stamps_of_attribute(values, kind, "signature-time-stamp", make, identifiers)


def content_timestamps(
    signer: cms.Signer, content: bytes | memoryview | cms.Covered | None, identifiers: Identifiers
) -> tuple[list[Timestamp], list[Finding]]:
    """The content-time-stamps of ``signer`` (EN 319 122-1 5.2.8): over the octets that it signs."""
    kind = TimestampType.CONTENT
    readings = () if content is None else (content if isinstance(content, cms.Covered) else cms.Covered(content),)

    def make(token: TimestampToken, _: Tlv) -> Timestamp:
        return place(token, kind, readings, identifiers)

    values = signer.signed_attributes.values(cms.oids.CONTENT_TIMESTAMP)
    return stamps_of_attribute(values, kind, "content-time-stamp", make, identifiers)
