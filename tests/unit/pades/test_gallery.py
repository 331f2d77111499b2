"""Every attack of the gallery is noticed by the check that it is meant for, every honest update passes without a remark."""

import pytest

from esigval import pades
from esigval.model.dossier import Document
from esigval.model.signature import Reading
from tests.worlds.pdf_gallery.benign import BENIGN
from tests.worlds.pdf_gallery.classes import ATTACKS
from tests.worlds.pdf_gallery.judging import EXPECTED

TOLD_ONLY = {"form-fill"}
"""What is told of honest updates too: a field was filled."""


def _read(data: bytes) -> Reading:
    return pades.read(Document("gallery.pdf", data))


def _checks(reading: Reading) -> set[str]:
    found = {f.check.split("/")[-1] for s in reading.signatures for f in s.findings} - TOLD_ONLY
    found |= {f"document/{f.check.split('/')[-1]}" for f in reading.findings}
    return found | {"unreadable" for s in reading.signatures if s.unreadable}


def test_every_attack_has_its_sidecar_and_there_are_enough() -> None:
    assert set(EXPECTED) == set(ATTACKS)
    assert len(ATTACKS) >= 60
    assert len(BENIGN) >= 60
    assert all(EXPECTED.values())


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_noticed(name: str) -> None:
    assert _checks(_read(ATTACKS[name]())) == set(EXPECTED[name])


@pytest.mark.parametrize("name", BENIGN)
def test_honest_update_passes(name: str) -> None:
    reading = _read(BENIGN[name]())
    assert reading.signatures
    assert _checks(reading) == set()
    assert all(reference.intact for signature in reading.signatures for reference in signature.references)
