"""Fields of a value as registers of the draft, of which the last writer's stands."""

from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from xzt.core.encoding import decode_any, encode

if TYPE_CHECKING:
    import loro

S = TypeVar("S", bound=Struct)

_TEXTS = ("blocks", "attachments")


def texts(order: "loro.LoroList") -> list[str]:
    """Read the texts of a list."""
    value = order.get_value()
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def held_in(registers: "loro.LoroMap") -> dict[str, str]:
    """Read what registers hold, as it was written."""
    value = registers.get_value()
    return {name: text for name, text in value.items() if isinstance(text, str)} if isinstance(value, dict) else {}


def write_registers(registers: "loro.LoroMap", value: Struct) -> None:
    """Write the fields that changed, in one order for all; the blocks are texts of their own."""
    held = held_in(registers)
    for name, field in sorted(msgspec.to_builtins(value).items()):
        text = encode(field).decode()
        if name not in _TEXTS and held.get(name) != text:
            registers.insert(name, text)


def read_registers(registers: "loro.LoroMap", kind: type[S]) -> S:
    """Read the fields of a value."""
    fields: dict[str, object] = {name: decode_any(text.encode()) for name, text in held_in(registers).items()}
    return msgspec.convert(fields | {"blocks": ()}, kind)
