"""Archive time-stamps of CAdES: what version 2 (TS 101 733 V2.2.1 6.4.1) and version 3 (EN 319 122-1 5.5) cover, octet by octet."""

from collections.abc import Iterator

from msgspec import Struct

from esigval import cms, hashing
from esigval.asn1 import (
    OCTET_STRING,
    OID,
    SEQUENCE,
    Tlv,
    canonical_or_raw,
    children,
    digest_algorithm,
    encode,
    expect,
    fields,
    read_exactly,
)
from esigval.cms import oids
from esigval.model.errors import Malformed

_UNSIGNED = 0xA1
_DEFAULT_INDEX_DIGEST = "SHA256"  # EN 319 122-1 5.5.2, TS 101 733 6.4.2: DEFAULT {algorithm id-sha256}
INDEX_ATTRIBUTES = {oids.ATS_HASH_INDEX: 1, oids.ATS_HASH_INDEX_V2: 2, oids.ATS_HASH_INDEX_V3: 3}


class HashIndex(Struct, frozen=True):
    """An ats-hash-index: digests of the certificates, revocation data and unsigned attributes that the time-stamp covers."""

    version: int
    algorithm: str
    certificates: frozenset[bytes]
    revocations: frozenset[bytes]
    attributes: frozenset[bytes]
    tlv: Tlv

    @property
    def size(self) -> int:
        """How many different digests the index holds."""
        return len(self.certificates) + len(self.revocations) + len(self.attributes)


def read_hash_index(token_signer: cms.Signer) -> HashIndex | None:
    """The hash index among the unsigned attributes of a token's signer, of whichever version; None where there is none. Raises
    Malformed where it is broken or there are several."""
    unsigned = token_signer.unsigned_attributes
    found = [(INDEX_ATTRIBUTES[a.oid], v) for a in unsigned.items if a.oid in INDEX_ATTRIBUTES for v in a.values]
    if not found:
        return None
    if len(found) > 1:
        raise Malformed("several hash indexes")
    version, value = found[0]
    parts = fields(value, SEQUENCE, "ats-hash-index")
    algorithm = _DEFAULT_INDEX_DIGEST
    if len(parts) == 4:
        algorithm = _index_algorithm(parts.pop(0))
    if len(parts) != 3:
        raise Malformed("ats-hash-index")
    certificates, revocations, attributes = [_digests(p) for p in parts]
    return HashIndex(version, algorithm, certificates, revocations, attributes, value)


def _index_algorithm(tlv: Tlv) -> str:
    """hashIndAlgorithm; early writers put the bare identifier where an AlgorithmIdentifier belongs."""
    if tlv.tag == OID:
        tlv = read_exactly(encode(SEQUENCE, tlv.raw))
    return digest_algorithm(tlv)


def _digests(tlv: Tlv) -> frozenset[bytes]:
    """SEQUENCE OF OCTET STRING whose strings are digests, so that their lengths take one octet. Each time-stamp upon time-stamps has a
    longer one: hence no element objects."""
    expect(tlv, SEQUENCE, "hash index")
    data, position, stop = tlv.data, tlv.body, tlv.stop
    found: set[bytes] = set()
    while position < stop:
        end = position + 2 + (data[position + 1] if stop - position > 1 else 0)
        if data[position] != OCTET_STRING or end - position > 0x81 or end > stop:
            raise Malformed("hash index")
        found.add(data[position + 2 : end])
        position = end
    return frozenset(found)


def value_digest(attribute: cms.Attribute, value: Tlv, index: HashIndex, *, der: bool) -> bytes:
    """The digest by which ``index`` names ``value`` of ``attribute``: of the whole Attribute (versions 1, 2), or of its type with this
    value (3, EN 319 122-1 5.5.2). As received, or in DER."""
    if index.version < 3:
        encoding = canonical_or_raw(attribute.tlv) if der else attribute.tlv.raw
    else:
        encoding = children(attribute.tlv)[0].raw + (canonical_or_raw(value) if der else value.raw)
    return hashing.digest(index.algorithm, encoding)


def imprint_v3(
    signed_data: cms.SignedData, signer: cms.Signer, content_digest: bytes, index: HashIndex
) -> Iterator[bytes]:
    """What an archive-time-stamp-v3 covers (EN 319 122-1 5.5.3): eContentType, the digest of the content, the fields of the SignerInfo up
    to the signature, the hash index. As received ("without any modification"), then in DER, as some writers do."""
    content_type = children(signed_data.content_info_tlv)[0]
    head = signer_fields(signer)
    raw = b"".join([content_type.raw, content_digest, *[f.raw for f in head], index.tlv.raw])
    yield raw
    der = b"".join([content_type.raw, content_digest, *[_der(f) for f in head], canonical_or_raw(index.tlv)])
    if der != raw:
        yield der


def signer_fields(signer: cms.Signer) -> list[Tlv]:
    """The fields of the SignerInfo without the unsigned attributes."""
    parts = children(signer.tlv)
    return parts[:-1] if signer.unsigned_attributes.tlv is not None else parts


def _der(field: Tlv) -> bytes:
    """A field in DER; the implicitly tagged SET of the signed attributes sorted."""
    if field.tag == 0xA0:
        return bytes((0xA0,)) + canonical_or_raw(field, 0x31)[1:]
    return canonical_or_raw(field)


def imprint_v2(
    signed_data: cms.SignedData, signer: cms.Signer, detached: bytes | None, attributes: list[cms.Attribute]
) -> Iterator[bytes]:
    """What an archive-time-stamp (v2) covers: encapContentInfo, the detached content, certificates, crls, and all fields of the
    SignerInfo with those unsigned ``attributes`` that were there. Annex K of TS 101 733 hashed the unsigned attributes without their own
    tag and length before V2.2.1, and recommends to try both."""
    outer = [t for t in (signed_data.certificates_tlv, signed_data.crls_tlv) if t is not None]
    head = signed_data.content_info_tlv.raw + (detached or b"") + b"".join([t.raw for t in outer])
    parts = signer_fields(signer)
    unsigned = b"".join([a.tlv.raw for a in attributes])
    fields_raw = b"".join([f.raw for f in parts])
    yield head + fields_raw + encode(_UNSIGNED, unsigned)
    yield head + fields_raw + unsigned
    fields_der = b"".join([_der(f) for f in parts])
    unsigned_der = b"".join([canonical_or_raw(a.tlv) for a in attributes])
    if fields_der != fields_raw or unsigned_der != unsigned:
        yield head + fields_der + encode(_UNSIGNED, unsigned_der)
        yield head + fields_der + unsigned_der
