"""How long the text is: a button at the foot, counted at pauses and never in the keystroke; a click says it in full."""

from PySide6.QtWidgets import QPushButton

from xzt.docs.drafting.counting import Count, count, count_part, total
from xzt.docs.drafting.lines import Manuscript
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.pausing import after_pause
from xzt.ui.text import tr

SOON = 150
"""Milliseconds after which a selection is counted."""


class WordCount(QPushButton):
    """Shows 字数 of the whole and of what is selected, and the pages."""

    def __init__(self, editor: BodyEditor) -> None:
        super().__init__()
        self.setObjectName("draft.count")
        self.setProperty("look", "plain")
        self.setAutoDefault(False)
        self.setToolTip(tr("字数统计（Ctrl+Shift+J）"))
        self._editor = editor
        self.whole, self.selected = Count(), Count()
        self._parts: tuple[Count, ...] = ()
        self._pages = 0
        self._soon = after_pause(self, SOON, self._on_selected)
        editor.selectionChanged.connect(self._soon.start)
        self._say()

    def show_text(self, manuscript: Manuscript) -> None:
        """Count a text."""
        self._parts = tuple(count_part(part) for part in manuscript.parts)
        self.whole = total(self._parts)
        self._say()

    def show_pages(self, pages: int) -> None:
        """Show how many pages it has."""
        self._pages = pages
        self._say()

    def words(self) -> str:
        """Say everything that is counted."""
        lines = [tr("全文（不含要素）{what}").format(what=_full(self.whole))]
        if len(self._parts) > 1:
            rest = total(self._parts[1:]).words
            lines.append(tr("其中正文 {body} 字、附件 {rest} 字").format(body=self._parts[0].words, rest=rest))
        if self.selected.spaced:
            lines.append(tr("选中部分{what}").format(what=_full(self.selected)))
        if self._pages:
            lines.append(tr("共 {pages} 页").format(pages=self._pages))
        return tr("；").join(lines) + tr("。")

    def _on_selected(self) -> None:
        self.selected = count(self._editor.textCursor().selectedText())
        self._say()

    def _say(self) -> None:
        parts = [tr("{words} 字").format(words=f"{self.whole.words:,}")]
        if self.selected.spaced:
            parts.append(tr("选中 {words} 字").format(words=f"{self.selected.words:,}"))
        if self._pages:
            parts.append(tr("{pages} 页").format(pages=self._pages))
        self.setText(" · ".join(parts))
        self.setAccessibleName(tr("字数统计：{what}").format(what=self.text()))


def _full(counted: Count) -> str:
    words = tr(" {words} 字，字符 {characters} 个（计空格 {spaced} 个）")
    return words.format(words=counted.words, characters=counted.characters, spaced=counted.spaced)
