"""Who can stand on the way from a certificate to a listed service: certificates of CAs, by whose signatures alone something is issued."""

from datetime import UTC, datetime
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from esigval.model.check import Status
from esigval.model.dossier import TrustSource
from esigval.model.reasons import Reason
from esigval.qualification.path import false_issuers, path, services_behind
from esigval.trust import load_trust
from esigval.validate import load_policy
from esigval.x509.certificate import Certificate, parse_certificate
from tests.unit.qualification.test_signature import european, qualified_certificate, reasons
from tests.unit.trust.building import AT, STRICT, Service, granted, listed_for, world
from tests.worlds.pki import Member

QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
MORE_USAGES = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


def usage(*names: str) -> x509.KeyUsage:
    """A key usage with the bits ``names``."""
    return x509.KeyUsage(**{name: name in names for name in (*USAGES, *MORE_USAGES)})


def issued(issuer: Member, *extensions: x509.ExtensionType, key: str = "ro-firma", name: str = "Altcineva") -> Member:
    """A certificate that ``issuer`` signed, with the statements of a qualified one and the key of another member."""
    statements = next(e.value for e in world()["ro-ana"].certificate.extensions if e.oid.dotted_string == QC_STATEMENTS)
    assert isinstance(statements, x509.UnrecognizedExtension)
    holder = world()[key].key
    builder = x509.CertificateBuilder(
        issuer.certificate.subject,
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        holder.public_key(),
        99,
        datetime(2024, 6, 1, tzinfo=UTC),
        datetime(2026, 6, 1, tzinfo=UTC),
    ).add_extension(x509.UnrecognizedExtension(statements.oid, statements.value), critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return Member(name, builder.sign(issuer.key, hashes.SHA256()), holder)


CA = x509.BasicConstraints(ca=True, path_length=None)


@cache
def between(*which: str) -> Member:
    """What stands between the listed CA and the signer: a CA, or one that is none."""
    extensions: dict[str, x509.ExtensionType] = {
        "ca": CA,
        "end-entity": x509.BasicConstraints(ca=False, path_length=None),
        "signs-certificates": usage("key_cert_sign"),
        "signs": usage("content_commitment"),
    }
    return issued(world()["ro-qca"], *(extensions[w] for w in which), key="ro-qca", name="Mijloc")


def parsed(member: Member) -> Certificate:
    return parse_certificate(member.der)


def names(leaf: Member, *chain: Member, source: TrustSource | None = None) -> list[str]:
    trust = load_trust((source or european(),), AT, STRICT)
    return [c.subject for c in path(parsed(leaf), tuple(map(parsed, chain)), trust)]


@pytest.mark.parametrize("which", [("ca",), ("ca", "signs-certificates")])
def test_a_ca_below_the_listed_one_leads_to_it(which: tuple[str, ...]) -> None:
    leaf = issued(between(*which))
    assert len(names(leaf, between(*which))) == 3  # the signer, the CA between, the listed CA
    found = qualified_certificate(european(), parsed(leaf), (parsed(between(*which)),))
    assert found.at_issuance is not None
    assert (found.label, found.at_issuance.label) == ("QESIG", "QCERT_FOR_ESIG_QSCD")


@pytest.mark.parametrize(
    "which",
    [(), ("signs",), ("end-entity",), ("end-entity", "signs-certificates"), ("signs-certificates",), ("ca", "signs")],
)
def test_who_is_no_ca_issues_nothing(which: tuple[str, ...]) -> None:
    leaf = issued(between(*which))
    assert len(names(leaf, between(*which))) == 1
    found = qualified_certificate(european(), parsed(leaf), (parsed(between(*which)),))
    assert (found.label, found.at_issuance) == ("NA", None)
    assert {Reason.NOT_A_CA, Reason.NO_LISTED_SERVICE} <= reasons(found.check)


def test_a_twin_that_is_no_ca_stands_in_nobodys_way() -> None:
    leaf, twin, ca = issued(between("ca")), between("signs"), between("ca")
    found = qualified_certificate(european(), parsed(leaf), (parsed(twin), parsed(ca)))
    assert found.label == "QESIG"
    assert Reason.NOT_A_CA not in reasons(found.check)


def test_interop_tells_it_as_eu_dss_goes_on() -> None:
    """EU DSS walks the same path whatever the validation of the chain said; there the verdict is what refuses."""
    ana = world()["ro-ana"]
    trust = load_trust((european(),), AT, load_policy("interop"))
    leaf, chain = parsed(issued(ana)), (parsed(ana),)
    assert services_behind(leaf, chain, trust)
    assert [(c.status, c.reason) for c in false_issuers(leaf, chain, trust)] == [(Status.WARNING, Reason.NOT_A_CA)]


def test_a_qualified_signer_makes_no_other_one() -> None:
    ana = world()["ro-ana"]
    leaf = issued(ana, usage("content_commitment"))
    found = qualified_certificate(european(), parsed(leaf), (parsed(ana),))
    assert (found.label, found.at_issuance) == ("NA", None)
    assert qualified_certificate(european(), parsed(ana), ()).label == "QESIG"


def test_a_list_that_names_a_signer_makes_it_no_ca() -> None:
    """Lists name keys of responders and of time-stamps under CA/QC too."""
    ana = world()["ro-ana"]
    periods = (("granted", "2016-07-01T00:00:00Z", listed_for("ForeSignatures")),)
    source = european(granted(), Service(ana.der, periods))
    trust = load_trust((source,), AT, STRICT)
    assert services_behind(parsed(ana), (), trust)
    assert not services_behind(parsed(issued(ana)), (), trust)
