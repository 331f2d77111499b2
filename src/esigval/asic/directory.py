"""The records of a ZIP file (APPNOTE 6.3, ISO/IEC 21320-1) as they stand: end record, central directory, local headers. Nothing is
unpacked and nothing is decided; what the records say of one entry in two places is kept apart so that it can be compared."""

from struct import Struct as Layout
from typing import Final

from msgspec import Struct

from esigval.asic.limits import MAX_ENTRIES
from esigval.model.citation import ref
from esigval.model.errors import Malformed

_END: Final = b"PK\x05\x06"
_CENTRAL: Final = b"PK\x01\x02"
LOCAL: Final = b"PK\x03\x04"
_DESCRIPTOR: Final = b"PK\x07\x08"
_END_LAYOUT: Final = Layout("<4s4H2LH")
_CENTRAL_LAYOUT: Final = Layout("<4s6H3L5H2L")
_LOCAL_LAYOUT: Final = Layout("<4s5H3L2H")
_CHECKSUMS: Final = Layout("<3L")
_WIDE_CHECKSUMS: Final = Layout("<L2Q")
_MAX_COMMENT: Final = 0xFFFF
_MAX_ENDS: Final = 16
_WIDE: Final = 0xFFFFFFFF
_ZIP64: Final = 1
_REF: Final = ref("en-319-162-1", "4.2")

ENCRYPTED: Final = 0x2041
"""Flag bits: encrypted (0), strongly encrypted (6), masked headers (13)."""
DESCRIBED: Final = 0x0008
"""Flag bit 3: checksum and sizes stand behind the data."""
UTF_8: Final = 0x0800
"""Flag bit 11: the name is UTF-8."""


class Record(Struct, frozen=True):
    """What one place says of an entry."""

    name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    unpacked: int
    extra: bytes


class Listed(Struct, frozen=True):
    """An entry of the central directory. ``local``: its local header, None where there is none at ``offset``; ``start``, ``stop``: where
    its data stand; ``end``: where it ends, a data descriptor included; ``described``: what the data descriptor says."""

    record: Record
    offset: int
    comment: bytes
    local: Record | None
    start: int
    stop: int
    end: int
    described: tuple[int, int, int] | None = None


class Directory(Struct, frozen=True):
    """The central directory: its entries in order, where it begins and ends, where the file should end by the end record, the
    comment of the file. ``other_ends``: further end records that another reader may take for the one."""

    entries: tuple[Listed, ...]
    start: int
    stop: int
    end_record: int
    end: int
    comment: bytes
    other_ends: tuple[int, ...] = ()


def read_directory(data: bytes) -> Directory:
    """The directory of ``data``. Raises Malformed where there is none to go by."""
    ends = _ends(data)
    if not ends:
        raise Malformed("ZIP: no end of central directory", _REF)
    position = ends[0]
    _, disk, first_disk, on_disk, count, size, offset, length = _END_LAYOUT.unpack_from(data, position)
    if disk or first_disk or on_disk != count:
        raise Malformed("ZIP: split over several files", _REF)
    if _WIDE in (offset, size):
        raise Malformed("ZIP64", _REF)
    if count > MAX_ENTRIES:
        raise Malformed(f"ZIP: more than {MAX_ENTRIES} entries", _REF)
    entries, stop = _entries(data, offset, min(offset + size, position))
    if len(entries) != count or stop != offset + size:
        raise Malformed("ZIP: the central directory is not what its end record says", _REF)
    body = position + _END_LAYOUT.size
    return Directory(entries, offset, stop, position, body + length, data[body : body + length], tuple(ends[1:]))


def _ends(data: bytes) -> list[int]:
    """Where end records stand that some reader may take for the one, the likeliest first: with its directory where it says, with a comment
    that ends with the file, the last."""
    first = max(0, len(data) - _MAX_COMMENT - _END_LAYOUT.size)
    found: list[tuple[bool, bool, int]] = []
    position = data.rfind(_END, first)
    while position >= 0 and len(found) < _MAX_ENDS:
        if position + _END_LAYOUT.size <= len(data):
            _, _, _, _, count, size, offset, length = _END_LAYOUT.unpack_from(data, position)
            before = position - size
            in_place = offset <= before and (not count or data[offset : offset + 4] == _CENTRAL)
            # readers differ: some look for the directory where the record says, some directly before it
            if in_place or _WIDE in (offset, size) or (before >= 0 and data[before : before + 4] == _CENTRAL):
                found.append((in_place, position + _END_LAYOUT.size + length == len(data), position))
        position = data.rfind(_END, first, position)
    return [position for _, _, position in sorted(found, reverse=True)]


def _entries(data: bytes, position: int, stop: int) -> tuple[tuple[Listed, ...], int]:
    found: list[Listed] = []
    while position < stop:
        if position + _CENTRAL_LAYOUT.size > stop or data[position : position + 4] != _CENTRAL:
            raise Malformed("ZIP: central directory", _REF)
        fields = _CENTRAL_LAYOUT.unpack_from(data, position)
        name, extra, comment = fields[10], fields[11], fields[12]
        body = position + _CENTRAL_LAYOUT.size
        position = body + name + extra + comment
        if position > stop or len(found) == MAX_ENTRIES:
            raise Malformed("ZIP: central directory", _REF)
        more = data[body + name : body + name + extra]
        unpacked, packed, offset = _wide(more, (fields[9], fields[8], fields[16]))
        record = Record(data[body : body + name], fields[3], fields[4], fields[7], packed, unpacked, more)
        found.append(_listed(data, record, offset, data[position - comment : position]))
    return tuple(found), position


def _wide(extra: bytes, values: tuple[int, ...]) -> tuple[int, ...]:
    """Sizes and offset, where a field of 32 bits says that the ZIP64 field among the extra ones has them."""
    wide = extra_field(extra, _ZIP64) or b""
    found, position = [], 0
    for value in values:
        if value == _WIDE and position + 8 <= len(wide):
            found.append(int.from_bytes(wide[position : position + 8], "little"))
            position += 8
        else:
            found.append(value)
    return tuple(found)


def extra_field(extra: bytes, kind: int) -> bytes | None:
    """The first extra field of ``kind``."""
    position = 0
    while position + 4 <= len(extra):
        size = int.from_bytes(extra[position + 2 : position + 4], "little")
        if int.from_bytes(extra[position : position + 2], "little") == kind:
            return extra[position + 4 : position + 4 + size]
        position += 4 + size
    return None


def _listed(data: bytes, record: Record, offset: int, comment: bytes) -> Listed:
    if offset + _LOCAL_LAYOUT.size > len(data) or data[offset : offset + 4] != LOCAL:
        return Listed(record, offset, comment, None, offset, offset, offset)
    fields = _LOCAL_LAYOUT.unpack_from(data, offset)
    body = offset + _LOCAL_LAYOUT.size
    start = body + fields[9] + fields[10]
    extra = data[body + fields[9] : start]
    unpacked, packed = _wide(extra, (fields[8], fields[7]))
    local = Record(data[body : body + fields[9]], fields[2], fields[3], fields[6], packed, unpacked, extra)
    stop = start + record.packed
    by_descriptor = (record.flags | local.flags) & DESCRIBED
    described, end = _descriptor(data, stop, record) if by_descriptor else (None, stop)
    return Listed(record, offset, comment, local, start, stop, end, described)


def _descriptor(data: bytes, position: int, record: Record) -> tuple[tuple[int, int, int] | None, int]:
    """The data descriptor behind the data: with its signature or, as first defined, without; with sizes of 32 or, by ZIP64, 64 bits. The
    form in which it says what ``record`` says, else the usual one."""
    stated = (record.checksum, record.packed, record.unpacked)
    usual: tuple[tuple[int, int, int] | None, int] = (None, position)
    for layout in (_WIDE_CHECKSUMS, _CHECKSUMS):
        for start in (position, position + 4 if data[position : position + 4] == _DESCRIPTOR else position):
            if start + layout.size <= len(data):
                checksum, packed, unpacked = layout.unpack_from(data, start)
                usual = (checksum, packed, unpacked), start + layout.size
                if usual[0] == stated:
                    return usual
    return usual
