"""The evidence of one judgement, found by what it is asked for. Nothing is parsed before the first question of its kind."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from esigval.hashing import digest
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.crl import Crl, parse_crl
from esigval.x509.keys import read_key, with_parameters
from esigval.x509.lazily import lazy
from esigval.x509.ocsp import Ocsp, parse_ocsp
from esigval.x509.verify import Verification, verify_signature

MAX_PIECES = {EvidenceKind.CERTIFICATE: 20_000, EvidenceKind.CRL: 2_000, EvidenceKind.OCSP: 4_000}
"""Pieces read of each kind, the first that came: some ten times what the largest real files and dossiers hold, and read in a second or
two."""

_T = TypeVar("_T")


class Unread(Struct, frozen=True, gc=False):
    """A piece of evidence that is not what it claims to be: a fact, not an error."""

    evidence: str
    kind: EvidenceKind
    where: str


_Parsed = tuple[dict[str, _T], tuple[Unread, ...]]


class Pool:
    """Certificates, CRLs and OCSP responses of a judgement, without duplicates, in the order in which they came."""

    def __init__(self, evidence: tuple[Evidence, ...]) -> None:
        self.evidence = evidence
        self._keys: dict[str, bytes] = {}
        self._digests: dict[str, dict[str, bytes]] = {}

    @classmethod
    def build(cls, evidence: tuple[Evidence, ...]) -> "Pool":
        """A pool of ``evidence``."""
        return cls(evidence)

    def extended(self, more: tuple[Evidence, ...]) -> "Pool":
        """A pool that holds ``more`` as well; this one stays as it is."""
        return Pool(self.evidence + more)

    def _of_kind(self, kind: EvidenceKind) -> dict[str, bytes]:
        return {e.id: e.data for e in self.evidence if e.kind is kind}

    @staticmethod
    def _read(found: dict[str, bytes], kind: EvidenceKind, parse: Callable[[bytes, str], _T]) -> _Parsed[_T]:
        """What can be read of ``found``; the rest as facts."""
        parsed: dict[str, _T] = {}
        unread = []
        for number, (identifier, data) in enumerate(found.items()):
            if number >= MAX_PIECES[kind]:
                unread.append(Unread(identifier, kind, "too many pieces of evidence"))
                continue
            try:
                parsed[identifier] = parse(data, identifier)
            except Malformed as error:
                unread.append(Unread(identifier, kind, error.where))
        return parsed, tuple(unread)

    @lazy
    def _ocsps(self) -> _Parsed[Ocsp]:
        return self._read(self._of_kind(EvidenceKind.OCSP), EvidenceKind.OCSP, parse_ocsp)

    @lazy
    def _crls(self) -> _Parsed[Crl]:
        return self._read(self._of_kind(EvidenceKind.CRL), EvidenceKind.CRL, parse_crl)

    @lazy
    def _certificates(self) -> _Parsed[Certificate]:
        found = self._of_kind(EvidenceKind.CERTIFICATE)
        for response in self._ocsps[0].values():
            found.update((e.id, e.data) for e in response.evidence)
        return self._read(found, EvidenceKind.CERTIFICATE, lambda data, _: parse_certificate(data))

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates, those inside OCSP responses included."""
        return tuple(self.by_id.values())

    @property
    def by_id(self) -> dict[str, Certificate]:
        """Certificates by SHA-256 of their DER."""
        return self._certificates[0]

    def digests(self, algorithm: str) -> dict[str, bytes]:
        """Digest of each certificate by ``algorithm``, which has to be supported."""
        known = self._digests.get(algorithm)
        if known is None:
            known = self._digests[algorithm] = {i: digest(algorithm, c.der) for i, c in self.by_id.items()}
        return known

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Evidence that could not be read."""
        return self._certificates[1] + self._crls[1] + self._ocsps[1]

    @lazy
    def by_subject(self) -> dict[str, tuple[Certificate, ...]]:
        """Certificates by subject, as names are compared (RFC 5280 7.1)."""
        index: dict[str, list[Certificate]] = {}
        for certificate in self.by_id.values():
            index.setdefault(certificate.subject_key, []).append(certificate)
        return {key: tuple(found) for key, found in index.items()}

    @lazy
    def by_key_identifier(self) -> dict[bytes, tuple[Certificate, ...]]:
        """Certificates by subject key identifier."""
        index: dict[bytes, list[Certificate]] = {}
        for certificate in self.by_id.values():
            if certificate.subject_key_identifier:
                index.setdefault(certificate.subject_key_identifier, []).append(certificate)
        return {key: tuple(found) for key, found in index.items()}

    @property
    def crls(self) -> tuple[Crl, ...]:
        """All CRLs."""
        return tuple(self._crls[0].values())

    @property
    def ocsps(self) -> tuple[Ocsp, ...]:
        """All OCSP responses."""
        return tuple(self._ocsps[0].values())

    @lazy
    def crls_by_issuer(self) -> dict[str, tuple[Crl, ...]]:
        """CRLs by issuer, as names are compared; indirect ones under their own issuer."""
        index: dict[str, list[Crl]] = {}
        for crl in self.crls:
            index.setdefault(crl.issuer_key, []).append(crl)
        return {key: tuple(found) for key, found in index.items()}

    @lazy
    def ocsps_by_serial(self) -> dict[int, tuple[Ocsp, ...]]:
        """OCSP responses by the serial numbers that they speak about."""
        index: dict[int, list[Ocsp]] = {}
        for response in self.ocsps:
            for serial in response.by_serial:
                index.setdefault(serial, []).append(response)
        return {serial: tuple(found) for serial, found in index.items()}

    def working_key(self, certificate: Certificate) -> bytes:
        """The SubjectPublicKeyInfo to verify with: the certificate's own, or for a DSA key without parameters the one with the
        parameters of its issuer (RFC 5280 6.1.4 f)."""
        if certificate.key_algorithm != "DSA" or certificate.key.numbers:
            return certificate.spki
        known = self._keys.get(certificate.id)
        if known is None:
            self._keys[certificate.id] = certificate.spki  # ends loops
            known = self._keys[certificate.id] = self._inherited(certificate)
        return known

    def _inherited(self, certificate: Certificate) -> bytes:
        for issuer in self.by_subject.get(certificate.issuer_key, ()):
            key = self.working_key(issuer)
            if issuer.key_algorithm == "DSA" and read_key(key).numbers:
                signature = (certificate.signature_algorithm, certificate.tbs, certificate.signature)
                if verify_signature(key, *signature) is Verification.VALID:
                    return with_parameters(certificate.spki, key)
        return certificate.spki
