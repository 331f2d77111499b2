"""Genuine inputs to start from: the files of tests/vectors and what is inside them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from esigval import asn1, cades, pades, xades
from esigval.model.dossier import Document
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.model.signature import Reading, Timestamp, TimestampToken

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"
POLICIES = ROOT / "src" / "esigval" / "validation" / "policies"
LARGEST = 200_000
"""Larger files make slow inputs and no new ones."""


@cache
def files(suffix: str) -> tuple[bytes, ...]:
    """The vectors with ``suffix``, smallest first."""
    found = (path.read_bytes() for path in VECTORS.rglob(f"*.{suffix}"))
    return tuple(sorted({data for data in found if len(data) <= LARGEST}, key=lambda data: (len(data), data)))


@cache
def _readings() -> tuple[Reading, ...]:
    readers = {"p7m": cades.read, "xml": xades.read, "pdf": pades.read}
    return tuple(
        read(Document("seed", data), ())
        for suffix, read in readers.items()
        for data in files(suffix)
        if suffix != "xml" or xades.recognises(Document("seed", data))
    )


def _timestamps() -> Iterator[Timestamp]:
    for reading in _readings():
        yield from reading.timestamps
        for signature in reading.signatures:
            yield from signature.timestamps


@cache
def tokens() -> tuple[bytes, ...]:
    """Time-stamp tokens."""
    return tuple(dict.fromkeys(t.token.data for t in _timestamps() if t.token is not None))


def _evidence() -> Iterator[Evidence]:
    inside: list[TimestampToken] = [t.token for t in _timestamps() if t.token is not None]
    for reading in _readings():
        for signature in reading.signatures:
            yield from signature.evidence
    for token in inside:
        yield from token.evidence


@cache
def of_kind(kind: EvidenceKind) -> tuple[bytes, ...]:
    """Certificates, CRLs or OCSP responses: those that stand alone and those inside signed files."""
    suffix = {EvidenceKind.CERTIFICATE: "cer", EvidenceKind.CRL: "crl", EvidenceKind.OCSP: "ocsp"}[kind]
    return tuple(dict.fromkeys((*files(suffix), *(e.data for e in _evidence() if e.kind is kind))))


@cache
def records() -> tuple[bytes, ...]:
    """Evidence records in both forms around the tokens of the vectors."""
    algorithm = asn1.encode(asn1.SEQUENCE, bytes.fromhex("0609608648016503040201"))
    digest = asn1.encode(asn1.OCTET_STRING, bytes(32))
    tree = asn1.encode(asn1.CONTEXT_2, asn1.encode(asn1.SEQUENCE, digest * 2) + asn1.encode(asn1.SEQUENCE, digest))
    found = []
    for token in tokens()[:3]:
        stamp = asn1.encode(asn1.SEQUENCE, asn1.encode(asn1.CONTEXT_0, algorithm[2:]) + tree + token)
        chains = asn1.encode(asn1.SEQUENCE, asn1.encode(asn1.SEQUENCE, stamp + stamp) * 2)
        body = asn1.encode(asn1.INTEGER, b"\x01") + asn1.encode(asn1.SEQUENCE, algorithm) + chains
        found.append(asn1.encode(asn1.SEQUENCE, body))
        found.append(_xml_record(token))
    return tuple(found)


def _xml_record(token: bytes) -> bytes:
    import base64

    value = base64.b64encode(bytes(32)).decode()
    tree = f'<HashTree><Sequence Order="1"><DigestValue>{value}</DigestValue></Sequence></HashTree>'
    encoded = base64.b64encode(token).decode()
    stamp = f'<TimeStamp><TimeStampToken Type="RFC3161">{encoded}</TimeStampToken></TimeStamp>'
    methods = (
        '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        '<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>'
    )
    archive = f'<ArchiveTimeStamp Order="1">{tree}{stamp}</ArchiveTimeStamp>'
    chain = f'<ArchiveTimeStampChain Order="1">{methods}{archive}</ArchiveTimeStampChain>'
    sequence = f"<ArchiveTimeStampSequence>{chain}</ArchiveTimeStampSequence>"
    return f'<EvidenceRecord xmlns="urn:ietf:params:xml:ns:ers" Version="1.0">{sequence}</EvidenceRecord>'.encode()


@cache
def lists() -> tuple[bytes, ...]:
    """Trusted lists."""
    return tuple(data for data in files("xml") if b"TrustServiceStatusList" in data[:2000] and len(data) <= LARGEST)


@cache
def signed_xml() -> tuple[bytes, ...]:
    """XML files with signatures that are no lists."""
    return tuple(data for data in files("xml") if data not in lists())


@cache
def policies() -> tuple[bytes, ...]:
    """Validation policies."""
    return tuple((POLICIES / name).read_bytes() for name in ("interop.toml", "strict.toml"))


@cache
def tables() -> tuple[bytes, ...]:
    """Algorithm tables: ours, and a suite by TS 119 322 in its two forms."""
    return ((POLICIES / "algorithms-ts-119-312.toml").read_bytes(), SUITE_JSON, SUITE_XML)


SUITE_JSON = b"""{"SecuritySuitabilityPolicy": {"PolicyName": {"Name": "Suite"}, "PolicyIssueDate": "2025-01-01T00:00:00Z",
"Algorithm": [{"AlgorithmIdentifier": [{"Name": "RSA", "ObjectIdentifier": ["urn:oid:1.2.840.113549.1.1.11"]}], "Evaluation": [
{"Parameter": [{"name": "moduluslength", "Min": 1900}], "Validity": {"End": "2028-12-31"}}]}]}}"""
SUITE_XML = b"""<SecuritySuitabilityPolicy xmlns="urn:ietf:params:xml:ns:dssc"><PolicyName><Name>Suite</Name></PolicyName>
<PolicyIssueDate>2025-01-01T00:00:00Z</PolicyIssueDate><Algorithm><AlgorithmIdentifier><Name>SHA-256</Name>
<ObjectIdentifier>urn:oid:2.16.840.1.101.3.4.2.1</ObjectIdentifier></AlgorithmIdentifier><Evaluation>
<Parameter name="moduluslength"><Min>0</Min></Parameter><Validity><End>2029-01-01Z</End></Validity></Evaluation></Algorithm>
</SecuritySuitabilityPolicy>"""
