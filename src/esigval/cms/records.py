"""Evidence records in unsigned attributes, and the octets that they protect (RFC 4998 appendix A, TS 119 122-3 clause 5)."""

from collections.abc import Callable, Iterator

from esigval.asn1 import (
    CONTEXT_0,
    CONTEXT_1,
    SEQUENCE,
    SET,
    Tlv,
    canonical_or_raw,
    children,
    encode,
    is_canonical,
    read,
)
from esigval.cms import oids
from esigval.cms.signed_data import SignedData
from esigval.cms.signer import Signer
from esigval.model.signature import DataObject, EmbeddedRecord

RECORDS = (oids.EVIDENCE_RECORD_INTERNAL, oids.EVIDENCE_RECORD_EXTERNAL)
_SIGNED_DATA_OID = bytes.fromhex("06092a864886f70d010702")
_END = b"\x00\x00"
_READINGS = 8
"""Encodings of a ContentInfo that are tried at most,"""
_COPIES = 4
"""each of which costs some passes over it;"""
_ANEW = 1024
_MAX_ANEW = 384 << 20
"""one that is no DER is taken apart, as far as ``asn1.canonical`` does that. Octets that could be hashed meanwhile."""


def embedded_records(
    signed_data: SignedData, signer: Signer, content: Callable[[], bytes] | None, covers: tuple[str, ...]
) -> tuple[EmbeddedRecord, ...]:
    """The evidence records of ``signer``. An internal one protects the ContentInfo without the attribute; an external one the detached
    ``content`` as well (asked for only then; None where it is not at hand). ``covers``: ids of what is in the signature below them."""
    found = []
    attributes = _Attributes(signer)
    at_hand = None if content is None or signed_data.content is not None else _Outside(content)
    outside = DataObject("content", None, readings=at_hand)
    for position, attribute in enumerate(attributes.items):
        if attribute.oid not in RECORDS:
            continue
        signature = DataObject("signature", None, readings=_Before(signed_data, signer, attributes, position))
        external = attribute.oid == oids.EVIDENCE_RECORD_EXTERNAL
        objects = (signature, outside) if external else (signature,)
        found += [EmbeddedRecord(value.raw, objects, covers) for value in attribute.values]
    return tuple(found)


class _Outside:
    """Detached content, put together only when it is asked for."""

    def __init__(self, content: Callable[[], bytes]) -> None:
        self._content = content
        self.effort = 0  # until it is known

    def __iter__(self) -> Iterator[bytes]:
        content = self._content()
        self.effort = _COPIES * len(content)
        yield content


class _Attributes:
    """The unsigned attributes of one signer, which all records among them share, as received and in DER."""

    def __init__(self, signer: Signer) -> None:
        self.items = signer.unsigned_attributes.items
        self._der: dict[int, bytes] = {}

    def der(self, position: int) -> bytes:
        """That one in DER."""
        if position not in self._der:
            self._der[position] = canonical_or_raw(self.items[position].tlv)
        return self._der[position]

    def before(self, record: int) -> Iterator[list[int]]:
        """What was there before the record at a position: all but it and the records after it, or no record at all; in the order received
        and in that of DER."""
        own = [i for i, a in enumerate(self.items) if a.oid not in RECORDS or i < record]
        none = [i for i, a in enumerate(self.items) if a.oid not in RECORDS]
        for kept in (own, none) if own != none else (own,):
            yield kept
            in_order = sorted(kept, key=lambda i: self.items[i].tlv.raw)
            if in_order != kept:
                yield in_order


class _Before:
    """The ContentInfo as it was before the record at one position: as received (RFC 4998) and in DER (TS 119 122-3)."""

    def __init__(self, signed_data: SignedData, signer: Signer, attributes: _Attributes, position: int) -> None:
        self._signed_data = signed_data
        self._signer = signer
        self._attributes = attributes
        self._position = position

    def __iter__(self) -> Iterator[bytes]:
        attributes = self._attributes
        received = _Frame(self._signed_data, self._signer, lambda piece: piece.raw)
        der: _Frame | None = None
        for kept in attributes.before(self._position):
            inner = received.around(b"".join([attributes.items[i].tlv.raw for i in kept]))
            plain = _wrap(inner, indefinite=False)
            yield plain
            if self._signed_data.tlv.indefinite:
                yield _wrap(inner, indefinite=True)
            if not is_canonical(read(plain), SEQUENCE):
                der = der or _Frame(self._signed_data, self._signer, canonical_or_raw)
                whole = _wrap(der.around(b"".join([attributes.der(i) for i in kept])), indefinite=False)
                yield canonical_or_raw(read(whole))

    @property
    def effort(self) -> int:
        """Encoding anew what is no DER takes far longer than hashing it."""
        tlv = self._signed_data.tlv
        size = tlv.end - tlv.start
        anew = 0 if is_canonical(tlv, SEQUENCE) else min(_ANEW * size, _MAX_ANEW)
        return _READINGS * _COPIES * size + anew


class _Frame:
    """The contents of a SignedData around the unsigned attributes of one signer."""

    def __init__(self, signed_data: SignedData, signer: Signer, encoded: Callable[[Tlv], bytes]) -> None:
        *outer, infos = children(signed_data.tlv)
        self._outer = b"".join([encoded(piece) for piece in outer])
        self._indefinite = infos.indefinite
        own = signer.tlv.start
        self._infos = [None if info.start == own else encoded(info) for info in children(infos)]
        self._fields = b"".join([encoded(f) for f in children(signer.tlv) if not _is_unsigned(f, signer)])

    def around(self, unsigned: bytes) -> bytes:
        """The contents with these unsigned attributes."""
        own = encode(SEQUENCE, self._fields + (encode(CONTEXT_1, unsigned) if unsigned else b""))
        infos = b"".join([own if info is None else info for info in self._infos])
        return self._outer + (bytes((SET, 0x80)) + infos + _END if self._indefinite else encode(SET, infos))


def _is_unsigned(field: Tlv, signer: Signer) -> bool:
    unsigned = signer.unsigned_attributes.tlv
    return unsigned is not None and field.start == unsigned.start


def _wrap(inner: bytes, *, indefinite: bool) -> bytes:
    if not indefinite:
        return encode(SEQUENCE, _SIGNED_DATA_OID + encode(CONTEXT_0, encode(SEQUENCE, inner)))
    explicit = bytes((SEQUENCE, 0x80)) + inner + _END
    content = bytes((CONTEXT_0, 0x80)) + explicit + _END
    return bytes((SEQUENCE, 0x80)) + _SIGNED_DATA_OID + content + _END
