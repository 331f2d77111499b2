"""The store of lists: what an import and an update change, and what they never damage."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esigval.fetch import lists
from esigval.fetch.http import FetchFailed, Response
from esigval.fetch.lists import Outcome
from esigval.fetch.store import ListStore
from esigval.model.errors import UsageError
from esigval.trust import facts, load_trust
from esigval.trust.difference import difference
from esigval.trust.parse import parse_list
from tests.unit.trust.building import AT, ROOT_URL, STRICT, URL, List, Pointer, Service, granted, lotl, world

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
        (b"<html>maintenance</html>", Outcome.FAILED),
        (NEW[:-100], Outcome.FAILED),
        (List(sequence="6").build(), Outcome.REFUSED),
        (List(sequence="9", issued="2025-04-01T00:00:00Z").build(), Outcome.REFUSED),
        (List(sequence="9", signer="md-operator").build(), Outcome.REFUSED),
        (List(sequence="9").unsigned(), Outcome.REFUSED),
    ],
    ids=["gone", "another page", "truncated", "rolled back", "issued earlier", "another signer", "unsigned"],
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


def test_a_damaged_object_is_not_used(store: ListStore, tmp_path: Path) -> None:
    digest = store.load("eu").current()[URL].sha256
    (tmp_path / "store" / "objects" / digest[:2] / digest).write_bytes(NEW)
    with pytest.raises(UsageError):
        store.source("eu")


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
