"""What could be taken for an honest answer: data of the wrong signer, key, scope, time or form. Each is refused, and its twin passes."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from esigval import asn1
from esigval.asn1 import encode
from esigval.chain.paths import find_paths
from esigval.chain.revocation import revocation_status
from esigval.chain.rfc5280 import path_checks
from esigval.chain.validity import validate_path
from esigval.model.reasons import Reason
from esigval.x509.certificate import parse_certificate
from tests.unit.chain.minting import (
    DAY,
    INTEROP,
    NOW,
    STRICT,
    Issued,
    blocking,
    crl,
    mint,
    name,
    pool,
    responder,
    response,
    usage,
)
from tests.unit.chain.test_rogues import CA, LEAF, ROOT, ROOT_CRL, outcome, scope

REVOCATION = {"rfc-5280/6.1.3/revocation"}


def answered(*answers: bytes, certificates: tuple[Issued, ...] = ()) -> tuple[bool, set[str]]:
    return outcome(LEAF, pool(CA, *certificates, crls=[ROOT_CRL], ocsps=answers))


def listed(*lists: bytes, certificates: tuple[Issued, ...] = ()) -> tuple[bool, set[str]]:
    return outcome(LEAF, pool(CA, *certificates, crls=[ROOT_CRL, *lists]))


# Responders


def test_any_extended_key_usage_does_not_make_a_responder() -> None:
    anything = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
    rogue = mint(
        "Responder",
        CA,
        extensions=[(usage(digital_signature=True), True), (x509.OCSPNoCheck(), False), (anything, False)],
    )
    assert answered(response(LEAF, CA, rogue)) == (False, {"rfc-6960/4.2.2.2/ocsp-signing"})
    assert answered(response(LEAF, CA, responder("Responder", CA))) == (True, set())


def test_responder_of_a_namesake_of_the_ca_is_refused() -> None:
    namesake = mint("CA", mint("Other root", ca=True), ca=True, key_label="namesake")
    foreign = responder("Responder", namesake)
    passed, why = answered(response(LEAF, CA, foreign), certificates=(namesake,))
    assert (passed, why) == (False, {"rfc-6960/4.2.2.2/entitled"})


def test_response_with_the_previous_key_of_the_ca_is_refused() -> None:
    """The key was replaced, and certified anew with the old one: RFC 6960 4.2.2.2 lets the CA answer, or whom it named for it."""
    old = mint("CA", ROOT, ca=True, key_label="old CA key")
    bridge = mint("CA", CA, ca=True, key_label="old CA key")
    for certificates in ((old,), (old, bridge)):
        passed, _ = answered(response(LEAF, CA, old, by_name=True), certificates=certificates)
        assert not passed
    assert answered(response(LEAF, CA, CA, by_name=True), certificates=(old, bridge)) == (True, set())


def test_responder_that_is_neither_excused_nor_known_to_be_unrevoked_is_not_believed() -> None:
    checked = mint(
        "Responder",
        CA,
        serial=900,
        extensions=[
            (usage(digital_signature=True), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False),
        ],
    )
    answer = response(LEAF, CA, checked)
    assert answered(answer)[0] is False
    status = response(checked, CA, CA)
    assert answered(answer, status) == (True, set())
    assert answered(answer, response(checked, CA, CA, revoked=True))[0] is False


def test_no_check_on_a_signer_is_refused() -> None:
    leaf = mint("Signer", CA, serial=77, extensions=[(x509.OCSPNoCheck(), False)])
    assert outcome(leaf, pool(CA, crls=[ROOT_CRL, crl(CA)])) == (False, {"rfc-5280/4.2/forbidden-extensions"})


def made(algorithm: hashes.HashAlgorithm, issuer: Issued, *, produced: datetime = NOW, **times: object) -> bytes:
    """A good response about LEAF whose CertID is made by ``algorithm``."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        LEAF.x509, issuer.x509, algorithm, ocsp.OCSPCertStatus.GOOD, produced, produced + DAY, None, None
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, CA.x509)
    return builder.sign(CA.private, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256(), hashes.SHA512()])
def test_the_certificate_that_is_asked_about_is_named_by_any_digest(algorithm: hashes.HashAlgorithm) -> None:
    assert answered(made(algorithm, CA)) == (True, set())
    twin = mint("CA", ROOT, ca=True, key_label="twin")  # the same name, another key: issuerKeyHash differs
    assert answered(made(algorithm, twin)) == (False, REVOCATION)


@pytest.mark.parametrize(("cutoff", "believed"), [(None, False), (-2, True), (0, True), (2, False)])
def test_answers_after_expiry_need_an_archive_cutoff_before_it(cutoff: int | None, believed: bool) -> None:
    """RFC 6960 4.4.4. ``cutoff``: days after the end of the certificate."""
    end = NOW - 30 * DAY
    ended = mint("Ended", ROOT, serial=600, not_after=end)
    data = with_cutoff(response(ended, ROOT, ROOT, embed=False), None if cutoff is None else end + cutoff * DAY)
    (status,) = revocation_status(ended.parsed, ROOT.parsed, pool(ocsps=[data]), STRICT)
    assert status.acceptance.passed is believed
    assert blocking(status.acceptance) == (set() if believed else {"en-319-102-1/5.2.6/revocation-retention"})


def with_cutoff(data: bytes, moment: datetime | None) -> bytes:
    """The BasicOCSPResponse in ``data`` with an archive cutoff in its only answer, signed anew by ROOT."""
    whole = ocsp.load_der_ocsp_response(data)
    tbs = asn1.read_exactly(whole.tbs_response_bytes)
    *head, answers = asn1.children(tbs)
    (answer,) = asn1.children(answers)
    extensions = b""
    if moment is not None:
        cutoff = encode(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())
        extension = encode(0x30, bytes.fromhex("06092b0601050507300106") + encode(0x04, cutoff))
        extensions = encode(0xA1, encode(0x30, extension))
    body = b"".join(part.raw for part in head)
    changed = encode(0x30, body + encode(0x30, encode(0x30, answer.value + extensions)))
    algorithm = encode(0x30, bytes.fromhex("06082a8648ce3d040302"))
    value = ROOT.private.sign(changed, ec.ECDSA(hashes.SHA256()))
    return encode(0x30, changed + algorithm + encode(0x03, b"\x00" + value))


# Lists


def test_list_of_user_certificates_says_nothing_of_a_ca() -> None:
    users = crl(ROOT, extensions=scope(only_contains_user_certs=True))
    passed, why = outcome(LEAF, pool(CA, crls=[users, crl(CA)]))
    assert (passed, why) == (False, {"rfc-5280/6.3.3/scope"})
    authorities = crl(ROOT, extensions=scope(only_contains_ca_certs=True))
    assert outcome(LEAF, pool(CA, crls=[authorities, crl(CA)])) == (True, set())


def test_list_for_attribute_certificates_says_nothing() -> None:
    assert listed(crl(CA, extensions=scope(only_contains_attribute_certs=True)))[0] is False


def test_list_of_a_namesake_ca_below_another_ca_is_refused() -> None:
    """Another CA of the same hierarchy made itself a CA of the victim's name: its chain reaches the same anchor."""
    rogue = mint("Rogue CA", ROOT, ca=True)
    namesake = mint("CA", rogue, ca=True, key_label="namesake")
    lists = [crl(Issued(namesake.x509, namesake.private)), crl(rogue)]
    for policy in (STRICT, INTEROP):
        world = pool(CA, rogue, namesake, crls=[ROOT_CRL, *lists])
        assert outcome(LEAF, world, policy=policy)[0] is False
    assert outcome(LEAF, pool(CA, rogue, namesake, crls=[ROOT_CRL, *lists, crl(CA)])) == (True, set())


def test_removal_in_a_complete_list_is_no_answer() -> None:
    """removeFromCRL may stand in a delta only (RFC 5280 5.3.1): here the entry says both that it is listed and that it is not."""
    removed = crl(CA, [(77, x509.ReasonFlags.remove_from_crl)])
    assert listed(removed)[0] is False
    assert listed(crl(CA, [(78, x509.ReasonFlags.remove_from_crl)])) == (True, set())


def test_removal_in_a_delta_does_not_undo_a_revocation() -> None:
    delta = crl(CA, [(77, x509.ReasonFlags.remove_from_crl)], number=2, extensions=[(x509.DeltaCRLIndicator(1), True)])
    gone = crl(CA, [(77, x509.ReasonFlags.key_compromise)], at=NOW - DAY)
    assert listed(gone, delta) == (False, REVOCATION)
    held = crl(CA, [(77, x509.ReasonFlags.certificate_hold)], at=NOW - DAY)
    assert listed(held, delta) == (True, set())


def with_entry(serial: int, extension: x509.ExtensionType, critical: bool) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(CA.x509.subject)
    builder = builder.last_update(NOW).next_update(NOW + 7 * DAY).add_extension(x509.CRLNumber(1), False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(CA.private.public_key()), False)
    entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - DAY)
    builder = builder.add_revoked_certificate(entry.add_extension(extension, critical).build())
    return builder.sign(CA.private, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize("serial", [77, 78])
def test_list_with_an_unknown_critical_extension_of_any_entry_is_not_used(serial: int) -> None:
    """RFC 5280 5.3: for no certificate, listed or not."""
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    assert listed(with_entry(serial, odd, True)) == (False, {"en-319-102-1/5.2.6/revocation-status-known"})
    expected = (False, REVOCATION) if serial == 77 else (True, set())
    assert listed(with_entry(serial, odd, False)) == expected


def test_certificate_issuer_of_an_entry_is_known_though_critical() -> None:
    other = x509.CertificateIssuer([x509.DirectoryName(name("Somebody else"))])
    assert listed(with_entry(77, other, True)) == (True, set())
    own = x509.CertificateIssuer([x509.DirectoryName(name("CA"))])
    assert listed(with_entry(77, own, True)) == (False, REVOCATION)


def test_list_from_before_the_certificate_and_list_that_ended_say_nothing() -> None:
    passed, why = listed(crl(CA, at=NOW - 200 * DAY, days=400))
    assert not passed
    assert "en-319-102-1/5.2.6/revocation-after-certificate-issuance" in why
    assert listed(crl(CA, at=NOW - 8 * DAY))[0] is False
    assert listed(crl(CA, at=NOW - 6 * DAY)) == (True, set())


def test_list_of_a_later_day_speaks_of_today() -> None:
    """For a moment in the past later data are the better ones: not yet revoked then, revoked since."""
    later = crl(CA, [(77, None)], at=NOW + 30 * DAY)
    assert listed(later) == (True, set())
    world = pool(CA, crls=[crl(ROOT, at=NOW + 30 * DAY), later])
    path = find_paths(LEAF.parsed, world, (ROOT.anchor,)).paths[0]
    assert not validate_path(path, NOW + 30 * DAY, STRICT, "signer", pool=world).passed


# Names and extensions


def of_type(kind: object, text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text, kind)])  # type: ignore[arg-type]


def test_excluded_directory_name_in_another_type_and_case_is_excluded() -> None:
    from cryptography.x509.name import _ASN1Type

    excluded = x509.NameConstraints(None, [x509.DirectoryName(of_type(_ASN1Type.PrintableString, "ACME  Ltd"))])
    bound = mint("Bound", ROOT, ca=True, extensions=[(excluded, True)])
    caught = mint("acme ltd", bound)
    path = find_paths(caught.parsed, pool(bound), (ROOT.anchor,)).paths[0]
    assert path_checks(path, STRICT, purpose="signer").reason is Reason.NAME_EXCLUDED
    free = mint("acme limited", bound)
    path = find_paths(free.parsed, pool(bound), (ROOT.anchor,)).paths[0]
    assert path_checks(path, STRICT, purpose="signer").passed


def test_a_second_basic_constraints_does_not_make_a_ca() -> None:
    """A leaf that says CA FALSE and then CA TRUE: the first counts, and strict refuses any repetition."""
    leaf = mint("Signer", CA, serial=77)
    again = encode(0x30, bytes.fromhex("0603551d13") + encode(0x04, bytes.fromhex("30030101ff")))
    twice = repeated(leaf, CA, again)
    certificate = parse_certificate(twice)
    assert (certificate.is_ca, certificate.duplicate_extensions) == (False, ("2.5.29.19",))
    path = find_paths(certificate, pool(CA), (ROOT.anchor,)).paths[0]
    check = path_checks(path, STRICT, purpose="signer")
    assert (check.passed, blocking(check)) == (False, {"rfc-5280/4.2/extensions-unique"})
    path = find_paths(leaf.parsed, pool(CA), (ROOT.anchor,)).paths[0]
    assert path_checks(path, STRICT, purpose="signer").passed


def repeated(leaf: Issued, issuer: Issued, extension: bytes) -> bytes:
    """``leaf`` with one more extension, signed anew by ``issuer``."""
    from asn1crypto import x509 as asn1_x509

    certificate = asn1_x509.Certificate.load(leaf.der)
    tbs = certificate["tbs_certificate"]
    inner = tbs["extensions"].untag().contents + extension
    body = b"".join(field.dump() for name, field in ((n, tbs[n]) for n in tbs) if name != "extensions" and field.dump())
    tbs_der = encode(0x30, body + encode(0xA3, encode(0x30, inner)))
    value = issuer.private.sign(tbs_der, ec.ECDSA(hashes.SHA256()))
    algorithm = certificate["signature_algorithm"].dump()
    return encode(0x30, tbs_der + algorithm + encode(0x03, b"\x00" + value))


def test_signature_with_s_or_r_zero_is_no_signature() -> None:
    """ECDSA accepts neither zero nor the order (FIPS 186-5 6.4.2)."""
    der = LEAF.der
    r, s = decode_dss_signature(LEAF.x509.signature)
    for forged in (encode_dss_signature(r, 0), encode_dss_signature(0, s), encode_dss_signature(0, 0)):
        data = der[: der.rindex(LEAF.x509.signature) - 3] + encode(0x03, b"\x00" + forged)
        start = der[: der.index(LEAF.x509.tbs_certificate_bytes)]
        assert start[:2] == b"\x30\x82"
        whole = encode(0x30, data[4:])
        search = find_paths(parse_certificate(whole), pool(CA), (ROOT.anchor,))
        assert search.paths == ()
        assert Reason.ISSUER_SIGNATURE_WRONG in {d.reason for d in search.dead_ends}
    assert find_paths(LEAF.parsed, pool(CA), (ROOT.anchor,)).paths


def test_times_of_validity_at_the_turn_of_the_century() -> None:
    """RFC 5280 4.1.2.5.1: 49 is 2049, 50 is 1950."""
    leaf = mint("Signer", CA, not_after=datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert leaf.parsed.not_after == datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)
    turned = leaf.der.replace(b"491231235959Z", b"501231235959Z")
    assert turned != leaf.der
    assert parse_certificate(turned).not_after == datetime(1950, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert leaf.parsed.not_before < leaf.parsed.not_after - timedelta(days=1)
