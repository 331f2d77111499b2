"""Evidence records that are the document themselves."""

from datetime import timedelta

import pytest

from esigval.evidence_records import recognises
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.dossier import Document, Dossier
from esigval.model.errors import Unreadable
from esigval.model.report import EvidenceRecordReport
from esigval.validate import judge, load_policy, validate
from tests.unit.evidence_records import making as m
from tests.worlds import running

FILE = b"the archived file"
AT = m.FIRST + m.LATER


def record(*objects: bytes, xml: bool = False) -> bytes:
    tree = m.tree_over(list(objects))
    token = m.tsa().token_over(m.root(tree), m.FIRST)
    return m.xml_record(tree, token) if xml else m.asn1_record([[m.asn1_stamp(tree, token)]])


def judged(data: bytes, *files: bytes) -> EvidenceRecordReport:
    dossier = Dossier(
        document=Document("record", data),
        time=AT,
        policy=load_policy("strict"),
        detached=tuple(Document(f"file {i}", file) for i, file in enumerate(files)),
        anchors=(running.read(running.WORLD / "md-root.cer"),),
    )
    report = judge(dossier)
    assert report.signatures == ()
    (found,) = report.evidence_records
    return found


@pytest.mark.parametrize("xml", [False, True], ids=["asn1", "xml"])
class TestRecordAsDocument:
    def test_it_is_about_the_files_beside_it(self, xml: bool) -> None:
        found = judged(record(FILE, xml=xml), FILE)
        assert found.file == "record"
        assert found.conclusion.imprint_intact
        assert found.conclusion.indication in (Indication.PASSED, Indication.INDETERMINATE)
        assert found.conclusion.sub_indication is not SubIndication.SIGNED_DATA_NOT_FOUND

    def test_a_file_that_it_does_not_know_is_not_what_it_is_about(self, xml: bool) -> None:
        found = judged(record(FILE, xml=xml), b"another file")
        assert found.conclusion.indication is Indication.INDETERMINATE
        assert found.conclusion.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND

    def test_one_known_file_does_not_carry_an_unknown_one(self, xml: bool) -> None:
        found = judged(record(FILE, xml=xml), FILE, b"another file")
        assert found.conclusion.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND

    def test_without_files_what_it_is_about_is_not_at_hand(self, xml: bool) -> None:
        assert judged(record(FILE, xml=xml)).conclusion.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND


@pytest.mark.parametrize("chains", (1, 2))
@pytest.mark.parametrize(("seconds", "ordered"), ((60, True), (0, True), (-1, True), (-60, False)))
def test_a_renewal_is_not_earlier_than_what_it_renews(chains: int, seconds: int, ordered: bool) -> None:
    """Chains and the time-stamps in them ascend (RFC 4998, clauses 5.1 and 5.3), as far as the accuracy of clocks tells."""
    tree = m.tree_over([FILE])
    token = m.tsa().token_over(m.root(tree), m.FIRST)
    first = m.asn1_stamp(tree, token)
    over = token if chains == 1 else m.sha256(FILE) + m.sha256(m.chain_of([m.chain_of([first])]))
    second = m.asn1_stamp([], m.tsa().token_over(m.sha256(over), m.FIRST + timedelta(seconds=seconds)))
    found = judged(m.asn1_record([[first, second]] if chains == 1 else [[first], [second]]), FILE)
    assert found.conclusion.imprint_intact
    assert (found.conclusion.sub_indication is not SubIndication.TIMESTAMP_ORDER_FAILURE) == ordered


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"<EvidenceRecord xmlns='urn:ietf:params:xml:ns:ers'>", True),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -- >--><!--b--><e:EvidenceRecord>", False),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a - b --><!--b--><e:EvidenceRecord>", True),
        (b"<a><EvidenceRecord>", False),
        (b"<EvidenceRecords>", False),
        (b"\x30\x82\x01\x00\x02\x01\x01\x30\x0d", True),
        (b"\x30\x82\x01\x00\x06\x01\x01\x30\x0d", False),
        (b"", False),
    ],
)
def test_it_is_known_by_how_it_begins(head: bytes, known: bool) -> None:
    assert recognises(Document("", head)) is known


def test_a_crowd_of_comments_is_no_riddle() -> None:
    """With more than one way through the same text this would not end."""
    assert not recognises(Document("", b"<!-- a -->  " * 400))
    assert not recognises(Document("", b" " * 4000))


def test_a_record_that_is_none_is_said() -> None:
    (found,) = validate(b"<EvidenceRecord xmlns='urn:ietf:params:xml:ns:ers'/>").evidence_records
    assert found.conclusion.indication is Indication.FAILED
    assert found.conclusion.sub_indication is SubIndication.FORMAT_FAILURE
    with pytest.raises(Unreadable):
        validate(b"\x30\x03\x02\x01\x02")
