"""C2SP/x509-limbo: every case but those about server names and browser profiles, which ``limbo_divergences.toml`` names one by one."""

import json
import time
import tomllib
from base64 import b64decode
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from esigval.chain.anchors import TrustAnchor
from esigval.chain.check_ids import CHECK_IDS
from esigval.chain.options import PathOptions
from esigval.chain.paths import find_paths
from esigval.chain.pool import Pool
from esigval.chain.validity import validate_path
from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.policy import AlgorithmTable, ConstraintLevel, ValidationPolicy
from esigval.x509.certificate import Certificate, parse_certificate

LIMBO = Path(__file__).parents[3] / "shared" / "x509" / "limbo.json"
DIVERGENCES = Path(__file__).with_name("limbo_divergences.toml")
EKU = {"serverAuth": "1.3.6.1.5.5.7.3.1", "clientAuth": "1.3.6.1.5.5.7.3.2"}
UNASKED = {
    "en-319-102-1/5.2.6/key-usage",
    "en-319-102-1/5.2.6/self-signed",
    "en-319-102-1/5.2.6/aia",
    "en-319-102-1/5.2.6/revocation-pointers",
    "rfc-5280/4.2.1.3/key-usage",
}
"""Checks about signers: the suite's certificates are servers'."""
PEDANTIC = ValidationPolicy(
    "limbo",
    "",
    AlgorithmTable("", None, (), ()),
    {i: ConstraintLevel.IGNORE if i in UNASKED else ConstraintLevel.FAIL for i, _, _ in CHECK_IDS},
)
SECONDS = 1.0
"""Within which a case made to exhaust the verifier has to be answered."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not LIMBO.exists(), reason="x509-limbo is not beside the repository (../shared/x509)"),
]


@cache
def cases() -> dict[str, dict[str, Any]]:
    if not LIMBO.exists():
        return {}
    return {case["id"]: case for case in json.loads(LIMBO.read_text())["testcases"]}


@cache
def divergences() -> dict[str, dict[str, str]]:
    rows = tomllib.loads(DIVERGENCES.read_text())["divergence"]
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(rows)
    return by_id


def der_of(pem: str) -> bytes:
    return b64decode("".join(line for line in pem.splitlines() if not line.startswith("-----")))


def evidence(kind: EvidenceKind, pem: str) -> Evidence:
    data = der_of(pem)
    return Evidence(sha256_hex(data), kind, Origin(OriginKind.SUPPLIED), data)


def validate(case: dict[str, Any]) -> bool:
    """Whether some path is valid at the time that the case states."""
    try:
        leaf = parse_certificate(der_of(case["peer_certificate"]))
        anchors = tuple(TrustAnchor(parse_certificate(der_of(pem))) for pem in case["trusted_certs"])
    except Malformed:
        return False
    pool = Pool.build(
        tuple(evidence(EvidenceKind.CERTIFICATE, pem) for pem in case["untrusted_intermediates"])
        + tuple(evidence(EvidenceKind.CRL, pem) for pem in case["crls"])
    )
    at = (
        datetime.fromisoformat(case["validation_time"]) if case["validation_time"] else datetime(2024, 6, 1, tzinfo=UTC)
    )
    options = PathOptions(
        anchor_constraints=True,
        max_path_length=case["max_chain_depth"],
        extended_key_usage=tuple(EKU[name] for name in case["extended_key_usage"]),
    )
    with_crls = pool if case["crls"] else None
    return any(
        validate_path(path, at, PEDANTIC, "signer", options, pool=with_crls).passed
        and within(path.certificates[-1], at)
        for path in find_paths(leaf, pool, anchors).paths
    )


def within(anchor: Certificate, at: datetime) -> bool:
    """The suite wants anchors within their validity; RFC 5280 6.1 leaves that to who trusts them."""
    return anchor.not_before <= at.replace(microsecond=0) <= anchor.not_after


def test_the_suite_is_there_in_full() -> None:
    assert len(cases()) == 208
    assert divergences().keys() <= cases().keys()


@pytest.mark.parametrize("case_id", cases())
def test_limbo(case_id: str) -> None:
    case = cases()[case_id]
    started = time.process_time()
    ours = "SUCCESS" if validate(case) else "FAILURE"
    took = time.process_time() - started
    row = divergences().get(case_id)
    if row is None:
        assert ours == case["expected_result"]
    else:
        assert (row["expected"], row["ours"]) == (case["expected_result"], ours), "stale row"
        assert row["expected"] != row["ours"]
        assert row["reason"]
    if "denial-of-service" in case["features"]:
        assert took < SECONDS
