"""Policies: levels by check id and by scope; a file that is wrong is refused, not half read."""

import pytest

from esigval.model.errors import UsageError
from esigval.model.policy import AlgorithmTable, ConstraintLevel
from esigval.validation.policy_file import load_policy

TABLE = AlgorithmTable("none", None, (), ())
FILE = b"""
id = "mine"
default_level = "WARN"
[levels]
"en-319-102-1/5.2.2/byte-range" = "FAIL"
[scope."timestamp.ca".levels]
"en-319-102-1/5.2.2/byte-range" = "IGNORE"
[values]
model = "CHAIN"
accepted = ["a", "b"]
"""


def test_levels_values_and_scopes() -> None:
    policy = load_policy(FILE, TABLE)
    assert policy.level("en-319-102-1/5.2.2/byte-range") is ConstraintLevel.FAIL
    assert policy.level("en-319-102-1/5.2.2/other") is ConstraintLevel.WARN
    assert policy.scoped("timestamp.ca").level("en-319-102-1/5.2.2/byte-range") is ConstraintLevel.IGNORE
    assert policy.scoped("timestamp") is policy
    assert policy.values["accepted"] == ("a", "b")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff",
        b"id = ",
        b"default_level = 'FAIL'",
        b"id = 'x'\ndefault_level = 'MAYBE'",
        b"id = 'x'\nlevls = {}",
        b"id = 'x'\nlevels = 'FAIL'",
        b"id = 'x'\nscope.timestamp = 'FAIL'",
        b"id = 'x'\nscope.timestamp.levels = []",
        b"id = 'x'\nvalues = 1",
        b"id = 'x'\nvalues.model = {}",
        b"id = 'x'\nvalues.model = 1.5",
        b"id = " + b"[" * 100_000,
    ],
)
def test_what_is_no_policy_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError):
        load_policy(data, TABLE)
