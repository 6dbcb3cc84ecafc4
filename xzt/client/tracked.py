"""Drafts with their tracked changes as files for Word and WPS, and such files as drafts (DOC-06, DOC-14)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from xzt.docs.drafting.lines import BREAK, FRESH, PICTURE, ROW, Edit, Line, Manuscript, Mark, document_of, manuscript_of
from xzt.docs.drafting.tracking import Pen, rewritten
from xzt.docs.importing.reading import Imported
from xzt.docs.importing.word import Change
from xzt.docs.model import Issuance, OfficialDocument
from xzt.docs.render.docx_tracked import Credit, Stretch, TrackedLine, write_tracked_docx
from xzt.office.profile import STANDARD, Profile
from xzt.store.keyslots import replace_file


def tracked_docx(manuscript: Manuscript, credit: Callable[[Edit], Credit], profile: Profile = STANDARD) -> bytes:
    """Write a draft as DOCX, each change to be accepted or rejected there."""

    def stretch(mark: Mark) -> Stretch:
        inserted = credit(mark.inserted) if mark.inserted is not None else None
        return Stretch(mark.start, mark.end, inserted, credit(mark.deleted[-1]) if mark.deleted else None)

    raw = replace(manuscript, parts=tuple(replace(part, lines=tuple(map(_plain, part.lines))) for part in manuscript.parts))
    shown = [line for part in manuscript.parts for line in part.lines if _is_shown(line)]
    lines = [TrackedLine(len(line.text), line.look.level == ROW, tuple(map(stretch, line.marks))) for line in shown]
    return write_tracked_docx(document_of(raw), lines, Issuance(), profile)


def save_tracked(path: Path, manuscript: Manuscript, credit: Callable[[Edit], Credit], profile: Profile) -> Path:
    """Write such a file, whole or not at all."""
    replace_file(path, tracked_docx(manuscript, credit, profile))
    return path


def taken_over(imported: Imported, found: OfficialDocument, keys: tuple[str, ...]) -> Manuscript:
    """Make ``found`` of a file a manuscript with the file's tracked changes, each under the name that the file tells (W14)."""
    wanted = manuscript_of(found, keys)
    if imported.before is None:
        return wanted
    before = manuscript_of(imported.before, keys)
    pen = Pen(tracking=True, own=lambda _edit: False)
    old = {part.key: part.lines for part in before.parts}
    parts = [
        replace(part, lines=_told(rewritten(old[part.key], part.lines, pen), imported.changes) if part.key in old else part.lines)
        for part in wanted.parts
    ]
    return replace(wanted, parts=tuple(parts))


def _plain(line: Line) -> Line:
    return Line(line.text, line.look)


def _is_shown(line: Line) -> bool:
    """Say whether a line is part of a block; empty ones are not."""
    text = line.text.replace(BREAK, "\n")
    return line.look.level == PICTURE or bool(text if line.look.level == ROW else text.strip())


def _told(lines: Sequence[Line], changes: Sequence[Change]) -> tuple[Line, ...]:
    """Put the file's names to changes: of the change that holds the same text, else of any of the kind."""

    def named(kind: tuple[str, str], text: str) -> Edit:
        those = [change for change in changes if change.kind in kind] or list(changes)
        words = text.strip("\n")
        best = next((one for one in those if words and (words in one.text or (one.text and one.text in words))), those[0])
        return replace(FRESH, told=" ".join(part for part in (best.author or "?", best.at[:10]) if part))

    def mark(line: Line, one: Mark) -> Mark:
        text = f"{line.text}\n"[one.start : one.end]
        inserted = named(("inserted", "moved_to"), text) if one.inserted is not None else None
        return replace(one, inserted=inserted, deleted=(named(("deleted", "moved_from"), text),) if one.deleted else ())

    return tuple(replace(line, marks=tuple(mark(line, one) for one in line.marks), was=None) if line.tracked else line for line in lines)
