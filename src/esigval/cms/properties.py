"""What the signed attributes of a signer state (EN 319 122-1 5.2): time, place, roles, commitments, policy, kind of content."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from esigval.asn1 import (
    CONTEXT_0,
    CONTEXT_1,
    CONTEXT_2,
    CONTEXT_3,
    NULL,
    OID,
    SEQUENCE,
    Tlv,
    children,
    digest_algorithm,
    fields,
    is_octet_string,
    octets,
    oid,
    text,
    time,
)
from esigval.cms import oids
from esigval.cms.signer import Signer
from esigval.model.errors import Malformed
from esigval.model.signature import Commitment, SignaturePolicy, SignedProperties

_T = TypeVar("_T")
_STRING_TAGS = frozenset({0x0C, 0x12, 0x13, 0x14, 0x16, 0x1A, 0x1B, 0x1C, 0x1E})
_MAX_TEXTS = 100  # strings gathered from one claimed attribute
_MAX_TEXT_DEPTH = 6
_MAX_ELEMENTS = 1000  # looked through for them on one level


def signed_properties(signer: Signer) -> SignedProperties:
    """What ``signer`` states under its signature. A broken attribute states nothing here (``signer_findings`` tells of it)."""
    signed = signer.signed_attributes
    content_type = _read(_content_type, signed.value(oids.CONTENT_TYPE), "")
    roles, certified = _roles(signer)
    return SignedProperties(
        claimed_time=claimed_time(signer),
        place=_read(_location, signed.value(oids.SIGNER_LOCATION), ""),
        roles=roles,
        certified_roles=certified,
        commitments=tuple(
            [c for v in signed.values(oids.COMMITMENT_TYPE) if (c := _read(_commitment, v, None)) is not None]
        ),
        policy=signature_policy(signer),
        content_type=content_type,
        mime_type=_read(text, signed.value(oids.MIME_TYPE), ""),
    )


def claimed_time(signer: Signer) -> datetime | None:
    """The value of the signing-time attribute; None where it is absent, repeated or unreadable."""
    values = signer.signed_attributes.values(oids.SIGNING_TIME)
    return _read(time, values[0], None) if len(values) == 1 else None


def signature_policy(signer: Signer) -> SignaturePolicy | None:
    """The signature policy that the signer names (EN 319 122-1 5.2.9), with the document of the signature-policy-store (5.2.10)."""
    value = signer.signed_attributes.value(oids.SIGNATURE_POLICY)
    if value is None:
        return None
    if value.tag == NULL:
        return SignaturePolicy()
    document = _read(_policy_store, signer.unsigned_attributes.value(oids.SIGNATURE_POLICY_STORE), b"")
    try:
        return _policy(value, document)
    except Malformed:
        return SignaturePolicy()


def _read(reader: Callable[[Tlv], _T], value: Tlv | None, default: _T) -> _T:
    """What ``reader`` makes of ``value``; ``default`` where it is absent or broken."""
    if value is None:
        return default
    try:
        return reader(value)
    except Malformed:
        return default


def _content_type(value: Tlv) -> str:
    return oid(value)


def _policy(value: Tlv, document: bytes) -> SignaturePolicy:
    """SignaturePolicyId: identifier, hash (may be absent or zero), qualifiers."""
    parts = fields(value, SEQUENCE, "SignaturePolicyId")
    if not parts:
        raise Malformed("SignaturePolicyId")
    algorithm, digest, uri = "", b"", ""
    for part in parts[1:]:
        inner = children(part) if part.tag == SEQUENCE else []
        if len(inner) == 2 and is_octet_string(inner[1]):
            algorithm, digest = digest_algorithm(inner[0]), octets(inner[1])
        else:
            uri = uri or _policy_uri(inner)
    zero = bool(digest) and not any(digest)
    return SignaturePolicy(oid(parts[0]), algorithm, digest, uri, document, zero)


def _policy_uri(qualifiers: list[Tlv]) -> str:
    for qualifier in qualifiers:
        parts = fields(qualifier, SEQUENCE, "SigPolicyQualifierInfo")
        if len(parts) == 2 and oid(parts[0]) == oids.SPURI:
            return text(parts[1])
    return ""


def _policy_store(value: Tlv) -> bytes:
    """The document in a SignaturePolicyStore; empty where it only points to a local file."""
    parts = fields(value, SEQUENCE, "SignaturePolicyStore")
    return octets(parts[1]) if len(parts) == 2 and is_octet_string(parts[1]) else b""


def _location(value: Tlv) -> str:
    """SignerLocation: country [0], locality [1], postal address [2] in one line, the most precise first."""
    found: dict[int, str] = {}
    for part in fields(value, SEQUENCE, "SignerLocation"):
        found[part.tag] = ", ".join(_texts(part))
    order = (CONTEXT_2, CONTEXT_1, CONTEXT_0)
    return ", ".join([found[tag] for tag in order if found.get(tag)])


def _commitment(value: Tlv) -> Commitment:
    parts = fields(value, SEQUENCE, "CommitmentTypeIndication")
    if not parts:
        raise Malformed("CommitmentTypeIndication")
    qualifiers: list[str] = []
    for qualifier in children(parts[1]) if len(parts) > 1 else ():
        inner = fields(qualifier, SEQUENCE, "CommitmentTypeQualifier")
        qualifiers += [" ".join([oid(inner[0]), *[t for i in inner[1:] for t in _texts(i)]])] if inner else []
    return Commitment(oid(parts[0]), tuple(qualifiers))


def _roles(signer: Signer) -> tuple[tuple[str, ...], int]:
    """Claimed roles as text, and how many certified ones stand beside them (signer-attributes, version 1 and 2)."""
    claimed: list[str] = []
    certified = 0
    for identifier in (oids.SIGNER_ATTRIBUTES, oids.SIGNER_ATTRIBUTES_V2):
        for value in signer.signed_attributes.values(identifier):
            parts: list[Tlv] = _read(children, value, [])
            for part in parts:
                if part.tag == CONTEXT_0:
                    claimed += _read(_claimed, part, [])
                elif part.tag in (CONTEXT_1, CONTEXT_2, CONTEXT_3):
                    certified += 1
    return tuple(claimed), certified


def _claimed(part: Tlv) -> list[str]:
    """The texts in ClaimedAttributes: SEQUENCE OF Attribute, tagged [0] explicitly or implicitly."""
    attributes = children(part)
    if len(attributes) == 1 and attributes[0].tag == SEQUENCE:
        inner = children(attributes[0])
        if inner and inner[0].tag == SEQUENCE:
            attributes = inner
    return [t for a in attributes for v in children(a)[1:] for t in _texts(v)]


def _texts(tlv: Tlv) -> list[str]:
    """The character strings inside ``tlv``, in order, as far as a sane attribute goes."""
    found: list[str] = []
    level = [tlv]
    for _ in range(_MAX_TEXT_DEPTH):
        deeper: list[Tlv] = []
        for element in level:
            if element.tag in _STRING_TAGS:
                found.append(text(element))
            elif element.constructed and element.tag != OID:
                deeper += children(element)
        if not deeper or len(found) >= _MAX_TEXTS or len(deeper) > _MAX_ELEMENTS:
            break
        level = deeper
    return found[:_MAX_TEXTS]
