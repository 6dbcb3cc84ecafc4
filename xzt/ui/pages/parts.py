"""The parts of a text: main body and attachments, one edited at a time: tabs, names, and the one editor."""

import uuid
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import Edit, Line, Part
from xzt.docs.drafting.tracking import named
from xzt.docs.layout.pages import Place
from xzt.docs.model import Attachment
from xzt.ui import theme
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.editing import walk_cells
from xzt.ui.lineformat import units
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button, check_box, column, icon_button, line_edit, put_text, row


class PartsEditor(QWidget):
    """Edits body and attachments; ``changed`` after every edit by the person, ``moved`` when the cursor goes to another place."""

    changed = Signal()
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("parts")
        self._parts: list[Part] = []
        self._now = 0
        self._quiet = False
        self.tabs = QTabBar()
        self.tabs.setObjectName("parts.tabs")
        self.tabs.setAccessibleName(tr("正文和附件"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.label = line_edit("part.label", tr("附件标记"), tr("如“附件1”"))
        self.title = line_edit("part.title", tr("附件标题"), tr("附件标题"))
        self.remove = icon_button("part.remove", tr("去掉这个附件"), "remove", self._on_remove)
        self.across = check_box("part.across", tr("横排"), tr("附件排在横放的页面上"))
        self.apart = check_box("part.apart", tr("不与正文一起装订"), tr("另行装订：排在版记之后，写明发文字号，单独编页码"))
        names = row(self.label, self.title, self.remove)
        self.names = column(names, row(self.across, self.apart, None, spacing=4), spacing=0.5, margins=(3, 1, 3, 0))
        self.label.setFixedWidth(theme.gap(30))
        self.editor = BodyEditor("body", tr("正文"), history=False)
        self.add_button = button("part.add", tr("加附件"), self._on_add, icon="add", look="plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1))
        layout.addWidget(row(self.tabs, None, self.add_button))
        layout.addWidget(self.names)
        layout.addWidget(self.editor, 1)
        self.reading = BodyEditor("reading", tr("只读"), history=False)
        self.reading.setReadOnly(True)
        self.reading.hide()
        layout.addWidget(self.reading, 1)
        self.tabs.currentChanged.connect(self._on_tab)
        self.editor.textChanged.connect(self._on_changed)
        self.editor.settled_levels.connect(self._on_changed)
        self.editor.cursorPositionChanged.connect(self.moved)
        self.editor.walked.connect(partial(walk_cells, self.editor))
        self.label.textEdited.connect(self._on_changed)
        self.title.textEdited.connect(self._on_changed)
        self.across.clicked.connect(self._on_changed)
        self.apart.clicked.connect(self._on_changed)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show the parts of a document, the main text first."""
        self._parts = list(parts)
        self._now = 0
        self._fill_tabs()
        self._load()

    def let_write(self, *, on: bool) -> None:
        """Let the person write, or only read; the focus stays in the text."""
        self.editor.setReadOnly(not on)
        for made in (self.names, self.add_button):
            made.setEnabled(on)

    def take(self, splices: Sequence[Splice], parts: Sequence[Part]) -> None:
        """Take in what others changed, so that it shows ``parts``; the part in sight and the caret in it stay, while it is there."""
        key = self._parts[self._now].key
        keys = [part.key for part in parts]
        self._parts = list(parts)
        self._now = keys.index(key) if key in keys else 0
        self._quiet = True
        if key in keys:
            self.editor.take([one for one in splices if one.part == key], self._parts[self._now].lines)
        self._quiet = False
        self._fill_tabs()
        if key not in keys:
            self._load()
        self._name()

    def parts(self) -> tuple[Part, ...]:
        """Return the parts as they stand."""
        self._take()
        return tuple(self._parts)

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the attachments in order."""
        return tuple(part.key for part in self._parts[1:])

    def show_spot(self, part: str, block: int, start: int, end: int) -> None:
        """Select a stretch of text."""
        name, _, _what = part.partition(":title")
        number = int(name.split(":")[1]) + 1 if name.startswith("attachment:") else 0
        if number >= len(self._parts):
            return
        self.tabs.setCurrentIndex(number)
        if block >= 0:
            self.editor.show_place(block, start, end)
            self.editor.setFocus()
        elif number:
            field = self.label if part.endswith(":label") else self.title
            field.setFocus()
            field.setSelection(units(field.text(), start), units(field.text()[start:], end - start))

    @property
    def key(self) -> str:
        """The key of the part in sight."""
        return self._parts[self._now].key if self._parts else ""

    def show_part(self, key: str) -> bool:
        """Bring a part into sight; says whether it is there."""
        keys = [part.key for part in self._parts]
        if key in keys:
            self.tabs.setCurrentIndex(keys.index(key))
        return key in keys

    @property
    def part(self) -> str:
        """The part in sight, as in places of pages and findings."""
        return f"attachment:{self._now - 1}" if self._now else "body"

    def name(self, edit: Edit) -> None:
        """Give fresh changes the edit that they were kept as."""
        self.editor.tracked.name(edit)
        self._parts = [replace(part, lines=named(part.lines, edit)) for part in self._parts]

    def show_reading(self, lines: Sequence[Line] | None) -> None:
        """Show other lines in the place of the text, to be read only; None shows the text."""
        if lines is not None and self.reading.lines() != tuple(lines):
            top = self.reading.verticalScrollBar().value()
            self.reading.load_lines(lines)
            self.reading.verticalScrollBar().setValue(top)
        self.reading.setVisible(lines is not None)
        self.editor.setVisible(lines is None)

    def place(self) -> Place | None:
        """Return where the cursor stands."""
        block, start = self.editor.place()
        return Place(self.part, block, start) if block >= 0 else None

    def _on_changed(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def _on_tab(self, at: int) -> None:
        if not self._quiet and at != self._now and at >= 0:
            self._take()
            self._now = at
            self._load()
            self.moved.emit()

    def _on_add(self) -> None:
        self.add("", (Line(""),))

    def add(self, title: str, lines: tuple[Line, ...]) -> None:
        """Add an attachment behind the others and show it."""
        self._take()
        count = sum(bool(part.frame and part.frame.label) for part in self._parts)
        label = tr("附件{n}").format(n=count + 1) if count else tr("附件")
        self._parts.append(Part(uuid.uuid4().hex, lines, Attachment(title, (), label)))
        self._now = len(self._parts) - 1
        self._fill_tabs()
        self._load()
        self.title.setFocus()
        self.changed.emit()

    def _on_remove(self) -> None:
        if self._now:
            del self._parts[self._now]
            self._now = 0
            self._fill_tabs()
            self._load()
            self.changed.emit()

    def _take(self) -> None:
        """Take what is in the editor into the part that it shows."""
        if not self._parts:
            return
        part, frame = self._parts[self._now], self._parts[self._now].frame
        if frame is not None:
            title = frame.title if self.title.text() == _flat(frame.title) else self.title.text()
            choices = {"across": self.across.isChecked(), "apart": self.apart.isChecked()}
            frame = replace(frame, title=title, label=self.label.text().strip(), **choices)
        self._parts[self._now] = replace(part, lines=self.editor.lines(), frame=frame)

    def _load(self) -> None:
        self._quiet = True
        self._name()
        self.title.setCursorPosition(0)
        self.editor.setAccessibleName(self.tabs.tabText(self._now))
        self.editor.load_lines(self._parts[self._now].lines)
        self._quiet = False

    def _name(self) -> None:
        """Show what the part is called."""
        frame = self._parts[self._now].frame
        self.names.setVisible(frame is not None)
        if frame is not None:
            put_text(self.label, frame.label)
            put_text(self.title, _flat(frame.title))
            self.across.setChecked(frame.across)
            self.apart.setChecked(frame.apart)

    def _fill_tabs(self) -> None:
        self._quiet = True
        names = [tr("正文"), *((part.frame.label if part.frame else "") or tr("印发件") for part in self._parts[1:])]
        while self.tabs.count() > len(names):
            self.tabs.removeTab(self.tabs.count() - 1)
        for at, name in enumerate(names):
            if at == self.tabs.count():
                self.tabs.addTab(name)
            self.tabs.setTabText(at, name)
        self.tabs.setCurrentIndex(self._now)
        self._quiet = False


def _flat(title: str) -> str:
    return title.replace("\n", " ")
