"""联合行文 in the handling window: naming who signs (交办), sending it back, and the ledger of the co-signing units on either side."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Cosigning, Dispatch, SealAsked, Sealing
from xzt.office.dispatch.vacancies import keeps_seal
from xzt.office.people import Directory, Role
from xzt.office.registry import Command, Matter
from xzt.ui import theme
from xzt.ui.outgoingwords import COSIGNINGS, SEALINGS
from xzt.ui.pages.panels import Form, person_words
from xzt.ui.sentences import PHRASES
from xzt.ui.text import Names, tr
from xzt.ui.widgets.controls import Label, button, chosen, clear, combo, field, row, settle, tag, text_edit
from xzt.ui.widgets.course import moment
from xzt.ui.widgets.opinion import OpinionBox
from xzt.ui.widgets.people import Picker

if TYPE_CHECKING:
    from xzt.client.session import Identity

_SEAL_TONES = {"asked": "amber", "sealed": "accent", "declined": "amber"}
_TONES = {"consented": "accent", "returned": "amber"}


class AllotForm(Form):
    """Which head of this unit signs, and who gives an opinion first."""

    def __init__(self, directory: Directory, identity: "Identity") -> None:
        super().__init__("allot", tr("交办会签"))
        mine = [one for one in directory.people if one.unit == identity.unit and one.active]
        heads = [(one.id, person_words(one.name, one.title)) for one in mine if Role.LEADER in one.roles]
        others = [(one.id, person_words(one.name, one.title)) for one in mine if Role.LEADER not in one.roles and one.id != identity.person]
        self.signer = combo("allot.signer", tr("签署的负责人"), heads)
        self.countersigners = Picker("allot.countersigners", tr("先提意见的人"), others)
        self.opinion = OpinionBox("allot.opinion", tr("拟办意见（可不写）"))
        self.opinion.offer([tr(words) for words in PHRASES["allot"]])
        hint = tr("本机关负责人签署后，结果自动告知主办机关。正文由主办机关定稿，这里不能改；需要修改请退回主办机关。")
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        self.box.addWidget(field(tr("签署的负责人"), self.signer))
        self.box.addWidget(field(tr("先提意见的人（可不选）"), self.countersigners))
        self.box.addWidget(field(tr("拟办意见（可不写）"), self.opinion))

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the allotment."""
        return d.Allot(chosen(self.signer), self.countersigners.picked(), self.opinion.words()) if name == "Allot" else None


class SendBackForm(Form):
    """Why it goes back to the unit that leads."""

    def __init__(self, confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("send_back", tr("退回主办机关"))
        hint = tr("退回后本轮会签结束，其他联署机关的会签一并收回。主办机关改好后另送一轮。")
        self.reason = text_edit("send_back.reason", tr("理由（必填）"), tr("写明要改什么，主办机关会看到"), 5)
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        self.box.addWidget(field(tr("理由（必填）"), self.reason))
        sure = button("send_back.confirm", tr("确定退回"), confirm, look="primary")
        self.box.addWidget(row(None, button("send_back.cancel", tr("不退了"), cancel), sure))

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the return."""
        if name != "SendBack" or not isinstance(state, Dispatch):
            return None
        return d.SendBack(self.reason.toPlainText().strip(), state.text)


class JointLedger(QWidget):
    """What every co-signing unit has done, newest round first; on a co-signing unit's side, whose document it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("record.joint")
        self.setAccessibleName(tr("联合行文"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.gap(2))

    def show_record(self, state: Matter, names: Names) -> None:
        """Show a record's joint handling; nothing where it is nobody else's business."""
        clear(self._layout)
        found = isinstance(state, Dispatch) and (state.lead is not None or bool(state.joint))
        self.setVisible(found)
        if not found or not isinstance(state, Dispatch):
            return
        self._layout.addWidget(Label(tr("联合行文"), bold=True))
        sealings = [_sealing(row, names) for row in state.sealings if row.unit != state.unit]
        lines = [self._led(state, names)] if state.lead else [self._line(one, state, names) for one in reversed(state.joint)]
        lines = [*sealings, *lines]
        for line in lines:
            self._layout.addWidget(line)
        settle(self)

    def _led(self, state: Dispatch, names: Names) -> QWidget:
        lead = state.lead
        words = tr("主办机关：{unit}").format(unit=names.unit(lead.unit)) if lead else ""
        about = tr("拟稿人{who}，第{n}轮会签").format(who=names.person(state.drafter), n=lead.round) if lead else ""
        asked = _asked_seal(state.seal_asked) if state.seal_asked else []
        return _stacked(Label(words, wrap=True), Label(about, tone="muted", wrap=True), *asked)

    def _line(self, one: Cosigning, state: Dispatch, names: Names) -> QWidget:
        marks = [tag(tr(COSIGNINGS[one.state]), _TONES.get(one.state, ""))]
        if state.joint[-1].round > 1:
            marks.append(tag(tr("第{n}轮").format(n=one.round)))
        if one.late:
            marks.append(tag(tr("迟到意见"), "amber"))
        signer = names.person(one.signer) if one.signer else ""
        said = " ".join(part for part in (signer, moment(one.at or one.asked), one.words) if part)
        return _stacked(row(Label(names.unit(one.unit)), *marks, None), Label(said, tone="muted", wrap=True))


def _sealing(one: Sealing, names: Names) -> QWidget:
    """Say what a co-signing unit has done about its seal on the final file (7.3.5.1), and that nobody there can where that is so (W10)."""
    if one.state == "asked" and not keeps_seal(one.unit, names.directory):
        mark = tag(tr("没有印章保管人"), "amber")
        hint = tr("对方没有人能用印：请其安排印章保管人；不再等的，可以退回，用印请求随之收回。")
        return _stacked(row(Label(tr("{unit}用印").format(unit=names.unit(one.unit))), mark, None), Label(hint, tone="muted", wrap=True))
    said = " ".join(part for part in (moment(one.at) if one.at else "", one.words) if part)
    mark = tag(tr(SEALINGS[one.state]), _SEAL_TONES.get(one.state, ""))
    line = row(Label(tr("{unit}用印").format(unit=names.unit(one.unit))), mark, None)
    return _stacked(line, *([Label(said, tone="muted", wrap=True)] if said else []))


def _asked_seal(asked: SealAsked) -> list[QWidget]:
    """Say that this unit's seal is asked for, on which document."""
    number = asked.number.printed() if asked.number else ""
    mark = tag(tr(SEALINGS[asked.answer or "asked"]), _SEAL_TONES.get(asked.answer or "asked", ""))
    hint = Label(tr("加盖的是本机关的印章，盖在主办机关的定稿上。用印之前，本机先核对是不是本机关签署的稿子。"), tone="muted", wrap=True)
    return [row(Label(tr("请本机关用印 {number}").format(number=number)), mark, None), *([] if asked.answer else [hint])]


def _stacked(*parts: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.gap(0.6))
    for part in parts:
        layout.addWidget(part)
    return made
