"""Distinguished encoding of what was received as BER."""

from esigval.asn1 import der
from esigval.asn1.decode import octets
from esigval.asn1.der import encode
from esigval.asn1.tags import BOOLEAN, CONSTRUCTED, OCTET_STRING, SET
from esigval.asn1.tlv import Tlv, children
from esigval.asn1.walk import MAX_DEPTH
from esigval.model.errors import Malformed

MAX_ELEMENTS = 500_000
"""Elements in what is encoded anew: a CRL of some 5 MB among the signed attributes, where PDF puts them. What is longer is taken as it
was received."""


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
        return der.canonical(tlv.data, tlv.body, tlv.stop, tag == SET, MAX_ELEMENTS)
    return tag != BOOLEAN or tlv.value in (b"\x00", b"\xff")


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
