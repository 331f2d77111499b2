"""Forged twins on the time line: each stands beside the honest case that it copies, and comes to less by a clause of its own."""

import msgspec
import pytest
from tests.conformance.test_time_table import (
    AFTER,
    BEFORE,
    COMPROMISED,
    LATE,
    NOW,
    PASSED,
    Row,
    came_to,
    fresh,
    good,
    revoked,
    row,
    unsure,
)
from tests.unit.evidence_records import making
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds.pki import moment

from esigval.model.dossier import Document
from esigval.validate import judge

PROVEN = (PASSED, BEFORE)
UNPROVEN = (unsure("REVOKED_NO_POE"), None)
STOLEN = "2025-07-01"
LATER = "2025-08-02"
BOTH_ROOTS = ("root", "root-other")


def stamped() -> Signed:
    """Signed by a signer who is revoked later; whatever becomes of the time-stamp decides."""
    return Signed().stamp("tsa", BEFORE)


def about_tsa(*data: bytes) -> tuple[bytes, ...]:
    """The signer is revoked; ``data`` are all that is known of the authority of the time-stamp."""
    return (*revoked()[:2], *data)


def vouches(name: str, *, by: str) -> bytes:
    """A response that says "good"."""
    return WORLD.ocsp_of(name, "2025-06-01", by=by)


def vouched_by(*responses: bytes) -> tuple[bytes, ...]:
    """A responder says "good" of the signer; ``responses`` are all that is known of the responder."""
    return (*fresh()[::2], good("responder-checked"), *responses)


def data_of(day: str) -> tuple[bytes, ...]:
    """CRLs of ``day`` that say "good" of everybody."""
    return tuple(WORLD.crl_of(name, day, 400) for name in ("ca", "ca-tsa", "root"))


def archived(at: str, tsa: str, *, data: bool = True) -> Signed:
    """Stamped in time, then archived by another authority, with or without revocation data."""
    held = data_of("2025-03-11") if data else ()
    return stamped().hold(certificates=("ca-tsa", "root"), crls=held).archive(tsa, at)


def thief_has_tsa() -> tuple[bytes, ...]:
    """The key of the time-stamping authority was stolen, and the signer revoked before."""
    return (
        WORLD.crl_of("root", "2025-08-01", 180),
        WORLD.crl_of("ca", "2025-08-01", signer=COMPROMISED),
        WORLD.crl_of("ca-tsa", "2025-08-01", tsa=(STOLEN, "key_compromise")),
    )


def thief_has_ca() -> tuple[bytes, ...]:
    """The key of the CA above the authority was stolen; whoever has it can write data of March."""
    return (
        WORLD.crl_of("root", "2025-08-01", 180, ca_tsa=(STOLEN, "key_compromise")),
        WORLD.crl_of("ca", "2025-08-01", signer=COMPROMISED),
        WORLD.crl_of("ca-tsa", "2025-03-12", 400),
        WORLD.crl_of("ca-elsewhere", "2025-08-01"),
        WORLD.crl_of("root-other", "2025-08-01", 180),
    )


def weakened(at: str) -> Signed:
    """Stamped by an authority with a key of 224 bits, which are secure until 2021-10-01, and archived by one with 256."""
    made = Signed("signer-early", at="2021-01-10T10:00:00").stamp("tsa-weak", "2021-01-10T10:00:05")
    return made.hold(certificates=("ca-tsa", "root"), crls=data_of("2021-01-11")).archive("tsa-third", at)


def early_revoked() -> tuple[bytes, ...]:
    """The signer of ``weakened`` was revoked between the two renewals."""
    return (
        WORLD.crl_of("root", "2022-06-01", 180),
        WORLD.crl_of("ca", "2022-06-01", signer_early=("2021-06-01", "key_compromise")),
        WORLD.crl_of("ca-tsa", "2022-06-01"),
    )


def outlived(renewed: str) -> Signed:
    """Signed under a CA whose certificate ended on 2025-03-01 and was ``renewed``, with the same key; stamped after that end."""
    return Signed("outlives").stamp("tsa", AFTER).hold(certificates=(renewed,))


def long_after(**gone: tuple[str, str]) -> tuple[bytes, ...]:
    """Of LATE: the signer of ``outlived`` has ended, good to the last; ``gone``: what the root revoked."""
    return (
        WORLD.crl_of("root", "2025-02-28", 180, **gone),
        WORLD.crl_of("root", "2028-06-01", 180),
        WORLD.ocsp_of("outlives", "2026-12-30", by="responder-short"),
        fresh(LATE)[2],
    )


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
        anchors=BOTH_ROOTS,
    ),
    # -- who vouches for whom
    row(
        "a second responder vouches for the first, and a third, who needs nobody, for the second",
        Signed,
        lambda: vouched_by(
            vouches("responder-checked", by="responder-checked-2"), vouches("responder-checked-2", by="responder")
        ),
        PASSED,
        None,
        "RFC 6960 4.2.2.2.1",
    ),
    row(
        "the responder vouches for itself",
        Signed,
        lambda: vouched_by(vouches("responder-checked", by="responder-checked")),
        unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        None,
        "RFC 6960 4.2.2.2.1",
        interop=PASSED,  # DSS warns
    ),
    row(
        "two responders vouch for each other",
        Signed,
        lambda: vouched_by(
            vouches("responder-checked", by="responder-checked-2"),
            vouches("responder-checked-2", by="responder-checked"),
        ),
        unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        None,
        "RFC 6960 4.2.2.2.1",
        interop=PASSED,  # DSS warns
    ),
    # -- the key of the authority is stolen later
    row(
        "another authority proves the token before the theft",
        lambda: archived("2025-06-20", "tsa-2"),
        thief_has_tsa,
        *PROVEN,
        "5.6.2.4",
        at=LATER,
    ),
    row(
        "the thief stamps back into the past and lets another archive it",
        lambda: archived("2025-07-20", "tsa-2"),
        thief_has_tsa,
        unsure("REVOKED_NO_POE"),
        "2025-07-20",
        "5.6.2.4",
        at=LATER,
    ),
    row(
        "the thief archives his own token",
        lambda: archived("2025-06-20", "tsa"),
        thief_has_tsa,
        *UNPROVEN,
        "5.6.2.4",
        at=LATER,
    ),
    # -- the key of the CA above the authority is stolen later
    row(
        "token and data about its authority were archived under another root before the theft",
        lambda: archived("2025-06-20", "tsa-elsewhere"),
        thief_has_ca,
        *PROVEN,
        "5.6.2.2.4",
        at=LATER,
        anchors=BOTH_ROOTS,
    ),
    row(
        "the data about its authority turn up only after the theft",
        lambda: archived("2025-06-20", "tsa-elsewhere", data=False),
        thief_has_ca,
        unsure("REVOKED_NO_POE"),
        "2025-06-20",
        "5.6.2.2.4",
        at=LATER,
        anchors=BOTH_ROOTS,
    ),
    # -- another path to the anchor
    row(
        "the CA ended before the time-stamp, and its renewed certificate lives",
        lambda: outlived("ca-short-renewed"),
        long_after,
        PASSED,
        AFTER,
        "5.6.2.1.4 step 1",
        at=LATE,
    ),
    row(
        "the renewed certificate is of a root that nobody trusts",
        lambda: outlived("ca-short-claimed"),
        long_after,
        unsure("OUT_OF_BOUNDS_NO_POE"),
        AFTER,
        "5.6.2.1.4 step 1",
        at=LATE,
        interop=PASSED,  # DSS asks for the validity of the signing certificate alone
    ),
    row(
        "the key of the CA was stolen: its renewed certificate doesn't help",
        lambda: outlived("ca-short-renewed"),
        lambda: long_after(ca_short=("2025-02-20", "key_compromise")),
        unsure("REVOKED_CA_NO_POE"),
        AFTER,
        "RFC 5280 5.3.1",
        at=LATE,
    ),
    # -- the key of the authority becomes weak between renewals
    row(
        "renewed while the key was strong",
        lambda: weakened("2021-05-01"),
        early_revoked,
        PASSED,
        "2021-01-10T10:00:05",
        "5.6.2.4 step 4",
        at="2022-06-02",
    ),
    row(
        "renewed after the key had become weak",
        lambda: weakened("2021-11-01"),
        early_revoked,
        unsure("REVOKED_NO_POE"),
        "2021-11-01",
        "5.6.2.4 step 4",
        at="2022-06-02",
    ),
]


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize("entry", ROWS, ids=[r.case for r in ROWS])
def test_row(entry: Row, policy: str) -> None:
    assert came_to(entry, policy) == entry.expected(policy)


# -- evidence records


def record(of: bytes, stamped: bytes = b"") -> bytes:
    """A record whose tree is over ``of``, and whose token over a tree of ``stamped``: the same where it is honest."""
    token = WORLD.tsa("tsa").token_over(making.root(making.tree_over([stamped or of])), moment(BEFORE))
    return making.asn1_record([[making.asn1_stamp(making.tree_over([of]), token)]])


FOREIGN = b"another's document"


@pytest.mark.parametrize("policy", ("strict", "interop"))
def test_a_record_over_the_document_proves_it(policy: str) -> None:
    signed = Signed()
    assert judged(signed, policy, record(signed.data.encode())) == (["PASSED"], *PROVEN[:1])


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize("foreign_first", (True, False))
def test_a_token_from_another_record_proves_nothing_even_beside_that_record(policy: str, foreign_first: bool) -> None:
    """The token is genuine, and on its own tree, over somebody else's document, it is intact. On the forged tree it is not."""
    signed = Signed()
    records = [record(signed.data.encode(), FOREIGN), record(FOREIGN)]
    indications, verdict = judged(signed, policy, *(reversed(records) if foreign_first else records))
    assert "PASSED" not in indications
    assert verdict == UNPROVEN[0]


def judged(signed: Signed, policy: str, *records: bytes) -> tuple[list[str], str]:
    """Indications of ``records``, and the verdict on a signature whose signer is revoked by now."""
    beside = tuple(Document(f"{number}.ers", data) for number, data in enumerate(records))
    report = judge(msgspec.structs.replace(signed.dossier(NOW, *revoked(), policy=policy), evidence_records=beside))
    conclusion = report.signatures[0].conclusion
    verdict = " ".join(filter(None, (conclusion.indication, conclusion.sub_indication)))
    return [str(r.conclusion.indication) for r in report.evidence_records], verdict
