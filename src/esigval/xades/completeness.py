"""Whether the revocation data for all certificates that a signature leans on are there: what tells level LT from level T.

Structural in the sense of the levels: nothing is said of times, trust or status, only that for each certificate of each chain, up to a
self-signed one, there is a CRL or an OCSP response that is signed by who may speak about it.
"""

from collections.abc import Iterable
from typing import Final

from esigval.hashing import digest, is_supported
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.model.signature import Timestamp
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.crl import Crl, parse_crl
from esigval.x509.keys import key_octets
from esigval.x509.ocsp import Ocsp, parse_ocsp
from esigval.x509.verify import Verification, verify_signature

_MAX_VERIFICATIONS: Final = 2_000
"""Signature verifications for one level; real archives need some hundred, 2,000 RSA verifications take 0.1 s."""


def all_self_signed(evidence: Iterable[Evidence]) -> bool:
    """Whether there are certificates and each issued itself."""
    certificates = list(_certificates(evidence))
    return bool(certificates) and all(certificate.self_issued for certificate in certificates)


def _certificates(evidence: Iterable[Evidence]) -> Iterable[Certificate]:
    for piece in evidence:
        if piece.kind is EvidenceKind.CERTIFICATE:
            try:
                yield parse_certificate(piece.data)
            except Malformed:
                continue


def revocation_data_complete(
    signer: Certificate | None, stamps: tuple[Timestamp, ...], evidence: tuple[Evidence, ...]
) -> bool:
    """Whether for the signer, the authorities behind ``stamps`` and whoever speaks about their status revocation data are there."""
    if signer is None:
        return False
    pool = _Pool(evidence)
    leaves = [signer]
    for stamp in stamps:
        authority = pool.signer_of(stamp)
        if authority is None:
            return False
        leaves.append(authority)
    return pool.complete(leaves)


class _Pool:
    """Certificates, CRLs and OCSP responses of one signature, with what is known of who issued what."""

    def __init__(self, evidence: tuple[Evidence, ...]) -> None:
        self._left = _MAX_VERIFICATIONS
        self.crls: list[Crl] = []
        self.ocsps: list[Ocsp] = []
        certificates = {certificate.id: certificate for certificate in _certificates(evidence)}
        for piece in {piece.id: piece for piece in evidence}.values():
            try:
                if piece.kind is EvidenceKind.CRL:
                    self.crls.append(parse_crl(piece.data))
                elif piece.kind is EvidenceKind.OCSP:
                    self.ocsps.append(parse_ocsp(piece.data))
            except Malformed:
                continue
        for response in self.ocsps:
            certificates.update((c.id, c) for c in _certificates(response.evidence))
        self.by_id = certificates
        self.by_subject: dict[str, list[Certificate]] = {}
        for certificate in certificates.values():
            self.by_subject.setdefault(certificate.subject_key, []).append(certificate)

    def signer_of(self, stamp: Timestamp) -> Certificate | None:
        """The certificate of the authority whose key made the token."""
        token = stamp.token
        if token is None:
            return None
        own = [self.by_id[piece.id] for piece in token.evidence if piece.id in self.by_id]
        wanted = {one.digest for one in token.certificate_references}
        own.sort(key=lambda c: not any(digest(a, c.der) in wanted for a in _algorithms(token.certificate_references)))
        for certificate in (*own, *self.by_id.values()):
            value = token.signature
            if any(self._verifies(certificate, value.algorithm, data, value.value) for data in value.signed_data):
                return certificate
        return None

    def _verifies(self, issuer: Certificate, algorithm: SignatureAlgorithm, data: bytes, value: bytes) -> bool:
        self._left -= 1
        return self._left >= 0 and verify_signature(issuer.spki, algorithm, data, value) is Verification.VALID

    def issuer_of(self, certificate: Certificate) -> Certificate | None:
        """A certificate whose name and key issued ``certificate``."""
        for candidate in self.by_subject.get(certificate.issuer_key, ()):
            if candidate.id != certificate.id and self._verifies(
                candidate, certificate.signature_algorithm, certificate.tbs, certificate.signature
            ):
                return candidate
        return None

    def complete(self, leaves: list[Certificate]) -> bool:
        """Whether each certificate of the chains of ``leaves`` has revocation data or needs none; their signers' chains too."""
        todo, seen = list(leaves), set()
        while todo:
            certificate = todo.pop()
            if certificate.id in seen or certificate.self_issued:
                continue
            seen.add(certificate.id)
            issuer = self.issuer_of(certificate)
            if issuer is not None:
                todo.append(issuer)
            if certificate.ocsp_no_check or certificate.no_rev_avail or certificate.short_term:
                continue
            if issuer is None:
                return False
            speakers = self._speakers(certificate, issuer)
            if not speakers:
                return False
            todo += speakers
        return True

    def _speakers(self, certificate: Certificate, issuer: Certificate) -> list[Certificate]:
        """Who signed revocation data about ``certificate``."""
        found = []
        for response in self.ocsps:
            for single in response.by_serial.get(certificate.serial, ()):
                if _is_about(single.hash_algorithm, single.issuer_key_hash, issuer):
                    responder = self._responder(response, issuer)
                    found += [] if responder is None else [responder]
                    break
        for crl in self.crls:
            if crl.issuer_der == certificate.issuer_der and self._verifies(
                issuer, crl.signature_algorithm, bytes(crl.tbs), crl.signature
            ):
                found.append(issuer)
        return found

    def _responder(self, response: Ocsp, issuer: Certificate) -> Certificate | None:
        own = list(_certificates(response.evidence))
        for candidate in (*own, issuer, *self.by_id.values()):
            named = response.responder_name == candidate.subject_der or (
                bool(response.responder_key_hash)
                and digest("SHA1", key_octets(candidate.spki)) == response.responder_key_hash
            )
            if named and self._verifies(candidate, response.signature_algorithm, response.tbs, response.signature):
                return candidate
        return None


def _algorithms(references: Iterable[object]) -> tuple[str, ...]:
    names = {getattr(one, "digest_algorithm", "") for one in references}
    return tuple(sorted(name for name in names if is_supported(name)))


def _is_about(algorithm: str, key_hash: bytes, issuer: Certificate) -> bool:
    """Whether a CertID (RFC 6960, 4.1.1) names the key of ``issuer``."""
    return is_supported(algorithm) and digest(algorithm, key_octets(issuer.spki)) == key_hash
