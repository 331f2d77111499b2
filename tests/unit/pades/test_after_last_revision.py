"""Objects after the last revision: readers that look for ``startxref`` in the last 1,024 bytes rebuild the file from them."""

import re

import pytest

from tests.worlds.running import Case, cases, verdicts

LATER = [c for c in cases() if c.group == "pades" and c.all_pass and c.name in {"form-filled", "lt", "lta", "two"}]
BODY = b"BT /F1 14 Tf 72 760 Td (Suma: 900 lei) Tj ET"


def replaced_page(data: bytes) -> bytes:
    """Another content stream under the number of the page's own."""
    found = re.search(rb"/Contents (\d+) 0 R", data)
    assert found
    return b"\n%s 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (found[1], len(BODY), BODY)


@pytest.mark.parametrize("case", LATER, ids=lambda case: case.name)
@pytest.mark.parametrize("end", [b"", b"%" + b"x" * 2000 + b"\n", b"trailer\n<< /Size 60 >>\n%%EOF\n"])
def test_no_signature_passes_over_what_is_appended_without_a_revision(case: Case, end: bytes) -> None:
    data = case.dossier().document.data
    report = case.judge(data + replaced_page(data) + end)
    assert verdicts(report)
    assert "TOTAL-PASSED" not in verdicts(report)


@pytest.mark.parametrize("case", LATER, ids=lambda case: case.name)
def test_white_space_after_the_last_revision_does_no_harm(case: Case) -> None:
    assert set(verdicts(case.judge(case.dossier().document.data + b"\r\n\0\n"))) == {"TOTAL-PASSED"}
