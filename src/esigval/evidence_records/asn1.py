"""Evidence records in ASN.1 (RFC 4998, appendix B)."""

from esigval import asn1
from esigval.evidence_records.record import ASN1, ArchiveChain, ArchiveStamp, Record
from esigval.hashing import sha256_hex
from esigval.model.citation import Ref
from esigval.model.errors import Malformed

_REF = Ref("rfc-4998", "2007", "B")
_CHAINS = 64
_STAMPS = 256
_LISTS = 64
"""Renewals happen every few years and a list halves a tree: real records have a handful of each."""


def read_asn1_record(data: bytes) -> Record:
    """EvidenceRecord ::= SEQUENCE { version, digestAlgorithms, [0] cryptoInfos?, [1] encryptionInfo?, archiveTimeStampSequence }."""
    outer = asn1.fields(asn1.read_exactly(data), asn1.SEQUENCE, "EvidenceRecord")
    parts = [p for p in outer if p.tag not in (asn1.CONTEXT_0 | asn1.CONSTRUCTED, asn1.CONTEXT_1 | asn1.CONSTRUCTED)]
    if len(parts) != 3 or asn1.integer(asn1.expect(parts[0], asn1.INTEGER, "version")) != 1:
        raise Malformed("EvidenceRecord", _REF)
    chains = asn1.fields(parts[2], asn1.SEQUENCE, "archiveTimeStampSequence")
    if not 0 < len(chains) <= _CHAINS:
        raise Malformed("archiveTimeStampSequence", _REF)
    read, before = [], b""
    for chain in chains:
        read.append(_chain(chain, asn1.encode(asn1.SEQUENCE, before) if before else b""))
        before += asn1.canonical(chain)
    return Record(sha256_hex(data), ASN1, tuple(read))


def _chain(tlv: asn1.Tlv, before: bytes) -> ArchiveChain:
    stamps = asn1.fields(tlv, asn1.SEQUENCE, "ArchiveTimeStampChain")
    if not 0 < len(stamps) <= _STAMPS:
        raise Malformed("ArchiveTimeStampChain", _REF)
    read = [_stamp(s) for s in stamps]
    algorithm = next((a for a, _ in read if a), "")
    return ArchiveChain(algorithm, tuple(stamp for _, stamp in read), before)


def _stamp(tlv: asn1.Tlv) -> tuple[str, ArchiveStamp]:
    algorithm = ""
    tree: tuple[tuple[bytes, ...], ...] = ()
    token: asn1.Tlv | None = None
    for part in asn1.fields(tlv, asn1.SEQUENCE, "ArchiveTimeStamp"):
        if part.tag == asn1.CONTEXT_0 | asn1.CONSTRUCTED:
            algorithm = _digest_name(part)
        elif part.tag == asn1.CONTEXT_2 | asn1.CONSTRUCTED:
            tree = tuple(_list(p) for p in asn1.children(part)[:_LISTS])
        elif part.tag == asn1.SEQUENCE:
            token = part
    if token is None:
        raise Malformed("ArchiveTimeStamp without timeStamp", _REF)
    if not algorithm:
        algorithm = _imprint_algorithm(bytes(token.raw))
    return algorithm, ArchiveStamp(tree, bytes(token.raw), asn1.canonical(token))


def _digest_name(tlv: asn1.Tlv) -> str:
    """The name of an AlgorithmIdentifier under an implicit tag."""
    parts = asn1.children(tlv)
    if not parts:
        raise Malformed("digestAlgorithm", _REF)
    name = asn1.oid(parts[0])
    return asn1.DIGEST_OIDS.get(name, name)


def _list(tlv: asn1.Tlv) -> tuple[bytes, ...]:
    return tuple(asn1.octets(o) for o in asn1.fields(tlv, asn1.SEQUENCE, "PartialHashtree"))


def _imprint_algorithm(token: bytes) -> str:
    """digestAlgorithm absent: that of the time-stamp (RFC 4998, clause 4.1)."""
    from esigval.timestamp import read_token

    return read_token(token).imprint_algorithm
