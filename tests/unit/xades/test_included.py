"""What a time-stamp's Include elements name has to be what the time-stamp is claimed to be over: a genuine token over something else proves
nothing of the signature."""

from hashlib import sha256

import msgspec
import pytest
from lxml import etree

from esigval import xades as xades_format
from esigval.model.conclusion import Conclusion
from esigval.model.dossier import Document
from esigval.model.reasons import Reason
from esigval.validate import judge
from esigval.xades import budget, imprint
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


def deep(made: xades.XmlSignature, levels: int) -> bytes:
    """The document below many elements."""
    root = made.root
    for _ in range(levels):
        above = etree.Element("above")
        above.append(root)
        root = above
    return etree.tostring(root)


def archive_stamp(properties: int, includes: int) -> xades.XmlSignature:
    """A signature with an archive time-stamp, each of whose Include elements names the signature, after many unsigned properties."""
    made = signature()
    for _ in range(properties):
        xades.add(made.properties(), "xades:Other")
    node = xades.add(made.properties(), "xades:ArchiveTimeStamp")
    for _ in range(includes):
        xades.add(node, "xades:Include", URI="#" + str(made.part("SignatureValue").get("Id")))
    xades.add(node, "xades:Include", URI="#" + str(made.element.get("Id")))
    xades.add(node, "ds:CanonicalizationMethod", Algorithm=xades.EXCLUSIVE)
    token = WORLD.tsa("tsa").token(b"something else", moment(BEFORE))
    xades.add(node, "xades:EncapsulatedTimeStamp", xades.b64(token))
    return made


@pytest.mark.parametrize(("properties", "includes"), ((1, 1), (200, 200)))
def test_what_is_above_the_properties_is_looked_at_once(
    properties: int, includes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many Include elements and properties there are, and however deep they stand."""
    looked: list[object] = []
    within = imprint._within

    def counted(element: etree._Element | None, apexes: frozenset[etree._Element | None]) -> bool:
        looked.append(element)
        return within(element, apexes)

    monkeypatch.setattr(imprint, "_within", counted)
    reading = xades_format.read(Document("c.xml", deep(archive_stamp(properties, includes), 100)))
    stamp_ = reading.signatures[0].timestamps[0]
    assert (stamp_.imprint_found, stamp_.imprint_intact) == (True, False)
    assert len(looked) == 2  # above the parts of the signature, and above its unsigned properties


def content_stamps(number: int, includes: int) -> bytes:
    """IndividualDataObjectsTimeStamp properties whose Include elements name one large element again and again, the last one honestly."""
    root = xades.parse('<cerere><mare Id="mare">' + "x" * 100_000 + "</mare></cerere>")
    part = b'<mare Id="mare">' + b"x" * 100_000 + b"</mare>"
    made = xades.sign_enveloped(root, WORLD["signer"], moment("2025-03-10T10:00:00"), chain=(WORLD["ca"].der,))
    signed = next(made.element.iter(f"{{{xades.XADES}}}SignedProperties"))
    holder = xades.add(signed, "xades:SignedDataObjectProperties")
    for _ in range(number):
        node = xades.add(holder, "xades:IndividualDataObjectsTimeStamp")
        for _ in range(includes):
            xades.add(node, "xades:Include", URI="#mare")
        xades.add(node, "ds:CanonicalizationMethod", Algorithm=xades.EXCLUSIVE)
        token = WORLD.tsa("tsa").token(part * includes, moment(BEFORE))
        xades.add(node, "xades:EncapsulatedTimeStamp", xades.b64(token))
    return made.encode()


def test_octets_under_time_stamps_are_bounded_though_their_canonical_form_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(budget, "MAX_HASHED", 1 << 20)
    honest = xades_format.read(Document("c.xml", content_stamps(2, 2))).signatures[0].timestamps
    assert [s.imprint_intact for s in honest] == [True, True]
    hostile = xades_format.read(Document("c.xml", content_stamps(3, 6))).signatures[0].timestamps
    assert [s.imprint_intact for s in hostile] == [True, False, False]
    assert [f.reason for s in hostile for f in s.findings] == [Reason.BUDGET_EXHAUSTED] * 2


def test_octets_of_detached_files_under_time_stamps_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each archive time-stamp names another list of prefixes, so that no hash state is shared."""
    monkeypatch.setattr(budget, "MAX_HASHED", 1 << 20)
    file = Document("a.bin", bytes(300_000))
    made = xades.sign_detached({file.name: file.data}, WORLD["signer"], moment("2025-03-10T10:00:00"))
    for number in range(5):
        node = xades.add(made.properties(), "x141:ArchiveTimeStamp")
        method = xades.add(node, "ds:CanonicalizationMethod", Algorithm=xades.EXCLUSIVE)
        etree.SubElement(method, f"{{{xades.EXCLUSIVE}}}InclusiveNamespaces", PrefixList=f"p{number}")
        token = WORLD.tsa("tsa").token(b"something else", moment(BEFORE))
        xades.add(node, "xades:EncapsulatedTimeStamp", xades.b64(token))
    signature_ = xades_format.read(Document("c.xml", made.encode()), (file,)).signatures[0]
    assert all(r.intact for r in signature_.references)
    assert [s.imprint_found for s in signature_.timestamps] == [True, True, True, False, False]
    assert {f.reason for s in signature_.timestamps[3:] for f in s.findings} == {Reason.BUDGET_EXHAUSTED}
