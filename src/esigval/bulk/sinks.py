"""Where the lines go: a JSON Lines file, standard output, or a Parquet file with a row a signature."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from esigval.bulk.job import Line
from esigval.model.errors import UsageError
from esigval.report.json.schema import ErrorDetail

COLUMNS: tuple[str, ...] = (
    "id",
    "file_sha256",
    "format",
    "signature",
    "level",
    "indication",
    "sub_indication",
    "qualification",
    "legal",
    "signer",
    "certificate_sha256",
    "claimed_signing_time",
    "best_signature_time",
    "validation_time",
    "policy",
    "list_sha256",
    "error",
    "message",
)
"""Columns of the table, all of text: a row a signature, or one for a file without any."""


def write_lines(lines: Iterable[Line], out: BinaryIO) -> Iterator[Line]:
    """Writes each line and passes it on; flushed one by one, so that an interruption loses nothing that was answered."""
    for line in lines:
        out.write(line.data + b"\n")
        out.flush()
        yield line


def table_rows(line: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    """The rows of one line of results."""
    error = line.get("error") or {}
    base: dict[str, str | None] = dict.fromkeys(COLUMNS)
    base["id"] = line["id"]
    base["error"], base["message"] = error.get("kind"), error.get("message")
    if error:
        yield base
        return
    base["file_sha256"], base["format"] = line["document"]["sha256"], line["document"]["format"]
    base["validation_time"], base["policy"] = line["validation_time"], line["policy"]["id"]
    base["list_sha256"] = " ".join(used["sha256"] for used in line["trusted_lists"]) or None
    for signature in line["signatures"]:
        certificate = signature["signing_certificate"] or {}
        laws = (f"{law}: {opinion['label']}" for law, opinion in signature["legal"].items())
        yield base | {
            "signature": signature["id"],
            "level": signature["level"],
            "indication": signature["indication"],
            "sub_indication": signature["sub_indication"],
            "qualification": signature["qualification"],
            "legal": "; ".join(laws) or None,
            "signer": certificate.get("subject"),
            "certificate_sha256": certificate.get("sha256"),
            "claimed_signing_time": signature["claimed_signing_time"],
            "best_signature_time": signature["best_signature_time"],
        }
    if not line["signatures"]:
        yield base


def write_parquet(lines: Path, target: Path, *, batch: int = 10_000) -> None:
    """Turns a JSON Lines file of results into Parquet. Raises UsageError where pyarrow is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as e:
        raise UsageError("Parquet needs the extra: pip install 'esigval[columns]'") from e
    schema = pyarrow.schema([(name, pyarrow.string()) for name in COLUMNS])
    partial = target.with_name(target.name + ".partial")
    with pyarrow.parquet.ParquetWriter(partial, schema) as writer, lines.open("rb") as source:
        rows: list[dict[str, str | None]] = []
        for line in source:
            rows += table_rows(msgspec.json.decode(line))
            if len(rows) >= batch:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(pyarrow.Table.from_pylist(rows, schema))
    partial.replace(target)


class _Verdict(Struct, frozen=True):
    indication: str
    sub_indication: str | None = None


class _Outcome(Struct, frozen=True):
    signatures: tuple[_Verdict, ...] = ()
    detached_timestamps: tuple[_Verdict, ...] = ()
    evidence_records: tuple[_Verdict, ...] = ()
    error: ErrorDetail | None = None


_OUTCOMES = msgspec.json.Decoder(_Outcome)


def outcome(line: bytes) -> str:
    """A line of results in a few words: the verdicts, or the error."""
    found = _OUTCOMES.decode(line)
    if found.error is not None:
        return f"{found.error.kind}: {found.error.message}"
    verdicts = found.signatures + found.detached_timestamps + found.evidence_records
    return ", ".join(" ".join(filter(None, (v.indication, v.sub_indication))) for v in verdicts) or "nothing to judge"
