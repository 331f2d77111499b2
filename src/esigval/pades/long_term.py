"""Whether time-stamps and validation data lift a PDF signature to T, LT or LTA (EN 319 142-1, 6.3, requirements u to y).

Structural: what is there and belongs together by names and numbers. Whether it holds is for the validation to say.
"""

from typing import NamedTuple

from esigval import hashing
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind
from esigval.model.signature import CertificateReference, Signature, SignerHint, Timestamp
from esigval.pades.timestamps import Placed
from esigval.pades.validation_data import Store
from esigval.timestamp.completeness import Trusted, nobody
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.crl import Crl, parse_crl
from esigval.x509.ocsp import Ocsp, parse_ocsp

MAX_CHAIN = 12
"""Certificates followed from a leaf while looking up whether revocation data for them are there."""


class Material(NamedTuple):
    """A signature with what may lift its level. ``inner``: time-stamps in its CMS; ``later``: document time-stamps after it, oldest
    first; ``end``: of the bytes that it covers."""

    signature: Signature
    inner: tuple[Timestamp, ...]
    later: tuple[Placed, ...]
    end: int
    store: Store
    trusted: Trusted = nobody


def extended_level(material: Material) -> str:
    """The level of the signature with its time-stamps and validation data."""
    base = material.signature.level
    if base in ("PAdES-BES", "PAdES-EPES"):
        found = _LongTerm(material)
        return "PAdES-LTV" if found.has_validation_data() and found.has_archive_timestamp() else base
    if base not in ("PAdES-BASELINE-B", "PKCS7-B"):
        return base
    family = base[:-1]
    stamped = any(t.type == "SIGNATURE_TIMESTAMP" for t in material.inner) or bool(material.later)
    if not stamped:
        return base
    found = _LongTerm(material)
    if not found.has_validation_data():
        return f"{family}T"
    return f"{family}LTA" if found.has_archive_timestamp() else f"{family}LT"


class _LongTerm:
    """The pools of one signature and the two questions about them."""

    def __init__(self, material: Material) -> None:
        self.material = material
        archive = [p for p in material.later if _store_before(material.store, p)]
        self.archive = [p.timestamp for p in archive if p.timestamp is not None and p.timestamp.token is not None]
        stamps = [*material.inner, *[p.timestamp for p in material.later if p.timestamp is not None]]
        last = stamps[-1] if material.later else None
        self.stamps = [stamp for stamp in stamps if stamp is not last]
        self.evidence: dict[str, Evidence] = {}
        for item in (*material.signature.evidence, *[i.evidence for i in material.store.items]):
            self.evidence[item.id] = item
        for stamp in stamps:
            for item in stamp.token.evidence if stamp.token is not None else ():
                self.evidence[item.id] = item
        self.revocation = _Revocation(self.evidence, material.trusted)

    def has_validation_data(self) -> bool:
        """A document security store that came after the signature, and revocation data for every certificate of every chain."""
        store, end = self.material.store, self.material.end
        if not any(item.end > end for item in store.items) or self.revocation.empty:
            return False
        signature = self.material.signature
        chain = self._chain(signature.hint, signature.certificate_references)
        if not chain or not self.revocation.complete(chain):
            return False
        for stamp in self.stamps:
            if stamp.token is None:
                continue
            tsa = self._chain(stamp.token.hint, stamp.token.certificate_references)
            if tsa and not self.revocation.complete(tsa):
                return False
        return True

    def has_archive_timestamp(self) -> bool:
        """A document time-stamp over the store, over revocation data for each certificate of the signer's chain, and over another
        time-stamp or the revocation data of its own chain."""
        signature = self.material.signature
        chain = self._chain(signature.hint, signature.certificate_references)
        needed = [self.revocation.of(certificate) for certificate in chain]
        others = {stamp.id for stamp in signature.timestamps}
        for stamp in self.archive:
            covers = set(stamp.covers)
            if not all(covers & ids for ids in needed if ids):
                continue
            if covers & (others - {stamp.id}) or self._covers_own(stamp, covers):
                return True
        return False

    def _covers_own(self, stamp: Timestamp, covers: set[str]) -> bool:
        if stamp.token is None:
            return False
        chain = self._chain(stamp.token.hint, stamp.token.certificate_references)
        own = [self.revocation.of(certificate) for certificate in chain]
        if not any(own):
            return bool(chain) and self.revocation.complete(chain)
        return any(covers & ids for ids in own)

    def _chain(self, hint: SignerHint, references: tuple[CertificateReference, ...]) -> list[Certificate]:
        leaf = self.revocation.find(hint, references)
        chain: list[Certificate] = []
        while leaf is not None and len(chain) < MAX_CHAIN and leaf not in chain:
            chain.append(leaf)
            leaf = self.revocation.issuer(leaf)
        return chain


def _store_before(store: Store, stamp: Placed) -> bool:
    return any(item.end <= stamp.range.gap_start for item in store.items)


class _Revocation:
    """Certificates and revocation data of a pool, by what they are looked up with."""

    def __init__(self, evidence: dict[str, Evidence], trusted: Trusted) -> None:
        self.trusted = trusted
        self.certificates: list[Certificate] = []
        self.crls: list[tuple[str, Crl]] = []
        self.responses: dict[int, list[tuple[str, str, bytes]]] = {}
        embedded: list[bytes] = []
        for item in evidence.values():
            try:
                if item.kind is EvidenceKind.CERTIFICATE:
                    self.certificates.append(parse_certificate(item.data))
                elif item.kind is EvidenceKind.CRL:
                    self.crls.append((item.id, parse_crl(item.data)))
                elif item.kind is EvidenceKind.OCSP:
                    response = parse_ocsp(item.data)
                    self._add(item.id, response)
                    embedded += response.certificates
            except Malformed:
                continue
        for data in embedded:
            try:
                self.certificates.append(parse_certificate(data))
            except Malformed:
                continue
        self.by_subject: dict[object, list[Certificate]] = {}
        for certificate in self.certificates:
            self.by_subject.setdefault(certificate.subject_key, []).append(certificate)

    def _add(self, identifier: str, response: Ocsp) -> None:
        for single in response.responses:
            entry = (identifier, single.hash_algorithm, single.issuer_name_hash)
            self.responses.setdefault(single.serial, []).append(entry)

    @property
    def empty(self) -> bool:
        """Whether there are no revocation data at all."""
        return not self.crls and not self.responses

    def find(self, hint: SignerHint, references: tuple[CertificateReference, ...]) -> Certificate | None:
        """The signer's certificate by the signed reference, else by the SignerIdentifier."""
        for reference in references[:1]:
            if hashing.is_supported(reference.digest_algorithm):
                for certificate in self.certificates:
                    if hashing.digest(reference.digest_algorithm, certificate.der) == reference.digest:
                        return certificate
        for certificate in self.certificates:
            named = hint.issuer_serial
            if named is not None and certificate.serial == named.serial and certificate.issuer_der == named.issuer_der:
                return certificate
            if hint.subject_key_identifier and certificate.subject_key_identifier == hint.subject_key_identifier:
                return certificate
        return None

    def issuer(self, certificate: Certificate) -> Certificate | None:
        """A certificate of the issuer's name, the one with the right key identifier first; None at the top."""
        if certificate.self_issued or self.trusted(certificate):
            return None
        wanted = certificate.authority_key_identifier

        def rank(candidate: Certificate) -> tuple[bool, bool]:
            """A key identifier that agrees first, then what ends the chain: beside a root stands its cross-certificate."""
            return not (wanted and candidate.subject_key_identifier == wanted), not candidate.self_issued

        return min(self.by_subject.get(certificate.issuer_key, ()), key=rank, default=None)

    def of(self, certificate: Certificate) -> set[str]:
        """Ids of revocation data that speak about ``certificate``."""
        if not self._needed(certificate):
            return set()
        found = {identifier for identifier, crl in self.crls if crl.issuer_key == certificate.issuer_key}
        for identifier, algorithm, name_hash in self.responses.get(certificate.serial, ()):
            if not hashing.is_supported(algorithm) or hashing.digest(algorithm, certificate.issuer_der) == name_hash:
                found.add(identifier)
        return found

    def complete(self, chain: list[Certificate]) -> bool:
        """Whether there are revocation data for every certificate of ``chain`` that needs them, and the issuer to check them with."""
        if chain and self._needed(chain[-1]):
            return False
        return all(self.of(certificate) for certificate in chain if self._needed(certificate))

    def _needed(self, certificate: Certificate) -> bool:
        exempt = certificate.self_issued or certificate.ocsp_no_check or certificate.short_term
        return not exempt and not self.trusted(certificate)
