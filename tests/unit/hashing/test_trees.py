"""Hash trees of RFC 4998: their roots, and reduced trees that lead to them or don't."""

import hashlib

import pytest

from esigval.hashing import capabilities, digest_many, reduced_root, tree_root, verify_reduced_trees

PATHS = [(a, p) for a, paths in capabilities().paths.items() for p in ("", *paths)]
EVERY_PATH = pytest.mark.parametrize(("algorithm", "path"), PATHS)


def sha(algorithm: str, *parts: bytes) -> bytes:
    return hashlib.new(algorithm.lower(), b"".join(sorted(parts))).digest()


def leaves(count: int, algorithm: str) -> list[bytes]:
    return list(digest_many([b"%d" % i for i in range(count)], algorithm))


def grown(nodes: list[bytes], algorithm: str) -> tuple[bytes, list[list[tuple[bytes, ...]]]]:
    """The root, and for each leaf the lists of its reduced tree, by the letter of RFC 4998, clause 4.2 and 4.3."""
    trees: list[list[tuple[bytes, ...]]] = [[(n,)] for n in nodes]
    groups = [[i] for i in range(len(nodes))]
    while len(nodes) > 1:
        up, joined = [], []
        for i in range(0, len(nodes) - 1, 2):
            for leaf in groups[i]:
                trees[leaf].append((nodes[i + 1],))
            for leaf in groups[i + 1]:
                trees[leaf].append((nodes[i],))
            up.append(sha(algorithm, nodes[i], nodes[i + 1]))
            joined.append(groups[i] + groups[i + 1])
        if len(nodes) % 2:
            up.append(nodes[-1])
            joined.append(groups[-1])
        nodes, groups = up, joined
    return nodes[0], trees


@EVERY_PATH
@pytest.mark.parametrize("count", [1, 2, 3, 5, 16, 17, 33, 100])
def test_every_leaf_of_a_tree_leads_to_its_root(algorithm: str, path: str, count: int) -> None:
    nodes = leaves(count, algorithm)
    root, trees = grown(nodes, algorithm)
    assert tree_root(nodes, algorithm, path=path) == root
    assert tree_root(b"".join(nodes), algorithm, path=path) == root
    assert tree_root(memoryview(b"".join(nodes)), algorithm, path=path) == root
    assert verify_reduced_trees(nodes, trees, [root] * count, algorithm, path=path) == (True,) * count
    assert all(reduced_root(tuple(t), algorithm) == root for t in trees)


@EVERY_PATH
def test_a_tree_larger_than_what_is_held_at_once(algorithm: str, path: str) -> None:
    nodes = leaves(5001, algorithm)
    root, trees = grown(nodes, algorithm)
    assert tree_root(digest_many([b"%d" % i for i in range(5001)], algorithm), algorithm, path=path) == root
    assert all(verify_reduced_trees(nodes[:600], trees[:600], [root] * 600, algorithm, 2, path=path))


@EVERY_PATH
def test_the_order_of_two_neighbours_does_not_matter(algorithm: str, path: str) -> None:
    a, b, c = leaves(3, algorithm)
    assert tree_root([a, b, c], algorithm, path=path) == tree_root([b, a, c], algorithm, path=path)
    assert tree_root([a, b, c], algorithm, path=path) != tree_root([a, c, b], algorithm, path=path)


@EVERY_PATH
def test_a_changed_hash_a_missing_level_and_another_root_are_found(algorithm: str, path: str) -> None:
    nodes = leaves(20, algorithm)
    root, trees = grown(nodes, algorithm)
    forged = bytes([nodes[4][0] ^ 1]) + nodes[4][1:]
    cases = [
        (nodes[4], trees[4], root, True),
        (forged, trees[4], root, False),
        (nodes[5], trees[4], root, False),
        (nodes[4], [*trees[4][:2], (forged,), *trees[4][3:]], root, False),
        (nodes[4], trees[4][:-1], root, False),
        (nodes[4], [(forged,), *trees[4][1:]], root, False),
        (nodes[4], trees[4], forged, False),
        (nodes[4], trees[4], root[:-1], False),
        (nodes[4], trees[4], b"", False),
        (nodes[4], [], root, False),
        (b"", [], b"", False),
        (nodes[4], [()], root, False),
        (nodes[4], [(nodes[4],)], nodes[4], True),
        (b"odd", [(b"odd",)], b"odd", True),
    ]
    hashes, given, roots, expected = zip(*cases, strict=True)
    assert verify_reduced_trees(hashes, given, roots, algorithm, path=path) == expected


@EVERY_PATH
def test_lists_of_any_length_are_sorted(algorithm: str, path: str) -> None:
    first, second = leaves(30, algorithm), [b"\xff" * 3, b"\xff", b"", b"\x00" * 70]
    below = sha(algorithm, *first)
    root = sha(algorithm, below, *second)
    for order in (1, -1):
        tree = [first[::order], second[::order]]
        assert verify_reduced_trees([first[7]], [tree], [root], algorithm, path=path) == (True,)
        assert verify_reduced_trees([first[7]], [[first, second[1:]]], [root], algorithm, path=path) == (False,)


@EVERY_PATH
def test_an_empty_level_adds_nothing(algorithm: str, path: str) -> None:
    a, b = leaves(2, algorithm)
    root = sha(algorithm, a, b)
    assert verify_reduced_trees([a], [[[a, b], []]], [root], algorithm, path=path) == (True,)


def test_what_is_no_tree_is_refused() -> None:
    leaf = bytes(32)
    with pytest.raises(ValueError, match="leaves"):
        tree_root([], "SHA256")
    with pytest.raises(ValueError, match="leaves"):
        tree_root(b"abc", "SHA256")
    with pytest.raises(ValueError, match="leaves"):
        tree_root([leaf, leaf[:5]], "SHA256")
    with pytest.raises(ValueError, match="SHA257"):
        tree_root([leaf], "SHA257")
    with pytest.raises(ValueError, match="as many"):
        verify_reduced_trees([leaf], [], [leaf], "SHA256")
    for path in capabilities().paths["SHA256"]:
        with pytest.raises(TypeError):
            verify_reduced_trees([leaf], [[["text", leaf]]], [leaf], "SHA256", path=path)  # type: ignore[list-item]
