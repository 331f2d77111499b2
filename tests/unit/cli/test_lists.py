"""`esigval lists` and what `--lists` takes."""

from pathlib import Path

from tests.unit.signed import LISTS, ROOT

from .conftest import Run

AT = ("--at", "2025-06-02T08:00:00Z")
LATER = ("--at", "2026-06-02T08:00:00Z")
LISTED = ROOT / "tests" / "vectors" / "world" / "md-ion.cer"
UNLISTED = ROOT / "tests" / "vectors" / "world" / "rogue-ion.cer"


def test_lists_that_are_current_verify(run: Run) -> None:
    ran = run("lists", "verify", LISTS, *AT)
    assert ran.status == 0
    assert "every list is authenticated" in ran.out


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
    assert run("lists", "show", store, *AT).out == run("lists", "show", LISTS, *AT).out
    file = ROOT / "examples" / "cerere-avansata.xml"
    from_store = run("validate", file, "--lists", store, *AT)
    assert from_store.status == 0
    assert from_store.out == run("validate", file, "--lists", LISTS, *AT).out


def test_services_of_a_territory(run: Run) -> None:
    assert "CA/QC" in run("lists", "show", LISTS, "--territory", "md", *AT).out
    assert run("lists", "show", LISTS, "--territory", "ro", *AT).out == ""


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
    assert "past its next update" not in run("validate", file, "--lists", LISTS, "--lists-at", AT[1], *LATER).out


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
