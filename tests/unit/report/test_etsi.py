"""The report by TS 119 102-2: valid by its schema, and no claim in it that the report doesn't make."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.errors import UsageError
from esigval.model.reasons import Reason
from esigval.model.report import DocumentReport
from esigval.model.signature import Commitment, SignaturePolicy, SignedProperties
from esigval.report.etsi_119_102_2 import render
from esigval.report.etsi_119_102_2.elements import OWN, VR
from esigval.xades.names import DS

from .samples import CERTIFICATE, FORGED, SIGNED, STAMP, UNSURE, VALID, entry, report

SPACES = {"vr": VR, "ds": DS, "own": OWN}
SCHEMAS = Path(__file__).parents[4] / "shared" / "xsd"
_FILES = {
    "xmldsig-core": "xmldsig-core-schema.xsd",
    "XAdES": "XAdES01903v132-202407.xsd",
    "ts_119612": "ts_119612v020401_xsd.xsd",
    "xml.xsd": "xml.xsd",
}
"""Part of the last segment of a schemaLocation -> file."""
TIMESTAMPS_ONLY = report(timestamps=(STAMP,))
TEXT = st.text(st.characters(), max_size=60)


class _Own(etree.Resolver):
    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]
        name = (system_url or "").rpartition("/")[2]
        for part, file in _FILES.items():
            if part in name:
                return self.resolve_string((SCHEMAS / file).read_bytes(), context, base_url=system_url)
        return None


@cache
def schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Own())
    return etree.XMLSchema(etree.parse(SCHEMAS / "1910202xmlSchema.xsd", parser))


def said(sample: DocumentReport, path: str) -> list[str]:
    """The texts at ``path``."""
    return [str(e.text) for e in etree.fromstring(render(sample)).iterfind(path, SPACES)]


def dangling(root: etree._Element) -> set[str]:
    """References to what is not there."""
    known = {e.get("id") for e in root.iter() if e.get("id")}
    return {name for e in root.iter() for name in (e.get("VOReference") or "").split()} - known  # type: ignore[return-value]


SAMPLES = pytest.mark.parametrize(
    "sample", [VALID, FORGED, UNSURE, TIMESTAMPS_ONLY], ids=["valid", "forged", "unsure", "time-stamps"]
)


@pytest.mark.corpus
@SAMPLES
def test_reports_follow_the_schema(sample: DocumentReport, shared: Path) -> None:
    assert shared / "xsd" == SCHEMAS
    schema().assertValid(etree.fromstring(render(sample)))


@pytest.mark.corpus
@settings(deadline=None, max_examples=150)
@given(text=TEXT, role=TEXT)
@example(text=":", role="")  # http://: has neither a host nor none
def test_whatever_stands_in_a_file_the_report_follows_the_schema(text: str, role: str) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("no ../shared")
    stated = SignedProperties(
        place=text,
        roles=(role,),
        commitments=(Commitment(text), Commitment(f"http://{text}"), Commitment("1.2.3")),
        policy=SignaturePolicy(f"urn:{text}"),
        mime_type=text,
        signer_name=role,
    )
    check = Check("en-319-102-1/5.3", Status.FAILED, Reason.MALFORMED, facts=((role, text),))
    sample = report(entry(Indication.TOTAL_FAILED, None, check, properties=stated), name=text, policy=text)
    schema().assertValid(etree.fromstring(render(sample)))


@SAMPLES
def test_references_go_to_what_is_there(sample: DocumentReport) -> None:
    root = etree.fromstring(render(sample))
    assert root.findall(".//vr:ValidationObject", SPACES)
    assert not dangling(root)
    assert render(sample) == render(sample)


def test_the_verdict_is_that_of_the_report() -> None:
    status = "vr:SignatureValidationReport/vr:SignatureValidationStatus/"
    assert said(VALID, status + "vr:MainIndication") == ["urn:etsi:019102:mainindication:total-passed"]
    assert said(VALID, status + "vr:SubIndication") == []
    assert said(FORGED, status + "vr:MainIndication") == ["urn:etsi:019102:mainindication:total-failed"]
    assert said(FORGED, status + "vr:SubIndication") == ["urn:etsi:019102:subindication:HASH_FAILURE"]
    assert said(VALID, ".//vr:BestSignatureTime/vr:POETime") == ["2025-03-01T09:30:00Z"]
    assert said(VALID, ".//own:Qualification") == ["QESIG"]


def test_each_check_that_applies_is_a_constraint_with_its_outcome() -> None:
    constraint = ".//vr:ValidationConstraint/"
    assert said(FORGED, constraint + "vr:ValidationConstraintIdentifier") == [
        "en-319-102-1/5.2.7",
        "en-319-102-1/5.2.2",
        "en-319-102-1/5.2.7.4/data-intact",
    ]
    outcomes = [text.rpartition(":")[2] for text in said(FORGED, constraint + "vr:ValidationStatus/vr:MainIndication")]
    assert outcomes == ["failed", "passed", "failed"]
    aside = report(entry(check=Check("en-319-102-1/5.3", Status.NOT_APPLICABLE)))
    assert said(aside, constraint + "vr:ValidationConstraintIdentifier") == []


def test_an_anchor_is_named_only_where_one_is_known() -> None:
    anchor = ".//vr:CertificateChain/vr:TrustAnchor"
    unproven = report(entry(Indication.INDETERMINATE, SubIndication.NO_CERTIFICATE_CHAIN_FOUND))
    given_ = report(entry(Indication.INDETERMINATE, SubIndication.REVOKED_NO_POE), anchors=(CERTIFICATE.sha256,))
    assert len(said(VALID, anchor)) == len(said(given_, anchor)) == 1
    assert said(unproven, anchor) == []


def test_a_time_stamp_that_did_not_pass_proves_nothing() -> None:
    from msgspec.structs import replace

    failed = replace(STAMP, indication=Indication.FAILED)
    assert said(TIMESTAMPS_ONLY, ".//vr:POEProvisioning/vr:POETime") == [SIGNED.isoformat().replace("+00:00", "Z")]
    assert said(report(timestamps=(failed,)), ".//vr:POEProvisioning/vr:POETime") == []


def test_two_signatures_alike_have_ids_of_their_own() -> None:
    root = etree.fromstring(render(report(entry(), entry())))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert len(root.findall("vr:SignatureValidationReport", SPACES)) == 2


def test_without_a_signature_there_is_no_report() -> None:
    with pytest.raises(UsageError, match="no signature"):
        render(report())
