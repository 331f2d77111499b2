"""SignedData (RFC 5652 5.1) in its ContentInfo."""

from msgspec import Struct

from esigval.asn1 import (
    CONTEXT_0,
    CONTEXT_1,
    SEQUENCE,
    SET,
    Tlv,
    children,
    digest_algorithm,
    expect,
    fields,
    integer,
    is_octet_string,
    octets,
    oid,
    read,
)
from esigval.cms import oids
from esigval.cms.evidence import ocsp_response_of_basic
from esigval.cms.signer import Signer, read_signer
from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.model.evidence import EvidenceKind

_REF = ref("rfc-5652", "5.1")

MAX_SIGNERS = 1000
"""SignerInfos in one SignedData; the largest known batch signatures have a few dozen."""

MAX_EVIDENCE = 5000
"""Certificates, or CRLs and OCSP responses, in one SignedData; archives of decades have hundreds."""


class SignedData(Struct, frozen=True, kw_only=True):
    """A SignedData with its parts as received.

    ``content``: None where the signature is detached. ``certificates``: X.509 certificates only (``other_certificates`` counts the
    attribute certificates and obsolete forms beside them). ``ocsps``: OCSPResponse in DER. ``broken_signers``: SignerInfos that can't
    be read, and why. ``trailing``: octets after the ContentInfo.
    """

    tlv: Tlv
    version: int
    digest_algorithms: tuple[str, ...]
    digest_algorithms_tlv: Tlv
    content_type: str
    content: bytes | None
    content_info_tlv: Tlv
    certificates: tuple[bytes, ...] = ()
    certificates_tlv: Tlv | None = None
    other_certificates: int = 0
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    crls_tlv: Tlv | None = None
    signers: tuple[Signer, ...] = ()
    broken_signers: tuple[str, ...] = ()
    trailing: bytes = b""


def is_signed_data(data: bytes) -> bool:
    """Whether ``data`` begins like a ContentInfo that holds a SignedData. Cheap, and no promise that it can be read."""
    if data[:1] != b"\x30":
        return False
    try:
        outer = _open(data)
        if outer is None:
            return False
        return oid(read(data, outer)) == oids.SIGNED_DATA
    except Malformed:
        return False


def _open(data: bytes) -> int | None:
    """Offset of the first element inside the outermost one, whose own length is not checked."""
    if len(data) < 2:
        return None
    first = data[1]
    return 2 if first <= 0x80 else 2 + (first & 0x7F)


def read_signed_data(data: bytes) -> SignedData:
    """The SignedData in ``data``: a ContentInfo in DER or BER. Raises Malformed."""
    content_info = read(data)
    parts = fields(content_info, SEQUENCE, "ContentInfo")
    if len(parts) != 2 or parts[1].tag != CONTEXT_0:
        raise Malformed("ContentInfo", ref("rfc-5652", "3"))
    if oid(parts[0]) != oids.SIGNED_DATA:
        raise Malformed(f"content type {oid(parts[0])} where signed-data is expected", ref("rfc-5652", "3"))
    inner = children(parts[1])
    if len(inner) != 1:
        raise Malformed("ContentInfo with more than one content", ref("rfc-5652", "3"))
    return _signed_data(inner[0], data[content_info.end :])


def _signed_data(tlv: Tlv, trailing: bytes) -> SignedData:
    parts = fields(tlv, SEQUENCE, "SignedData")
    if len(parts) < 4:
        raise Malformed("SignedData is incomplete", _REF)
    version, algorithms, content_info = parts[:3]
    content_type, content = _encapsulated(content_info)
    rest = parts[3:]
    certificates = rest.pop(0) if rest and rest[0].tag == CONTEXT_0 else None
    crls = rest.pop(0) if rest and rest[0].tag == CONTEXT_1 else None
    if len(rest) != 1:
        raise Malformed("SignedData with unknown fields", _REF)
    signers, broken = _signers(expect(rest[0], SET, "signerInfos"))
    choices = children(certificates) if certificates is not None else []
    if len(choices) > MAX_EVIDENCE:
        raise Malformed(f"more than {MAX_EVIDENCE} certificates", _REF)
    x509 = tuple([c.raw for c in choices if c.tag == SEQUENCE])
    revocations = revocation_choices(crls)
    if len(revocations) > MAX_EVIDENCE:
        raise Malformed(f"more than {MAX_EVIDENCE} CRLs and OCSP responses", _REF)
    return SignedData(
        tlv=tlv,
        version=integer(version),
        digest_algorithms=tuple([digest_algorithm(a) for a in fields(algorithms, SET, "digestAlgorithms")]),
        digest_algorithms_tlv=algorithms,
        content_type=content_type,
        content=content,
        content_info_tlv=content_info,
        certificates=x509,
        certificates_tlv=certificates,
        other_certificates=len(choices) - len(x509),
        crls=tuple([data for _, kind, data in revocations if kind is EvidenceKind.CRL]),
        ocsps=tuple([data for _, kind, data in revocations if kind is EvidenceKind.OCSP]),
        crls_tlv=crls,
        signers=signers,
        broken_signers=broken,
        trailing=trailing,
    )


def _encapsulated(tlv: Tlv) -> tuple[str, bytes | None]:
    """Type and octets of EncapsulatedContentInfo. Content of PKCS #7 that is no OCTET STRING counts by its contents octets
    (RFC 5652 5.2.1)."""
    parts = fields(tlv, SEQUENCE, "encapContentInfo")
    if not parts or len(parts) > 2:
        raise Malformed("encapContentInfo", ref("rfc-5652", "5.2"))
    content_type = oid(parts[0])
    if len(parts) == 1:
        return content_type, None
    inner = fields(parts[1], CONTEXT_0, "eContent")
    if len(inner) != 1:
        raise Malformed("eContent", ref("rfc-5652", "5.2"))
    return content_type, octets(inner[0]) if is_octet_string(inner[0]) else inner[0].value


def _signers(tlv: Tlv) -> tuple[tuple[Signer, ...], tuple[str, ...]]:
    """Every SignerInfo; one that can't be read does not hide the others."""
    members = children(tlv)
    if len(members) > MAX_SIGNERS:
        raise Malformed(f"more than {MAX_SIGNERS} signers")
    signers: list[Signer] = []
    broken: list[str] = []
    for member in members:
        try:
            signers.append(read_signer(member))
        except Malformed as error:
            broken.append(error.where)
    return tuple(signers), tuple(broken)


def revocation_choices(tlv: Tlv | None) -> list[tuple[Tlv, EvidenceKind | None, bytes]]:
    """Each RevocationInfoChoice (RFC 5652 10.2.1) with what it holds: a CRL, an OCSPResponse (RFC 5940, also around the bare
    BasicOCSPResponse that early CAdES used), or (None) another format."""
    found: list[tuple[Tlv, EvidenceKind | None, bytes]] = []
    for choice in children(tlv) if tlv is not None else ():
        kind: EvidenceKind | None = None
        data = b""
        if choice.tag == SEQUENCE:
            kind, data = EvidenceKind.CRL, choice.raw
        elif choice.tag == CONTEXT_1:
            parts = children(choice)
            form = oid(parts[0]) if len(parts) == 2 else ""
            if form == oids.RI_OCSP_RESPONSE:
                kind, data = EvidenceKind.OCSP, parts[1].raw
            elif form == oids.OCSP_BASIC:
                kind, data = EvidenceKind.OCSP, ocsp_response_of_basic(parts[1].raw)
        found.append((choice, kind, data))
    return found
