"""The example files come to what examples/README.md says of them."""

import pytest
from tests.worlds import running

from esigval.fetch.directory import read_lists_folder
from esigval.model.report import SignatureReport
from esigval.validate import validate

EXAMPLES = running.VECTORS.parents[1] / "examples"
TRUST = read_lists_folder(EXAMPLES / "lists")
MOMENT = next(c.run["time"] for c in running.cases() if c.group == "trust")


def signature(name: str) -> SignatureReport:
    """The one signature of an example."""
    report = validate(EXAMPLES / name, trust=[TRUST], time=MOMENT)
    (found,) = report.signatures
    return found


@pytest.mark.parametrize(
    ("name", "level", "indication", "sub_indication", "label"),
    [
        ("cerere-calificata.pdf", "PAdES-BASELINE-LTA", "TOTAL-PASSED", None, "qualified"),
        ("cerere-avansata.xml", "XAdES-BASELINE-LT", "TOTAL-PASSED", None, "advanced-undetermined"),
        ("contract-revocat.p7m", "CAdES-BASELINE-B", "INDETERMINATE", "REVOKED_NO_POE", ""),
        ("cerere-schimbata.pdf", "PAdES-BASELINE-LTA", "TOTAL-FAILED", "FORMAT_FAILURE", "not-established"),
        ("dosar-semnat.asice", "CAdES-BASELINE-LTA", "TOTAL-PASSED", None, "qualified"),
    ],
)
def test_example(name: str, level: str, indication: str, sub_indication: str | None, label: str) -> None:
    """Level, verdict and class under Law 124/2022 (not asked where the signature is indeterminate)."""
    found = signature(name)
    assert found.signature.level == level
    assert (found.conclusion.indication, found.conclusion.sub_indication) == (indication, sub_indication)
    assert not label or {o.law: o.label for o in found.opinions}["md-124-2022"] == label


def test_every_example_is_described() -> None:
    """The page names every file."""
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    names = {path.name for path in EXAMPLES.iterdir()} - {"README.md"}
    assert {name for name in names if f"`{name}" not in page} == set()
