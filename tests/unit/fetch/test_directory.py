"""Folders of lists."""

import json
from pathlib import Path

import pytest

from esigval.fetch.directory import read_lists_folder
from esigval.model.errors import UsageError
from tests.unit.trust.building import ROOT_URL, URL, List, lotl, world


def folder(path: Path, index: object, **files: bytes) -> Path:
    (path / "oj-signers").mkdir()
    (path / "oj-signers" / "a.cer").write_bytes(world()["eu-operator"].der)
    for name, data in files.items():
        (path / f"{name}.xml").write_bytes(data)
    (path / "index.json").write_text(json.dumps(index))
    return path


def test_a_folder_with_a_list_of_lists(tmp_path: Path) -> None:
    root, national = lotl().build(), List().build()
    index = [
        {"url": URL, "file": "national.xml", "territory": "RO"},
        {"url": ROOT_URL, "file": "root.xml", "territory": "EU"},
        {"url": "https://lists.example/lotl-pivot-1.xml", "file": "root.xml", "territory": "EU"},
    ]
    source = read_lists_folder(folder(tmp_path, index, root=root, national=national))
    assert (source.root, source.id) == (ROOT_URL, tmp_path.name)
    assert dict(source.lists)[URL] == national
    assert source.signers == (world()["eu-operator"].der,)


def test_a_folder_that_states_its_root(tmp_path: Path) -> None:
    index = {"id": "own", "root": "", "lists": [{"url": URL, "file": "a.xml", "territory": "EU"}]}
    source = read_lists_folder(folder(tmp_path, index, a=List().build()))
    assert (source.id, source.root) == ("own", "")


def test_signers_in_pem(tmp_path: Path) -> None:
    import base64

    path = folder(tmp_path, [{"url": URL, "file": "a.xml"}], a=List().build())
    body = base64.encodebytes(world()["ro-operator"].der)
    (path / "signers").mkdir()
    (path / "signers" / "b.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n")
    assert read_lists_folder(path).signers == (world()["eu-operator"].der, world()["ro-operator"].der)


@pytest.mark.parametrize(
    "index",
    [None, 7, [7], [{"url": URL}], [{"url": URL, "file": "../../outside.xml"}], [{"url": URL, "file": "absent.xml"}]],
)
def test_another_form_is_a_usage_error(tmp_path: Path, index: object) -> None:
    path = folder(tmp_path, index)
    if index is None:
        (path / "index.json").unlink()
    with pytest.raises(UsageError):
        read_lists_folder(path)
