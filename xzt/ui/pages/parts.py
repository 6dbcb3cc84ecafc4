"""The parts of a text: main body and attachments, one edited at a time: tabs, names, and the one editor."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from xzt.docs.layout.pages import Place
from xzt.docs.model import Attachment, Block, OfficialDocument
from xzt.ui import theme
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button, icon_button, line_edit, row


class PartsEditor(QWidget):
    """Edits body and attachments; ``changed`` after every edit by the person, ``moved`` when the cursor goes to another place."""

    changed = Signal()
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("parts")
        self._body: tuple[Block, ...] = ()
        self._attachments: list[Attachment] = []
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
        self.names = row(self.label, self.title, self.remove, margins=(3, 1, 3, 0))
        self.label.setFixedWidth(theme.gap(30))
        self.editor = BodyEditor("body", tr("正文"))
        add = button("part.add", tr("加附件"), self._on_add, icon="add", look="plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1))
        layout.addWidget(row(self.tabs, None, add))
        layout.addWidget(self.names)
        layout.addWidget(self.editor, 1)
        self.tabs.currentChanged.connect(self._on_tab)
        self.editor.textChanged.connect(self._on_changed)
        self.editor.settled_levels.connect(self._on_changed)
        self.editor.cursorPositionChanged.connect(self.moved)
        self.label.textEdited.connect(self._on_changed)
        self.title.textEdited.connect(self._on_changed)

    def show_document(self, document: OfficialDocument) -> None:
        """Show a document from its body on."""
        self._body, self._attachments = document.blocks, list(document.attachments)
        self._now = 0
        self._fill_tabs()
        self._load()

    def apply(self, document: OfficialDocument) -> OfficialDocument:
        """Return the document with the texts of the parts."""
        self._take()
        return msgspec.structs.replace(document, blocks=self._body, attachments=tuple(self._attachments))

    def show_spot(self, part: str, block: int, start: int, end: int) -> None:
        """Select a stretch of text."""
        name, _, _what = part.partition(":title")
        number = int(name.split(":")[1]) + 1 if name.startswith("attachment:") else 0
        if number > len(self._attachments):
            return
        self.tabs.setCurrentIndex(number)
        if block >= 0:
            self.editor.show_place(block, start, end)
            self.editor.setFocus()
        elif number:
            self.title.setFocus()

    def place(self) -> Place | None:
        """Return where the cursor stands."""
        block, start = self.editor.place()
        part = f"attachment:{self._now - 1}" if self._now else "body"
        return Place(part, block, start) if block >= 0 else None

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
        self._take()
        count = sum(bool(one.label) for one in self._attachments)
        self._attachments.append(Attachment("", (), tr("附件{n}").format(n=count + 1) if count else tr("附件")))
        self._now = len(self._attachments)
        self._fill_tabs()
        self._load()
        self.title.setFocus()
        self.changed.emit()

    def _on_remove(self) -> None:
        if self._now:
            del self._attachments[self._now - 1]
            self._now = 0
            self._fill_tabs()
            self._load()
            self.changed.emit()

    def _take(self) -> None:
        """Take what is in the editor into the part that it shows."""
        blocks = self.editor.blocks()
        if self._now == 0:
            self._body = blocks
        else:
            was = self._attachments[self._now - 1]
            title = was.title if self.title.text() == _flat(was.title) else self.title.text()
            self._attachments[self._now - 1] = Attachment(title, blocks, self.label.text().strip())

    def _load(self) -> None:
        self._quiet = True
        self.names.setVisible(self._now > 0)
        if self._now:
            part = self._attachments[self._now - 1]
            self.label.setText(part.label)
            self.title.setText(_flat(part.title))
            self.title.setCursorPosition(0)
        self.editor.setAccessibleName(self.tabs.tabText(self._now))
        self.editor.load(self._attachments[self._now - 1].blocks if self._now else self._body)
        self._quiet = False

    def _fill_tabs(self) -> None:
        self._quiet = True
        while self.tabs.count():
            self.tabs.removeTab(0)
        self.tabs.addTab(tr("正文"))
        for part in self._attachments:
            self.tabs.addTab(part.label or tr("印发件"))
        self.tabs.setCurrentIndex(self._now)
        self._quiet = False


def _flat(title: str) -> str:
    return title.replace("\n", " ")
