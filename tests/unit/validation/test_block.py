"""How checks become the result of a block: the first that blocks decides, an empty block never passes, nothing is forgotten."""

from esigval.model.check import Check, Status, conjunction
from esigval.model.conclusion import Indication, SubIndication
from esigval.validation.block import Steps

A = "en-319-102-1/5.2.6/validity-period"
B = "en-319-102-1/5.2.6/not-revoked"


def test_a_block_without_checks_does_not_pass() -> None:
    assert Steps("en-319-102-1/5.2.6").block().indication is Indication.INDETERMINATE


def test_an_empty_conjunction_never_passes() -> None:
    assert conjunction(()) is Status.INDETERMINATE


def test_the_first_blocking_check_decides_and_the_others_are_remembered() -> None:
    steps = Steps("en-319-102-1/5.2.6")
    steps.add(Check(A, Status.INDETERMINATE), SubIndication.OUT_OF_BOUNDS_NOT_REVOKED)
    steps.add(Check(B, Status.INDETERMINATE), SubIndication.REVOKED_CA_NO_POE)
    block = steps.block()
    assert block.sub_indication is SubIndication.OUT_OF_BOUNDS_NOT_REVOKED
    assert block.blocking == (SubIndication.OUT_OF_BOUNDS_NOT_REVOKED, SubIndication.REVOKED_CA_NO_POE)


def test_what_hides_behind_a_recoverable_result_keeps_it_from_being_recovered() -> None:
    inner = Steps("en-319-102-1/5.2.6/certificate")
    inner.add(Check(B, Status.INDETERMINATE), SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE)
    outer = Steps("en-319-102-1/5.2.6")
    outer.add(Check(A, Status.INDETERMINATE), SubIndication.OUT_OF_BOUNDS_NOT_REVOKED)
    outer.take(inner.block())
    block = outer.block()
    assert block.is_indeterminate(frozenset({SubIndication.OUT_OF_BOUNDS_NOT_REVOKED}))
    assert not block.is_recoverable(frozenset({SubIndication.OUT_OF_BOUNDS_NOT_REVOKED}))


def test_a_warning_lets_the_block_pass_and_stays_visible() -> None:
    steps = Steps("en-319-102-1/5.2.6")
    steps.add(Check(A, Status.WARNING), SubIndication.OUT_OF_BOUNDS_NO_POE)
    block = steps.block()
    assert block.passed
    assert block.check.status is Status.WARNING
