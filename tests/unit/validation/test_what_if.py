"""What the verdict would be with what is missing, and that no supposition gets into a verdict."""

from hashlib import sha256

import msgspec
import pytest
from tests.conformance.test_time_table import BEFORE, COMPROMISED, LATE, expired_signer, fresh, revoked
from tests.unit.validation.timeline import WORLD, Signed

from esigval.model.conclusion import Conclusion, Indication, SubIndication, TimestampConclusion
from esigval.model.dossier import Dossier
from esigval.model.prospect import Prospect, Supposed, Supposition
from esigval.report.json import encode
from esigval.validate import inputs_of, judge
from esigval.validation.process import judge_document
from esigval.validation.suppose import SUPPOSED_ID, SupposedMaterial
from esigval.what_if import what_if

NOW = "2025-06-02"
POLICIES = ("strict", "interop")


def of(dossier: Dossier) -> tuple[Prospect, ...]:
    """The prospects of the only signature."""
    (found,) = what_if(dossier).values()
    return found


def about(found: tuple[Prospect, ...], name: str, supposed: Supposed) -> Prospect:
    """The one that supposes this of this certificate alone."""
    identifier = sha256(WORLD[name].der).hexdigest()
    (one,) = [p for p in found if [(s.subject, s.supposed) for s in p.suppositions] == [(identifier, supposed)]]
    return one


def verdict(dossier: Dossier) -> tuple[Indication, SubIndication | None]:
    """What the dossier really comes to."""
    conclusion = judge(dossier).signatures[0].conclusion
    return conclusion.indication, conclusion.sub_indication


def would(prospect: Prospect) -> tuple[Indication | None, SubIndication | None]:
    return prospect.would_be, prospect.sub_indication


@pytest.mark.parametrize("policy", POLICIES)
def test_what_one_piece_would_bring_is_what_it_brings(policy: str) -> None:
    others = fresh()[::2]
    found = of(Signed().dossier(NOW, *others, policy=policy))
    good = about(found, "signer", Supposed.GOOD)
    assert would(good) == verdict(Signed().dossier(NOW, *others, WORLD.crl_of("ca", NOW), policy=policy))
    assert good.would_be is Indication.TOTAL_PASSED
    gone = WORLD.crl_of("ca", NOW, signer=("2024-01-01", "key_compromise"))
    bad = about(found, "signer", Supposed.REVOKED)
    assert would(bad) == verdict(Signed().dossier(NOW, *others, gone, policy=policy))
    assert would(bad) == (Indication.INDETERMINATE, SubIndication.REVOKED_NO_POE)


@pytest.mark.parametrize("policy", POLICIES)
def test_one_piece_of_several_does_not_help_and_all_together_do(policy: str) -> None:
    found = of(Signed().dossier(NOW, policy=policy))
    assert about(found, "signer", Supposed.GOOD).would_be is Indication.INDETERMINATE
    (everything,) = [p for p in found if p.complete]
    assert {s.supposed for s in everything.suppositions} == {Supposed.GOOD}
    assert would(everything) == verdict(Signed().dossier(NOW, *fresh(), policy=policy))


@pytest.mark.parametrize("policy", POLICIES)
def test_data_about_the_authority_of_a_time_stamp_that_would_prove_it_in_time(policy: str) -> None:
    signed = Signed().stamp("tsa", BEFORE)
    found = of(signed.dossier(NOW, *revoked()[:2], policy=policy))
    assert about(found, "tsa", Supposed.GOOD).would_be is Indication.TOTAL_PASSED
    assert would(about(found, "tsa", Supposed.REVOKED)) == (Indication.INDETERMINATE, SubIndication.REVOKED_NO_POE)


def test_a_revocation_that_is_known_is_not_supposed_away() -> None:
    """The signer is revoked by what is at hand: nothing that is missing makes it good."""
    found = of(Signed().dossier(NOW, *revoked()))
    assert all(p.would_be is not Indication.TOTAL_PASSED for p in found if p.suppositions[0].supposed is Supposed.GOOD)


def test_a_time_stamp_of_the_claimed_time() -> None:
    in_time = of(Signed().dossier(LATE, *expired_signer()))
    (proven,) = [p for p in in_time if p.suppositions and p.suppositions[0].supposed is Supposed.PROVEN]
    assert proven.would_be is Indication.TOTAL_PASSED
    late = of(Signed(at="2027-03-01").dossier(LATE, *expired_signer()))
    assert not [p for p in late if p.suppositions and p.suppositions[0].supposed is Supposed.PROVEN]


def test_a_time_stamp_from_before_the_certificate_would_end_it() -> None:
    found = of(Signed(at="2023-03-01").dossier(LATE, *expired_signer()))
    (early,) = [p for p in found if p.suppositions and p.suppositions[0].supposed is Supposed.PROVEN]
    assert would(early) == (Indication.TOTAL_FAILED, SubIndication.NOT_YET_VALID)


def test_what_hangs_on_a_certificate_that_nobody_has_seen_is_not_said() -> None:
    found = of(Signed("signer").dossier(NOW, *fresh(), anchors=("impostor-root",)))
    assert [p.would_be for p in found if p.subject] == [None]


def test_a_signature_that_passes_has_no_prospects() -> None:
    assert what_if(Signed().dossier(NOW, *fresh())) == {}


def test_a_supposition_never_gets_into_a_verdict() -> None:
    dossier = Signed().dossier(NOW, *fresh()[::2])
    before = encode(judge(dossier))
    assert any(p.would_be is Indication.TOTAL_PASSED for p in of(dossier))
    assert encode(judge(dossier)) == before
    assert SUPPOSED_ID.encode() not in before


def test_the_judgement_of_a_document_refuses_suppositions() -> None:
    inputs = inputs_of(Signed().dossier(NOW, *fresh()[::2]))
    supposition = Supposition(sha256(WORLD["signer"].der).hexdigest(), Supposed.GOOD, inputs.material.time)
    with pytest.raises(TypeError):
        judge_document(inputs.reading, SupposedMaterial(inputs.material, (supposition,)), inputs.records)


@pytest.mark.parametrize("kind", (Conclusion, TimestampConclusion))
def test_a_prospect_is_no_conclusion(kind: type[object]) -> None:
    for prospect in of(Signed().dossier(NOW, *fresh(signer=COMPROMISED)[:1])):
        with pytest.raises(TypeError):
            kind(**msgspec.structs.asdict(prospect))
