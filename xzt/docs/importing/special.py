"""What the special forms have beside the ordinary elements: lists of minutes, posts of those who sign, the form of the offices' own."""

import re

from xzt.docs.importing.outline import Entry
from xzt.docs.kinds.table import kind_facts
from xzt.docs.model import Closing, Custom, Kind

_LISTS = ("出席", "请假", "列席")
_LIST = re.compile(r"^(出席|请假|列席)\s*[:：]\s*(\S.*)$")
_BRACKETED = re.compile(r"^[（(](.*)[）)]$")
_BY_HAND = frozenset({Kind.ORDER, Kind.MOTION})
"""Kinds that a person signs (GB/T 9704-2012 7.3.5.3, 10.2)."""


def custom_of(*heads: str) -> Custom:
    """Return the form of the offices' own that a title or a mark ends with."""
    bare = [head.replace("\n", "") for head in heads]
    return next((custom for custom in Custom if custom and any(head.endswith(custom.value) for head in bare)), Custom.NONE)


def take_lists(body: list[Entry]) -> tuple[list[Entry], tuple[str, str, str], str]:
    """Take the lists of minutes off the end of a text (10.3), and the note below them, which no signature parts from the text.

    Returns the rest; who was there, excused, and sat in; the note.
    """
    found = dict.fromkeys(_LISTS, "")
    rest = list(body)
    note = ""
    if len(rest) > 1 and all(isinstance(entry, str) for entry in rest[-2:]) and _LIST.match(str(rest[-2])):
        bracketed = _BRACKETED.match(str(rest[-1]))
        if bracketed:
            note = bracketed[1]
            rest.pop()
    while rest and isinstance(rest[-1], str) and (match := _LIST.match(rest[-1])):
        found[match[1]] = match[2].strip()
        rest.pop()
    return rest, (found["出席"], found["请假"], found["列席"]), note


def closed_by(kind: Kind, custom: Custom, signers: tuple[str, ...], mark: str) -> tuple[Closing, tuple[str, ...], tuple[str, ...]]:
    """Return how a document is closed, who signs it and with which posts, by its kind and what stands above its date."""
    usual = kind_facts(kind, custom).closing
    if kind in _BY_HAND and signers and not custom:
        organ = organ_of_mark(mark)
        return Closing.SIGNED, (organ,) if organ else (), signers
    return (Closing.SEALED if usual is Closing.SIGNED else usual), signers, ()


def organ_of_mark(mark: str) -> str:
    """Return the organ that a mark names."""
    return re.sub(r"(?:命令|令|文件)$", "", mark)


def joint_mark(mark: str, signers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Part the mark of several organs (7.2.4), read as one, into the leading organ's mark and the organs; one organ's is its own."""
    first, word, others = mark.partition("文件")
    if len(signers) > 1 and word and others == "".join(signers[1:]):
        return first + word, (first, *signers[1:])
    if len(signers) > 1 and mark == "".join(signers):
        return signers[0], signers
    return mark, ()
