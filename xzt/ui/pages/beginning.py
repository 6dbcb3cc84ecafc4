"""Where a new document begins: choose its kind and see what it is for, what it asks and how its page looks; or begin with an empty one.

The template is filled with what the unit always writes; the rest are placeholders (``kinds.placeholders``).
"""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from xzt.client.commands import Outcome
from xzt.client.house import house_of
from xzt.core.errors import Refusal
from xzt.docs.kinds.filling import House, empty, filled
from xzt.docs.kinds.table import KindFacts, all_kinds, find_kind
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Issuance, Kind, OfficialDocument
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.kindwords import kind_lines, origin_words
from xzt.ui.pagepane import PagePane
from xzt.ui.pages.base import Page
from xzt.ui.pages.layouting import Layouter
from xzt.ui.pageview import PageView
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, clear, column, row, scrolled

USUAL = (Kind.NOTICE, Kind.REQUEST, Kind.REPORT, Kind.LETTER, Kind.REPLY, Kind.OPINION, Kind.CIRCULAR, Kind.MINUTES)
"""The kinds that offices write every week, shown first."""


_ROOM = 190
"""Width from which what a kind is for and how its page looks stand beside each other, in quarters of a line; below it, one at a time."""


class BeginningPage(Page):
    """Offers the kinds; ``begin`` starts a draft with a document."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.begin", tr("拟一件新公文"))
        self.kinds = QListWidget()
        self.kinds.setObjectName("begin.kinds")
        self.kinds.setAccessibleName(tr("文种"))
        self.preview = PageView("begin.preview")
        self.pane = PagePane(self.preview)
        self.layouter = Layouter(hub, self)
        self.layouter.laid.connect(self._on_laid)
        self._facts = QGridLayout()
        self._turned = False
        self.setFocusProxy(self.kinds)
        self._fill()
        self._build()
        self.kinds.currentItemChanged.connect(self._on_chosen)
        self.kinds.itemActivated.connect(self._on_activated)

    def enter(self) -> None:
        """Show the kind that is chosen, 通知 the first time."""
        if not self.kinds.selectedItems():  # a list that the focus comes to has a current item that is not selected
            self.choose(Kind.NOTICE.value)
        self._on_chosen()

    def choose(self, name: str) -> None:
        """Choose a kind by its name."""
        found = self.kinds.findItems(name, Qt.MatchFlag.MatchExactly)
        if found:
            self.kinds.setCurrentItem(found[0])

    def template(self) -> OfficialDocument | None:
        """Return the template of the chosen kind."""
        facts = self._chosen()
        return filled(facts, self._house()) if facts is not None else None

    def begin(self, document: OfficialDocument) -> None:
        """Begin a draft with this document and open it."""
        self.hub.bridge.watch(self.hub.client.start_draft(document), self._on_begun, self.hub.fail)

    def trigger(self, action: str) -> bool:
        """Turn and zoom the preview."""
        return self.pane.trigger(action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show words and page one at a time where there is no room for both."""
        super().resizeEvent(event)
        self._share()

    def _on_turn(self) -> None:
        self._turned = not self._turned
        self._share()

    def _share(self) -> None:
        narrow = self.width() < theme.gap(_ROOM)
        self.turn.setVisible(narrow)
        self.turn.setText(tr("看说明") if self._turned else tr("看版面"))
        self.turn.setAccessibleName(self.turn.text())
        self._told.setVisible(not (narrow and self._turned))
        self.pane.setVisible(not narrow or self._turned)

    def _house(self) -> House:
        return house_of(self.hub.client.directory, self.hub.client.identity.unit)

    def _chosen(self) -> KindFacts | None:
        item = self.kinds.currentItem()
        return find_kind(item.text()) if item is not None else None

    def _on_chosen(self) -> None:
        facts = self._chosen()
        if facts is None:
            return
        self.name.setText(facts.name)
        self.origin.setText(origin_words(facts))
        clear(self._facts)
        for at, (what, words) in enumerate(kind_lines(facts)):
            self._facts.addWidget(Label(what, tone="muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(Label(words, wrap=True), at, 1)
        self.layouter.ask(filled(facts, self._house()), Issuance())

    def _on_laid(self, model: object) -> None:
        if isinstance(model, PageModel):
            self.preview.show_pages(model, tr("模板的版面，【】和……是要填写的地方"))

    def _on_activated(self, _item: QListWidgetItem) -> None:
        self._on_begin()

    def _on_begin(self) -> None:
        template = self.template()
        if template is not None:
            self.begin(template)

    def _on_empty(self) -> None:
        self.begin(empty(self._house()))

    def _on_begun(self, outcome: Outcome) -> None:
        if isinstance(outcome, Refusal):
            self.hub.refuse(outcome)
        else:
            self.hub.open_asked.emit("dispatch", outcome.record)

    def _fill(self) -> None:
        usual = [kind.value for kind in USUAL]
        law = [facts.name for facts in all_kinds() if not facts.custom]
        own = [facts.name for facts in all_kinds() if facts.custom]
        for head, names in (
            (tr("常用"), usual),
            (tr("其他法定文种"), [name for name in law if name not in usual]),
            (tr("单位惯用的形式"), own),
        ):
            self._add(head, heading=True)
            for name in names:
                self._add(name)

    def _add(self, words: str, *, heading: bool = False) -> None:
        item = QListWidgetItem(words)
        item.setSizeHint(QSize(0, theme.gap(6.4 if heading else 5.6)))
        if heading:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setFont(theme.scaled_font(0.92, bold=True))
            item.setTextAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self.kinds.addItem(item)

    def _build(self) -> None:
        self.kinds.setMinimumWidth(theme.gap(38))
        self.name = Label(size=1.2, bold=True)
        self.origin = Label(tone="muted", wrap=True)
        self._facts.setHorizontalSpacing(theme.gap(4))
        self._facts.setVerticalSpacing(theme.gap(1.5))
        self._facts.setColumnStretch(1, 1)
        facts = QWidget()
        facts.setLayout(self._facts)
        self._facts.setContentsMargins(0, 0, 0, 0)
        told = scrolled(column(self.name, self.origin, facts, None, spacing=2.5, margins=(2, 1, 4, 2)), "begin.facts", tr("这种公文"))
        self._told = told
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.gap(3))
        for part in (self.kinds, told, self.pane):
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 3)
        splitter.setStretchFactor(2, 3)
        splitter.setSizes([theme.gap(44), theme.gap(100), theme.gap(110)])
        start = button("begin.start", tr("开始拟稿"), self._on_begin, look="primary")
        blank = button("begin.empty", tr("空白公文"), self._on_empty)
        pass_on = button("begin.forward", tr("转发、批转、印发…"), partial(self.hub.page_asked.emit, "forward"), look="plain")
        self.turn = button("begin.turn", tr("看版面"), self._on_turn, look="plain")
        bar = row(pass_on, None, self.turn, blank, start, spacing=2, margins=(4, 2, 6, 3))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(row(Label(self.title, size=1.45, bold=True), None, margins=(6, 4, 6, 3)))
        layout.addWidget(column(splitter, margins=(6, 0, 6, 0)), 1)
        layout.addWidget(bar)
