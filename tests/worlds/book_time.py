"""Worlds on a time line: the same story in three formats, validated at several moments.

The table of indications was written from EN 319 102-1 (V1.4.1), clauses 5.3 to 5.6; where the first run disagreed, the clause was read
again, and some rows were corrected.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from tests.worlds.makers import MAKERS, order
from tests.worlds.pki import World
from tests.worlds.vectors import MARCH, PASSED, Run, Vector, failed, unsure

LATE = datetime(2028, 3, 1, tzinfo=UTC)  # the signer's certificate ended 2027-06-01
FAR = datetime(2035, 6, 1, tzinfo=UTC)  # the first time-stamping authority ended 2030-01-01
REVOKED_LATER = datetime(2025, 5, 5, 10, 0, 5, tzinfo=UTC)  # after the revocation of 2025-04-01, after md-short's end
BEFORE_ISSUE = datetime(2024, 2, 1, tzinfo=UTC)  # before md-short was issued, after the authority was
RENEWED = datetime(2029, 1, 20, tzinfo=UTC)
WEAK_SIGNED = datetime(2020, 6, 1, 10, 0, tzinfo=UTC)
WEAK_STAMPED = datetime(2020, 6, 1, 10, 0, 5, tzinfo=UTC)
WEAK_THEN = datetime(2020, 6, 1, 14, 0, tzinfo=UTC)
WEAK_NOW = datetime(2022, 6, 1, tzinfo=UTC)  # keys of 224 bits ended 2021-10-01, md-weak's certificate ends 2024-01-15
WEAK_LATE = datetime(2022, 1, 10, tzinfo=UTC)
Y2020 = ("md-root-2020", "md-oldca-2020")
Y2022 = ("md-root-2022", "md-oldca-2022")
Y2028 = ("md-root-2028", "md-tca-2028")
Y2035 = ("md-root-2035", "md-tca-2035")

NO_POE_ALGORITHM = unsure("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "ts-119-312/6/algorithm-suitable")
EXPIRED = unsure("OUT_OF_BOUNDS_NOT_REVOKED", "en-319-102-1/5.2.6/validity-period")
EXPIRED_NO_POE = unsure("OUT_OF_BOUNDS_NO_POE", "en-319-102-1/5.2.6/validity-period")
NOT_FRESH = unsure("TRY_LATER", "en-319-102-1/5.2.5")
REVOKED_NO_POE = unsure("REVOKED_NO_POE", "en-319-102-1/5.2.6/not-revoked")
NO_REVOCATION_DATA = unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE", "en-319-102-1/5.2.6/revocation-data-available")


def vectors(world: World) -> Iterator[Vector]:
    """All of this group."""
    for kind in MAKERS:

        def made(name: str, what: str, *runs: Run, twin_of: str = "", kind: str = kind, **changes: object) -> Vector:
            data = MAKERS[kind](world, order(**changes))
            twin = f"{kind}-{twin_of}" if twin_of else ""
            return Vector("time", f"{kind}-{name}", MAKERS[kind].suffix, data, what, runs, twin)

        yield made(
            "b",
            "no time-stamp",
            Run("now", (PASSED,)),
            Run("now, nothing known of revocation", (NO_REVOCATION_DATA,), evidence=()),
            Run("after the certificate ended", (EXPIRED,), time=LATE, evidence=("md-qca-june", "md-root-2028")),
            level="B",
        )
        yield made(
            "t",
            "signature time-stamp",
            Run("now", (PASSED,)),
            Run("now, nothing known of revocation", (NO_REVOCATION_DATA,), evidence=()),
            Run("after the certificate ended", (PASSED,), time=LATE, evidence=("md-qca-june", *Y2028)),
            level="T",
        )
        yield made(
            "lt",
            "signature time-stamp and validation data inside",
            Run("now", (PASSED,), evidence=("md-root-june", "md-tca-june")),
            Run("now, nothing fresh about the time-stamp", (NOT_FRESH,), evidence=()),
            Run("now, nothing fresh, freshness not asked", (PASSED,), evidence=(), policy="interop"),
            Run("after the certificate ended", (PASSED,), time=LATE, evidence=Y2028),
            level="LT",
        )
        yield made(
            "lta",
            "archive time-stamp",
            Run("now", (PASSED,), evidence=("md-root-june", "md-tca-june")),
            Run("after the certificate ended", (PASSED,), time=LATE, evidence=Y2028),
            level="LTA",
        )
        yield made(
            "renewed",
            "archive time-stamp, renewed by another authority before the first one ended",
            Run(
                "after the first authority and the signer's ended",
                (PASSED,),
                time=FAR,
                evidence=Y2035,
                policy="interop",
            ),
            level="LTA",
            renewed=RENEWED,
        )
        yield from _revocation(kind, made)
        yield from _expiry(made)
        yield from _algorithms(made)
        if kind != "pades":
            yield made(
                "renewed-hole",
                "the renewing archive time-stamp leaves out the older time-stamp",
                Run("after the first authority ended", (EXPIRED_NO_POE,), time=FAR, evidence=Y2035, policy="interop"),
                twin_of="renewed",
                level="LTA",
                renewed=RENEWED,
                hole=True,
            )


def _revocation(kind: str, made) -> Iterator[Vector]:  # type: ignore[no-untyped-def]
    signer = {"signer": "md-revoked"}
    yield made(
        "revoked-b",
        "the certificate was revoked later; nothing proves that the signature is older",
        Run("now", (REVOKED_NO_POE,)),
        Run("while nobody knew", (PASSED,), time=datetime(2025, 3, 10, 14, tzinfo=UTC), evidence=MARCH),
        Run("a CRL by the impostor hides it", (REVOKED_NO_POE,), evidence=("rogue-qca-clean", *_june())),
        Run(
            "an OCSP response by no responder hides it",
            (unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE", "en-319-102-1/5.2.6/revocation-data-acceptable"),),
            evidence=("md-revoked-lie", "md-root-june", "md-tca-june"),
        ),
        level="B",
        **signer,
    )
    yield made("revoked-t", "time-stamped before the revocation", Run("now", (PASSED,)), level="T", **signer)
    yield made(
        "revoked-t-after",
        "time-stamped after the revocation: the signature may still be older",
        Run("now", (REVOKED_NO_POE,)),
        twin_of="revoked-t",
        level="T",
        stamped=REVOKED_LATER,
        **signer,
    )
    if kind != "pades":
        yield made(
            "revoked-content",
            "a content time-stamp after the revocation: the signature cannot be older",
            Run("now", (failed("REVOKED", "en-319-102-1/5.3.4/content-time-stamp"),)),
            twin_of="revoked-t",
            level="T",
            content_stamped=REVOKED_LATER,
            stamped=REVOKED_LATER,
            **signer,
        )
        yield made(
            "revoked-t-swapped",
            "the time-stamp is over other data",
            Run("now", (REVOKED_NO_POE,)),
            twin_of="revoked-t",
            level="T",
            swapped=True,
            **signer,
        )
    for tsa, what in (
        ("rogue-tsa", "an impostor of the authority"),
        ("md-tsa-nousage", "a certificate without the usage"),
    ):
        yield made(
            f"revoked-t-{tsa}",
            f"time-stamped by {what}",
            Run("now", (REVOKED_NO_POE,)),
            twin_of="revoked-t",
            level="T",
            tsa=tsa,
            **signer,
        )


def _june() -> tuple[str, ...]:
    return ("md-root-june", "md-qca-june", "md-tca-june")


def _expiry(made) -> Iterator[Vector]:  # type: ignore[no-untyped-def]
    signer = {"signer": "md-short", "level": "T"}
    evidence = (*MARCH, "md-root-june", "md-tca-june")
    yield made(
        "short-t", "time-stamped before the certificate ended", Run("now", (PASSED,), evidence=evidence), **signer
    )
    yield made(
        "short-t-after",
        "time-stamped after the certificate ended",
        Run("now", (EXPIRED,), evidence=evidence),
        twin_of="short-t",
        stamped=REVOKED_LATER,
        **signer,
    )
    yield made(
        "short-t-before-issue",
        "a clock that lies: time-stamped before the certificate was issued",
        Run(
            "now",
            (failed("NOT_YET_VALID", "en-319-102-1/5.5.4/best-signature-time-not-before-issuance"),),
            evidence=evidence,
        ),
        twin_of="short-t",
        stamped=BEFORE_ISSUE,
        **signer,
    )


def _algorithms(made) -> Iterator[Vector]:  # type: ignore[no-untyped-def]
    weak = {"signer": "md-weak", "signed": WEAK_SIGNED, "tsa": "md-tsa-early"}
    yield made(
        "weak-b",
        "a key of 224 bits; nothing proves that the signature is older than their end",
        Run("while they were secure", (PASSED,), time=WEAK_THEN, evidence=Y2020),
        Run("now: after their end", (NO_POE_ALGORITHM,), time=WEAK_NOW, evidence=Y2022),
        level="B",
        **weak,
    )
    yield made(
        "weak-t",
        "a key of 224 bits, time-stamped while they were secure",
        Run("now: after their end", (PASSED,), time=WEAK_NOW, evidence=Y2022),
        level="T",
        stamped=WEAK_STAMPED,
        **weak,
    )
    yield made(
        "weak-t-after",
        "a key of 224 bits, time-stamped after their end",
        Run("now: after their end", (NO_POE_ALGORITHM,), time=WEAK_NOW, evidence=Y2022),
        twin_of="weak-t",
        level="T",
        stamped=WEAK_LATE,
        **weak,
    )
