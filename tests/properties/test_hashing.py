"""Batches against hashlib, over lengths, offsets, counts, threads and paths."""

import hashlib
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from esigval.hashing import capabilities, digest_many, digest_packed, digest_ranges, tree_root, verify_reduced_trees
from esigval.model.algorithms import DIGESTS

PATHS = st.sampled_from([(a, p) for a, paths in capabilities().paths.items() for p in ("", *paths)])
LENGTHS = st.one_of(st.integers(0, 300), st.sampled_from([55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 5000]))
COUNTS = st.integers(1, 4)
SEED = bytes(range(251)) * 30


def reference(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(DIGESTS[algorithm], data).digest()


@given(PATHS, st.lists(st.tuples(st.integers(0, 2000), LENGTHS), max_size=60), COUNTS)
@settings(deadline=None, max_examples=150)
def test_many(path: tuple[str, str], messages: list[tuple[int, int]], threads: int) -> None:
    algorithm, name = path
    buffers = [memoryview(SEED)[start : start + length] for start, length in messages]
    found = digest_many(buffers, algorithm, threads, path=name)
    assert list(found) == [reference(algorithm, bytes(b)) for b in buffers]


@given(PATHS, st.integers(0, 40), st.lists(LENGTHS, max_size=60), COUNTS)
@settings(deadline=None, max_examples=150)
def test_packed(path: tuple[str, str], first: int, lengths: list[int], threads: int) -> None:
    algorithm, name = path
    offsets = [first]
    for length in lengths:
        offsets.append(offsets[-1] + length)
    data = (SEED * (offsets[-1] // len(SEED) + 1))[: offsets[-1]]
    found = digest_packed(data, offsets, algorithm, threads, path=name)
    assert list(found) == [reference(algorithm, data[a:b]) for a, b in itertools.pairwise(offsets)]


@given(PATHS, st.lists(st.lists(st.tuples(st.integers(0, 1000), LENGTHS), max_size=8), max_size=40), COUNTS)
@settings(deadline=None, max_examples=150)
def test_ranges(path: tuple[str, str], messages: list[list[tuple[int, int]]], threads: int) -> None:
    algorithm, name = path
    ranges = [(SEED, [(start, start + length) for start, length in spans]) for spans in messages]
    expected = [reference(algorithm, b"".join(SEED[a:b] for a, b in spans)) for _, spans in ranges]
    assert list(digest_ranges(ranges, algorithm, threads, path=name)) == expected


HASHES = st.binary(max_size=70)
TREES = st.lists(st.lists(HASHES, max_size=12), max_size=6)


@given(PATHS, st.lists(st.tuples(TREES, st.integers(0, 100)), max_size=20), COUNTS)
@settings(deadline=None, max_examples=100)
def test_reduced_trees_say_the_same_on_every_path(
    path: tuple[str, str], records: list[tuple[list[list[bytes]], int]], threads: int
) -> None:
    algorithm, name = path
    hashes, roots = [], []
    for tree, choice in records:
        listed = tree[0] if tree and tree[0] else [b"absent"]
        hashes.append(listed[choice % len(listed)])
        reached: list[bytes] = []
        for level in tree:
            both = sorted([*level, *reached])
            reached = both if len(both) == 1 else [reference(algorithm, b"".join(both))]
        roots.append(reached[0] if reached and choice % 3 else b"other")
    found = verify_reduced_trees(hashes, [t for t, _ in records], roots, algorithm, threads, path=name)
    expected = [bool(t and t[0]) and r != b"other" for (t, _), r in zip(records, roots, strict=True)]
    assert found == tuple(expected)


@given(PATHS, st.integers(1, 200), st.integers(0, 50))
@settings(deadline=None, max_examples=100)
def test_tree_roots_are_the_same_on_every_path(path: tuple[str, str], count: int, first: int) -> None:
    algorithm, name = path
    nodes = [reference(algorithm, b"%d" % i) for i in range(first, first + count)]
    assert tree_root(nodes, algorithm, path=name) == tree_root(nodes, algorithm, path="hashlib")
