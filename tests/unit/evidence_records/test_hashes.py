"""Many records over all of one document: what they hash is bounded, made only when it is hashed, and never hashed twice."""

from hashlib import sha512

import pytest

from esigval import cades
from esigval.cms import oids, records
from esigval.evidence_records import Hashes, hashes, read_record, verify_record
from esigval.model.dossier import Document
from esigval.model.reasons import Reason
from esigval.model.signature import DataObject, Reference
from esigval.timestamp import Identifiers, stamps
from tests.unit.cms import making
from tests.unit.evidence_records import making as m
from tests.worlds import der

FILE = b"<a>the archived file</a>"


def record(over: bytes) -> bytes:
    tree = m.tree_over([over])
    return m.asn1_record([[m.asn1_stamp(tree, m.tsa().token_over(m.root(tree), m.FIRST))]])


def sealed(forged: int, *, ber: bool = False) -> bytes:
    """A signature with a record over all of it before that, and with forged records after it."""
    made = making.plain()
    if ber:
        made.signers[0].unsigned.append(("1.3.99", der.sequence(der.tlv(1, b"\x01"))))
    before = made.encode()
    made.signers[0].unsigned.append((oids.EVIDENCE_RECORD_INTERNAL, record(before)))
    made.signers[0].unsigned += [(oids.EVIDENCE_RECORD_INTERNAL, record(b"something else"))] * forged
    return made.encode()


def references(data: bytes) -> list[Reference]:
    """What each embedded record says of the signature, by the hashes that all share."""
    shared = Hashes()
    embedded = cades.read(Document("x", data)).signatures[0].embedded_records
    return [r for e in embedded for r in verify_record(read_record(e.data), e.objects, hashes=shared).references]


@pytest.mark.parametrize("ber", (False, True))
def test_a_record_protects_the_signature_as_it_was_before(ber: bool) -> None:
    assert [(r.found, r.intact) for r in references(sealed(2, ber=ber))] == [(True, True), (True, False), (True, False)]


def test_records_beyond_the_budget_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashes, "MAX_EFFORT", 1)
    first, *others = references(sealed(20))
    assert (first.found, first.intact) == (True, True)
    assert {(r.found, r.intact, r.reason) for r in others} == {(False, False, Reason.BUDGET_EXHAUSTED)}


def test_encodings_of_the_signature_are_made_only_for_records_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    frame = records._Frame

    def counted(*parts: object) -> object:
        made.append(1)
        return frame(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(records, "_Frame", counted)
    document = making.plain()
    document.signers[0].unsigned += [(oids.EVIDENCE_RECORD_INTERNAL, der.sequence(der.integer(i))) for i in range(500)]
    assert len(cades.read(Document("x", document.encode())).signatures[0].embedded_records) == 500
    assert made == []


def test_a_file_is_hashed_once_for_all_records(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []
    digest = hashes.digest

    def counted(algorithm: str, data: bytes) -> bytes:
        hashed.append(data)
        return digest(algorithm, data)

    monkeypatch.setattr(hashes, "digest", counted)
    shared = Hashes()
    for _ in range(10):
        protected = (DataObject("a.txt", FILE),)
        found = verify_record(read_record(record(FILE)), protected, hashes=shared)
        assert found.references[0].intact
    assert hashed == [FILE]


def test_time_stamps_beyond_the_number_that_is_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "MAX_TIMESTAMPS", 2)
    shared = Identifiers()
    found = [
        verify_record(read_record(record(FILE)), (DataObject("a.txt", FILE),), identifiers=shared) for _ in range(3)
    ]
    assert [bool(one.timestamps[0].malformed) for one in found] == [False, False, True]


@pytest.mark.parametrize(("effort", "found"), ((1 << 20, True), (1, False)))
def test_a_hash_tree_renewal_beyond_the_budget_is_not_found_rather_than_wrong(
    effort: int, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another algorithm asks for another pass over every file."""
    monkeypatch.setattr(hashes, "MAX_EFFORT", effort)
    files = (FILE, b"another file")
    tree = m.tree_over(list(files))
    first = m.asn1_stamp(tree, m.tsa().token_over(m.root(tree), m.FIRST))
    sequence = sha512(m.chain_of([m.chain_of([first])])).digest()
    joined = [sha512(sha512(file).digest() + sequence).digest() for file in files]
    monkeypatch.setattr(m, "_SHA256", bytes.fromhex("300b0609608648016503040203"))
    token = m.tsa().token_over(sha512(b"".join(sorted(joined))).digest(), m.FIRST + m.LATER, digest="sha512")
    data = m.asn1_record([[first], [m.asn1_stamp([joined], token)]])
    protected = tuple(DataObject(str(i), file) for i, file in enumerate(files))
    second = verify_record(read_record(data), protected).timestamps[1]
    assert (second.imprint_found, second.imprint_intact) == (found, found)
