"""Elements of DER and BER as objects that know their bytes (ITU-T X.690): ``der`` walks, here the forms that only BER has are added.

Nothing is copied until ``raw`` or ``value`` is asked for, so what was signed can always be sliced out as it was received.
Indefinite lengths are followed in place; no element is ever rewritten here.
"""

from msgspec import Struct

from esigval.asn1 import der
from esigval.asn1.tags import CONSTRUCTED
from esigval.asn1.walk import MAX_DEPTH
from esigval.model.errors import Malformed

MAX_SEGMENTS = 400_000
"""Elements looked at to find the end of one indefinite-length element: 400 MB of content in the usual segments of 1000 octets."""
_MAX_LENGTH_OCTETS = 8
_HIGH_TAG = 0x1F
_INDEFINITE = 0x80


class Tlv(Struct, frozen=True, gc=False):
    """One element of ``data``: octets ``start`` to ``end``, contents ``body`` to ``stop`` (before the end-of-contents octets
    where the length is indefinite). ``tag``: the identifier octet; for tag numbers above 30, ``identifier << 32 | number``."""

    data: bytes
    tag: int
    start: int
    body: int
    stop: int
    end: int

    @property
    def raw(self) -> bytes:
        """The whole element as found."""
        return self.data[self.start : self.end]

    @property
    def value(self) -> bytes:
        """The contents octets as found."""
        return self.data[self.body : self.stop]

    @property
    def constructed(self) -> bool:
        """Whether the contents are elements themselves."""
        tag = self.tag
        return bool((tag if tag < 0x100 else tag >> 32) & CONSTRUCTED)

    @property
    def indefinite(self) -> bool:
        """Whether the length is of the indefinite form."""
        return self.stop != self.end


def read(data: bytes, start: int = 0, limit: int = -1) -> Tlv:
    """The element of ``data`` at ``start``; it has to end by ``limit`` (default: the end of ``data``). What follows is the caller's
    affair. Raises Malformed."""
    if limit < 0:
        limit = len(data)
    try:
        tag, start, body, end = der.element(data, start, limit)
    except Malformed:
        return _read(data, start, limit)
    return Tlv(data, tag, start, body, end, end)


def _read(data: bytes, start: int, limit: int) -> Tlv:
    """The same where the element is of a form that only BER has, or broken."""
    tag, body, length = _header(data, start, limit)
    if length >= 0:
        end = body + length
        if end > limit:
            raise Malformed(f"element at offset {start} reaches beyond its container")
        return Tlv(data, tag, start, body, end, end)
    end = _end_of_indefinite(data, body, limit)
    return Tlv(data, tag, start, body, end - 2, end)


def read_exactly(data: bytes) -> Tlv:
    """The single element that ``data`` is. Raises Malformed where octets are left over."""
    tlv = read(data)
    if tlv.end != len(data):
        raise Malformed(f"{len(data) - tlv.end} octets after the element")
    return tlv


def children(parent: Tlv) -> list[Tlv]:
    """The elements inside ``parent``, in order. Raises Malformed."""
    try:
        return der.objects(parent.data, parent.body, parent.stop, Tlv)
    except Malformed:
        return _children(parent)


def _children(parent: Tlv) -> list[Tlv]:
    """The same where some element is of a form that only BER has, or broken."""
    found: list[Tlv] = []
    position = parent.body
    while position < parent.stop:
        element = read(parent.data, position, parent.stop)
        found.append(element)
        position = element.end
        if len(found) > der.MAX_CHILDREN:
            raise Malformed(f"more than {der.MAX_CHILDREN} elements at offset {parent.start}")
    return found


def fields(parent: Tlv, tag: int, where: str) -> list[Tlv]:
    """The elements inside ``parent``, which has to carry ``tag``."""
    if parent.tag != tag:
        expect(parent, tag, where)
    return children(parent)


def expect(tlv: Tlv, tag: int, where: str) -> Tlv:
    """``tlv`` if it carries ``tag``; raises Malformed naming ``where`` otherwise."""
    if tlv.tag != tag:
        raise Malformed(f"{where}: tag {tlv.tag:#04x} where {tag:#04x} is expected")
    return tlv


def _header(data: bytes, start: int, limit: int) -> tuple[int, int, int]:
    """Tag, offset of the contents, and length (-1: indefinite) of the element at ``start``."""
    if start < 0 or limit - start < 2:
        raise Malformed(f"element at offset {start} is cut off")
    tag, position = data[start], start + 1
    if tag & _HIGH_TAG == _HIGH_TAG:
        tag, position = _high_tag(data, start, limit)
    if position >= limit:
        raise Malformed(f"element at offset {start} is cut off")
    length = data[position]
    position += 1
    if length < _INDEFINITE:
        return tag, position, length
    if length == _INDEFINITE:
        if not data[start] & CONSTRUCTED:
            raise Malformed(f"primitive element of indefinite length at offset {start}")
        return tag, position, -1
    count = length & 0x7F
    if count > _MAX_LENGTH_OCTETS or position + count > limit:
        raise Malformed(f"length at offset {start} is too long")
    return tag, position + count, int.from_bytes(data[position : position + count], "big")


def _high_tag(data: bytes, start: int, limit: int) -> tuple[int, int]:
    """Tag in the multi-octet form (X.690 8.1.2.4) and the offset of the length."""
    number = 0
    for position in range(start + 1, min(limit, start + 6)):
        octet = data[position]
        number = number << 7 | octet & 0x7F
        if octet < 0x80:
            if number >= 1 << 32:
                break
            return data[start] << 32 | number, position + 1
    raise Malformed(f"tag at offset {start} is too long")


def _end_of_indefinite(data: bytes, position: int, limit: int) -> int:
    """Offset after the end-of-contents octets that close the indefinite element whose contents start at ``position``."""
    depth = 1
    for _ in range(MAX_SEGMENTS):
        tag, body, length = _header(data, position, limit)
        if length < 0:
            depth += 1
            if depth > MAX_DEPTH:
                raise Malformed(f"nested deeper than {MAX_DEPTH} at offset {position}")
            position = body
        elif tag == 0:
            if length:
                raise Malformed(f"end-of-contents with contents at offset {position}")
            position = body
            depth -= 1
            if not depth:
                return position
        else:
            position = body + length
    raise Malformed(f"more than {MAX_SEGMENTS} segments")
