"""Values as the octets of JSON."""

from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder()


def utf8(value: object) -> bytes:
    """``value`` as JSON; lone surrogates, as in file names that are no UTF-8, become U+FFFD."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return _ENCODER.encode(_scalar_values(msgspec.to_builtins(value, enc_hook=_written)))


def _written(value: object) -> Any:
    """What stands in a value as JSON already."""
    assert isinstance(value, msgspec.Raw)
    return msgspec.json.decode(value)


def _scalar_values(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_scalar_values(k): _scalar_values(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_scalar_values(v) for v in value]
    return value
