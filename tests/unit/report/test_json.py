"""The JSON report: the contract of DESIGN §6, its schema, its determinism."""

import json
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import pytest

from esigval.model.report import DocumentReport, EvidenceRecordReport
from esigval.report.json import encode, encode_error, json_schema

from .samples import FORGED, STAMP, UNSURE, VALID, entry, list_use, report, signature

DOCUMENT_FIELDS = {"document", "validation_time", "policy", "signatures", "detached_timestamps", "evidence_records"}
SIGNATURE_FIELDS = {
    "id",
    "file",
    "format",
    "level",
    "counter_signature",
    "indication",
    "sub_indication",
    "claimed_signing_time",
    "best_signature_time",
    "signing_certificate",
    "signature_algorithm",
    "digest_algorithm",
    "signature_intact",
    "references",
    "scopes",
    "timestamps",
    "qualification",
    "legal",
    "checks",
    "messages",
}
FULL = report(
    entry(),
    timestamps=(STAMP,),
    evidence_records=(
        EvidenceRecordReport(file="er.ers", type="ASN1_EVIDENCE_RECORD", conclusion=STAMP, timestamps=(STAMP,)),
    ),
    lists=(list_use(),),
)


@pytest.mark.parametrize("sample", [VALID, FORGED, UNSURE, FULL], ids=["valid", "forged", "unsure", "full"])
def test_reports_follow_the_published_schema(sample: DocumentReport) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(encode(sample)))


def test_the_schema_refuses_a_report_without_a_verdict() -> None:
    wrong = json.loads(encode(VALID))
    del wrong["signatures"][0]["indication"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema()).validate(wrong)


def test_the_fields_of_the_contract_are_there() -> None:
    data = json.loads(encode(FULL))
    assert data.keys() >= DOCUMENT_FIELDS
    assert data["signatures"][0].keys() >= SIGNATURE_FIELDS
    assert data["document"].keys() >= {"name", "size", "sha256", "format"}
    assert data["signatures"][0]["signing_certificate"].keys() >= {"sha256", "subject", "issuer", "serial"}
    assert data["signatures"][0]["references"][0].keys() >= {"type", "name", "found", "intact"}
    assert data["signatures"][0]["legal"]["md-124-2022"].keys() >= {"label", "kind", "provisions"}
    stamp = data["detached_timestamps"][0]
    assert stamp.keys() >= {
        "type",
        "time",
        "indication",
        "sub_indication",
        "imprint_found",
        "imprint_intact",
        "signature_intact",
    }


def test_same_report_same_bytes() -> None:
    assert encode(FULL) == encode(FULL)
    assert json.loads(encode(FULL, indent=2)) == json.loads(encode(FULL))


def test_times_are_utc_and_absent_values_are_null() -> None:
    data = json.loads(encode(VALID))
    assert data["validation_time"] == "2026-11-21T00:00:00Z"
    assert data["signatures"][0]["sub_indication"] is None
    assert data["signatures"][0]["file"] is None


def test_a_time_in_another_zone_is_written_in_utc() -> None:
    local = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    data = json.loads(encode(report(entry(), validation_time=local)))
    assert datetime.fromisoformat(data["validation_time"]) == datetime(2026, 1, 1, tzinfo=UTC)
    assert data["validation_time"].endswith("Z")


def test_messages_name_reason_check_and_facts() -> None:
    (message,) = json.loads(encode(FORGED))["signatures"][0]["messages"]
    assert message["key"] == "DIGEST_MISMATCH"
    assert message["check"] == "en-319-102-1/5.2.7.4/data-intact"
    assert message["status"] == "FAILED"
    assert message["facts"]["tags"] == ["a", "b"]
    assert "changed" in message["text"]


def test_messages_follow_the_language() -> None:
    (message,) = json.loads(encode(FORGED, language="ro"))["signatures"][0]["messages"]
    assert "modificate" in message["text"]


def test_a_counter_signature_names_its_parent() -> None:
    data = json.loads(encode(report(entry(), entry(name="S-2", parent="S-1"))))
    assert [s["counter_signature"] for s in data["signatures"]] == [False, True]
    assert data["signatures"][1]["parent"] == "S-1"


def test_an_error_line_has_id_kind_and_message() -> None:
    line = json.loads(encode_error("case 1", "encrypted", "the file is encrypted"))
    assert line == {"id": "case 1", "error": {"kind": "encrypted", "message": "the file is encrypted"}}


def test_the_sample_is_not_a_counter_signature() -> None:
    assert not signature().parent
