"""Find and replace: a bar above the text. What is looked for is marked everywhere in sight; replacing is one step of undo.

``drafting.searching`` says where the places are; here they are counted, shown one after the other, and replaced.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QTextEdit, QVBoxLayout

from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import Manuscript
from xzt.docs.drafting.searching import AFTER, BEFORE, TITLE, Hit, Search, find, replace, splices
from xzt.ui import theme
from xzt.ui.editing import Caret, caret_of, select
from xzt.ui.lineformat import units
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, chosen, combo, icon_button, line_edit, row, toggle_button

SCOPES = (("all", tr("全篇")), ("parts", tr("不含要素")), ("part", tr("本部分")))
"""Where to look: everywhere, main text and attachments, the part in sight."""
MARK = "find"

Put = Callable[[Manuscript, Sequence[Splice]], None]


class FindBar(QFrame):
    """Looks for words in what ``read`` gives; ``put`` shows a changed manuscript as one step. ``said`` carries what was done."""

    said = Signal(str)

    def __init__(self, read: Callable[[], Manuscript | None], put: Put, parts: PartsEditor, elements: ElementsForm) -> None:
        super().__init__()
        self.setObjectName("find")
        self.setProperty("look", "toolbar")
        self.setAccessibleName(tr("查找和替换"))
        self._read, self._put, self._parts, self._elements = read, put, parts, elements
        self.hits: list[Hit] = []
        self.at = -1
        self._began = ("", Caret())
        self._make()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(1.5), theme.gap(1), theme.gap(1), theme.gap(1))
        layout.setSpacing(theme.gap(1))
        first = (self.words, self.count, self.previous, self.next, self.case, self.scope, self.close_button)
        layout.addWidget(row(*first, spacing=0.6))
        layout.addWidget(self.second)
        self.words.textChanged.connect(self._on_sought)
        self.scope.currentIndexChanged.connect(self._on_sought)
        parts.editor.verticalScrollBar().valueChanged.connect(self._mark)
        self.hide()

    def begin(self, *, replacing: bool) -> None:
        """Come into sight, with the selected words, and ask for what to find."""
        editor = self._parts.editor
        if self.isHidden():
            self._began = (self._parts.key, caret_of(editor))
        chosen_words = editor.textCursor().selectedText()
        self.second.setVisible(replacing)
        self.show()
        if chosen_words and not set(chosen_words) & set("\u2029\u2028\t"):
            self.words.setText(chosen_words)
        self.words.setFocus()
        self.words.selectAll()
        self._seek(go=False)

    def end(self) -> None:
        """Go out of sight; the caret stays at the last place shown, and is where it was where none was."""
        part, caret = self._began
        if not self.hits and self._parts.show_part(part):
            select(self._parts.editor, caret.line, caret.column)
        self.hide()
        self.hits, self.at = [], -1
        self._mark()
        self._parts.editor.setFocus()

    def refresh(self) -> None:
        """Look again after the text has changed, and stay at the place in sight as well as may be."""
        if not self.isHidden():
            self._seek(go=False)

    def step(self, by: int) -> None:
        """Go to the next place, or the one before; after the last comes the first."""
        if self.isHidden():
            self.begin(replacing=False)
        if self.hits:
            self.at = (self.at + by) % len(self.hits) if self.at >= 0 else self._nearest(0 if by > 0 else -1)
            self._show()

    def replace_one(self) -> None:
        """Replace the place in sight and go to the next."""
        manuscript = self._read()
        if manuscript is None or not self.hits:
            return
        if self.at < 0:
            self.step(1)
            return
        hit, words = self.hits[self.at], self.instead.text()
        self._replace(manuscript, [hit])
        after = (hit.part, hit.line, hit.start + len(words))
        order = {part: n for n, part in enumerate(self._order(manuscript))}
        here = (order[hit.part], *after[1:])
        later = [n for n, one in enumerate(self.hits) if (order[one.part], one.line, one.start) >= here]
        self.at = later[0] if later else 0 if self.hits else -1
        self._show()

    def replace_all(self) -> None:
        """Replace every place in one step."""
        manuscript, count = self._read(), len(self.hits)
        if manuscript is not None and count:
            self._replace(manuscript, self.hits)
            self.said.emit(tr("已替换 {count} 处，按 Ctrl+Z 可一次撤销").format(count=count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter back, Esc to the text."""
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.instead.hasFocus():
                self.replace_one()
            else:
                self.step(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    # inside

    def _make(self) -> None:
        self.words = line_edit("find.words", tr("查找内容"), tr("查找"))
        self.count = Label(tone="muted")
        self.count.setObjectName("find.count")
        self.count.setMinimumWidth(theme.gap(9))
        self.previous = icon_button("find.previous", tr("上一处（Shift+Enter）"), "up", partial(self.step, -1))
        self.next = icon_button("find.next", tr("下一处（Enter）"), "down", partial(self.step, 1))
        self.close_button = icon_button("find.close", tr("关闭查找（Esc）"), "close", self.end)
        self.instead = line_edit("find.instead", tr("替换为"), tr("替换为"))
        self.one = button("find.replace", tr("替换"), self.replace_one)
        self.all = button("find.replace_all", tr("全部替换"), self.replace_all)
        self.second = row(self.instead, self.one, self.all, spacing=1.5)
        self.scope = combo("find.scope", tr("查找范围"), SCOPES)
        self.case = toggle_button("find.case", tr("区分大小写"), "case", self._on_sought)

    def _search(self) -> Search:
        scope = chosen(self.scope)
        return Search(self.words.text(), self.case.isChecked(), elements=scope == "all", only=self._parts.key if scope == "part" else "")

    def _on_sought(self) -> None:
        self._seek(go=True)

    def _seek(self, *, go: bool) -> None:
        """Find the places; with ``go`` show the first from the caret on."""
        before = self.hits[self.at] if 0 <= self.at < len(self.hits) else None
        manuscript = self._read()
        self.hits = find(manuscript, self._search()) if manuscript is not None else []
        if go:
            self.at = self._nearest(0)
            self._show()
        else:
            self.at = self.hits.index(before) if before in self.hits else -1
            self._say()
            self._mark()

    def _nearest(self, otherwise: int) -> int:
        """Return the first place from the caret on, ``otherwise`` where there is none."""
        if not self.hits:
            return -1
        part, caret = (self._parts.key, caret_of(self._parts.editor)) if otherwise else self._began
        found = (n for n, hit in enumerate(self.hits) if hit.part == part and (hit.line, hit.start) >= (caret.line, caret.column))
        return next(found, otherwise % len(self.hits))

    def _replace(self, manuscript: Manuscript, hits: list[Hit]) -> None:
        words, part = self.instead.text(), next(one for one in manuscript.parts if one.key == self._parts.key)
        self._put(replace(manuscript, hits, words), splices(part, hits, words))
        self._seek(go=False)

    def _order(self, manuscript: Manuscript) -> tuple[str, ...]:
        return (*BEFORE, *(part.key for part in manuscript.parts), *AFTER)

    def _say(self) -> None:
        if not self.words.text():
            self.count.setText("")
        elif not self.hits:
            self.count.setText(tr("没有找到"))
        else:
            where = str(self.at + 1) if self.at >= 0 else "–"
            self.count.setText(f"{where}/{len(self.hits)}")
        self.count.set_tone("amber" if self.words.text() and not self.hits else "muted")
        for one in (self.previous, self.next, self.one, self.all):
            one.setEnabled(bool(self.hits))

    def _show(self) -> None:
        """Select the place in sight, wherever it is, without taking the focus away."""
        self._say()
        if 0 <= self.at < len(self.hits):
            hit = self.hits[self.at]
            control = self._elements.control(hit.part) if hit.part in BEFORE + AFTER else None
            if control is not None:
                _select_in(control, hit)
            elif self._parts.show_part(hit.part):
                if hit.line == TITLE:
                    _select_in(self._parts.title, hit)
                else:
                    select(self._parts.editor, hit.line, hit.start, hit.end)
        self._mark()

    def _mark(self) -> None:
        """Mark the places in sight; a long text may have thousands."""
        editor, marks = self._parts.editor, []
        if self.hits:
            first = editor.cursorForPosition(editor.viewport().rect().topLeft()).blockNumber()
            last = editor.cursorForPosition(editor.viewport().rect().bottomRight()).blockNumber()
            marks = [
                _marked(editor, hit, now=number == self.at)
                for number, hit in enumerate(self.hits)
                if hit.part == self._parts.key and first <= hit.line <= last
            ]
        editor.show_marks(MARK, marks)


def _marked(editor: QTextEdit, hit: Hit, *, now: bool) -> QTextEdit.ExtraSelection:
    block = editor.document().findBlockByNumber(hit.line)
    cursor, text = QTextCursor(block), block.text()
    cursor.setPosition(block.position() + units(text, hit.start))
    cursor.setPosition(block.position() + units(text, hit.end), QTextCursor.MoveMode.KeepAnchor)
    shade = QColor(theme.colours().amber)
    shade.setAlpha(150 if now else 60)
    look = QTextCharFormat()
    look.setBackground(shade)
    made = QTextEdit.ExtraSelection()
    made.cursor, made.format = cursor, look  # type: ignore[attr-defined]  # the stubs lack both fields
    return made


def _select_in(control: object, hit: Hit) -> None:
    """Select a stretch of a field, whose text may begin with blanks that do not count."""
    text = control.toPlainText() if isinstance(control, QPlainTextEdit) else control.text() if isinstance(control, QLineEdit) else ""
    start = len(text) - len(text.lstrip()) + hit.start
    begin, end = units(text, start), units(text, start + hit.end - hit.start)
    if isinstance(control, QLineEdit):
        control.setSelection(begin, end - begin)
    elif isinstance(control, QPlainTextEdit):
        cursor = control.textCursor()
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        control.setTextCursor(cursor)
