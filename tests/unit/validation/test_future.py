"""What is younger than a past moment of validation is told, and changes no verdict."""

import pytest
from tests.conformance.test_time_table import fresh, good
from tests.unit.validation.timeline import WORLD, Signed

from esigval.model.check import Check, Status
from esigval.model.report import DocumentReport

CLAIMED = "en-319-102-1/5.2.8/signing-time-not-in-future"
DATA = "en-319-102-1/5.2.6/revocation-data-not-in-future"
SAME_DAY = tuple(WORLD.crl_of(name, "2025-03-10T06:00:00", 400) for name in ("root", "ca", "ca-tsa"))


def told(report: DocumentReport) -> set[str]:
    """Ids of the two warnings that stand in the tree of the signature."""

    def walk(check: Check) -> set[str]:
        own = {check.id} if check.id in (CLAIMED, DATA) and check.status is Status.WARNING else set()
        return own.union(*(walk(child) for child in check.children))

    return walk(report.signatures[0].conclusion.check)


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize(
    ("claimed", "at", "data", "expected"),
    [
        ("2025-03-10T10:00:00", "2025-03-10T12:00:00", SAME_DAY, set()),
        ("2025-03-10T10:00:00", "2025-03-10T09:00:00", SAME_DAY, {CLAIMED}),
        ("2025-03-10T10:00:00", "2025-03-10T12:00:00", fresh(), {DATA}),
        ("2025-03-10T10:00:00", "2025-03-10T12:00:00", (*SAME_DAY, good()), {DATA}),
        ("2025-03-10T10:00:00", "2025-03-10T09:00:00", fresh(), {CLAIMED, DATA}),
    ],
)
def test_what_is_still_to_come_is_told(
    policy: str, claimed: str, at: str, data: tuple[bytes, ...], expected: set[str]
) -> None:
    report = Signed(at=claimed).judge(at, *data, policy=policy)
    assert report.signatures[0].conclusion.indication == "TOTAL-PASSED"
    assert told(report) == expected
