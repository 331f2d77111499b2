"""Distinguished encoding of what was received as BER, and the few encoders that are needed beside it."""

from itertools import pairwise

from esigval.asn1.decode import octets
from esigval.asn1.tlv import BOOLEAN, CONSTRUCTED, MAX_DEPTH, OCTET_STRING, SET, Tlv, children
from esigval.model.errors import Malformed


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
    if own_tag < 0x100 and _is_canonical(tlv, own_tag, 0):
        return tlv.raw if tag is None else bytes((tag,)) + tlv.data[tlv.start + 1 : tlv.end]
    return _rewrite(tlv, own_tag, 0)


def _is_canonical(tlv: Tlv, tag: int, depth: int) -> bool:
    """Whether the octets after the identifier would stay as they are."""
    size = tlv.stop - tlv.body
    if tlv.indefinite or tlv.body - tlv.start != (2 if size < 0x80 else 2 + (size.bit_length() + 7) // 8):
        return False
    if not tag & CONSTRUCTED:
        return tag != BOOLEAN or tlv.value in (b"\x00", b"\xff")
    if tag == OCTET_STRING | CONSTRUCTED or depth > MAX_DEPTH:
        return False
    inner = children(tlv)
    if any(child.tag > 0xFF or not _is_canonical(child, child.tag, depth + 1) for child in inner):
        return False
    if tag == SET and len(inner) > 1:
        raws = [child.raw for child in inner]
        return all(a <= b for a, b in pairwise(raws))
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
