"""Phrases of official documents by where they stand and which kinds they suit (DOC-16): the shipped ones from resources, one a line.

A person's own have the same form; where they are kept is the client's business. 条例 article 8 names the kinds.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

TABLE = Path(__file__).resolve().parents[3] / "resources" / "phrases" / "phrases.tsv"
PLACES = ("开头", "过渡", "要求", "结尾")


class Phrase(Struct, frozen=True):
    """A phrase, where it stands, and the kinds that it suits; none means every kind."""

    text: str
    place: str = ""
    kinds: tuple[str, ...] = ()
    own: bool = False


@cache
def shipped() -> tuple[Phrase, ...]:
    """Read the phrases that come with the program."""
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line]
    return tuple(Phrase(text, place, tuple(kinds.split("、")) if kinds else ()) for place, kinds, text in rows)


def offered(own: Sequence[Phrase], kind: str, words: str = "") -> list[Phrase]:
    """List phrases for a kind: one's own first, then those of the kind, then those of every kind, each in the order of the page.

    With ``words`` only those that contain them, of every kind.
    """
    held = [phrase for phrase in (*own, *shipped()) if words in phrase.text] if words else [*own, *shipped()]
    suited = [phrase for phrase in held if words or phrase.own or not phrase.kinds or kind in phrase.kinds]
    order = {place: n for n, place in enumerate(PLACES)}
    return sorted(
        suited,
        key=lambda one: (not one.own, words != "" and kind not in one.kinds, order.get(one.place, len(PLACES)), not one.kinds),
    )
