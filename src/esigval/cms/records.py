"""Evidence records in unsigned attributes, and the octets that they protect (RFC 4998 appendix A, TS 119 122-3 clause 5)."""

from collections.abc import Callable, Iterator

from esigval.asn1 import CONTEXT_0, CONTEXT_1, SEQUENCE, SET, Tlv, canonical, children, encode, read
from esigval.cms import oids
from esigval.cms.signed_data import SignedData
from esigval.cms.signer import Attribute, Signer
from esigval.model.signature import DataObject, EmbeddedRecord

RECORDS = (oids.EVIDENCE_RECORD_INTERNAL, oids.EVIDENCE_RECORD_EXTERNAL)
_SIGNED_DATA_OID = bytes.fromhex("06092a864886f70d010702")
_END = b"\x00\x00"


def embedded_records(
    signed_data: SignedData, signer: Signer, content: Callable[[], bytes | None], covers: tuple[str, ...]
) -> tuple[EmbeddedRecord, ...]:
    """The evidence records of ``signer``. An internal one protects the ContentInfo without the attribute; an external one the detached
    ``content`` as well (asked for only then). ``covers``: ids of what is in the signature below them."""
    found = []
    attributes = signer.unsigned_attributes.items
    for position, attribute in enumerate(attributes):
        if attribute.oid not in RECORDS:
            continue
        signature = DataObject("signature", None, readings=tuple(_readings(signed_data, signer, attributes, position)))
        external = attribute.oid == oids.EVIDENCE_RECORD_EXTERNAL
        objects: tuple[DataObject, ...] = (signature,)
        if external:
            objects += (DataObject("content", content() if signed_data.content is None else None),)
        found += [EmbeddedRecord(value.raw, objects, covers) for value in attribute.values]
    return tuple(found)


def _readings(
    signed_data: SignedData, signer: Signer, attributes: tuple[Attribute, ...], position: int
) -> Iterator[bytes]:
    """The ContentInfo as it was before the attribute at ``position``: without it and the records after it, or without any record; as
    received (RFC 4998) and in DER (TS 119 122-3)."""
    own = [a for i, a in enumerate(attributes) if a.oid not in RECORDS or i < position]
    none = [a for a in attributes if a.oid not in RECORDS]
    for kept in (own, none) if len(own) != len(none) else (own,):
        for unsigned in (b"".join(a.tlv.raw for a in kept), b"".join(sorted(a.tlv.raw for a in kept))):
            yield from _content_infos(signed_data, signer, unsigned)


def _content_infos(signed_data: SignedData, signer: Signer, unsigned: bytes) -> Iterator[bytes]:
    inner = _signed_data(signed_data, signer, unsigned)
    plain = _wrap(inner, indefinite=False)
    yield plain
    if signed_data.tlv.indefinite:
        yield _wrap(inner, indefinite=True)
    der = canonical(read(plain))
    if der != plain:
        yield der


def _signed_data(signed_data: SignedData, signer: Signer, unsigned: bytes) -> bytes:
    """Contents of the SignedData with the unsigned attributes of ``signer`` replaced."""
    parts = children(signed_data.tlv)
    infos = parts[-1]
    rewritten = b"".join(
        _signer_info(signer, unsigned) if info.start == signer.tlv.start else info.raw for info in children(infos)
    )
    signers = encode(SET, rewritten)
    if infos.indefinite:
        signers = bytes((SET, 0x80)) + rewritten + _END
    return b"".join(p.raw for p in parts[:-1]) + signers


def _signer_info(signer: Signer, unsigned: bytes) -> bytes:
    fields = children(signer.tlv)
    kept = [f.raw for f in fields if not _is_unsigned(f, signer)]
    attributes = encode(CONTEXT_1, unsigned) if unsigned else b""
    return encode(SEQUENCE, b"".join(kept) + attributes)


def _is_unsigned(field: Tlv, signer: Signer) -> bool:
    unsigned = signer.unsigned_attributes.tlv
    return unsigned is not None and field.start == unsigned.start


def _wrap(inner: bytes, *, indefinite: bool) -> bytes:
    if not indefinite:
        return encode(SEQUENCE, _SIGNED_DATA_OID + encode(CONTEXT_0, encode(SEQUENCE, inner)))
    explicit = bytes((SEQUENCE, 0x80)) + inner + _END
    content = bytes((CONTEXT_0, 0x80)) + explicit + _END
    return bytes((SEQUENCE, 0x80)) + _SIGNED_DATA_OID + content + _END
