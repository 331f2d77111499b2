"""Small worlds, most with a rogue and some honest twins, to ask several validators about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID
from tests.unit.chain.minting import (
    DAY,
    NOW,
    Issued,
    crl,
    key,
    mint,
    name,
    responder,
    response,
    usage,
)


@dataclass(frozen=True)
class World:
    """``honest``: the leaf is to be accepted."""

    name: str
    honest: bool
    leaf: bytes
    anchor: bytes
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]
    at: datetime = NOW


ROOT = mint("Root", ca=True)
CA = mint("CA", ROOT, ca=True)
LEAF = mint("Signer", CA, serial=77)
ROOT_CRL = crl(ROOT)


def world(
    title: str,
    honest: bool,
    *certificates: Issued,
    leaf: Issued = LEAF,
    crls: tuple[bytes, ...] = (),
) -> World:
    """A world below ``ROOT``, whose CRL is there."""
    return World(title, honest, leaf.der, ROOT.der, tuple(c.der for c in certificates), (ROOT_CRL, *crls), ())


def _scoped(**flags: object) -> list[tuple[x509.ExtensionType, bool]]:
    fields: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return [(x509.IssuingDistributionPoint(**(fields | flags)), True)]  # type: ignore[arg-type]


def worlds() -> Iterator[World]:
    """All of them."""
    yield from _paths()
    yield from _crls()
    yield from _responses()


def _paths() -> Iterator[World]:
    yield world("honest chain", True, CA, crls=(crl(CA),))
    sibling = mint("CA", ROOT, ca=True, key_label="sibling")
    yield world("sibling CA of the same name", False, sibling, crls=(crl(sibling),))
    yield world("sibling CA beside the true one", True, sibling, CA, crls=(crl(CA),))
    victim = mint("Victim", LEAF)
    yield world("leaf acting as a CA", False, CA, LEAF, leaf=victim, crls=(crl(CA), crl(LEAF)))
    below = mint("CA 2", CA, ca=True)
    twin = mint("Victim", below)
    yield world("CA below a CA", True, CA, below, leaf=twin, crls=(crl(CA), crl(below)))
    without = mint("CA", ROOT, ca=True, key_label="CA", extensions=[(usage(crl_sign=True), True)])
    yield world("CA without keyCertSign", False, without, crls=(crl(CA),))
    short = mint("Short", ROOT, ca=True, path_length=0)
    deeper = mint("Below", short, ca=True)
    deep, direct = mint("Deep", deeper), mint("Direct", short)
    yield world("path longer than allowed", False, short, deeper, leaf=deep, crls=(crl(short), crl(deeper)))
    yield world("path as long as allowed", True, short, leaf=direct, crls=(crl(short),))
    impostor = mint("Root", ca=True, key_label="impostor")
    fooled = mint("Fooled", impostor)
    yield world("self-signed stranger with the anchor's name", False, impostor, leaf=fooled, crls=(crl(impostor),))
    expired = mint("Expired", CA, not_after=NOW - DAY)
    yield world("expired leaf", False, CA, leaf=expired, crls=(crl(CA),))
    exact = mint("Exact", CA, not_after=NOW)
    yield world("leaf in its last second", True, CA, leaf=exact, crls=(crl(CA),))
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    strange = mint("Strange", CA, extensions=[(odd, True)])
    yield world("unknown critical extension", False, CA, leaf=strange, crls=(crl(CA),))
    permitted = x509.NameConstraints([x509.DirectoryName(name("Elsewhere"))], None)
    bound = mint("Bound", ROOT, ca=True, extensions=[(permitted, True)])
    outside = mint("Outside", bound)
    yield world("name outside the constraints", False, bound, leaf=outside, crls=(crl(bound),))


def _crls() -> Iterator[World]:
    compromised = [(77, x509.ReasonFlags.key_compromise)]
    yield world("no CRL of the CA", False, CA)
    yield world("revoked leaf", False, CA, crls=(crl(CA, compromised),))
    yield world("stale CRL", False, CA, crls=(crl(CA, at=NOW - 30 * DAY),))
    yield world("CRL by a stranger's key", False, CA, crls=(crl(Issued(CA.x509, key("stranger"))),))
    foreign = mint("Other root", ca=True)
    twin = mint("CA", foreign, ca=True, key_label="sibling")
    yield world("CRL of a sibling CA of another root", False, CA, twin, crls=(crl(twin), crl(foreign)))
    yield world(
        "CRL for CA certificates only", False, CA, crls=(crl(CA, extensions=_scoped(only_contains_ca_certs=True)),)
    )
    yield world(
        "CRL for user certificates", True, CA, crls=(crl(CA, extensions=_scoped(only_contains_user_certs=True)),)
    )
    elsewhere = [x509.UniformResourceIdentifier("http://example.org/other.crl")]
    yield world(
        "CRL of another distribution point", False, CA, crls=(crl(CA, extensions=_scoped(full_name=elsewhere)),)
    )
    some = frozenset({x509.ReasonFlags.key_compromise})
    yield world("CRL for one reason only", False, CA, crls=(crl(CA, extensions=_scoped(only_some_reasons=some)),))
    delta = [(x509.DeltaCRLIndicator(1), True)]
    yield world("delta CRL without its base", False, CA, crls=(crl(CA, number=2, extensions=delta),))
    held = crl(CA, [(77, x509.ReasonFlags.certificate_hold)], at=NOW - DAY)
    lifted = crl(CA, [(77, x509.ReasonFlags.remove_from_crl)], number=2, extensions=delta)
    yield world("leaf on hold", False, CA, crls=(held,))
    yield world("hold lifted by a delta CRL", True, CA, crls=(held, lifted))
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    yield world("CRL with an unknown critical extension", False, CA, crls=(crl(CA, extensions=[(odd, True)]),))
    mute = mint("CA", ROOT, ca=True, key_label="CA", extensions=[(usage(key_cert_sign=True), True)])
    yield world("CRL of a CA without cRLSign", False, mute, crls=(crl(mute),))


LOCATION = x509.AuthorityInformationAccess(
    [
        x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://example.org/ocsp")
        )
    ]
)
ANSWERED = mint("Signer", CA, serial=77, extensions=[(LOCATION, False)])
"""As LEAF, and it says where responses about it are: without that, some validators ignore those that they have."""
TODAY = datetime.now(UTC).replace(microsecond=0)
"""Responses state when they are made, which is when the tests run; the worlds with responses are judged then."""


def answered(
    title: str, honest: bool, *certificates: Issued, crls: tuple[bytes, ...] = (), ocsps: tuple[bytes, ...]
) -> World:
    """A world of today, where the CA answers by OCSP."""
    lists = (crl(ROOT, at=TODAY), *crls)
    return World(title, honest, ANSWERED.der, ROOT.der, tuple(c.der for c in certificates), lists, ocsps, TODAY)


def _answer(certificate: Issued, issuer: Issued, by: Issued, *, revoked: bool = False) -> bytes:
    return response(certificate, issuer, by, revoked=revoked, at=TODAY)


def _responses() -> Iterator[World]:
    honest = responder("Responder", CA)
    yield answered("OCSP response of a delegated responder", True, CA, ocsps=(_answer(ANSWERED, CA, honest),))
    yield answered("OCSP response of the CA", True, CA, ocsps=(_answer(ANSWERED, CA, CA),))
    yield answered("OCSP response that says revoked", False, CA, ocsps=(_answer(ANSWERED, CA, honest, revoked=True),))
    rogue = responder("Responder", CA, entitled=False)
    yield answered("OCSP responder without the usage", False, CA, ocsps=(_answer(ANSWERED, CA, rogue),))
    yield answered("signer that answers for itself", False, CA, ocsps=(_answer(ANSWERED, CA, ANSWERED),))
    other = mint("Other CA", ROOT, ca=True)
    foreign = responder("Responder", other)
    yield answered(
        "OCSP responder of another CA",
        False,
        CA,
        other,
        crls=(crl(other, at=TODAY),),
        ocsps=(_answer(ANSWERED, CA, foreign),),
    )
    forged = responder("Responder", CA, signed_with=key("stranger"))
    yield answered("responder that a stranger certified", False, CA, ocsps=(_answer(ANSWERED, CA, forged),))
    somebody = mint("Somebody else", CA, serial=78)
    yield answered("OCSP response about another certificate", False, CA, ocsps=(_answer(somebody, CA, CA),))
    twin_ca = mint("CA", ROOT, ca=True, key_label="twin")
    twin = mint("Signer", twin_ca, serial=77)
    answer = _answer(twin, twin_ca, twin_ca)
    yield answered("OCSP response about the same serial number of another CA", False, CA, twin_ca, ocsps=(answer,))
    stale = response(ANSWERED, CA, honest, at=TODAY - 30 * DAY)
    yield answered("stale OCSP response", False, CA, ocsps=(stale,))
