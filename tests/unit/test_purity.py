"""The core looks at the dossier and at nothing else: no file, socket, process or clock while judging."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esigval.model.dossier import Document, Dossier
from esigval.report.json import encode
from esigval.validate import judge, load_dossier, load_policy, save_dossier
from tests.unit.signed import certificate_der, changed_xml, signed_xml

FORBIDDEN = (
    "open",
    "os.",
    "socket.",
    "subprocess.",
    "shutil.",
    "tempfile.",
    "urllib.",
    "http.",
    "pathlib.",
    "glob.",
    "ctypes.",
)
"""Audit events of input and output (docs.python.org: audit events table)."""

_watching: list[list[str]] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event.startswith(FORBIDDEN):
        _watching[-1].append(f"{event}{arguments!r}")


sys.addaudithook(_hook)  # a hook can't be taken back: it notes only while something is watched


@contextmanager
def watched() -> Iterator[list[str]]:
    """Notes the forbidden events inside the block."""
    events: list[str] = []
    _watching.append(events)
    try:
        yield events
    finally:
        _watching.pop()


def dossier(data: bytes) -> Dossier:
    return Dossier(
        document=Document("order.xml", data),
        time=datetime(2025, 6, 2, 8, tzinfo=UTC),
        policy=load_policy("strict"),
        anchors=(certificate_der(),),
    )


CONTAINER = (Path(__file__).parents[1] / "vectors" / "asic" / "e-cades-lta.asice").read_bytes()


@pytest.mark.parametrize("data", [signed_xml(), changed_xml(), CONTAINER], ids=["signed", "changed", "container"])
def test_judging_touches_nothing_outside(data: bytes) -> None:
    material = dossier(data)
    judge(material)  # imports and tables of the package itself are read on first use
    with watched() as events:
        judge(material)
    assert events == []


def test_the_watch_sees_a_file_being_opened() -> None:
    with watched() as events, open(__file__, "rb"):  # noqa: PTH123
        pass
    assert events


def test_same_dossier_same_bytes() -> None:
    material = dossier(signed_xml())
    first = encode(judge(material))
    assert encode(judge(material)) == first
    assert encode(judge(load_dossier(save_dossier(material)))) == first


def test_saving_is_deterministic() -> None:
    assert save_dossier(dossier(signed_xml())) == save_dossier(dossier(signed_xml()))
