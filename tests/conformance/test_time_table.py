"""What becomes of a signature in time: a table written from EN 319 102-1 (V1.4.1), and RFCs 3161, 5280 and 6960 where it leans on them.

A row: what happened, what it must come to by each policy, the best-signature-time (None: nothing proves more than the validation
itself), and the clause that says so. ``interop`` differs from ``strict`` only where its row says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds.pki import moment

from esigval.model.report import DocumentReport

NOW = "2025-06-02"
LATE = "2028-06-02"  # the signer's certificate ended 2027-01-01
FAR = "2031-06-02"  # tsa ended 2030-01-01, the responders 2031-01-01
COMPROMISED = ("2025-04-01", "key_compromise")
HELD = ("2025-04-01", "certificate_hold")
BEFORE, AFTER = "2025-03-10T10:00:05", "2025-05-01T10:00:00"  # that day
PASSED = "TOTAL-PASSED"


def unsure(sub_indication: str) -> str:
    return f"INDETERMINATE {sub_indication}"


def failed(sub_indication: str) -> str:
    return f"TOTAL-FAILED {sub_indication}"


def fresh(day: str = NOW, **revoked: tuple[str, str]) -> tuple[bytes, bytes, bytes]:
    """CRLs of root, ca and ca-tsa of the day before; ``revoked`` by ca."""
    this = f"{day[:8]}01"
    return WORLD.crl_of("root", this, 180), WORLD.crl_of("ca", this, **revoked), WORLD.crl_of("ca-tsa", this)


def archived(at: str = "2025-03-10T12:00:00", tsa: str = "tsa", **how: object) -> Signed:
    """Signed and time-stamped before the revocation; validation data of the day inside; archive time-stamp of ``at``."""
    crls = (WORLD.crl_of("ca", at, 2), WORLD.crl_of("ca-tsa", at, 7), WORLD.crl_of("root", at, 180))
    made = Signed().stamp("tsa", BEFORE).hold(certificates=("ca-tsa", "root"), crls=crls)
    return made.archive(tsa, f"{at[:10]}T13:00:00", **how)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Row:
    case: str
    judge: Callable[[str], DocumentReport]
    strict: str
    best: str | None
    clause: str
    interop: str = ""
    interop_best: str | None = ""

    def expected(self, policy: str) -> tuple[str, datetime | None]:
        """Verdict and best-signature-time by ``policy``."""
        verdict, best = self.strict, self.best
        if policy == "interop":
            verdict = self.interop or verdict
            best = best if self.interop_best == "" else self.interop_best
        return verdict, None if best is None else moment(best)


def row(
    case: str,
    signed: Callable[[], Signed],
    evidence: Callable[[], tuple[bytes, ...]],
    strict: str,
    best: str | None,
    clause: str,
    *,
    at: str = NOW,
    interop: str = "",
    interop_best: str | None = "",
    anchors: tuple[str, ...] = ("root",),
) -> Row:
    def judge(policy: str) -> DocumentReport:
        return signed().judge(at, *evidence(), policy=policy, anchors=anchors)

    return Row(case, judge, strict, best, clause, interop, interop_best)


def revoked() -> tuple[bytes, ...]:
    return fresh(signer=COMPROMISED)


def of_root(**gone: tuple[str, str]) -> tuple[bytes, ...]:
    return (WORLD.crl_of("root", "2025-06-01T06:00:00", 180, **gone), *fresh()[1:])


def good(by: str = "responder", this: str = "2025-06-01T12:00:00") -> bytes:
    return WORLD.ocsp_of("signer", this, by=by)


def expired_signer(**gone: tuple[str, str]) -> tuple[bytes, ...]:
    """Of LATE, with the last CRL about the signer from before its end."""
    return WORLD.crl_of("ca", "2026-12-30", **gone), *fresh(LATE)[::2]


ROWS = [
    # -- basic (5.3)
    row("no time-stamp", Signed, fresh, PASSED, None, "5.3.4"),
    row("nothing known of revocation", Signed, tuple, unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE"), None, "5.2.6.4"),
    row("revoked, no time-stamp", Signed, revoked, unsure("REVOKED_NO_POE"), None, "5.2.6.4"),
    row(
        "content time-stamp after the revocation",
        lambda: Signed(content_stamp=("tsa", AFTER)),
        revoked,
        failed("REVOKED"),
        None,
        "5.3.4 step 4",
    ),
    row(
        "content time-stamp before the revocation",
        lambda: Signed(content_stamp=("tsa", BEFORE)),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "5.3.4 step 4",
    ),
    row(
        "content time-stamp with a time still to come proves nothing against the signer",
        lambda: Signed(content_stamp=("tsa", "2026-05-01")),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "RFC 3161 2.4.2",
    ),
    row(
        "content time-stamp after the end of the certificate",
        lambda: Signed(content_stamp=("tsa", "2027-03-01")),
        expired_signer,
        failed("EXPIRED"),
        None,
        "5.3.4 step 4",
        at=LATE,
    ),
    # -- with time (5.5): revocation
    row("stamped before revocation", lambda: Signed().stamp("tsa", BEFORE), revoked, PASSED, BEFORE, "5.5.4 step 4 b"),
    row(
        "stamped after revocation",
        lambda: Signed().stamp("tsa", AFTER),
        revoked,
        unsure("REVOKED_NO_POE"),
        AFTER,
        "5.5.4 step 4 b",
    ),
    row(
        "stamped in the very second of the revocation",
        lambda: Signed().stamp("tsa", "2025-04-01"),
        revoked,
        unsure("REVOKED_NO_POE"),
        "2025-04-01",
        "5.5.4 step 4 b",
    ),
    row(
        "two tokens, one before and one after",
        lambda: Signed().stamp("tsa", BEFORE).stamp("tsa", AFTER),
        revoked,
        PASSED,
        BEFORE,
        "5.5.4 step 3",
    ),
    row(
        "the same token twice",
        lambda: Signed().stamp("tsa", BEFORE).stamp("tsa", BEFORE),
        revoked,
        PASSED,
        BEFORE,
        "5.5.4 step 3",
    ),
    row(
        "token of another signature",
        lambda: Signed().stamp("tsa", BEFORE, over=b"another value"),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "5.4.4",
    ),
    row(
        "token by a leaf without the usage",
        lambda: Signed().stamp("no-tsa", BEFORE),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "RFC 3161 2.3",
    ),
    row(
        "token by an authority that nobody trusts",
        lambda: Signed().stamp("impostor-tsa", BEFORE),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "5.4.4",
    ),
    row(
        "token over a SHA-1 imprint",
        lambda: Signed().stamp("tsa", BEFORE, digest="sha1"),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "5.4.4, TS 119 312 6",
    ),
    row(
        "token with a time still to come",
        lambda: Signed().stamp("tsa", "2026-01-10"),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "RFC 3161 2.4.2",
    ),
    row(
        "token that says it is older than its authority's certificate",
        lambda: Signed().stamp("tsa-2", BEFORE),
        revoked,
        unsure("REVOKED_NO_POE"),
        None,
        "RFC 3161 2.4.2",
    ),
    row(
        "the authority of the token was revoked later, nothing proves the token older",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: (*revoked()[:2], WORLD.crl_of("ca-tsa", "2025-06-01", tsa=COMPROMISED)),
        unsure("REVOKED_NO_POE"),
        None,
        "5.4.4, 5.6.2.4",
    ),
    row(
        "the same, of a signer who is not revoked",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: (*fresh()[:2], WORLD.crl_of("ca-tsa", "2025-06-01", tsa=COMPROMISED)),
        PASSED,
        None,
        "5.5.4 step 3",
    ),
    row(
        "the CA above the authority of the token was revoked later",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: (of_root(ca_tsa=COMPROMISED)[0], *revoked()[1:]),
        unsure("REVOKED_NO_POE"),
        None,
        "5.4.4, 5.6.2.4",
    ),
    # -- CA revoked
    row("CA revoked", Signed, lambda: of_root(ca=COMPROMISED), unsure("REVOKED_CA_NO_POE"), None, "5.2.6.4"),
    row(
        "CA revoked, stamped before",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: of_root(ca=COMPROMISED),
        PASSED,
        BEFORE,
        "5.5.4 step 4 c",
    ),
    row(
        "CA revoked, stamped after",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: of_root(ca=COMPROMISED),
        unsure("REVOKED_CA_NO_POE"),
        AFTER,
        "5.5.4 step 4 c",
    ),
    # -- suspension
    row("on hold", Signed, lambda: fresh(signer=HELD), unsure("TRY_LATER"), None, "5.2.6.4"),
    row(
        "on hold, stamped before",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: fresh(signer=HELD),
        PASSED,
        BEFORE,
        "5.5.4 step 4 f",
    ),
    row(
        "on hold, stamped after",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: fresh(signer=HELD),
        unsure("TRY_LATER"),
        AFTER,
        "5.5.4 step 4 f",
    ),
    row(
        "was on hold, released since",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: (*fresh(), WORLD.crl_of("ca", "2025-05-15", signer=HELD)),
        PASSED,
        AFTER,
        "RFC 5280 5.3.1",
    ),
    # -- who may speak of revocation
    row(
        "a responder that was revoked itself says good",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: (*fresh(responder_checked=COMPROMISED), good("responder-checked", "2025-06-01T12:00:00")),
        PASSED,
        AFTER,
        "5.2.6.4: the CRL alone counts",
    ),
    row(
        "the same, and the CRL says revoked",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: (*fresh(signer=COMPROMISED, responder_checked=COMPROMISED), good("responder-checked")),
        unsure("REVOKED_NO_POE"),
        AFTER,
        "5.2.6.4, RFC 6960 4.2.2.2.1",
    ),
    row(
        "the same, and nothing else is known of the signer",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: (
            *fresh()[::2],
            WORLD.ocsp_of("responder-checked", "2025-06-01", revoked=COMPROMISED),
            good("responder-checked"),
        ),
        unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        None,
        "5.2.6.4, RFC 6960 4.2.2.2.1",
    ),
    row(
        "a responder of another CA says good",
        Signed,
        lambda: (*revoked(), WORLD.crl_of("ca-other", "2025-06-01"), good("responder-other")),
        unsure("REVOKED_NO_POE"),
        None,
        "RFC 6960 4.2.2.2",
    ),
    row(
        "a CRL says revoked, a newer response says good: no revocation is undone",
        Signed,
        lambda: (*revoked(), good()),
        unsure("REVOKED_NO_POE"),
        None,
        "RFC 5280 5.3.1",
    ),
    row(
        "the same, stamped before the revocation",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: (*revoked(), good()),
        PASSED,
        BEFORE,
        "RFC 5280 5.3.1, 5.5.4 step 4 b",
    ),
    # -- when revocation data speak
    row(
        "revocation data from before the certificate",
        Signed,
        lambda: (fresh()[0], WORLD.crl_of("ca", "2023-12-01", 1000), fresh()[2]),
        unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        None,
        "5.2.6.4",
    ),
    row(
        "revocation data from after the certificate's end, without retention",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: fresh(LATE),
        unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        None,
        "5.2.6.4, X.509 9.5.2.10",
        at=LATE,
    ),
    row(
        "revocation data too old",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: (fresh()[0], WORLD.crl_of("ca", "2025-03-01", 1), fresh()[2]),
        unsure("TRY_LATER"),
        AFTER,
        "5.2.5, 5.5.4 step 4 f",
        interop=PASSED,  # DSS does not ask for freshness
    ),
    row(
        "revocation data too old for today and new enough for the time-stamp",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: (fresh()[0], WORLD.crl_of("ca", "2025-03-10T12:00:00", 1), fresh()[2]),
        PASSED,
        BEFORE,
        "5.5.4 step 4 f",
    ),
    # -- expiry
    row("expired", Signed, expired_signer, unsure("OUT_OF_BOUNDS_NOT_REVOKED"), None, "5.2.6.4", at=LATE),
    row(
        "expired, stamped before",
        lambda: Signed().stamp("tsa", BEFORE),
        expired_signer,
        PASSED,
        BEFORE,
        "5.5.4 step 4 d",
        at=LATE,
    ),
    row(
        "expired, stamped after",
        lambda: Signed().stamp("tsa", "2027-03-01"),
        expired_signer,
        unsure("OUT_OF_BOUNDS_NOT_REVOKED"),
        "2027-03-01",
        "5.5.4 step 4 d",
        at=LATE,
    ),
    row(
        "expired, content stamped before the end and signature after",
        lambda: Signed(content_stamp=("tsa", BEFORE)).stamp("tsa", "2027-03-01"),
        expired_signer,
        unsure("OUT_OF_BOUNDS_NOT_REVOKED"),
        "2027-03-01",
        "5.5.4 step 4 d",
        at=LATE,
    ),
    row(
        "revoked and expired since, stamped before both",
        lambda: Signed().stamp("tsa", BEFORE),
        lambda: expired_signer(signer=COMPROMISED),
        PASSED,
        BEFORE,
        "5.5.4 step 4 b",
        at=LATE,
    ),
    row(
        "revoked and expired since, stamped between the two",
        lambda: Signed().stamp("tsa", AFTER),
        lambda: expired_signer(signer=COMPROMISED),
        unsure("REVOKED_NO_POE"),
        AFTER,
        "5.5.4 step 4 b",
        at=LATE,
    ),
    row(
        "the certificate outlives its CA, stamped after the CA's end",
        lambda: Signed("outlives").stamp("tsa", BEFORE),
        lambda: (
            WORLD.crl_of("root", "2025-02-28", 180),
            WORLD.ocsp_of("outlives", "2025-06-01", by="responder-short"),
            fresh()[2],
        ),
        unsure("OUT_OF_BOUNDS_NO_POE"),
        BEFORE,
        "RFC 5280 6.1.3 a 2",
        interop=PASSED,  # DSS asks for the validity of the signing certificate alone
    ),
    row(
        "the certificate outlives its CA, stamped before the CA's end",
        lambda: Signed("outlives", at="2025-02-27").stamp("tsa", "2025-02-27T10:00:05"),
        lambda: (
            WORLD.crl_of("root", "2025-02-28", 180),
            WORLD.ocsp_of("outlives", "2025-06-01", by="responder-short"),
            fresh()[2],
        ),
        PASSED,
        "2025-02-27T10:00:05",
        "RFC 5280 6.1.3 a 2",
    ),
    # -- clocks
    row(
        "stamped before the certificate was issued",
        lambda: Signed().stamp("tsa", "2023-06-01"),
        fresh,
        failed("NOT_YET_VALID"),
        "2023-06-01",
        "5.5.4 step 4 a",
    ),
    row(
        "the same, with revocation data that are too old",
        lambda: Signed().stamp("tsa", "2023-06-01"),
        lambda: (fresh()[0], WORLD.crl_of("ca", "2025-03-10", 1), fresh()[2]),
        failed("NOT_YET_VALID"),
        "2023-06-01",
        "5.5.4 step 4 a",
    ),
    row(
        "time-stamp of the signature earlier than that of its content",
        lambda: Signed(content_stamp=("tsa", AFTER)).stamp("tsa", BEFORE),
        fresh,
        unsure("TIMESTAMP_ORDER_FAILURE"),
        BEFORE,
        "5.5.4 step 4 e",
        interop=PASSED,  # DSS warns
    ),
    row(
        "archive time-stamp earlier than the time-stamp in it",
        lambda: Signed().stamp("tsa", AFTER).hold(crls=fresh()).archive("tsa", BEFORE),
        fresh,
        unsure("TIMESTAMP_ORDER_FAILURE"),
        BEFORE,
        "5.5.4 step 4 e",
        interop=PASSED,  # DSS warns
    ),
    # -- archival (5.6)
    row(
        "revoked; only the archive time-stamp is older",
        lambda: Signed().hold(crls=fresh()).archive("tsa", BEFORE),
        revoked,
        PASSED,
        BEFORE,
        "5.6.3.4",
    ),
    row(
        "revoked before; old data that say good are kept, those that say revoked have lost their responder",
        lambda: (
            Signed(at="2025-05-01")
            .stamp("tsa-2", "2025-06-03")
            .hold(crls=(WORLD.crl_of("ca", "2025-03-10", 2), *fresh()[::2]))
            .archive("tsa-2", "2025-06-03T12:00:00")
        ),
        lambda: (WORLD.ocsp_of("signer", "2025-06-01", revoked=COMPROMISED), *fresh(FAR)[::2]),
        unsure("REVOKED_NO_POE"),
        "2025-06-03",
        "5.6.2.2.4",
        at=FAR,
    ),
    row(
        "the authority of all time-stamps has ended, nothing renewed them",
        lambda: archived(),
        lambda: fresh(FAR)[::2],
        unsure("OUT_OF_BOUNDS_NOT_REVOKED"),
        None,
        "5.6.3.4",
        at=FAR,
    ),
    row(
        "renewed while it lived",
        lambda: archived().hold(crls=(WORLD.crl_of("ca-tsa", "2029-06-01"),)).archive("tsa-2", "2029-06-02"),
        lambda: (*fresh(FAR)[::2], WORLD.crl_of("ca-tsa", "2029-06-05")),
        PASSED,
        BEFORE,
        "5.6.3.4, 5.6.2.4",
        at=FAR,
    ),
    row(
        "renewed only after it had ended",
        lambda: archived().hold(crls=(WORLD.crl_of("ca-tsa", "2029-06-01"),)).archive("tsa-2", "2030-06-02"),
        lambda: fresh(FAR)[::2],
        unsure("OUT_OF_BOUNDS_NOT_REVOKED"),
        "2030-06-02",
        "5.6.3.4, 5.6.2.4",
        at=FAR,
    ),
]


def came_to(entry: Row, policy: str) -> tuple[str, datetime | None]:
    """What ``policy`` makes of it: the verdict, and the best-signature-time where something proves one."""
    conclusion = entry.judge(policy).signatures[0].conclusion
    verdict = " ".join(filter(None, (conclusion.indication, conclusion.sub_indication)))
    return verdict, conclusion.best_signature_time if conclusion.best_signature_time_proof else None


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize("entry", ROWS, ids=[r.case for r in ROWS])
def test_row(entry: Row, policy: str) -> None:
    assert came_to(entry, policy) == entry.expected(policy)


def test_every_row_has_a_case_of_its_own() -> None:
    assert len({r.case for r in ROWS}) == len(ROWS)
