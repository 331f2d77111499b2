"""X.509 certificates (RFC 5280 4.1): the outer form is read at once, each extension when it is first asked for."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from esigval.hashing import sha256_hex
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.citation import ref
from esigval.model.conclusion import CertificateSummary
from esigval.model.errors import Malformed
from esigval.x509 import der, names
from esigval.x509 import extensions as ext
from esigval.x509.algorithms import signature_algorithm
from esigval.x509.keys import KeyInfo, read_key
from esigval.x509.lazily import lazy
from esigval.x509.qcstatements import QcStatements, qc_statements

MAX_CERTIFICATE_BYTES = 1 << 20
"""The largest certificates of trusted lists have some 10 KiB; a megabyte leaves room for whatever is odd and honest."""
MAX_EXTENSIONS = 256
"""Real certificates have up to some twenty."""

_T = TypeVar("_T")


class Certificate:
    """A certificate as it stands in its bytes; equal to another of the same bytes.

    Reading never judges. An extension that can't be read counts as absent in its typed property and is named in
    ``malformed_extensions``; ``key`` and names that can't be read make the whole certificate Malformed.
    """

    id: str
    der: bytes
    tbs: bytes
    version: int
    serial: int
    inner_algorithm: bytes
    outer_algorithm: bytes
    signature_algorithm: SignatureAlgorithm
    signature: bytes
    issuer_der: bytes
    subject_der: bytes
    not_before: datetime
    not_after: datetime
    spki: bytes
    key: KeyInfo
    extensions: dict[str, bytes]
    critical_extensions: frozenset[str]
    duplicate_extensions: tuple[str, ...]

    def __init__(self, data: bytes) -> None:
        self.der = data
        self.id = sha256_hex(data)
        start, stop = der.whole(data, der.SEQUENCE, "certificate")
        tag, tbs_at, at, tbs_end = der.element(data, start, stop)
        if tag != der.SEQUENCE:
            raise Malformed("certificate body")
        self.tbs = data[tbs_at:tbs_end]
        tag, algorithm_at, _, end = der.element(data, tbs_end, stop)
        self.outer_algorithm = data[algorithm_at:end]
        self.signature_algorithm = signature_algorithm(self.outer_algorithm)
        self.signature = der.bit_string(data, *der.expect(data, end, stop, der.BIT_STRING, "signature value"))
        self._read_body(data, at, tbs_end)

    def _read_body(self, data: bytes, at: int, end: int) -> None:
        tag, _, start, stop = der.element(data, at, end)
        self.version = 1
        if tag == 0xA0:
            self.version = der.integer(data, *der.expect(data, start, stop, der.INTEGER, "version")) + 1
            tag, _, start, stop = der.element(data, stop, end)
        if tag != der.INTEGER:
            raise Malformed("serial number")
        self.serial = der.integer(data, start, stop)
        _, first, _, stop = der.element(data, stop, end)
        self.inner_algorithm = data[first:stop]
        tag, first, _, stop = der.element(data, stop, end)
        self.issuer_der = data[first:stop]
        start, validity_end = der.expect(data, stop, end, der.SEQUENCE, "validity")
        tag, _, start, stop = der.element(data, start, validity_end)
        self.not_before = der.time(tag, data, start, stop)
        tag, _, start, stop = der.element(data, stop, validity_end)
        self.not_after = der.time(tag, data, start, stop)
        tag, first, _, stop = der.element(data, validity_end, end)
        self.subject_der = data[first:stop]
        names.name_key(self.issuer_der)
        names.name_key(self.subject_der)
        _, first, _, stop = der.element(data, stop, end)
        self.spki = data[first:stop]
        self.key = read_key(self.spki)
        self._read_extensions(data, stop, end)

    def _read_extensions(self, data: bytes, at: int, end: int) -> None:
        self.extensions = {}
        critical = set()
        duplicates = []
        for tag, _, start, stop in der.children(data, at, end):
            if tag != 0xA3:
                continue
            first, last = der.expect(data, start, stop, der.SEQUENCE, "extensions")
            for _, _, inner, final in der.children(data, first, last):
                oid, is_critical, value = extension(data, inner, final)
                if oid in self.extensions:
                    duplicates.append(oid)
                    continue
                self.extensions[oid] = value
                if is_critical:
                    critical.add(oid)
                if len(self.extensions) > MAX_EXTENSIONS:
                    raise Malformed("too many extensions")
        self.critical_extensions = frozenset(critical)
        self.duplicate_extensions = tuple(duplicates)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Certificate({self.id[:16]}, {self.subject!r})"

    def _typed(self, oid: str, read: Callable[[bytes], _T]) -> _T | None:
        """The extension read, None where it is absent or can't be read."""
        value = self.extensions.get(oid)
        if value is None:
            return None
        try:
            return read(value)
        except Malformed:
            self._unreadable.add(oid)
            return None

    @lazy
    def _unreadable(self) -> set[str]:
        return set()

    @property
    def key_algorithm(self) -> str:
        """RSA, DSA, ECDSA, EDDSA, or "" where the key's algorithm is unknown."""
        return self.key.algorithm

    @property
    def key_bits(self) -> int:
        """Size of modulus, prime or field; 0 where unknown."""
        return self.key.bits

    @property
    def curve(self) -> str:
        """Name of the curve; its OID where it is unknown."""
        return self.key.curve

    @lazy
    def subject(self) -> str:
        """Subject as RFC 4514 text."""
        return names.rfc4514(self.subject_der)

    @lazy
    def issuer(self) -> str:
        """Issuer as RFC 4514 text."""
        return names.rfc4514(self.issuer_der)

    @lazy
    def subject_attributes(self) -> tuple[tuple[str, str], ...]:
        """Attribute types (OID) and texts of the subject, in order."""
        return names.attributes(self.subject_der)

    @lazy
    def issuer_attributes(self) -> tuple[tuple[str, str], ...]:
        """Attribute types (OID) and texts of the issuer, in order."""
        return names.attributes(self.issuer_der)

    @lazy
    def subject_key(self) -> names.NameKey:
        """What the subject is compared by (RFC 5280 7.1)."""
        return names.name_key(self.subject_der)

    @lazy
    def issuer_key(self) -> names.NameKey:
        """What the issuer is compared by (RFC 5280 7.1)."""
        return names.name_key(self.issuer_der)

    @lazy
    def self_issued(self) -> bool:
        """Subject and issuer are the same name (RFC 5280 3.2)."""
        return self.subject_der == self.issuer_der or self.subject_key == self.issuer_key

    @lazy
    def basic_constraints(self) -> ext.BasicConstraints | None:
        """basicConstraints."""
        return self._typed(ext.BASIC_CONSTRAINTS, ext.basic_constraints)

    @property
    def is_ca(self) -> bool:
        """basicConstraints says cA TRUE."""
        return self.basic_constraints is not None and self.basic_constraints.ca

    @property
    def path_length(self) -> int | None:
        """pathLenConstraint."""
        return self.basic_constraints.path_length if self.basic_constraints else None

    @lazy
    def key_usage(self) -> frozenset[str] | None:
        """keyUsage by the names of RFC 5280; None where absent, empty where it can't be read."""
        usages = self._typed(ext.KEY_USAGE, ext.key_usage)
        return frozenset() if usages is None and ext.KEY_USAGE in self.extensions else usages

    @lazy
    def extended_key_usage(self) -> tuple[str, ...] | None:
        """extKeyUsage OIDs; None where absent, empty where it can't be read."""
        usages = self._typed(ext.EXTENDED_KEY_USAGE, ext.object_identifiers)
        return () if usages is None and ext.EXTENDED_KEY_USAGE in self.extensions else usages

    @lazy
    def subject_key_identifier(self) -> bytes:
        """subjectKeyIdentifier; empty where absent."""
        return self._typed(ext.SUBJECT_KEY_IDENTIFIER, ext.key_identifier) or b""

    @lazy
    def authority_key(self) -> ext.AuthorityKeyIdentifier | None:
        """authorityKeyIdentifier in full."""
        return self._typed(ext.AUTHORITY_KEY_IDENTIFIER, ext.authority_key_identifier)

    @property
    def authority_key_identifier(self) -> bytes:
        """keyIdentifier of the authority; empty where absent."""
        return self.authority_key.key_identifier if self.authority_key else b""

    @lazy
    def authority_cert(self) -> tuple[bytes, int] | None:
        """Issuer (Name in DER) and serial of the authority's certificate, where the authority key identifier states both."""
        if self.authority_key is None or self.authority_key.serial is None:
            return None
        for name in self.authority_key.issuers:
            if name.kind == "directoryName":
                return name.octets, self.authority_key.serial
        return None

    @lazy
    def policy_information(self) -> tuple[ext.PolicyInformation, ...]:
        """certificatePolicies with qualifiers."""
        return self._typed(ext.CERTIFICATE_POLICIES, ext.certificate_policies) or ()

    @lazy
    def policies(self) -> tuple[str, ...]:
        """OIDs of certificatePolicies."""
        return tuple(p.identifier for p in self.policy_information)

    @lazy
    def policy_mappings(self) -> tuple[tuple[str, str], ...]:
        """policyMappings: (issuer's, subject's)."""
        return self._typed(ext.POLICY_MAPPINGS, ext.policy_mappings) or ()

    @lazy
    def policy_constraints(self) -> ext.PolicyConstraints:
        """policyConstraints."""
        return self._typed(ext.POLICY_CONSTRAINTS, ext.policy_constraints) or ext.PolicyConstraints()

    @lazy
    def inhibit_any_policy(self) -> int | None:
        """inhibitAnyPolicy."""
        return self._typed(ext.INHIBIT_ANY_POLICY, ext.skip_certificates)

    @lazy
    def name_constraints(self) -> ext.NameConstraints | None:
        """nameConstraints."""
        return self._typed(ext.NAME_CONSTRAINTS, ext.name_constraints)

    @lazy
    def _access(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self._typed(ext.AUTHORITY_INFO_ACCESS, ext.access_locations) or ((), ())

    @property
    def aia_ocsp(self) -> tuple[str, ...]:
        """URIs of OCSP responders."""
        return self._access[0]

    @property
    def aia_ca_issuers(self) -> tuple[str, ...]:
        """URIs of the issuer's certificates."""
        return self._access[1]

    @lazy
    def distribution_points(self) -> tuple[ext.DistributionPoint, ...]:
        """cRLDistributionPoints."""
        return self._typed(ext.CRL_DISTRIBUTION_POINTS, ext.distribution_points) or ()

    @property
    def crl_distribution_points(self) -> tuple[str, ...]:
        """URIs of CRLs."""
        return tuple(uri for point in self.distribution_points for uri in point.uris)

    @lazy
    def freshest_crl(self) -> tuple[ext.DistributionPoint, ...]:
        """freshestCRL: where delta CRLs are."""
        return self._typed(ext.FRESHEST_CRL, ext.distribution_points) or ()

    @lazy
    def subject_alternative_names(self) -> tuple[ext.GeneralName, ...]:
        """subjectAltName."""
        return self._typed(ext.SUBJECT_ALT_NAME, ext.general_names) or ()

    @lazy
    def issuer_alternative_names(self) -> tuple[ext.GeneralName, ...]:
        """issuerAltName."""
        return self._typed(ext.ISSUER_ALT_NAME, ext.general_names) or ()

    @property
    def ocsp_no_check(self) -> bool:
        """id-pkix-ocsp-nocheck is there (RFC 6960 4.2.2.2.1)."""
        return ext.OCSP_NO_CHECK in self.extensions

    @property
    def no_rev_avail(self) -> bool:
        """noRevAvail is there (RFC 9608)."""
        return ext.NO_REV_AVAIL in self.extensions

    @property
    def short_term(self) -> bool:
        """Validity-assured short-term certificate (EN 319 412-1 5.2)."""
        return ext.SHORT_TERM in self.extensions

    @lazy
    def qc_statements(self) -> QcStatements:
        """qcStatements; empty where absent."""
        return self._typed(ext.QC_STATEMENTS, qc_statements) or QcStatements()

    @lazy
    def malformed_extensions(self) -> tuple[str, ...]:
        """OIDs of known extensions whose value can't be read."""
        for oid in self.extensions:
            attribute = _ATTRIBUTES.get(oid)
            if attribute is not None:
                getattr(self, attribute)
        return tuple(oid for oid in self.extensions if oid in self._unreadable)

    @lazy
    def summary(self) -> CertificateSummary:
        """What a report says of it."""
        return CertificateSummary(self.id, self.subject, self.issuer, str(self.serial), self.not_before, self.not_after)


_ATTRIBUTES: dict[str, str] = {
    ext.SUBJECT_KEY_IDENTIFIER: "subject_key_identifier",
    ext.KEY_USAGE: "key_usage",
    ext.SUBJECT_ALT_NAME: "subject_alternative_names",
    ext.ISSUER_ALT_NAME: "issuer_alternative_names",
    ext.BASIC_CONSTRAINTS: "basic_constraints",
    ext.NAME_CONSTRAINTS: "name_constraints",
    ext.CRL_DISTRIBUTION_POINTS: "distribution_points",
    ext.CERTIFICATE_POLICIES: "policy_information",
    ext.POLICY_MAPPINGS: "policy_mappings",
    ext.AUTHORITY_KEY_IDENTIFIER: "authority_key",
    ext.POLICY_CONSTRAINTS: "policy_constraints",
    ext.EXTENDED_KEY_USAGE: "extended_key_usage",
    ext.FRESHEST_CRL: "freshest_crl",
    ext.INHIBIT_ANY_POLICY: "inhibit_any_policy",
    ext.AUTHORITY_INFO_ACCESS: "_access",
    ext.QC_STATEMENTS: "qc_statements",
}
"""Extension -> the attribute that reads it."""


def extension(data: bytes, at: int, end: int) -> tuple[str, bool, bytes]:
    """OID, critical flag and value from the content of an Extension."""
    start, stop = der.expect(data, at, end, der.OID, "extension")
    critical, value_at = False, stop
    if data[stop : stop + 1] == b"\x01":
        first, value_at = der.expect(data, stop, end, der.BOOLEAN, "critical")
        critical = der.boolean(data, first, value_at)
    first, last = der.expect(data, value_at, end, der.OCTET_STRING, "extension value")
    return der.oid(data, start, stop), critical, data[first:last]


def parse_certificate(data: bytes) -> Certificate:
    """The certificate in ``data`` (DER, nothing after it), remembered by content. Raises Malformed."""
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise Malformed("certificate too large", ref("rfc-5280", "4.1"))
    if len(data) > _REMEMBERED_BYTES:
        return Certificate(data)
    return _remembered(bytes(data))


_REMEMBERED_BYTES = 16384
_remembered = lru_cache(maxsize=4096)(Certificate)
