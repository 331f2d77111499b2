"""Whether the validation data around a signature are complete by structure: a chain with revocation data for each certificate in it.
What the data say, and whether they may be believed, is not asked here."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from esigval import hashing
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.model.signature import CertificateReference, SignerHint, TimestampToken
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.crl import Crl, parse_crl
from esigval.x509.keys import key_sha1
from esigval.x509.ocsp import Ocsp, SingleResponse, parse_ocsp

MAX_EVIDENCE = 5000
"""Pieces of evidence that are looked at."""
MAX_SAME_NAME = 20
"""Certificates of one name that are tried as issuer."""
MAX_CHECKED = 200
"""Certificates looked at; long-lived archives with their time-stamps and responders stay under a hundred."""


Trusted: TypeAlias = Callable[[Certificate], bool]
"""Whether a certificate is a trust anchor: validation data are needed for what is below it only (EN 319 102-1, 5.2.6.4)."""


def nobody(_certificate: Certificate) -> bool:
    """No trust anchors are given: chains end at self-signed certificates."""
    return False


class ValidationData:
    """The certificates, CRLs and OCSP responses among some evidence, found by what they are about. What can't be read is left out."""

    def __init__(self, evidence: Iterable[Evidence], base: "ValidationData | None" = None) -> None:
        """``base``: data that are part of these too, so that what many signatures share is read once."""
        self._certificates: dict[str, Certificate] = dict(base._certificates) if base else {}
        self._by_subject: dict[bytes, tuple[Certificate, ...]] = dict(base._by_subject) if base else {}
        self._crls: dict[bytes, Crl] = dict(base._crls) if base else {}
        self._ocsps: list[Ocsp] = list(base._ocsps) if base else []
        self._seen: set[str] = set(base._seen) if base else set()
        self._by_digest: dict[str, dict[bytes, Certificate]] = {}
        self._by_issuer: dict[tuple[bytes, int], Certificate] = {}
        for item in evidence:
            if item.id not in self._seen and len(self._seen) < MAX_EVIDENCE:
                self._seen.add(item.id)
                self._add(item)

    def _add(self, item: Evidence) -> None:
        try:
            if item.kind is EvidenceKind.CERTIFICATE:
                self._add_certificate(parse_certificate(item.data))
            elif item.kind is EvidenceKind.CRL:
                crl = parse_crl(item.data, item.id)
                self._crls[crl.issuer_der] = crl
            elif item.kind is EvidenceKind.OCSP:
                response = parse_ocsp(item.data, item.id)
                self._ocsps.append(response)
                for inside in response.evidence:
                    self._add(inside)
        except Malformed:
            return

    def _add_certificate(self, certificate: Certificate) -> None:
        self._certificates[certificate.id] = certificate
        same = self._by_subject.get(certificate.subject_der, ())
        if certificate not in same[:MAX_SAME_NAME]:
            self._by_subject[certificate.subject_der] = (*same[:MAX_SAME_NAME], certificate)

    @property
    def has_revocation_data(self) -> bool:
        """Whether there is any CRL or OCSP response."""
        return bool(self._crls or self._ocsps)

    def named(self, hint: SignerHint, references: tuple[CertificateReference, ...]) -> Certificate | None:
        """The certificate of a signer: by its first signed reference, else by its identifier."""
        if references:
            found = self._digests(references[0].digest_algorithm).get(references[0].digest)
            if found is not None:
                return found
        stated = hint.issuer_serial
        if stated is None or stated.serial is None:
            wanted = hint.subject_key_identifier
            return next((c for c in self._certificates.values() if wanted and c.subject_key_identifier == wanted), None)
        if not self._by_issuer:
            self._by_issuer = {(c.issuer_der, c.serial): c for c in self._certificates.values()}
        return self._by_issuer.get((stated.issuer_der, stated.serial))

    def _digests(self, algorithm: str) -> dict[bytes, Certificate]:
        if algorithm not in self._by_digest:
            supported = hashing.is_supported(algorithm)
            certificates = self._certificates.values() if supported else ()
            self._by_digest[algorithm] = {hashing.digest(algorithm, c.der): c for c in certificates}
        return self._by_digest[algorithm]

    def issuer(self, certificate: Certificate) -> Certificate | None:
        """A certificate of the issuer's name whose key identifier, where both are stated, is the issuer's."""
        wanted = certificate.authority_key_identifier
        for candidate in self._by_subject.get(certificate.issuer_der, ()):
            if not wanted or not candidate.subject_key_identifier or candidate.subject_key_identifier == wanted:
                return candidate
        return None

    def complete(self, leaf: Certificate, trusted: Trusted = nobody) -> bool:
        """Whether every certificate from ``leaf`` up to a trusted or self-signed one, and of those who answer for them, has revocation
        data where it needs them (not: trusted, self-signed, ocsp-nocheck, noRevAvail, validity-assured short-term)."""
        waiting, seen = [leaf], set[str]()
        while waiting:
            certificate = waiting.pop()
            if certificate.id in seen or certificate.subject_der == certificate.issuer_der or trusted(certificate):
                continue
            seen.add(certificate.id)
            if len(seen) > MAX_CHECKED:
                return False
            issuer = self.issuer(certificate)
            if not (certificate.ocsp_no_check or certificate.no_rev_avail or certificate.short_term):
                answerer = self._answerer(certificate, issuer) if issuer is not None else None
                if answerer is None:
                    return False
                waiting.append(answerer)
            if issuer is not None:
                waiting.append(issuer)
        return True

    def _answerer(self, certificate: Certificate, issuer: Certificate) -> Certificate | None:
        """Who states the revocation status of ``certificate`` in some CRL or response; None where nobody does."""
        for response in self._ocsps:
            answers = response.by_serial.get(certificate.serial, ())
            if any(_about(answer, certificate) for answer in answers):
                responder = self._responder(response)
                if responder is not None:
                    return responder
        return issuer if certificate.issuer_der in self._crls else None

    def _responder(self, response: Ocsp) -> Certificate | None:
        if response.responder_name:
            return next(iter(self._by_subject.get(response.responder_name, ())), None)
        wanted = response.responder_key_hash
        return next((c for c in self._certificates.values() if key_sha1(c.spki) == wanted), None)


def _about(answer: SingleResponse, certificate: Certificate) -> bool:
    """Whether the CertID of ``answer`` names the issuer of ``certificate``; the serial number was looked up already."""
    if not hashing.is_supported(answer.hash_algorithm):
        return False
    return hashing.digest(answer.hash_algorithm, certificate.issuer_der) == answer.issuer_name_hash


def revocation_data_complete(
    data: ValidationData, leaf: Certificate | None, tokens: Iterable[TimestampToken], trusted: Trusted = nobody
) -> bool:
    """Whether ``data`` hold revocation data for the chain of ``leaf`` and of every one of ``tokens``, as level LT asks."""
    if leaf is None or not data.has_revocation_data:
        return False
    signers = [data.named(t.hint, t.certificate_references) for t in tokens]
    return all(data.complete(c, trusted) for c in (leaf, *[s for s in signers if s is not None]))
