"""RFC 5280 section 6 over one path: everything that depends neither on time nor on revocation.

The anchor's certificate is not part of the path (6.1): of it only name and key count, and its own constraints where the options say so
(RFC 5937). Each check is about one certificate; their conjunction is the result.
"""

from esigval.chain.name_constraints import NameState
from esigval.chain.options import PathOptions
from esigval.chain.paths import Path
from esigval.chain.policy_tree import PolicyState
from esigval.model.check import Check, FactValue, Status, conjunction
from esigval.model.judge import constraint
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.x509 import extensions as ext
from esigval.x509.certificate import Certificate
from esigval.x509.names import NameKey
from esigval.x509.verify import Verification, verify_signature

PATH = "rfc-5280/6.1/path"
ALGORITHMS_AGREE = "rfc-5280/4.1.1.2/algorithms-agree"
ISSUER_NAME = "rfc-5280/6.1.3/issuer-name"
READABLE = "rfc-5280/4.2/extensions-readable"
UNIQUE = "rfc-5280/4.2/extensions-unique"
VERSION = "rfc-5280/4.1.2.1/version"
CRITICAL = "rfc-5280/6.1.4/critical-extensions"
CRITICALITY = "rfc-5280/4.2/criticality"
MISPLACED = "rfc-5280/4.2/extensions-in-place"
NAMES_STATED = "rfc-5280/4.1.2.4/names-stated"
SERIAL_FORM = "rfc-5280/4.1.2.2/serial-number-form"
FORBIDDEN = "rfc-5280/4.2/forbidden-extensions"
AKI_PRESENT = "rfc-5280/4.2.1.1/authority-key-identifier"
AKI_MATCH = "rfc-5280/4.2.1.1/key-identifiers-match"
SKI_PRESENT = "rfc-5280/4.2.1.2/subject-key-identifier"
CA = "rfc-5280/4.2.1.9/ca"
PATH_LENGTH = "rfc-5280/4.2.1.9/path-length"
CA_KEY_USAGE = "rfc-5280/6.1.4/key-usage"
KEY_USAGE = "en-319-102-1/5.2.6/key-usage"
SIGNING_USAGE = "rfc-5280/4.2.1.3/key-usage"
EXTENDED_KEY_USAGE = "rfc-5280/4.2.1.12/extended-key-usage"
NAME_CONSTRAINTS = "rfc-5280/4.2.1.10/name-constraints"
POLICY_TREE = "rfc-5280/6.1.3/policy-tree"
POLICY_MAPPINGS = "rfc-5280/4.2.1.5/policy-mappings"
NOT_SELF_SIGNED = "en-319-102-1/5.2.6/self-signed"
AIA = "en-319-102-1/5.2.6/aia"
POINTERS = "en-319-102-1/5.2.6/revocation-pointers"
NO_REV_AVAIL = "rfc-9608/4/no-rev-avail"

OCSP_USAGE = "rfc-6960/4.2.2.2/extended-key-usage"
CRL_USAGE = "rfc-5280/6.3.3/key-usage"
TSA_USAGE = "rfc-3161/2.3/extended-key-usage-sole"

EKU_TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
EKU_ANY = "2.5.29.37.0"
EKU_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"

PROCESSED = frozenset(
    {
        ext.KEY_USAGE,
        ext.CERTIFICATE_POLICIES,
        ext.SUBJECT_ALT_NAME,
        ext.BASIC_CONSTRAINTS,
        ext.NAME_CONSTRAINTS,
        ext.POLICY_CONSTRAINTS,
        ext.POLICY_MAPPINGS,
        ext.EXTENDED_KEY_USAGE,
        ext.CRL_DISTRIBUTION_POINTS,
        ext.INHIBIT_ANY_POLICY,
        ext.QC_STATEMENTS,
    }
)
"""Extensions that are carried out here wherever they stand, so that they may be critical."""

_SIGNING = frozenset({"digitalSignature", "nonRepudiation"})
_REQUIRED_USAGE: dict[str, tuple[str, ...]] = {
    "signer": (),
    "timestamp": (EKU_TIME_STAMPING,),
    "ocsp": (EKU_OCSP_SIGNING,),
    "crl": (),
}
_FORBIDDEN_LEAF: dict[str, tuple[str, ...]] = {
    "signer": (ext.OCSP_NO_CHECK,),
    "timestamp": (ext.OCSP_NO_CHECK,),
    "ocsp": (),
    "crl": (ext.OCSP_NO_CHECK,),
}
_FORBIDDEN_CA = (ext.OCSP_NO_CHECK, ext.NO_REV_AVAIL)
_PROCESSED_IN_RESPONDERS = PROCESSED | {ext.OCSP_NO_CHECK}


_PASSED = Status.PASSED
_HELD = Check(PATH, _PASSED)
_Fact = tuple[str, FactValue | tuple[str, ...] | frozenset[str]]


class _Checks:
    """Checks about one certificate. ``odd``: those that do not hold."""

    def __init__(self, policy: ValidationPolicy, certificate: Certificate) -> None:
        self._policy, self._subject = policy, certificate.id
        self.done: list[Check] = []
        self.odd: list[Check] = []

    def add(self, check_id: str, holds: bool, reason: Reason, *facts: _Fact) -> None:
        """One check; reason and facts are kept only where it does not hold. Sets are told in order."""
        if holds:
            self.done.append(Check(check_id, _PASSED, None, (), self._subject))
        else:
            told = tuple([(name, tuple(sorted(v)) if isinstance(v, frozenset) else v) for name, v in facts])
            self.odd.append(constraint(self._policy, check_id, False, reason, facts=told, subject=self._subject))
            self.done.append(self.odd[-1])


def path_checks(path: Path, policy: ValidationPolicy, *, purpose: str, options: PathOptions | None = None) -> Check:
    """All checks of ``path`` for ``purpose`` ("signer", "timestamp", "ocsp", "crl"), from the certificate under the anchor down to the
    leaf. Where the leaf is itself the anchor there is nothing to check: it is trusted as it is."""
    options = options or PathOptions()
    certificates = path.certificates
    if len(certificates) == 1:
        return constraint(policy, PATH, True, subject=certificates[0].id)
    names, tree = NameState(), PolicyState(options, len(certificates) - 1)
    anchor = certificates[-1]
    room = _Room(options.max_path_length)
    groups: list[_Checks] = []
    if options.anchor_constraints:
        names.constrain(anchor)
        room.limit(anchor.path_length)
        groups.append(_anchor(anchor, policy))
    for position in range(len(certificates) - 2, -1, -1):
        certificate, issuer = certificates[position], certificates[position + 1]
        checks = _Checks(policy, certificate)
        leaf = position == 0
        _basic(checks, certificate, issuer)
        _extensions(checks, certificate, purpose, leaf=leaf)
        if not certificate.self_issued or leaf:
            names.check(certificate, checks.add, NAME_CONSTRAINTS)
        tree.process(certificate, checks.add, POLICY_TREE, leaf=leaf)
        if leaf:
            _leaf(checks, certificate, purpose, policy, options)
        else:
            _ca(checks, certificate)
            checks.add(PATH_LENGTH, room.enter(certificate), Reason.PATH_TOO_LONG)
            tree.prepare(certificate, checks.add, POLICY_MAPPINGS)
            names.constrain(certificate)
        groups.append(checks)
    children: list[Check] = []
    odd: list[Check] = []
    for group in reversed(groups):
        children += group.done
        odd += group.odd
    return _concluded(certificates[0], tuple(children), odd)


def _concluded(leaf: Certificate, children: tuple[Check, ...], odd: list[Check]) -> Check:
    """The conjunction of ``children``. ``odd``: those among them that do not hold; the others need not be looked at again."""
    looked_at = (*odd, _HELD) if len(odd) < len(children) else children
    status = conjunction(looked_at)
    decisive = next((c for c in children if c.status is status), None)
    return Check(PATH, status, decisive.reason if decisive else None, (), leaf.id, children=children)


class _Room:
    """max_path_length of 6.1.2 (k); None is no limit."""

    def __init__(self, limit: int | None) -> None:
        self._left = limit

    def limit(self, stated: int | None) -> None:
        """6.1.4 (m)."""
        if stated is not None:
            self._left = stated if self._left is None else min(self._left, stated)

    def enter(self, certificate: Certificate) -> bool:
        """6.1.4 (l) and (m): whether one more CA certificate fits."""
        fits = certificate.self_issued or self._left is None or self._left > 0
        if self._left is not None and not certificate.self_issued:
            self._left = max(self._left - 1, 0)
        self.limit(certificate.path_length)
        return fits


def _anchor(anchor: Certificate, policy: ValidationPolicy) -> _Checks:
    checks = _Checks(policy, anchor)
    _readable(checks, anchor)
    unknown = anchor.critical_extensions - PROCESSED
    checks.add(CRITICAL, not unknown, Reason.UNKNOWN_CRITICAL_EXTENSION, ("extensions", unknown))
    _profile(checks, anchor, ca=True, anchor=True)
    if anchor.version >= 3:
        checks.add(SKI_PRESENT, bool(anchor.subject_key_identifier), Reason.KEY_IDENTIFIER_MISSING)
        usage = anchor.key_usage
        checks.add(CA_KEY_USAGE, usage is None or "keyCertSign" in usage, Reason.KEY_USAGE_MISSING)
        checks.add(CA, anchor.is_ca, Reason.NOT_A_CA)
    return checks


def _readable(checks: _Checks, certificate: Certificate) -> None:
    malformed, repeated = certificate.malformed_extensions, certificate.duplicate_extensions
    checks.add(READABLE, not malformed, Reason.EXTENSION_MALFORMED, ("extensions", malformed))
    checks.add(UNIQUE, not repeated, Reason.EXTENSION_REPEATED, ("extensions", repeated))


def _basic(checks: _Checks, certificate: Certificate, issuer: Certificate) -> None:
    """Fields of every certificate, and how it names its issuer."""
    add = checks.add
    add(ISSUER_NAME, certificate.issuer_key == issuer.subject_key, Reason.ISSUER_NAME_MISMATCH)
    agree = certificate.inner_algorithm == certificate.outer_algorithm
    add(ALGORITHMS_AGREE, agree, Reason.ALGORITHM_IDENTIFIERS_DIFFER)
    add(VERSION, certificate.version == 3 or not certificate.extensions, Reason.EXTENSION_MALFORMED)
    wanted, has = certificate.authority_key_identifier, issuer.subject_key_identifier
    add(AKI_PRESENT, bool(wanted) or certificate.authority_cert is not None, Reason.KEY_IDENTIFIER_MISSING)
    add(AKI_MATCH, not wanted or not has or wanted == has, Reason.KEY_IDENTIFIER_MISMATCH)


def _extensions(checks: _Checks, certificate: Certificate, purpose: str, *, leaf: bool) -> None:
    """6.1.3, 6.1.4 (o): what is critical has to be known; what is malformed is not."""
    _readable(checks, certificate)
    known = PROCESSED if purpose != "ocsp" else _PROCESSED_IN_RESPONDERS
    unknown = certificate.critical_extensions - known
    checks.add(CRITICAL, not unknown, Reason.UNKNOWN_CRITICAL_EXTENSION, ("extensions", unknown))
    forbidden = _FORBIDDEN_LEAF[purpose] if leaf else _FORBIDDEN_CA
    found = tuple([oid for oid in forbidden if oid in certificate.extensions])
    checks.add(FORBIDDEN, not found, Reason.FORBIDDEN_EXTENSION, ("extensions", found))
    _profile(checks, certificate, ca=not leaf)


_NEVER_CRITICAL = frozenset(
    {ext.AUTHORITY_KEY_IDENTIFIER, ext.SUBJECT_KEY_IDENTIFIER, ext.AUTHORITY_INFO_ACCESS, ext.FRESHEST_CRL}
)
_ALWAYS_CRITICAL = frozenset({ext.NAME_CONSTRAINTS, ext.POLICY_CONSTRAINTS, ext.INHIBIT_ANY_POLICY})
_ONLY_IN_CA = frozenset({ext.NAME_CONSTRAINTS, ext.POLICY_CONSTRAINTS, ext.INHIBIT_ANY_POLICY, ext.POLICY_MAPPINGS})
_NONE: frozenset[str] = frozenset()
MAX_SERIAL_OCTETS = 20
"""RFC 5280 4.1.2.2."""
_SERIALS_END = 1 << (8 * MAX_SERIAL_OCTETS - 1)


def _profile(checks: _Checks, certificate: Certificate, *, ca: bool, anchor: bool = False) -> None:
    """What section 4 asks of those who issue certificates; section 6 does not make a path hang on it."""
    stated, critical, is_ca = certificate.extensions, certificate.critical_extensions, certificate.is_ca
    wrong = critical & _NEVER_CRITICAL
    if not stated.keys().isdisjoint(_ALWAYS_CRITICAL):
        wrong |= _ALWAYS_CRITICAL.intersection(stated) - critical
    if is_ca and ext.BASIC_CONSTRAINTS not in critical:
        wrong |= {ext.BASIC_CONSTRAINTS}
    nameless = _nameless(certificate.subject_key)
    if nameless and ext.SUBJECT_ALT_NAME in stated and ext.SUBJECT_ALT_NAME not in critical:
        wrong |= {ext.SUBJECT_ALT_NAME}
    checks.add(CRITICALITY, not wrong, Reason.EXTENSION_NOT_CRITICAL, ("extensions", wrong))
    misplaced = _NONE
    if not is_ca:
        misplaced = _ONLY_IN_CA.intersection(stated)
        if "keyCertSign" in (certificate.key_usage or ()):
            misplaced |= {ext.KEY_USAGE}
    checks.add(MISPLACED, not misplaced, Reason.FORBIDDEN_EXTENSION, ("extensions", misplaced))
    named = not _nameless(certificate.issuer_key) and not (nameless and (ca or is_ca))
    checks.add(NAMES_STATED, named, Reason.ISSUER_NAME_EMPTY)
    if not anchor:
        serial = certificate.serial
        checks.add(SERIAL_FORM, 0 < serial < _SERIALS_END, Reason.SERIAL_NUMBER_MISSING, ("serial", str(serial)[:80]))


def _nameless(key: NameKey) -> bool:
    """No attribute stands in the name: each would leave its ``=``."""
    return "=" not in key


def _ca(checks: _Checks, certificate: Certificate) -> None:
    """6.1.4 (k) and (n): a CA certificate says that it is one and may sign certificates."""
    checks.add(CA, certificate.is_ca, Reason.NOT_A_CA)
    usage = certificate.key_usage
    checks.add(CA_KEY_USAGE, usage is None or "keyCertSign" in usage, Reason.KEY_USAGE_MISSING)
    checks.add(SKI_PRESENT, bool(certificate.subject_key_identifier), Reason.KEY_IDENTIFIER_MISSING)


def _leaf(
    checks: _Checks, certificate: Certificate, purpose: str, policy: ValidationPolicy, options: PathOptions
) -> None:
    """What the certificate is for."""
    usage = certificate.key_usage
    self_signed = certificate.self_issued and (
        verify_signature(certificate.spki, certificate.signature_algorithm, certificate.tbs, certificate.signature)
        is Verification.VALID
    )
    checks.add(NOT_SELF_SIGNED, not self_signed, Reason.SELF_SIGNED)
    if purpose == "signer":
        accepted = policy.values.get("key_usage", ("nonRepudiation",))
        wanted = frozenset(accepted) if isinstance(accepted, tuple) else frozenset({str(accepted)})
        stated = usage or _NONE
        checks.add(KEY_USAGE, usage is not None and bool(usage & wanted), Reason.KEY_USAGE_MISSING, ("stated", stated))
        checks.add(SIGNING_USAGE, usage is None or bool(usage & _SIGNING), Reason.KEY_USAGE_MISSING, ("stated", stated))
        checks.add(AIA, bool(certificate.aia_ca_issuers), Reason.REVOCATION_POINTERS_MISSING)
        free = certificate.short_term or certificate.no_rev_avail
        points = bool(certificate.aia_ocsp or certificate.crl_distribution_points) or free
        checks.add(POINTERS, points, Reason.REVOCATION_POINTERS_MISSING)
        if certificate.no_rev_avail:
            _no_rev_avail(checks, certificate)
    if purpose == "crl":
        checks.add(CRL_USAGE, usage is None or "cRLSign" in usage, Reason.KEY_USAGE_MISSING)
    asked = options.extended_key_usage
    if asked:
        held = certificate.extended_key_usage is None or bool({*asked, EKU_ANY} & {*certificate.extended_key_usage})
        checks.add(
            EXTENDED_KEY_USAGE,
            held,
            Reason.EXTENDED_KEY_USAGE_MISSING,
            ("stated", certificate.extended_key_usage or ()),
        )
    required = _REQUIRED_USAGE[purpose]
    if required:
        usages = certificate.extended_key_usage or ()
        check_id = OCSP_USAGE if purpose == "ocsp" else EXTENDED_KEY_USAGE
        held = bool(set(usages) & set(required)) or (purpose == "ocsp" and certificate.is_ca)
        checks.add(check_id, held, Reason.EXTENDED_KEY_USAGE_MISSING, ("stated", usages))
    if purpose == "timestamp":
        sole = certificate.extended_key_usage == (EKU_TIME_STAMPING,)
        critical = ext.EXTENDED_KEY_USAGE in certificate.critical_extensions
        checks.add(TSA_USAGE, sole and critical, Reason.EXTENSION_NOT_CRITICAL)


def _no_rev_avail(checks: _Checks, certificate: Certificate) -> None:
    """RFC 9608 3 and 4: not on CA certificates, and no pointers to revocation data beside it."""
    pointers = certificate.distribution_points or certificate.freshest_crl or certificate.aia_ocsp
    checks.add(NO_REV_AVAIL, not certificate.is_ca and not pointers, Reason.NO_REVOCATION_INFORMATION_CONFLICT)
