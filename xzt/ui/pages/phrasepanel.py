"""The phrase library (DOC-16): phrases for the kind that is being written, one's own first; Enter or a double click puts one in.

One's own are added from what is selected or typed, changed and removed here, and kept encrypted on this device.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from xzt.client.session import Client
from xzt.docs.drafting.phrases import PLACES, Phrase, offered
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, combo, line_edit
from xzt.ui.widgets.flow import flowing

KEPT = "phrases"
MOST = 300
"""How many phrases of one's own are kept."""


class PhrasePanel(QWidget):
    """Offers phrases; ``picked`` carries the text to put in, ``closed`` when the keyboard goes back to the text."""

    picked = Signal(str)
    closed = Signal()

    def __init__(self, client: Client, kind: Callable[[], str], selected: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("phrases")
        self._client, self._kind, self._selected = client, kind, selected
        self.own: tuple[Phrase, ...] = client.remembered(KEPT, tuple[Phrase, ...]) or ()
        self._changing: Phrase | None = None
        self._make()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.gap(1), 0, 0)
        layout.addWidget(self.stack)
        self.fill()

    def ask(self) -> None:
        """Take the keyboard to the phrases of the kind."""
        self.stack.setCurrentIndex(0)
        self.words.clear()
        self.fill()
        self.list.setCurrentRow(0)
        self.words.setFocus()

    def fill(self) -> None:
        """Show the phrases that suit."""
        self.list.clear()
        for phrase in offered(self.own, self._kind(), self.words.text().strip()):
            place = tr("我的") if phrase.own else phrase.place
            item = QListWidgetItem(tr("{place}　{text}").format(place=place, text=phrase.text))
            item.setData(Qt.ItemDataRole.UserRole, phrase)
            item.setToolTip(phrase.text)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.empty.setVisible(self.list.count() == 0)
        self._on_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter puts the phrase in, arrows choose while words are typed, Esc goes back to the text."""
        key = Qt.Key
        if event.key() == key.Key_Escape:
            if self.stack.currentIndex():
                self._on_cancel()
            else:
                self.closed.emit()
        elif event.key() in {key.Key_Return, key.Key_Enter}:
            (self._on_keep if self.stack.currentIndex() else self._on_pick)()
        elif event.key() in {key.Key_Down, key.Key_Up} and not self.stack.currentIndex():
            step = 1 if event.key() == key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.currentRow() + step, self.list.count() - 1)))
        else:
            super().keyPressEvent(event)

    # inside

    def _make(self) -> None:
        self.words = line_edit("phrases.words", tr("查找常用语"), tr("查找常用语"))
        self.words.textChanged.connect(self.fill)
        self.list = QListWidget()
        self.list.setObjectName("phrases.list")
        self.list.setAccessibleName(tr("常用语"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemDoubleClicked.connect(self._on_pick)
        self.list.currentItemChanged.connect(self._on_current)
        self.empty = Label(tr("没有找到。可以按“存为常用语”把正在写的这句存下来。"), tone="muted", wrap=True)
        self.put_in = button("phrases.insert", tr("插入"), self._on_pick, look="primary")
        self.change = button("phrases.change", tr("修改"), self._on_change, look="plain")
        self.remove = button("phrases.remove", tr("删除"), self._on_remove, look="plain")
        add = button("phrases.add", tr("存为常用语…"), self._on_add, icon="add", look="plain")
        first = QWidget()
        layout = QVBoxLayout(first)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(0.8))
        layout.addWidget(flowing(self.words, self.put_in, self.change, self.remove, add, space=0.8))
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(first)
        self.stack.addWidget(self._form())

    def _form(self) -> QWidget:
        self.text = line_edit("phrases.text", tr("常用语"), tr("常用语的文字"))
        self.place = combo("phrases.place", tr("用在哪里"), [(place, place) for place in PLACES])
        self.scope = combo("phrases.scope", tr("用于"), (("kind", tr("只用于这个文种")), ("all", tr("所有文种"))))
        keep = button("phrases.keep", tr("存好"), self._on_keep, look="primary")
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1.2))
        layout.addWidget(self.text)
        layout.addWidget(flowing(self.place, self.scope, button("phrases.cancel", tr("取消"), self._on_cancel), keep))
        layout.addWidget(Label(tr("存在本机，加密，只有您能看到。"), tone="muted"))
        layout.addStretch(1)
        return made

    def _phrase(self) -> Phrase | None:
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Phrase) else None

    def _on_current(self) -> None:
        phrase = self._phrase()
        self.put_in.setEnabled(phrase is not None)
        for one in (self.change, self.remove):
            one.setVisible(phrase is not None and phrase.own)

    def _on_pick(self) -> None:
        phrase = self._phrase()
        if phrase is not None:
            self.picked.emit(phrase.text)

    def _on_add(self) -> None:
        self._begin(None, Phrase(self._selected() or self.words.text().strip(), PLACES[0], (self._kind(),), own=True))

    def _on_change(self) -> None:
        phrase = self._phrase()
        if phrase is not None and phrase.own:
            self._begin(phrase, phrase)

    def _begin(self, changing: Phrase | None, phrase: Phrase) -> None:
        self._changing = changing
        self.text.setText(phrase.text)
        choose(self.place, phrase.place)
        choose(self.scope, "kind" if phrase.kinds else "all")
        self.stack.setCurrentIndex(1)
        self.text.setFocus()

    def _on_remove(self) -> None:
        phrase = self._phrase()
        if phrase is not None and phrase.own:
            self._keep(tuple(one for one in self.own if one != phrase))

    def _on_keep(self) -> None:
        text = self.text.text().strip()
        if text:
            kinds = (self._kind(),) if chosen(self.scope) == "kind" else ()
            made = Phrase(text, chosen(self.place), kinds, own=True)
            rest = tuple(one for one in self.own if one not in {made, self._changing})
            self._keep((made, *rest)[:MOST])
        self._on_cancel()

    def _on_cancel(self) -> None:
        self.stack.setCurrentIndex(0)
        self.words.setFocus()

    def _keep(self, own: tuple[Phrase, ...]) -> None:
        self.own = own
        self._client.remember(KEPT, own)
        self.fill()
