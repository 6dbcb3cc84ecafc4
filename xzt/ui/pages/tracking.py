"""Tracked changes of a draft at work (DOC-06): the switch, who made what, the list, accepting and rejecting, what others' tools change.

Accepting and rejecting are edits like any other: kept, undone, merged with what others write.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from xzt.client.drafting import DraftSession
from xzt.core.calendar import BEIJING
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.kept import Author, keep, read
from xzt.docs.drafting.lines import Edit, Line, Manuscript, Part, final_lines
from xzt.docs.drafting.tracking import Change, Pen, changes, original_lines, rewritten, settled, splices, typed
from xzt.ui.hub import Hub
from xzt.ui.pages.changelist import ChangeList, Placed
from xzt.ui.pages.keeping import DraftKeeper
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.pages.trackedpane import export_tracked
from xzt.ui.revisions import Authors
from xzt.ui.text import tr
from xzt.ui.widgets.toolstrip import ToolStrip

Lines = tuple[Line, ...]
Put = Callable[[Manuscript, Sequence[Splice]], None]
"""Shows a changed text where the caret stays, as one step of undo."""
_ANYWHERE = 1 << 31
"""An edit that is found by comparing."""


class Tracking(QObject):
    """Knows the session's authors and its switch; ``read`` gives what is written, ``put`` changes it."""

    def __init__(self, hub: Hub, keeper: DraftKeeper, parts: PartsEditor, read: Callable[[], Manuscript | None], put: Put) -> None:
        super().__init__(parts)
        self._hub, self._keeper, self._parts, self._read, self._put = hub, keeper, parts, read, put
        self._strip: ToolStrip | None = None
        self._people: list[str] = []
        self._shown: object = None
        self.panel = ChangeList(self._run)
        self.authors = Authors(self._number, self._words)
        parts.editor.authors = self.authors
        self.panel.jumped.connect(self._on_jumped)
        self.panel.viewed.connect(self._on_viewed)
        keeper.named.connect(parts.name)

    def use(self, strip: ToolStrip) -> None:
        """Show the switch in a strip of tools."""
        self._strip = strip
        strip.buttons["draft.track"].setCheckable(True)

    @property
    def on(self) -> bool:
        """Whether edits are tracked."""
        return self._keeper.session is not None and self._keeper.session.tracking

    def trigger(self, action: str) -> bool:
        """Run an action of tracking; says whether it was one."""
        match action.split("."):
            case ["draft", "track"]:
                self._switch()
            case ["change", "next" | "previous"]:
                self._step(1 if action.endswith("next") else -1)
            case ["change", "accept" | "reject"]:
                self._settle_one(accept=action.endswith("accept"))
            case ["change", "accept_all" | "reject_all"]:
                self._settle_all(accept="accept" in action)
            case ["change", "export"]:
                self._on_export()
            case _:
                return False
        return True

    def settled(self) -> None:
        """After a pause, or when the draft says something else: take over the switch, list the changes."""
        session = self._keeper.session
        on = session is not None and session.tracking
        self._parts.editor.tracked.pen = Pen(on, session.own) if session is not None else Pen(tracking=False)
        if self._strip is not None:
            self._strip.buttons["draft.track"].setChecked(on)
        manuscript = self._read()
        shown = (session, on, tuple(part.lines for part in manuscript.parts) if manuscript is not None else ())
        if manuscript is not None and shown != self._shown:
            self.panel.show_changes(self._list(manuscript), self.authors, tracking=on)
            self._shown = shown
        self._on_viewed(str(self.panel.view.currentData()))

    def put(self, manuscript: Manuscript, found: Sequence[Splice]) -> None:
        """Show what a tool has made of the text in sight, line by line; it keeps the changes in it, and is tracked while edits are."""
        self._keeper.flush()
        now = self._read()
        if now is not None and (self.on or now.tracked):
            pen = self._parts.editor.tracked.pen
            manuscript, found = _over(now, manuscript, lambda old, new: _typed_over(old, _plain(new), pen))
        self._put(manuscript, found)

    def put_final(self, manuscript: Manuscript) -> None:
        """Make the final text say ``manuscript``; changes elsewhere stay, and this one is tracked while edits are."""
        self._keeper.flush()
        now = self._read()
        if now is not None:
            pen = self._parts.editor.tracked.pen
            self._put(*_over(now, manuscript, lambda old, new: rewritten(old, new, pen)))

    def put_whole(self, manuscript: Manuscript) -> None:
        """Show a manuscript with changes of its own in the place of what is there."""
        self._keeper.flush()
        now = self._read()
        if now is not None:
            self._put(*_over(now, manuscript, lambda _old, new: new))

    def export_to(self, path: Path) -> None:
        """Write the draft with its changes for Word and WPS, in a job."""
        kept = self.kept()
        if kept:
            export_tracked(self._hub, read(kept), path)

    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self._parts, tr("导出修订稿"), tr("修订稿.docx"), tr("Word 文件 (*.docx)"))
        if name:
            self.export_to(Path(name).with_suffix(".docx"))

    def waiting(self) -> int:
        """Count the changes that wait."""
        manuscript = self._read()
        return len(self._list(manuscript)) if manuscript is not None else 0

    def kept(self) -> str:
        """Write down the draft with its changes where there are any, to be kept beside the clean text (DOC-07)."""
        manuscript, session = self._read(), self._keeper.session
        if manuscript is None or session is None or not manuscript.tracked:
            return ""

        def author(edit: Edit) -> Author:
            made = session.authorship(edit)
            return Author(edit) if edit.told else Author(edit, made.person, made.at)

        return keep(manuscript, author)

    # inside

    def _switch(self) -> None:
        session = self._keeper.session
        if session is None or not self._keeper.flush():
            return
        session.track(on=not session.tracking)
        self.settled()
        self._hub.say(
            tr("正在记录修订：插入的加下划线，删除的留着、加删除线。") if self.on else tr("不再记录修订，已有的修订还在。"), passing=True
        )

    def _list(self, manuscript: Manuscript) -> list[Placed]:
        found = []
        for number, part in enumerate(manuscript.parts):
            if any(line.tracked for line in part.lines):
                name = self._parts.tabs.tabText(number) if number else ""
                found += [Placed(part.key, name, change) for change in changes(part.lines, self._author)]
        return found

    def _step(self, by: int) -> None:
        self._parts.parts()
        offset, key = self._parts.editor.raw_offset(), self._parts.key
        places = [at for at, one in enumerate(self.panel.changes) if one.part == key and one.change.start >= offset]
        nearest = places[0] if places else 0
        self.panel.step(by, nearest if by > 0 else nearest - 1)

    def _settle_one(self, *, accept: bool) -> None:
        self.settled()
        placed = self.panel.current()
        if placed is None:
            self._step(1)
            return
        at = self.panel.list.currentRow()
        self._settle({placed.part: [placed.change]}, accept=accept)
        if self.panel.changes:
            self.panel.list.setCurrentRow(min(at, len(self.panel.changes) - 1))
            self._on_jumped(self.panel.current())

    def _settle_all(self, *, accept: bool) -> None:
        self.settled()
        count = len(self.panel.changes)
        if count:
            self._settle({one.part: None for one in self.panel.changes}, accept=accept)
            words = tr("已接受全部 {count} 处修订，可以撤销。") if accept else tr("已拒绝全部 {count} 处修订，可以撤销。")
            self._hub.say(words.format(count=count), passing=True)

    def _settle(self, chosen: dict[str, list[Change] | None], *, accept: bool) -> None:
        self._keeper.flush()
        now = self._read()
        if now is None:
            return
        parts: list[Part] = []
        found: list[Splice] = []
        for part in now.parts:
            lines = settled(part.lines, chosen[part.key], accept=accept) if part.key in chosen else part.lines
            parts.append(replace(part, lines=lines))
            found += splices(part.key, part.lines, lines) if lines != part.lines else ()
        self._put(replace(now, parts=tuple(parts)), found)

    def _on_jumped(self, placed: object) -> None:
        if isinstance(placed, Placed) and self._parts.show_part(placed.part):
            self._parts.editor.select_raw(placed.change.start, placed.change.end)

    def _on_viewed(self, view: str) -> None:
        manuscript = self._read()
        if view == "changes" or manuscript is None:
            self._parts.show_reading(None)
            return
        part = next((one for one in manuscript.parts if one.key == self._parts.key), manuscript.parts[0])
        lines = original_lines(part.lines) if view == "original" else tuple(line for line, _ in final_lines(part.lines))
        self._parts.show_reading(lines)

    def _run(self, action: str) -> None:
        self.trigger(action)

    # who

    def _author(self, edit: Edit) -> str:
        session: DraftSession | None = self._keeper.session
        if edit.told or session is None:
            return tr("来自文件：{who}").format(who=edit.told)
        return session.authorship(edit).person

    def _number(self, edit: Edit) -> int:
        author = self._author(edit)
        if author == self._hub.client.identity.person:
            return 0
        if author not in self._people:
            self._people.append(author)
        return 1 + self._people.index(author)

    def _words(self, edit: Edit) -> str:
        session = self._keeper.session
        if edit.told or session is None:
            return self._author(edit)
        made = session.authorship(edit)
        who = self._hub.names().person(made.person) if made.person else tr("（不详）")
        return tr("{who}　{at}").format(who=who, at=f"{made.at.astimezone(BEIJING):%m-%d %H:%M}")


def _plain(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(Line(line.text, line.look) for line in lines)


def _typed_over(old: Lines, new: Lines, pen: Pen) -> Lines:
    """Carry changes over to plain lines; where no line came or went each by itself: comparing a long text with itself takes seconds."""
    if len(old) != len(new):
        return typed(old, new, _ANYWHERE, pen)[0]
    made: list[Line] = []
    for line, now in zip(old, new, strict=True):
        made += [line] if (line.text, line.look) == (now.text, now.look) else typed((line,), (now,), _ANYWHERE, pen)[0]
    return tuple(made)


def _over(now: Manuscript, wanted: Manuscript, turn: Callable[[Lines, Lines], Lines]) -> tuple[Manuscript, list[Splice]]:
    """Turn the lines of every part that is to change, and tell how the text in sight changes."""
    held = {part.key: part.lines for part in now.parts}
    parts: list[Part] = []
    found: list[Splice] = []
    for part in wanted.parts:
        old = held.get(part.key, (Line(""),))
        lines = turn(old, part.lines) if old != part.lines else old
        parts.append(replace(part, lines=lines))
        found += splices(part.key, old, lines) if lines != old else ()
    return replace(wanted, parts=tuple(parts)), found
