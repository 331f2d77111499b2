"""X.509 certificates (RFC 5280 4.1): the outer form is read at once, each extension when it is first asked for."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from esigval.asn1 import der, signature_algorithm_of
from esigval.asn1.der import Element
from esigval.hashing import sha256_hex
from esigval.model.algorithms import SignatureAlgorithm
from esigval.model.citation import ref
from esigval.model.conclusion import CertificateSummary
from esigval.model.errors import Malformed
from esigval.x509 import extensions as ext
from esigval.x509 import names
from esigval.x509.keys import KeyInfo, read_key
from esigval.x509.lazily import Together, lazy
from esigval.x509.qcstatements import QcStatements, qc_statements

MAX_CERTIFICATE_BYTES = 1 << 20
"""The largest certificates of trusted lists have some 10 KiB; a megabyte leaves room for whatever is odd and honest."""
MAX_EXTENSIONS = 256
"""Real certificates have up to some twenty."""


class KnownExtension(NamedTuple):
    """How an extension is read: into which attribute, by what, and what stands there where it is absent or can't be read."""

    attribute: str
    read: Callable[[bytes], object]
    absent: object
    unreadable: object


_POINTS = ext.distribution_points
_NO_CONSTRAINTS, _NO_STATEMENTS = ext.PolicyConstraints(), QcStatements()

KNOWN: dict[str, KnownExtension] = {
    ext.SUBJECT_KEY_IDENTIFIER: KnownExtension("subject_key_identifier", ext.key_identifier, b"", b""),
    ext.KEY_USAGE: KnownExtension("key_usage", ext.key_usage, None, frozenset()),
    ext.SUBJECT_ALT_NAME: KnownExtension("subject_alternative_names", ext.general_names, (), ()),
    ext.ISSUER_ALT_NAME: KnownExtension("issuer_alternative_names", ext.general_names, (), ()),
    ext.BASIC_CONSTRAINTS: KnownExtension("basic_constraints", ext.basic_constraints, None, None),
    ext.NAME_CONSTRAINTS: KnownExtension("name_constraints", ext.name_constraints, None, None),
    ext.CRL_DISTRIBUTION_POINTS: KnownExtension("distribution_points", _POINTS, (), ()),
    ext.CERTIFICATE_POLICIES: KnownExtension("policy_information", ext.certificate_policies, (), ()),
    ext.POLICY_MAPPINGS: KnownExtension("policy_mappings", ext.policy_mappings, (), ()),
    ext.AUTHORITY_KEY_IDENTIFIER: KnownExtension("authority_key", ext.authority_key_identifier, None, None),
    ext.POLICY_CONSTRAINTS: KnownExtension(
        "policy_constraints", ext.policy_constraints, _NO_CONSTRAINTS, _NO_CONSTRAINTS
    ),
    ext.EXTENDED_KEY_USAGE: KnownExtension("extended_key_usage", ext.object_identifiers, None, ()),
    ext.FRESHEST_CRL: KnownExtension("freshest_crl", _POINTS, (), ()),
    ext.INHIBIT_ANY_POLICY: KnownExtension("inhibit_any_policy", ext.skip_certificates, None, None),
    ext.AUTHORITY_INFO_ACCESS: KnownExtension("authority_access", ext.access_locations, ((), ()), ((), ())),
    ext.QC_STATEMENTS: KnownExtension("qc_statements", qc_statements, _NO_STATEMENTS, _NO_STATEMENTS),
}
"""The extensions that are read, by their identifiers."""
_ABSENT: dict[str, object] = {known.attribute: known.absent for known in KNOWN.values()}
_NONE_CRITICAL: frozenset[str] = frozenset()


class Certificate:
    """A certificate as it stands in its bytes; equal to another of the same bytes.

    Reading never judges. The known extensions (``KNOWN``) are read when one of them is first asked for. One that can't be read counts
    as absent, or as empty where that grants less (keyUsage, extKeyUsage), and is named in ``malformed_extensions``; ``key`` and names
    that can't be read make the whole certificate Malformed. ``issuer_key`` and ``subject_key``: what the names are compared by
    (RFC 5280 7.1). ``self_issued``: they are equal (3.2).
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
    issuer_key: names.NameKey
    subject_der: bytes
    subject_key: names.NameKey
    self_issued: bool
    not_before: datetime
    not_after: datetime
    spki: bytes
    key: KeyInfo
    extensions: dict[str, bytes]
    critical_extensions: frozenset[str]
    duplicate_extensions: tuple[str, ...]
    malformed_extensions: tuple[str, ...]

    if TYPE_CHECKING:  # set by _read_known
        authority_access: tuple[tuple[str, ...], tuple[str, ...]]
        authority_key: ext.AuthorityKeyIdentifier | None
        authority_key_identifier: bytes
        """keyIdentifier of the authority; empty where absent."""
        basic_constraints: ext.BasicConstraints | None
        distribution_points: tuple[ext.DistributionPoint, ...]
        extended_key_usage: tuple[str, ...] | None
        freshest_crl: tuple[ext.DistributionPoint, ...]
        inhibit_any_policy: int | None
        is_ca: bool
        """basicConstraints says cA TRUE."""
        issuer_alternative_names: tuple[ext.GeneralName, ...]
        key_usage: frozenset[str] | None
        name_constraints: ext.NameConstraints | None
        path_length: int | None
        """pathLenConstraint."""
        policy_constraints: ext.PolicyConstraints
        policy_information: tuple[ext.PolicyInformation, ...]
        policy_mappings: tuple[tuple[str, str], ...]
        qc_statements: QcStatements
        subject_alternative_names: tuple[ext.GeneralName, ...]

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
        self.signature_algorithm = signature_algorithm_of(self.outer_algorithm)
        self.signature = der.bit_string(data, *der.expect(data, end, stop, der.BIT_STRING, "signature value"))
        self._read_body(data, at, tbs_end)

    def _read_body(self, data: bytes, at: int, end: int) -> None:
        parts = der.children(data, at, end)
        self.version = 1
        if parts and parts[0][0] == 0xA0:
            _, _, start, stop = parts.pop(0)
            self.version = der.integer(data, *der.expect(data, start, stop, der.INTEGER, "version")) + 1
        if len(parts) < 6:
            raise Malformed("certificate body is incomplete")
        serial, (_, algorithm, _, algorithm_end), (_, issuer, _, issuer_end), validity, subject, key = parts[:6]
        if serial[0] != der.INTEGER:
            raise Malformed("serial number")
        self.serial = der.integer(data, serial[2], serial[3])
        self.inner_algorithm = data[algorithm:algorithm_end]
        self.issuer_der = data[issuer:issuer_end]
        self._read_validity(data, *validity)
        self.subject_der = data[subject[1] : subject[3]]
        self.issuer_key = names.name_key(self.issuer_der)
        self.subject_key = names.name_key(self.subject_der)
        self.self_issued = self.subject_key == self.issuer_key
        self.spki = data[key[1] : key[3]]
        self.key = read_key(self.spki)
        self.extensions = {}
        self.critical_extensions = _NONE_CRITICAL
        self.duplicate_extensions = ()
        if len(parts) > 6:
            self._read_extensions(data, parts[6:])

    def _read_validity(self, data: bytes, tag: int, _: int, at: int, end: int) -> None:
        if tag != der.SEQUENCE:
            raise Malformed("validity")
        tag, _, start, stop = der.element(data, at, end)
        self.not_before = der.time(tag, data, start, stop)
        tag, _, start, stop = der.element(data, stop, end)
        self.not_after = der.time(tag, data, start, stop)

    def _read_extensions(self, data: bytes, rest: list[Element]) -> None:
        """What comes first counts where an extension is repeated."""
        items: list[tuple[str, bool, bytes]] = []
        for tag, _, start, stop in rest:
            if tag == 0xA3:
                items += der.extensions(data, *der.expect(data, start, stop, der.SEQUENCE, "extensions"))
        self.extensions = {oid: value for oid, _, value in items}
        if len(self.extensions) > MAX_EXTENSIONS:
            raise Malformed("too many extensions")
        if len(self.extensions) < len(items):
            firsts: dict[str, tuple[str, bool, bytes]] = {}
            self.duplicate_extensions = tuple([i[0] for i in items if firsts.setdefault(i[0], i) is not i])
            items = list(firsts.values())
            self.extensions = {oid: value for oid, _, value in items}
        self.critical_extensions = frozenset([oid for oid, critical, _ in items if critical])

    def _read_known(self) -> None:
        """Every known extension at once: a certificate that is judged is asked for all of them."""
        found = dict(_ABSENT)
        unreadable = []
        for oid, value in self.extensions.items():
            known = KNOWN.get(oid)
            if known is None:
                continue
            try:
                found[known.attribute] = known.read(value)
            except Malformed:
                found[known.attribute] = known.unreadable
                unreadable.append(oid)
        self.__dict__.update(found)
        self.malformed_extensions = tuple(unreadable)
        basic, authority = self.basic_constraints, self.authority_key
        self.is_ca = basic is not None and basic.ca
        self.path_length = basic.path_length if basic is not None else None
        self.authority_key_identifier = authority.key_identifier if authority is not None else b""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Certificate({self.id[:16]}, {self.subject!r})"

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
    def subject_key_identifier(self) -> bytes:
        """subjectKeyIdentifier, which is asked of anchors and candidates that are asked for nothing else; empty where absent."""
        try:
            return ext.key_identifier(self.extensions[ext.SUBJECT_KEY_IDENTIFIER])
        except (KeyError, Malformed):
            return b""

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
    def policies(self) -> tuple[str, ...]:
        """OIDs of certificatePolicies."""
        return tuple([p.identifier for p in self.policy_information])

    @property
    def aia_ocsp(self) -> tuple[str, ...]:
        """URIs of OCSP responders."""
        return self.authority_access[0]

    @property
    def aia_ca_issuers(self) -> tuple[str, ...]:
        """URIs of the issuer's certificates."""
        return self.authority_access[1]

    @lazy
    def crl_distribution_points(self) -> tuple[str, ...]:
        """URIs of CRLs."""
        return tuple([uri for point in self.distribution_points for uri in point.uris])

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
    def summary(self) -> CertificateSummary:
        """What a report says of it."""
        return CertificateSummary(self.id, self.subject, self.issuer, str(self.serial), self.not_before, self.not_after)


for _name in ("malformed_extensions", "is_ca", "path_length", "authority_key_identifier", *_ABSENT):
    if _name not in vars(Certificate):
        setattr(Certificate, _name, Together(_name, Certificate._read_known))


def parse_certificate(data: bytes) -> Certificate:
    """The certificate in ``data`` (DER, nothing after it), remembered by content. Raises Malformed."""
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise Malformed("certificate too large", ref("rfc-5280", "4.1"))
    if len(data) > _REMEMBERED_BYTES:
        return Certificate(data)
    return _remembered(bytes(data))


_REMEMBERED_BYTES = 16384
_remembered = lru_cache(maxsize=4096)(Certificate)
