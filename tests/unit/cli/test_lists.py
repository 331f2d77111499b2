"""`esigval lists` and what `--lists` takes."""

import json
import re
from pathlib import Path

import pytest

from esigval.fetch import http
from tests.unit.fetch.test_lists import NEW, OLD
from tests.unit.fetch.test_lists import World as Servers
from tests.unit.signed import LISTS, ROOT
from tests.unit.trust.building import ROOT_URL as LOTL_URL
from tests.unit.trust.building import URL, lotl, world

from .conftest import Run

AT = ("--at", "2025-06-02T08:00:00Z")
LATER = ("--at", "2026-06-02T08:00:00Z")
LISTED = ROOT / "tests" / "vectors" / "world" / "md-ion.cer"
UNLISTED = ROOT / "tests" / "vectors" / "world" / "rogue-ion.cer"


def test_lists_that_are_current_verify(run: Run) -> None:
    ran = run("lists", "verify", LISTS, *AT)
    assert ran.status == 0
    assert "every list is authenticated" in ran.out


def test_structure_is_told_and_refuses_nothing(run: Run) -> None:
    ran = run("lists", "verify", "--structure", LISTS, *AT)
    assert (ran.status, ran.out) == (0, "every list is authenticated and current\n")


def test_a_list_past_its_next_update_does_not(run: Run) -> None:
    ran = run("lists", "verify", LISTS, *LATER)
    assert ran.status == 4
    assert "past its next update" in ran.out


def test_a_list_that_was_changed_does_not(run: Run, tmp_path: Path) -> None:
    for file in (f for f in LISTS.rglob("*") if f.is_file()):
        target = tmp_path / file.relative_to(LISTS)
        target.parent.mkdir(parents=True, exist_ok=True)
        data = file.read_bytes()
        target.write_bytes(data.replace(b"(fictiv)", b"(altul!)") if file.suffix == ".xml" else data)
    ran = run("lists", "verify", tmp_path, *AT)
    assert ran.status == 4
    assert "NOT USABLE" in ran.out


def test_a_store_gives_what_its_folder_gives(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert run("lists", "import", store, LISTS).status == 0
    assert "unchanged" in run("lists", "import", store, LISTS).out
    shown = run("lists", "show", store, *AT).out
    assert "  obtained " in shown
    assert re.sub(r"  obtained [0-9-]+", "", shown) == run("lists", "show", LISTS, *AT).out
    file = ROOT / "examples" / "cerere-avansata.xml"
    from_store = run("validate", file, "--lists", store, *AT)
    assert from_store.status == 0
    assert from_store.out == run("validate", file, "--lists", LISTS, *AT).out


def test_services_of_a_territory(run: Run) -> None:
    shown = run("lists", "show", LISTS, "md", *AT)
    assert shown.status == 0
    assert "CA/QC" in shown.out
    assert "granted since" in shown.out
    assert run("lists", "show", LISTS, "--territory", "md", *AT).out == shown.out


def test_a_territory_without_a_list(run: Run) -> None:
    ran = run("lists", "show", LISTS, "RO", *AT)
    assert (ran.status, ran.out) == (4, "")
    assert "no list of territory RO" in ran.err


def test_who_signed_each_list(run: Run) -> None:
    out = run("lists", "show", LISTS, *AT).out
    assert out.count("signed by CN=") + out.count("signed by C=") + out.count("signed by O") == out.count(" services ")


def test_find_the_service_behind_a_certificate(run: Run) -> None:
    assert "granted since" in run("lists", "find", LISTS, LISTED, *AT).out
    assert run("lists", "find", LISTS, UNLISTED, *AT).status == 4


def test_a_folder_that_holds_no_lists(run: Run, tmp_path: Path) -> None:
    ran = run("lists", "show", tmp_path, *AT)
    assert ran.status == 2
    assert "index.json" in ran.err


def test_lists_may_be_taken_as_of_another_time(run: Run) -> None:
    file = ROOT / "examples" / "cerere-avansata.xml"
    assert run("validate", file, "--lists", LISTS, *LATER).status != 0
    ran = run("validate", file, "--lists", LISTS, "--lists-at", AT[1], *LATER)
    assert "Signature 1/1" in ran.out
    assert "past its next update" not in ran.out


def test_forecast_says_what_is_not_valid(run: Run) -> None:
    ran = run("forecast", ROOT / "examples" / "cerere-schimbata.pdf", "--lists", LISTS, *AT)
    assert ran.status == 1
    assert "not valid today" in ran.out


def test_forecast_of_a_valid_signature(run: Run) -> None:
    world = ROOT / "tests" / "vectors" / "world"
    crls = [part for name in ("md-root", "md-qca", "md-tca") for part in ("--evidence", world / f"{name}-june.crl")]
    file = ROOT / "tests" / "vectors" / "cades" / "lt.p7m"
    ran = run("forecast", file, "--anchor", world / "md-root.cer", *crls, *AT)
    assert ran.status == 0
    assert "provable until 2025-06-" in ran.out
    assert "ends: crl" in ran.out


class Client(Servers):
    """The servers, as the command line opens them."""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def kept(run: Run, tmp_path: Path) -> Path:
    """A store with a list of lists and a national list."""
    folder = tmp_path / "eu"
    (folder / "signers").mkdir(parents=True)
    (folder / "signers" / "a.cer").write_bytes(world()["eu-operator"].der)
    (folder / "root.xml").write_bytes(lotl().build())
    (folder / "ro.xml").write_bytes(OLD)
    index = [{"url": LOTL_URL, "file": "root.xml", "territory": "EU"}, {"url": URL, "file": "ro.xml"}]
    (folder / "index.json").write_text(json.dumps(index))
    assert run("lists", "import", tmp_path / "store", folder).status == 0
    return tmp_path / "store"


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Client:
    """What the command line fetches from."""
    made = Client()
    monkeypatch.setattr(http, "HttpClient", lambda _: made)
    return made


def test_update_takes_a_newer_list_and_changes_tell_what_it_brought(run: Run, kept: Path, servers: Client) -> None:
    servers.pages[URL] = NEW
    ran = run("lists", "update", kept)
    assert ran.status == 0
    assert f"new        {URL}" in ran.out
    told = run("lists", "changes", kept, "2025-05-10").out
    assert "not listed -> granted" in told
    assert run("lists", "changes", kept, "2025-05-10", "--until", "2025-05-11").out == ""
    today, then = (run("lists", "show", kept, "RO", *AT, *at).out for at in ((), ("--lists-at", "2025-05-10")))
    assert (today.count("granted since"), then.count("granted since")) == (2, 1)


@pytest.mark.parametrize("page", [None, b"<html/>", NEW[:-100]], ids=["gone", "no list", "truncated"])
def test_an_update_that_fails_says_so_and_leaves_what_was_there(
    run: Run, kept: Path, servers: Client, page: bytes | None
) -> None:
    before = run("lists", "show", kept, *AT).out
    servers.pages.pop(URL)
    if page is not None:
        servers.pages[URL] = page
    ran = run("lists", "update", kept)
    assert ran.status == 4
    assert f"failed     {URL}  (" in ran.out
    assert run("lists", "show", kept, *AT).out == before


def test_a_store_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert run("lists", "update", tmp_path / "absent").status == 2
    assert run("lists", "changes", tmp_path, "2025-05-10").status == 2


def test_a_folder_keeps_no_editions_of_a_date(run: Run) -> None:
    for given in (("show", LISTS, "--lists-at", "2025-05-10"), ("changes", LISTS, "2025-05-10")):
        ran = run("lists", *given)
        assert (ran.status, ran.out) == (2, "")
        assert "only a store" in ran.err


def test_a_store_without_a_set_says_what_to_do(run: Run, tmp_path: Path) -> None:
    ran = run("lists", "update", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "esigval lists import" in ran.err


def test_the_status_at_the_time_asked_for_is_marked(run: Run) -> None:
    assert "-> granted since 2022-12-20" in run("lists", "show", LISTS, "MD", *AT).out
    before = run("lists", "show", LISTS, "MD", "--at", "2022-12-01").out
    assert "     granted since 2022-12-20" in before
    assert "-> not listed yet" in before


def test_services_may_be_searched_for_by_certificate(run: Run) -> None:
    shown = run("lists", "show", LISTS, "--certificate", LISTED, *AT)
    assert (shown.status, shown.out) == (0, run("lists", "find", LISTS, LISTED, *AT).out)
    assert run("lists", "show", LISTS, "--certificate", UNLISTED, *AT).status == 4


def test_a_service_of_a_list_that_can_not_be_used_is_told_as_such(run: Run) -> None:
    ran = run("lists", "find", LISTS, LISTED, *LATER)
    assert ran.status == 4
    assert "its list is NOT USABLE" in ran.out


def test_several_sets_stand_beside_each_other(run: Run, kept: Path) -> None:
    """A list of lists with its own signers, and Moldova's list with its own: neither speaks for the other."""
    assert run("lists", "import", kept, LISTS, "--name", "md").status == 0
    assert run("lists", "verify", kept, *AT).status == 0
    shown = run("lists", "show", kept, *AT).out
    assert [line[:2] for line in shown.splitlines() if " services " in line] == ["EU", "RO", "MD"]
    file = ROOT / "examples" / "cerere-avansata.xml"
    assert run("validate", file, "--lists", kept, *AT).out == run("validate", file, "--lists", LISTS, *AT).out
