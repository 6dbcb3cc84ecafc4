"""The small vocabulary: canonical bytes, digests, ids, failures."""

import uuid
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from xzt.core.digest import sha256, sm3
from xzt.core.encoding import decode, decode_any, encode
from xzt.core.errors import Refusal, Trouble
from xzt.core.ids import derived_id, uuid7
from xzt.office.act import Act
from xzt.office.envelope import Envelope, Signed
from xzt.office.log import chain

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    max_leaves=20,
)


class Thing(Struct, frozen=True):
    b: int
    a: str = ""


@given(plain)
def test_canonical_bytes_do_not_depend_on_where_they_were_made(value: object) -> None:
    """What is read from canonical bytes encodes to the same bytes, whatever types and orders lie between."""
    data = encode(value)
    assert encode(decode_any(data)) == data
    assert encode(decode_any(b" " + data + b"\n")) == data


def test_canonical_form_is_sorted_whatever_the_declaration_says() -> None:
    assert encode(Thing(1, "x")) == b'{"a":"x","b":1}' == encode({"b": 1, "a": "x"})
    assert encode("汉") == '"汉"'.encode()
    assert decode(encode(Thing(1)), Thing) == Thing(1)


@pytest.mark.parametrize("data", [b"", b"{", b'{"b":"x"}', b'"\xff"', b"[" * 100_000, b'{"b":1}x', b'"\\ud800"'])
def test_unreadable_bytes_are_trouble(data: bytes) -> None:
    """RS-18: hostile bytes end as one kind of failure."""
    with pytest.raises(Trouble) as caught:
        decode(data, Thing)
    assert caught.value.code == "malformed"


def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905-2016, examples 1 and 2."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_ids_are_rfc_9562_version_7(milliseconds: int, randomness: bytes) -> None:
    made = uuid.UUID(uuid7(milliseconds, randomness))
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, milliseconds)


def test_ids_need_their_randomness() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        uuid7(0, b"x")


def test_derived_ids_are_the_same_everywhere() -> None:
    """A delivery counts once however often it arrives."""
    assert derived_id("rec/u2") == derived_id("rec/u2") != derived_id("rec/u3")
    assert uuid.UUID(derived_id("")).version == 5


def test_failures_carry_codes() -> None:
    """AE-11: codes and parameters, no sentence."""
    assert str(Trouble("disk")) == "disk"
    assert Trouble("disk", retry=True, detail="x").params == {"detail": "x"}
    assert Refusal("code") == Refusal("code", {})


ACT = Act("c1", "p", "u", "dev", datetime(2026, 1, 1, tzinfo=UTC))


def _log(count: int) -> list[tuple[int, Act, bytes, Signed, str, str]]:
    """A chained log of so many entries: number, act, events, signed bytes, digest before, digest."""
    entries, previous = [], ""
    for n in range(1, count + 1):
        envelope = Envelope(f"c{n}", "dispatch", "r", "u", "p", "dev", n, 0, ACT.at, msgspec.Raw(b'{"type":"Open"}'))
        signed, events = Signed(msgspec.Raw(encode(envelope))), encode([{"type": "Opened", "n": n}])
        digest = chain("r", n, ACT, events, signed, previous)
        entries.append((n, ACT, events, signed, previous, digest))
        previous = digest
    return entries


def _holds(entries: list[tuple[int, Act, bytes, Signed, str, str]]) -> bool:
    previous = ""
    for expected, (n, act, events, signed, before, digest) in enumerate(entries, start=1):
        if n != expected or before != previous or chain("r", n, act, events, signed, before) != digest:
            return False
        previous = digest
    return True


@given(st.integers(0, 7), st.sampled_from(["act", "events", "signed", "digest", "remove", "swap", "double"]))
def test_chain_shows_every_change(at: int, how: str) -> None:
    """P23, RS-27: an edited, removed, swapped or doubled entry breaks the chain at that place."""
    entries = _log(9)
    assert _holds(entries)
    n, act, events, signed, before, digest = entries[at]
    changed = {
        "act": (n, msgspec.structs.replace(act, person="q"), events, signed, before, digest),
        "events": (n, act, events.replace(b"Opened", b"0pened"), signed, before, digest),
        "signed": (n, act, events, Signed(signed.envelope, "AA=="), before, digest),
        "digest": (n, act, events, signed, before, "0" * 64),
    }
    if how in changed:
        entries[at] = changed[how]
    elif how == "remove":
        del entries[at]
    elif how == "swap":
        entries[at], entries[at + 1] = entries[at + 1], entries[at]
    else:
        entries.insert(at, entries[at])
    assert not _holds(entries)
