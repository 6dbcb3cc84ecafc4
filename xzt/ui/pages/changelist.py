"""The list of tracked changes under the text: who, when, what; a click goes there; accept or reject one or all (DOC-06)."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from xzt.docs.drafting.tracking import Change, ChangeKind
from xzt.ui import actions, icons, theme
from xzt.ui.lineformat import MARKS
from xzt.ui.revisions import Authors, colour
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, combo, icon_button
from xzt.ui.widgets.flow import FlowLayout

MOST = 500
VIEWS = (("changes", tr("显示修订")), ("final", tr("只看最终稿")), ("original", tr("只看原稿")))
_KINDS = {ChangeKind.INSERTED: tr("插入"), ChangeKind.DELETED: tr("删除"), ChangeKind.LOOK: tr("级别")}


class Placed(Struct, frozen=True):
    """A change and the part that it is in: its key and its name on the tab."""

    part: str
    name: str
    change: Change


class ChangeList(QWidget):
    """Shows changes. ``jumped`` carries a Placed; ``viewed`` one of the names of ``VIEWS``; buttons run actions by their ids."""

    jumped = Signal(object)
    viewed = Signal(str)

    def __init__(self, run: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("changes")
        self.changes: list[Placed] = []
        self.summary = Label(tone="muted")
        self.summary.setObjectName("changes.summary")
        self.summary.setMinimumHeight(theme.gap(8))
        self.view = combo("changes.view", tr("显示方式"), VIEWS)
        self.view.currentIndexChanged.connect(self._on_viewed)
        self.list = QListWidget()
        self.list.setObjectName("changes.list")
        self.list.setAccessibleName(tr("修订"))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._on_jump)
        self.list.itemClicked.connect(self._on_jump)
        self.single = [_tool(name, run) for name in ("change.previous", "change.next", "change.accept", "change.reject")]
        self.every = [
            button(f"list.{name}", actions.BY_ID[name].title, partial(run, name), look="plain")
            for name in ("change.accept_all", "change.reject_all", "change.export")
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.gap(1), 0, 0)
        layout.setSpacing(theme.gap(1))
        head = FlowLayout()
        for part in (self.view, *self.single, *self.every, self.summary):
            head.addWidget(part)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        self.show_changes([], Authors(), tracking=False)

    def show_changes(self, changes: Sequence[Placed], authors: Authors, *, tracking: bool) -> None:
        """Show what waits; the row stays where it was."""
        at = self.list.currentRow()
        self.changes = list(changes)
        self.list.clear()
        for one in self.changes[:MOST]:
            words = _words(one, authors)
            item = QListWidgetItem(icons.icon(_icon(one.change.kind)), words)
            item.setForeground(colour(authors.number(one.change.edit)))
            item.setToolTip("\n".join((words, one.change.text.replace("\n", "¶")[:500])))
            self.list.addItem(item)
        self.list.setCurrentRow(min(at, len(self.changes) - 1))
        self.summary.setText(_summary(len(self.changes), tracking=tracking))
        for made in (*self.single, *self.every):
            made.setEnabled(bool(self.changes))

    def current(self) -> Placed | None:
        """Return the change whose row is chosen."""
        at = self.list.currentRow()
        return self.changes[at] if 0 <= at < len(self.changes) else None

    def step(self, by: int, nearest: int) -> None:
        """Go to the next or the previous change; ``nearest`` is where to begin when no row is chosen."""
        at = self.list.currentRow()
        at = at + by if at >= 0 else nearest
        if 0 <= at < self.list.count():
            self.list.setCurrentRow(at)
            self.jumped.emit(self.changes[at])

    def _on_jump(self, _item: QListWidgetItem) -> None:
        if (placed := self.current()) is not None:
            self.jumped.emit(placed)

    def _on_viewed(self, _at: int) -> None:
        self.viewed.emit(str(self.view.currentData()))


def _tool(name: str, run: Callable[[str], None]) -> QWidget:
    spec = actions.BY_ID[name]
    made = icon_button(f"list.{name}", spec.title, spec.icon, partial(run, name))
    made.setToolTip(tr("{title}（{key}）").format(title=spec.title, key=actions.key_words(spec.key)))
    return made


def _icon(kind: ChangeKind) -> str:
    return {ChangeKind.INSERTED: "inserted", ChangeKind.DELETED: "deleted", ChangeKind.LOOK: "level2"}[kind]


def _words(one: Placed, authors: Authors) -> str:
    change = one.change
    if change.kind is ChangeKind.LOOK and change.was is not None and change.now is not None:
        names = [MARKS[look.level] or tr("正文段") for look in (change.was, change.now)]
        what = tr("{was} → {now}　“{text}”").format(was=names[0], now=names[1], text=_short(change.text))
    else:
        what = tr("“{text}”").format(text=_short(change.text))
    said = tr("{kind}　{what}　{who}").format(kind=_KINDS[change.kind], what=what, who=authors.words(change.edit))
    return tr("{part}　{said}").format(part=one.name, said=said) if one.name else said


def _short(text: str) -> str:
    text = text.replace("\n", "¶")
    return text if len(text) <= 24 else f"{text[:23]}…"


def _summary(count: int, *, tracking: bool) -> str:
    if not count:
        return tr("正在记录修订，还没有改动") if tracking else tr("没有修订")
    words = tr("{count} 处待定").format(count=count)
    return words if count <= MOST else tr("{words}，列出前 {most} 处").format(words=words, most=MOST)
