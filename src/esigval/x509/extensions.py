"""Certificate extensions, typed (RFC 5280 4.2). Each reader takes the extension's value and raises Malformed."""

from functools import lru_cache

from msgspec import Struct

from esigval.asn1 import der
from esigval.model.errors import Malformed

SUBJECT_KEY_IDENTIFIER = "2.5.29.14"
KEY_USAGE = "2.5.29.15"
SUBJECT_ALT_NAME = "2.5.29.17"
ISSUER_ALT_NAME = "2.5.29.18"
BASIC_CONSTRAINTS = "2.5.29.19"
NAME_CONSTRAINTS = "2.5.29.30"
CRL_DISTRIBUTION_POINTS = "2.5.29.31"
CERTIFICATE_POLICIES = "2.5.29.32"
POLICY_MAPPINGS = "2.5.29.33"
AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"
POLICY_CONSTRAINTS = "2.5.29.36"
EXTENDED_KEY_USAGE = "2.5.29.37"
FRESHEST_CRL = "2.5.29.46"
INHIBIT_ANY_POLICY = "2.5.29.54"
NO_REV_AVAIL = "2.5.29.56"
AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1"
QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5"
SHORT_TERM = "0.4.0.194121.2.1"
"""ETSI EN 319 412-1, validity assured short-term certificate."""

KEY_USAGES = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)
_AD_OCSP, _AD_CA_ISSUERS = "1.3.6.1.5.5.7.48.1", "1.3.6.1.5.5.7.48.2"


class GeneralName(Struct, frozen=True, gc=False):
    """A GeneralName. ``kind``: as in RFC 5280; ``text``: for strings and registered ids; ``octets``: the Name in DER for
    directoryName, the address for iPAddress, the raw content for the others."""

    kind: str
    text: str = ""
    octets: bytes = b""


class DistributionPoint(Struct, frozen=True):
    """A CRL distribution point. ``relative``: nameRelativeToCRLIssuer, the RDN's content; ``reasons``: None means all."""

    names: tuple[GeneralName, ...] = ()
    relative: bytes = b""
    reasons: int | None = None
    crl_issuers: tuple[GeneralName, ...] = ()

    @property
    def uris(self) -> tuple[str, ...]:
        """Where the CRL can be fetched."""
        return tuple([n.text for n in self.names if n.kind == "uniformResourceIdentifier"])


class AuthorityKeyIdentifier(Struct, frozen=True):
    """Key identifier and, where stated, issuer names and serial number of the issuing certificate."""

    key_identifier: bytes = b""
    issuers: tuple[GeneralName, ...] = ()
    serial: int | None = None


class BasicConstraints(Struct, frozen=True, gc=False):
    """``path_length`` None: unlimited or not a CA."""

    ca: bool = False
    path_length: int | None = None


class NameConstraints(Struct, frozen=True):
    """Permitted and excluded subtrees. ``odd_bounds``: some minimum or maximum is other than RFC 5280 allows."""

    permitted: tuple[GeneralName, ...] = ()
    excluded: tuple[GeneralName, ...] = ()
    odd_bounds: bool = False


class PolicyInformation(Struct, frozen=True):
    """One certificate policy; ``qualifiers``: (qualifier OID, text where it is a CPS URI)."""

    identifier: str
    qualifiers: tuple[tuple[str, str], ...] = ()


class PolicyConstraints(Struct, frozen=True, gc=False):
    """Skip counts; None where absent."""

    require_explicit_policy: int | None = None
    inhibit_policy_mapping: int | None = None


_NAME_KINDS = {
    0xA0: "otherName",
    0x81: "rfc822Name",
    0x82: "dNSName",
    0xA3: "x400Address",
    0xA4: "directoryName",
    0xA5: "ediPartyName",
    0x86: "uniformResourceIdentifier",
    0x87: "iPAddress",
    0x88: "registeredID",
}
_TEXT_KINDS = frozenset({0x81, 0x82, 0x86})
_remembered = lru_cache(maxsize=512)
"""For extensions whose value is the same in many certificates."""


def general_name(tag: int, data: bytes, at: int, end: int) -> GeneralName:
    """The GeneralName with this tag and content."""
    kind = _NAME_KINDS.get(tag)
    if kind is None:
        raise Malformed(f"general name with tag {tag:#04x}")
    content = data[at:end]
    if tag in _TEXT_KINDS:
        return GeneralName(kind, content.decode("utf-8", "replace"), content)
    if tag == 0x88:
        return GeneralName(kind, der.oid(data, at, end), content)
    if tag == 0xA4:
        der.whole(content, der.SEQUENCE, "directory name")
    return GeneralName(kind, "", content)


def general_names_in(data: bytes, at: int, end: int) -> tuple[GeneralName, ...]:
    """GeneralNames from the content of their SEQUENCE."""
    return tuple([general_name(tag, data, inner, stop) for tag, _, inner, stop in der.children(data, at, end)])


def general_names(value: bytes) -> tuple[GeneralName, ...]:
    """subjectAltName, issuerAltName (4.2.1.6, 4.2.1.7)."""
    names = general_names_in(value, *der.whole(value, der.SEQUENCE, "general names"))
    if not names:
        raise Malformed("empty general names")
    return names


@_remembered
def basic_constraints(value: bytes) -> BasicConstraints:
    """basicConstraints (4.2.1.9). An encoded default (cA FALSE) occurs and is read."""
    start, stop = der.whole(value, der.SEQUENCE, "basic constraints")
    ca, path_length = False, None
    for tag, _, at, end in der.children(value, start, stop):
        if tag == der.BOOLEAN:
            ca = der.boolean(value, at, end)
        elif tag == der.INTEGER:
            path_length = der.integer(value, at, end)
            if path_length < 0:
                raise Malformed("negative path length")
        else:
            raise Malformed("basic constraints")
    return BasicConstraints(ca, path_length)


@_remembered
def key_usage(value: bytes) -> frozenset[str]:
    """keyUsage (4.2.1.3)."""
    bits = der.named_bits(value, *der.whole(value, der.BIT_STRING, "key usage"))
    return frozenset([name for position, name in enumerate(KEY_USAGES) if bits >> position & 1])


@_remembered
def object_identifiers(value: bytes) -> tuple[str, ...]:
    """extendedKeyUsage (4.2.1.12)."""
    start, stop = der.whole(value, der.SEQUENCE, "extended key usage")
    usages = []
    for tag, _, at, end in der.children(value, start, stop):
        if tag != der.OID:
            raise Malformed("extended key usage")
        usages.append(der.oid(value, at, end))
    if not usages:
        raise Malformed("empty extended key usage")
    return tuple(usages)


def key_identifier(value: bytes) -> bytes:
    """subjectKeyIdentifier (4.2.1.2)."""
    start, stop = der.whole(value, der.OCTET_STRING, "subject key identifier")
    return value[start:stop]


def authority_key_identifier(value: bytes) -> AuthorityKeyIdentifier:
    """authorityKeyIdentifier (4.2.1.1)."""
    start, stop = der.whole(value, der.SEQUENCE, "authority key identifier")
    issuers: tuple[GeneralName, ...] = ()
    key, serial = b"", None
    for tag, _, at, end in der.children(value, start, stop):
        if tag == 0x80:
            key = value[at:end]
        elif tag == 0xA1:
            issuers = general_names_in(value, at, end)
        elif tag == 0x82:
            serial = der.integer(value, at, end)
        else:
            raise Malformed("authority key identifier")
    return AuthorityKeyIdentifier(key, issuers, serial)


def distribution_point_name(data: bytes, at: int, end: int) -> tuple[tuple[GeneralName, ...], bytes]:
    """fullName and nameRelativeToCRLIssuer from the content of a DistributionPointName."""
    tag, _, inner, stop = der.element(data, at, end)
    if tag == 0xA0:
        return general_names_in(data, inner, stop), b""
    if tag == 0xA1:
        return (), data[inner:stop]
    raise Malformed("distribution point name")


def distribution_points(value: bytes) -> tuple[DistributionPoint, ...]:
    """cRLDistributionPoints and freshestCRL (4.2.1.13, 4.2.1.15)."""
    start, stop = der.whole(value, der.SEQUENCE, "distribution points")
    points = []
    for kind, _, at, end in der.children(value, start, stop):
        if kind != der.SEQUENCE:
            raise Malformed("distribution point")
        names: tuple[GeneralName, ...] = ()
        issuers: tuple[GeneralName, ...] = ()
        relative, reasons = b"", None
        for tag, _, inner, last in der.children(value, at, end):
            if tag == 0xA0:
                names, relative = distribution_point_name(value, inner, last)
            elif tag == 0x81:
                reasons = der.named_bits(value, inner, last)
            elif tag == 0xA2:
                issuers = general_names_in(value, inner, last)
        points.append(DistributionPoint(names, relative, reasons, issuers))
    return tuple(points)


def access_locations(value: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """authorityInfoAccess (4.2.2.1): URIs of OCSP responders, URIs of issuers' certificates."""
    start, stop = der.whole(value, der.SEQUENCE, "authority information access")
    ocsp, issuers = [], []
    for _, _, at, end in der.children(value, start, stop):
        first, last = der.expect(value, at, end, der.OID, "access method")
        tag, _, inner, final = der.element(value, last, end)
        if tag != 0x86:
            continue
        method, uri = der.oid(value, first, last), value[inner:final].decode("utf-8", "replace").strip()
        if method == _AD_OCSP:
            ocsp.append(uri)
        elif method == _AD_CA_ISSUERS:
            issuers.append(uri)
    return tuple(ocsp), tuple(issuers)


def certificate_policies(value: bytes) -> tuple[PolicyInformation, ...]:
    """certificatePolicies (4.2.1.4)."""
    start, stop = der.whole(value, der.SEQUENCE, "certificate policies")
    policies = []
    for _, _, at, end in der.children(value, start, stop):
        first, last = der.expect(value, at, end, der.OID, "policy")
        qualifiers = []
        if last < end:
            inner, outer = der.expect(value, last, end, der.SEQUENCE, "policy qualifiers")
            for _, _, begin, finish in der.children(value, inner, outer):
                oid_start, oid_stop = der.expect(value, begin, finish, der.OID, "policy qualifier")
                tag, _, text_start, text_stop = der.element(value, oid_stop, finish)
                text = value[text_start:text_stop].decode("latin-1") if tag == 0x16 else ""
                qualifiers.append((der.oid(value, oid_start, oid_stop), text))
        policies.append(PolicyInformation(der.oid(value, first, last), tuple(qualifiers)))
    if not policies:
        raise Malformed("empty certificate policies")
    return tuple(policies)


def policy_mappings(value: bytes) -> tuple[tuple[str, str], ...]:
    """policyMappings (4.2.1.5): pairs of issuer's and subject's policy."""
    start, stop = der.whole(value, der.SEQUENCE, "policy mappings")
    mappings = []
    for _, _, at, end in der.children(value, start, stop):
        first, middle = der.expect(value, at, end, der.OID, "issuer domain policy")
        second, last = der.expect(value, middle, end, der.OID, "subject domain policy")
        mappings.append((der.oid(value, first, middle), der.oid(value, second, last)))
    return tuple(mappings)


def policy_constraints(value: bytes) -> PolicyConstraints:
    """policyConstraints (4.2.1.11)."""
    start, stop = der.whole(value, der.SEQUENCE, "policy constraints")
    counts: dict[int, int] = {}
    for tag, _, at, end in der.children(value, start, stop):
        counts[tag] = der.integer(value, at, end)
    if not counts or not counts.keys() <= {0x80, 0x81} or min(counts.values()) < 0:
        raise Malformed("policy constraints")
    return PolicyConstraints(counts.get(0x80), counts.get(0x81))


def skip_certificates(value: bytes) -> int:
    """inhibitAnyPolicy (4.2.1.14)."""
    count = der.integer(value, *der.whole(value, der.INTEGER, "inhibit any policy"))
    if count < 0:
        raise Malformed("inhibit any policy")
    return count


def name_constraints(value: bytes) -> NameConstraints:
    """nameConstraints (4.2.1.10)."""
    start, stop = der.whole(value, der.SEQUENCE, "name constraints")
    trees: dict[int, tuple[GeneralName, ...]] = {}
    odd = False
    for tag, _, at, end in der.children(value, start, stop):
        names = []
        for _, _, inner, last in der.children(value, at, end):
            kind, _, first, final = der.element(value, inner, last)
            names.append(general_name(kind, value, first, final))
            for bound, _, low, high in der.children(value, final, last):
                odd |= bound != 0x80 or der.integer(value, low, high) != 0
        if tag not in {0xA0, 0xA1} or tag in trees or not names:
            raise Malformed("name constraints")
        trees[tag] = tuple(names)
    if not trees:
        raise Malformed("empty name constraints")
    return NameConstraints(trees.get(0xA0, ()), trees.get(0xA1, ()), odd)
