"""Exit statuses and their precedence."""

from itertools import permutations

import pytest

from esigval.model.conclusion import Indication, SubIndication
from esigval.model.report import DocumentReport
from esigval.report.status import ExitStatus, exit_status, worst

from .samples import AT, FORGED, NO_CHAIN, SIGNED, UNSURE, VALID, entry, list_use, report

HELD_BACK = entry(Indication.INDETERMINATE, SubIndication.TRY_LATER, NO_CHAIN)
NO_PATH = UNSURE.signatures[0]


@pytest.mark.parametrize(
    ("sample", "status"),
    [
        (VALID, ExitStatus.AS_REQUIRED),
        (FORGED, ExitStatus.FAILED),
        (report(HELD_BACK), ExitStatus.INDETERMINATE),
        (report(), ExitStatus.INDETERMINATE),
        (report(NO_PATH, anchors=()), ExitStatus.TRUST_MISSING),
        (report(NO_PATH), ExitStatus.INDETERMINATE),
        (report(HELD_BACK, lists=(list_use(authenticated=False),)), ExitStatus.TRUST_MISSING),
        (report(HELD_BACK, lists=(list_use(next_update=SIGNED),)), ExitStatus.TRUST_MISSING),
        (report(HELD_BACK, lists=(list_use(next_update=AT),)), ExitStatus.INDETERMINATE),
        (report(entry(), lists=(list_use(authenticated=False),)), ExitStatus.AS_REQUIRED),
        (report(*FORGED.signatures, NO_PATH, anchors=()), ExitStatus.FAILED),
        (report(*VALID.signatures, HELD_BACK), ExitStatus.INDETERMINATE),
    ],
)
def test_of_a_report(sample: DocumentReport, status: ExitStatus) -> None:
    assert exit_status(sample) is status


def test_precedence_does_not_depend_on_the_order() -> None:
    ranking = [ExitStatus(n) for n in (5, 2, 1, 4, 3, 0)]
    for first, second in permutations(ranking, 2):
        assert worst((first, second)) is min(first, second, key=ranking.index)
    assert worst(()) is ExitStatus.AS_REQUIRED
