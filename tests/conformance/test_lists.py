"""The published lists of 2023 against what their own bytes and index say, and qualification over the corpus."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from tests.conformance import agreement
from tests.unit.trust.building import STRICT

from esigval.fetch.directory import read_lists_folder
from esigval.fetch.lists import services, show
from esigval.model.dossier import TrustSource
from esigval.trust import load_trust, uris
from esigval.trust.authenticate import Role

pytestmark = pytest.mark.corpus
AT = datetime(2023, 11, 1, tzinfo=UTC)
STRONG = ("QES", "ADESIG_QC", "ADESEAL_QC", "UNKNOWN_QC")


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Lists as published in October 2023."""
    return shared / "lists" / "2023-10"


@pytest.fixture(scope="module")
def source(folder: Path) -> TrustSource:
    """The folder as a trust source."""
    return read_lists_folder(folder)


def test_every_list_is_what_the_index_says(folder: Path, source: TrustSource) -> None:
    rows = {r.url: r for r in show((source,), AT, STRICT)}
    index = json.loads((folder / "index.json").read_bytes())
    assert len(rows) == len(index) == 33
    for told in index:
        row = rows[told["url"]]
        data = (folder / told["file"]).read_bytes()
        assert row.sha256 == told["sha256"] == sha256(data).hexdigest()
        assert (row.territory, row.sequence) == (told["territory"], told["sequence"])
        assert row.issued == datetime.fromisoformat(told["issued"])
        assert row.next_update == (datetime.fromisoformat(told["next_update"]) if told["next_update"] else None)


def test_every_list_is_authenticated_offline(source: TrustSource) -> None:
    trust = load_trust((source,), AT, STRICT)
    assert {e.url for e in trust.entries if not e.authenticated} == set()
    national = [e for e in trust.entries if e.role is Role.NATIONAL]
    assert len(national) == 30
    assert all(e.scheme == "EU" and e.signer in e.pointer.certificates for e in national if e.pointer)


@pytest.mark.parametrize("changed", ["territory", "one bit of a certificate"])
def test_no_list_survives_a_change(source: TrustSource, changed: str) -> None:
    url, data = next((u, d) for u, d in source.lists if "adr.gov.ro" in u)
    position = data.index(b"<X509Certificate>") + 300 if changed != "territory" else data.index(b">RO<") + 1
    forged = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
    lists = tuple((u, forged if u == url else d) for u, d in source.lists)
    trust = load_trust((TrustSource(source.id, lists, source.signers, source.root),), AT, STRICT)
    entry = next(e for e in trust.entries if e.url == url)
    assert not entry.authenticated
    assert not trust.verdict(entry).passed
    assert sum(e.authenticated for e in trust.entries) == 32


@pytest.mark.parametrize(("gone", "authenticated"), [((282,), 32), ((300,), 32), ((282, 300), 0)])
def test_pivots_that_are_missing(source: TrustSource, gone: tuple[int, ...], authenticated: int) -> None:
    """The list of lists of 2023 is signed by a key that the Official Journal did not name; each of the two pivots names it."""
    lists = tuple((u, d) for u, d in source.lists if not any(f"pivot-{number}" in u for number in gone))
    trust = load_trust((TrustSource(source.id, lists, source.signers, source.root),), AT, STRICT)
    root = next(e for e in trust.entries if e.role is Role.ROOT)
    assert {u.rpartition("-")[2] for u in root.missing_pivots} == {f"{number}.xml" for number in gone}
    assert sum(e.authenticated for e in trust.entries) == authenticated


def test_services_of_romania_with_their_history(source: TrustSource) -> None:
    rows = services((source,), "RO", AT, STRICT)
    assert len(rows) == 123
    assert len({r.provider for r in rows}) == 7
    statuses = {status for r in rows for status, _ in r.history}
    assert {"granted", "withdrawn", "accredited", "undersupervision"} <= statuses
    qualified = [r for r in rows if r.type == uris.CA_QC and len(r.history) > 1]
    assert all(
        since >= following
        for r in qualified
        for (_, since), (_, following) in zip(r.history, r.history[1:], strict=False)
    )


def test_no_qualification_is_stronger_than_the_expected_one() -> None:
    if not agreement.CORPUS.is_dir():
        pytest.skip("the corpus ../shared/corpus is absent")
    result = agreement.run("lotl")
    rows = {r["case"] for r in agreement.divergences() if r["field"] == "qualification" and "lotl" in r["modes"]}
    stronger = [
        f"{case}: {found['qualification']}"
        for case, found in result.differences.items()
        if "qualification" in found and _stronger(found["qualification"]) and case not in rows
    ]
    assert stronger == []


def _stronger(text: str) -> bool:
    """Whether the comparison's ``expected 'A', got 'B'`` claims more than was expected."""
    expected, _, actual = text.partition(", got ")
    return actual.strip("'").startswith(STRONG) and not expected.partition("'")[2].startswith(STRONG)
