"""Properties of the law: what evidence, its order and dates may and may not do to an opinion."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.policy.lawcases import bases, facts_of, scenarios

from esigval.model.legal import LegalOpinion
from esigval.policy import LAWS, opinions
from esigval.policy.facts import LawFacts, OutsideFacts, Period, RevocationFacts, ServiceFacts
from esigval.policy.opinion import LABELS

EVALUATED = tuple(law.id for law in LAWS if law.evaluated)
replace = msgspec.structs.replace


def starting_points() -> list[LawFacts]:
    found = [facts_of(base, {}) for base in bases()]
    found += [facts_of(scenario["base"], scenario["changes"]) for scenario in scenarios().values()]
    return found + [compromised(facts) for facts in found if facts.certificate is not None]


def compromised(facts: LawFacts) -> LawFacts:
    revocation = RevocationFacts(revoked_at=facts.poe - timedelta(hours=1), reason="keyCompromise")
    return replace(facts, revocation=revocation)


START = starting_points()
facts_strategy = st.sampled_from(START)


def labels(facts: LawFacts) -> dict[str, int]:
    return {opinion.law: LABELS.index(opinion.label) for opinion in opinions(facts, laws=EVALUATED)}


def without_certificate(facts: LawFacts) -> LawFacts:
    signature = replace(facts.signature, value_verifies=None)
    return replace(facts, certificate=None, services=(), revocation=None, signature=signature)


def without_stamps(facts: LawFacts) -> LawFacts:
    return replace(facts, timestamps=(), poe=max(facts.at, facts.poe), poe_proof="")


def without_status_history(facts: LawFacts) -> LawFacts:
    services = tuple(replace(service, periods=service.periods[-1:]) for service in facts.services)
    return replace(facts, services=services)


def without_issuer(facts: LawFacts) -> LawFacts:
    if facts.certificate is None:
        return facts
    return replace(facts, certificate=replace(facts.certificate, anchored=None, issuer_verifies=None), services=())


def unsigned_lists(facts: LawFacts) -> LawFacts:
    return replace(facts, services=tuple(replace(service, authenticated=False) for service in facts.services))


LOSSES: tuple[Callable[[LawFacts], LawFacts], ...] = (
    without_certificate,
    without_stamps,
    without_status_history,
    without_issuer,
    unsigned_lists,
    lambda facts: replace(facts, services=()),
    lambda facts: replace(facts, revocation=None),
    lambda facts: replace(facts, low=None, low_proof=""),
    lambda facts: replace(facts, outside=OutsideFacts()),
    lambda facts: replace(facts, signature=replace(facts.signature, digests_match=None)),
    lambda facts: replace(facts, signature=replace(facts.signature, value_verifies=None)),
    lambda facts: replace(facts, signature=replace(facts.signature, algorithms_suitable=None)),
    # That a structure is unsound speaks against the signature: to lose that is no loss of evidence for it.
    lambda facts: replace(facts, signature=replace(facts.signature, sound=facts.signature.sound and None)),
    lambda facts: replace(facts, qualified_at_issuance="unknown"),
    lambda facts: replace(facts, qualified_at_signing="unknown"),
)


@settings(max_examples=250, deadline=None)
@given(facts_strategy, st.lists(st.sampled_from(range(len(LOSSES))), min_size=1, max_size=4))
def test_taking_evidence_away_never_strengthens_a_label(facts: LawFacts, losses: list[int]) -> None:
    if "no" in (facts.qualified_at_issuance, facts.qualified_at_signing):
        return
    less = facts
    for loss in losses:
        less = LOSSES[loss](less)
    before, after = labels(facts), labels(less)
    assert all(after[law] <= before[law] for law in before)


FALSE: tuple[Callable[[LawFacts], LawFacts], ...] = (
    lambda facts: replace(facts, signature=replace(facts.signature, value_verifies=False)),
    lambda facts: replace(facts, signature=replace(facts.signature, digests_match=False)),
    lambda facts: replace(facts, signature=replace(facts.signature, sound=False)),
    lambda facts: replace(facts, signature=replace(facts.signature, algorithms_suitable=False)),
    lambda facts: replace(facts, certificate=facts.certificate and replace(facts.certificate, issuer_verifies=False)),
    lambda facts: replace(facts, certificate=facts.certificate and replace(facts.certificate, anchored=False)),
    lambda facts: replace(facts, certificate=facts.certificate and replace(facts.certificate, key_weak=True)),
    lambda facts: replace(facts, timestamps=tuple(replace(t, verifies=False) for t in facts.timestamps)),
    lambda facts: replace(facts, timestamps=tuple(replace(t, imprint=False) for t in facts.timestamps)),
    unsigned_lists,
)


@settings(max_examples=250, deadline=None)
@given(facts_strategy, st.lists(st.sampled_from(range(len(FALSE))), min_size=1, max_size=3))
def test_a_label_never_rises_when_a_cryptographic_fact_turns_false(facts: LawFacts, turned: list[int]) -> None:
    worse = facts
    for index in turned:
        worse = FALSE[index](worse)
    before, after = labels(facts), labels(worse)
    assert all(after[law] <= before[law] for law in before)


@settings(max_examples=100, deadline=None)
@given(facts_strategy)
def test_what_is_broken_or_not_verified_is_never_a_signature_of_any_class(facts: LawFacts) -> None:
    for turn in (*FALSE[:3], LOSSES[9], LOSSES[10]):
        if facts.signature.present:
            assert {opinion.label for opinion in opinions(turn(facts), laws=EVALUATED)} == {"not-established"}


def shuffled(facts: LawFacts, draw: st.DrawFn) -> LawFacts:
    services = tuple(
        replace(
            service,
            periods=tuple(draw(st.permutations(service.periods))),
            qualifiers=tuple(draw(st.permutations(service.qualifiers))),
        )
        for service in draw(st.permutations(facts.services))
    )
    revocation = facts.revocation
    if revocation is not None:
        revocation = replace(revocation, suspended=tuple(draw(st.permutations(revocation.suspended))))
    return replace(
        facts, services=services, revocation=revocation, timestamps=tuple(draw(st.permutations(facts.timestamps)))
    )


SECOND = ServiceFacts(
    regime="EU",
    territory="BG",
    provider="Al doilea",
    service="Alt serviciu",
    authenticated=True,
    list_sha256="second",
    qualifiers=("QCWithQSCD", "QCForESig"),
    periods=(
        Period("undersupervision", datetime(2010, 1, 1, tzinfo=UTC), datetime(2016, 7, 1, tzinfo=UTC)),
        Period("granted", datetime(2016, 7, 1, tzinfo=UTC)),
    ),
)


@st.composite
def pairs_in_other_order(draw: st.DrawFn) -> tuple[LawFacts, LawFacts]:
    facts = draw(facts_strategy)
    revocation = facts.revocation or RevocationFacts()
    holds = ((facts.poe - timedelta(days=9), facts.poe - timedelta(days=8)), (facts.poe, None))
    later = tuple(replace(t, id=t.id + "b", services=()) for t in facts.timestamps)
    facts = replace(
        facts,
        services=(*facts.services, SECOND, replace(SECOND, regime="MD", territory="MD")),
        revocation=replace(revocation, suspended=holds),
        timestamps=(*facts.timestamps, *later),
    )
    return facts, shuffled(facts, draw)


@settings(max_examples=150, deadline=None)
@given(pairs_in_other_order())
def test_the_answer_does_not_depend_on_the_order_of_evidence(pair: tuple[LawFacts, LawFacts]) -> None:
    assert opinions(pair[0], laws=EVALUATED) == opinions(pair[1], laws=EVALUATED)


days = st.dates(date(1999, 1, 1), date(2035, 1, 1))


@settings(max_examples=150, deadline=None)
@given(facts_strategy, days, days)
def test_two_dates_differ_only_where_a_text_in_force_differs(facts: LawFacts, one: date, other: date) -> None:
    first = opinions(facts, laws=EVALUATED, law_at=one)
    second = opinions(facts, laws=EVALUATED, law_at=other)
    for a, b in zip(first, second, strict=True):
        texts_a, texts_b = in_force(a), in_force(b)
        for key in texts_a.keys() & texts_b.keys():
            assert texts_a[key] == texts_b[key]
        if texts_a.keys() == texts_b.keys():
            assert (a.label, a.kind, a.possible, a.weakest) == (b.label, b.kind, b.possible, b.weakest)


def in_force(opinion: LegalOpinion) -> dict[tuple[str, str], object]:
    return {(row.id, row.text): row for row in opinion.provisions if row.outcome != "NOT_IN_FORCE"}


@settings(max_examples=100, deadline=None)
@given(facts_strategy)
def test_no_qualified_label_without_an_authenticated_list(facts: LawFacts) -> None:
    stripped = unsigned_lists(replace(facts, outside=OutsideFacts()))
    assert all(opinion.label != "qualified" for opinion in opinions(stripped, laws=EVALUATED))


@settings(max_examples=100, deadline=None)
@given(facts_strategy)
def test_the_label_follows_from_the_rows(facts: LawFacts) -> None:
    by_id = {law.id: law for law in LAWS}
    for opinion in opinions(facts, laws=EVALUATED):
        weak = {row.id for row in opinion.provisions if row.outcome in ("NOT_MET", "NOT_DETERMINABLE")}
        for legal_class in by_id[opinion.law].classes:
            if legal_class.label == opinion.label:
                assert not weak & set(legal_class.rows)
        for lift in opinion.strengthen:
            assert lift.provision in weak
            assert lift.missing and lift.supplier


@settings(max_examples=100, deadline=None)
@given(facts_strategy)
def test_a_chain_without_an_anchor_shows_an_electronic_signature_and_no_more(facts: LawFacts) -> None:
    if facts.certificate is None:
        return
    certificate = replace(facts.certificate, anchored=False, issuer_verifies=None)
    loose = replace(facts, certificate=certificate, services=())
    for opinion in opinions(loose, laws=EVALUATED):
        assert opinion.label in ("simple", "not-established", "not-applicable", "not-known")


QUALIFIED_ROWS = {
    "md-124-2022": ("md-124-2022/20/b", "md-124-2022/21/3"),
    "ro-455-2001": ("ro-455-2001/5",),
    "eu-910-2014": ("eu-910-2014/3/12", "eu-910-2014/3/27"),
}


@settings(max_examples=150, deadline=None)
@given(facts_strategy, st.lists(st.sampled_from(range(len(LOSSES))), max_size=2))
def test_the_label_agrees_with_the_laws_own_definition(facts: LawFacts, losses: list[int]) -> None:
    for loss in losses:
        facts = LOSSES[loss](facts)
    for opinion in opinions(facts, laws=EVALUATED):
        rows = {row.id: row.ruling for row in opinion.provisions}
        defined = any(rows[name].holds for name in QUALIFIED_ROWS[opinion.law])
        assert defined == (opinion.label == "qualified")


@settings(max_examples=100, deadline=None)
@given(facts_strategy)
def test_a_provider_that_is_not_established_asserts_nothing(facts: LawFacts) -> None:
    nobody = replace(without_issuer(facts), revocation=None)
    for opinion in opinions(nobody, laws=EVALUATED):
        assert [row.id for row in opinion.provisions if row.by == "provider"] == []
