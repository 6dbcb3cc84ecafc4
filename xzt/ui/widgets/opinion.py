"""The opinion box: a large field with common phrases as chips. Chips add to what was written, they never replace it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button, clear, text_edit
from xzt.ui.widgets.flow import FlowLayout


class OpinionBox(QWidget):
    """Where a handler writes the opinion, the reason or the result."""

    def __init__(self, name: str = "opinion", title: str = "", hint: str = "", lines: int = 5) -> None:
        super().__init__()
        self.setObjectName(f"{name}.box")
        self._name = name
        self.edit = text_edit(f"{name}.edit", title or tr("意见"), hint or tr("写意见，或点下面的常用语"), lines)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1.5))
        layout.addWidget(self.edit)
        layout.addWidget(self._chips)

    def words(self) -> str:
        """Return what was written."""
        return self.edit.toPlainText().strip()

    def offer(self, phrases: Sequence[str]) -> None:
        """Offer these phrases."""
        clear(self._flow)
        for at, phrase in enumerate(phrases):
            self._flow.addWidget(button(f"{self._name}.phrase{at}", phrase, partial(self._add, phrase), look="chip"))
        self._chips.setVisible(bool(phrases))

    def _add(self, phrase: str) -> None:
        before = self.words()
        joined = f"{before}{tr('，')}{phrase}" if before and before[-1] not in "，。；！？" else before + phrase
        self.edit.setPlainText(joined)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self.edit.setFocus()
