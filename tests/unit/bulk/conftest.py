"""A batch of small files."""

import json
from pathlib import Path

import pytest

from tests.unit.signed import certificate_pem, changed_xml, signed_xml


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A folder with files and a manifest of them; paths are relative to it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.xml").write_bytes(signed_xml())
    (tmp_path / "docs" / "changed.xml").write_bytes(changed_xml())
    (tmp_path / "docs" / "plain.txt").write_bytes(b"hello")
    (tmp_path / "docs" / "empty.pdf").write_bytes(b"")
    (tmp_path / "signer.pem").write_bytes(certificate_pem())
    lines = [
        {"id": "good", "file": "docs/good.xml", "anchors": ["signer.pem"], "at": "2025-06-02T08:00:00Z"},
        {"id": "absent", "file": "docs/absent.xml"},
        {"id": "changed", "file": "docs/changed.xml", "detached": [], "at": "2025-06-02T08:00:00Z"},
        {"id": "empty", "file": "docs/empty.pdf"},
        {"id": "plain", "file": "docs/plain.txt"},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "cases.jsonl").write_text(text, encoding="utf-8")
    return tmp_path
