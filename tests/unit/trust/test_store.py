"""Services by key, anchors and their times, and what is remembered."""

from copy import copy
from datetime import UTC, datetime
from hashlib import sha1

import pytest

from esigval.model.errors import Malformed
from esigval.trust import facts, load_trust
from esigval.trust.store import TrustSet
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.keys import key_octets
from tests.unit.trust.building import AT, INTEROP, STRICT, List, Service, granted, standalone, under_root, world


def certificate(name: str) -> Certificate:
    return parse_certificate(world()[name].der)


def trusting(*services: Service) -> TrustSet:
    return load_trust((standalone(List(services=services).build()),), AT, STRICT)


def test_services_are_found_by_key_and_name() -> None:
    trust = trusting(granted("ro-qca"), granted("ro-qca", name="again"), granted("md-qca"))
    assert [t.service.current.name for t in trust.services(certificate("ro-qca"))] == [
        "Certificate calificate",
        "again",
    ]
    assert trust.services(certificate("ro-root")) == ()


def test_a_service_without_certificates_is_known_by_the_digest_of_its_key() -> None:
    qca, other = certificate("ro-qca"), certificate("md-qca")
    digests = {c.id: sha1(key_octets(c.spki), usedforsecurity=False).digest() for c in (qca, other)}
    periods = (("granted", "2016-07-01T00:00:00Z", ""),)
    trust = trusting(Service(b"", periods, key_identifier=digests[qca.id]))
    assert [t.service.identity.certificates for t in trust.services(qca)] == [()]
    assert trust.services(other) == ()
    assert trust.anchors() == ()


def test_what_a_certificate_says_its_key_identifier_is_counts_for_nothing() -> None:
    liar = copy(certificate("md-qca"))
    liar.__dict__["subject_key_identifier"] = b"said"
    periods = (("granted", "2016-07-01T00:00:00Z", ""),)
    assert trusting(Service(b"", periods, key_identifier=b"said")).services(liar) == ()


def test_services_of_a_refused_list_are_listed_and_not_usable() -> None:
    source = standalone(List(services=(granted(),), signer="md-operator").build())
    strict, interop = load_trust((source,), AT, STRICT), load_trust((source,), AT, INTEROP)
    qca = certificate("ro-qca")
    assert (len(strict.listed(qca)), len(strict.services(qca)), strict.anchors()) == (1, 0, ())
    assert (len(interop.services(qca)), len(interop.anchors())) == (1, 1)


def test_anchors_are_found_by_the_name_of_the_issuer() -> None:
    trust = trusting(granted("ro-qca"), granted("md-qca"))
    (anchor,) = trust.anchors_named(certificate("ro-ana").issuer_der)
    assert anchor.certificate_der == world()["ro-qca"].der
    assert trust.anchors_named(certificate("ro-root").issuer_der) == ()
    assert trust.anchors_named(b"no name") == ()


@pytest.mark.parametrize(
    ("periods", "valid_from", "sunset"),
    [
        ((("granted", "2017-01-01T00:00:00Z"),), 2017, None),
        ((("granted", "2017-01-01T00:00:00Z"), ("accredited", "2010-01-01T00:00:00Z")), 2010, None),
        ((("withdrawn", "2020-01-01T00:00:00Z"), ("granted", "2017-01-01T00:00:00Z")), 2017, 2020),
        ((("recognisedatnationallevel", "2017-01-01T00:00:00Z"),), 2017, None),
        ((("withdrawn", "2020-01-01T00:00:00Z"),), None, 2020),
    ],
)
def test_an_anchor_holds_while_one_of_its_services_does(
    periods: tuple[tuple[str, str], ...], valid_from: int | None, sunset: int | None
) -> None:
    service = Service(world()["ro-qca"].der, tuple((*p, "") for p in periods))
    (anchor,) = trusting(service).anchors()
    assert (anchor.valid_from and anchor.valid_from.year) == valid_from
    assert (anchor.sunset and anchor.sunset.year) == sunset


def test_a_second_service_keeps_an_anchor_alive() -> None:
    dead = Service(world()["ro-qca"].der, (("withdrawn", "2020-01-01T00:00:00Z", ""),))
    (anchor,) = trusting(dead, granted("ro-qca")).anchors()
    assert anchor.sunset is None


def test_the_same_lists_are_read_once_whatever_the_time() -> None:
    data = List(services=(granted(),)).build()
    first = load_trust((standalone(data),), AT, STRICT)
    second = load_trust((standalone(bytes(data)),), datetime(2025, 7, 1, tzinfo=UTC), INTEROP)
    assert first.entries[0] is second.entries[0]


def test_a_snapshot_brings_back_the_same_facts() -> None:
    source = under_root(List(services=(granted(),)).build())
    before = tuple(e.facts for e in load_trust((source,), AT, STRICT).entries)
    data = facts.snapshot(before)
    facts.forget()
    assert facts.restore(data) == before
    assert all(facts.read_facts(d).content == f.content for (_, d), f in zip(source.lists, before, strict=True))


@pytest.mark.parametrize("data", [b"", b"\x92\x09\x90", b"random bytes", b"\x92\x01\xc0"])
def test_a_file_that_is_no_snapshot_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        facts.restore(data)


def test_uses_tell_the_lists_above_too() -> None:
    trust = load_trust((under_root(List(services=(granted(),)).build()),), AT, STRICT)
    uses = trust.uses(trust.services(certificate("ro-qca")))
    assert [(u.territory, u.authenticated, u.check.passed) for u in uses] == [("EU", True, True), ("RO", True, True)]
    assert uses[1].signer is not None
    assert uses[1].signer.sha256 == certificate("ro-operator").id
