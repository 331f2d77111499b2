"""Outlines are chains: each entry leads to the next, by hundreds. Such a chain is compared to its end."""

from tests.worlds.pdf_gallery.benign import outlined
from tests.worlds.pdf_gallery.judging import report_on


def test_that_stays_is_no_change() -> None:
    (entry,) = report_on(outlined({})).signatures
    assert str(entry.conclusion.indication) == "TOTAL-PASSED"
    assert entry.signature.findings == ()


def test_whose_last_entry_leads_elsewhere_is_a_change() -> None:
    (entry,) = report_on(outlined({499: b"<</Title(499)/Parent 199 0 R/Dest[5 0 R/Fit]>>"})).signatures
    assert str(entry.conclusion.indication) == "TOTAL-FAILED"
    assert [finding.check for finding in entry.signature.findings] == ["en-319-102-1/5.2.2/undefined-changes"]
