"""Trusted lists from a folder: ``index.json``, the lists, and the certificates of those who may sign the root list."""

import json
from pathlib import Path
from typing import Any

from esigval.fetch.formats import pem_or_der
from esigval.model.dossier import TrustSource
from esigval.model.errors import UsageError

INDEX = "index.json"
SIGNERS = "oj-signers"
SIGNERS_PLAIN = "signers"
"""Folders with the certificates that may sign the list of lists; ``signers`` where there is no Official Journal."""
_PIVOT = "-pivot-"
_MAX_BYTES = 64 << 20
"""A file larger than this is no list; it is refused before it is read."""


def read_lists_folder(folder: Path) -> TrustSource:
    """The folder as a trust source.

    ``index.json`` is a list of objects with ``url`` and ``file`` (other fields are for people), or an object with ``lists``, ``root`` (URL
    of the list of lists; "" for lists that stand on their own signers) and ``id``. Without a stated root, the list of lists is the only
    entry of territory EU that is no pivot. Raises UsageError for a folder that has not this form.
    """
    index = _read_index(folder)
    items: list[dict[str, Any]] = index if isinstance(index, list) else index.get("lists", [])
    lists = tuple((str(item["url"]), _read(folder / str(item["file"]))) for item in _checked(items, folder))
    root = str(index["root"]) if isinstance(index, dict) and "root" in index else _guess_root(items)
    name = str(index.get("id") or folder.name) if isinstance(index, dict) else folder.name
    return TrustSource(id=name, lists=lists, signers=_read_signers(folder), root=root)


def _read_index(folder: Path) -> list[dict[str, Any]] | dict[str, Any]:
    try:
        index = json.loads((folder / INDEX).read_bytes())
    except OSError as error:
        raise UsageError(f"{folder}: no readable {INDEX}") from error
    except ValueError as error:
        raise UsageError(f"{folder / INDEX}: no JSON") from error
    if not isinstance(index, list | dict):
        raise UsageError(f"{folder / INDEX}: neither a list nor an object")
    return index


def _checked(items: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    for item in items:
        if not isinstance(item, dict) or not {"url", "file"} <= item.keys():
            raise UsageError(f"{folder / INDEX}: an entry without url and file")
        inside = (folder / str(item["file"])).resolve()
        if not inside.is_relative_to(folder.resolve()):
            raise UsageError(f"{folder / INDEX}: {item['file']} is outside the folder")
    return items


def _guess_root(items: list[dict[str, Any]]) -> str:
    named = [str(i["url"]) for i in items if i.get("territory") == "EU" and _PIVOT not in str(i["url"])]
    return named[0] if len(named) == 1 else ""


def _read_signers(folder: Path) -> tuple[bytes, ...]:
    """Certificates, DER or PEM, in the order of their file names."""
    found = []
    for name in (SIGNERS, SIGNERS_PLAIN):
        for path in sorted((folder / name).glob("*")):
            if path.is_file():
                found += pem_or_der(_read(path))
    return tuple(found)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path}: too large for a list")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: can't be read") from error
