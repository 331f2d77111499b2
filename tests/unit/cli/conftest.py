"""Runs the command line in this process."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from esigval.cli import main
from tests.unit.signed import certificate_pem, changed_xml, signed_xml


class Ran(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; gives its status and what it wrote."""

    def running(*arguments: object) -> Ran:
        status = main([str(a) for a in arguments])
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return running


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a signed file, a changed one, one without a signature, an empty one and the signer's certificate."""
    (tmp_path / "good.xml").write_bytes(signed_xml())
    (tmp_path / "changed.xml").write_bytes(changed_xml())
    (tmp_path / "plain.txt").write_bytes(b"hello, world\n")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "signer.pem").write_bytes(certificate_pem())
    (tmp_path / "folder").mkdir()
    return tmp_path
