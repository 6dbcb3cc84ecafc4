"""The parts of an opened record, a tab each: the page, handling sheet, flow, course, files, tracked text, comparison, ledger.

Only the tab in sight is filled; the others are when they are turned to.
"""

from PySide6.QtWidgets import QTabWidget

from xzt.core.notices import Notice
from xzt.office.dispatch.state import Dispatch
from xzt.office.registry import Matter
from xzt.ui import flowwords
from xzt.ui.flowshape import picture
from xzt.ui.hub import Hub
from xzt.ui.pagepane import PagePane
from xzt.ui.pages.comparing import ComparePane
from xzt.ui.pages.distributing import LedgerPane
from xzt.ui.pages.files import FilesPane
from xzt.ui.pages.sheet import HandlingSheet
from xzt.ui.pages.trackedpane import TrackedPane
from xzt.ui.pageview import PageView
from xzt.ui.text import tr
from xzt.ui.widgets.controls import column, scrolled
from xzt.ui.widgets.course import Course
from xzt.ui.widgets.flowpicture import FlowPicture

_PAGE, _SHEET, _FLOW, _COURSE, _FILES, _TRACKED, _COMPARE, _LEDGER = range(8)


class RecordTabs(QTabWidget):
    """Shows the parts of one record."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._kind = ""
        self._state: Matter | None = None
        self.setObjectName("record.tabs")
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setAccessibleName(tr("公文的各部分"))
        self.page = PageView("record.page")
        self.pane = PagePane(self.page)
        self.sheet, self.flow, self.course, self.files = HandlingSheet(), FlowPicture(), Course("record.course.full"), FilesPane(hub)
        self.tracked, self.compare, self.ledger = TrackedPane(hub), ComparePane(hub), LedgerPane(hub)
        self.addTab(self.pane, tr("正文"))
        self.addTab(scrolled(self.sheet, "sheet.scroll", tr("处理单")), tr("处理单"))
        self.addTab(scrolled(self.flow, "flow.scroll", tr("流程图")), tr("流程图"))
        self.addTab(scrolled(column(self.course, margins=(6, 5, 6, 5)), "course.scroll", tr("意见与过程")), tr("意见与过程"))
        self.addTab(scrolled(self.files, "files.scroll", tr("附件和文件")), tr("附件和文件"))
        self.addTab(self.tracked, tr("修订稿"))
        self.addTab(self.compare, tr("对照"))
        self.addTab(scrolled(self.ledger, "ledger.scroll", tr("分发台账")), tr("分发台账"))
        self.setTabVisible(_TRACKED, False)  # noqa: FBT003  Qt takes it by place
        self.currentChanged.connect(self._fill)

    def begin(self) -> None:
        """Take another record: its page comes first, nothing of the one before stays."""
        self.setCurrentIndex(_PAGE)
        self.compare.forget()
        self.page.show_pages(None, tr("正在排版…"))

    def show_record(self, kind: str, state: Matter) -> None:
        """Show the tabs that this record has, and fill the one in sight."""
        self._kind, self._state = kind, state
        self.setTabVisible(_TRACKED, isinstance(state, Dispatch) and any(version.tracked for version in state.versions))
        self.setTabVisible(_LEDGER, isinstance(state, Dispatch) and bool(state.ledger))
        self.setTabVisible(_COMPARE, isinstance(state, Dispatch) and bool(state.versions))
        self.setTabVisible(_FLOW, isinstance(state, Dispatch))
        self._fill(self.currentIndex())

    def show_compare(self) -> None:
        """Turn to the comparison."""
        self.setCurrentIndex(_COMPARE)

    def turn(self) -> None:
        """Turn to the next tab that is shown, round and round."""
        shown = [at for at in range(self.count()) if self.isTabVisible(at)]
        self.setCurrentIndex(shown[(shown.index(self.currentIndex()) + 1) % len(shown)])

    def on_notice(self, notice: Notice) -> None:
        """Tell the parts that follow notices."""
        self.files.on_notice(notice)

    def _fill(self, at: int) -> None:
        state = self._state
        if state is None:
            return
        names = self._hub.names(self._kind)
        if at == _SHEET:
            self.sheet.show_record(state, names)
        elif at == _COURSE:
            self.course.show_stops(flowwords.stops(state, names))
        elif at == _FILES:
            self.files.show_record(state, names)
        elif not isinstance(state, Dispatch):
            return
        elif at == _FLOW:
            self.flow.show_picture(picture(state, names, self._hub.client.now()))
        elif at == _TRACKED:
            self.tracked.show_record(state, names)
        elif at == _COMPARE:
            self.compare.show_record(state)
        elif at == _LEDGER:
            self.ledger.show_record(state, names)
