"""The form of 拟办: who is responsible and who helps, who gives instructions, who reads and in which order, and by when."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSpinBox

from xzt.core.worktime import due_in_days
from xzt.office.given import Given
from xzt.office.people import Directory, Role
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Limit, Receipt
from xzt.office.registry import Command, Matter
from xzt.ui.duewords import explain
from xzt.ui.pages.opinionfiles import OpinionFiles
from xzt.ui.pages.panels import Form, colleagues, person_words
from xzt.ui.sentences import PHRASES
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, check_box, chosen, combo, field
from xzt.ui.widgets.opinion import OpinionBox
from xzt.ui.widgets.people import Picker

if TYPE_CHECKING:
    from xzt.client.session import Identity

_LONGEST = 60
"""Working days of the longest limit that is offered."""


class ProposeForm(Form):
    """拟办: the opinion, the leader who is asked, one handler or none, helpers, readers, the limit with its count explained."""

    def __init__(
        self,
        directory: Directory,
        identity: "Identity",
        clock: Callable[[], datetime],
        given: Callable[[], Given],
        files: OpinionFiles | None = None,
    ) -> None:
        super().__init__("propose", tr("拟办"))
        self._clock, self._given, self.files = clock, given, files
        self._shown: object = None
        people = colleagues(directory, identity)
        leaders = [(one.id, person_words(one.name, one.title)) for one in directory.holders(identity.unit, Role.LEADER)]
        self.opinion = OpinionBox("propose.opinion", tr("拟办意见"), lines=3)
        self.opinion.offer([tr(words) for words in PHRASES["propose"]])
        self.leader = combo("propose.leader", tr("批示领导"), [("", tr("不送批示，直接承办")), *leaders])
        self.handler = combo("propose.handler", tr("主办"), [("", tr("不指定主办")), *people])
        self.helpers = Picker("propose.helpers", tr("协办人"), people, lines=3)
        self.readers = Picker("propose.readers", tr("传阅人"), people, lines=3)
        self.in_order = check_box("propose.in_order", tr("按名单顺序一个一个传阅"))
        self.days = QSpinBox()
        self.days.setObjectName("propose.days")
        self.days.setAccessibleName(tr("办理期限（工作日）"))
        self.days.setRange(0, _LONGEST)
        self.days.setSpecialValueText(tr("不限期"))
        self.days.setSuffix(tr(" 个工作日"))
        self.due = Label(tone="muted", wrap=True, size=0.92)
        self.due.setObjectName("propose.due")
        for title, control in (
            (tr("拟办意见（必填）"), self.opinion),
            (tr("批示领导"), self.leader),
            (tr("主办"), self.handler),
            (tr("办理期限"), self.days),
        ):
            self.box.addWidget(field(title, control))
            if control is self.opinion and files:
                self.box.addWidget(files)
        self.box.addWidget(self.due)
        self.box.addWidget(field(tr("协办"), self.helpers))
        self.box.addWidget(field(tr("传阅人"), self.readers))
        self.box.addWidget(self.in_order)
        self.days.valueChanged.connect(self._explain)
        self._explain()

    def begin(self, state: Matter) -> None:
        """Offer the usual limit of the document's urgency (T1), once for each document."""
        if isinstance(state, Receipt) and self._shown != state.source:
            self._shown = state.source
            if self.files:
                self.files.clear()
            usual = self._given().usual("receipt", state.urgency)
            self.days.setValue(usual.days if usual else 0)

    def _explain(self) -> None:
        days = self.days.value()
        self.due.setText(explain(due_in_days(self._given().calendar, self._clock(), days), days) if days else "")
        self.due.setVisible(bool(days))

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the proposal; the limit is counted at the moment at which it is given."""
        if name != "Propose":
            return None
        days = self.days.value()
        limit = Limit(due_in_days(self._given().calendar, self._clock(), days).at, days) if days else None
        return r.Propose(
            self.opinion.words(),
            chosen(self.handler),
            self.readers.picked(),
            self.helpers.picked(),
            chosen(self.leader),
            self.in_order.isChecked(),
            limit,
            self.files.files() if self.files else (),
        )
