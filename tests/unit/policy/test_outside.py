"""What a party says of documents outside the file: read strictly, taken as its word, labelled so."""

import pytest

from esigval.model.errors import UsageError
from esigval.model.legal import LegalOutcome
from esigval.policy import LAWS, opinions
from esigval.policy.outside import KEYS, outside_facts, read_outside
from tests.unit.policy.lawcases import bases, facts_of
from tests.unit.policy.test_letters import NEVER_PROVED


def test_a_file_of_statements_is_read() -> None:
    said = read_outside(b"device_confirmed = true  # confirmation no. 7\nparties_agreement = false\n")
    assert said == (("device_confirmed", True), ("parties_agreement", False))
    facts = outside_facts(said)
    assert (facts.device_confirmed, facts.parties_agreement, facts.power_to_sign) == (True, False, None)


@pytest.mark.parametrize(
    "written",
    [
        b"sole_control = true",
        b"intent = true",
        b"identity_expected = true",
        b'device_confirmed = "yes"',
        b"a = [",
        b"\xff",
    ],
)
def test_what_cannot_be_said_is_a_usage_error(written: bytes) -> None:
    with pytest.raises(UsageError):
        read_outside(written)


def test_a_dossier_with_an_unknown_statement_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        outside_facts((("sole_control", True),))


def test_a_statement_is_labelled_as_the_partys() -> None:
    said = facts_of("eu", {"outside.device_confirmed": True})
    (opinion,) = opinions(said, laws=("md-124-2022",))
    (row,) = (row for row in opinion.provisions if row.id == "md-124-2022/24/b")
    assert (opinion.label, row.outcome, row.by) == ("qualified", LegalOutcome.ASSERTED, "party")
    assert "outside-supplied" in opinion.notices
    (without,) = opinions(facts_of("eu", {}), laws=("md-124-2022",))
    assert "outside-supplied" not in without.notices


@pytest.mark.parametrize("base", bases())
def test_no_statement_makes_met_what_no_software_can_prove(base: str) -> None:
    everything = facts_of(base, {f"outside.{name}": True for name in KEYS})
    for opinion in opinions(everything, laws=tuple(law.id for law in LAWS)):
        for row in opinion.provisions:
            assert row.id not in NEVER_PROVED or row.outcome is not LegalOutcome.MET
            assert row.by != "party" or row.outcome is LegalOutcome.ASSERTED


@pytest.mark.parametrize("base", bases())
def test_no_statement_mends_a_broken_signature(base: str) -> None:
    changes = {f"outside.{name}": True for name in KEYS} | {"signature.value_verifies": False}
    for opinion in opinions(facts_of(base, changes), laws=("md-124-2022", "ro-455-2001", "eu-910-2014")):
        assert opinion.label == "not-established"


def test_every_provision_that_is_not_in_romanian_has_a_romanian_paraphrase() -> None:
    from esigval.report.catalogue import catalogue

    told = catalogue("ro").sections["law.paraphrase"]
    for law in LAWS:
        if law.language != "ro":
            assert {part.id for part in law.provisions} <= told.keys()
