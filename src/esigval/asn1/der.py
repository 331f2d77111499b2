"""Distinguished encoding of what was received as BER, and the few encoders that are needed beside it."""

from esigval.asn1.decode import octets
from esigval.asn1.tlv import BOOLEAN, CONSTRUCTED, MAX_DEPTH, OCTET_STRING, SET, Tlv, children
from esigval.model.errors import Malformed

MAX_ELEMENTS = 500_000
"""Elements in what is encoded anew: a CRL of some 5 MB among the signed attributes, where PDF puts them. What is longer is taken as it
was received."""


def encode(tag: int, contents: bytes) -> bytes:
    """An element with a one-octet identifier and the shortest definite length."""
    return bytes((tag,)) + length(len(contents)) + contents


def length(octet_count: int) -> bytes:
    """The shortest definite length (X.690 10.1)."""
    if octet_count < 0x80:
        return bytes((octet_count,))
    digits = octet_count.to_bytes((octet_count.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(digits),)) + digits


def encode_integer(number: int) -> bytes:
    """INTEGER in DER."""
    return encode(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def canonical(tlv: Tlv, tag: int | None = None) -> bytes:
    """``tlv`` in DER as far as it can be known without its type: shortest definite lengths, strings in primitive form, TRUE as 0xFF,
    elements of a SET sorted (RFC 5652 5.4 asks this of the signed attributes). ``tag`` replaces its tag."""
    own_tag = tlv.tag if tag is None else tag
    if own_tag < 0x100 and is_canonical(tlv, own_tag):
        return tlv.raw if tag is None else bytes((tag,)) + tlv.data[tlv.start + 1 : tlv.end]
    return _rewrite(tlv, own_tag, 0)


def canonical_or_raw(tlv: Tlv, tag: int | None = None) -> bytes:
    """``canonical``, or the octets as received (under ``tag``) where they hold something that can't be read."""
    try:
        return canonical(tlv, tag)
    except Malformed:
        return tlv.raw if tag is None else bytes((tag,)) + tlv.data[tlv.start + 1 : tlv.end]


def is_canonical(tlv: Tlv, tag: int) -> bool:
    """Whether ``tlv`` under ``tag`` is in DER as far as that can be known without its type."""
    size = tlv.stop - tlv.body
    shortest = 2 if size < 0x80 else 2 + (size.bit_length() + 7) // 8
    if tlv.indefinite or tlv.body - tlv.start != shortest or tag == OCTET_STRING | CONSTRUCTED:
        return False
    if tag & CONSTRUCTED:
        return _contents_canonical(tlv.data, tlv.body, tlv.stop, tag == SET, 0, [MAX_ELEMENTS])
    return tag != BOOLEAN or tlv.value in (b"\x00", b"\xff")


def _contents_canonical(data: bytes, position: int, stop: int, is_set: bool, depth: int, left: list[int]) -> bool:
    """Whether the elements from ``position`` to ``stop`` are in DER; it works on offsets alone, since nearly all input is. ``left``: how
    many more may be looked at."""
    previous = b""
    while position < stop:
        left[0] -= 1
        if left[0] < 0:
            raise Malformed(f"more than {MAX_ELEMENTS} elements to encode")
        if stop - position < 2 or depth > MAX_DEPTH:
            return False
        tag, size, body = data[position], data[position + 1], position + 2
        if size >= 0x80:
            count = size & 0x7F
            size = int.from_bytes(data[body : body + count], "big")
            if not 0 < count < 5 or size < 0x80 or size < 1 << 8 * (count - 1):
                return False
            body += count
        end = body + size
        if end > stop or tag & 0x1F == 0x1F or tag == OCTET_STRING | CONSTRUCTED:
            return False
        if tag & CONSTRUCTED:
            if not _contents_canonical(data, body, end, tag == SET, depth + 1, left):
                return False
        elif tag == BOOLEAN and data[body:end] not in (b"\x00", b"\xff"):
            return False
        if is_set:
            current = data[position:end]
            if current < previous:
                return False
            previous = current
        position = end
    return True


def _rewrite(tlv: Tlv, tag: int, depth: int) -> bytes:
    if depth > MAX_DEPTH:
        raise Malformed(f"nested deeper than {MAX_DEPTH} at offset {tlv.start}")
    if tag > 0xFF:
        return tlv.raw
    if not tag & CONSTRUCTED:
        return encode(tag, b"\xff" if tag == BOOLEAN and any(tlv.value) else tlv.value)
    if tag == OCTET_STRING | CONSTRUCTED:
        return encode(OCTET_STRING, octets(tlv))
    parts = [_rewrite(child, child.tag, depth + 1) for child in children(tlv)]
    if tag == SET:
        parts.sort()
    return encode(tag, b"".join(parts))
