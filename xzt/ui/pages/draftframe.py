"""The frame of drafting: head, forms left, strip of tools and text and its tabs in the middle, live page right, bar below.

Here is where things stand, not what they do. A tool goes into ``actions.STRIP``, a tab into ``below``, a bar over the text into ``above``,
a word about the text into ``foot``.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSplitter, QTabWidget, QVBoxLayout, QWidget

from xzt.ui import actions, theme
from xzt.ui.pagepane import PagePane
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, column, icon_button, row, scrolled
from xzt.ui.widgets.toolstrip import ToolStrip

_NARROWEST = 40
"""Width of a form, in quarters of a line, below which its fields cannot be read."""


class DraftFrame(QWidget):
    """Places what drafting shows; ``run`` does an action by its id."""

    def __init__(self, run: Callable[[str], None], elements: ElementsForm, parts: PartsEditor, page: PagePane) -> None:
        super().__init__()
        self._run = run
        self.strip = ToolStrip("draft.strip", tr("编辑工具"), actions.STRIP, actions.STRIP_CHOICES, run)
        self.below = QTabWidget()
        self.below.setObjectName("draft.below")
        self.below.setAccessibleName(tr("正文下方"))
        self.below.setDocumentMode(True)
        self.below.setTabBarAutoHide(True)
        self.sides: dict[str, QScrollArea] = {"elements": scrolled(elements, "elements.scroll", tr("公文要素"))}
        self._splitter = self._split(self._middle(parts), page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        outer.addWidget(self._splitter, 1)
        outer.addWidget(self._bar())

    def add_side(self, name: str, title: str, form: QWidget) -> None:
        """Give a form its place beside the text; ``show_side`` brings it into sight."""
        self.sides[name] = scrolled(column(form, margins=(0, 1, 4, 3)), f"{name}.scroll", title)
        self._splitter.addWidget(self.sides[name])
        self.sides[name].hide()
        self._size()

    def show_side(self, name: str) -> None:
        """Show one of the forms beside the text."""
        for known, side in self.sides.items():
            side.setVisible(known == name)
            inner = side.widget()
            if known == name and inner is not None:  # it does not scroll sideways, so the others give way
                needed = inner.minimumSizeHint().width() + side.verticalScrollBar().sizeHint().width()
                side.setMinimumWidth(max(needed, theme.gap(_NARROWEST)))

    def _head(self) -> QWidget:
        self.caption = Label(size=1.2, bold=True, wrap=True)
        self.saved = Label(tone="muted")
        self.saved.setObjectName("draft.saved")
        self.people = Label(tone="muted")
        self.people.setObjectName("draft.people")
        back = icon_button("draft.back", tr("返回"), "back", partial(self._run, "draft.back"))
        head = row(back, self.caption, self.people, self.saved, spacing=2, margins=(3, 3, 6, 2))
        layout = head.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(1, 1)
        return head

    def _middle(self, parts: PartsEditor) -> QWidget:
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.setChildrenCollapsible(False)
        middle.addWidget(parts)
        middle.addWidget(self.below)
        middle.setStretchFactor(0, 3)
        middle.setSizes([theme.gap(90), theme.gap(45)])
        self.above = QVBoxLayout()
        self.standing = Label(tone="amber", size=0.92, wrap=True)
        self.standing.setObjectName("draft.standing")
        self.standing.hide()
        self.above.addWidget(self.standing)
        made = column(self.strip, self.above, middle, margins=(2, 0.5, 0, 2), spacing=0)
        layout = made.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretch(2, 1)
        return made

    def _split(self, middle: QWidget, page: PagePane) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("draft.split")
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.gap(2))
        for part in (self.sides["elements"], middle, page):
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 4)
        splitter.setStretchFactor(2, 4)
        return splitter

    def _size(self) -> None:
        others = [theme.gap(72)] * (len(self.sides) - 1)
        self._splitter.setSizes([theme.gap(62), theme.gap(99), theme.gap(95), *others])

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("draft.bar")
        bar.setProperty("look", "actionbar")
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(theme.gap(4), theme.gap(2), theme.gap(6), theme.gap(2))
        inside.setSpacing(theme.gap(2))
        self.own = (
            self._button("dispatch.share", tr("共同起草")),
            self._button("dispatch.submit", tr("送审"), icon="send", look="primary"),
        )
        inside.addWidget(self._button("draft.import", tr("导入文件…"), icon="import", look="plain"))
        inside.addWidget(self._button("dispatch.attach", tr("随文文件"), icon="attach", look="plain"))
        inside.addWidget(self._button("dispatch.relate", tr("关联公文"), look="plain"))
        inside.addWidget(self._button("page.print", tr("打印"), icon="print", look="plain"))
        self.foot = QHBoxLayout()
        inside.addLayout(self.foot)
        inside.addStretch(1)
        inside.addWidget(self.own[0])
        inside.addWidget(self._button("dispatch.save", tr("保存"), icon="save"))
        inside.addWidget(self.own[1])
        return bar

    def _button(self, action: str, title: str, *, icon: str = "", look: str = "") -> QPushButton:
        return button(action, title, partial(self._run, action), icon=icon, look=look)
