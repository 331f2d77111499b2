"""Empty, tiny, random, huge, cut off: for every format."""

import random
from collections.abc import Iterator

from tests.worlds.hostile.common import Make, good

GENUINE = {"pdf": "pades/lta.pdf", "xml": "xades/lta.xml", "cms": "cades/lta.p7m"}


def inputs() -> Iterator[tuple[str, Make]]:
    """Empty, tiny, random, huge, cut off."""
    yield "empty", lambda: b""
    for byte in (b"0", b"<", b"%", b"\x30", b"\x00", b"\xff", b"PK\x03\x04", b"%PDF-", b"<?xml", b"\x30\x80"):
        yield f"only {byte!r}", lambda byte=byte: byte  # type: ignore[misc]
    for size in (10, 1000, 100_000):
        yield f"random {size}", lambda size=size: random.Random(size).randbytes(size)  # type: ignore[misc]
    for head in (b"%PDF-1.7\n", b"<a>", b"\x30\x84\x03\xff\xff\xff", b"\x30\x80"):
        yield f"32 MiB of nothing after {head!r}", lambda head=head: head + bytes(32 << 20)  # type: ignore[misc]
        yield f"32 MiB of spaces after {head!r}", lambda head=head: head + b" " * (32 << 20)  # type: ignore[misc]
        yield f"random after {head!r}", lambda head=head: head + random.Random(1).randbytes(1 << 20)  # type: ignore[misc]
    for kind, path in GENUINE.items():
        for part in range(1, 16):
            yield f"{kind} cut off {part}/16", lambda p=path, part=part: cut(good(p), part)  # type: ignore[misc]
        for seed in range(24):
            yield f"{kind} with noise {seed}", lambda p=path, seed=seed: noise(good(p), seed)  # type: ignore[misc]
        yield f"{kind} followed by itself", lambda p=path: good(p) * 2  # type: ignore[misc]


def cut(data: bytes, part: int) -> bytes:
    """The first ``part`` sixteenths."""
    return data[: len(data) * part // 16]


def noise(data: bytes, seed: int) -> bytes:
    """Eight bytes replaced, a piece moved."""
    chosen, out = random.Random(seed), bytearray(data)
    for _ in range(8):
        out[chosen.randrange(len(out))] = chosen.randrange(256)
    if seed % 2:
        start = chosen.randrange(len(out))
        piece = out[start : start + 64]
        del out[start : start + 64]
        at = chosen.randrange(len(out))
        out[at:at] = piece
    return bytes(out)
