"""Makes evidence records in both forms, with trees, time-stamp renewals and hash-tree renewals."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from esigval import asn1
from tests.unit.cms.making import world
from tests.worlds.signers.tsa import Tsa, authority

FIRST = datetime(2024, 3, 1, 12, tzinfo=UTC)
LATER = timedelta(days=60)
_SHA256 = bytes.fromhex("300b0609608648016503040201")
_ERS = "urn:ietf:params:xml:ns:ers"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def tsa() -> Tsa:
    return authority(world(), "md-tsa")


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def root(tree: list[list[bytes]]) -> bytes:
    """The root hash, written apart from the code under test."""
    value = b""
    for level in tree:
        members = sorted([*level, value] if value else level)
        value = members[0] if len(members) == 1 else sha256(b"".join(members))
    return value


def tree_over(objects: list[bytes], neighbours: int = 2) -> list[list[bytes]]:
    """A reduced tree: the objects' group first, then a hash of somebody else's document a level."""
    return [[sha256(o) for o in objects], *[[sha256(b"neighbour %d" % i)] for i in range(neighbours)]]


def asn1_stamp(tree: list[list[bytes]], token: bytes) -> bytes:
    levels = b"".join(
        asn1.encode(asn1.SEQUENCE, b"".join(asn1.encode(asn1.OCTET_STRING, h) for h in level)) for level in tree
    )
    reduced = asn1.encode(asn1.CONTEXT_2, levels) if tree else b""
    algorithm = asn1.encode(asn1.CONTEXT_0, _SHA256[2:])
    return asn1.encode(asn1.SEQUENCE, algorithm + reduced + token)


def asn1_record(chains: list[list[bytes]]) -> bytes:
    sequence = b"".join(asn1.encode(asn1.SEQUENCE, b"".join(chain)) for chain in chains)
    version = asn1.encode(asn1.INTEGER, b"\x01")
    digests = asn1.encode(asn1.SEQUENCE, _SHA256)
    return asn1.encode(asn1.SEQUENCE, version + digests + asn1.encode(asn1.SEQUENCE, sequence))


def chain_of(stamps: list[bytes]) -> bytes:
    return asn1.encode(asn1.SEQUENCE, b"".join(stamps))


def xml_record(tree: list[list[bytes]], token: bytes) -> bytes:
    def level(order: int, hashes: list[bytes]) -> str:
        values = "".join(f"<DigestValue>{base64.b64encode(h).decode()}</DigestValue>" for h in hashes)
        return f'<Sequence Order="{order}">{values}</Sequence>'

    levels = "".join(level(i + 1, hashes) for i, hashes in enumerate(tree))
    encoded = base64.b64encode(token).decode()
    stamp = f'<TimeStamp><TimeStampToken Type="RFC3161">{encoded}</TimeStampToken></TimeStamp>'
    archive = f'<ArchiveTimeStamp Order="1"><HashTree>{levels}</HashTree>{stamp}</ArchiveTimeStamp>'
    methods = (
        '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f'<CanonicalizationMethod Algorithm="{_C14N}"/>'
    )
    chain = f'<ArchiveTimeStampChain Order="1">{methods}{archive}</ArchiveTimeStampChain>'
    sequence = f"<ArchiveTimeStampSequence>{chain}</ArchiveTimeStampSequence>"
    return f'<EvidenceRecord xmlns="{_ERS}" Version="1.0">{sequence}</EvidenceRecord>'.encode()
