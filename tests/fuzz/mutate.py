"""Changing inputs where no coverage-guided engine is at hand: octets, runs, and elements of DER with their lengths set right."""

import random

INTERESTING = (
    b"\x00",
    b"\xff",
    b"\x80",
    b"\x7f",
    b"\x30\x80",
    b"\x00\x00",
    b"\x84\xff\xff\xff\xff",
    b"\x1f\xff\xff\x7f",
)
WORDS = (
    b"<",
    b">",
    b"&",
    b'"',
    b"<!DOCTYPE",
    b"]]>",
    b"obj",
    b"endobj",
    b"stream",
    b"/Contents",
    b"<<",
    b"[",
    b"0 0 R",
    b"xref",
)
TAGS = (0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xA0, 0xA1, 0xA3)
MAX_GROWTH = 4096


def mutated(seed: bytes, other: bytes, draw: random.Random) -> bytes:
    """``seed`` with one to four changes; ``other`` lends pieces."""
    data = bytearray(seed)
    if data[:1] == b"0" and draw.random() < 0.6:
        data = bytearray(_element_changed(bytes(data), draw))
    for _ in range(draw.randint(0 if bytes(data) != seed else 1, 4)):
        _changed(data, other, draw)
    return bytes(data)


def _changed(data: bytearray, other: bytes, draw: random.Random) -> None:
    at = draw.randrange(len(data) + 1)
    size = draw.choice((1, 1, 2, 4, 16, 64))
    kind = draw.randrange(6)
    if kind == 0 and data:
        data[min(at, len(data) - 1)] = draw.randrange(256)
    elif kind == 1:
        del data[at : at + size]
    elif kind == 2:
        data[at:at] = draw.choice(INTERESTING if draw.random() < 0.5 else WORDS)
    elif kind == 3 and data:
        data[min(at, len(data) - 1)] ^= 1 << draw.randrange(8)
    elif kind == 4 and other:
        start = draw.randrange(len(other))
        data[at : at + size] = other[start : start + size]
    else:
        run = data[at : at + size]
        data[at:at] = run * min(draw.choice((1, 2, 50)), MAX_GROWTH // max(len(run), 1))


def _parts(data: bytes, at: int, end: int) -> list[tuple[int, int, int]]:
    """(start, content, end) of the elements between two places; fewer where they make no sense."""
    found = []
    while at + 2 <= end:
        length, body = data[at + 1], at + 2
        if length >= 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[body : body + count], "big")
            body += count
        if body + length > end:
            break
        found.append((at, body, body + length))
        at = body + length
    return found


def _encoded(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def _element_changed(data: bytes, draw: random.Random) -> bytes:
    """One element, found by going down at random, replaced, repeated, dropped or retagged; lengths above it follow."""
    return _inside(data, draw, 0)


def _inside(data: bytes, draw: random.Random, depth: int) -> bytes:
    parts = _parts(data, 0, len(data))
    if not parts:
        return data
    start, body, end = draw.choice(parts)
    tag, content = data[start], data[body:end]
    if depth < 12 and len(content) > 2 and draw.random() < 0.85 and (tag & 0x20 or tag in (0x03, 0x04)):
        skipped = 1 if tag == 0x03 else 0
        changed = _encoded(tag, content[:skipped] + _inside(content[skipped:], draw, depth + 1))
    else:
        changed = _replaced(tag, content, data[start:end], draw)
    return data[:start] + changed + data[end:]


def _replaced(tag: int, content: bytes, element: bytes, draw: random.Random) -> bytes:
    kind = draw.randrange(6)
    if kind == 0:
        return b""
    if kind == 1:
        return element * draw.choice((2, 3, 40)) if len(element) < MAX_GROWTH else element * 2
    if kind == 2:
        return _encoded(draw.choice(TAGS), content)
    if kind == 3:
        return _encoded(tag, draw.randbytes(draw.choice((0, 1, 2, 9, 40, 300))))
    if kind == 4:
        return _encoded(tag, content[: draw.randrange(len(content) + 1)])
    return _encoded(tag, content + draw.choice(INTERESTING))
