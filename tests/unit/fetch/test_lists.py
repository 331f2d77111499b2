"""The store of lists: what an import and an update change, and what they never damage."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esigval.fetch import lists
from esigval.fetch.files import replace_file
from esigval.fetch.http import FetchFailed, Response
from esigval.fetch.lists import Outcome
from esigval.fetch.store import ListStore
from esigval.model.errors import UsageError
from esigval.trust import facts, load_trust
from esigval.trust.difference import difference
from esigval.trust.parse import parse_list
from tests.unit.trust.building import AT, EU_LOTL, ROOT_URL, STRICT, URL, List, Pointer, Service, granted, lotl, world

OLD = List(services=(granted(),)).build()
NEW = List(services=(granted(), granted("md-qca")), sequence="8", issued="2025-05-20T00:00:00Z").build()


class World:
    """Servers in memory. ``asked``: how often each URL was transferred in full."""

    def __init__(self, **pages: bytes) -> None:
        self.pages = {ROOT_URL: lotl().build(), URL: OLD}
        self.asked: list[str] = []

    def get(self, url: str, *, etag: str = "", last_modified: str = "") -> Response:
        data = self.pages.get(url)
        if data is None:
            raise FetchFailed(f"{url}: status 404")
        mark = str(hash(data))
        if etag == mark:
            return Response(data=None)
        self.asked.append(url)
        return Response(data=data, etag=mark)


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    """A store with the list of lists and the national list in their first editions."""
    folder = tmp_path / "eu"
    (folder / "oj-signers").mkdir(parents=True)
    (folder / "oj-signers" / "a.cer").write_bytes(world()["eu-operator"].der)
    (folder / "root.xml").write_bytes(lotl().build())
    (folder / "ro.xml").write_bytes(OLD)
    index = [{"url": ROOT_URL, "file": "root.xml", "territory": "EU"}, {"url": URL, "file": "ro.xml"}]
    (folder / "index.json").write_text(json.dumps(index))
    made = ListStore(tmp_path / "store")
    lists.import_folder(made, folder, AT)
    return made


def outcomes(changes: tuple[lists.ListChange, ...]) -> dict[str, Outcome]:
    return {c.url: c.outcome for c in changes}


def sequence(store: ListStore) -> int:
    return store.load("eu").current()[URL].sequence


def test_an_import_is_a_usable_source(store: ListStore) -> None:
    trust = load_trust((store.source("eu"),), AT, STRICT)
    assert all(trust.verdict(e).passed for e in trust.entries)
    assert len(trust.anchors()) == 1


def test_an_update_takes_what_is_newer(store: ListStore) -> None:
    servers = World()
    servers.pages[URL] = NEW
    assert outcomes(lists.update(store, "eu", servers, AT))[URL] is Outcome.NEW
    assert sequence(store) == 8
    assert len(load_trust((store.source("eu"),), AT, STRICT).anchors()) == 2


def test_a_second_update_transfers_nothing(store: ListStore) -> None:
    servers = World()
    servers.pages[URL] = NEW
    servers.pages[ROOT_URL] = lotl(sequence="9", issued="2025-05-20T00:00:00Z").build()
    lists.update(store, "eu", servers, AT)
    servers.asked.clear()
    assert set(outcomes(lists.update(store, "eu", servers, AT)).values()) == {Outcome.UNCHANGED}
    assert servers.asked == []


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (None, Outcome.FAILED),
        (b"", Outcome.FAILED),
        (b"<html>maintenance</html>", Outcome.FAILED),
        (NEW[:-100], Outcome.FAILED),
        (List(sequence="6").build(), Outcome.REFUSED),
        (List(sequence="9", issued="2025-04-01T00:00:00Z").build(), Outcome.REFUSED),
        (List(sequence="9", signer="md-operator").build(), Outcome.REFUSED),
        (List(sequence="9").unsigned(), Outcome.REFUSED),
    ],
    ids=["gone", "empty", "another page", "truncated", "rolled back", "issued earlier", "another signer", "unsigned"],
)
def test_a_failed_refresh_damages_nothing(store: ListStore, page: bytes | None, outcome: Outcome) -> None:
    servers = World()
    if page is None:
        del servers.pages[URL]
    else:
        servers.pages[URL] = page
    assert outcomes(lists.update(store, "eu", servers, AT))[URL] is outcome
    assert sequence(store) == 7
    assert len(load_trust((store.source("eu"),), AT, STRICT).anchors()) == 1


def test_a_list_is_fresh_again_when_its_server_says_that_nothing_changed(store: ListStore) -> None:
    servers, later = World(), AT + timedelta(days=3)
    lists.update(store, "eu", servers, AT)
    assert dict(store.source("eu").obtained) == {URL: AT, ROOT_URL: AT}
    del servers.pages[URL]
    lists.update(store, "eu", servers, later)
    assert dict(store.source("eu").obtained) == {URL: AT, ROOT_URL: later}
    assert store.source("eu", AT).obtained == ()


def test_new_signers_come_with_the_list_of_lists(store: ListStore) -> None:
    pointers = (Pointer(URL, ("md-operator",)),)
    servers = World()
    servers.pages[ROOT_URL] = lotl(pointers=pointers, sequence="9", issued="2025-05-20T00:00:00Z").build()
    servers.pages[URL] = List(sequence="9", signer="md-operator").build()
    lists.update(store, "eu", servers, AT)
    assert sequence(store) == 9


def test_lists_as_published_then(store: ListStore) -> None:
    servers = World()
    servers.pages[URL] = NEW
    lists.update(store, "eu", servers, AT)
    then = dict(store.source("eu", datetime(2025, 5, 10, tzinfo=UTC)).lists)
    assert then[URL] == OLD
    assert dict(store.source("eu").lists)[URL] == NEW


def test_difference_between_editions() -> None:
    gone = Service(world()["ro-qca"].der, (("withdrawn", "2025-05-15T00:00:00Z", ""),))
    (change,) = difference(parse_list(OLD), parse_list(List(services=(gone,)).build()))
    assert (change.before, change.after) == ("granted", "withdrawn")
    (added,) = difference(parse_list(OLD), parse_list(NEW))
    assert (added.before, added.after) == ("", "granted")
    assert difference(parse_list(OLD), parse_list(OLD)) == ()


def usable(store: ListStore, name: str = "eu") -> dict[str, bool]:
    """Territory of each list of the set, and whether strict uses it; "" for one that can't be read."""
    trust = load_trust((store.source(name),), AT, STRICT)
    return {e.territory: trust.verdict(e).passed for e in trust.entries}


@pytest.mark.parametrize("damage", [b"", NEW, OLD[:-1000], None], ids=["empty", "another", "half written", "gone"])
def test_a_damaged_object_is_not_used_and_comes_back_with_the_next_update(
    store: ListStore, tmp_path: Path, damage: bytes | None
) -> None:
    servers = World()
    lists.update(store, "eu", servers, AT)  # the store knows now by what its server recognises the list
    digest = store.load("eu").current()[URL].sha256
    path = tmp_path / "store" / "objects" / digest[:2] / digest
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    facts.forget()
    assert usable(store) == {"EU": True, "": False}
    lists.update(store, "eu", servers, AT)
    assert usable(store) == {"EU": True, "RO": True}


def test_a_damaged_signer_vouches_for_nothing_and_breaks_nothing(store: ListStore, tmp_path: Path) -> None:
    (digest,) = store.load("eu").signers
    (tmp_path / "store" / "objects" / digest[:2] / digest).write_bytes(b"")
    assert usable(store) == {"EU": False, "RO": False}


def test_a_damaged_snapshot_only_costs_time(store: ListStore, tmp_path: Path) -> None:
    (tmp_path / "store" / "facts" / "eu.msgpack").write_bytes(b"damaged")
    facts.forget()
    assert len(load_trust((store.source("eu"),), AT, STRICT).anchors()) == 1


@pytest.mark.parametrize("name", ["", "absent", "../eu", "/etc/passwd", "."])
def test_a_set_that_is_not_there(store: ListStore, name: str) -> None:
    with pytest.raises(UsageError):
        store.load(name)


def test_what_is_shown(store: ListStore) -> None:
    source = store.source("eu")
    rows = lists.show((source,), AT, STRICT)
    assert [(r.territory, r.services, r.authenticated, r.verdict.passed) for r in rows] == [
        ("EU", 0, True, True),
        ("RO", 1, True, True),
    ]
    (service,) = lists.services((source,), "ro", AT, STRICT)
    assert service.history[0][0] == "granted"
    (found,) = lists.find((source,), world()["ro-ana"].der, AT, STRICT)
    assert found == service
    assert lists.find((source,), world()["md-ion"].der, AT, STRICT) == ()


def test_a_list_that_expires_is_told(store: ListStore) -> None:
    rows = lists.show((store.source("eu"),), AT + timedelta(days=400), STRICT)
    assert not any(r.verdict.passed for r in rows)


def test_a_first_refresh_that_fails_leaves_what_was_imported(store: ListStore) -> None:
    servers = World()
    servers.pages.clear()
    assert set(outcomes(lists.update(store, "eu", servers, AT)).values()) == {Outcome.FAILED}
    assert usable(store) == {"EU": True, "RO": True}
    assert set(outcomes(lists.update(store, "eu", World(), AT)).values()) == {Outcome.UNCHANGED}


def test_a_refresh_that_is_interrupted_leaves_what_was_there(store: ListStore, monkeypatch: pytest.MonkeyPatch) -> None:
    servers = World()
    servers.pages[URL] = NEW

    def interrupted(path: Path, data: bytes) -> None:
        if path.suffix == ".json":
            raise KeyboardInterrupt
        replace_file(path, data)

    monkeypatch.setattr("esigval.fetch.store.replace_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lists.update(store, "eu", servers, AT)
    assert (sequence(store), usable(store)) == (7, {"EU": True, "RO": True})
    monkeypatch.undo()
    assert outcomes(lists.update(store, "eu", servers, AT))[URL] is Outcome.NEW


def test_a_list_is_asked_for_by_its_marks_although_it_came_from_a_folder(store: ListStore) -> None:
    servers = World()
    lists.update(store, "eu", servers, AT)
    assert sorted(servers.asked) == sorted([ROOT_URL, URL])
    servers.asked.clear()
    lists.update(store, "eu", servers, AT)
    assert servers.asked == []


PIVOT = "https://lists.example/lotl-pivot.xml"


def changed_signers(
    announced: str = "md-operator", signer: str = "md-operator", pivot_signer: str = "eu-operator"
) -> dict[str, bytes]:
    """The list of lists under a new signer, and the pivot that announces it."""
    to_root = Pointer(ROOT_URL, (announced,), "EU", EU_LOTL)
    pivot = lotl(pointers=(to_root,), signer=pivot_signer, sequence="8", issued="2025-05-10T00:00:00Z")
    root = lotl(
        pointers=(to_root, Pointer(URL, ("ro-operator",))),
        signer=signer,
        uris=(PIVOT,),
        sequence="9",
        issued="2025-05-20T00:00:00Z",
    )
    return {PIVOT: pivot.build(), ROOT_URL: root.build()}


def test_new_signers_of_the_list_of_lists_come_with_their_pivot(store: ListStore) -> None:
    servers = World()
    servers.pages |= changed_signers()
    found = outcomes(lists.update(store, "eu", servers, AT))
    assert (found[ROOT_URL], found[PIVOT], found[URL]) == (Outcome.NEW, Outcome.NEW, Outcome.UNCHANGED)
    assert store.load("eu").current()[ROOT_URL].sequence == 9
    assert all(usable(store).values())


@pytest.mark.parametrize(
    "forged",
    [
        changed_signers(pivot_signer="md-operator"),
        changed_signers(signer="ro-operator"),
        {ROOT_URL: changed_signers()[ROOT_URL]},
    ],
    ids=["pivot signed by the new signer", "signed by a third one", "pivot missing"],
)
def test_new_signers_that_nobody_announced_change_nothing(store: ListStore, forged: dict[str, bytes]) -> None:
    servers = World()
    servers.pages |= forged
    assert outcomes(lists.update(store, "eu", servers, AT))[ROOT_URL] is Outcome.REFUSED
    assert set(store.load("eu").current()) == {ROOT_URL, URL}
    assert usable(store) == {"EU": True, "RO": True}


def test_a_list_that_has_moved_leaves_no_stray_behind(store: ListStore) -> None:
    moved = "https://new.example/RO.xml"
    servers = World()
    pointers = (Pointer(ROOT_URL, ("eu-operator",), "EU", EU_LOTL), Pointer(moved, ("ro-operator",)))
    servers.pages[ROOT_URL] = lotl(pointers=pointers, sequence="9", issued="2025-05-20T00:00:00Z").build()
    servers.pages[moved] = NEW
    lists.update(store, "eu", servers, AT)
    assert [url for url, _ in store.source("eu").lists] == [ROOT_URL, moved]
    assert usable(store) == {"EU": True, "RO": True}
    assert [url for url, _ in store.source("eu", datetime(2025, 5, 10, tzinfo=UTC)).lists] == [ROOT_URL, URL]


@pytest.mark.parametrize(
    ("data", "outcome", "current"),
    [
        (NEW, Outcome.NEW, 8),
        (OLD, Outcome.UNCHANGED, 7),
        (List(services=(granted(),), sequence="6", issued="2025-04-01T00:00:00Z").build(), Outcome.NEW, 7),
        (List(sequence="99").unsigned(), Outcome.REFUSED, 7),
        (List(sequence="99", signer="md-operator").build(), Outcome.REFUSED, 7),
        (b"", Outcome.FAILED, 7),
    ],
    ids=["newer", "the same", "older, for its time", "unsigned", "another signer", "empty"],
)
def test_an_import_is_held_to_what_an_update_is_held_to(
    store: ListStore, tmp_path: Path, data: bytes, outcome: Outcome, current: int
) -> None:
    (tmp_path / "eu" / "ro.xml").write_bytes(data)
    assert outcomes(lists.import_folder(store, tmp_path / "eu", AT))[URL] is outcome
    assert sequence(store) == current
    assert usable(store) == {"EU": True, "RO": True}
