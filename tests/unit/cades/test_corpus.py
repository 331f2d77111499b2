"""Real CMS files against the expected answers, on all that needs no judgement: agreement must not fall below what was reached."""

import json
from collections import Counter
from datetime import UTC
from pathlib import Path

import pytest

from esigval import cades
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.signature import Reading, Signature, Timestamp
from esigval.timestamp.completeness import ValidationData
from esigval.x509.verify import Verification, verify_signature

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder ../shared/corpus is not there"),
]

LEAST = {"count": 97, "level": 97, "certificate": 97, "integrity": 95, "scopes": 97, "timestamps": 95}
"""Agreement in per cent, of the cases of the format."""


def cases() -> list[tuple[dict, dict]]:
    expected = [json.loads(line) for line in (CORPUS / "expected" / "none.jsonl").read_text("utf-8").splitlines()]
    manifest = [json.loads(line) for line in (CORPUS / "none.manifest.jsonl").read_text("utf-8").splitlines()]
    inputs = {m["id"]: m for m in manifest}
    return [(e, inputs[e["id"]]) for e in expected if e["format"] == "CAdES"]


def read(case: dict) -> Reading:
    files = [CORPUS / f for f in [case["file"], *case["detached"]]]
    documents = [Document(f.name, f.read_bytes()) for f in files]
    assert cades.recognises(documents[0])
    return cades.read(documents[0], tuple(documents[1:]))


def signer_of(signature: Signature) -> tuple[str, bool]:
    """The signing certificate's digest and whether the value verifies with it."""
    certificate = ValidationData(signature.evidence).named(signature.hint, signature.certificate_references)
    if certificate is None:
        return "", False
    value = signature.value
    intact = any(
        verify_signature(certificate.spki, value.algorithm, data, value.value, value.prehashed) is Verification.VALID
        for data in value.signed_data
    )
    return certificate.id, intact


def seconds(stamp: Timestamp) -> str:
    assert stamp.token is not None
    return stamp.token.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def facts(signature: Signature) -> dict[str, object]:
    certificate, intact = signer_of(signature)
    references = sorted((r.type.value, r.found, r.intact) for r in signature.references)
    return {
        "level": signature.level,
        "certificate": certificate,
        "integrity": (intact and all(r.intact for r in signature.references), references),
        "scopes": sorted((s.scope.value, s.name if not signature.parent else "") for s in signature.scopes),
        "timestamps": sorted(
            (t.type.value, seconds(t), t.imprint_found, t.imprint_intact) for t in signature.timestamps
        ),
    }


def expected_facts(signature: dict) -> dict[str, object]:
    counter = signature["counter_signature"]
    return {
        "level": signature["level"],
        "certificate": (signature.get("signing_certificate") or {}).get("sha256") or "",
        "integrity": (
            signature["signature_intact"],
            sorted((r["type"], r["found"], r["intact"]) for r in signature["references"]),
        ),
        "scopes": sorted((s["scope"], "" if counter else s["name"] or "") for s in signature["scopes"]),
        "timestamps": sorted(
            (t["type"], t["time"].split(".")[0].rstrip("Z"), t["imprint_found"], t["imprint_intact"])
            for t in signature["timestamps"]
        ),
    }


def compare(expected: dict, case: dict) -> dict[str, str]:
    """Field -> the difference."""
    try:
        reading = read(case)
    except Malformed as error:
        return dict.fromkeys(LEAST, f"malformed: {error}")
    wanted = [expected_facts(s) for s in expected["signatures"]]
    got = [facts(s) for s in reading.signatures]
    if len(wanted) != len(got):
        return dict.fromkeys(LEAST, f"{len(wanted)} signatures expected, {len(got)} read")
    order = repr
    wanted.sort(key=lambda f: order((f["certificate"], f["timestamps"], f["scopes"])))
    got.sort(key=lambda f: order((f["certificate"], f["timestamps"], f["scopes"])))
    return {
        field: f"expected {w[field]}, got {g[field]}"
        for w, g in zip(wanted, got, strict=True)
        for field in w
        if w[field] != g[field]
    }


def test_agreement_with_the_expected_answers() -> None:
    differences: Counter[str] = Counter()
    told: list[str] = []
    all_cases = [(e, c) for e, c in cases() if "refused" not in e]
    for expected, case in all_cases:
        for field, what in compare(expected, case).items():
            differences[field] += 1
            told.append(f"{expected['id']} {field}: {what}")
    agreement = {field: 100 * (1 - differences[field] / len(all_cases)) for field in LEAST}
    print("\n".join([*told, repr(agreement)]))
    assert all_cases
    assert all(agreement[field] >= LEAST[field] for field in LEAST), "\n".join([repr(agreement), *told])
