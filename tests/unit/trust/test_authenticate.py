"""Which lists may be used: who signed them, what they cover, how old they are. For each good list its forged twin."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esigval.fetch.directory import read_lists_folder
from esigval.model.check import Check, Status
from esigval.model.dossier import SeenList, TrustSource
from esigval.model.policy import ValidationPolicy
from esigval.model.reasons import Reason
from esigval.trust import load_trust
from esigval.trust.authenticate import ListEntry, Role
from esigval.validate import load_policy
from esigval.x509.certificate import parse_certificate
from tests.unit.trust.building import (
    AT,
    EU_LOTL,
    INTEROP,
    ROOT_URL,
    STRICT,
    URL,
    List,
    Pointer,
    granted,
    lotl,
    standalone,
    under_root,
    world,
)

PIVOT_1 = "https://lists.example/lotl-pivot-1.xml"
PIVOT_2 = "https://lists.example/lotl-pivot-2.xml"


def verdict(
    source: TrustSource, url: str = URL, policy: ValidationPolicy = STRICT, at: datetime = AT
) -> tuple[ListEntry, Check]:
    """The list behind ``url`` and whether it may be used."""
    trust = load_trust((source,), at, policy)
    entry = next(e for e in trust.entries if e.url == url)
    return entry, trust.verdict(entry)


def reasons(check: Check) -> set[Reason]:
    """Reasons of the checks below ``check`` that did not pass."""
    return {c.reason for c in check.children if c.reason is not None}


def tampered(data: bytes) -> bytes:
    """The same list, one letter of a provider's name changed."""
    changed = data.replace("Certificat Închipuit".encode(), b"Certificat Inchipuit", 1)
    assert changed != data
    return changed


def test_a_list_under_its_own_signers() -> None:
    entry, check = verdict(standalone(List(services=(granted(),)).build()))
    assert (entry.role, entry.authenticated, check.status) == (Role.STANDALONE, True, Status.PASSED)
    assert entry.signer is not None
    assert entry.signer.der == world()["ro-operator"].der


def test_a_list_under_a_list_of_lists() -> None:
    entry, check = verdict(under_root(List(services=(granted(),)).build()))
    assert (entry.role, entry.scheme, entry.authenticated, check.status) == (Role.NATIONAL, "EU", True, Status.PASSED)


def signed_twice() -> bytes:
    from tests.worlds.signers import xades

    root = xades.parse(List(services=(granted(),)).build())
    return xades.sign_enveloped(root, world()["ro-operator"], AT, identifier="sig-2").encode()


def wrapped() -> bytes:
    """The signed list put inside another list, whose services are the attacker's."""
    inner = List(services=(granted(),)).build().partition(b"?>")[2] or List(services=(granted(),)).build()
    outer = List(services=(granted("md-qca"),)).unsigned()
    return outer.replace(
        b"</SchemeInformation>",
        b"<SchemeExtensions><Extension>" + inner + b"</Extension></SchemeExtensions></SchemeInformation>",
        1,
    )


def wrapped_with_signature_moved() -> bytes:
    """The signature of a real list under the root of another one."""
    inner = List(services=(granted(),)).build()
    start = inner.index(b"<ds:Signature")
    end = inner.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    outer = List(services=(granted("md-qca"),)).unsigned()
    return outer.replace(b"</TrustServiceStatusList>", inner[start:end] + b"</TrustServiceStatusList>")


FORGED = {
    "unsigned": (lambda: List(services=(granted(),)).unsigned(), Reason.LIST_NOT_SIGNED),
    "signed twice": (signed_twice, Reason.LIST_SIGNED_MORE_THAN_ONCE),
    "changed": (lambda: tampered(List(services=(granted(),)).build()), Reason.LIST_SIGNATURE_BROKEN),
    "wrapped": (wrapped, Reason.LIST_NOT_SIGNED),
    "signature moved": (wrapped_with_signature_moved, Reason.LIST_SIGNATURE_BROKEN),
    "wrong signer": (
        lambda: List(services=(granted(),), signer="md-operator").build(),
        Reason.LIST_SIGNER_NOT_ANNOUNCED,
    ),
    "expired": (lambda: List(next_update="2025-05-31T00:00:00Z").build(), Reason.LIST_EXPIRED),
    "version": (lambda: List(version="7").build(), Reason.LIST_VERSION_UNKNOWN),
}


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("rooted", [False, True])
def test_what_is_not_right_is_refused_by_strict_and_told_by_interop(name: str, rooted: bool) -> None:
    make, reason = FORGED[name]
    source = under_root(make()) if rooted else standalone(make())
    _, strict = verdict(source)
    _, interop = verdict(source, policy=INTEROP)
    assert strict.status is Status.FAILED
    assert reason in reasons(strict)
    assert interop.status is Status.WARNING
    assert reason in reasons(interop)


@pytest.mark.parametrize("name", FORGED)
def test_one_bad_list_leaves_the_others_usable(name: str) -> None:
    make, _ = FORGED[name]
    other = "https://lista.example/MD.xml"
    pointers = (Pointer(URL, ("ro-operator",)), Pointer(other, ("md-operator",), "MD"))
    good = List(signer="md-operator", territory="MD").build()
    source = under_root(make(), lotl(pointers=pointers).build(), (other, good))
    assert verdict(source, other)[1].status is Status.PASSED
    assert verdict(source)[1].status is Status.FAILED


def with_document_type() -> bytes:
    """A signed list with a document type and an entity, which changes nothing of what it says."""
    data = List(services=(granted(),)).build()
    return b'<!DOCTYPE TrustServiceStatusList [<!ENTITY e "x">]>' + data[data.index(b"<TrustServiceStatusList") :]


UNREADABLE = {
    "empty": lambda: b"",
    "other": lambda: b"<a/>",
    "truncated": lambda: List(services=(granted(),)).build()[:-200],
    "document type": with_document_type,
    "100 MB": lambda: (
        List(services=(granted(),)).build().replace(b"<SchemeName/>", b"<SchemeName/>" + b" " * 100_000_000)
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_can_not_be_read_is_refused_by_every_policy_and_leaves_the_others_usable(name: str) -> None:
    data = UNREADABLE[name]()
    other = "https://lista.example/MD.xml"
    pointers = (Pointer(URL, ("ro-operator",)), Pointer(other, ("md-operator",), "MD"))
    good = List(signer="md-operator", territory="MD", services=(granted("md-qca"),)).build()
    source = under_root(data, lotl(pointers=pointers).build(), (other, good))
    for policy in (STRICT, INTEROP):
        entry, check = verdict(source, policy=policy)
        assert entry.content is None
        assert check.status is Status.FAILED
        assert reasons(check) == {Reason.MALFORMED}
        assert verdict(source, other, policy)[1].status is Status.PASSED
        trust = load_trust((source,), AT, policy)
        assert [t.territory for t in trust.services(parse_certificate(world()["md-qca"].der))] == ["MD"]


def test_lists_that_point_at_each_other_end() -> None:
    """A national list that points back at the list of lists, and announces signers for it, changes nothing."""
    back = Pointer(ROOT_URL, ("md-operator",), "EU", EU_LOTL)
    source = under_root(List(pointers=(back,)).build())
    assert verdict(source)[1].status is Status.PASSED
    forged = under_root(List(pointers=(back,)).build(), lotl(signer="md-operator").build())
    assert not verdict(forged, ROOT_URL)[0].authenticated


def test_a_service_that_is_listed_twice_counts_as_often() -> None:
    """TS 119 615 4.4.4: services that agree stand for one; one that was withdrawn makes the answer open."""
    source = standalone(List(services=(granted(), granted())).build())
    trust = load_trust((source,), AT, STRICT)
    assert trust.verdict(trust.entries[0]).passed
    assert len(trust.services(parse_certificate(world()["ro-qca"].der))) == 2
    assert len(trust.anchors()) == 1


def test_a_list_without_known_signers_is_not_authenticated() -> None:
    source = TrustSource("own", ((URL, List().build()),), ())
    entry, check = verdict(source)
    assert not entry.authenticated
    assert reasons(check) == {Reason.LIST_SIGNERS_UNKNOWN}


def test_a_list_of_a_later_version_5_is_read() -> None:
    assert verdict(standalone(List(version="5").build()))[1].status is Status.PASSED


@pytest.mark.parametrize(
    ("seen", "refused"),
    [
        (SeenList(URL, 6, datetime(2025, 4, 1, tzinfo=UTC)), False),
        (SeenList(URL, 7, datetime(2025, 5, 1, tzinfo=UTC)), False),
        (SeenList(URL, 8, datetime(2025, 4, 1, tzinfo=UTC)), True),
        (SeenList(URL, 7, datetime(2025, 5, 2, tzinfo=UTC)), True),
        (SeenList("https://other.example/", 99, datetime(2025, 5, 2, tzinfo=UTC)), False),
    ],
)
def test_a_list_older_than_what_was_seen_is_refused(seen: SeenList, refused: bool) -> None:
    source = standalone(List().build())
    source = TrustSource(source.id, source.lists, source.signers, source.root, (seen,))
    _, check = verdict(source)
    assert (Reason.LIST_ROLLED_BACK in reasons(check)) is refused
    assert check.passed is not refused


@pytest.mark.parametrize(("hours", "reason"), [(None, set()), (5, set()), (-5, set()), (7, {Reason.LIST_NOT_FRESH})])
def test_a_list_that_was_not_asked_for_lately_is_told_and_used(hours: int | None, reason: set[Reason]) -> None:
    source = standalone(List().build())
    obtained = () if hours is None else ((URL, AT - timedelta(hours=hours)),)
    source = TrustSource(source.id, source.lists, source.signers, obtained=obtained)
    _, interop = verdict(source, policy=load_policy("interop"))
    assert (reasons(interop), interop.passed) == (reason, True)
    assert verdict(source, policy=load_policy("strict"))[1].status is Status.PASSED


@pytest.mark.parametrize(
    ("issued", "reason"),
    [("2025-05-01T00:00:00Z", set()), ("1999-05-01T00:00:00Z", {Reason.LIST_SIGNER_NOT_VALID})],
)
def test_a_signer_whose_certificate_was_not_valid_is_told(issued: str, reason: set[Reason]) -> None:
    source = standalone(List(issued=issued).build())
    _, strict = verdict(source, policy=load_policy("strict"))
    assert (reasons(strict), strict.passed) == (reason, True)


def test_a_list_that_nobody_points_to_is_never_used() -> None:
    source = under_root(List().build(), lotl(pointers=()).build())
    for policy in (STRICT, INTEROP):
        entry, check = verdict(source, policy=policy)
        assert entry.role is Role.STRAY
        assert check.status is Status.FAILED
        assert Reason.LIST_NOT_ANNOUNCED in reasons(check)


def test_lists_whose_list_of_lists_is_absent_are_never_used() -> None:
    source = TrustSource("eu", ((URL, List().build()),), (world()["eu-operator"].der,), ROOT_URL)
    _, check = verdict(source, policy=INTEROP)
    assert check.status is Status.FAILED
    assert Reason.LIST_OF_LISTS_MISSING in reasons(check)


@pytest.mark.parametrize(
    "root",
    [
        lotl().unsigned(),
        lotl(signer="md-operator").build(),
        lotl(next_update="2025-05-02T00:00:00Z").build(),
        b"nothing",
    ],
    ids=["unsigned", "wrong signer", "expired", "unreadable"],
)
def test_no_list_is_better_than_its_list_of_lists(root: bytes) -> None:
    assert verdict(under_root(List().build(), root))[1].status is Status.FAILED


def test_without_an_authenticated_list_of_lists_no_list_is_authenticated() -> None:
    entry, check = verdict(under_root(List().build(), lotl(signer="md-operator").build()), policy=INTEROP)
    assert check.passed
    assert not entry.authenticated


@pytest.mark.parametrize(
    "pointer", [Pointer(URL, ("ro-operator",), "MD"), Pointer(URL, ("ro-operator",), "RO", EU_LOTL)]
)
def test_a_list_of_another_territory_or_type_than_announced_is_refused(pointer: Pointer) -> None:
    _, check = verdict(under_root(List().build(), lotl(pointers=(pointer,)).build()))
    assert Reason.LIST_TERRITORY_MISMATCH in reasons(check)
    assert check.status is Status.FAILED


def test_a_pointer_of_another_type_leads_to_another_scheme() -> None:
    entry, _ = verdict(
        under_root(List().build(), lotl(pointers=(Pointer(URL, ("ro-operator",), "RO", "urn:x"),)).build())
    )
    assert entry.scheme == "RO"


def test_a_list_that_points_to_itself_ends() -> None:
    looping = List(pointers=(Pointer(URL, ("ro-operator",)),))
    assert verdict(under_root(looping.build()))[1].status is Status.PASSED


def pivoted(*pivots: tuple[str, List], signer: str = "ro-operator", **changes: object) -> TrustSource:
    """A list of lists whose signers changed since the pinned one: eu-operator, then as the pivots say, at last ``signer``."""
    pointers = (Pointer(ROOT_URL, (signer,), "EU", EU_LOTL), Pointer(URL, ("ro-operator",)))
    root = lotl(pointers=pointers, signer=signer, uris=(PIVOT_2, PIVOT_1), **changes).build()
    return under_root(List().build(), root, *((url, pivot.build()) for url, pivot in pivots))


def pivot(signer: str, announces: str) -> List:
    return lotl(
        pointers=(Pointer(ROOT_URL, (announces,), "EU", EU_LOTL),), signer=signer, next_update="2024-01-01T00:00:00Z"
    )


def test_signers_change_through_pivots_from_the_oldest_on() -> None:
    source = pivoted((PIVOT_1, pivot("eu-operator", "md-operator")), (PIVOT_2, pivot("md-operator", "ro-operator")))
    entry, check = verdict(source, ROOT_URL)
    assert (entry.authenticated, check.status) == (True, Status.PASSED)
    assert verdict(source)[0].authenticated


@pytest.mark.parametrize(
    ("pivots", "reason"),
    [
        (((PIVOT_2, pivot("md-operator", "ro-operator")),), Reason.PIVOT_MISSING),
        (((PIVOT_1, pivot("eu-operator", "md-operator")),), Reason.PIVOT_MISSING),
        ((), Reason.PIVOT_MISSING),
        (
            ((PIVOT_1, pivot("md-operator", "md-operator")), (PIVOT_2, pivot("md-operator", "ro-operator"))),
            Reason.PIVOT_NOT_AUTHENTICATED,
        ),
    ],
    ids=["first missing", "second missing", "both missing", "first signed by the second's signer"],
)
def test_a_broken_way_of_pivots_leaves_the_list_of_lists_unauthenticated(
    pivots: tuple[tuple[str, List], ...], reason: Reason
) -> None:
    entry, check = verdict(pivoted(*pivots), ROOT_URL)
    assert not entry.authenticated
    assert check.status is Status.FAILED
    assert {reason, Reason.LIST_SIGNER_NOT_ANNOUNCED} <= reasons(check)


def test_a_missing_pivot_is_asked_for() -> None:
    _, check = verdict(pivoted(), ROOT_URL)
    needs = {n.uri for c in check.children for n in c.needs}
    assert needs == {PIVOT_1, PIVOT_2}


def test_pivots_that_nobody_needs_stand_in_no_way() -> None:
    entry, check = verdict(pivoted(signer="eu-operator"), ROOT_URL)
    assert (entry.authenticated, check.status) == (True, Status.PASSED)


@pytest.mark.corpus
def test_published_lists_are_authenticated_through_both_pivots(shared: Path) -> None:
    at = datetime(2023, 11, 1, tzinfo=UTC)
    trust = load_trust((read_lists_folder(shared / "lists/2023-10"),), at, STRICT)
    assert len(trust.entries) == 33
    assert all(e.authenticated for e in trust.entries)
    (root,) = (e for e in trust.entries if e.role is Role.ROOT)
    assert [p.content.sequence for p in root.pivots if p.content] == [282, 300]
    refused = {e.territory: reasons(trust.verdict(e)) for e in trust.entries if not trust.verdict(e).passed}
    # two operators were renamed after the list of lists announced them; France's list had run out in August
    assert refused == {
        "FR": {Reason.LIST_EXPIRED},
        "IE": {Reason.LIST_OPERATOR_MISMATCH},
        "FI": {Reason.LIST_OPERATOR_MISMATCH},
    }


@pytest.mark.corpus
def test_published_lists_have_all_expired_since(shared: Path) -> None:
    trust = load_trust((read_lists_folder(shared / "lists/2023-10"),), datetime(2026, 11, 21, tzinfo=UTC), STRICT)
    assert not any(trust.verdict(e).passed for e in trust.entries if e.role is Role.NATIONAL)
