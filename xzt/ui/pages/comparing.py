"""对照: two texts of a dispatch beside their differences, any two submissions or the typeset final (DOC-11, DOC-15); and the form of 校对.

The final is the pages as this program lays them, or a file that came from a printer (DOCX, text), read as any import.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFileDialog, QTextEdit, QVBoxLayout, QWidget

from xzt.client.jobs import Progress
from xzt.core.digest import sm3
from xzt.core.encoding import decode
from xzt.docs.differences import Difference, Run, compare, differences, paragraphs, typeset
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import OfficialDocument
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.registry import Command, Matter
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.panels import Form
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, check_box, choose, chosen, combo, field, row, text_edit

_FINAL, _FILE = "final", "file"
_AROUND = 1
"""Paragraphs that are shown around a difference."""


class ComparePane(QWidget):
    """Shows where two texts of one dispatch differ; ``changed`` when there is another final."""

    changed = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.setObjectName("record.compare")
        self._hub = hub
        self._state: Dispatch | None = None
        self._laid: list[str] | None = None
        self._file: tuple[str, list[str]] | None = None
        self.old = combo("compare.old", tr("原来的稿"), [])
        self.new = combo("compare.new", tr("后来的稿"), [])
        self.all = check_box("compare.all", tr("显示全文"))
        self.note = Label(tone="muted", wrap=True)
        self.note.setObjectName("compare.note")
        self.text = QTextEdit()
        self.text.setObjectName("compare.text")
        self.text.setAccessibleName(tr("不同之处"))
        self.text.setReadOnly(True)
        self.text.setPlaceholderText(tr("没有不同之处。勾选“显示全文”可以看全文。"))
        self.file = button("compare.file", tr("另选定稿文件"), self._on_file, icon="import", look="plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(6), theme.gap(4), theme.gap(6), theme.gap(5))
        layout.setSpacing(theme.gap(2))
        layout.addWidget(row(self.old, Label(tr("→"), tone="muted"), self.new, self.all, None, self.file))
        layout.addWidget(self.note)
        layout.addWidget(self.text, 1)
        self.old.currentIndexChanged.connect(self._show)
        self.new.currentIndexChanged.connect(self._show)
        self.all.toggled.connect(self._show)

    def show_record(self, state: Dispatch) -> None:
        """Offer the texts of a record: at the proofreading the signed one and the final, else the last two submissions."""
        fresh = self._state is None or (state.document, state.versions, state.step) != (
            self._state.document,
            self._state.versions,
            self._state.step,
        )
        self._state = state
        if fresh:
            self._offer(state)
        self._show()

    def take(self, state: Matter, model: PageModel) -> None:
        """Take the pages as they are laid now."""
        self._laid = typeset(decode(state.document, OfficialDocument), model) if isinstance(state, Dispatch) else None
        self.changed.emit()
        if self.isVisible():
            self._show()

    def forget(self) -> None:
        """Forget what belongs to another record."""
        self._state, self._laid, self._file = None, None, None

    def final(self, state: Dispatch) -> tuple[str, list[Run]] | None:
        """Give the digest of the final's words and how it differs from the signed text; None while it is not laid yet."""
        lines = self._file[1] if self._file else self._laid
        if lines is None:
            return None
        return sm3("\n".join(lines).encode()), compare(paragraphs(decode(state.document, OfficialDocument)), lines)

    def final_name(self) -> str:
        """Name the final."""
        return self._file[0] if self._file else tr("系统排出的版式定稿")

    def read(self, path: Path) -> None:
        """Read a final that was set elsewhere, in a job."""

        def work(_progress: Progress) -> list[str]:
            from xzt.docs.importing.files import read_file  # the readers load when they are used

            document = read_file(path).document
            return paragraphs(document) if isinstance(document, OfficialDocument) else []

        self._hub.run(self._hub.client.jobs.run("compare", work), lambda lines: self._on_read(path.name, lines))

    def _on_read(self, name: str, lines: list[str]) -> None:
        self._file = (name, lines)
        if self._state is not None:
            self._offer(self._state)
            self._show()
        self.changed.emit()

    def _on_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("定稿文件"), "", tr("Word、文本文件 (*.docx *.txt)"))
        if name:
            self.read(Path(name))

    def _offer(self, state: Dispatch) -> None:
        entries = [(str(one.n), tr("第{n}稿").format(n=one.n)) for one in state.versions]
        finals = [(_FINAL, tr("版式定稿"))] + ([(_FILE, self._file[0])] if self._file else [])
        proofreading = state.step is Step.PROOFREAD or self._file is not None
        for box, found in ((self.old, entries), (self.new, [*entries, *finals])):
            box.blockSignals(True)  # noqa: FBT003  Qt takes it by place
            box.clear()
            for data, words in found:
                box.addItem(words, data)
            box.blockSignals(False)  # noqa: FBT003  Qt takes it by place
        last = len(entries)
        choose(self.old, str(last if proofreading else max(1, last - 1)))
        choose(self.new, finals[-1][0] if proofreading or last == 1 else str(last))

    def _lines(self, name: str) -> list[str] | None:
        if name in {_FINAL, _FILE}:
            return self._laid if name == _FINAL else self._file[1] if self._file else None
        state = self._state
        version = next((one for one in state.versions if str(one.n) == name), None) if state else None
        if version is None or state is None:
            return None
        if version.document:
            return paragraphs(decode(version.document.encode(), OfficialDocument))
        return paragraphs(decode(state.document, OfficialDocument)) if version is state.versions[-1] else None

    def _show(self) -> None:
        old, new = self._lines(chosen(self.old)), self._lines(chosen(self.new))
        self.text.clear()
        if old is None or new is None:
            self.note.setText(tr("这一稿的文字没有留存，不能对照。") if chosen(self.new) != _FINAL else tr("正在排版…"))
            return
        runs = compare(old, new)
        self.note.setText(summary(*differences(runs)))
        self._write(runs)

    def _write(self, runs: Sequence[Run]) -> None:
        near = {at + by for at, run in enumerate(runs) if isinstance(run, Difference) for by in range(-_AROUND, _AROUND + 1)}
        cursor = self.text.textCursor()
        skipped = False
        for at, run in enumerate(runs):
            if at not in near and not self.all.isChecked():
                skipped = True
                continue
            if skipped:
                _put(cursor, "……\n", _look("muted"))
            skipped = False
            for words, look in _pieces(run):
                _put(cursor, words, look)
            _put(cursor, "\n", QTextCharFormat())
        self.text.moveCursor(QTextCursor.MoveOperation.Start)


class ProofForm(Form):
    """校对: says whether the final has the signed words, and asks for the reason where only the layout differs."""

    looked = Signal()

    def __init__(self, pane: ComparePane) -> None:
        super().__init__("proof", tr("复核校对"))
        self._pane = pane
        self._state: Dispatch | None = None
        self.found = Label(wrap=True)
        self.found.setObjectName("proof.found")
        self.what = Label(tone="muted", wrap=True)
        self.reason = text_edit("proof.reason", tr("排版不同的说明"), tr("说明为什么只是排版不同"), 3)
        self.explain = field(tr("排版不同的说明（必填）"), self.reason)
        self.box.addWidget(self.found)
        self.box.addWidget(self.what)
        self.box.addWidget(row(button("proof.look", tr("看对照"), self.looked.emit, look="link"), None))
        self.box.addWidget(self.explain)
        pane.changed.connect(self._tell)

    def begin(self, state: Matter) -> None:
        """Hold the final against the text that was signed."""
        self._state = state if isinstance(state, Dispatch) else None
        self._tell()

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the proofreading."""
        if name != "Proofread" or not isinstance(state, Dispatch):
            return None
        found = self._pane.final(state)
        if found is None:
            return d.Proofread(state.text, "")
        return d.Proofread(state.text, found[0], *differences(found[1]), self.reason.toPlainText().strip())

    def _tell(self) -> None:
        if self._state is None or self._state.step is not Step.PROOFREAD:
            return
        found = self._pane.final(self._state)
        layout, substance = differences(found[1]) if found else (0, 0)
        self.found.setText(summary(layout, substance) if found else tr("正在排版…"))
        self.found.set_tone("amber" if substance else "accent")
        hint = tr("文字有改动的不能通过：请改正定稿；确需改内容的，点“退回”交签发人重新签发。") if substance else ""
        self.what.setText(tr("对照：签发稿 → {name}。").format(name=self._pane.final_name()) + hint)
        self.explain.setVisible(bool(layout) and not substance)


def summary(layout: int, substance: int) -> str:
    """Say how two texts differ."""
    if substance:
        more = tr("，另有 {count} 处只是排版不同").format(count=layout) if layout else ""
        return tr("有 {count} 处文字不同").format(count=substance) + more + tr("。")
    return tr("文字一致，{count} 处只是排版不同。").format(count=layout) if layout else tr("文字完全一致。")


def _pieces(run: Run) -> list[tuple[str, QTextCharFormat]]:
    if isinstance(run, str):
        return [(run, QTextCharFormat())]
    found: list[tuple[str, QTextCharFormat]] = []
    for piece in run.pieces:
        if piece.old == piece.new:
            found.append((piece.new, QTextCharFormat()))
            continue
        found += [(piece.old, _look("amber", struck=True)), (piece.new, _look("accent", added=True))]
    if run.layout:
        found.append((tr("　（只是排版不同）"), _look("muted")))
    return found


def _look(tone: str, *, struck: bool = False, added: bool = False) -> QTextCharFormat:
    """Colour never speaks alone: what goes is struck, what comes is underlined and bold."""
    look = QTextCharFormat()
    look.setForeground(theme.colour(tone))
    look.setFontStrikeOut(struck)
    look.setFontUnderline(added)
    if added:
        look.setFontWeight(QFont.Weight.DemiBold)
    return look


def _put(cursor: QTextCursor, words: str, look: QTextCharFormat) -> None:
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(words, look)
