"""催办, 改派 and 暂停计时 of an incoming document: what is asked of whom it lies with (W7), who gets it instead (W10, FLW-17), T4."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from xzt.office.people import Directory
from xzt.office.receipt import commands as r
from xzt.office.receipt.parts import open_parts
from xzt.office.receipt.state import Part, Receipt
from xzt.office.registry import Command, Matter
from xzt.ui.duewords import clock_words, explain_receipt
from xzt.ui.pages.intervening import INTERVENTIONS
from xzt.ui.pages.panels import Form, colleagues, fill_combo
from xzt.ui.text import Names, tr
from xzt.ui.widgets.controls import Label, button, chosen, combo, field, row, text_edit

if TYPE_CHECKING:
    from xzt.client.session import Client, Identity

PARTS = {Part.LEADER: tr("批示"), Part.HANDLER: tr("主办"), Part.HELPER: tr("协办"), Part.READER: tr("传阅")}
"""The parts of a receipt in words."""


class UrgeForm(Form):
    """催办: words to those with whom it lies."""

    def __init__(self, run: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("urge", tr("催办"))
        self.reason = text_edit("urge.reason", tr("要说的话（可不写）"), tr("对方会看到"), 4)
        self.box.addWidget(Label(tr("提醒现在的办理人和还没有阅的人，他们会看到您写的话。"), tone="muted", wrap=True))
        self.box.addWidget(field(tr("要说的话（可不写）"), self.reason))
        self.box.addWidget(
            row(None, button("urge.cancel", tr("取消"), cancel), button("urge.confirm", tr("确定催办"), run, look="primary"))
        )

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the reminder."""
        return r.Remind(self.reason.toPlainText().strip()) if name == "Remind" and isinstance(state, Receipt) else None


class ReassignForm(Form):
    """改派: from whom, to whom, why; it also gives one's own part to one's deputy, which needs no words."""

    def __init__(self, around: tuple[Directory, "Identity"], run: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("reassign", tr("改派"))
        self._directory, self._identity = around
        self.person = combo("reassign.person", tr("现在在谁手上"), [])
        self.to = combo("reassign.to", tr("改派给"), colleagues(*around))
        self.reason = text_edit("reassign.reason", tr("理由（必填）"), tr("对方会看到"), 4)
        self.box.addWidget(Label(tr("原来的人不再办理；已经写下的意见和结果保留。"), tone="muted", wrap=True))
        self.box.addWidget(field(tr("现在在谁手上"), self.person))
        self.box.addWidget(field(tr("改派给"), self.to))
        self.box.addWidget(field(tr("理由（必填）"), self.reason))
        sure = button("reassign.confirm", tr("确定改派"), run, look="primary")
        self.box.addWidget(row(None, button("reassign.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer those who have something to do here now."""
        if not isinstance(state, Receipt):
            return
        names, found = Names(self._directory), dict[str, list[str]]()
        for part, person in open_parts(state):
            found.setdefault(person, []).append(PARTS[part])
        gone = tr("，已离开")
        people = [
            (one, f"{names.person(one)}（{'、'.join(parts)}{'' if self._directory.is_there(one, state.unit) else gone}）")
            for one, parts in found.items()
        ]
        fill_combo(self.person, people, chosen(self.person))

    def command(self, name: str, state: Matter) -> Command | None:
        """Build what was asked for."""
        if not isinstance(state, Receipt):
            return None
        if name == "Cover":
            return r.Cover(self._identity.person)
        return r.Reassign(chosen(self.person), chosen(self.to), self.reason.toPlainText().strip()) if name == "Reassign" else None


class ClockForm(Form):
    """暂停计时 and 恢复计时 of its limit, in the words of a dispatch; both clocks are told, and how the limit was counted (T4, T5)."""

    def __init__(self, name: str, client: "Client", run: Callable[[], None], cancel: Callable[[], None]) -> None:
        stops = name == "stop_clock"
        title, hint = INTERVENTIONS["pause" if stops else "resume"]
        super().__init__(name, title)
        self._client, self._command = client, "PauseClock" if stops else "ResumeClock"
        self.facts = Label(wrap=True)
        self.facts.setObjectName(f"{name}.facts")
        self.reason = text_edit(f"{name}.reason", tr("理由（必填）"), tr("记在过程里，大家都看得到"), 4)
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        self.box.addWidget(self.facts)
        asked = field(tr("理由（必填）"), self.reason)
        asked.setVisible(stops)
        self.box.addWidget(asked)
        sure = button(f"{name}.confirm", tr("确定{title}").format(title=title), run, look="primary")
        self.box.addWidget(row(None, button(f"{name}.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Say how the clock stands."""
        if isinstance(state, Receipt):
            now, given = self._client.now(), self._client.given()
            lines = (explain_receipt(state, now, given), *(() if state.pauses else (clock_words(state, now, given),)))
            self.facts.setText("\n".join(line for line in lines if line))

    def command(self, name: str, state: Matter) -> Command | None:
        """Build what was asked for."""
        if name != self._command or not isinstance(state, Receipt):
            return None
        return r.PauseClock(self.reason.toPlainText().strip()) if name == "PauseClock" else r.ResumeClock()
