"""NIST CAVP vectors of the Secure Hash Algorithm, by every path that this machine has."""

from pathlib import Path

import cryptography_vectors
import pytest

from esigval.hashing import capabilities, digest, digest_many, digest_packed, digest_stream

FOLDER = Path(cryptography_vectors.__file__).parent / "hashes"
FILES = {
    "SHA1": ("SHA1/SHA1ShortMsg.rsp", "SHA1/SHA1LongMsg.rsp"),
    "SHA256": ("SHA2/SHA256ShortMsg.rsp", "SHA2/SHA256LongMsg.rsp"),
    "SHA384": ("SHA2/SHA384ShortMsg.rsp", "SHA2/SHA384LongMsg.rsp"),
    "SHA512": ("SHA2/SHA512ShortMsg.rsp", "SHA2/SHA512LongMsg.rsp"),
    "SHA3_256": ("SHA3/SHA3_256ShortMsg.rsp", "SHA3/SHA3_256LongMsg.rsp"),
}
PATHS = [(a, p) for a in FILES for p in ("", *capabilities().paths.get(a, ()))]


def vectors(algorithm: str) -> tuple[list[bytes], list[bytes]]:
    """Messages and their digests."""
    messages, digests = [], []
    for name in FILES[algorithm]:
        length = 0
        for line in (FOLDER / name).read_text(encoding="ascii").splitlines():
            key, _, value = line.partition(" = ")
            if key == "Len":
                length = int(value) // 8
            elif key == "Msg":
                messages.append(bytes.fromhex(value)[:length])
            elif key == "MD":
                digests.append(bytes.fromhex(value))
    assert len(messages) == len(digests) > 100
    return messages, digests


@pytest.mark.parametrize(("algorithm", "path"), PATHS)
def test_batches_give_the_published_digests(algorithm: str, path: str) -> None:
    messages, digests = vectors(algorithm)
    assert list(digest_many(messages, algorithm, path=path)) == digests
    offsets = [sum(map(len, messages[:i])) for i in range(len(messages) + 1)]
    assert list(digest_packed(b"".join(messages), offsets, algorithm, path=path)) == digests
    assert [digest_many([m], algorithm, path=path)[0] for m in messages] == digests


@pytest.mark.parametrize("algorithm", FILES)
def test_single_digests_give_the_published_digests(algorithm: str, tmp_path: Path) -> None:
    messages, digests = vectors(algorithm)
    assert [digest(algorithm, m) for m in messages] == digests
    file = tmp_path / "message"
    for message, expected in zip(messages[-3:], digests[-3:], strict=True):
        file.write_bytes(message)
        with file.open("rb") as readable:
            assert digest_stream(readable, algorithm) == expected


@pytest.mark.parametrize(("algorithm", "path"), [(a, p) for a, p in PATHS if (FOLDER / f"SHA2/{a}Monte.rsp").exists()])
def test_the_first_round_of_the_monte_carlo_test(algorithm: str, path: str) -> None:
    lines = (FOLDER / f"SHA2/{algorithm}Monte.rsp").read_text(encoding="ascii").splitlines()
    seed = bytes.fromhex(next(line for line in lines if line.startswith("Seed"))[7:])
    expected = bytes.fromhex(next(line for line in lines if line.startswith("MD"))[5:])
    last = [seed, seed, seed]
    for _ in range(1000):
        last = [*last[1:], digest_many([b"".join(last)], algorithm, path=path)[0]]
    assert last[2] == expected
