"""Stream filters with a bound on what they give (ISO 32000-2, 7.4): FlateDecode with predictors, ASCIIHexDecode, ASCII85Decode."""

import base64
import zlib
from itertools import accumulate

from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.pades.syntax import Name, PdfDict, PdfValue, hexadecimal

MAX_DECODED = 64 << 20
"""Bytes that one stream may give. The largest CRLs in circulation have some 40 MB."""

_FILTERS = ref("iso-32000-2", "7.4")


def decode(raw: bytes, dictionary: PdfDict, limit: int = MAX_DECODED) -> bytes:
    """Data of a stream after its filters. Raises Malformed for filters that are unknown here and for what exceeds ``limit``."""
    filters = _as_list(dictionary.get("Filter", dictionary.get("F")))
    parameters = _as_list(dictionary.get("DecodeParms", dictionary.get("DP")))
    if len(filters) > 8:
        raise Malformed("more than 8 filters", _FILTERS)
    for index, name in enumerate(filters):
        settings = parameters[index] if index < len(parameters) else None
        raw = _apply(name, raw, settings if isinstance(settings, PdfDict) else None, limit)
    return raw


def _as_list(value: PdfValue) -> list[PdfValue]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _apply(name: PdfValue, raw: bytes, settings: PdfDict | None, limit: int) -> bytes:
    if not isinstance(name, Name):
        raise Malformed("filter is not a name", _FILTERS)
    if name in ("FlateDecode", "Fl"):
        return _predict(_inflate(raw, limit), settings)
    if name in ("ASCIIHexDecode", "AHx"):
        return hexadecimal(raw.split(b">", 1)[0])
    if name in ("ASCII85Decode", "A85"):
        try:
            return base64.a85decode(raw.split(b"~>", 1)[0], ignorechars=b"\x00\t\n\x0c\r ")
        except ValueError:
            raise Malformed("ASCII85Decode data", _FILTERS) from None
    raise Malformed(f"filter {name!s:.40} is not supported", _FILTERS)


def _inflate(raw: bytes, limit: int) -> bytes:
    """Inflates as readers do: data that break off are given as far as they go."""
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(raw, limit + 1)
    except zlib.error as error:
        raise Malformed(f"FlateDecode data: {error}", _FILTERS) from None
    if len(data) > limit:
        raise Malformed(f"stream gives more than {limit} bytes", _FILTERS)
    return data


def _predict(data: bytes, settings: PdfDict | None) -> bytes:
    predictor = settings.get("Predictor", 1) if settings else 1
    if settings is None or predictor == 1:
        return data
    columns, colors, bits = settings.get("Columns", 1), settings.get("Colors", 1), settings.get("BitsPerComponent", 8)
    if not (
        isinstance(predictor, int) and isinstance(columns, int) and isinstance(colors, int) and isinstance(bits, int)
    ):
        raise Malformed("predictor parameters", _FILTERS)
    if predictor < 10 or bits != 8 or not 1 <= colors <= 32 or not 1 <= columns <= 1 << 20:
        raise Malformed(f"predictor {predictor} is not supported", _FILTERS)
    return _png(data, columns * colors, colors)


def _png(data: bytes, width: int, step: int) -> bytes:
    """PNG predictors (7.4.4.4). Rows that all use "up", as cross-reference streams do, go column by column."""
    stride = width + 1
    if data[::stride].count(2) == -(-len(data) // stride) and len(data) % stride == 0:
        rows = len(data) // stride
        out = bytearray(rows * width)
        for column in range(width):
            out[column::width] = bytes(value & 255 for value in accumulate(data[column + 1 :: stride]))
        return bytes(out)
    previous, result = bytes(width), bytearray()
    for start in range(0, len(data), stride):
        row = bytearray(data[start + 1 : start + stride])
        _unfilter(data[start], row, previous, step)
        result += row
        previous = bytes(row) + bytes(width - len(row))
    return bytes(result)


def _unfilter(kind: int, row: bytearray, up: bytes, step: int) -> None:
    """Undoes one PNG row filter in place."""
    if kind == 0:
        return
    for i, value in enumerate(row):
        left = row[i - step] if i >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up[i]
        elif kind == 3:
            guess = (left + up[i]) >> 1
        else:
            corner = up[i - step] if i >= step else 0
            estimate = left + up[i] - corner
            guess = min(
                (abs(estimate - left), 0, left), (abs(estimate - up[i]), 1, up[i]), (abs(estimate - corner), 2, corner)
            )[2]
        row[i] = (value + guess) & 255
