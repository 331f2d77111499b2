"""Real files: signatures found, levels, coverage, time-stamps and digests as EU DSS reads them, but for differences that are argued."""

import json
from pathlib import Path
from typing import Any

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.signature import Reading

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder ../shared with real signed files is not there"),
]

ARGUED = {
    # one signature whose CMS is broken: DSS leaves it out, here it is told as unreadable
    "pades/08a33cdb": {"count"},
    # no entry for one intermediate certificate: DSS goes by the signature of the CRL, here names decide what is there
    "pades/6f63a314": {"level"},
    # digestAlgorithm names a signature algorithm: the 20 octets of content are the digest that adbe.pkcs7.sha1 wants all the same
    "pades/4e2d4212": {"references"},
}


@pytest.fixture(scope="module")
def cases() -> list[tuple[dict[str, Any], Reading]]:
    files = {case["id"]: case for case in json.loads((CORPUS / "cases.json").read_text("utf-8"))}
    found = []
    for line in (CORPUS / "expected" / "none.jsonl").read_text("utf-8").splitlines():
        expected = json.loads(line)
        if expected["format"] == "PAdES":
            path = CORPUS / files[expected["id"]]["file"]
            found.append((expected, pades.read(Document(path.name, path.read_bytes()))))
    return found


def _facts(reading: Reading) -> dict[str, Any]:
    return {
        "count": len(reading.signatures),
        "level": sorted(s.level for s in reading.signatures),
        "scopes": sorted(s.scopes[0].scope.value for s in reading.signatures),
        "references": sorted((r.type.value, r.found, r.intact) for s in reading.signatures for r in s.references),
        "timestamps": sorted(
            (
                t.type.value,
                t.token.time.strftime("%Y-%m-%dT%H:%M:%S") if t.token else "",
                t.imprint_found,
                t.imprint_intact,
            )
            for s in reading.signatures
            for t in s.timestamps
        ),
        "format": sorted(s.name for s in reading.signatures if _broken_form(s.findings)) != [],
    }


def _broken_form(findings: Any) -> bool:
    """Whether DSS's default policy fails one of the findings."""
    failing = {"byte-range", "signature-dictionary", "page-difference", "signer-information-store"}
    return any(f.check.split("/")[-1] in failing for f in findings)


def _expected(case: dict[str, Any]) -> dict[str, Any]:
    signatures = case["signatures"]
    return {
        "count": len(signatures),
        "level": sorted(s["level"] for s in signatures),
        "scopes": sorted(s["scopes"][0]["scope"] for s in signatures),
        "references": sorted((r["type"], r["found"], r["intact"]) for s in signatures for r in s["references"]),
        "timestamps": sorted(
            (t["type"], t["time"].split(".")[0].rstrip("Z"), t["imprint_found"], t["imprint_intact"])
            for s in signatures
            for t in s["timestamps"]
        ),
        "format": any(s["sub_indication"] == "FORMAT_FAILURE" for s in signatures),
    }


@pytest.mark.parametrize("fact", ["count", "level", "scopes", "references", "timestamps", "format"])
def test_facts_agree(cases: list[tuple[dict[str, Any], Reading]], fact: str) -> None:
    assert len(cases) >= 70
    different = {expected["id"] for expected, reading in cases if _facts(reading)[fact] != _expected(expected)[fact]}
    argued = {case for case, facts in ARGUED.items() if fact in facts or "count" in facts}
    assert different <= argued


def test_undefined_changes_are_those_of_dss(cases: list[tuple[dict[str, Any], Reading]]) -> None:
    """Where DSS finds undefined or visual changes something is told here; where it finds neither, nothing is (one spoofed file aside)."""
    for expected, reading in cases:
        told = {
            f.check.split("/")[-1]
            for s in reading.signatures
            for f in s.findings
            if f.check.split("/")[-1] in ("undefined-changes", "visual-difference", "page-difference", "field-mdp")
        }
        seen = any(s["pdf"]["undefined_changes"] or s["pdf"]["visual_difference_pages"] for s in expected["signatures"])
        assert bool(told) == seen, (expected["id"], told)
