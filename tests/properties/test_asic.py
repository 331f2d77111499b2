"""Containers: nothing that changes a signed file is accepted, and nothing but documented exceptions escapes."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.worlds import running
from tests.worlds.signers.zips import Item, write

from esigval import asic
from esigval.asic.archive import Archive, read_archive
from esigval.asic.names import is_data, is_manifest
from esigval.model.dossier import Document
from esigval.model.errors import Malformed, Unreadable
from esigval.model.signature import Reading

FLIPS = 12
CASES = {c.name: c for c in running.cases() if c.group == "asic" and c.all_pass}
SEEDS = tuple(c.file.read_bytes() for c in CASES.values())


def accepted(case: running.Case, data: bytes) -> int:
    """How many signatures are accepted."""
    try:
        return running.verdicts(case.judge(data)).count("TOTAL-PASSED")
    except Unreadable:
        return 0


@pytest.mark.parametrize("name", CASES)
def test_no_changed_file_is_accepted_in_a_container_that_is_whole(name: str) -> None:
    """One bit of a signed file, or of the manifest over it, and a ZIP file written anew around it."""
    case = CASES[name]
    entries = read_archive(case.file.read_bytes()).entries
    manifests = {e.name for e in entries if is_manifest(e.name) and "Archive" not in e.name}
    if name == "manifest-two":
        manifests.remove("META-INF/ASiCManifest0.xml")  # the decoy, which nothing signs
    chosen = random.Random(name)
    signed = [e for e in entries if e.data and (is_data(e.name) or e.name in manifests)]
    for _ in range(FLIPS):
        target = chosen.choice(signed)
        position, bit = chosen.randrange(len(target.data)), chosen.randrange(8)
        changed = target.data[:position] + bytes((target.data[position] ^ 1 << bit,)) + target.data[position + 1 :]
        forged = write(Item(e.name, changed if e is target else e.data) for e in entries)
        assert accepted(case, forged) < len(case.expected), (target.name, position, bit)


@pytest.mark.parametrize("name", CASES)
def test_a_flipped_bit_is_refused_or_changes_no_file(name: str) -> None:
    """Anywhere in the ZIP file: times, versions and padding bits may change; names and contents may not."""
    case = CASES[name]
    data = case.file.read_bytes()
    before = contents(read_archive(data))
    chosen = random.Random(name)
    for _ in range(FLIPS):
        position, bit = chosen.randrange(len(data)), chosen.randrange(8)
        flipped = data[:position] + bytes((data[position] ^ 1 << bit,)) + data[position + 1 :]
        if accepted(case, flipped) >= len(case.expected):
            assert signed_only(contents(read_archive(flipped))) == signed_only(before), (position, bit)


def contents(archive: Archive) -> dict[str, bytes]:
    """The files that are handed out."""
    return {e.name: e.data for e in archive.entries}


def signed_only(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files that signatures are about."""
    return {name: data for name, data in files.items() if is_data(name)}


def read(data: bytes) -> Reading | None:
    try:
        return asic.read(Document("fuzz.asice", data))
    except (Malformed, Unreadable):
        return None


@given(st.binary(max_size=400))
@example(b"PK\x05\x06" + bytes(18))
@settings(max_examples=200)
def test_anything_is_read_or_refused(data: bytes) -> None:
    read(b"PK\x03\x04" + data)
    read(data)


@given(st.sampled_from(SEEDS), st.data())
@settings(max_examples=150)
def test_damaged_containers_are_read_or_refused(seed: bytes, data: st.DataObject) -> None:
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(damaged) - 1))
        damaged[position] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 40))
    read(bytes(damaged[: len(damaged) - cut]))


NAMES = st.sampled_from(
    (
        "mimetype",
        "a.txt",
        "b/c.txt",
        "META-INF/",
        "META-INF/signature.p7s",
        "META-INF/signatures.xml",
        "META-INF/ASiCManifest.xml",
        "META-INF/timestamp.tst",
        "META-INF/evidencerecord.ers",
        "META-INF/evidencerecord.xml",
    )
)


@given(st.lists(st.tuples(NAMES, st.binary(max_size=60)), max_size=8))
@settings(max_examples=150)
def test_any_files_under_the_names_of_the_standard_are_read(files: list[tuple[str, bytes]]) -> None:
    read(write(Item(name, data) for name, data in files))
