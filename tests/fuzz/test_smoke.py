"""A short run of every target with the same inputs each time; the long runs are in docs/fuzzing.md."""

import random

import pytest

from tests.fuzz.mutate import mutated
from tests.fuzz.running import Run
from tests.fuzz.targets import TARGETS

INPUTS = {"pdf": 120, "whole": 120, "xml": 400}
USUAL = 1000


@pytest.mark.parametrize("name", TARGETS)
def test_only_documented_exceptions_escape(name: str) -> None:
    run, draw = Run(TARGETS[name]), random.Random(name)
    seeds = TARGETS[name].seeds()
    for seed in seeds[:20]:
        run(seed)
    for _ in range(INPUTS.get(name, USUAL)):
        run(mutated(draw.choice(seeds), draw.choice(seeds), draw))
    assert run.found == {}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_reads_its_seeds(name: str) -> None:
    """A target that refuses genuine input would find nothing."""
    read = [seed for seed in TARGETS[name].seeds() if accepted(name, seed)]
    assert read


def accepted(name: str, data: bytes) -> bool:
    try:
        TARGETS[name].read(data)
    except TARGETS[name].documented:
        return False
    return True


def test_an_exception_of_another_kind_is_found() -> None:
    """The fuzzer itself: what is not documented is kept, the shortest input of a kind."""

    def broken(data: bytes) -> None:
        raise IndexError(len(data))

    found = TARGETS["crl"].__class__(broken, lambda: (b"seed",))
    run = Run(found)
    run(b"long input")
    run(b"short")
    assert run.found == {"IndexError-nowhere": b"short"} or set(run.found.values()) == {b"short"}
