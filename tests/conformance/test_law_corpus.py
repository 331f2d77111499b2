"""Real files under the real lists of October 2023: the legal label never says more than the technical verdict lets it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from esigval.bulk.case import read_manifest
from esigval.bulk.job import Settings
from esigval.bulk.run import run_in_processes
from esigval.validate import load_policy

BROKEN = {"HASH_FAILURE", "SIG_CRYPTO_FAILURE", "FORMAT_FAILURE"}


@pytest.fixture(scope="module")
def signatures(shared: Path) -> list[dict[str, Any]]:
    return list(_signatures(shared))


def _signatures(shared: Path) -> Iterator[dict[str, Any]]:
    settings = Settings(
        time=datetime(2026, 11, 21, tzinfo=UTC), policy=load_policy("interop"), lists=shared / "lists" / "2023-10"
    )
    for line in run_in_processes(read_manifest(shared / "corpus" / "lotl.manifest.jsonl"), settings, 2):
        yield from json.loads(line.data).get("signatures") or ()


@pytest.mark.corpus
def test_labels_follow_the_verdict(signatures: list[dict[str, Any]]) -> None:
    assert len(signatures) > 100
    labels = set()
    for signature in signatures:
        for law, opinion in signature["legal"].items():
            labels.add(opinion["label"])
            if opinion["label"] == "qualified":
                assert signature["indication"] == "TOTAL-PASSED", (signature["id"], law)
            if signature["sub_indication"] in BROKEN:
                assert opinion["label"] in ("not-established", "not-evaluated"), (signature["id"], law)
    assert {"qualified", "advanced", "simple", "not-established"} <= labels


@pytest.mark.corpus
def test_qualified_under_the_regulation_is_qualified_by_the_lists(signatures: list[dict[str, Any]]) -> None:
    found = 0
    for signature in signatures:
        opinion = signature["legal"].get("eu-910-2014")
        if opinion is not None and opinion["label"] == "qualified":
            found += 1
            label = signature["qualification"]
            assert (label["label"] if isinstance(label, dict) else label) in ("QESIG", "QESEAL"), signature["id"]
    assert found
