"""A time-stamp proves what its imprint is over and nothing else: whoever adds something to a signature later must not make it as old as
the time-stamps on other parts of it. Each forged file stands beside its honest twin.

The signer was revoked in April, the CA of the first time-stamping authority was compromised in July. The signature was time-stamped in
March; a second time-stamp, by another authority, is of June. Whether the first one counts depends on whether the second proves that the
validation data of the first were there before July.
"""

from collections.abc import Iterable
from hashlib import sha256

import msgspec
import pytest
from lxml import etree
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds import der
from tests.worlds.pki import moment
from tests.worlds.signers import xades

from esigval.cms import oids
from esigval.model.conclusion import Conclusion
from esigval.model.dossier import Document
from esigval.validate import judge

BEFORE, JUNE, NOW = "2025-03-10T10:00:05", "2025-06-15T10:00:00", "2025-08-02"
POLICIES = ("strict", "interop")
CERTIFICATES = ("ca-tsa", "root", "tsa", "ca", "signer")


def crls() -> tuple[bytes, ...]:
    """Those of March, which the signature carries."""
    return tuple(WORLD.crl_of(name, "2025-03-11", 400) for name in ("ca-tsa", "root", "ca"))


def late_crls() -> tuple[bytes, ...]:
    """What is known in August."""
    return (
        WORLD.crl_of("root", "2025-08-01", 180, ca_tsa=("2025-07-01", "key_compromise")),
        WORLD.crl_of("ca", "2025-08-01", signer=("2025-04-01", "key_compromise")),
        WORLD.crl_of("ca-elsewhere", "2025-08-01"),
        WORLD.crl_of("root-other", "2025-08-01", 180),
    )


def evidence() -> tuple[bytes, ...]:
    return (*(WORLD[name].der for name in CERTIFICATES), *crls())


def proven(conclusion: Conclusion) -> bool:
    """Whether the first time-stamp counted; if not, the signature may have been made after the signer was revoked."""
    if conclusion.indication == "TOTAL-PASSED":
        assert conclusion.best_signature_time == moment(BEFORE)
        return True
    assert (conclusion.indication, conclusion.sub_indication) == ("INDETERMINATE", "REVOKED_NO_POE")
    assert conclusion.best_signature_time == moment(JUNE)
    return False


def cms_references(of: Iterable[bytes]) -> bytes:
    """A value of complete-certificate-references; the digests may be those of anything."""
    digests = (der.sequence(der.SHA256, der.octets(sha256(item).digest())) for item in of)
    return der.sequence(*(der.sequence(digest) for digest in digests))


def cms_attribute(identifier: str, value: bytes) -> bytes:
    return der.oid(identifier) + der.set_of(value)


def referring(references: str) -> Signed:
    """With a CAdES-C-timestamp of June; the attribute ``references`` names the evidence of March."""
    made = Signed().stamp("tsa", BEFORE)
    info = made.data.signers[0]
    value = cms_references(evidence())
    covered = info.value + cms_attribute(*info.unsigned[0])
    if references == oids.CERTIFICATE_REFS:
        covered += cms_attribute(references, value)
    token = WORLD.tsa("tsa-elsewhere").token(covered, moment(JUNE))
    info.unsigned += [(references, value), (oids.CADES_C_TIMESTAMP, token)]
    return made.hold(certificates=CERTIFICATES, crls=crls())


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("references", (oids.CERTIFICATE_REFS, oids.ATTRIBUTE_CERTIFICATE_REFS))
def test_a_cades_c_time_stamp_proves_nothing_that_references_of_attribute_certificates_name(
    references: str, policy: str
) -> None:
    """They are not among what it is over (RFC 5126 6.3.5): they can be added at any time."""
    made = referring(references)
    report = made.judge(NOW, *late_crls(), policy=policy, anchors=("root", "root-other"))
    assert proven(report.signatures[0].conclusion) is (references == oids.CERTIFICATE_REFS)


Included = tuple[etree._Element, ...]


def signed() -> xades.XmlSignature:
    root = xades.parse("<cerere><text>Imaginar</text></cerere>")
    made = xades.sign_enveloped(root, WORLD["signer"], moment("2025-03-10T10:00:00"), chain=(WORLD["ca"].der,))
    xades.add_signature_timestamp(made, WORLD.tsa("tsa"), moment(BEFORE))
    return made


def carry(made: xades.XmlSignature) -> None:
    xades.add_evidence(made, tuple(WORLD[name].der for name in CERTIFICATES), crls())


def carry_in_key_info(made: xades.XmlSignature) -> None:
    data = made.part("KeyInfo")[0]
    for name in CERTIFICATES:
        xades.add(data, "ds:X509Certificate", xades.b64(WORLD[name].der))
    for crl in crls():
        xades.add(data, "ds:X509CRL", xades.b64(crl))


def refer(made: xades.XmlSignature, tag: str) -> etree._Element:
    """A property that names the evidence of March. The digests in references to certificates may be those of anything."""
    prefix = "x141" if tag.endswith("V2") else "xades"
    references = xades.add(made.properties(), f"{prefix}:{tag}", Id="references")
    holder = xades.add(references, f"{prefix}:CertRefs")
    for item in evidence():
        digest = xades.add(xades.add(holder, f"{prefix}:Cert"), "xades:CertDigest")
        xades.add(digest, "ds:DigestMethod", Algorithm=xades.SHA256)
        xades.add(digest, "ds:DigestValue", xades.b64(sha256(item).digest()))
    return references


def stamp(
    made: xades.XmlSignature,
    tag: str,
    over: Included,
    included: Included = (),
    *,
    tsa: str = "tsa-elsewhere",
    data: bytes | None = None,
) -> None:
    """A genuine time-stamp of June over ``over`` (or ``data``); its Include elements name ``included``."""
    node = xades.add(made.properties(), tag)
    for element in included:
        xades.add(node, "xades:Include", URI="#" + str(element.get("Id")))
    xades.add(node, "ds:CanonicalizationMethod", Algorithm=xades.EXCLUSIVE)
    octets = b"".join(xades.canonical(element) for element in over) if data is None else data
    token = WORLD.tsa(tsa).token(octets, moment(JUNE))
    xades.add(node, "xades:EncapsulatedTimeStamp", xades.b64(token))


def property_named(made: xades.XmlSignature, name: str) -> etree._Element:
    (found,) = [element for element in made.properties() if etree.QName(element).localname == name]
    return found


def value_and_stamp(made: xades.XmlSignature) -> Included:
    return made.part("SignatureValue"), property_named(made, "SignatureTimeStamp")


def conclude(made: xades.XmlSignature, policy: str, *known: bytes) -> Conclusion:
    bare = Signed().dossier(NOW, *(known or late_crls()), policy=policy, anchors=("root", "root-other"))
    dossier = msgspec.structs.replace(bare, document=Document("c.xml", made.encode()))
    return judge(dossier).signatures[0].conclusion


@pytest.mark.parametrize("signed_properties", (True, False))
def test_a_time_stamp_on_the_value_proves_nothing_that_properties_which_are_not_signed_name(
    signed_properties: bool,
) -> None:
    """Policies that let pass that SignedProperties are not signed: whoever adds digests to their SigningCertificate makes nothing older."""
    root = xades.parse("<cerere><text>Imaginar</text></cerere>")
    made = xades.sign_enveloped(
        root,
        WORLD["signer"],
        moment("2025-03-10T10:00:00"),
        chain=(WORLD["ca"].der,),
        named=evidence() if signed_properties else (),
        sign_properties=signed_properties,
    )
    xades.add_signature_timestamp(made, WORLD.tsa("tsa"), moment(BEFORE))
    stamp(made, "xades:SigAndRefsTimeStamp", value_and_stamp(made))
    carry_in_key_info(made)
    if not signed_properties:
        xades.name_certificates(next(made.element.iter(f"{{{xades.XADES}}}SigningCertificateV2")), evidence())
    assert proven(conclude(made, "interop")) is signed_properties


VERSIONS = (("xades", "CompleteCertificateRefs", ""), ("x141", "CompleteCertificateRefsV2", "V2"))


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("version", (0, 1))
@pytest.mark.parametrize("named_in", (0, 1))
@pytest.mark.parametrize("refs_only", (False, True))
def test_references_of_the_other_version_are_in_no_time_stamp_on_references(
    version: int, named_in: int, refs_only: bool, policy: str
) -> None:
    """Each version of SigAndRefsTimeStamp and RefsOnlyTimeStamp is over the references of its own version: those of the other can be
    added before it at any time."""
    prefix, _, suffix = VERSIONS[version]
    made = signed()
    over = value_and_stamp(made)
    if refs_only:  # the time-stamp itself has to be proven: by one on it that is over no references
        stamp(made, "xades:SigAndRefsTimeStamp", over)
    references = refer(made, VERSIONS[named_in][1])
    covered = (references,) if named_in == version else ()
    if refs_only:
        stamp(made, f"{prefix}:RefsOnlyTimeStamp{suffix}", covered)
    else:
        stamp(made, f"{prefix}:SigAndRefsTimeStamp{suffix}", (*over, *covered))
    carry(made)
    assert proven(conclude(made, policy)) is (named_in == version)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("genuine", (True, False))
def test_an_explicit_time_stamp_on_references_proves_the_time_stamps_that_it_names(genuine: bool, policy: str) -> None:
    """A key of the first authority was stolen: whoever has it puts a time-stamp of March before a genuine one of June that is over the
    value and the references only."""
    made = signed()
    references = refer(made, "CompleteCertificateRefs")
    value, first = value_and_stamp(made)
    named = (value, first, references) if genuine else (value, references)
    stamp(made, "xades:SigAndRefsTimeStamp", named, named, tsa="tsa-third")
    carry(made)
    stolen = WORLD.crl_of("ca-tsa", "2025-08-01", tsa=("2025-07-01", "key_compromise"))
    conclusion = conclude(made, policy, WORLD.crl_of("root", "2025-08-01", 180), late_crls()[1], stolen)
    assert proven(conclusion) is genuine


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("where", ("named property", "named KeyInfo", "KeyInfo before all that is named", "KeyInfo"))
def test_an_explicit_archive_time_stamp_proves_what_is_in_its_imprint(where: str, policy: str) -> None:
    """Where that is over what Include elements name and nothing else, KeyInfo is in it only if they name it; where that is over all that
    an archive time-stamp begins with, it always is."""
    forged = where == "KeyInfo"
    made = signed()
    key_info = made.part("KeyInfo")
    key_info.set("Id", "key-info")
    if where == "named property":
        carry(made)
    elif not forged:
        carry_in_key_info(made)
    for number, element in enumerate(made.properties()):
        element.set("Id", f"property-{number}")
    properties = tuple(made.properties())
    if where == "KeyInfo before all that is named":
        stamp(made, "x141:ArchiveTimeStamp", (), properties, data=xades.archive_octets(made))
    else:
        named = (made.part("SignatureValue"), *properties, *((key_info,) if where == "named KeyInfo" else ()))
        stamp(made, "x141:ArchiveTimeStamp", named, named)
    if forged:
        carry_in_key_info(made)
    assert proven(conclude(made, policy)) is not forged
