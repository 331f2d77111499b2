"""Evidence records (RFC 4998, RFC 6283): reading, hash trees, renewals. Facts only: time-stamps are judged by validation."""

from esigval.evidence_records.alone import read, recognises
from esigval.evidence_records.asn1 import read_asn1_record
from esigval.evidence_records.hashes import Hashes
from esigval.evidence_records.record import Record
from esigval.evidence_records.verify import malformed_record, verify_record
from esigval.evidence_records.xml import read_xml_record
from esigval.xades.tree import looks_like_xml

__all__ = ["Hashes", "Record", "malformed_record", "read", "read_record", "recognises", "verify_record"]


def read_record(data: bytes) -> Record:
    """An evidence record in either form. Raises Malformed."""
    return read_xml_record(data) if looks_like_xml(data) else read_asn1_record(data)
