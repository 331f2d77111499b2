"""How many certificates may be tried against the signature values of one document."""

import pytest

from esigval.validation.identification import MOST_CANDIDATES, candidates_each


@pytest.mark.parametrize("signatures", [0, 1, 32, 33, 100, 1_000, 100_000])
def test_many_signatures_share_the_tries_and_each_has_some(signatures: int) -> None:
    each = candidates_each(signatures)
    assert 4 <= each <= MOST_CANDIDATES
    assert each * signatures <= max(MOST_CANDIDATES * 32, 4 * signatures)


def test_a_document_of_a_few_signatures_is_not_held_short() -> None:
    assert {candidates_each(n) for n in range(33)} == {MOST_CANDIDATES}
