"""Writes ZIP files, and lies in them where it is asked to."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from struct import pack

_DATE = (2025 - 1980) << 9 | 3 << 5 | 10
_TIME = 10 << 11
_UTF_8 = 0x0800
STORED, DEFLATED = 0, 8


@dataclass(frozen=True)
class Item:
    """An entry. ``raw``: the octets of the name in place of UTF-8; ``local_name``, ``local_size``: what the local header says otherwise;
    ``extra``: its extra field; ``listed``: whether the directory has it; ``before``: octets that stand before it; ``instead``: name of the
    entry whose local header the directory points to; ``size``: the unpacked size that both records state."""

    name: str
    data: bytes
    method: int = DEFLATED
    flags: int = 0
    raw: bytes | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    extra: bytes = b""
    listed: bool = True
    before: bytes = b""
    instead: str = ""
    checksum: int | None = None

    @property
    def written(self) -> bytes:
        """The name as it is written."""
        return self.name.encode() if self.raw is None else self.raw

    @property
    def packed(self) -> bytes:
        """The data as they are written."""
        if self.method != DEFLATED:
            return self.data
        deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return deflater.compress(self.data) + deflater.flush()

    def record(self, name: bytes, size: int | None) -> bytes:
        """The fields that both headers have, up to the lengths."""
        flags = self.flags | (0 if self.raw is not None or self.name.isascii() else _UTF_8)
        checksum = zlib.crc32(self.data) if self.checksum is None else self.checksum
        unpacked = len(self.data) if size is None else size
        head = pack("<5H", 20, flags, self.method, _TIME, _DATE)
        return head + pack("<3LH", checksum, len(self.packed), unpacked, len(name))


def write(items: Iterable[Item], *, comment: bytes = b"", after: bytes = b"") -> bytes:
    """The ZIP file. ``after``: octets behind its end."""
    listed = list(items)
    out, offsets = bytearray(), []
    for item in listed:
        out += item.before
        offsets.append(len(out))
        name = item.written if item.local_name is None else item.local_name
        out += b"PK\x03\x04" + item.record(name, item.local_size) + pack("<H", len(item.extra)) + name + item.extra
        out += item.packed
    start, count = len(out), 0
    named = {item.name: offset for item, offset in zip(listed, offsets, strict=True)}
    for item, own in zip(listed, offsets, strict=True):
        if item.listed:
            count += 1
            offset = named[item.instead] if item.instead else own
            tail = pack("<4H2L", 0, 0, 0, 0, 0, offset)
            out += b"PK\x01\x02" + pack("<H", 20) + item.record(item.written, None) + tail + item.written
    size = len(out) - start
    return bytes(out) + pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, start, len(comment)) + comment + after


def changed(items: tuple[Item, ...], entry: str, /, **how: object) -> tuple[Item, ...]:
    """The items with one of them otherwise."""
    return tuple(replace(i, **how) if i.name == entry else i for i in items)  # type: ignore[arg-type]
