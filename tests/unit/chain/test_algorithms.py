"""Dated tables: ends, key sizes, forecasts; the shipped table against a published suite."""

from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from esigval.chain.algorithm_tables import load_table, load_ts_119_322
from esigval.chain.algorithms import algorithm_check, digest_suitability, scheme_suitability
from esigval.model.errors import Malformed
from esigval.model.policy import ConstraintLevel
from esigval.model.reasons import Reason

SHIPPED = (files("esigval.validation") / "policies" / "algorithms-ts-119-312.toml").read_bytes()
TABLE = load_table(SHIPPED)
SUITE = Path(__file__).parents[4] / "shared" / "policy" / "dss-crypto-suite.json"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("digest", "time", "suitable"),
    [
        ("SHA1", "2012-07-31T23:59:59", True),
        ("SHA1", "2012-08-01", False),
        ("MD5", "2004-07-31", True),
        ("MD5", "2004-08-01", False),
        ("SHA256", "2099-01-01", True),
        ("SHA3_512", "2099-01-01", True),
    ],
)
def test_digests_end(digest: str, time: str, suitable: bool) -> None:
    assert digest_suitability(TABLE, digest, at(time)).suitable is suitable


def test_the_key_size_decides() -> None:
    when = at("2020-01-01")
    assert scheme_suitability(TABLE, "RSA", 2048, when).suitable
    assert scheme_suitability(TABLE, "RSA", 2048, when).until == at("2029-01-01")
    assert not scheme_suitability(TABLE, "RSA", 1899, when).suitable
    assert scheme_suitability(TABLE, "RSA", 1024, at("2019-09-30")).suitable
    too_short = scheme_suitability(TABLE, "RSA", 512, at("2000-01-01"))
    assert (too_short.suitable, too_short.reason) == (False, Reason.KEY_TOO_SHORT)
    assert scheme_suitability(TABLE, "ECDSA", 521, at("2090-01-01")).suitable


def test_an_end_after_the_tables_own_date_is_a_forecast() -> None:
    forecast = scheme_suitability(TABLE, "RSA", 2048, at("2030-01-01"))
    assert (forecast.suitable, forecast.level) == (False, ConstraintLevel.WARN)
    known = scheme_suitability(TABLE, "RSA", 1024, at("2030-01-01"))
    assert (known.suitable, known.level) == (False, ConstraintLevel.FAIL)


def test_what_the_table_does_not_name_is_not_accepted() -> None:
    for unknown in (
        digest_suitability(TABLE, "1.2.3.4", at("2020-01-01")),
        scheme_suitability(TABLE, "EDDSA", 256, at("2020-01-01")),
    ):
        assert (unknown.suitable, unknown.reason) == (False, Reason.ALGORITHM_NOT_ACCEPTED)


def test_digest_and_scheme_together() -> None:
    assert algorithm_check(TABLE, at("2020-01-01"), digest="SHA256", scheme="RSA", bits=2048) == (
        True,
        None,
        at("2029-01-01"),
    )
    suitable, reason, until = algorithm_check(TABLE, at("2020-01-01"), digest="SHA1", scheme="RSA", bits=2048)
    assert (suitable, reason, until) == (False, Reason.ALGORITHM_NOT_SECURE_AT_TIME, at("2012-08-01"))


@pytest.mark.corpus
@pytest.mark.skipif(not SUITE.exists(), reason="the published suite is not beside the repository (../shared/policy)")
def test_shipped_table_equals_the_published_suite() -> None:
    suite = load_ts_119_322(SUITE.read_bytes())
    assert set(suite.digests) == set(TABLE.digests)
    assert set(suite.schemes) == set(TABLE.schemes)
    assert suite.updated == TABLE.updated == date(2024, 10, 13)


JSON = b"""{"SecuritySuitabilityPolicy": {"PolicyName": {"Name": "Suite"}, "PolicyIssueDate": "2025-01-01T00:00:00Z", "Algorithm": [
 {"AlgorithmIdentifier": {"Name": "SHA1", "ObjectIdentifier": "1.3.14.3.2.26"}, "Evaluation": [{"Validity": {"End": "2012-08-01"}}]},
 {"AlgorithmIdentifier": {"Name": "RSA", "ObjectIdentifier": ["1.2.840.113549.1.1.1"]}, "Evaluation": {"Parameter":
  [{"name": "moduluslength", "Min": 1900}], "Validity": {"End": "2028-12-31"}}},
 {"AlgorithmIdentifier": {"Name": "unknown", "ObjectIdentifier": "1.2.3"}, "Evaluation": [{"Validity": {}}]}]}}"""
XML = b"""<SecuritySuitabilityPolicy xmlns="urn:ietf:params:xml:ns:dssc"><PolicyName><Name>Suite</Name></PolicyName>
<PolicyIssueDate>2025-01-01T00:00:00Z</PolicyIssueDate>
<Algorithm><AlgorithmIdentifier><Name>SHA1</Name><ObjectIdentifier>1.3.14.3.2.26</ObjectIdentifier></AlgorithmIdentifier>
<Evaluation><Validity><End>2012-08-01</End></Validity></Evaluation></Algorithm>
<Algorithm><AlgorithmIdentifier><Name>RSA</Name><ObjectIdentifier>urn:oid:1.2.840.113549.1.1.1</ObjectIdentifier></AlgorithmIdentifier>
<Evaluation><Parameter name="moduluslength"><Min>1900</Min></Parameter><Validity><End>2028-12-31</End></Validity></Evaluation></Algorithm>
</SecuritySuitabilityPolicy>"""


def test_json_and_xml_suites_are_read_alike() -> None:
    assert load_ts_119_322(JSON) == load_ts_119_322(XML)
    table = load_ts_119_322(JSON)
    assert [(d.algorithm, d.until) for d in table.digests] == [("SHA1", date(2012, 8, 1))]
    assert [(s.algorithm, s.minimum_bits, s.until) for s in table.schemes] == [("RSA", 1900, date(2028, 12, 31))]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{}",
        b"[]",
        b"<a/>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        JSON.replace(b"2012-08-01", b"soon"),
        JSON.replace(b"1900", b"1e999"),
    ],
)
def test_what_is_no_suite_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        load_ts_119_322(data)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"source = 1", b"a = " + b"[" * 100_000, SHIPPED.replace(b"2012-08-01", b'"later"')]
)
def test_what_is_no_table_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        load_table(data)
