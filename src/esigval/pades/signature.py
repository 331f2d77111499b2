"""One PDF signature out of its dictionary and the CMS in /Contents (ISO 32000-2, 12.8.3; EN 319 142-1, 6.3)."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from esigval import asn1, cms, hashing
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.reasons import Reason
from esigval.model.signature import (
    Finding,
    Format,
    Reference,
    ReferenceType,
    Scope,
    Signature,
    SignatureValue,
    SignedProperties,
    SignerHint,
    Timestamp,
)
from esigval.pades import facts
from esigval.pades.document import View
from esigval.pades.fields import SignatureDictionary
from esigval.pades.levels import (
    CADES_DETACHED,
    NOT_ETSI,
    PKCS7_DETACHED,
    PKCS7_SHA1,
    X509_RSA_SHA1,
    structural_level,
)
from esigval.pades.ranges import RangeDigests, SignedRange
from esigval.pades.syntax import Name, PdfDict, PdfValue
from esigval.pades.text import date, text
from esigval.pades.timestamps import cms_timestamps
from esigval.timestamp import Identifiers

_SHA1_BYTES = 20
MAX_CERT_ENTRIES = 100
"""Certificates in the /Cert entry of one signature dictionary."""


class Source(NamedTuple):
    """Where a signature is read from. ``signed``: the dictionary around the gap, which is the one that was signed, where there is one."""

    entry: SignatureDictionary
    range: SignedRange
    digests: RangeDigests
    view: View
    findings: tuple[Finding, ...]
    scopes: tuple[Scope, ...]
    signed: PdfDict | None
    identifiers: Identifiers

    @property
    def dictionary(self) -> PdfDict:
        """The dictionary as fields show it."""
        return self.entry.dictionary

    @property
    def sub_filter(self) -> str:
        """/SubFilter, "" where it is absent or no name."""
        value = self.dictionary.get("SubFilter")
        return str(value) if isinstance(value, Name) else ""

    @property
    def contents(self) -> bytes:
        """Value of /Contents."""
        value = self.dictionary.get("Contents")
        return value if isinstance(value, bytes) else b""

    @property
    def name(self) -> str:
        """Name of the (first) field that shows the signature."""
        return self.entry.fields[0] if self.entry.fields else ""


def read_signature(source: Source) -> tuple[Signature, list[Timestamp]]:
    """The signature with its time-stamps that stand in the CMS. Raises Malformed where /Contents can't be read."""
    if source.sub_filter == X509_RSA_SHA1:
        return _read_rsa_sha1(source), []
    odd: list[Finding] = []
    if source.sub_filter not in (CADES_DETACHED, PKCS7_DETACHED, PKCS7_SHA1):
        told = (("field", source.name), ("sub_filter", source.sub_filter[:80]))
        odd.append(facts.finding(facts.SUB_FILTER, Reason.SUB_FILTER_UNKNOWN, *told))
    signed_data = cms.read_signed_data(source.contents)
    if not signed_data.signers:
        raise Malformed("CMS without a signer that can be read", ref("rfc-5652", "5.1"))
    signer = signed_data.signers[0]
    references, value = _cryptographic_core(source, signed_data, signer)
    properties = _properties(source, cms.signed_properties(signer))
    identifier = _identifier(value, source)
    stamps, broken = cms_timestamps(signer, identifier, source.range, source.digests, source.identifiers)
    signature = Signature(
        id=identifier,
        format=Format.PADES,
        level=structural_level(source.sub_filter, source.dictionary, signed_data, signer, properties, source.view),
        value=value,
        references=references,
        scopes=source.scopes,
        hint=signer.hint,
        certificate_references=cms.certificate_references(signer),
        has_signing_certificate_attribute=cms.has_signing_certificate(signer),
        properties=properties,
        evidence=cms.signed_data_evidence(signed_data) + cms.signer_evidence(signer),
        findings=(*source.findings, *odd, *_cms_findings(signed_data, signer), *broken),
        name=source.name,
        covered=source.range.covered,
        embedded_records=cms.embedded_records(
            signed_data, signer, _covered(source), (identifier, *(s.id for s in stamps))
        ),
    )
    return signature, stamps


def unreadable(source: Source, where: str) -> Signature:
    """A signature of which only the place is known."""
    value = SignatureValue(SignatureAlgorithm("", "", source.sub_filter), b"", (), source.contents[:1])
    return Signature(
        id=_identifier(SignatureValue(value.algorithm, source.contents, ()), source),
        format=Format.PADES,
        level=NOT_ETSI,
        value=value,
        scopes=source.scopes,
        properties=_properties(source, SignedProperties()),
        findings=source.findings,
        name=source.name,
        unreadable=where,
        covered=source.range.covered,
    )


def _identifier(value: SignatureValue, source: Source) -> str:
    """Stable for the same value over the same bytes."""
    signed = value.signed_data[0] if value.signed_data else repr(source.range.numbers).encode()
    return source.identifiers.unique("S-" + hashing.sha256_hex(value.value + signed)[:32])


def _cryptographic_core(
    source: Source, signed_data: cms.SignedData, signer: cms.Signer
) -> tuple[tuple[Reference, ...], SignatureValue]:
    """What the value signs, and the digests between it and the document."""
    if source.sub_filter == PKCS7_SHA1:
        content = signed_data.content
        references = [_encapsulated_sha1(source, content)]
        if signer.has_signed_attributes:
            references.append(cms.message_digest_reference(signer, content))
        return tuple(references), cms.signature_value(signer, content)
    algorithm = signer.digest_algorithm
    if not signer.has_signed_attributes and signer.signature_algorithm.digest:
        algorithm = signer.signature_algorithm.digest
    digest = source.digests.digest(algorithm, source.range)
    known = None if digest is None else (algorithm, digest)
    if not signer.has_signed_attributes:
        value = cms.signature_value(signer, _whole(source, signer), known)
        return (_content_reference(algorithm, digest, source),), value
    reference = cms.message_digest_reference(signer, None, content_digest=known)
    if digest is None and reference.expected:
        # the document is there; what /ByteRange makes of it can't be digested
        reason = Reason.BYTE_RANGE_INVALID if source.range.fault else Reason.UNKNOWN_DIGEST_ALGORITHM
        reference = msgspec.structs.replace(reference, found=True, intact=False, reason=reason)
    return (reference,), cms.signature_value(signer)


def _whole(source: Source, signer: cms.Signer) -> bytes | None:
    """The covered bytes where the algorithm signs them undigested (EdDSA)."""
    covered = _covered(source) if signer.signature_algorithm.scheme == "EDDSA" else None
    return None if covered is None else covered()


def _covered(source: Source) -> Callable[[], bytes] | None:
    """The covered bytes, joined only when asked for; None where they are none."""
    if source.range.fault:
        return None
    return lambda: b"".join([source.view.file.data[start:end] for start, end in source.range.covered])


def _content_reference(algorithm: str, digest: bytes | None, source: Source) -> Reference:
    """The document as the content that a value without signed attributes signs directly: the value itself decides."""
    reason = None
    if digest is None:
        reason = Reason.BYTE_RANGE_INVALID if source.range.fault else Reason.UNKNOWN_DIGEST_ALGORITHM
    return Reference(
        ReferenceType.CONTENT_DIGEST, "", algorithm, digest or b"", digest, True, digest is not None, reason
    )


def _encapsulated_sha1(source: Source, content: bytes | None) -> Reference:
    """adbe.pkcs7.sha1: the encapsulated content is the SHA-1 digest of the covered bytes (ISO 32000-1, 12.8.3.3.1)."""
    actual = source.digests.digest("SHA1", source.range)
    expected = content or b""
    found = len(expected) == _SHA1_BYTES
    intact = found and actual == expected
    reason = None
    if not intact:
        reason = Reason.DIGEST_MISMATCH if found else Reason.SIGNED_DATA_NOT_FOUND
    return Reference(ReferenceType.CONTENT_DIGEST, "", "SHA1", expected, actual, found, intact, reason)


def _cms_findings(signed_data: cms.SignedData, signer: cms.Signer) -> list[Finding]:
    """One signer (EN 319 142-1, 6.3 a); after the CMS only zeros, with which the string is filled up; the signer's attributes."""
    found: list[Finding] = list(cms.signer_findings(signer, signed_data.content_type, signed_data.content))
    signers = len(signed_data.signers) + len(signed_data.broken_signers)
    if signers != 1:
        found.append(facts.finding(facts.SIGNER_INFORMATION_STORE, Reason.SEVERAL_SIGNERS, ("signers", signers)))
    rest = signed_data.trailing.strip(b"\0")
    if rest:
        told = (("bytes", len(rest)), ("where", "Contents"))
        found.append(facts.finding(facts.TRAILING_BYTES, Reason.BYTES_AFTER_SIGNATURE_VALUE, *told))
    return found


def _properties(source: Source, stated: SignedProperties) -> SignedProperties:
    """The claims of the dictionary that was signed, with those of the CMS."""
    dictionary = source.signed if source.signed is not None else source.dictionary
    if source.view.encrypted:
        return stated  # the strings of the dictionary are encrypted

    def claim(key: str) -> PdfValue:
        try:
            return source.view.resolve(dictionary.get(key))
        except Malformed:
            return None

    place = text(claim("Location")) or stated.place
    names = (
        ("claimed_time", "M"),
        ("place", "Location"),
        ("reason", "Reason"),
        ("contact", "ContactInfo"),
        ("signer_name", "Name"),
    )
    covered = not source.range.fault and source.signed is not None
    return msgspec.structs.replace(
        stated,
        claimed_time=date(claim("M")) or stated.claimed_time,
        place=place,
        reason=text(claim("Reason")),
        contact=text(claim("ContactInfo")),
        signer_name=text(claim("Name")),
        unsigned=() if covered else tuple([name for name, key in names if key in dictionary]),
    )


def _read_rsa_sha1(source: Source) -> Signature:
    """adbe.x509.rsa_sha1: a PKCS #1 value in an OCTET STRING, certificates in /Cert (ISO 32000-1, 12.8.3.2)."""
    raw = asn1.octets(asn1.read(source.contents))
    digest = source.digests.digest("SHA1", source.range)
    algorithm = SignatureAlgorithm("RSA", "SHA1", X509_RSA_SHA1)
    value = SignatureValue(algorithm, raw, () if digest is None else (digest,), raw, prehashed=True)
    entry = source.view.resolve(source.dictionary.get("Cert"))
    chain = [
        item for item in (entry if isinstance(entry, list) else [entry])[:MAX_CERT_ENTRIES] if isinstance(item, bytes)
    ]
    origin = Origin(OriginKind.SIGNED_DATA, "Cert")
    evidence = tuple([Evidence(hashing.sha256_hex(c), EvidenceKind.CERTIFICATE, origin, c) for c in chain])
    return Signature(
        id=_identifier(value, source),
        format=Format.PADES,
        level=NOT_ETSI,
        value=value,
        references=(_content_reference("SHA1", digest, source),),
        scopes=source.scopes,
        hint=SignerHint(certificates=tuple([e.id for e in evidence[:1]])),
        properties=_properties(source, SignedProperties()),
        evidence=evidence,
        findings=source.findings,
        name=source.name,
        covered=source.range.covered,
    )
