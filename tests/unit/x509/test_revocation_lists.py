"""CRLs and OCSP responses: what they say about whom, however large or odd."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

from esigval.asn1 import encode, encode_integer
from esigval.model.errors import Malformed
from esigval.x509.crl import Crl, parse_crl
from esigval.x509.ocsp import parse_ocsp

KEY = ec.generate_private_key(ec.SECP256R1())
AT = datetime(2024, 1, 1, tzinfo=UTC)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def entry(serial: int, *extensions: x509.ExtensionType) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(AT)
    for extension in extensions:
        builder = builder.add_extension(extension, isinstance(extension, x509.CertificateIssuer))
    return builder.build()


def signed(entries: list[x509.RevokedCertificate], *extensions: x509.ExtensionType) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(name("CA")).last_update(AT)
    builder = builder.next_update(AT + timedelta(days=7))
    for extension in extensions:
        builder = builder.add_extension(extension, False)
    for one in entries:
        builder = builder.add_revoked_certificate(one)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)


def test_entries_with_their_extensions() -> None:
    compromised = entry(
        9, x509.CRLReason(x509.ReasonFlags.key_compromise), x509.InvalidityDate(datetime(2023, 5, 1, tzinfo=UTC))
    )
    crl = parse_crl(signed([entry(2**100), compromised, entry(300)], x509.CRLNumber(77)))
    found = crl.find(9)
    assert found is not None
    assert (found.reason, found.invalidity_date) == ("keyCompromise", datetime(2023, 5, 1, tzinfo=UTC))
    assert crl.find(300) is not None
    assert crl.find(2**100) is not None
    assert crl.find(10) is None
    assert crl.find(2**100 + 1) is None
    assert (crl.number, crl.is_delta, len(crl)) == (77, False, 3)
    assert (crl.this_update, crl.next_update) == (AT, AT + timedelta(days=7))


def test_serial_number_inside_another_entry_is_no_entry() -> None:
    """The octets of the number stand in an extension of somebody else's entry."""
    wanted = 0x1122334455667788
    inside = x509.UnrecognizedExtension(
        x509.ObjectIdentifier("1.2.3"),
        encode(0x30, encode(0x02, wanted.to_bytes(8, "big")) + encode(0x17, b"240101000000Z")),
    )
    assert parse_crl(signed([entry(5, inside)])).find(wanted) is None
    assert parse_crl(signed([entry(5, inside), entry(wanted)])).find(wanted) is not None


def test_padded_serial_number_is_found() -> None:
    """An entry with a longer encoding than needed is an entry all the same."""
    serial = 0x1122334455667788
    odd = encode(0x30, encode(0x02, b"\x00\x00" + serial.to_bytes(8, "big")) + encode(0x17, b"240101000000Z"))
    plain = signed([entry(7)])
    theirs = encode(0x30, encode(0x02, b"\x07") + encode(0x17, b"240101000000Z"))
    assert theirs in plain
    crl = Crl(with_entries(odd), "id")
    assert crl.find(serial) is not None


def test_an_entry_is_found_alike_by_scan_and_by_index() -> None:
    """The last of several entries counts, chance occurrences of its octets do not."""
    serial = 0x1122334455667788
    own = encode(0x02, serial.to_bytes(8, "big"))
    first, last = (encode(0x30, own + encode(0x17, day + b"000000Z")) for day in (b"240101", b"240102"))
    stranger = encode(0x30, encode(0x02, b"\x08" + serial.to_bytes(8, "big")) + encode(0x17, b"240103000000Z"))
    crl = Crl(with_entries(first + stranger + last + stranger), "id")
    for number in range(100):  # from some look-up on there is an index
        found = crl.find(serial)
        assert found is not None
        assert found.revocation_time == datetime(2024, 1, 2, tzinfo=UTC), number
        assert crl.find(serial + 1) is None


@pytest.mark.parametrize("serial", [-1, -(2**63), 0, 127, 128, 255, 256, 2**159, 2**400])
def test_serial_numbers_beside_the_rule_are_looked_up_by_their_value(serial: int) -> None:
    listed = encode(0x30, encode_integer(serial) + encode(0x17, b"240101000000Z"))
    other = encode(0x30, encode_integer(serial + 1) + encode(0x17, b"240101000000Z"))
    crl = Crl(with_entries(other + listed), "id")
    assert crl.find(serial) is not None
    assert crl.find(serial + 1) is not None
    assert crl.find(serial - 1) is None
    assert crl.find(serial + 2) is None


def with_entries(entries: bytes) -> bytes:
    algorithm = encode(0x30, bytes.fromhex("06082a8648ce3d040302"))
    times = encode(0x17, b"240101000000Z") + encode(0x17, b"240108000000Z")
    body = encode(0x02, b"\x01") + algorithm + encode(0x30, b"") + times + encode(0x30, entries)
    return encode(0x30, encode(0x30, body) + algorithm + encode(0x03, b"\x00\x00"))


def test_indirect_crl_tells_whose_certificates_it_lists() -> None:
    """A certificate issuer holds for the entries that follow, until the next is stated (RFC 5280 5.3.3)."""
    other = x509.CertificateIssuer([x509.DirectoryName(name("Other"))])
    third = x509.CertificateIssuer([x509.DirectoryName(name("Third"))])
    crl = parse_crl(signed([entry(1), entry(2, other), entry(3), entry(4, third)]))
    keys = {n: parse_crl_name(n) for n in ("CA", "Other", "Third")}
    listed = {(s, n) for s in range(1, 5) for n, key in keys.items() if crl.find(s, key) is not None}
    assert listed == {(1, "CA"), (2, "Other"), (3, "Other"), (4, "Third")}


def parse_crl_name(text: str) -> str:
    from esigval.x509.names import name_key

    return name_key(name(text).public_bytes())


def test_scope_is_read() -> None:
    point = x509.IssuingDistributionPoint(
        [x509.UniformResourceIdentifier("http://e.org/1.crl")],
        None,
        True,
        False,
        frozenset({x509.ReasonFlags.key_compromise}),
        True,
        False,
    )
    scope = parse_crl(signed([], point)).distribution_point
    assert scope is not None
    assert (scope.only_user, scope.only_ca, scope.indirect, scope.only_reasons) == (True, False, True, 0b10)
    assert [n.text for n in scope.names] == ["http://e.org/1.crl"]


@pytest.mark.parametrize(("tag", "time"), [(0x18, b"20200101000000Z"), (0x17, b"200101000000Z")])
def test_expired_certificates_on_crl_in_either_kind_of_time(tag: int, time: bytes) -> None:
    extension = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.60"), encode(tag, time))
    assert parse_crl(signed([], extension)).expired_certs_on_crl == datetime(2020, 1, 1, tzinfo=UTC)


def test_broken_entries_are_malformed_where_they_are_asked_for() -> None:
    crl = Crl(with_entries(encode(0x30, b"\x02\x09abc")), "id")
    assert crl.find(5) is None  # its octets stand nowhere
    with pytest.raises(Malformed):
        list(crl)
    crl = Crl(with_entries(encode(0x30, encode(0x02, b"\x05"))), "id")  # without a time
    assert crl.find(6) is None
    with pytest.raises(Malformed):
        crl.find(5)


def test_a_large_list_stays_small_in_memory() -> None:
    """A hundred thousand entries: besides the list itself less than 6 MB are kept, so a million stay far below 100 MB."""
    stamp = encode(0x17, b"240101000000Z")
    serials = [0x5000_0000_0000_0000_0000_0000 + i * 7919 for i in range(100_000)]
    data = with_entries(b"".join(encode(0x30, encode(0x02, s.to_bytes(12, "big")) + stamp) for s in serials))
    tracemalloc.start()
    crl = Crl(data, "id")
    assert crl.find(serials[777]) is not None
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 6_000_000
    assert crl.find(serials[99_999]) is not None
    assert crl.find(serials[777] + 1) is None


def certificate(subject: str, serial: int) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name("CA"))
        .public_key(KEY.public_key())
        .serial_number(serial)
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=999))
        .sign(KEY, hashes.SHA256())
    )


def answer(*extensions: x509.ExtensionType) -> bytes:
    builder = ocsp.OCSPResponseBuilder().add_response(
        certificate("leaf", 42),
        certificate("CA", 1),
        hashes.SHA256(),
        ocsp.OCSPCertStatus.REVOKED,
        AT,
        AT + timedelta(days=1),
        AT - timedelta(days=3),
        x509.ReasonFlags.superseded,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate("CA", 1))
    builder = builder.certificates([certificate("CA", 1)])
    for extension in extensions:
        builder = builder.add_extension(extension, False)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)


def test_ocsp_response_and_its_bare_form_say_the_same() -> None:
    whole = parse_ocsp(answer(x509.OCSPNonce(b"12345678")))
    bare = parse_ocsp(whole.basic)
    for response in (whole, bare):
        (single,) = response.by_serial[42]
        assert (single.status, single.reason, single.hash_algorithm) == ("revoked", "superseded", "SHA256")
        assert single.revocation_time == AT - timedelta(days=3)
        assert (single.this_update, single.next_update) == (AT, AT + timedelta(days=1))
        assert (response.responder_name, len(response.responder_key_hash)) == (b"", 20)
        assert response.nonce
    assert [e.data for e in whole.evidence] == [certificate_bytes(whole.certificates[0])]


def certificate_bytes(data: bytes) -> bytes:
    return x509.load_der_x509_certificate(data).public_bytes(Encoding.DER)


def test_unsuccessful_response_has_no_answer() -> None:
    data = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(Encoding.DER)
    response = parse_ocsp(data)
    assert (response.status, response.by_serial) == ("tryLater", {})


@pytest.mark.parametrize("data", [b"", b"0\x00", b"0\x03\x0a\x01\x00", b"0\x80", b"\x30\x84\xff\xff\xff\xff"])
def test_what_is_no_response_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_ocsp(data)
    with pytest.raises(Malformed):
        parse_crl(data)


def test_a_code_of_twenty_thousand_digits_is_malformed() -> None:
    """Python refuses to write such a number as text."""
    with pytest.raises(Malformed):
        parse_ocsp(encode(0x30, encode(0x0A, b"\x7f" * 8000)))
