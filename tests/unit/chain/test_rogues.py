"""Worlds with a rogue: each attack is refused for its reason, and its honest twin passes."""

from cryptography import x509

from esigval.chain.anchors import TrustAnchor
from esigval.chain.paths import find_paths
from esigval.chain.pool import Pool
from esigval.chain.validity import validate_path
from esigval.model.evidence import EvidenceKind
from esigval.model.policy import ValidationPolicy
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
    evidence,
    key,
    mint,
    name,
    pool,
    responder,
    response,
    usage,
)

ROOT = mint("Root", ca=True)
CA = mint("CA", ROOT, ca=True)
LEAF = mint("Signer", CA, serial=77)
ROOT_CRL = crl(ROOT)


def outcome(
    leaf: Issued, world: Pool, *anchors: TrustAnchor, policy: ValidationPolicy = STRICT
) -> tuple[bool, set[str]]:
    """Whether some path passes at NOW with revocation, and what blocks the first one."""
    search = find_paths(leaf.parsed, world, anchors or (ROOT.anchor,))
    checks = [validate_path(p, NOW, policy, "signer", pool=world) for p in search.paths]
    return any(c.passed for c in checks), blocking(checks[0]) if checks else set()


def test_honest_chain_passes_with_crls() -> None:
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, crl(CA)])) == (True, set())


def test_revoked_leaf_is_refused() -> None:
    world = pool(CA, crls=[ROOT_CRL, crl(CA, [(77, x509.ReasonFlags.key_compromise)])])
    assert outcome(LEAF, world) == (False, {"rfc-5280/6.1.3/revocation"})


def test_revoked_ca_is_refused() -> None:
    world = pool(CA, crls=[crl(ROOT, [(CA.x509.serial_number, None)]), crl(CA)])
    assert outcome(LEAF, world)[0] is False


def test_sibling_ca_with_the_same_name_signs_nothing_of_its_twin() -> None:
    """The sibling's own chain is good; the leaf's signature is by the other key."""
    sibling = mint("CA", ROOT, ca=True, key_label="sibling")
    search = find_paths(LEAF.parsed, pool(sibling), (ROOT.anchor,))
    assert search.paths == ()
    assert {c.reason for c in search.dead_ends} == {Reason.ISSUER_SIGNATURE_WRONG, Reason.NO_ISSUER_FOUND}
    assert len(find_paths(LEAF.parsed, pool(sibling, CA), (ROOT.anchor,)).paths) == 1


def test_crl_of_a_sibling_ca_of_another_root_says_nothing() -> None:
    foreign_root = mint("Other root", ca=True)
    sibling = mint("CA", foreign_root, ca=True, key_label="sibling")
    forged = pool(CA, sibling, crls=[ROOT_CRL, crl(sibling), crl(foreign_root)])
    anchors = (ROOT.anchor, foreign_root.anchor)
    passed, why = outcome(LEAF, forged, *anchors)
    assert not passed
    assert "rfc-5280/6.3.3/crl-issuer" in why
    assert outcome(LEAF, pool(CA, sibling, crls=[ROOT_CRL, crl(CA)]), *anchors)[0]


def test_leaf_acting_as_a_ca_is_refused() -> None:
    victim = mint("Victim", LEAF)
    world = pool(CA, LEAF, crls=[ROOT_CRL, crl(CA), crl(LEAF)])
    passed, why = outcome(victim, world)
    assert not passed
    assert {"rfc-5280/4.2.1.9/ca", "rfc-5280/6.1.4/key-usage"} <= why
    below = mint("CA 2", CA, ca=True)
    honest = mint("Victim", below)
    assert outcome(honest, pool(CA, below, crls=[ROOT_CRL, crl(CA), crl(below)]))[0]


def test_ca_without_the_usage_to_sign_certificates_is_refused() -> None:
    without = mint("CA", ROOT, ca=True, key_label="CA", extensions=[(usage(crl_sign=True), True)])
    assert outcome(LEAF, pool(without, crls=[ROOT_CRL, crl(CA)]))[1] == {"rfc-5280/6.1.4/key-usage"}


def test_path_longer_than_a_ca_allows_is_refused() -> None:
    short = mint("Short", ROOT, ca=True, path_length=0)
    below = mint("Below", short, ca=True)
    leaf = mint("Deep", below)
    world = pool(short, below, crls=[ROOT_CRL, crl(short), crl(below)])
    assert outcome(leaf, world) == (False, {"rfc-5280/4.2.1.9/path-length"})
    direct = mint("Direct", short)
    assert outcome(direct, world)[0]


def test_ocsp_responder_of_the_ca_passes() -> None:
    honest = responder("Responder", CA)
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL], ocsps=[response(LEAF, CA, honest)])) == (True, set())
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL], ocsps=[response(LEAF, CA, CA, by_name=True)])) == (True, set())


def test_ocsp_response_that_says_revoked_is_believed() -> None:
    honest = responder("Responder", CA)
    answers = [response(LEAF, CA, honest, revoked=True)]
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL], ocsps=answers)) == (False, {"rfc-5280/6.1.3/revocation"})


def test_ocsp_responder_without_the_usage_is_refused_by_strict_and_warned_of_by_interop() -> None:
    rogue = responder("Responder", CA, entitled=False)
    world = pool(CA, crls=[ROOT_CRL], ocsps=[response(LEAF, CA, rogue)])
    assert outcome(LEAF, world) == (False, {"rfc-6960/4.2.2.2/ocsp-signing"})
    assert outcome(LEAF, world, policy=INTEROP)[0]


def test_another_signer_of_the_ca_cannot_answer_for_it() -> None:
    """A customer's certificate of the same CA has neither usage; its key must not vouch for others, nor for itself."""
    world = pool(CA, crls=[ROOT_CRL], ocsps=[response(LEAF, CA, LEAF)])
    passed, why = outcome(LEAF, world)
    assert not passed
    assert {"rfc-6960/4.2.2.2/ocsp-signing", "rfc-6960/4.2.2.2/self-issued"} <= why


def test_ocsp_responder_of_another_ca_is_refused() -> None:
    other = mint("Other CA", ROOT, ca=True)
    foreign = responder("Responder", other)
    world = pool(CA, other, crls=[ROOT_CRL, crl(other)], ocsps=[response(LEAF, CA, foreign)])
    assert outcome(LEAF, world) == (False, {"rfc-6960/4.2.2.2/entitled"})


def test_responder_whose_certificate_only_names_the_ca_is_refused() -> None:
    """Issuer name of the CA, signature by a stranger's key."""
    forged = responder("Responder", CA, signed_with=key("stranger"))
    world = pool(CA, crls=[ROOT_CRL], ocsps=[response(LEAF, CA, forged)])
    assert "rfc-6960/4.2.2.2/entitled" in outcome(LEAF, world)[1]


def test_response_about_another_certificate_says_nothing() -> None:
    other = mint("Somebody else", CA, serial=78)
    world = pool(CA, crls=[ROOT_CRL], ocsps=[response(other, CA, CA)])
    assert outcome(LEAF, world) == (False, {"rfc-5280/6.1.3/revocation"})


def test_response_for_the_same_serial_of_another_ca_says_nothing() -> None:
    """A re-certified key and a serial number that two CAs used: the CertID names the issuer's key."""
    twin_ca = mint("CA", ROOT, ca=True, key_label="twin")
    twin = mint("Signer", twin_ca, serial=77)
    world = pool(CA, twin_ca, crls=[ROOT_CRL], ocsps=[response(twin, twin_ca, twin_ca)])
    assert outcome(LEAF, world) == (False, {"rfc-5280/6.1.3/revocation"})


def test_renewed_certificate_of_the_same_ca_key_is_covered_by_its_data() -> None:
    """The CA was re-certified with the same key and name: data signed with that key stay good."""
    renewed = mint("CA", ROOT, ca=True, not_before=START - DAY)
    world = pool(renewed, CA, crls=[ROOT_CRL, crl(renewed)])
    assert outcome(LEAF, world)[0]


def scope(**flags: object) -> list[tuple[x509.ExtensionType, bool]]:
    fields: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return [(x509.IssuingDistributionPoint(**(fields | flags)), True)]  # type: ignore[arg-type]


def test_crl_for_another_scope_is_refused() -> None:
    wrong = {
        "CA certificates only": scope(only_contains_ca_certs=True),
        "attribute certificates only": scope(only_contains_attribute_certs=True),
        "other distribution point": scope(full_name=[x509.UniformResourceIdentifier("http://example.org/other.crl")]),
        "some reasons only": scope(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),
    }
    for extensions in wrong.values():
        world = pool(CA, crls=[ROOT_CRL, crl(CA, extensions=extensions)])
        assert outcome(LEAF, world) == (False, {"rfc-5280/6.3.3/scope"})
    fitting = pool(CA, crls=[ROOT_CRL, crl(CA, extensions=scope(only_contains_user_certs=True))])
    assert outcome(LEAF, fitting)[0]


def test_partial_crl_that_lists_the_certificate_still_revokes_it() -> None:
    extensions = scope(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}))
    listed = crl(CA, [(77, x509.ReasonFlags.key_compromise)], extensions=extensions)
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, listed])) == (False, {"rfc-5280/6.1.3/revocation"})


def test_partitioned_crl_counts_where_the_certificate_names_it() -> None:
    uri = x509.UniformResourceIdentifier("http://example.org/1.crl")
    point = x509.CRLDistributionPoints([x509.DistributionPoint([uri], None, None, None)])
    leaf = mint("Partitioned", CA, serial=79, extensions=[(point, False)])
    ours = crl(CA, extensions=scope(full_name=[uri]))
    theirs = crl(CA, extensions=scope(full_name=[x509.UniformResourceIdentifier("http://example.org/2.crl")]))
    assert outcome(leaf, pool(CA, crls=[ROOT_CRL, ours]))[0]
    assert outcome(leaf, pool(CA, crls=[ROOT_CRL, theirs])) == (False, {"rfc-5280/6.3.3/scope"})


def test_stale_data_are_not_current_and_fresh_ones_are() -> None:
    stale = crl(CA, at=NOW - 30 * DAY, days=7)
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, stale]))[0] is False
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, crl(CA, at=NOW - 6 * DAY)]))[0]


def test_data_from_before_the_certificate_was_issued_say_nothing() -> None:
    young = mint("Young", CA, not_before=NOW - DAY)
    early = crl(CA, at=NOW - 2 * DAY)
    assert outcome(young, pool(CA, crls=[ROOT_CRL, early])) == (
        False,
        {"en-319-102-1/5.2.6/revocation-after-certificate-issuance"},
    )
    assert outcome(young, pool(CA, crls=[ROOT_CRL, crl(CA)]))[0]


def test_delta_needs_its_base_and_speaks_with_it() -> None:
    delta = crl(CA, [(77, None)], number=3, extensions=[(x509.DeltaCRLIndicator(2), True)])
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, delta])) == (False, {"rfc-5280/6.1.3/revocation"})
    base = crl(CA, number=2, at=NOW - DAY)
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, base]))[0]
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, base, delta])) == (False, {"rfc-5280/6.1.3/revocation"})
    older_base = crl(CA, number=1, at=NOW - 2 * DAY)
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, older_base, delta]))[0], "a delta over a later base does not apply"


def test_hold_that_a_later_delta_lifts() -> None:
    base = crl(CA, [(77, x509.ReasonFlags.certificate_hold)], number=1, at=NOW - DAY)
    lifted = crl(CA, [(77, x509.ReasonFlags.remove_from_crl)], number=2, extensions=[(x509.DeltaCRLIndicator(1), True)])
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, base]))[0] is False
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, base, lifted]))[0]


def test_unknown_critical_extension_of_a_crl_is_refused() -> None:
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, crl(CA, extensions=[(odd, True)])])) == (
        False,
        {"rfc-5280/5.2/critical-extensions"},
    )
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, crl(CA, extensions=[(odd, False)])]))[0]


def test_crl_signed_with_a_stranger_key_is_refused() -> None:
    stranger = Issued(CA.x509, key("stranger"))
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, crl(stranger)])) == (False, {"rfc-5280/6.3.3/signature"})


def test_ten_thousand_cross_certificates() -> None:
    """None of them is the issuer, whatever they are called, and those that certify each other lead nowhere; the true one is found."""
    rungs = [mint("Rung 0", key_label="rung", ca=True)]
    for i in range(1, 100):
        rungs.append(mint(f"Rung {i}", rungs[-1], key_label="rung", ca=True))
    crosses = [cross.der for i in range(100) for cross in [mint("CA", rungs[i], key_label=f"cross {i % 5}", ca=True)]]
    copies = [evidence(EvidenceKind.CERTIFICATE, numbered(crosses[i % 100], i)) for i in range(10_000)]
    world = pool(*rungs).extended(tuple(copies))
    search = find_paths(LEAF.parsed, world, (ROOT.anchor,))
    assert (search.paths, search.exhausted) == ((), True)
    assert Reason.BUDGET_EXHAUSTED in {c.reason for c in search.dead_ends}
    found = find_paths(LEAF.parsed, pool(CA).extended(world.evidence), (ROOT.anchor,))
    assert found.paths[0].certificates == (LEAF.parsed, CA.parsed, ROOT.parsed)


def numbered(der: bytes, number: int) -> bytes:
    """Another certificate with the same content and a signature value that is worth nothing."""
    return der[:-4] + number.to_bytes(4, "big")


def test_a_chain_longer_than_the_budget_is_told_as_exhausted() -> None:
    chain = [mint("Long 0", ca=True)]
    for i in range(1, 30):
        chain.append(mint(f"Long {i}", chain[-1], ca=True))
    search = find_paths(chain[-1].parsed, pool(*chain), (chain[0].anchor,))
    assert (search.paths, search.exhausted) == ((), True)
    assert find_paths(chain[10].parsed, pool(*chain), (chain[0].anchor,)).paths


def test_cross_certificates_in_a_circle_end() -> None:
    one = mint("One", ca=True)
    two = mint("Two", ca=True)
    one_by_two = mint("One", two, ca=True)
    two_by_one = mint("Two", one, ca=True)
    leaf = mint("Circled", one)
    search = find_paths(leaf.parsed, pool(one_by_two, two_by_one), (ROOT.anchor,))
    assert search.paths == ()
    assert [c.subject for c in search.prospective] == ["CN=Circled", "CN=One", "CN=Two"]


def test_self_signed_stranger_with_an_anchors_name_is_no_anchor() -> None:
    impostor = mint("Root", ca=True, key_label="impostor")
    leaf = mint("Signer", impostor)
    assert find_paths(leaf.parsed, pool(impostor), (ROOT.anchor,)).paths == ()


def test_anchor_is_a_name_and_a_key() -> None:
    """The same CA certified by somebody else stands for the anchor (RFC 5280 6.1.1 d); a leaf may be an anchor itself."""
    reissued = mint("Root", mint("Grandmother", ca=True), ca=True)
    search = find_paths(CA.parsed, pool(reissued), (ROOT.anchor,))
    assert [p.certificates for p in search.paths] == [(CA.parsed, ROOT.parsed)]
    own = find_paths(LEAF.parsed, pool(), (LEAF.anchor,))
    assert [p.certificates for p in own.paths] == [(LEAF.parsed,)]


def test_best_path_first() -> None:
    """An issuer certificate without the CA flag, or a longer way, comes later."""
    flawed = mint("CA", ROOT, ca=False, key_label="CA", not_after=END + 100 * DAY)
    middle = mint("Middle", ROOT, ca=True)
    detour = mint("CA", middle, ca=True)
    search = find_paths(LEAF.parsed, pool(flawed, detour, CA, middle), (ROOT.anchor,))
    assert [[c.id for c in p.certificates[1:-1]] for p in search.paths] == [
        [CA.parsed.id],
        [detour.parsed.id, middle.parsed.id],
        [flawed.parsed.id],
    ]


def test_missing_issuer_is_a_need() -> None:
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                x509.oid.AuthorityInformationAccessOID.CA_ISSUERS,
                x509.UniformResourceIdentifier("http://example.org/ca.crt"),
            )
        ]
    )
    leaf = mint("Lonely", CA, extensions=[(access, False)])
    search = find_paths(leaf.parsed, pool(), (ROOT.anchor,))
    assert [(n.uri, n.subject) for n in search.needs] == [("http://example.org/ca.crt", leaf.parsed.id)]
    assert find_paths(leaf.parsed, pool(CA), (ROOT.anchor,)).needs == ()


def test_unreadable_evidence_is_a_fact() -> None:
    broken = tuple(evidence(k, b"0\x03abc") for k in (EvidenceKind.CERTIFICATE, EvidenceKind.CRL, EvidenceKind.OCSP))
    both = pool(CA, crls=[ROOT_CRL, crl(CA)]).extended(broken)
    assert len(both.unread) == 3
    assert outcome(LEAF, both)[0]


def test_unknown_name_is_not_the_issuers() -> None:
    other_name = crl(CA, issuer_name=name("Somebody"))
    assert outcome(LEAF, pool(CA, crls=[ROOT_CRL, other_name])) == (False, {"rfc-5280/6.1.3/revocation"})
