"""Several to-dos agreed to together, an opinion each, taken back within seconds before any of them is given (FLW-20).

Only what is answered by an opinion alone, review and countersigning: signing off, numbers and seals want each document looked at. Each
answer is bound to the text that was there when it was listed (W13), is decided by itself and has its own result.
"""

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, duty
from xzt.office.registry import Command
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.batch import BatchBar
from xzt.ui.pages.lists import ListPage
from xzt.ui.text import step_name, tr
from xzt.ui.widgets.controls import Label, button, clear, column, line_edit, row, scrolled, settle

if TYPE_CHECKING:
    from xzt.store.records import Row

SECONDS = 8
"""How long what was agreed to can be taken back."""
MOST, _IN_SIGHT = 50, 5
_ANSWERED = frozenset({"review", "countersign"})


class Answer(Struct, frozen=True):
    """One agreement to give: the record, its title, and the command with its opinion."""

    kind: str
    record: str
    title: str
    step: str
    text: str
    task: str

    def command(self, words: str) -> Command:
        """Make the command."""
        return (
            d.Review(words, self.text, self.task) if self.step == "review" else d.Countersign(words, self.text, agree=True, task=self.task)
        )


class ApproveForm(QFrame):
    """Lists what can be agreed to with an opinion each, waits some seconds, then has it given."""

    def __init__(self, hub: Hub, bar: BatchBar) -> None:
        super().__init__()
        self.setObjectName("approve")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("批量同意"))
        self._hub, self._bar = hub, bar
        self._asked: list[tuple[Row, Answer, QLineEdit]] = []
        self._waiting: list[tuple[Row, Command]] = []
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.note = Label(tone="muted", wrap=True)
        self.note.setObjectName("approve.note")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.gap(1))
        self._lines.setContentsMargins(0, 0, theme.gap(2), 0)
        self._holder = QWidget()
        self._holder.setLayout(self._lines)
        self._area = scrolled(self._holder, "approve.scroll", tr("批量同意的公文"))
        self.give = button("approve.give", tr("同意这些"), self._on_give, look="primary")
        self._choices = row(None, button("approve.cancel", tr("取消"), self.hide), self.give)
        self.count = Label(bold=True)
        self.count.setObjectName("approve.count")
        self._counting = row(self.count, None, button("approve.undo", tr("撤销，一件也不送"), self._on_undo, look="primary"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(3))
        layout.setSpacing(theme.gap(1.5))
        for part in (Label(tr("批量同意"), bold=True), self.note, self._area, self._choices, self._counting):
            layout.addWidget(part)
        self.hide()

    def ask(self) -> None:
        """List what is selected and can be agreed to, each with a field for its opinion."""
        if self._waiting:
            return
        clear(self._lines)
        self._asked = []
        rows = self._bar.chosen()
        for found in rows[:MOST]:
            answer = self._answer(found)
            if answer is not None:
                at = len(self._asked)
                words = line_edit(f"approve.{at}.words", tr("对“{title}”的意见").format(title=found.title), tr("意见"))
                words.setText(tr("同意"))
                line = row(Label(found.title), Label(step_name(found.kind, answer.step), tone="muted"), None, words, spacing=3)
                words.setMinimumWidth(theme.gap(60))
                self._asked.append((found, answer, words))
                self._lines.addWidget(line)
        left = len(rows) - len(self._asked)
        words_ = tr("核稿、会签可以一起办，意见可以逐件改。")
        self.note.setText(words_ + (tr("另有 {count} 件要逐件打开办理。").format(count=left) if left else ""))
        self.give.setEnabled(bool(self._asked))
        self._choices.show()
        self._counting.hide()
        self._area.setFixedHeight(round(theme.em() * 2.5 * max(1, min(len(self._asked), _IN_SIGHT))))
        self._area.setVisible(bool(self._asked))
        self.show()
        settle(self._holder)

    def _answer(self, found: "Row") -> Answer | None:
        state = self._hub.client.record(found.kind, found.id)
        if not isinstance(state, Dispatch):
            return None
        tokens = {f"p:{self._hub.client.identity.person}"}
        task = next((one for one in state.tasks if one.holder in tokens and duty(one) in _ANSWERED), None)
        return Answer(found.kind, found.id, found.title, duty(task), state.text, task.id) if task else None

    def _on_give(self) -> None:
        self._waiting = [(found, answer.command(words.text().strip())) for found, answer, words in self._asked]
        self._left = SECONDS
        self._choices.hide()
        self._counting.show()
        clear(self._lines)
        self._area.hide()
        self._asked = []
        self._show_left()
        self._timer.start()

    def _show_left(self) -> None:
        self.count.setText(tr("{seconds} 秒后送出 {count} 件").format(seconds=self._left, count=len(self._waiting)))

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.finish()
        else:
            self._show_left()

    def _on_undo(self) -> None:
        self._timer.stop()
        count, self._waiting = len(self._waiting), []
        self.hide()
        self._hub.say(tr("已撤销，{count} 件都没有送出").format(count=count))

    def finish(self) -> None:
        """Give what waits now: the time is over, or the list is left."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        self.hide()
        if waiting:
            commands = {(found.kind, found.id): command for found, command in waiting}
            self._bar.run_on([found for found, _ in waiting], lambda found: commands[found.kind, found.id])


class TodoPage(ListPage):
    """The list of what waits for this person; several may be agreed to at once."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "todo")
        self.batch = BatchBar(hub, self, [])
        self.approving = ApproveForm(hub, self.batch)
        self.batch.add(button("batch.approve", tr("同意所选…"), self.approving.ask))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(column(self.approving, margins=(6, 0, 6, 3)))
            layout.addWidget(self.batch)

    def enter(self) -> None:
        """Read the list again."""
        self.batch.keep(super().enter)

    def leave(self) -> None:
        """What was agreed to is given: nobody is there any more to take it back."""
        self.approving.finish()
        super().leave()
