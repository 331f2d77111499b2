"""As much DER as the signers need: encoders of the few types that they write by hand."""

from datetime import datetime


def tlv(tag: int, *contents: bytes) -> bytes:
    """One element with the definite length of X.690."""
    body = b"".join(contents)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def sequence(*contents: bytes) -> bytes:
    """SEQUENCE."""
    return tlv(0x30, *contents)


def set_of(*contents: bytes) -> bytes:
    """SET OF, sorted as DER wants it."""
    return tlv(0x31, *sorted(contents))


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    out = bytearray()
    for arc in (first * 40 + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | (arc & 0x7F))
        out.extend(reversed(groups))
    return tlv(0x06, bytes(out))


def integer(value: int) -> bytes:
    """INTEGER."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(0x04, value)


def utf8(text: str) -> bytes:
    """UTF8String."""
    return tlv(0x0C, text.encode())


def printable(text: str) -> bytes:
    """PrintableString."""
    return tlv(0x13, text.encode("ascii"))


def ia5(text: str) -> bytes:
    """IA5String."""
    return tlv(0x16, text.encode("ascii"))


def utc_time(moment: datetime) -> bytes:
    """UTCTime."""
    return tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def generalized_time(moment: datetime) -> bytes:
    """GeneralizedTime."""
    return tlv(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())


NULL = b"\x05\x00"
SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))
"""AlgorithmIdentifier of SHA-256, parameters absent (RFC 5754)."""


def children(element: bytes) -> list[bytes]:
    """The elements inside ``element``, which is DER that this package wrote."""
    position, end = header(element)[0], len(element)
    found = []
    while position < end:
        start, size = header(element, position)
        found.append(element[position : start + size])
        position = start + size
    return found


def header(element: bytes, position: int = 0) -> tuple[int, int]:
    """Offset and size of the contents of the element at ``position``."""
    size = element[position + 1]
    if size < 0x80:
        return position + 2, size
    count = size & 0x7F
    return position + 2 + count, int.from_bytes(element[position + 2 : position + 2 + count], "big")
