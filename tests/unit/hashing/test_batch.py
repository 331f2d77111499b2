"""What batches of digests promise: shapes, errors, and buffers that are not what they seem."""

import hashlib
import io
import mmap
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from esigval.hashing import (
    Digests,
    capabilities,
    digest,
    digest_many,
    digest_packed,
    digest_ranges,
    digest_size,
    digest_stream,
    hasher,
    is_supported,
)
from esigval.model.algorithms import DIGESTS

PATHS = [(a, p) for a, paths in capabilities().paths.items() for p in ("", *paths)]
EVERY_PATH = pytest.mark.parametrize(("algorithm", "path"), PATHS)


def reference(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(DIGESTS[algorithm], data).digest()


@EVERY_PATH
def test_any_buffer_is_hashed_in_order(algorithm: str, path: str) -> None:
    plain = b"".join(bytes([i]) * i for i in range(200))
    buffers = [
        plain,
        bytearray(plain),
        memoryview(plain)[3:99],
        array("H", range(70)),
        b"",
        memoryview(b""),
        plain[:64],
    ]
    found = digest_many(buffers, algorithm, path=path)
    assert list(found) == [reference(algorithm, bytes(memoryview(b).cast("B"))) for b in buffers]
    assert found.shape == (7, digest_size(algorithm))


@EVERY_PATH
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_more_messages_than_are_held_at_once(algorithm: str, path: str, threads: int) -> None:
    buffers = [b"%d" % i * (i % 7) for i in range(2500)]
    assert list(digest_many(buffers, algorithm, threads, path=path)) == [reference(algorithm, b) for b in buffers]


@EVERY_PATH
def test_a_few_long_messages_among_many_short_ones(algorithm: str, path: str) -> None:
    buffers = [bytes(n) for n in (1, 300_000, 5, 64, 100_000, 70_001, *range(40), 500_000)]
    expected = [reference(algorithm, b) for b in buffers]
    assert list(digest_many(buffers, algorithm, path=path)) == expected
    assert list(digest_many(buffers, algorithm, 3, path=path)) == expected


@EVERY_PATH
def test_no_message_gives_no_digest(algorithm: str, path: str) -> None:
    for found in (digest_many([], algorithm, 2, path=path), digest_packed(b"", [0], algorithm, path=path)):
        assert found.shape == (0, digest_size(algorithm))
        assert list(found) == []
        assert found.tobytes() == bytes(found.view) == b""


@pytest.mark.parametrize("algorithm", [a for a in DIGESTS if is_supported(a)])
def test_what_the_kernel_does_not_know_is_left_to_hashlib(algorithm: str) -> None:
    buffers = [bytes(i) for i in range(20)]
    assert list(digest_many(buffers, algorithm, 2)) == [digest(algorithm, b) for b in buffers]
    assert digest_ranges([(b"abcdef", [(0, 2), (4, 6)])], algorithm)[0] == digest(algorithm, b"abef")


@pytest.mark.parametrize("call", [digest, lambda a, b: digest_many([b], a), lambda a, _: hasher(a)])
def test_an_unknown_algorithm_is_refused(call: Callable[[str, bytes], object]) -> None:
    with pytest.raises(ValueError, match="SHA257"):
        call("SHA257", b"")


def test_an_unknown_path_is_refused() -> None:
    with pytest.raises(ValueError, match="no path sparc"):
        digest_many([b""], "SHA256", path="sparc")
    with pytest.raises(ValueError, match="no path portable"):
        digest_many([b""], "MD5", path="portable")


@EVERY_PATH
@pytest.mark.parametrize("threads", [1, 3])
def test_what_is_no_buffer_is_refused(algorithm: str, path: str, threads: int) -> None:
    with pytest.raises(TypeError):
        digest_many([b"a"] * 50 + ["text"] + [bytearray(b"b")] * 50, algorithm, threads, path=path)  # type: ignore[list-item]
    with pytest.raises(BufferError):
        digest_many([b"a", memoryview(b"abcd")[::2]], algorithm, threads, path=path)


def test_threads_are_one_or_more() -> None:
    with pytest.raises(ValueError, match="threads"):
        digest_many([b"a", b"b"], "SHA256", 0)


@EVERY_PATH
@pytest.mark.parametrize("offsets", [[0, 5, 3, 11], [0, 12], [0, 2**63, 11], [2**64 - 8, 2**64 - 1], [12, 12], [5, 4]])
def test_offsets_that_lie_are_refused(algorithm: str, path: str, offsets: list[int]) -> None:
    with pytest.raises(ValueError, match="offsets"):
        digest_packed(b"hello world", offsets, algorithm, path=path)
    with pytest.raises(ValueError, match="offsets"):
        digest_packed(b"hello world", array("Q", offsets), algorithm, path=path)


@pytest.mark.parametrize("offsets", [[], [-1, 4], [0, 2**64], array("I", [0, 4])])
def test_offsets_of_another_kind_are_refused(offsets: list[int]) -> None:
    with pytest.raises(ValueError, match="offsets"):
        digest_packed(b"hello world", offsets, "SHA256")


@EVERY_PATH
def test_packed_messages_need_not_start_at_the_beginning(algorithm: str, path: str) -> None:
    found = digest_packed(b"hello world", [2, 2, 7, 11], algorithm, path=path)
    assert list(found) == [reference(algorithm, b) for b in (b"", b"llo w", b"orld")]


@EVERY_PATH
def test_ranges_are_hashed_as_one_message(algorithm: str, path: str) -> None:
    data = bytes(range(256)) * 8
    spans = [(0, 100), (100, 100), (140, 165), (200, 2000), (2000, 2048)]
    ranges = [(data, spans), (memoryview(data), spans[:1]), (bytearray(data), []), (data, [(5, 5)])]
    expected = [b"".join(data[a:b] for a, b in s) for _, s in ranges]
    assert list(digest_ranges(ranges, algorithm, path=path)) == [reference(algorithm, e) for e in expected]


@pytest.mark.parametrize("span", [(0, 12), (-1, 4), (4, 3), (12, 12)])
def test_ranges_outside_the_buffer_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is not in a buffer of 11 bytes"):
        digest_ranges([(b"hello world", [span])], "SHA256")


def test_a_mapped_file_is_hashed_in_place(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(range(256)) * 1000)
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        found = digest_ranges([(memoryview(mapped), [(0, 1000), (2000, 256_000)])] * 3, "SHA512")
    data = file.read_bytes()
    assert set(found) == {reference("SHA512", data[:1000] + data[2000:])}


@EVERY_PATH
def test_a_buffer_that_is_hashed_can_not_shrink_and_may_change(algorithm: str, path: str) -> None:
    changing = bytearray(2_000_000)
    stop = threading.Event()
    shrunk = []

    def disturb() -> None:
        while not stop.is_set():
            try:
                changing[0] ^= 1
                del changing[1_000_000:]
                changing.extend(bytes(1_000_000))
            except BufferError:
                shrunk.append(False)

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        for _ in range(3):
            assert len(digest_many([changing] * 4, algorithm, 2, path=path)) == 4
    finally:
        stop.set()
        thread.join()


def test_buffers_are_let_go() -> None:
    kept = bytearray(100)
    for path in ("", *capabilities().paths["SHA256"]):
        digest_many([kept, kept], "SHA256", path=path)
        with pytest.raises(TypeError):
            digest_many([kept, 5], "SHA256", path=path)  # type: ignore[list-item]
        digest_packed(kept, [0, 50, 100], "SHA256", path=path)
        kept.append(1)
    assert len(kept) == 100 + len(capabilities().paths["SHA256"]) + 1


def test_the_offsets_may_change_meanwhile() -> None:
    data, offsets = bytes(100_000), array("Q", range(0, 100_001, 10))
    stop = threading.Event()

    def disturb() -> None:
        while not stop.is_set():
            offsets[5000] = 2**60
            offsets[5000] = 50_000

    thread = threading.Thread(target=disturb)
    thread.start()
    seen = set()
    try:
        for _ in range(50):
            try:
                seen.add(digest_packed(data, offsets, "SHA256").tobytes())
            except ValueError as e:
                assert "offsets" in str(e)
    finally:
        stop.set()
        thread.join()
    assert seen <= {reference("SHA256", bytes(10)) * 10_000}


def test_a_stream_is_read_to_its_end_in_small_pieces() -> None:
    class Slow(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None and 0 < size <= 1 << 20
            return super().read(min(size, 70_001))

    data = bytes(range(256)) * 5000
    for algorithm in ("SHA1", "SHA512", "SHAKE128"):
        assert digest_stream(Slow(data), algorithm) == digest(algorithm, data)
    with pytest.raises(ValueError, match="NONE"):
        digest_stream(Slow(data), "NONE")


@pytest.mark.parametrize("algorithm", [a for a in DIGESTS if is_supported(a)])
def test_a_hasher_can_be_copied_on_its_way(algorithm: str) -> None:
    first = hasher(algorithm)
    first.update(b"hello ")
    second = first.copy()
    first.update(b"world")
    second.update(memoryview(b"there"))
    assert (first.digest(), second.digest()) == (digest(algorithm, b"hello world"), digest(algorithm, b"hello there"))


def test_digests_are_a_sequence_and_a_table_of_bytes() -> None:
    found = digest_many([b"a", b"b", b"c"], "SHA1")
    each = [reference("SHA1", m) for m in (b"a", b"b", b"c")]
    assert (found[0], found[-1], found[1:]) == (each[0], each[2], tuple(each[1:]))
    assert (len(found), found.shape, found.view.shape, found.tobytes()) == (3, (3, 20), (3, 20), b"".join(each))
    assert found.view[2, 19] == each[2][19]
    assert found.view.readonly
    assert each[1] in found
    assert found == digest_many([b"a", b"b", b"c"], "SHA1", path="hashlib")
    assert hash(found) == hash(Digests(b"".join(each), 20))
    assert found != each
    with pytest.raises(IndexError):
        found[3]
    with pytest.raises(ValueError, match="whole number"):
        Digests(b"abc", 2)


def test_digests_are_an_array_where_numpy_is() -> None:
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    found = digest_many([b"a", b"b"], "SHA256")
    table = numpy.asarray(found)
    assert (table.shape, table.dtype) == ((2, 32), numpy.uint8)
    assert table.tobytes() == found.tobytes()


def test_every_algorithm_has_hashlib_as_its_last_path() -> None:
    found = capabilities()
    assert set(found.paths) == {"SHA1", "SHA256", "SHA384", "SHA512"}
    assert all(paths[-1] == "hashlib" for paths in found.paths.values())
    assert all(("portable" in paths) == found.kernel for paths in found.paths.values())


def test_everything_works_without_the_extension() -> None:
    code = (
        "import sys; sys.modules['esigval.hashing._kernel'] = None\n"
        "from esigval.hashing import *\n"
        "assert not capabilities().kernel and capabilities().paths['SHA256'] == ('hashlib',)\n"
        "many = digest_many([b'abc', b''], 'SHA256', 2)\n"
        "assert list(digest_packed(b'abc', [0, 3, 3], 'SHA256', 2)) == list(many)\n"
        "assert list(digest_ranges([(b'xabc', [(1, 2), (2, 4)])], 'SHA256')) == [many[0]]\n"
        "assert verify_reduced_trees([many[0]], [((many[0],), (many[1],))], [tree_root(many, 'SHA256')], 'SHA256') == (True,)\n"
        "print(many[0].hex())"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == hashlib.sha256(b"abc").hexdigest()
