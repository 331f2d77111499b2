"""NIST PKITS 1.0.1, sections 4.1 to 4.16, over one pool that holds the certificates and CRLs of all tests at once.

Each end-entity certificate is validated as its test states; what a test's name does not say (policy sets and initial indicators) is
in ``SETTINGS``. The data come with the package ``cryptography-vectors``.
"""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import cryptography_vectors
import pytest

from esigval.chain.anchors import TrustAnchor
from esigval.chain.check_ids import CHECK_IDS
from esigval.chain.options import ANY_POLICY, PathOptions
from esigval.chain.paths import find_paths
from esigval.chain.pool import Pool
from esigval.chain.validity import validate_path
from esigval.hashing import sha256_hex
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.policy import AlgorithmTable, ValidationPolicy
from esigval.x509.certificate import parse_certificate

DATA = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
AT = datetime(2011, 4, 15, tzinfo=UTC)
STRICT = ValidationPolicy(
    "strict", "", AlgorithmTable("", None, (), ()), {check_id: strict for check_id, _, strict in CHECK_IDS}
)


def policies(*numbers: int) -> frozenset[str]:
    """NIST-test-policy-1 …"""
    return frozenset(f"2.16.840.1.101.3.2.1.48.{n}" for n in numbers)


ANY = frozenset({ANY_POLICY})
DEFAULT = PathOptions()


def given(
    *numbers: int, explicit: bool = False, inhibit_mapping: bool = False, inhibit_any: bool = False
) -> PathOptions:
    """Settings that a test states."""
    return PathOptions(
        initial_policies=policies(*numbers) if numbers else ANY,
        explicit_policy=explicit,
        inhibit_mapping=inhibit_mapping,
        inhibit_any=inhibit_any,
    )


SETTINGS: dict[str, tuple[tuple[PathOptions, bool], ...]] = {
    # 4.8.1 uses the certificates of 4.1.1
    "ValidCertificatePathTest1EE": (
        (DEFAULT, True),
        (given(explicit=True), True),
        (given(1, explicit=True), True),
        (given(2, explicit=True), False),
        (given(1, 2, explicit=True), True),
    ),
    "AllCertificatesNoPoliciesTest2EE": ((DEFAULT, True), (given(explicit=True), False)),
    "DifferentPoliciesTest3EE": (
        (DEFAULT, True),
        (given(explicit=True), False),
        (given(1, 2, explicit=True), False),
    ),
    "DifferentPoliciesTest4EE": ((DEFAULT, False),),
    "DifferentPoliciesTest5EE": ((DEFAULT, False),),
    "OverlappingPoliciesTest6EE": ((DEFAULT, True), (given(1), True), (given(2), False)),
    "DifferentPoliciesTest7EE": ((DEFAULT, False),),
    "DifferentPoliciesTest8EE": ((DEFAULT, False),),
    "DifferentPoliciesTest9EE": ((DEFAULT, False),),
    "AllCertificatesSamePoliciesTest10EE": ((DEFAULT, True), (given(1), True), (given(2), True)),
    "AllCertificatesanyPolicyTest11EE": ((DEFAULT, True), (given(1), True)),
    "DifferentPoliciesTest12EE": ((DEFAULT, False),),
    "AllCertificatesSamePoliciesTest13EE": ((given(1), True), (given(2), True), (given(3), True)),
    "AnyPolicyTest14EE": ((given(1), True), (given(2), False)),
    "UserNoticeQualifierTest15EE": ((DEFAULT, True),),
    "UserNoticeQualifierTest16EE": ((DEFAULT, True),),
    "UserNoticeQualifierTest17EE": ((DEFAULT, True),),
    "UserNoticeQualifierTest18EE": ((given(1), True), (given(2), True)),
    "UserNoticeQualifierTest19EE": ((DEFAULT, True),),
    "CPSPointerQualifierTest20EE": ((DEFAULT, True),),
    "ValidPolicyMappingTest1EE": ((given(1), True), (given(2), False), (given(inhibit_mapping=True), False)),
    "InvalidPolicyMappingTest2EE": ((DEFAULT, False), (given(inhibit_mapping=True), False)),
    "ValidPolicyMappingTest3EE": ((given(1), False), (given(2), True)),
    "ValidPolicyMappingTest5EE": ((given(1), True), (given(6), False)),
    "ValidPolicyMappingTest6EE": ((given(1), True), (given(6), False)),
    "ValidPolicyMappingTest12EE": ((given(1), True), (given(2), True)),
    "inhibitAnyPolicyTest3EE": ((DEFAULT, True), (given(inhibit_any=True), False)),
}


def evidence(kind: EvidenceKind, file: Path) -> Evidence:
    data = file.read_bytes()
    return Evidence(sha256_hex(data), kind, Origin(OriginKind.SUPPLIED, file.name), data)


@cache
def pool() -> Pool:
    certificates = [evidence(EvidenceKind.CERTIFICATE, f) for f in sorted((DATA / "certs").glob("*.crt"))]
    crls = [evidence(EvidenceKind.CRL, f) for f in sorted((DATA / "crls").glob("*.crl"))]
    return Pool.build((*certificates, *crls))


@cache
def anchor() -> TrustAnchor:
    return TrustAnchor(parse_certificate((DATA / "certs" / "TrustAnchorRootCertificate.crt").read_bytes()))


def cases() -> list[tuple[str, PathOptions, bool]]:
    """Every end-entity certificate with every setting of its test."""
    found = []
    for file in sorted((DATA / "certs").glob("*EE.crt")):
        stated = SETTINGS.get(file.stem, ((DEFAULT, file.stem.startswith("Valid")),))
        found += [(file.stem, options, valid) for options, valid in stated]
    return found


def test_all_vectors_are_collected() -> None:
    names = {name for name, _, _ in cases()}
    assert len(names) == len(list((DATA / "certs").glob("*EE.crt"))) == 223  # 224 tests: 4.1.1 and 4.8.1 share theirs
    assert SETTINGS.keys() <= names


@pytest.mark.parametrize(("name", "options", "valid"), cases(), ids=lambda v: v if isinstance(v, str) else "")
def test_pkits(name: str, options: PathOptions, valid: bool) -> None:
    leaf = parse_certificate((DATA / "certs" / f"{name}.crt").read_bytes())
    search = find_paths(leaf, pool(), (anchor(),))
    outcomes = [validate_path(path, AT, STRICT, "signer", options, pool=pool()) for path in search.paths]
    assert any(outcome.passed for outcome in outcomes) == valid
    assert not search.exhausted
