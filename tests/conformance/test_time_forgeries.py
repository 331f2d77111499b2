"""Forged twins on the time line: each stands beside the honest case that it copies, and comes to less by a clause of its own."""

import pytest
from tests.conformance.test_time_table import (
    BEFORE,
    PASSED,
    Row,
    came_to,
    revoked,
    row,
    unsure,
)
from tests.unit.validation.timeline import WORLD, Signed

PROVEN = (PASSED, BEFORE)
UNPROVEN = (unsure("REVOKED_NO_POE"), None)


def stamped() -> Signed:
    """Signed by a signer who is revoked later; whatever becomes of the time-stamp decides."""
    return Signed().stamp("tsa", BEFORE)


def about_tsa(*data: bytes) -> tuple[bytes, ...]:
    """The signer is revoked; ``data`` are all that is known of the authority of the time-stamp."""
    return (*revoked()[:2], *data)


ROWS = [
    # -- revocation data about the authority of a time-stamp
    row(
        "the responder of the authority says good",
        stamped,
        lambda: about_tsa(WORLD.ocsp_of("tsa", "2025-06-01", by="responder-tsa")),
        *PROVEN,
        "5.4.4",
    ),
    row(
        "the same with a key that anybody can break by now",
        stamped,
        lambda: about_tsa(WORLD.ocsp_of("tsa", "2025-06-01", by="responder-tsa-weak")),
        *UNPROVEN,
        "5.2.6.4, TS 119 312 6",
    ),
    row(
        "the CA of the authority has a CRL",
        stamped,
        lambda: about_tsa(WORLD.crl_of("ca-tsa", "2025-06-01")),
        *PROVEN,
        "5.4.4",
    ),
    row(
        "a CA of the same name and another key has one",
        stamped,
        lambda: about_tsa(
            WORLD["ca-tsa-namesake"].der,
            WORLD.crl_of("ca-tsa-namesake", "2025-06-01"),
            WORLD.crl_of("root-other", "2025-06-01", 180),
        ),
        *UNPROVEN,
        "RFC 5280 6.3.3 f",
        anchors=("root", "root-other"),
    ),
]


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize("entry", ROWS, ids=[r.case for r in ROWS])
def test_row(entry: Row, policy: str) -> None:
    assert came_to(entry, policy) == entry.expected(policy)
