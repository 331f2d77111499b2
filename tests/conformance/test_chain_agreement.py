"""Over the corpus, the sub-indications that paths and revocation decide are the expected ones in at least 97 %."""

import pytest
from tests.conformance import agreement, chain_agreement

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not agreement.CORPUS.is_dir(), reason="the corpus ../shared/corpus is absent"),
]
SHARE = 0.97


@pytest.mark.parametrize("mode", chain_agreement.MODES)
def test_sub_indications_of_the_chain(mode: str) -> None:
    expected, same = chain_agreement.count(mode)
    assert sum(expected.values()) > 0
    assert sum(same.values()) >= SHARE * sum(expected.values())
