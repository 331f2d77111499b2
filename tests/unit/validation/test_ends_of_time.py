"""Times at the ends of the calendar, in whatever a file or its evidence states, give an answer like all others."""

from dataclasses import replace

import pytest
from tests.conformance.test_time_table import BEFORE, NOW, fresh
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds.pki import moment
from tests.worlds.signers import cms

from esigval.forecast import forecast

FIRST, LAST = "0001-01-01T00:00:00", "9999-12-31T23:59:59"
POLICIES = ("strict", "interop")
FOREVER = (moment("9999-12-31") - moment("2025-06-01")).days


def verdict(signed: Signed, *evidence: bytes, policy: str, at: str = NOW) -> str:
    return str(signed.judge(at, *evidence, policy=policy).signatures[0].conclusion.indication)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("at", (FIRST, LAST))
def test_a_token_of_the_end_of_time_proves_nothing(at: str, policy: str) -> None:
    signed = Signed().stamp("tsa", at).hold(crls=fresh()).archive("tsa", at)
    conclusion = signed.judge(NOW, *fresh(), policy=policy).signatures[0].conclusion
    assert str(conclusion.indication) == "TOTAL-PASSED"
    assert conclusion.best_signature_time == moment(NOW)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("seconds", (-1, 10**9, 10**30))
def test_a_token_whose_clock_may_be_off_by_more_than_all_of_time(seconds: int, policy: str) -> None:
    signed = Signed()
    tsa = replace(WORLD.tsa("tsa"), accuracy_seconds=seconds)
    info = signed.data.signers[0]
    info.unsigned.append((cms.SIGNATURE_TIMESTAMP, tsa.token(info.value, moment(BEFORE))))
    assert verdict(signed, *fresh(), policy=policy) == "TOTAL-PASSED"


@pytest.mark.parametrize("policy", POLICIES)
def test_revocation_data_that_promise_to_hold_forever(policy: str) -> None:
    evidence = (fresh()[0], WORLD.crl_of("ca", "2025-06-01", FOREVER), fresh()[2])
    assert verdict(Signed(), *evidence, policy=policy) == "TOTAL-PASSED"
    assert [f.signature for f in forecast(Signed().dossier(NOW, *evidence, policy=policy))]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(("at", "expected"), [(FIRST, "TOTAL-FAILED"), (LAST, "INDETERMINATE")])
def test_validation_as_of_the_end_of_time(at: str, expected: str, policy: str) -> None:
    assert verdict(Signed().stamp("tsa", BEFORE), *fresh(), policy=policy, at=at) == expected
