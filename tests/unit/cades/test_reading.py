"""CAdES files as a whole: signers, contents, counter-signatures, scopes, identifiers, levels."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from esigval import cades, cms
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import ReferenceType, ScopeType, Signature, TimestampType
from tests.unit.cms import making
from tests.worlds import der
from tests.worlds.makers import Cades, order
from tests.worlds.signers import cms as maker
from tests.worlds.signers.tsa import authority

oids = cms.oids


def document(data: bytes, name: str = "signed.p7m") -> Document:
    return Document(name, data)


def read(data: bytes, *detached: Document) -> tuple[Signature, ...]:
    return cades.read(document(data), detached).signatures


def only(data: bytes, *detached: Document) -> Signature:
    (signature,) = read(data, *detached)
    return signature


def outcome(signature: Signature) -> tuple[str, bool, bool]:
    (reference,) = signature.references
    assert reference.type is ReferenceType.MESSAGE_DIGEST
    return reference.name, reference.found, reference.intact


def test_attached_content_is_covered_fully() -> None:
    signature = only(making.plain().encode())
    assert outcome(signature) == ("", True, True)
    (scope,) = signature.scopes
    assert (scope.scope, scope.name, scope.digest) == (ScopeType.FULL, "", sha256(making.CONTENT).hexdigest())


def test_changed_attached_content_is_found_and_not_intact() -> None:
    data = making.plain().encode().replace(b"100 lei", b"900 lei")
    assert outcome(only(data)) == ("", True, False)


def test_detached_content_by_name() -> None:
    data = making.plain(attached=False).encode()
    assert outcome(only(data, Document("a.txt", making.CONTENT))) == ("a.txt", True, True)
    assert outcome(only(data, Document("a.txt", b"changed"))) == ("a.txt", True, False)
    alone = only(data)
    assert outcome(alone) == ("", False, False)
    assert alone.scopes == ()
    assert alone.references[0].reason is Reason.SIGNED_DATA_NOT_FOUND


def test_the_right_one_of_several_files_is_chosen_by_its_digest() -> None:
    data = making.plain(attached=False).encode()
    files = (Document("other.txt", b"other"), Document("right.txt", making.CONTENT), Document("x", b""))
    assert outcome(only(data, *files)) == ("right.txt", True, True)
    assert outcome(only(data, files[0], files[2])) == ("", False, False)


def test_encapsulated_content_is_not_replaced_by_a_detached_file() -> None:
    data = making.plain().encode().replace(b"100 lei", b"900 lei")
    assert outcome(only(data, Document("a.txt", making.CONTENT))) == ("", True, False)


def test_content_known_by_digest_only() -> None:
    data = making.plain(attached=False).encode()
    known = Document("a.txt", b"", ("SHA256", sha256(making.CONTENT).digest()))
    signature = only(data, known)
    assert outcome(signature) == ("a.txt", True, True)
    assert signature.scopes[0].scope is ScopeType.DIGEST
    wrong = Document("a.txt", b"", ("SHA256", bytes(32)))
    assert outcome(only(data, wrong)) == ("a.txt", True, False)


def test_empty_encapsulated_content_is_content() -> None:
    made = maker.sign(b"", making.signer(), making.SIGNED)
    assert outcome(only(made.encode())) == ("", True, True)


def test_each_signer_is_a_signature_with_its_own_identifier() -> None:
    made = making.plain()
    made.signers += [maker.sign_info(making.signer(), sha256(making.CONTENT).digest(), None), made.signers[0]]
    ids = {s.id for s in read(made.encode())}
    first = only(making.plain().encode()).id
    assert first.startswith("S-")
    assert len(first) == 34
    assert len(ids) == 3
    assert {first, first + "-2"} < ids


def test_a_broken_signer_is_answered_beside_the_good_one() -> None:
    made = making.plain()

    class Broken(maker.SignerInfo):
        def encode(self) -> bytes:
            return der.sequence(der.integer(1))

    made.signers.append(Broken(b"", [], b"", b""))
    good, bad = read(made.encode())
    assert outcome(good) == ("", True, True)
    assert bad.unreadable
    assert bad.references == ()


def test_counter_signatures_are_signatures_over_the_value() -> None:
    made = making.plain()
    maker.counter_sign(made.signers[0], making.signer(), making.SIGNED)
    first, upon = read(made.encode())
    assert upon.parent == first.id
    assert outcome(upon) == ("", True, True)
    assert [(s.scope, s.name) for s in upon.scopes] == [(ScopeType.COUNTER_SIGNATURE, first.id)]
    assert upon.findings == ()
    assert upon.level == "CAdES-BASELINE-B"


def test_a_counter_signature_over_another_value_is_not_intact() -> None:
    made = making.plain()
    info = maker.sign_info(making.signer(), sha256(b"another value").digest(), making.SIGNED, content_type="")
    made.signers[0].unsigned.append((oids.COUNTER_SIGNATURE, info.encode()))
    first, upon = read(made.encode())
    assert outcome(first) == ("", True, True)
    assert outcome(upon) == ("", True, False)


def test_counter_signatures_upon_counter_signatures_end() -> None:
    info = maker.sign_info(making.signer(), bytes(32), making.SIGNED, content_type="")
    for _ in range(12):
        above = maker.sign_info(making.signer(), bytes(32), making.SIGNED, content_type="")
        above.unsigned.append((oids.COUNTER_SIGNATURE, info.encode()))
        info = above
    made = making.plain()
    made.signers[0].unsigned.append((oids.COUNTER_SIGNATURE, info.encode()))
    signatures = read(made.encode())
    assert len(signatures) == 9
    assert signatures[-1].findings[-1].reason is Reason.BUDGET_EXHAUSTED


def test_a_broken_counter_signature_is_a_finding_of_its_parent() -> None:
    made = making.plain()
    made.signers[0].unsigned.append((oids.COUNTER_SIGNATURE, der.sequence(der.integer(1))))
    signature = only(made.encode())
    assert [f.reason for f in signature.findings] == [Reason.MALFORMED]
    assert outcome(signature) == ("", True, True)


@pytest.mark.parametrize("level", ["B", "T", "LT", "LTA"])
def test_baseline_levels_by_structure(level: str) -> None:
    data = Cades()(making.world(), order(level=level, signer="md-vera"))
    assert only(data).level == f"CAdES-BASELINE-{level}"


@pytest.mark.parametrize(
    ("attributes", "level"),
    [
        (making.usual(), "CAdES-BASELINE-B"),
        (making.usual(without=oids.SIGNING_TIME), "CAdES-BES"),
        (making.usual(without=oids.SIGNING_CERTIFICATE_V2), "CMS-NOT-ETSI"),
        (making.usual(without=oids.CONTENT_TYPE), "CMS-NOT-ETSI"),
        (making.usual((oids.MESSAGE_DIGEST, der.octets(b""))), "CMS-NOT-ETSI"),
        (making.usual((oids.SIGNATURE_POLICY, der.sequence(der.oid("1.2.3")))), "CAdES-BASELINE-B"),
        (
            making.usual((oids.SIGNATURE_POLICY, der.sequence(der.oid("1.2.3"))), without=oids.SIGNING_TIME),
            "CAdES-EPES",
        ),
    ],
)
def test_levels_of_signed_attributes(attributes: list[maker.Attribute], level: str) -> None:
    assert only(making.with_signed(*attributes).encode()).level == level


def test_without_its_certificate_a_signature_is_not_baseline() -> None:
    made = making.plain()
    made.certificates = []
    assert only(made.encode()).level == "CAdES-BES"


def test_a_time_stamp_after_the_certificate_ended_lifts_nothing() -> None:
    made = making.plain()
    late = authority(making.world(), "md-tsa").token(made.signers[0].value, datetime(2049, 1, 1, tzinfo=UTC))
    made.signers[0].unsigned.append((oids.SIGNATURE_TIMESTAMP, late))
    assert only(made.encode()).level == "CAdES-BASELINE-B"


def test_embedded_evidence_records_are_counted() -> None:
    made = making.plain()
    made.signers[0].unsigned += [
        (oids.EVIDENCE_RECORD_INTERNAL, der.sequence(der.integer(1))),
        (oids.EVIDENCE_RECORD_EXTERNAL, der.sequence(der.integer(1))),
    ]
    assert only(made.encode()).embedded_evidence_records == 2


def test_a_token_alone_is_a_time_stamp_of_no_signature() -> None:
    token = authority(making.world(), "md-tsa").token(making.CONTENT, making.SIGNED)
    response = der.sequence(der.sequence(der.integer(0)), token)
    for data in (token, response):
        assert cades.recognises(document(data))
        files = (Document("other", b"other"), Document("a.txt", making.CONTENT))
        reading = cades.read(document(data), files)
        assert reading.signatures == ()
        (stamp,) = reading.timestamps
        assert (stamp.type, stamp.name) == (TimestampType.CONTENT, "a.txt")
        assert (stamp.imprint_found, stamp.imprint_intact) == (True, True)
    (alone,) = cades.read(document(token)).timestamps
    assert (alone.imprint_found, alone.imprint_intact) == (False, False)
    (wrong,) = cades.read(document(token), (Document("a", b"changed"),)).timestamps
    assert (wrong.imprint_found, wrong.imprint_intact) == (True, False)
    known = Document("a", b"", ("SHA256", sha256(making.CONTENT).digest()))
    (by_digest,) = cades.read(document(token), (known,)).timestamps
    assert (by_digest.imprint_found, by_digest.imprint_intact) == (True, True)


@pytest.mark.parametrize("data", [b"", b"0\x80", b"<a/>", b"%PDF-1.7\n", b"PK\x03\x04", der.sequence(der.oid("1.2.3"))])
def test_other_files_are_not_recognised_and_not_read(data: bytes) -> None:
    assert not cades.recognises(document(data))
    with pytest.raises(Malformed):
        cades.read(document(data))


def test_reading_is_deterministic() -> None:
    data = Cades()(making.world(), order(level="LTA", content_stamped=making.SIGNED))
    assert cades.read(document(data)) == cades.read(document(data))
