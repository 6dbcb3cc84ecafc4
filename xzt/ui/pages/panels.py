"""The right-hand forms of a record: what an action needs before it can be given. Each builds commands, none of them submits."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QRadioButton, QVBoxLayout, QWidget

from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import ORDER, Dispatch, Step, duty
from xzt.office.flow.guards import return_targets
from xzt.office.people import Directory, Role
from xzt.office.receipt import commands as r
from xzt.office.registry import Command, Matter
from xzt.ui import theme
from xzt.ui.pages.opinionfiles import OpinionFiles
from xzt.ui.sentences import PHRASES
from xzt.ui.text import retention_name, step_name, tr
from xzt.ui.widgets.controls import Label, button, chosen, combo, field, line_edit, row, text_edit
from xzt.ui.widgets.opinion import OpinionBox

if TYPE_CHECKING:
    from xzt.client.session import Identity


class Form(QWidget):
    """A form of the right column. ``command`` builds what the action ``name`` gives."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(f"form.{name}")
        self.setAccessibleName(title)
        self.heading = Label(title, size=1.1, bold=True)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.gap(2))
        self.box.addWidget(self.heading)

    def begin(self, state: Matter) -> None:
        """Take what the form starts from out of the record; it may be called again for the same one."""

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  forms look at what they need
        """Build the command ``name``, None when this form does not make it."""
        return None


class IdleForm(Form):
    """Nothing to write: says what the open action does, or in whose hands the matter is."""

    def __init__(self) -> None:
        super().__init__("idle", tr("办理"))
        self.words = Label(tone="muted", wrap=True)
        self.box.addWidget(self.words)

    def say(self, title: str, words: str) -> None:
        """Say how things stand."""
        self.heading.setText(title)
        self.words.setText(words)

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the commands that need no words."""
        plain: dict[str, Callable[[], Command]] = {
            "AssignNumber": d.AssignNumber,
            "Close": d.Close if isinstance(state, Dispatch) else r.Close,
            "SignFor": r.SignFor,
            "Register": r.Register,
            "Withdraw": d.Withdraw,
            "GiveBack": r.GiveBack,
        }
        made = plain.get(name)
        return made() if made else None


class OpinionForm(Form):
    """The opinion of review, countersigning, sign-off, reading, or the result of handling."""

    def __init__(self, person: str, files: OpinionFiles) -> None:
        super().__init__("opinion", tr("意见"))
        self._person, self.files = person, files
        self.opinion = OpinionBox("opinion", tr("意见"))
        self.box.addWidget(self.opinion)
        self.box.addWidget(files)

    def clear(self) -> None:
        """Begin with another opinion."""
        self.opinion.edit.clear()
        self.files.clear()

    def ask(self, title: str, phrases: str) -> None:
        """Ask for the words of one step."""
        self.heading.setText(title)
        self.opinion.offer([tr(words) for words in PHRASES.get(phrases, ())])

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the command that carries the opinion, bound to the text that was seen (W13)."""
        words = self.opinion.words()
        if isinstance(state, Dispatch):
            return self._of_dispatch(name, words, state)
        if name == "MarkRead":
            return r.MarkRead(words, self.files.files())
        if name == "Instruct":
            return r.Instruct(words, files=self.files.files())
        return r.Handle(words, self.files.files()) if name == "Handle" else None

    def _of_dispatch(self, name: str, words: str, state: Dispatch) -> Command | None:
        """Name the task that the person has before him, so that an answer that comes too late is known for what it is (W3)."""
        files = self.files.files()
        act = {"Review": Step.REVIEW, "SignOff": Step.SIGN_OFF}.get(name, Step.COUNTERSIGN)
        task = next((one.id for one in state.tasks if one.holder == f"p:{self._person}" and duty(one) == act), "")
        if name == "Review":
            return d.Review(words, state.text, task, files)
        if name == "SignOff":
            return d.SignOff(words, state.text, task, files)
        return d.Countersign(words, state.text, name != "Disagree", task, files) if name in {"Countersign", "Disagree"} else None


class ReasonForm(Form):
    """A reason before something goes back: 退回 (with the step) or 拒收."""

    def __init__(self, name: str, title: str, confirm: tuple[str, str, Callable[[], None]], cancel: Callable[[], None]) -> None:
        super().__init__(name, title)
        self._name = name
        self.steps = combo(f"{name}.step", tr("退回到"), [])
        self.where = field(tr("退回到"), self.steps)
        self.reason = text_edit(f"{name}.reason", tr("理由"), tr("写明理由，对方会看到"), 5)
        self.box.addWidget(self.where)
        self.again = QRadioButton(tr("改好后重走后面的步骤"))
        self.again.setObjectName(f"{name}.again")
        self.again.setChecked(True)
        self.straight = QRadioButton(tr("改好后直接送回给我"))
        self.straight.setObjectName(f"{name}.straight")
        for part in (self.again, self.straight):
            self.box.addWidget(part)
            part.setVisible(name == "return")
        self.box.addWidget(field(tr("理由（必填）"), self.reason))
        sure = button(confirm[0], confirm[1], confirm[2], look="primary")
        self.box.addWidget(row(None, button(f"{name}.cancel", tr("不退了") if name == "return" else tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer the steps that a dispatch has passed; a receipt goes back as a whole."""
        self.where.setVisible(isinstance(state, Dispatch))
        if isinstance(state, Dispatch):
            case = state.case
            passed = {step for task in state.tasks for step in return_targets(case, task)} if case else set()
            found = [step for step in ORDER[: ORDER.index(Step.PROOFREAD)] if step in passed]
            keep = chosen(self.steps)
            fill_combo(self.steps, [(step.value, step_name("dispatch", step)) for step in found], keep)
            unsigned = state.signed_off is None
            self.straight.setVisible(unsigned)
            self.again.setVisible(unsigned)
            if not unsigned:
                self.again.setChecked(True)

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the return or the refusal."""
        words = self.reason.toPlainText().strip()
        if name == "Return":
            text = state.text if isinstance(state, Dispatch) else ""
            return d.Return(Step(chosen(self.steps) or Step.DRAFT), words, text, self.straight.isChecked())
        if name.lower() != self._name:
            return None
        return r.Discard(words) if name == "Discard" else r.Refuse(words) if name == "Refuse" else None


class ArchiveForm(Form):
    """For how long it is kept."""

    def __init__(self) -> None:
        super().__init__("archive", tr("归档"))
        self.retention = combo("archive.retention", tr("保管期限"), [(code, retention_name(code)) for code in ("Y", "D30", "D10")])
        self.box.addWidget(field(tr("保管期限"), self.retention))
        self.box.addWidget(Label(tr("服务器按全宗、年度和期限给出档号。"), tone="muted", wrap=True))

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the archiving."""
        return d.Archive(chosen(self.retention)) if name == "Archive" else None


class NumberForm(Form):
    """编号: normally in order; whoever keeps numbers may choose one with a reason (N7)."""

    def __init__(self, identity: "Identity") -> None:
        super().__init__("number", tr("编号"))
        self.order = QRadioButton(tr("由服务器按顺序编号"))
        self.order.setObjectName("number.order")
        self.order.setChecked(True)
        self.pick = QRadioButton(tr("指定序号"))
        self.pick.setObjectName("number.pick")
        self.sequence = line_edit("number.sequence", tr("序号"), tr("序号"))
        self.reason = line_edit("number.reason", tr("指定序号的理由"), tr("理由（必填）"))
        self.box.addWidget(Label(tr("文号只由服务器给。离线时先申请，联网后自动得到。"), tone="muted", wrap=True))
        keeper = Role.NUMBER_KEEPER in identity.roles
        for part in (self.order, self.pick, self.sequence, self.reason):
            self.box.addWidget(part)
            part.setVisible(keeper)
        self.sequence.setEnabled(False)
        self.reason.setEnabled(False)
        self.pick.toggled.connect(self.sequence.setEnabled)
        self.pick.toggled.connect(self.reason.setEnabled)

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the request for a number."""
        if name != "AssignNumber":
            return None
        if not self.pick.isChecked():
            return d.AssignNumber()
        digits = self.sequence.text().strip()
        return d.AssignNumber(int(digits) if digits.isdecimal() else 0, self.reason.text().strip())


def colleagues(directory: Directory, identity: "Identity") -> list[tuple[str, str]]:
    """List the people of one's own unit as (id, words)."""
    return [(person.id, person_words(person.name, person.title)) for person in directory.people if person.unit == identity.unit]


def person_words(name: str, title: str) -> str:
    """Say a person with the title, where there is one."""
    return f"{name} · {title}" if title else name


def fill_combo(box: QComboBox, entries: Sequence[tuple[str, str]], keep: str = "") -> None:
    """Fill a drop-down again and keep the choice where it is still there."""
    box.clear()
    for data, words in entries:
        box.addItem(words, data)
    at = box.findData(keep)
    box.setCurrentIndex(max(at, 0) if entries else -1)
