"""States are kept without what is as it was at the beginning, and still have one canonical form."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from xzt.core.encoding import decode, decode_any, encode
from xzt.office.act import Act, Entry
from xzt.office.dispatch.state import Dispatch, Elements
from xzt.office.receipt.state import Receipt, Source, Step

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENTRY = Entry(Act("c", "jia-1", "hn-bgt", "a", AT), "draft", "draft")
DISPATCH = Dispatch("hn-bgt", "jia-1", msgspec.Raw(b"{}"), Elements("函", "样例", "湘政办函"), course=(ENTRY,))
SOURCE = Source("r", "hn-sft", "湘司发〔2026〕1号", "样例", "", "0" * 64, "2026-03-02")
RECEIPT = Receipt("hn-bgt", SOURCE, msgspec.Raw(b"{}"), Step.ARRIVED, AT, course=(ENTRY,))


@pytest.mark.parametrize("short", [DISPATCH, RECEIPT, ENTRY], ids=lambda state: type(state).__name__)
def test_a_state_that_spells_everything_out_is_read_and_written_as_the_short_one(short: Struct) -> None:
    """As older servers and stores keep it. Each default has to be the very value that reading gives, or the same state had two forms."""
    kind = type(short)
    spelled = encode(_spelled(short))
    assert len(spelled) > len(encode(short)) + 100
    assert encode(decode(spelled, kind)) == encode(short) == encode(decode(encode(short), kind))


def test_what_is_not_as_at_the_beginning_is_written() -> None:
    said = msgspec.structs.replace(ENTRY, round=2, words="样例", agree=False, late=True)
    assert decode(encode(said), Entry) == said
    assert decode_any(encode(said)).keys() == {"act", "action", "step", "round", "words", "agree", "late"}


def _spelled(value: object) -> Any:
    """Give the plain value with every field, as the encoding had it before."""
    if isinstance(value, Struct):
        return {name: _spelled(getattr(value, name)) for name in type(value).__struct_fields__}
    if isinstance(value, tuple):
        return [_spelled(one) for one in value]
    return value
