"""The canonical encoding: JSON in UTF-8 with sorted keys, the same bytes on every machine for the same value.

What is hashed, signed or stored is always these bytes.
"""

from typing import Any, TypeVar

import msgspec

from xzt.core.errors import Trouble

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="sorted")


def encode(value: object) -> bytes:
    """Encode a struct or plain value canonically."""
    return _encoder.encode(value)


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
"""The decoder of each type, kept: for a union of many types making it takes ten times as long as decoding."""


def decode(data: bytes | msgspec.Raw, kind: type[T]) -> T:
    """Decode and check; unknown or wrong content is ``Trouble("malformed")`` with the place."""
    try:
        decoder = _decoders.get(kind)
        if decoder is None:
            decoder = _decoders[kind] = msgspec.json.Decoder(kind)
        found: T = decoder.decode(data)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
        raise Trouble("malformed", detail=str(error)) from error
    return found


def decode_any(data: bytes | msgspec.Raw) -> Any:  # noqa: ANN401  the caller walks plain JSON
    """Decode to plain values, for readers that must take any shape."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Trouble("malformed", detail=str(error)) from error


def texts_in(value: object) -> list[str]:
    """List every text in plain decoded JSON, in order; keys are not texts."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    return []
