"""The laws: what the opinions on one signature cost, in judging and in the JSON report.

usage: python benchmarks/law.py [--rounds N]

The facts are those of tests/vectors/law: each base set as it is, and without trust (no anchor, no list, no time-stamp: all laws in
force from the certificate's issuance to the validation are evaluated). Each round judges a copy, of which nothing is concluded yet; CPU
time.
"""

import argparse
import statistics
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.common import markdown, milliseconds, seconds
from tests.unit.policy.lawcases import bases, facts_of

from esigval.model.legal import LegalOpinion
from esigval.policy import opinions
from esigval.policy.facts import LawFacts
from esigval.report.json.law import law

replace = msgspec.structs.replace
encoder = msgspec.json.Encoder()


def untrusted(facts: LawFacts) -> LawFacts:
    """The same signature where nothing vouches for anything."""
    assert facts.certificate is not None
    certificate = replace(facts.certificate, anchored=False, issuer_verifies=None)
    return replace(facts, certificate=certificate, services=(), timestamps=(), low=None, poe=facts.at, poe_proof="")


def as_json(found: tuple[LegalOpinion, ...]) -> bytes:
    """The legal part of the report."""
    return encoder.encode({opinion.law: law(opinion) for opinion in found})


def measured(actions: Iterable[Callable[[], object]], rounds: int) -> list[tuple[float, float]]:
    """Minimum and median of each action."""
    times = [[seconds(action) for _ in range(rounds)] for action in actions]
    return [(min(each), statistics.median(each)) for each in times]


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    sets = [facts_of(base, {}) for base in bases()]
    groups = {"as they are": sets, "without trust": [untrusted(facts) for facts in sets if facts.certificate]}
    rows = []
    for name, group in groups.items():
        judged = [opinions(facts) for facts in group]
        judging = measured([lambda facts=facts: opinions(replace(facts)) for facts in group], rounds)  # type: ignore[misc]
        writing = measured([lambda found=found: as_json(found) for found in judged], rounds)  # type: ignore[misc]
        provisions = [sum(len(opinion.provisions) for opinion in found) for found in judged]
        cells = [statistics.mean(x) for pair in (judging, writing) for x in zip(*pair, strict=True)]
        rows.append([name, f"{statistics.mean(provisions):.0f}", *map(milliseconds, cells)])
    print(markdown(["facts", "rows", "judging, min", "median", "JSON, min", "median"], rows))


if __name__ == "__main__":
    main()
