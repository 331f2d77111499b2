"""Real files: what is read of them agrees with EU DSS where it is a matter of fact and not of judgement."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from esigval import xades
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.signature import Signature
from esigval.xades.names import XADES_NAMESPACES, xades_name
from tests.unit.xades import making as m

pytestmark = pytest.mark.corpus
LEAST = 0.97


def cases(shared: Path) -> Iterator[tuple[dict[str, Any], tuple[Signature, ...]]]:
    corpus = shared / "corpus"
    expected = {row["id"]: row for row in map(json.loads, (corpus / "expected/none.jsonl").read_text().splitlines())}
    for line in (corpus / "none.manifest.jsonl").read_text().splitlines():
        case = json.loads(line)
        answer = expected[case["id"]]
        if answer["format"] != "XAdES" or "refused" in answer:
            continue
        files = tuple(Document(Path(name).name, (corpus / name).read_bytes()) for name in case["detached"])
        yield answer, xades.read(Document(case["file"], (corpus / case["file"]).read_bytes()), files).signatures


def second(text: str | None) -> str:
    return (text or "").replace("+00:00", "Z").split(".")[0].rstrip("Z")


def facts_expected(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "level": row["level"],
        "time": second(row["claimed_signing_time"]),
        "algorithm": row["signature_algorithm"],
        "policy": row["policy_id"],
        "references": sorted((r["type"], r["found"], r["intact"]) for r in row["references"]),
        "scopes": sorted(s["scope"] for s in row["scopes"]),
        "timestamps": sorted(
            (t["type"], second(t["time"]), t["imprint_found"], t["imprint_intact"]) for t in row["timestamps"]
        ),
    }


def facts_read(found: Signature) -> dict[str, Any]:
    time, policy = found.properties.claimed_time, found.properties.policy
    return {
        "level": found.level,
        "time": second(time.isoformat() if time else None),
        "algorithm": found.value.algorithm.name,
        "policy": None if policy is None else policy.identifier or "IMPLICIT_POLICY",
        "references": sorted((str(r.type), r.found, r.intact) for r in found.references),
        "scopes": sorted(str(s.scope) for s in found.scopes),
        "timestamps": sorted(
            (str(t.type), second(t.token.time.isoformat() if t.token else None), t.imprint_found, t.imprint_intact)
            for t in found.timestamps
        ),
    }


def test_readings_agree_with_dss(shared: Path) -> None:
    agreed, total = Counter[str](), 0
    for answer, found in cases(shared):
        rows, left = answer["signatures"], list(found)
        assert len(rows) == len(left), answer["id"]
        for row in rows:
            total += 1
            wanted = facts_expected(row)
            best = max(
                (s for s in left if bool(s.parent) == row["counter_signature"]),
                key=lambda s: sum(facts_read(s)[name] == wanted[name] for name in wanted),
            )
            left.remove(best)
            actual = facts_read(best)
            agreed.update(name for name in wanted if wanted[name] == actual[name])
    assert total > 120
    assert {name: count for name, count in agreed.items() if count < LEAST * total} == {}


def test_no_reference_is_intact_that_dss_holds_broken(shared: Path) -> None:
    for answer, found in cases(shared):
        broken = sum(not r["intact"] for row in answer["signatures"] for r in row["references"])
        assert sum(not r.intact for s in found for r in s.references) >= broken, answer["id"]


def test_every_trusted_list_is_signed_whole_and_verifies(shared: Path) -> None:
    lists = sorted((shared / "lists/2023-10/lists").glob("*.xml"))
    assert len(lists) > 30
    for file in lists:
        reading = xades.read_enveloped(file.read_bytes())
        assert reading.covers_root, file.name
        assert m.verifies(reading.signature), file.name


def test_a_changed_trusted_list_is_not_covered(shared: Path) -> None:
    data = (shared / "lists/2023-10/lists/RO-61.xml").read_bytes()
    changed = data.replace(b"granted", b"granteb", 1)
    assert changed != data
    assert not xades.read_enveloped(changed).covers_root


def test_the_injected_dtd_is_refused(shared: Path) -> None:
    (file,) = (shared / "corpus/docs/xades").glob("*-xades-with-dtd-injection.xml")
    with pytest.raises(Malformed):
        xades.read(Document(file.name, file.read_bytes()))


def test_every_element_of_the_schemas_has_its_name(shared: Path) -> None:
    for file in ("XAdESv111.xsd", "XAdESv122.xsd", "XAdES01903v132-202407.xsd", "XAdES01903v141-202407.xsd"):
        schema = etree.parse(shared / "xsd" / file).getroot()
        namespace = schema.get("targetNamespace")
        assert namespace in XADES_NAMESPACES
        names = [element.get("name") for element in schema.iter("{http://www.w3.org/2001/XMLSchema}element")]
        assert [xades_name(f"{{{namespace}}}{name}") for name in names if name] == [name for name in names if name]
    assert (
        xades_name("SignedProperties") == xades_name("{urn:other}SignedProperties") == xades_name(etree.Comment) == ""
    )
