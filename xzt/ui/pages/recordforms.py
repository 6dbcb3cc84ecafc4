"""The forms of an opened record: the one that the open action needs is in sight. Which action is open the page knows, from the rules.

What a form asks for stands with the form; here is which form belongs to which command. There are more than thirty, of which a person needs
two or three: each is made when it is first needed, for all of them together would hold the window up when the first record is opened.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Signal

from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch
from xzt.office.registry import Command, Matter
from xzt.ui import actions, flowwords
from xzt.ui.hub import Hub
from xzt.ui.pages import panels
from xzt.ui.pages.comparing import ComparePane, ProofForm
from xzt.ui.pages.distributing import Asking, DistributeForm, Groups, asking_forms
from xzt.ui.pages.intervening import INTERVENTIONS, InterveneForm
from xzt.ui.pages.jointforms import AllotForm, SendBackForm
from xzt.ui.pages.opinionfiles import OpinionFiles
from xzt.ui.pages.proposing import ProposeForm
from xzt.ui.pages.receiptforms import ClockForm, ReassignForm, UrgeForm
from xzt.ui.pages.registering import RegisterForm
from xzt.ui.pages.relating import RelateForm
from xzt.ui.pages.replying import ReplyForm
from xzt.ui.pages.steering import TITLES, SteerForm
from xzt.ui.pages.widening import AnswerScopeForm, AskScopeForm, WidenForm
from xzt.ui.sentences import PENDING
from xzt.ui.text import step_name, tr
from xzt.ui.widgets.oneof import OneOf

_OPINION = {
    "Review": ("review", tr("核稿意见")),
    "Countersign": ("countersign", tr("会签意见")),
    "SignOff": ("sign_off", tr("签发意见")),
    "Instruct": ("instruct", tr("批示意见")),
    "Handle": ("handle", tr("办理结果")),
    "MarkRead": ("read", tr("阅后意见（可不写）")),
}
_FORMS = {
    "Distribute": "distribute",
    "Archive": "archive",
    "Propose": "propose",
    "AssignNumber": "number",
    "Register": "register",
    "Allot": "allot",
    "Proofread": "proof",
}
Run: TypeAlias = Callable[[str], Callable[[], None]]
"""Gives what presses the button of an action, by the action's id."""
Scopes: TypeAlias = WidenForm | AskScopeForm | AnswerScopeForm
_SCOPE_ANSWERS, _CLOCKS = ("allow_scope", "deny_scope"), ("stop_clock", "start_clock")
Reason: TypeAlias = (
    panels.ReasonForm | SteerForm | InterveneForm | SendBackForm | ReplyForm | Scopes | Asking | UrgeForm | ReassignForm | ClockForm
)


class RecordForms(OneOf):
    """Holds the forms by name. ``looked`` when somebody at the proofreading wants to see the comparison."""

    looked = Signal()

    def __init__(self, hub: Hub, compare: ComparePane, record: Callable[[], str]) -> None:
        super().__init__("record.forms")
        self._hub, self._compare, self._record = hub, compare, record
        self.idle = panels.IdleForm()
        self.opinion = panels.OpinionForm(hub.client.identity.person, OpinionFiles(hub, "opinion"))
        self._asked: dict[str, Callable[[], Reason]] = {}
        self._makers: dict[str, Callable[[], panels.Form]] = {}
        self._made: dict[str, panels.Form] = {}

    def build(self, run: Run, cancel: Callable[[], None]) -> None:
        """Note how the forms are made; ``cancel`` takes an asking back."""
        hub, client = self._hub, self._hub.client
        around = (client.directory, client.identity)
        self._asked = _reasons(run, cancel) | self._about_receipts(run, cancel) | asking_forms(hub, run, cancel)
        self._asked |= {name: partial(SteerForm, name, around, run(f"dispatch.{name}"), cancel) for name in TITLES}
        self._asked |= {name: partial(InterveneForm, name, client, run(f"dispatch.{name}"), cancel) for name in INTERVENTIONS}
        self._makers = {"opinion": lambda: self.opinion, **self._asked}
        self._makers |= {
            "distribute": lambda: DistributeForm(around, Groups(hub)),
            "archive": panels.ArchiveForm,
            "propose": lambda: ProposeForm(client.directory, client.identity, client.now, client.given, OpinionFiles(hub, "propose")),
            "number": lambda: panels.NumberForm(client.identity),
            "register": lambda: RegisterForm(hub, self._record),
            "allot": lambda: AllotForm(client.directory, client.identity),
            "proof": self._proof,
            "idle": lambda: self.idle,
        }
        for name in ("opinion", "idle"):
            self[name]

    def _about_receipts(self, run: Run, cancel: Callable[[], None]) -> dict[str, Callable[[], Reason]]:
        hub, client, record = self._hub, self._hub.client, self._record
        return {
            "widen": lambda: WidenForm(run("receipt.widen"), cancel),
            "ask_scope": lambda: AskScopeForm(run("receipt.ask_scope"), cancel),
            **{name: partial(AnswerScopeForm, name, client.directory, run(f"dispatch.{name}"), cancel) for name in _SCOPE_ANSWERS},
            "urge": lambda: UrgeForm(run("receipt.urge"), cancel),
            "reassign": lambda: ReassignForm((client.directory, client.identity), run("receipt.reassign"), cancel),
            **{name: partial(ClockForm, name, client, run(f"receipt.{name}"), cancel) for name in _CLOCKS},
            "reply": lambda: ReplyForm(hub, record, cancel),
            "relate": lambda: RelateForm(hub, record, run("dispatch.relate"), cancel),
        }

    def _proof(self) -> ProofForm:
        made = ProofForm(self._compare)
        made.looked.connect(self.looked)
        return made

    def __getitem__(self, name: str) -> panels.Form:
        """Return the form of a name, made when it is first asked for."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.add(self._made[name])
        return self._made[name]

    def asks(self, panel: str) -> bool:
        """Say whether an action asks for something first."""
        return panel in self._asked

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the command ``name`` by the first form that makes it. What has not been made nobody has filled in."""
        if name in _FORMS:
            self[_FORMS[name]]
        forms = [self._made[form] for form in self._makers if form in self._made]
        return next((made for form in forms if (made := form.command(name, state)) is not None), None)

    def ask(self, panel: str, state: Matter) -> None:
        """Show what an action asks for first."""
        form = self[panel]
        form.begin(state)
        self.show_only(form)

    def write(self, panel: str) -> None:
        """Go where writing begins in what an action asks for."""
        form = self[panel]
        assert isinstance(form, Reason)  # noqa: S101  those that are asked for are
        form.reason.setFocus()

    def show_for(self, opened: actions.Spec | None, state: Matter) -> None:
        """Show the form of the action that is open, or how things stand."""
        name = opened.command if opened else ""
        if name in _OPINION:
            phrases, title = _OPINION[name]
            self.opinion.ask(title, phrases)
            self.show_only(self.opinion)
        elif name in _FORMS:
            form = self[_FORMS[name]]
            form.begin(state)
            self.show_only(form)
        else:
            self._show_idle(state, opened)

    def next_words(self, kind: str, record: str, name: str, state: Matter) -> str:
        """Ask the rules who would get it next (FLW-22)."""
        names = self._hub.names(kind)
        if not isinstance(state, Dispatch):
            return flowwords.next_of_receipt(name, names)
        command = {"Seal": d.Seal("", ()), "Archive": d.Archive("")}.get(name) or self.command(name, state)
        return flowwords.next_words(self._hub.client.ahead(record, command), names) if isinstance(command, d.Command) else ""

    def _show_idle(self, state: Matter, opened: actions.Spec | None) -> None:
        kind = "dispatch" if isinstance(state, Dispatch) else "receipt"
        who = flowwords.holders(state, self._hub.names(kind))
        if opened is not None:
            self.idle.say(opened.title, tr("点右下角“{title}”继续。").format(title=opened.title))
        elif state.pending:
            self.idle.say(tr("已申请"), tr(PENDING.get(state.pending, "")))
        elif who:
            self.idle.say(tr("等待{who}").format(who=who), tr("现在没有要您办的事。办完后会在这里看到结果。"))
        else:
            self.idle.say(step_name(kind, state.step), tr("现在没有要您办的事。"))
        self.show_only(self.idle)


def _reasons(run: Run, cancel: Callable[[], None]) -> dict[str, Callable[[], Reason]]:
    def plain(name: str, title: str, kind: str) -> Callable[[], Reason]:
        sure = (f"{name}.confirm", tr("确定{title}").format(title=title), run(f"{kind}.{name}"))
        return lambda: panels.ReasonForm(name, title, sure, cancel)

    return {
        "return": plain("return", tr("退回"), "dispatch"),
        "refuse": plain("refuse", tr("拒收"), "receipt"),
        "discard": plain("discard", tr("作废"), "receipt"),
        "send_back": lambda: SendBackForm(run("dispatch.send_back"), cancel),
    }
