"""The JSON report: a public contract with a published JSON Schema."""

from typing import Any

import msgspec

from esigval.model.report import DocumentReport
from esigval.report.json.build import build
from esigval.report.json.octets import utf8
from esigval.report.json.schema import ErrorDetail, ErrorLine, Report

__all__ = ["encode", "encode_error", "encode_head", "json_schema"]


def encode(report: DocumentReport, *, language: str = "en", indent: int = 0, provision_texts: bool = False) -> bytes:
    """The JSON report as UTF-8; on one line, or with ``indent`` spaces. The same report gives the same bytes.

    ``provision_texts`` adds the text of each provision once: nine tenths of the size, and the same in every report."""
    data = utf8(build(report, language, provision_texts))
    return msgspec.json.format(data, indent=indent) if indent else data


def encode_error(case: str, kind: str, message: str) -> bytes:
    """The line of a batch for a file that can't be answered."""
    return utf8(ErrorLine(case, ErrorDetail(kind, message)))


def encode_head(case: str, key: str, exit_status: int) -> bytes:
    """What a line of a batch says before the report: whose it is, and what it takes to resume."""
    return utf8({"id": case, "key": key, "exit_status": exit_status})


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the report."""
    schema = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "esigval report",
        "description": "Report of esigval about one signed document",
        **schema,
    }
