"""Evidence records: what they cover holds, and each forged twin does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esigval.evidence_records import read_record, verify_record
from esigval.model.errors import Malformed
from esigval.model.signature import DataObject, EvidenceRecord
from tests.unit.evidence_records import making as m

FILE = b"the archived file"
OTHER = b"another file of the same group"


def over(*objects: bytes) -> tuple[DataObject, ...]:
    return tuple(DataObject(f"file {i}", data) for i, data in enumerate(objects))


def holds(record: EvidenceRecord) -> bool:
    return (
        bool(record.references)
        and all(r.intact for r in record.references)
        and all(t.imprint_found and t.imprint_intact for t in record.timestamps)
    )


def simple(objects: list[bytes], *, xml: bool) -> bytes:
    tree = m.tree_over(objects)
    token = m.tsa().token_over(m.root(tree), m.FIRST)
    return m.xml_record(tree, token) if xml else m.asn1_record([[m.asn1_stamp(tree, token)]])


@pytest.mark.parametrize("xml", [False, True], ids=["asn1", "xml"])
class TestOneStamp:
    def test_a_file_in_the_tree_is_covered(self, xml: bool) -> None:
        record = verify_record(read_record(simple([FILE], xml=xml)), over(FILE))
        assert holds(record)
        assert record.timestamps[0].token is not None
        assert record.timestamps[0].token.time == m.FIRST

    def test_a_group_of_files_is_covered(self, xml: bool) -> None:
        assert holds(verify_record(read_record(simple([FILE, OTHER], xml=xml)), over(FILE, OTHER)))

    def test_a_changed_file_is_not(self, xml: bool) -> None:
        record = verify_record(read_record(simple([FILE], xml=xml)), over(FILE + b"!"))
        assert [r.intact for r in record.references] == [False]

    def test_one_foreign_file_in_a_group_is_told(self, xml: bool) -> None:
        record = verify_record(read_record(simple([FILE, OTHER], xml=xml)), over(FILE, b"foreign"))
        assert [r.intact for r in record.references] == [True, False]

    def test_a_file_that_is_not_at_hand_is_not_found(self, xml: bool) -> None:
        record = verify_record(read_record(simple([FILE], xml=xml)), (DataObject("file", None),))
        assert [(r.found, r.intact) for r in record.references] == [(False, False)]

    def test_a_token_over_another_root_breaks_the_imprint(self, xml: bool) -> None:
        tree = m.tree_over([FILE])
        token = m.tsa().token_over(m.sha256(b"another root"), m.FIRST)
        data = m.xml_record(tree, token) if xml else m.asn1_record([[m.asn1_stamp(tree, token)]])
        record = verify_record(read_record(data), over(FILE))
        assert [t.imprint_intact for t in record.timestamps] == [False]


def test_without_a_tree_the_file_itself_is_stamped() -> None:
    token = m.tsa().token(FILE, m.FIRST)
    data = m.asn1_record([[m.asn1_stamp([], token)]])
    assert holds(verify_record(read_record(data), over(FILE)))
    assert not holds(verify_record(read_record(data), over(OTHER)))


def renewed_stamp(first: bytes, token: bytes, *, over_token: bytes) -> bytes:
    tree = [[m.sha256(over_token)]]
    return m.asn1_record([[first, m.asn1_stamp(tree, m.tsa().token_over(m.root(tree), m.FIRST + m.LATER))]])


def test_a_time_stamp_renewal_covers_the_time_stamp_before_it() -> None:
    tree = m.tree_over([FILE])
    token = m.tsa().token_over(m.root(tree), m.FIRST)
    first = m.asn1_stamp(tree, token)
    record = verify_record(read_record(renewed_stamp(first, token, over_token=token)), over(FILE))
    assert holds(record)
    assert record.timestamps[0].id in record.timestamps[1].covers
    forged = verify_record(read_record(renewed_stamp(first, token, over_token=b"another token")), over(FILE))
    assert [t.imprint_intact for t in forged.timestamps] == [True, False]


def renewed_tree(*, sequence: bytes, first: bytes) -> bytes:
    """A second chain: the hash of the file joined with the hash of all chains before it (RFC 4998, clause 5.2)."""
    joined = m.sha256(m.sha256(FILE) + m.sha256(sequence))
    tree = [[joined], [m.sha256(b"neighbour")]]
    second = m.asn1_stamp(tree, m.tsa().token_over(m.root(tree), m.FIRST + m.LATER))
    return m.asn1_record([[first], [second]])


def test_a_hash_tree_renewal_covers_the_file_and_every_chain_before_it() -> None:
    tree = m.tree_over([FILE])
    first = m.asn1_stamp(tree, m.tsa().token_over(m.root(tree), m.FIRST))
    sequence = m.chain_of([m.chain_of([first])])
    assert holds(verify_record(read_record(renewed_tree(sequence=sequence, first=first)), over(FILE)))
    forged = verify_record(read_record(renewed_tree(sequence=b"other chains", first=first)), over(FILE))
    assert [t.imprint_intact for t in forged.timestamps] == [True, False]


def test_xml_may_stand_in_the_tree_in_canonical_form() -> None:
    plain = b'<a  b = "1"></a>\n'
    record = verify_record(read_record(simple([b'<a b="1"></a>'], xml=True)), over(plain))
    assert holds(record)
    assert not holds(verify_record(read_record(simple([b'<a b="1"></a>'], xml=True)), over(b'<a b="2"></a>')))


def test_a_group_inside_a_signature_stands_by_the_hash_of_its_hashes() -> None:
    parts = (b"signed info", b"value", b"key info")
    group = m.sha256(b"".join(sorted(m.sha256(p) for p in parts)))
    tree = [[group], [m.sha256(b"neighbour")]]
    data = m.xml_record(tree, m.tsa().token_over(m.root(tree), m.FIRST))
    assert holds(verify_record(read_record(data), (DataObject("signature", None, parts=parts),)))
    changed = (*parts[:2], b"another key")
    assert not holds(verify_record(read_record(data), (DataObject("signature", None, parts=changed),)))


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_malformed_and_nothing_else_escapes(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_record(data)


@given(st.data())
def test_a_mutated_record_is_malformed_or_read_and_never_covers_another_file(data: st.DataObject) -> None:
    raw = bytearray(simple([FILE], xml=data.draw(st.booleans())))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        record = verify_record(read_record(bytes(raw)), over(OTHER))
    except Malformed:
        return
    assert not holds(record)


@pytest.mark.parametrize("renewed", (False, True))
def test_the_imprint_of_a_token_is_by_the_algorithm_of_the_chain(renewed: bool) -> None:
    """A token that says so of octets that another function made was given by an authority that didn't look (RFC 4998, clause 4.3)."""
    tree = m.tree_over([FILE])
    first = m.asn1_stamp(tree, m.tsa().token_over(m.root(tree), m.FIRST, digest="sha256"))
    stamps = [first] if renewed else []
    over_ = [[m.sha256(m.tsa().token_over(m.root(tree), m.FIRST, digest="sha256"))]] if renewed else tree
    forged = m.asn1_stamp(over_, m.tsa().token_over(m.root(over_), m.FIRST + m.LATER, digest="sha512"))
    record = verify_record(read_record(m.asn1_record([[*stamps, forged]])), over(FILE))
    assert [t.imprint_intact for t in record.timestamps] == [True] * renewed + [False]
