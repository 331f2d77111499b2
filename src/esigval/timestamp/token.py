"""RFC 3161 time-stamp tokens: a CMS whose content is a TSTInfo."""

from msgspec import Struct

from esigval import cms, hashing
from esigval.asn1 import (
    BOOLEAN,
    CONTEXT_0,
    INTEGER,
    SEQUENCE,
    Tlv,
    children,
    digest_algorithm,
    expect,
    fields,
    integer,
    octets,
    oid,
    read,
    read_exactly,
    time,
)
from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, Origin, OriginKind
from esigval.model.reasons import Reason
from esigval.model.signature import Finding, TimestampToken

_REF = ref("rfc-3161", "2.4.2")
_DIRECTORY_NAME = 0xA4
_MILLIS, _MICROS = 0x80, 0x81

ONE_SIGNER = "rfc-3161/2.4.2/one-signer"
"""A token holds the signature of the authority and no other."""


class TstInfo(Struct, frozen=True, kw_only=True):
    """TSTInfo. ``tsa_name_der``: the Name where the tsa field is a directoryName, the GeneralName otherwise."""

    policy: str
    imprint_algorithm: str
    imprint: bytes
    serial: int
    time_tlv: Tlv
    accuracy_microseconds: int | None = None
    ordering: bool = False
    tsa_name_der: bytes = b""


def read_tst_info(data: bytes) -> TstInfo:
    """The TSTInfo that ``data`` is. Raises Malformed."""
    parts = fields(read_exactly(data), SEQUENCE, "TSTInfo")
    if len(parts) < 5:
        raise Malformed("TSTInfo is incomplete", _REF)
    _version, policy, imprint, serial, moment = parts[:5]
    imprint_parts = fields(imprint, SEQUENCE, "messageImprint")
    if len(imprint_parts) != 2:
        raise Malformed("messageImprint", _REF)
    accuracy, ordering, tsa = None, False, b""
    for part in parts[5:]:
        if part.tag == SEQUENCE:
            accuracy = _accuracy(part)
        elif part.tag == BOOLEAN:
            ordering = any(part.value)
        elif part.tag == CONTEXT_0:
            tsa = _tsa_name(part)
    return TstInfo(
        policy=oid(policy),
        imprint_algorithm=digest_algorithm(imprint_parts[0]),
        imprint=octets(imprint_parts[1]),
        serial=integer(expect(serial, INTEGER, "serialNumber")),
        time_tlv=moment,
        accuracy_microseconds=accuracy,
        ordering=ordering,
        tsa_name_der=tsa,
    )


def _accuracy(tlv: Tlv) -> int:
    """Accuracy in microseconds: seconds, millis [0], micros [1]."""
    units = {INTEGER: 1_000_000, _MILLIS: 1_000, _MICROS: 1}
    return sum(integer(part) * units.get(part.tag, 0) for part in children(tlv))


def _tsa_name(tlv: Tlv) -> bytes:
    names = children(tlv)
    if not names:
        return b""
    inner = children(names[0]) if names[0].tag == _DIRECTORY_NAME else []
    return inner[0].raw if inner else names[0].raw


def read_token(data: bytes, origin: str = "") -> TimestampToken:
    """The time-stamp token in ``data``, which may be wrapped in a TimeStampResp. ``origin``: where it stands, kept as the origin of what
    it embeds. Raises Malformed."""
    tlv = _unwrap(read(data))
    raw = tlv.raw if tlv.end - tlv.start != len(data) else data
    return token_of(cms.read_signed_data(raw), raw, origin)


def _unwrap(tlv: Tlv) -> Tlv:
    """The token itself: TimeStampResp (RFC 3161 2.4.2) begins with a PKIStatusInfo SEQUENCE where ContentInfo has an identifier."""
    parts = fields(tlv, SEQUENCE, "time-stamp token")
    if parts and parts[0].tag == SEQUENCE:
        if len(parts) < 2:
            raise Malformed("TimeStampResp without a token", _REF)
        return parts[1]
    return tlv


def token_of(signed_data: cms.SignedData, raw: bytes, origin: str = "") -> TimestampToken:
    """The token that ``signed_data`` (read from ``raw``) is. Raises Malformed."""
    if signed_data.content_type != cms.oids.TST_INFO or signed_data.content is None:
        raise Malformed(f"content type {signed_data.content_type} where TSTInfo is expected", _REF)
    if not signed_data.signers:
        raise Malformed("time-stamp token without a signer", _REF)
    info = read_tst_info(signed_data.content)
    signer = signed_data.signers[0]
    findings = list(cms.signer_findings(signer, signed_data.content_type, signed_data.content))
    count = len(signed_data.signers) + len(signed_data.broken_signers)
    if count > 1:
        findings.append(Finding(ONE_SIGNER, Reason.AMBIGUOUS, (("signers", count),)))
    return TimestampToken(
        id=hashing.sha256_hex(raw),
        data=raw,
        time=time(info.time_tlv),
        serial=info.serial,
        policy=info.policy,
        imprint_algorithm=info.imprint_algorithm,
        imprint=info.imprint,
        accuracy_microseconds=info.accuracy_microseconds,
        ordering=info.ordering,
        tsa_name_der=info.tsa_name_der,
        signature=cms.signature_value(signer, signed_data.content),
        references=(cms.message_digest_reference(signer, signed_data.content),),
        hint=signer.hint,
        certificate_references=cms.certificate_references(signer),
        evidence=_evidence(signed_data, signer, origin),
        findings=tuple(findings),
    )


def _evidence(signed_data: cms.SignedData, signer: cms.Signer, origin: str) -> tuple[Evidence, ...]:
    kind = OriginKind.TIMESTAMP_TOKEN
    found = cms.signed_data_evidence(signed_data, kind) + cms.signer_evidence(signer, kind)
    if not origin:
        return found
    return tuple([Evidence(e.id, e.kind, Origin(kind, f"{origin}: {e.origin.where}"), e.data) for e in found])


def imprint_matches(token: TimestampToken, data: bytes | memoryview | cms.Covered) -> bool | None:
    """Whether the imprint of ``token`` is the digest of ``data``; None where its digest algorithm is unknown."""
    covered = data if isinstance(data, cms.Covered) else cms.Covered(data)
    digest = covered.digest(token.imprint_algorithm)
    return None if digest is None else digest == token.imprint
