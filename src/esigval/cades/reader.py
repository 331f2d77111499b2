"""Reads a CMS file: each SignerInfo and each counter-signature becomes a Signature."""

from collections.abc import Callable

from msgspec import Struct, structs

from esigval import cms, hashing
from esigval.asn1 import OID, SEQUENCE, Tlv, children, oid, read
from esigval.cades.content import Content, Contents
from esigval.cades.levels import NOT_ETSI, LevelFacts, level
from esigval.cades.stamps import Shared, SignatureStamps, Work
from esigval.cms import oids
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import (
    Finding,
    Format,
    Reading,
    Reference,
    Scope,
    ScopeType,
    Signature,
    SignatureValue,
    TimestampType,
)
from esigval.timestamp import Identifiers, place, token_of
from esigval.timestamp.completeness import Trusted, ValidationData, nobody

MAX_COUNTER_DEPTH = 8
"""Counter-signatures upon counter-signatures; two levels occur in practice."""
MAX_SIGNATURES = 1000
"""Signatures and counter-signatures of one file."""
COUNTER_SIGNATURE = "rfc-5652/11.4/countersignature"
"""Every countersignature can be read."""
DETACHED = "en-319-162-1/4.4.4.2/detached"
"""A signature in a container holds no content."""
OF_CONTAINER = "en-319-162-1/4.4.4.2/content-of-container"
"""What a signature in a container signs is a file of the container."""
_PREHASH_FROM = 1 << 16


def _detached(content: Content) -> Callable[[], bytes] | None:
    """The octets of ``content``, copied only when asked for; None where they are not there."""
    octets = content.octets
    return None if octets is None else lambda: bytes(octets.data)


class _Node(Struct, frozen=True):
    """A signature with those upon it, parents first."""

    signatures: tuple[Signature, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the signatures, their time-stamps and the evidence inside those."""
        found: list[str] = []
        for signature in self.signatures:
            found.append(signature.id)
            for stamp in signature.timestamps:
                found.append(stamp.id)
                found += [e.id for e in stamp.token.evidence] if stamp.token is not None else []
        return tuple(found)


def recognises(document: Document) -> bool:
    """Whether the content looks like a CMS SignedData or a time-stamp response in DER or BER. Cheap."""
    return cms.is_signed_data(document.data) or _response_token(document.data) is not None


def read_document(document: Document, detached: tuple[Document, ...] = (), trusted: Trusted = nobody) -> Reading:
    """All signatures and time-stamps in ``document``. ``detached``: the files that may be the signed content; ``trusted``: the trust
    anchors, at which levels stop to ask for validation data. Raises Malformed."""
    token = None if cms.is_signed_data(document.data) else _response_token(document.data)
    data = document.data if token is None else token.raw
    signed_data = cms.read_signed_data(data)
    if signed_data.content_type == oids.TST_INFO:
        raw = data[: len(data) - len(signed_data.trailing)]
        return _token_alone(signed_data, raw, detached)
    return _Reader(signed_data, Contents(signed_data.content, detached), trusted).read()


def _response_token(data: bytes) -> Tlv | None:
    """The token inside a TimeStampResp (RFC 3161 2.4.2), None where ``data`` are none."""
    try:
        outer = read(data)
        parts = children(outer) if outer.tag == SEQUENCE else []
        if len(parts) != 2 or parts[0].tag != SEQUENCE or parts[1].tag != SEQUENCE:
            return None
        inner = children(parts[1])
        return parts[1] if inner and inner[0].tag == OID and oid(inner[0]) == oids.SIGNED_DATA else None
    except Malformed:
        return None


def _token_alone(signed_data: cms.SignedData, raw: bytes, detached: tuple[Document, ...]) -> Reading:
    """A time-stamp token that stands for itself, over one of the detached files."""
    token = token_of(signed_data, raw)
    contents = Contents(None, detached)
    content = contents.only or contents.matching(token.imprint_algorithm, token.imprint)
    readings = () if content.octets is None else (content.octets,)
    stamp = place(token, TimestampType.CONTENT, readings, Work().identifiers)
    if content.known is not None:
        stamp = structs.replace(stamp, imprint_found=True, imprint_intact=content.known[1] == token.imprint)
    stamp = structs.replace(stamp, name=content.name, scopes=content.scopes)
    return Reading(format="RFC3161", timestamps=(stamp,), findings=cms.signed_data_findings(signed_data))


class SignatureFiles:
    """Reads the signature files of one container: they share identifiers and a budget of hashing."""

    def __init__(self, identifiers: Identifiers, trusted: Trusted = nobody) -> None:
        self._shared = Shared(identifiers)
        self._trusted = trusted

    def read(self, file: Document, contents: Contents) -> Reading:
        """All signatures of one file over the one of ``contents`` that each signed. Content inside is what is signed; it is noticed, and
        where it is none of ``contents`` the signature is about nothing in the container. Raises Malformed."""
        signed_data = cms.read_signed_data(file.data)
        noticed: tuple[Finding, ...] = ()
        if signed_data.content is not None:
            same = contents.same_as(signed_data.content)
            contents = Contents(signed_data.content, ()) if same is None else Contents(None, (same,))
            noticed = (Finding(DETACHED if same else OF_CONTAINER, Reason.CONTENT_NOT_DETACHED),)
        reading = _Reader(signed_data, contents, self._trusted, self._shared, file.name).read()
        return structs.replace(reading, findings=(*reading.findings, *noticed))


class _Reader:
    """One SignedData while it is read."""

    def __init__(
        self,
        signed_data: cms.SignedData,
        contents: Contents,
        trusted: Trusted = nobody,
        shared: Shared | None = None,
        file: str = "",
    ) -> None:
        self._trusted = trusted
        self._file = file
        self._signed_data = signed_data
        self._contents = contents
        self._evidence = cms.signed_data_evidence(signed_data)
        self._data = ValidationData(self._evidence)
        self._work = Work(self._evidence, shared)
        self._left = MAX_SIGNATURES

    def read(self) -> Reading:
        signatures: list[Signature] = []
        for signer in self._signed_data.signers:
            content = self._contents.of(signer)
            try:
                signatures += self._signature(signer, content, None, 0).signatures
            except Malformed as error:
                signatures.append(self._unreadable(error.where))
        signatures += [self._unreadable(where) for where in self._signed_data.broken_signers]
        return Reading(
            format="CAdES",
            signatures=tuple(signatures),
            evidence=self._evidence,
            findings=cms.signed_data_findings(self._signed_data),
        )

    def _signature(self, signer: cms.Signer, content: Content, parent: Signature | None, depth: int) -> _Node:
        """The signature of ``signer`` over ``content`` (the parent's value where it counter-signs), and those upon it."""
        self._left -= 1
        value = _value(signer, content)
        signature_id = self._work.identifiers.unique(_identifier(value, content))
        own_evidence = cms.signer_evidence(signer)
        name = content.name if parent is None else ""
        bare = Signature(
            id=signature_id,
            format=Format.CADES,
            level="",
            value=value,
            references=(_reference(signer, content, name),),
            scopes=content.scopes if parent is None else (Scope(ScopeType.COUNTER_SIGNATURE, parent.id),),
            hint=signer.hint,
            certificate_references=cms.certificate_references(signer),
            has_signing_certificate_attribute=cms.has_signing_certificate(signer),
            properties=cms.signed_properties(signer),
            evidence=self._evidence + own_evidence,
            parent="" if parent is None else parent.id,
            file=self._file,
            embedded_evidence_records=_evidence_records(signer),
        )
        uppers, upper_findings = self._counter_signatures(signer, bare, depth)
        counter_ids = {start: node.ids for start, node in uppers}
        stamps = SignatureStamps(self._signed_data, signer, content, signature_id, own_evidence, self._work)
        stamps.read(counter_ids)
        findings = [
            *cms.signer_findings(signer, self._signed_data.content_type, _short(content), counter=parent is not None),
            *upper_findings,
            *stamps.findings,
        ]
        timestamps = tuple(stamps.stamps)
        facts = LevelFacts(
            self._signed_data,
            signer,
            bare.certificate_references,
            timestamps,
            self._data,
            own_evidence,
            parent is not None,
            self._trusted,
        )
        covers = (signature_id, *(e.id for e in bare.evidence), *(t.id for t in timestamps))
        done = structs.replace(
            bare,
            level=level(facts),
            timestamps=timestamps,
            findings=tuple(findings),
            embedded_records=cms.embedded_records(self._signed_data, signer, _detached(content), covers),
        )
        return _Node((done, *[s for _, node in uppers for s in node.signatures]))

    def _counter_signatures(
        self, signer: cms.Signer, parent: Signature, depth: int
    ) -> tuple[list[tuple[int, _Node]], list[Finding]]:
        """The counter-signatures upon ``parent`` (RFC 5652 11.4): over the octets of its value. With each the offset where it stands."""
        found: list[tuple[int, _Node]] = []
        findings: list[Finding] = []
        content = Content(cms.Covered(signer.signature))
        for value in signer.unsigned_attributes.values(oids.COUNTER_SIGNATURE):
            if depth >= MAX_COUNTER_DEPTH or self._left <= 0:
                findings.append(Finding(COUNTER_SIGNATURE, Reason.BUDGET_EXHAUSTED))
                break
            try:
                node = self._signature(cms.read_signer(value), content, parent, depth + 1)
            except Malformed as error:
                findings.append(Finding(COUNTER_SIGNATURE, Reason.MALFORMED, (("where", error.where),)))
                continue
            found.append((value.start, node))
        return found, findings

    def _unreadable(self, where: str) -> Signature:
        nothing = SignatureValue(SignatureAlgorithm("", ""), b"", ())
        name = self._work.identifiers.unique("S-" + hashing.sha256_hex(where.encode())[:32])
        return Signature(
            id=name,
            format=Format.CADES,
            level=NOT_ETSI,
            value=nothing,
            unreadable=where,
            evidence=self._evidence,
            file=self._file,
        )


def _value(signer: cms.Signer, content: Content) -> SignatureValue:
    """The cryptographic core; large content that is signed directly is handed on as its digest, which is computed once."""
    algorithm = signer.signature_algorithm
    if signer.has_signed_attributes:
        return cms.signature_value(signer)
    data = content.data
    large = data is None or len(data) >= _PREHASH_FROM
    if large and algorithm.scheme != "EDDSA" and (digest := content.digest(algorithm.digest)) is not None:
        return cms.signature_value(signer, None, (algorithm.digest, digest))
    return cms.signature_value(signer, data)


def _identifier(value: SignatureValue, content: Content) -> str:
    signed = value.signed_data[0] if value.signed_data else b""
    return "S-" + hashing.sha256_hex(value.raw + signed)[:32]


def _reference(signer: cms.Signer, content: Content, name: str) -> Reference:
    algorithm = signer.digest_algorithm
    digest = content.digest(algorithm)
    if digest is not None:
        return cms.message_digest_reference(signer, None, name=name, content_digest=(algorithm, digest))
    return cms.message_digest_reference(signer, content.data, name=name, content_digest=content.known)


def _short(content: Content) -> bytes | None:
    """The content where it could be a SET of attributes at all (no real one is larger)."""
    data = content.data
    return data if data is not None and len(data) < _PREHASH_FROM else None


def _evidence_records(signer: cms.Signer) -> int:
    unsigned = signer.unsigned_attributes
    return sum(len(unsigned.values(o)) for o in (oids.EVIDENCE_RECORD_INTERNAL, oids.EVIDENCE_RECORD_EXTERNAL))
