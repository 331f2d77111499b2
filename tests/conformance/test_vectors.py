"""Every vector comes to what its sidecar says, decided by the check that its sidecar names."""

import pytest
from tests.worlds import running

from esigval.model.report import SignatureReport

CASES = tuple(running.cases())


def test_every_vector_was_collected() -> None:
    """A file without a sidecar, or a sidecar without a file, would never be looked at."""
    assert {p.with_suffix("") for p in running.files()} == {p.with_suffix("") for p in running.sidecars()}
    assert len(running.files()) == len(running.sidecars())
    assert {(c.group, c.name) for c in CASES} == {(p.parent.name, p.stem) for p in running.files()}


def test_every_forged_twin_names_a_vector_that_is_accepted() -> None:
    """A forgery proves something only beside a genuine document that passes in the same world."""
    accepted = {f"{c.group}/{c.name}" for c in CASES if c.all_pass}
    twins = {f"{c.group}/{c.twin_of}" for c in CASES if c.twin_of}
    assert twins <= accepted


def parameter(case: running.Case) -> object:
    """A case; strictly expected to fail where its sidecar says that it is open."""
    said = case.run.get("open", "")
    marks = [pytest.mark.xfail(strict=True, reason=said)] if said else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [parameter(case) for case in CASES])
def test_vector(case: running.Case) -> None:
    """Verdict, sub-indication, deciding check, level, qualification and class in law of each signature."""
    report = case.judge()
    found = [describe(s, expected) for s, expected in zip(report.signatures, case.expected, strict=True)]
    assert found == case.expected


def describe(report: SignatureReport, expected: dict[str, object]) -> dict[str, object]:
    """What is found, in the words of the sidecar and as far as the sidecar asks."""
    conclusion = report.conclusion
    found: dict[str, object] = {"indication": str(conclusion.indication)}
    if conclusion.sub_indication is not None:
        found["sub_indication"] = str(conclusion.sub_indication)
    if "check" in expected:
        named = str(expected["check"])
        found["check"] = named if running.stands_against(report, named) else "nothing against it there"
    if "level" in expected:
        found["level"] = report.signature.level
    if report.signature.parent:
        found["counter_signature"] = True
    if "qualification" in expected:
        found["qualification"] = report.qualification.label
    if "laws" in expected:
        asked = expected["laws"]
        assert isinstance(asked, dict)
        found["laws"] = {o.law: o.label for o in report.opinions if o.law in asked}
    return found
