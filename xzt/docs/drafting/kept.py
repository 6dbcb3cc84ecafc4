"""The tracked draft as it is kept with a submission, beside the clean text that goes on (清稿, DOC-07).

Who made which change and when is written down from the record of updates when it is submitted (W14): afterwards the updates are gone.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.docs.drafting.lines import Edit, Manuscript


class Author(Struct, frozen=True, omit_defaults=True):
    """Who made an edit, and when; what a file says of it instead stands in the edit itself."""

    edit: Edit
    person: str = ""
    at: datetime | None = None


class KeptDraft(Struct, frozen=True):
    """A manuscript with its changes and their authors."""

    manuscript: Manuscript
    authors: tuple[Author, ...]

    def author(self, edit: Edit) -> Author:
        """Return who made an edit."""
        return next((one for one in self.authors if one.edit == edit), Author(edit))


def keep(manuscript: Manuscript, author: Callable[[Edit], Author]) -> str:
    """Write a tracked manuscript down."""
    edits: set[Edit] = set()
    for line in (line for part in manuscript.parts for line in part.lines):
        edits |= {edit for mark in line.marks for edit in (mark.inserted, *mark.deleted) if edit is not None}
        edits |= {line.was.edit} if line.was is not None else set()
    return encode(KeptDraft(manuscript, tuple(author(edit) for edit in sorted(edits)))).decode()


def read(text: str) -> KeptDraft:
    """Read it again; ``Trouble("malformed")`` where it is none."""
    return decode(text.encode(), KeptDraft)
