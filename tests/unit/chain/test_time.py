"""Validity at a time: models, retention after expiry, certificates without revocation, certHash."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from esigval.asn1 import encode
from esigval.chain.anchors import TrustAnchor
from esigval.chain.options import PathOptions
from esigval.chain.paths import Path, find_paths
from esigval.chain.pool import Pool
from esigval.chain.revocation import revocation_needs, revocation_status
from esigval.chain.revocation_data import AFTER_ISSUANCE, CONSISTENT
from esigval.chain.rfc5280 import CRITICALITY, MISPLACED, path_checks
from esigval.chain.validity import validate_path, validity_checks
from esigval.model.check import Check, Status
from esigval.model.reasons import Reason
from tests.unit.chain.minting import (
    DAY,
    END,
    INTEROP,
    NOW,
    START,
    STRICT,
    Issued,
    blocking,
    crl,
    mint,
    pool,
    responder,
    response,
    usage,
)

ROOT = mint("Root", ca=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def path_of(leaf: Issued, world: Pool) -> Path:
    return find_paths(leaf.parsed, world, (ROOT.anchor,)).paths[0]


def test_models_differ_where_a_ca_expired_first() -> None:
    """CA until 2025, signer issued in 2024 and valid until 2030, asked about in 2027."""
    ca = mint("CA", ROOT, ca=True, not_after=at("2025-01-01"))
    leaf = mint("Signer", ca, not_before=at("2024-03-01"), not_after=at("2030-01-01"))
    path = path_of(leaf, pool(ca))

    def passes(model: str) -> bool:
        return all(c.passed for c in validity_checks(path, at("2027-01-01"), STRICT, model))

    assert {m: passes(m) for m in ("shell", "chain", "hybrid")} == {"shell": False, "chain": True, "hybrid": True}
    with pytest.raises(ValueError, match="quantum"):
        passes("quantum")


def test_chain_model_refuses_a_certificate_issued_after_its_ca_expired() -> None:
    ca = mint("CA", ROOT, ca=True, not_after=at("2024-02-01"))
    leaf = mint("Signer", ca, not_before=at("2024-03-01"))
    checks = validity_checks(path_of(leaf, pool(ca)), NOW, STRICT, "chain")
    assert [c.passed for c in checks] == [True, False]


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (START - timedelta(seconds=1), Reason.CERTIFICATE_NOT_YET_VALID),
        (START, None),
        (at("2025-01-01"), None),
        (at("2025-01-01") + timedelta(microseconds=999_999), None),
        (at("2025-01-01") + timedelta(seconds=1), Reason.CERTIFICATE_EXPIRED),
    ],
)
def test_validity_is_inclusive_by_the_second(moment: datetime, reason: Reason | None) -> None:
    leaf = mint("Short", ROOT, not_after=at("2025-01-01"))
    (check,) = validity_checks(path_of(leaf, pool()), moment, STRICT)
    assert check.reason is reason


def acceptance(certificate: Issued, data: bytes, *, issuer: Issued = ROOT, **more: object) -> Check:
    (status,) = revocation_status(certificate.parsed, issuer.parsed, pool(crls=[data]), STRICT, **more)  # type: ignore[arg-type]
    return status.acceptance


def test_list_made_after_expiry_speaks_only_where_its_issuer_keeps_expired_ones() -> None:
    expired = mint("Expired", ROOT, not_after=at("2024-05-01"))
    assert blocking(acceptance(expired, crl(ROOT))) == {"en-319-102-1/5.2.6/revocation-retention"}

    def kept(since: str) -> bytes:
        value = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.60"), encode(0x18, since.encode()))
        return crl(ROOT, extensions=[(value, False)])

    assert acceptance(expired, kept("20240101000000Z")).passed
    assert not acceptance(expired, kept("20240520000000Z")).passed
    assert acceptance(expired, crl(ROOT), retention={ROOT.parsed.id: at("2020-01-01")}).passed
    assert acceptance(expired, crl(ROOT, at=at("2024-04-01"))).passed


@pytest.mark.parametrize(
    ("stated", "lasts", "strict", "interop"),
    [
        (NOW, DAY, set(), set()),
        (at("2090-01-01"), DAY, {CONSISTENT}, set()),  # stated for after it was produced; interop tells it
        (NOW, -DAY, {CONSISTENT}, set()),
        (START - DAY, 30 * DAY, {AFTER_ISSUANCE}, {AFTER_ISSUANCE}),
    ],
)
def test_times_of_an_answer_agree_with_each_other_and_with_the_certificate(
    stated: datetime, lasts: timedelta, strict: set[str], interop: set[str]
) -> None:
    leaf = mint("Signer", ROOT)
    world = pool(ocsps=[response(leaf, ROOT, ROOT, at=stated, lasts=lasts, embed=False)])
    for policy, expected in ((STRICT, strict), (INTEROP, interop)):
        (status,) = revocation_status(leaf.parsed, ROOT.parsed, world, policy)
        assert blocking(status.acceptance) == expected


def test_an_answer_that_does_not_say_when_the_next_one_comes_is_believed_with_a_warning() -> None:
    leaf = mint("Signer", ROOT)
    world = pool(ocsps=[response(leaf, ROOT, ROOT, lasts=None, embed=False)])
    for policy in (STRICT, INTEROP):
        (status,) = revocation_status(leaf.parsed, ROOT.parsed, world, policy)
        warned = [c.reason for c in status.acceptance.children if c.status is Status.WARNING]
        assert (status.acceptance.passed, warned) == (True, [Reason.NEXT_UPDATE_MISSING])


def test_short_term_and_no_rev_avail_need_no_data() -> None:
    empty = Pool.build(())
    for oid in ("0.4.0.194121.2.1", "2.5.29.56"):
        mark = x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), b"\x05\x00")
        leaf = mint("Marked", ROOT, extensions=[(mark, False)])
        assert validate_path(path_of(leaf, empty), NOW, STRICT, "signer", pool=empty).passed
    plain = mint("Plain", ROOT)
    check = validate_path(path_of(plain, empty), NOW, STRICT, "signer", pool=empty)
    assert (check.passed, check.reason) == (False, Reason.REVOCATION_DATA_MISSING)


def test_no_rev_avail_is_forbidden_on_a_ca_and_beside_pointers() -> None:
    mark = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.56"), b"\x05\x00")
    ca = mint("CA", ROOT, ca=True, extensions=[(mark, False)])
    below = mint("Signer", ca)
    assert blocking(path_checks(path_of(below, pool(ca)), STRICT, purpose="signer")) == {
        "rfc-5280/4.2/forbidden-extensions"
    }
    uri = x509.UniformResourceIdentifier("http://e.org/1.crl")
    points = x509.CRLDistributionPoints([x509.DistributionPoint([uri], None, None, None)])
    both = mint("Both", ROOT, extensions=[(mark, False), (points, False)])
    assert blocking(path_checks(path_of(both, pool()), STRICT, purpose="signer")) == {"rfc-9608/4/no-rev-avail"}


def test_needs_name_where_data_are_published() -> None:
    uri = x509.UniformResourceIdentifier("http://e.org/1.crl")
    points = x509.CRLDistributionPoints([x509.DistributionPoint([uri], None, None, None)])
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                x509.oid.AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://e.org/o")
            )
        ]
    )
    leaf = mint("Pointing", ROOT, extensions=[(points, False), (access, False)]).parsed
    assert [(n.kind.value, n.uri, n.subject) for n in revocation_needs(leaf, "why")] == [
        ("ocsp", "http://e.org/o", leaf.id),
        ("crl", "http://e.org/1.crl", leaf.id),
    ]


def test_a_need_for_ocsp_carries_the_question() -> None:
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                x509.oid.AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://e.org/o")
            )
        ]
    )
    leaf = mint("Pointing", ROOT, extensions=[(access, False)])
    (need,) = revocation_needs(leaf.parsed, "why", ROOT.parsed)
    certificates = (x509.load_der_x509_certificate(c.parsed.der) for c in (leaf, ROOT))
    asked = ocsp.OCSPRequestBuilder().add_certificate(*certificates, hashes.SHA1()).build()
    assert need.request == asked.public_bytes(serialization.Encoding.DER)
    assert revocation_needs(leaf.parsed, "why")[0].request == b""


def test_time_stamping_needs_its_usage() -> None:
    stamping = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
    mixed = x509.ExtendedKeyUsage(
        [x509.oid.ExtendedKeyUsageOID.TIME_STAMPING, x509.oid.ExtendedKeyUsageOID.EMAIL_PROTECTION]
    )

    def blocked(*extensions: tuple[x509.ExtensionType, bool]) -> set[str]:
        leaf = mint("TSA", ROOT, extensions=[(usage(digital_signature=True), True), *extensions])
        return blocking(path_checks(path_of(leaf, pool()), STRICT, purpose="timestamp"))

    assert blocked((stamping, True)) == set()
    assert blocked((stamping, False)) == blocked((mixed, True)) == {"rfc-3161/2.3/extended-key-usage-sole"}
    assert blocked() >= {"rfc-5280/4.2.1.12/extended-key-usage"}


def test_signer_whose_key_is_not_for_signing() -> None:
    leaf = mint("Encipherer", ROOT, extensions=[(usage(key_encipherment=True), True)])
    path = path_of(leaf, pool())
    assert blocking(path_checks(path, STRICT, purpose="signer")) == {"rfc-5280/4.2.1.3/key-usage"}
    assert path_checks(path, INTEROP, purpose="signer").passed


def test_malformed_and_repeated_extensions_are_told() -> None:
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.32"), b"\x30\x00")
    leaf = mint("Broken", ROOT, extensions=[(broken, False)])
    check = path_checks(path_of(leaf, pool()), STRICT, purpose="signer")
    assert check.reason is Reason.EXTENSION_MALFORMED


def test_extensions_out_of_place_are_told_in_order() -> None:
    constraints = x509.NameConstraints([x509.DNSName("example.org")], None)
    leaf = mint(
        "Signer",
        ROOT,
        extensions=[
            (constraints, False),
            (x509.InhibitAnyPolicy(0), False),
            (usage(content_commitment=True, key_cert_sign=True), True),
        ],
    )
    checks = {c.id: c for c in path_checks(path_of(leaf, pool()), STRICT, purpose="signer").children}
    assert checks[CRITICALITY].facts == (("extensions", ("2.5.29.30", "2.5.29.54")),)
    assert checks[MISPLACED].facts == (("extensions", ("2.5.29.15", "2.5.29.30", "2.5.29.54")),)
    assert checks[MISPLACED].status is Status.WARNING


def test_anchors_own_constraints_count_only_where_asked_for() -> None:
    narrow = x509.NameConstraints([x509.DNSName("example.org")], None)
    anchor = mint("Narrow", ca=True, extensions=[(narrow, True)])
    san = x509.SubjectAlternativeName([x509.DNSName("example.com")])
    leaf = mint("Signer", anchor, extensions=[(san, False)])
    path = find_paths(leaf.parsed, pool(), (TrustAnchor(anchor.parsed),)).paths[0]
    assert path_checks(path, STRICT, purpose="signer").passed
    options = PathOptions(anchor_constraints=True)
    assert path_checks(path, STRICT, purpose="signer", options=options).reason is Reason.NAME_NOT_PERMITTED


def test_data_are_told_newest_first() -> None:
    leaf = mint("Signer", ROOT, serial=501)
    lists = [crl(ROOT, at=NOW - n * DAY, number=9 - n) for n in (3, 1, 2)]
    found = revocation_status(leaf.parsed, ROOT.parsed, pool(crls=lists), STRICT)
    assert [s.this_update for s in found] == [NOW - DAY, NOW - 2 * DAY, NOW - 3 * DAY]
    assert {s.status for s in found} == {"good"}
    assert END > NOW


def test_responder_of_another_ca_answers_where_it_is_configured() -> None:
    """A trusted list may name a provider's responder that another of its CAs certified."""
    other = mint("Other CA", ca=True)
    foreign = responder("Responder", other)
    leaf = mint("Signer", ROOT, serial=502)
    world = pool(ocsps=[response(leaf, ROOT, foreign)])
    (refused,) = revocation_status(leaf.parsed, ROOT.parsed, world, STRICT)
    assert blocking(refused.acceptance) == {"rfc-6960/4.2.2.2/entitled"}
    (told,) = revocation_status(leaf.parsed, ROOT.parsed, world, STRICT, responders=frozenset({foreign.parsed.id}))
    assert told.acceptance.passed
