"""What a time-stamp's Include elements name has to be what the time-stamp is claimed to be over: a genuine token over something else proves
nothing of the signature."""

from hashlib import sha256

import msgspec
import pytest
from lxml import etree

from esigval import xades as xades_format
from esigval.model.conclusion import Conclusion
from esigval.model.dossier import Document
from esigval.validate import judge
from tests.conformance.test_time_table import AFTER, BEFORE, NOW, revoked
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds.pki import moment
from tests.worlds.signers import xades

TAGS = ("xades:SignatureTimeStamp", "xades:SigAndRefsTimeStamp", "xades:ArchiveTimeStamp", "x141:ArchiveTimeStamp")


def signature() -> xades.XmlSignature:
    root = xades.parse("<cerere><text>Imaginar</text></cerere>")
    return xades.sign_enveloped(root, WORLD["signer"], moment("2025-03-10T10:00:00"), chain=(WORLD["ca"].der,))


def stamp(made: xades.XmlSignature, tag: str, over: etree._Element) -> None:
    """A time-stamp whose Include names ``over``, by a genuine token from before the signer was revoked."""
    node = xades.add(made.properties(), tag)
    xades.add(node, "xades:Include", URI="#" + str(over.get("Id")))
    xades.add(node, "ds:CanonicalizationMethod", Algorithm=xades.EXCLUSIVE)
    token = WORLD.tsa("tsa").token(xades.canonical(over), moment(BEFORE))
    xades.add(node, "xades:EncapsulatedTimeStamp", xades.b64(token))


def conclude(made: xades.XmlSignature, policy: str) -> Conclusion:
    bare = Signed().dossier(NOW, *revoked(), policy=policy)
    return judge(msgspec.structs.replace(bare, document=Document("c.xml", made.encode()))).signatures[0].conclusion


@pytest.mark.parametrize("policy", ("strict", "interop"))
def test_an_include_that_names_the_value_of_the_signature_proves_it(policy: str) -> None:
    made = signature()
    stamp(made, "xades:SignatureTimeStamp", made.part("SignatureValue"))
    conclusion = conclude(made, policy)
    assert (conclusion.indication, conclusion.best_signature_time) == ("TOTAL-PASSED", moment(BEFORE))


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize("tag", TAGS)
def test_an_include_that_names_something_else_proves_nothing(tag: str, policy: str) -> None:
    made = signature()
    other = xades.add(made.element, "ds:Object", "stamped long ago, for another reason", Id="other")
    stamp(made, tag, other)
    conclusion = conclude(made, policy)
    assert (conclusion.indication, conclusion.sub_indication) == ("INDETERMINATE", "REVOKED_NO_POE")
    assert conclusion.best_signature_time == moment(NOW)


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize("tag", ("xades:AllDataObjectsTimeStamp", "xades:IndividualDataObjectsTimeStamp"))
def test_a_time_stamp_over_the_content_that_is_not_signed_says_nothing_of_the_time_before_signing(
    tag: str, policy: str
) -> None:
    """Anybody could add it, after the signer was revoked, to a signature that was made and stamped in time."""
    made = signature()
    xades.add_signature_timestamp(made, WORLD.tsa("tsa"), moment(BEFORE))
    node = xades.add(made.properties(), tag)
    xades.add(node, "ds:CanonicalizationMethod", Algorithm=xades.EXCLUSIVE)
    over = made.references[0].octets() if "All" in tag else b""
    xades.add(node, "xades:EncapsulatedTimeStamp", xades.b64(WORLD.tsa("tsa").token(over, moment(AFTER))))
    conclusion = conclude(made, policy)
    assert (conclusion.indication, conclusion.best_signature_time) == ("TOTAL-PASSED", moment(BEFORE))
    assert conclusion.time_lower_bound == moment("2024-01-01")


def test_a_record_proves_what_stands_before_it_only() -> None:
    """Properties can be added after a record: whoever adds them must not make them older than they are."""
    made = signature()
    early, late = WORLD.crl_of("ca", "2025-03-09"), WORLD.crl_of("ca", "2025-03-10")
    xades.add_evidence(made, (), (early,))
    holder = etree.SubElement(made.properties(), "{http://uri.etsi.org/19132/v1.1.1#}SealingEvidenceRecords")
    etree.SubElement(holder, "{http://uri.etsi.org/19132/v1.1.1#}ASN1EvidenceRecord").text = xades.b64(b"any record")
    xades.add_evidence(made, (), (late,))
    (read,) = xades_format.read(Document("c.xml", made.encode())).signatures
    (record,) = read.embedded_records
    assert {read.id, sha256(early).hexdigest()} <= set(record.covers)
    assert sha256(late).hexdigest() in {piece.id for piece in read.evidence} - set(record.covers)
