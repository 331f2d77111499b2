"""What is handed out of a ZIP file is the same file to every reader; the rest is said."""

import io
import zipfile

import pytest

from esigval.asic import archive as a
from esigval.asic.archive import Archive, listed_names, read_archive
from esigval.asic.limits import MAX_ENTRIES
from esigval.model.errors import Malformed
from tests.worlds.signers.zips import STORED, Item, changed, write

ONE, TWO = Item("unu.txt", b"unu" * 50), Item("dosar/doi.txt", b"doi", STORED)
FILES = (ONE, TWO)


def read(*items: Item, **how: bytes) -> Archive:
    return read_archive(write(items, **how))


def names(archive: Archive) -> list[str]:
    return [e.name for e in archive.entries]


def noticed(archive: Archive) -> set[str]:
    return {f.check for f in archive.findings}


def test_what_zipfile_writes_is_read_as_zipfile_reads_it() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.etsi.asic-e+zip", zipfile.ZIP_STORED)
        out.writestr("dosar/", "")
        out.writestr("dosar/schiță.txt", b"x" * 5000)
        out.comment = b"mimetype=application/vnd.etsi.asic-e+zip"
    archive = read_archive(made.getvalue())
    with zipfile.ZipFile(made) as same:
        assert {e.name: e.data for e in archive.entries} == {
            n: same.read(n) for n in same.namelist() if not n.endswith("/")
        }
    assert archive.findings == ()
    assert archive.entries[0].first
    assert archive.entries[0].plain


def test_an_archive_that_was_streamed_is_read() -> None:
    class Stream(io.RawIOBase):
        """A sink that can't be rewound, so that sizes stand behind the data."""

        def __init__(self) -> None:
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.out += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    sink = Stream()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as out:  # type: ignore[arg-type]
        out.writestr("unu.txt", b"unu" * 100)
    archive = read_archive(bytes(sink.out))
    assert (names(archive), archive.findings) == (["unu.txt"], ())


@pytest.mark.parametrize(
    ("items", "check", "left"),
    [
        ((*FILES, Item("unu.txt", b"altul")), a.UNIQUE, ["dosar/doi.txt"]),
        ((*FILES, Item("unu.txt/", b"")), a.UNIQUE, ["dosar/doi.txt"]),
        ((*FILES, Item("UNU.txt", b"altul")), a.DISTINCT, ["unu.txt", "dosar/doi.txt", "UNU.txt"]),
        (changed(FILES, "unu.txt", local_name=b"trei.tx"), a.CONSISTENT, ["dosar/doi.txt"]),
        (changed(FILES, "unu.txt", local_size=1), a.CONSISTENT, ["dosar/doi.txt"]),
        (
            changed(FILES, "unu.txt", extra=b"\x75\x70\x09\x00\x01" + bytes(4) + b"alta"),
            a.CONSISTENT,
            ["dosar/doi.txt"],
        ),
        (changed(FILES, "unu.txt", checksum=7), a.CONSISTENT, ["unu.txt", "dosar/doi.txt"]),
        ((*FILES, Item("trei.txt", b"", listed=False)), a.CONSISTENT, ["unu.txt", "dosar/doi.txt"]),
        (changed(FILES, "unu.txt", flags=1), a.READABLE, ["dosar/doi.txt"]),
        (changed(FILES, "dosar/doi.txt", method=99), a.READABLE, ["unu.txt"]),
        (changed(FILES, "dosar/doi.txt", before=b"abc"), a.CONTIGUOUS, ["unu.txt", "dosar/doi.txt"]),
        ((*FILES, Item("trei/", b"ascuns")), a.NAME, ["unu.txt", "dosar/doi.txt"]),
        ((*FILES, Item("../trei.txt", b"")), a.NAME, ["unu.txt", "dosar/doi.txt"]),
        ((*FILES, Item("a//b.txt", b"")), a.NAME, ["unu.txt", "dosar/doi.txt"]),
        ((*FILES, Item("C:/b.txt", b"")), a.NAME, ["unu.txt", "dosar/doi.txt"]),
        ((*FILES, Item("a\0.txt", b"")), a.NAME, ["unu.txt", "dosar/doi.txt"]),
    ],
)
def test_what_two_readers_could_take_for_different_files_is_withheld(
    items: tuple[Item, ...], check: str, left: list[str]
) -> None:
    archive = read(*items)
    assert check in noticed(archive)
    assert names(archive) == left
    assert set(names(archive)) <= set(archive.names)


def test_what_unpacks_to_too_much_is_withheld_and_the_rest_read() -> None:
    archive = read(Item("bomba", bytes(5_000_000)), *FILES)
    assert noticed(archive) == {a.READABLE}
    assert names(archive) == ["unu.txt", "dosar/doi.txt"]


def test_a_size_that_lies_unpacks_no_more_than_it_says() -> None:
    data = bytearray(write([Item("bomba", bytes(3_000_000)), *FILES]))
    size = (3_000_000).to_bytes(4, "little")
    while (position := data.find(size)) >= 0:
        data[position : position + 4] = (10).to_bytes(4, "little")
    archive = read_archive(bytes(data))
    assert noticed(archive) == {a.CONSISTENT}
    assert "bomba" not in names(archive)


def test_a_folder_may_be_listed_twice() -> None:
    archive = read(Item("dosar/", b""), *FILES, Item("dosar/", b""))
    assert (names(archive), archive.findings) == (["unu.txt", "dosar/doi.txt"], ())


def test_octets_behind_the_end_are_noticed() -> None:
    assert noticed(read(*FILES, after=b"mai mult")) == {a.CONTIGUOUS}


def test_a_second_end_of_the_directory_is_noticed() -> None:
    inner = write([Item("alt.txt", b"altul")])
    assert a.CONSISTENT in noticed(read_archive(write(FILES, comment=inner)))


def test_a_comment_that_is_no_media_type_is_noticed() -> None:
    assert noticed(read(*FILES, comment=b"mimetype=text/plain")) == set()
    assert noticed(read(*FILES, comment=b"de la un program")) == {a.COMMENT}


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", write(FILES)[:-22], write(FILES)[:-1], write([Item(f"{i}", b"") for i in range(MAX_ENTRIES + 1)])],
    ids=["nothing", "no-end", "cut", "too-many"],
)
def test_without_a_directory_to_go_by_it_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_archive(data)


def test_names_are_listed_without_unpacking() -> None:
    bomb = Item("bomba", bytes(5_000_000))
    assert listed_names(write([bomb, Item("dosar/", b""), *FILES])) == ("bomba", "unu.txt", "dosar/doi.txt")
