"""Where two texts of a document differ, for people to read: paragraph by paragraph, then inside the paragraph (DOC-11, DOC-15).

What is only layout (blanks, line ends, width of characters, where a paragraph is broken) is told apart from what changes the words: W2
sends the second back to who signed.
"""

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Form, OfficialDocument, text_of


class Passage(Struct, frozen=True):
    """One stretch of a text: where it stands (``part`` and ``block`` as in ``Place``) and its words."""

    part: str
    block: int
    text: str


class Piece(Struct, frozen=True):
    """A piece inside a paragraph: what the first text has and what the second has there; alike where it is the same."""

    old: str
    new: str


class Difference(Struct, frozen=True):
    """Paragraphs that differ, in pieces. ``layout`` says that no word is another."""

    pieces: tuple[Piece, ...]
    layout: bool

    @property
    def old(self) -> str:
        """The first text."""
        return "".join(piece.old for piece in self.pieces)

    @property
    def new(self) -> str:
        """The second text."""
        return "".join(piece.new for piece in self.pieces)


Run = str | Difference
"""What a comparison lists: a paragraph that is the same in both, or a difference."""


def passages(document: OfficialDocument) -> list[Passage]:
    """List the content in reading order: title, recipients, blocks, note, attachments."""
    found = [Passage("title", -1, document.title), Passage("recipients", -1, document.recipients)]
    found += [Passage("body", at, text_of(block)) for at, block in enumerate(document.blocks)]
    found.append(Passage("note", -1, document.note))
    for n, attachment in enumerate(document.attachments):
        found.append(Passage(f"attachment:{n}:label", -1, attachment.label))
        found.append(Passage(f"attachment:{n}:title", -1, attachment.title))
        found += [Passage(f"attachment:{n}", at, text_of(block)) for at, block in enumerate(attachment.blocks)]
    return [one for one in found if one.text.strip()]


def paragraphs(document: OfficialDocument) -> list[str]:
    """List the words of a document, a paragraph a line."""
    return [line for one in passages(document) for line in one.text.splitlines() if line.strip()]


def typeset(document: OfficialDocument, model: PageModel) -> list[str]:
    """List the words that stand on the laid pages, in the order of the content; number, dates and page numbers are laid over it."""
    shown: dict[tuple[str, int], dict[int, str]] = {}
    for page in model.pages:
        for run in page.runs:
            if run.place:
                chars = shown.setdefault((run.place.part, run.place.block), {})
                chars.update({run.place.start + at: char for at, char in enumerate(run.text)})
    found: list[str] = []
    for one in passages(document):
        chars = shown.pop((one.part, one.block), {})
        text = "".join(chars[at] for at in sorted(chars))
        if one.part == "title" and document.form is Form.ORDER and not text:
            text = one.text  # orders show no title (GB/T 9704-2012 10.2)
        text = one.text if plain(text) == plain(one.text) else text
        found += [line for line in text.splitlines() if line.strip()]
    return found


def plain(text: str) -> str:
    """Leave the words only: no blanks and line ends, one width of letters and digits."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def compare(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Compare two texts by their paragraphs; those alike stand as they are, in the order of the second."""
    found: list[Run] = []
    for what, at, end, begin, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += list(new[begin:last])
            continue
        found += _pairs(list(old[at:end]), list(new[begin:last]))
    return found


def differences(runs: Sequence[Run]) -> tuple[int, int]:
    """Count the differences: of layout only, and of substance."""
    found = [run for run in runs if isinstance(run, Difference)]
    return sum(one.layout for one in found), sum(not one.layout for one in found)


def _pairs(old: list[str], new: list[str]) -> list[Run]:
    """Set paragraphs that changed beside each other; where only the breaks moved, it is one difference of layout."""
    if plain("".join(old)) == plain("".join(new)):
        return [Difference((Piece("\n".join(old), "\n".join(new)),), layout=True)] if old != new else []
    found: list[Run] = [_inside(one, other) for one, other in zip(old, new, strict=False)]
    shared = min(len(old), len(new))
    found += [Difference((Piece(text, ""),), layout=not plain(text)) for text in old[shared:]]
    found += [Difference((Piece("", text),), layout=not plain(text)) for text in new[shared:]]
    return found


def _inside(old: str, new: str) -> Difference:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces = tuple(Piece(old[at:end], new[begin:last]) for _, at, end, begin, last in matcher.get_opcodes())
    return Difference(pieces, layout=plain(old) == plain(new))
