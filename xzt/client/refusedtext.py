"""What a person wrote into a text that the server no longer takes, held against the text as it stands now (OFF-03)."""

from difflib import SequenceMatcher

import msgspec
from msgspec import Struct

from xzt.client.attention import Attention
from xzt.docs.drafting.lines import manuscript_of
from xzt.docs.model import OfficialDocument
from xzt.office.dispatch.commands import SaveDraft, StartDraft
from xzt.office.dispatch.state import Dispatch
from xzt.office.registry import decode_command


class TwoTexts(Struct, frozen=True):
    """One's own whole text, the paragraphs that only it has, and those that only the text of now has."""

    whole: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


def two_texts(item: Attention) -> TwoTexts | None:
    """Compare the text of a refused command with that of its record; None for a command that carries no text."""
    command = decode_command(item.kind, item.mine_json.encode())
    if not isinstance(command, SaveDraft | StartDraft):
        return None
    mine = _paragraphs(command.document)
    theirs = _paragraphs(item.theirs.document) if isinstance(item.theirs, Dispatch) else []
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            left += mine[a:b]
            right += theirs[c:d]
    return TwoTexts("\n".join(mine), tuple(filter(None, left)), tuple(filter(None, right)))


def _paragraphs(document: msgspec.Raw) -> list[str]:
    read = msgspec.json.decode(document, type=OfficialDocument)
    return [read.title, *(line.shown() for part in manuscript_of(read).parts for line in part.lines)]
