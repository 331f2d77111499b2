"""The extension itself: arguments that do not fit each other are refused before anything is read or written."""

import hashlib
from array import array
from typing import Any

import pytest

from esigval.hashing import digest
from esigval.hashing.kernel import kernel
from esigval.model.algorithms import DIGESTS

pytestmark = pytest.mark.skipif(kernel is None, reason="installed without the extension")
OFFSETS = array("Q", [0, 1, 2])
TREES = ((b"a", b"b"), (((b"a",),), ((b"b",),)), (b"a", b"b"))


def places(room: int) -> list[tuple[bytearray, int, int]]:
    """Outputs of which each lies about its size, or the number of messages."""
    return [
        (bytearray(room - 1), 0, 2),
        (bytearray(room), 2, 1),
        (bytearray(room), -1, 2),
        (bytearray(2 * room), 0, 3),
        (bytearray(), 0, 1),
    ]


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA384", "SHA512"])
def test_an_output_that_does_not_fit_is_refused_and_let_go(algorithm: str) -> None:
    room = 2 * len(digest(algorithm, b""))
    for out, start, stop in places(room):
        before = bytes(out)
        calls: list[tuple[Any, tuple[object, ...]]] = [
            (kernel.many, ((b"a", b"b"), algorithm, "")),
            (kernel.ranges, (((b"a", ()), (b"b", ())), algorithm, "")),
            (kernel.packed, (b"ab", OFFSETS, algorithm, "")),
        ]
        for call, arguments in calls:
            with pytest.raises(ValueError, match="do not agree"):
                call(*arguments, out, start, stop)
        assert bytes(out) == before
        out.append(0)  # nobody holds it any more
    for out, start, stop in places(2):
        with pytest.raises(ValueError, match="do not agree"):
            kernel.verify(*TREES, algorithm, "", out, start, stop)


def test_an_output_gets_the_digests_from_start_to_stop_and_nothing_else() -> None:
    messages = [b"%d" % i for i in range(5)]
    out = bytearray(b"\xaa" * 160)
    assert kernel.many(messages, "SHA256", "", out, 1, 3) is None
    assert out == b"\xaa" * 32 + b"".join(hashlib.sha256(m).digest() for m in messages[1:3]) + b"\xaa" * 64


@pytest.mark.parametrize("number", [0, 1, 2, 5, 7])
def test_a_wrong_number_of_arguments_is_refused(number: int) -> None:
    for call in (kernel.many, kernel.ranges):
        with pytest.raises(TypeError):
            call(*[()] * number)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        kernel.packed(*[b""] * (number + 1))  # type: ignore[arg-type]
    if number != 2:
        with pytest.raises(TypeError):
            kernel.digest(*[b""] * number)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [5, None, b"SHA256", "SHA257", "", "SHA256\0"])
def test_what_names_no_algorithm_is_refused(wrong: Any) -> None:
    for call in (
        lambda: kernel.digest(wrong, b""),
        lambda: kernel.many([b""], wrong, ""),
        lambda: kernel.many([b""], "SHA256", wrong or "x"),
        lambda: kernel.packed(b"", OFFSETS, wrong, ""),
    ):
        with pytest.raises((TypeError, ValueError)):
            call()


@pytest.mark.parametrize(
    "out", [b"read-only" * 40, memoryview(bytes(400)), "text", None, memoryview(bytearray(400))[::2]]
)
def test_an_output_that_can_not_be_written_is_refused(out: Any) -> None:
    with pytest.raises((TypeError, BufferError)):
        kernel.many([b"a"], "SHA256", "", out, 0, 1)


@pytest.mark.parametrize(
    "item", [b"a", 5, (b"a",), [b"a", ()], (b"a", 5), (b"a", (5,)), (5, ()), (b"a", ((0, 1, 1),)), (b"a", ((0, "1"),))]
)
def test_ranges_of_another_shape_are_refused(item: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        kernel.ranges([item], "SHA256", "")


def test_ranges_may_come_from_anything_that_can_be_walked() -> None:
    spans = [[0, 2], (3, 4)]
    expected = hashlib.sha256(b"abd").digest()
    assert kernel.ranges([(b"abcd", iter(spans))], "SHA256", "") == expected  # type: ignore[list-item]
    assert kernel.ranges(iter([(bytearray(b"abcd"), (s for s in spans))]), "SHA256", "") == expected  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not in a buffer"):
        kernel.ranges([(b"abcd", [(0, 2**70)])], "SHA256", "")


def test_a_single_digest_is_that_of_hashlib_at_every_length() -> None:
    data = bytes(range(256)) * 3
    for algorithm in ("SHA1", "SHA256", "SHA384", "SHA512"):
        for length in range(400):
            expected = hashlib.new(DIGESTS[algorithm], data[:length]).digest()
            assert kernel.digest(algorithm, data[:length]) == expected
            assert digest(algorithm, memoryview(data)[:length]) == expected
    with pytest.raises(BufferError):
        kernel.digest("SHA256", memoryview(data)[::2])
    with pytest.raises(TypeError):
        kernel.digest("SHA256", "text")  # type: ignore[arg-type]
