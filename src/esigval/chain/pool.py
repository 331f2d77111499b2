"""The evidence of one judgement, found by what it is asked for. Nothing is parsed before the first question of its kind."""

from msgspec import Struct

from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.crl import Crl, parse_crl
from esigval.x509.keys import read_key, with_parameters
from esigval.x509.lazily import lazy
from esigval.x509.ocsp import Ocsp, parse_ocsp
from esigval.x509.verify import Verification, verify_signature


class Unread(Struct, frozen=True, gc=False):
    """A piece of evidence that is not what it claims to be: a fact, not an error."""

    evidence: str
    kind: EvidenceKind
    where: str


class Pool:
    """Certificates, CRLs and OCSP responses of a judgement, without duplicates, in the order in which they came."""

    def __init__(self, evidence: tuple[Evidence, ...]) -> None:
        self.evidence = evidence
        self._keys: dict[str, bytes] = {}

    @classmethod
    def build(cls, evidence: tuple[Evidence, ...]) -> "Pool":
        """A pool of ``evidence``."""
        return cls(evidence)

    def extended(self, more: tuple[Evidence, ...]) -> "Pool":
        """A pool that holds ``more`` as well; this one stays as it is."""
        return Pool(self.evidence + more)

    def _of_kind(self, kind: EvidenceKind) -> dict[str, bytes]:
        return {e.id: e.data for e in self.evidence if e.kind is kind}

    @lazy
    def _ocsps(self) -> tuple[dict[str, Ocsp], tuple[Unread, ...]]:
        parsed, unread = {}, []
        for identifier, data in self._of_kind(EvidenceKind.OCSP).items():
            try:
                parsed[identifier] = parse_ocsp(data)
            except Malformed as error:
                unread.append(Unread(identifier, EvidenceKind.OCSP, error.where))
        return parsed, tuple(unread)

    @lazy
    def _crls(self) -> tuple[dict[str, Crl], tuple[Unread, ...]]:
        parsed, unread = {}, []
        for identifier, data in self._of_kind(EvidenceKind.CRL).items():
            try:
                parsed[identifier] = parse_crl(data)
            except Malformed as error:
                unread.append(Unread(identifier, EvidenceKind.CRL, error.where))
        return parsed, tuple(unread)

    @lazy
    def _certificates(self) -> tuple[dict[str, Certificate], tuple[Unread, ...]]:
        parsed: dict[str, Certificate] = {}
        unread = []
        found = self._of_kind(EvidenceKind.CERTIFICATE)
        for response in self._ocsps[0].values():
            found.update((e.id, e.data) for e in response.evidence)
        for identifier, data in found.items():
            try:
                parsed[identifier] = parse_certificate(data)
            except Malformed as error:
                unread.append(Unread(identifier, EvidenceKind.CERTIFICATE, error.where))
        return parsed, tuple(unread)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates, those inside OCSP responses included."""
        return tuple(self.by_id.values())

    @property
    def by_id(self) -> dict[str, Certificate]:
        """Certificates by SHA-256 of their DER."""
        return self._certificates[0]

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
