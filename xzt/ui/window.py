"""The main window of one person: top bar, navigation with counts, the work area, the sync line. A passive shell over the client."""

import importlib
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from xzt.client.commands import Accepted
from xzt.client.folders import RECEIPTS
from xzt.client.session import Client
from xzt.core.errors import Refusal, Trouble
from xzt.core.notices import (
    BackedUp,
    Changed,
    ClockWrong,
    Connection,
    DirectoryChanged,
    FileTaken,
    NeedsAttention,
    Notice,
    SyncStatus,
    Transfers,
)
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.people import Role
from xzt.ui import actions, icons, theme
from xzt.ui.hub import Hub
from xzt.ui.pages.base import Page
from xzt.ui.pages.unlock import BANNER
from xzt.ui.removal import ask_removal
from xzt.ui.text import box_name, tr, trouble_code_words
from xzt.ui.warming import Warming
from xzt.ui.widgets.controls import Label, button, column, line_edit, row, rule
from xzt.ui.widgets.strip import Message, Strip
from xzt.ui.widgets.syncline import SyncLine, clock_words

NAVIGATION = ("desk", "todo", "toread", "done", "drafts", "mine", "receipts", "archive", "attention")
_PAGES = {
    "desk": ("workbench", "WorkbenchPage"),
    "record": ("record", "RecordPage"),
    "drafting": ("drafting", "DraftingPage"),
    "attention": ("attention", "AttentionPage"),
    "archive": ("archive", "ArchivePage"),
    "settings": ("settings", "SettingsPage"),
    "new": ("beginning", "BeginningPage"),
    "style": ("housestyle", "StylePage"),
    "forward": ("forwarding", "ForwardingPage"),
    "receipts": ("receiving", "ReceivingPage"),
    "enter": ("entering", "EnteringPage"),
    "toread": ("receiving", "ReadingPage"),
    "deputies": ("deputising", "DeputiesPage"),
    "calendar": ("workdays", "WorkdaysPage"),
    "monitor": ("monitor", "MonitorPage"),
    "todo": ("approving", "TodoPage"),
    "numbers": ("numbering", "NumbersPage"),
}
PASSING = frozenset({"record", "drafting", "new", "forward", "enter"})
"""Pages that one does not go back to."""
OPEN = "draft.open"
_UNDER = {
    "style": "settings",
    "deputies": "settings",
    "calendar": "settings",
    "monitor": "settings",
    "numbers": "settings",
    "enter": "receipts",
}
"""Pages that stand under an entry of the navigation."""
_COUNTED = frozenset({"todo", "toread", "drafts"})
_LIST = ("lists", "ListPage")
_AHEAD = ("todo", "record", *NAVIGATION[2:], "search")
"""Pages that are one click away, made while the window is idle: the to-dos and what one of them opens first."""


class NavButton(QPushButton):
    """An entry of the navigation with its count."""

    def __init__(self, name: str) -> None:
        super().__init__("  " + box_name(name))
        self.setObjectName(f"nav.{name}")
        self.setProperty("look", "nav")
        self.setCheckable(True)
        self._name = name
        self.badge = Label(size=0.88)
        self.badge.setProperty("look", "badge")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.gap(1.5), 0)
        layout.addStretch(1)
        layout.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        icons.put(self, name)
        self.setIconSize(QSize(theme.gap(4.2), theme.gap(4.2)))
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show a count; none shows nothing."""
        self.badge.setVisible(count > 0)
        self.badge.setText(str(count))
        self.badge.set_tone("amber" if self._name == "attention" else "")
        self.setAccessibleName(f"{box_name(self._name)} {count}" if count else box_name(self._name))


class MainWindow(QWidget):
    """One person's window on one client. ``locked`` asks whoever made it to close the client and show the unlock window,

    ``restore_asked`` to show its backups there as well.
    """

    locked = Signal()
    restore_asked = Signal()

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.setObjectName("main")
        self.client = client
        self.hub = Hub(client, self)
        identity = client.identity
        self.setWindowTitle(tr("湘政通 · {name}").format(name=identity.name))
        self.pages: dict[str, Page] = {}
        self._back: list[str] = []
        self._name = ""
        self.work = QStackedWidget()
        self.work.setObjectName("work")
        self.sync = SyncLine(partial(self.show_page, "attention"), self._sync, self._hold_first_sync)
        self._build()
        self.strip = Strip(self)
        self._connect()
        self.resize(1440, 900)
        self._open = client.remembered(OPEN, str) or ""
        last = self._open
        self.show_page("desk")
        self._show_status(client.status())
        self._return_to(last)

    # for the window's owner, journeys and tests

    def page(self, name: str) -> Page:
        """Return a page, made when it is first asked for."""
        if name not in self.pages:
            made = self._make(name)
            self.pages[name] = made
            self.work.addWidget(made)
        return self.pages[name]

    def current(self) -> Page:
        """Return the page in sight."""
        return self.pages[self._name]

    def show_page(self, name: str) -> None:
        """Bring a page into sight; ``back`` is the one before."""
        if name == "back":
            name = self._back.pop() if self._back else "desk"
        elif self._name and self._name != name and self._name not in PASSING:
            self._back.append(self._name)
        if self._name:
            self.current().leave()
        self._name = name
        found = self.page(name)
        self.work.setCurrentWidget(found)
        self._mark_nav(name)
        found.enter()
        found.setFocus()
        self._remember("")
        self._count()

    def open_record(self, kind: str, record: str) -> None:
        """Open a record: one's own draft for drafting, everything else for handling; what the unit has set has pages of its own."""
        page = {"outgoing": "settings", "numbering": "numbers"}.get(kind, kind if kind in _UNDER else "")
        if page:
            self.show_page(page)
            return
        state = self.client.record(kind, record)
        opened = {action.name: action.refusal for action in self.client.actions(kind, record)}
        drafting = isinstance(state, Dispatch) and state.step is Step.DRAFT and opened.get("SaveDraft", Refusal("")) is None
        name = "drafting" if drafting else "record"
        self.page(name)
        self._goto(name)
        found = self.pages[name]
        show = getattr(found, "show_record", None)
        if show is not None:
            show(kind, record)
        self._remember(record if drafting else "")

    def trigger(self, action: str) -> None:
        """Run an action by its id, as its key or button would."""
        verb, _, name = action.partition(".")
        if verb == "window":
            self._window_verb(name)
        elif not self.current().trigger(action):
            raise KeyError(action)

    # inside

    def _return_to(self, record: str) -> None:
        """Go back to the draft that was open when the window was last closed, locked or killed (DOC-20)."""
        state = self.client.record("dispatch", record) if record else None
        if isinstance(state, Dispatch) and writes(state, self.client.identity.person):
            self.open_record("dispatch", record)

    def _remember(self, draft: str) -> None:
        """Remember which draft is open, none on other pages."""
        if draft != self._open:
            self._open = draft
            self.client.remember(OPEN, draft)

    def _window_verb(self, name: str) -> None:
        special = {
            "search": self._on_search_key,
            "sync": self._sync,
            "panes": self._on_panes,
            "lock": self.locked.emit,
            "help": self._on_help,
        }
        if name in special:
            special[name]()
        else:
            self.show_page(name)

    def _goto(self, name: str) -> None:
        if self._name and self._name not in PASSING:
            self._back.append(self._name)
        if self._name and self._name != name:
            self.current().leave()
        self._name = name
        self._mark_nav("drafts" if name == "drafting" else "")
        self.work.setCurrentWidget(self.pages[name])
        self.pages[name].setFocus()

    def _mark_nav(self, name: str) -> None:
        name = _UNDER.get(name, name)
        marked = name if name in self.nav else next((known for known, entry in self.nav.items() if entry.isChecked()), "")
        for known, entry in self.nav.items():
            entry.setChecked(known == marked)

    def _make(self, name: str) -> Page:
        """Make a page; its module is imported when it is first shown (AE-19)."""
        if name not in _PAGES:
            from xzt.ui.pages.lists import ListPage

            return ListPage(self.hub, name, ("dispatches", "receipts") if name == "search" else ())
        module, kind = _PAGES[name]
        made = getattr(importlib.import_module(f"xzt.ui.pages.{module}"), kind)(self.hub)
        assert isinstance(made, Page)  # noqa: S101  the table above names pages only
        return made

    def _build(self) -> None:
        self.search = line_edit("search", tr("查找公文"), tr("查找公文（Ctrl+K）"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(theme.gap(76))
        identity = self.client.identity
        unit = Label(identity.unit_name, size=1.1, bold=True)
        person = " · ".join(part for part in (identity.name, identity.title) if part)
        self.who = button("who", person, partial(self.show_page, "settings"), icon="person", look="plain")
        self.lock = button("lock", tr("锁定"), self.locked.emit, icon="lock", look="plain")
        top = QFrame()
        top.setObjectName("topbar")
        top.setProperty("look", "topbar")
        bar = QHBoxLayout(top)
        bar.setContentsMargins(theme.gap(4), theme.gap(1.6), theme.gap(3), theme.gap(1.6))
        bar.setSpacing(theme.gap(2))
        for part in (unit, None, self.search, None, self.who, self.lock):
            if part is None:
                bar.addStretch(1)
            else:
                bar.addWidget(part)
        self.banner = Label(self._banner_words(), size=0.92, tone="muted")
        self.banner.setObjectName("banner")
        self.banner.setProperty("look", "notice")
        self.banner.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.banner.setContentsMargins(theme.gap(2), theme.gap(0.6), theme.gap(2), theme.gap(0.6))
        middle = row(self._navigation(), self.work, spacing=0)
        layout = middle.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(top)
        outer.addWidget(self.banner)
        outer.addWidget(middle, 1)
        outer.addWidget(self.sync)

    def _banner_words(self) -> str:
        return tr("{banner}　·　示例数据，人员和单位用于演示").format(banner=BANNER) if self.client.sample else BANNER

    def _navigation(self) -> QWidget:
        self.nav: dict[str, NavButton] = {}
        for name in NAVIGATION:
            made = NavButton(name)
            made.clicked.connect(partial(self.show_page, name))
            spec = actions.BY_ID[f"window.{name}"]
            made.setToolTip(tr("{title}（{key}）").format(title=spec.title, key=spec.key))
            self.nav[name] = made
        self.nav["settings"] = NavButton("settings")
        self.nav["settings"].clicked.connect(partial(self.show_page, "settings"))
        make = button("nav.new", tr("拟稿"), partial(self.show_page, "new"), icon="add", look="primary")
        make.setToolTip(tr("拟一件新公文（Ctrl+N）"))
        entries = list(self.nav.values())
        make.setVisible(Role.DRAFTER in self.client.identity.roles)
        inner = column(make, *entries[:8], rule(), *entries[8:9], None, entries[9], spacing=0.8, margins=(2.5, 3, 2.5, 3))
        side = QFrame()
        side.setObjectName("nav")
        side.setAccessibleName(tr("导航"))
        side.setProperty("look", "side")
        side.setFixedWidth(theme.gap(40))
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inner)
        return side

    def _connect(self) -> None:
        hub = self.hub
        hub.open_asked.connect(self.open_record)
        hub.page_asked.connect(self.show_page)
        hub.forward_asked.connect(self._on_forward)
        hub.said.connect(self._on_said)
        hub.submitted.connect(self._on_submitted)
        hub.look_changed.connect(self._on_look)
        hub.bridge.notice.connect(self._on_notice)
        hub.restore_asked.connect(self.restore_asked)
        self.strip.undone.connect(hub.undo)
        self.search.textChanged.connect(self._on_search)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(50)
        self._counting.timeout.connect(self._count)
        self._warming = Warming(hub, [(name, _PAGES.get(name, _LIST)[0]) for name in _AHEAD], self)
        self._warming.wanted.connect(self.page)
        self._warming.begin()
        keys: dict[str, list[actions.Spec]] = {}
        for spec in actions.ALL:
            if spec.key and spec.context != "list":
                keys.setdefault(spec.key, []).append(spec)
        for specs in keys.values():  # one for each key: two with the same would be ambiguous to Qt, and neither would be heard
            made = actions.make_action(specs[0], self, partial(self._on_key, tuple(specs)))
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)

    def _on_key(self, specs: tuple[actions.Spec, ...]) -> None:
        if specs[0].context == "window":
            self.trigger(specs[0].id)
            return
        for spec in specs:
            if spec.context in {self._name, "page"} and self.current().trigger(spec.id):
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back without loss; ? shows the keys."""
        if event.key() == Qt.Key.Key_Escape:
            if self.strip.isVisible():
                self.strip.hide()
            else:
                self.show_page("back")
        elif event.text() == "?":
            self._on_help()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was written, then hear no more notices."""
        if self._name:
            self.current().leave()
        self._counting.stop()
        self._warming.stop()
        self.hub.stop()
        super().closeEvent(event)

    def _on_notice(self, notice: Notice) -> None:
        if isinstance(notice, SyncStatus):
            self._show_status(notice)
            if notice.waiting == 0:
                self.strip.sent()
        if isinstance(notice, ClockWrong):
            self.hub.say(clock_words(notice.seconds), stays=True)
        if isinstance(notice, Transfers):
            self.sync.show_transfers(notice)
        if isinstance(notice, FileTaken):
            self.hub.say(_taken_words(notice), stays=bool(notice.code))
        if isinstance(notice, BackedUp) and notice.code:
            self.hub.fail(Trouble(notice.code, place=notice.place))
        if isinstance(notice, DirectoryChanged | Changed | NeedsAttention | SyncStatus):
            self._counting.start()
        if self._name:
            self.current().on_notice(notice)

    def _sync(self) -> None:
        if self.client.status().trouble == "mass_removal":
            ask_removal(self, self.client)
        self.client.sync_now()

    def _hold_first_sync(self, paused: bool) -> None:  # noqa: FBT001  a slot
        self.client.line.hold_first_sync(paused=paused)

    def _show_status(self, status: SyncStatus) -> None:
        self.sync.show_status(status)
        if status.connection is Connection.SIGNED_OUT:
            self.hub.say(tr("登录已过期。已办的内容都在本机。请锁定后重新输入密码，再继续收发。"), stays=True)

    def _on_said(self, message: Message) -> None:
        self.strip.show_message(message)

    def _on_submitted(self, _accepted: Accepted) -> None:
        self._counting.start()

    def _on_look(self) -> None:
        for name in [name for name in self.pages if name not in {self._name, "drafting", "record"}]:
            gone = self.pages.pop(name)
            self.work.removeWidget(gone)
            gone.deleteLater()
        icons.redraw(self)
        self._warming.begin()
        self.sync.show_status(self.client.status())

    def _count(self) -> None:
        for name, entry in self.nav.items():
            if name in _COUNTED:
                entry.show_count(self.client.count(name))
        self.nav["attention"].show_count(len(self.client.attention()))

    def _on_search(self, words: str) -> None:
        found = self.page("search")
        box = getattr(found, "search", None)
        if box is not None:
            box.setText(words)
        if words and self._name != "search":
            self.show_page("search")

    def _on_forward(self, kind: str, record: str) -> None:
        """Begin the notice that passes a record on."""
        self.show_page("forward")
        take = getattr(self.pages["forward"], "take_record", None)
        if take is not None:
            take(kind, record)

    def _on_search_key(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _on_help(self) -> None:
        self.show_page("settings")
        show = getattr(self.page("settings"), "show_keys", None)
        if show is not None:
            show()

    def _on_panes(self) -> None:
        """Move the focus to the next of: navigation, work area, search."""
        focus = QApplication.focusWidget()
        if focus is not None and self.work.isAncestorOf(focus):
            self.search.setFocus()
        elif focus is self.search:
            self.nav.get(self._name, self.nav["desk"]).setFocus()
        else:
            self.current().setFocus()
            self.current().focusNextChild()


def _taken_words(notice: FileTaken) -> str:
    if not notice.code:
        receipt = notice.purpose == RECEIPTS
        return (tr("“{name}”已成为收文登记稿，在待办中登记。") if receipt else tr("“{name}”已成为草稿。")).format(name=notice.name)
    sentence = trouble_code_words(notice.code)
    return tr("“{name}”没有导入，已移到“{aside}”。{what}{next}").format(
        name=notice.name, aside=tr("未能导入"), what=sentence.what, next=sentence.next
    )
