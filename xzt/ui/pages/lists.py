"""Lists of records: one page class for every box. Search and order happen in SQL; the first page of the chosen document shows beside."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QSplitter, QStackedWidget, QTableView, QVBoxLayout, QWidget

from xzt.client.session import Client
from xzt.core.notices import Changed, DirectoryChanged, NeedsAttention, Notice, SyncStatus
from xzt.office.registry import Matter
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.models.delegates import TitleDelegate, row_height
from xzt.ui.models.records import RecordTableModel
from xzt.ui.pages.base import Page
from xzt.ui.pages.finding import Finder
from xzt.ui.pages.layouting import Layouter
from xzt.ui.pageview import PageView
from xzt.ui.text import box_name, tr
from xzt.ui.widgets.controls import Label, button, column, line_edit, row
from xzt.ui.widgets.states import Blank

if TYPE_CHECKING:
    from xzt.store.records import Row

EMPTY: dict[str, tuple[str, str]] = {
    "todo": (tr("没有待办的公文"), tr("新到的公文会出现在这里。")),
    "toread": (tr("没有待阅的公文"), tr("传阅给您的公文会出现在这里。")),
    "done": (tr("还没有办过公文"), tr("您办过的公文会留在这里，随时可查。")),
    "drafts": (tr("没有草稿"), tr("按 Ctrl+N 开始拟稿。")),
    "mine": (tr("还没有您拟的公文"), tr("按 Ctrl+N 开始拟稿。")),
    "receipts": (tr("没有收文"), tr("其他单位发来的公文会出现在这里。")),
    "search": (tr("没有找到"), tr("换一个词再找，标题和文号都可以。")),
}

UNINDEXED = (tr("标题和文号中没有找到"), tr("全文索引还没有建完，正文里的字词稍后才能找全。"))

LONG, AHEAD = 1000, 1000
"""From how many records on a list is searched beside, and how many rows of what is found are read there as well."""
Found = tuple[list[int], "list[Row]"]
"""How many were found, by box, and the first of them."""


def _find(client: Client, boxes: tuple[str, ...], words: str) -> Found:
    """Search outside the window's thread."""
    counts = [client.count(box, words) for box in boxes]
    return counts, _rows(client, boxes, (words, counts), AHEAD, 0)


def _rows(client: Client, boxes: tuple[str, ...], asked: tuple[str, list[int]], limit: int, offset: int) -> "list[Row]":
    """Read across the boxes as if they were one list."""
    words, counts = asked
    found: list[Row] = []
    for box, count in zip(boxes, counts, strict=True):
        if offset < count and len(found) < limit:
            found += client.rows(box, words, limit - len(found), offset)
        offset = max(offset - count, 0)
    return found


class _Table(QTableView):
    """The table; J and K move, Enter opens."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {int(Qt.Key.Key_J): 1, int(Qt.Key.Key_K): -1}.get(event.key(), 0)
        if step and not event.modifiers():
            at = max(0, min(self.currentIndex().row() + step, self.model().rowCount() - 1))
            self.setCurrentIndex(self.model().index(at, 0))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ListPage(Page):
    """The records of one or several boxes, with search and a preview."""

    def __init__(self, hub: Hub, box: str, boxes: tuple[str, ...] = ()) -> None:
        super().__init__(hub, f"page.{box}", box_name(box) if box != "search" else tr("查找公文"))
        self._box, self._boxes = box, boxes or (box,)
        self.model = RecordTableModel(hub.names, hub.client.now)
        self.seen: set[str] = set()
        self.search = line_edit(f"{box}.search", tr("在列表中查找"), tr("查找标题、文号"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(theme.gap(60))
        self.total = Label(tone="muted")
        self.total.setObjectName(f"{box}.total")
        self.table = self._make_table()
        self.setFocusProxy(self.table)
        title, hint = EMPTY.get(box, EMPTY["search"])
        self.blank = Blank(f"{box}.empty", box if box not in {"search", "archive"} else "search", title, hint)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.blank)
        self.preview = PageView(f"{box}.preview")
        self.layouter = Layouter(hub, self)
        self.layouter.laid.connect(self._on_laid)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(150)
        self._timer.timeout.connect(self._on_settled)
        self._finder = Finder(hub, partial(_find, hub.client, self._boxes), self)
        self._finder.found.connect(self._on_found)
        self._partly = False
        self.search.textChanged.connect(self.enter)
        self._build()

    def enter(self) -> None:
        """Read the list again; the chosen record stays chosen. A long list is searched beside, so that no key waits for it."""
        words = self.search.text().strip()
        whole = [self.hub.client.count(box) for box in self._boxes]
        if words and sum(whole) > LONG:
            self._finder.ask(words)
            return
        self._finder.forget()
        counts = [self.hub.client.count(box, words) for box in self._boxes] if words else whole
        self._show(words, sum(counts), partial(self._read, words, counts))

    def _on_found(self, words: str, found: Found) -> None:
        counts, first = found
        total = sum(counts)

        def read(limit: int, offset: int) -> "list[Row]":
            known = offset + limit <= len(first) or len(first) == total
            return first[offset : offset + limit] if known else self._read(words, counts, limit, offset)

        self._show(words, total, read)

    def _show(self, words: str, total: int, read: "Callable[[int, int], list[Row]]") -> None:
        chosen, near = self.selected(), max(self.table.currentIndex().row(), 0)
        self.model.show(read, total, frozenset(self.seen))
        self._partly = bool(words) and bool(self.hub.client.status().unindexed)
        self.total.setText((tr("{count} 件（全文索引未建完）") if self._partly else tr("{count} 件")).format(count=total))
        self.body.setCurrentIndex(0 if total else 1)
        if not total and words:
            self.blank.say("search", *(UNINDEXED if self._partly else EMPTY["search"]))
        else:
            self.blank.say(self._sign(), *EMPTY.get(self._box, EMPTY["search"]))
        self.side.setVisible(bool(total))
        at = self.model.position(chosen.kind, chosen.id, near) if chosen else -1
        if total:
            self.table.setCurrentIndex(self.model.index(max(at, 0), 0))

    def on_notice(self, notice: Notice) -> None:
        """Read again when records changed, or when every text can be found that a search could not find before."""
        indexed = self._partly and isinstance(notice, SyncStatus) and not notice.unindexed
        if indexed or isinstance(notice, Changed | NeedsAttention | DirectoryChanged):
            self.enter()

    def selected(self) -> "Row | None":
        """Return the chosen row."""
        return self.model.row_at(self.table.currentIndex())

    def open_selected(self) -> None:
        """Open the chosen record."""
        chosen = self.selected()
        if chosen is not None:
            self.seen.add(chosen.id)
            self.hub.open_asked.emit(chosen.kind, chosen.id)

    def trigger(self, action: str) -> bool:
        """Open, or move the zoom of the preview."""
        run = {
            "list.open": self.open_selected,
            "page.width": self.preview.fit_width,
            "page.larger": self.preview.larger,
            "page.smaller": self.preview.smaller,
        }.get(action)
        if run is not None:
            run()
        return run is not None

    def _read(self, words: str, counts: list[int], limit: int, offset: int) -> "list[Row]":
        return _rows(self.hub.client, self._boxes, (words, counts), limit, offset)

    def _sign(self) -> str:
        return self._box if self._box != "search" else "search"

    def _build(self) -> None:
        head = row(Label(self.title, size=1.45, bold=True), self.total, None, self.search, spacing=3, margins=(6, 4, 6, 3))
        inside = head.layout()
        assert isinstance(inside, QHBoxLayout)  # noqa: S101  what ``row`` makes
        self.head = inside
        opener = button(f"{self._box}.open", tr("打开办理"), self.open_selected, look="primary")
        self.caption = Label(wrap=True, bold=True)
        self.side = column(self.caption, self.preview, row(None, opener), spacing=2, margins=(0, 0, 6, 4))
        layout = self.side.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretch(1, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.gap(3))
        self.splitter.addWidget(column(self.body, margins=(6, 0, 0, 4)))
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 6)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([theme.gap(180), theme.gap(64)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self.splitter, 1)

    def _make_table(self) -> QTableView:
        table = _Table()
        table.setObjectName(f"{self._box}.table")
        table.setAccessibleName(self.title)
        table.setModel(self.model)
        table.setItemDelegateForColumn(0, TitleDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(row_height())
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(theme.gap(12))
        for column_, width in ((1, 26), (2, 30), (3, 18), (4, 16), (5, 15)):
            header.setSectionResizeMode(column_, QHeaderView.ResizeMode.Interactive)
            table.setColumnWidth(column_, theme.gap(width))
        table.activated.connect(self._on_activated)
        table.doubleClicked.connect(self._on_activated)
        table.selectionModel().currentRowChanged.connect(self._on_moved)
        return table

    def _on_activated(self, _index: QModelIndex) -> None:
        self.open_selected()

    def _on_moved(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._timer.start()

    def _on_settled(self) -> None:
        chosen = self.selected()
        state = self.hub.client.record(chosen.kind, chosen.id) if chosen else None
        if chosen is None or state is None:
            self.preview.show_pages(None)
            return
        self._show_chosen(chosen, state)

    def _show_chosen(self, chosen: "Row", state: Matter) -> None:
        """Show the chosen record beside the list."""
        self.preview.show_pages(None, tr("正在排版…"))
        self.caption.setText(chosen.title)
        self.layouter.ask_record(state)

    def _on_laid(self, model: object) -> None:
        self.preview.show_pages(model)  # type: ignore[arg-type]  # the signal carries a PageModel
        self.preview.verticalScrollBar().setValue(0)


def lists(hub: Hub) -> dict[str, QWidget]:
    """Make a page for every box that is a plain list."""
    made: dict[str, QWidget] = {box: ListPage(hub, box) for box in ("todo", "toread", "done", "drafts", "mine", "receipts")}
    made["search"] = ListPage(hub, "search", ("dispatches", "receipts"))
    return made
