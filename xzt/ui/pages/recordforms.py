"""The forms of an opened record: the one that the open action needs is in sight. Which action is open the page knows, from the rules.

What a form asks for stands with the form; here is which form belongs to which command.
"""

from collections.abc import Callable
from typing import TypeAlias

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
Reason: TypeAlias = (
    panels.ReasonForm | SteerForm | InterveneForm | SendBackForm | ReplyForm | Scopes | Asking | UrgeForm | ReassignForm | ClockForm
)


class RecordForms(OneOf):
    """Holds the forms by name; ``reasons`` are those that an action asks for first."""

    def __init__(self, hub: Hub, compare: ComparePane, record: Callable[[], str]) -> None:
        super().__init__("record.forms")
        self._hub, self._record = hub, record
        client = hub.client
        self.proof = ProofForm(compare)
        self.idle, self.opinion = panels.IdleForm(), panels.OpinionForm(client.identity.person, OpinionFiles(hub, "opinion"))
        self.reasons: dict[str, Reason] = {}
        self._forms: dict[str, panels.Form] = {"opinion": self.opinion}

    def build(self, run: Run, cancel: Callable[[], None]) -> None:
        """Make the forms; ``cancel`` takes an asking back."""
        hub, client, record = self._hub, self._hub.client, self._record
        around = (client.directory, client.identity)
        self.reasons = _reasons(run, cancel) | {
            "widen": WidenForm(run("receipt.widen"), cancel),
            "ask_scope": AskScopeForm(run("receipt.ask_scope"), cancel),
            **{name: AnswerScopeForm(name, client.directory, run(f"dispatch.{name}"), cancel) for name in ("allow_scope", "deny_scope")},
            "urge": UrgeForm(run("receipt.urge"), cancel),
            "reassign": ReassignForm(around, run("receipt.reassign"), cancel),
            **{name: ClockForm(name, client, run(f"receipt.{name}"), cancel) for name in ("stop_clock", "start_clock")},
            "reply": ReplyForm(hub, record, cancel),
            "relate": RelateForm(hub, record, run("dispatch.relate"), cancel),
        }
        self.reasons |= asking_forms(hub, run, cancel)
        for name in TITLES:
            self.reasons[name] = SteerForm(name, around, run(f"dispatch.{name}"), cancel)
        for name in INTERVENTIONS:
            self.reasons[name] = InterveneForm(name, client, run(f"dispatch.{name}"), cancel)
        self._forms |= self.reasons
        self._forms |= {
            "distribute": DistributeForm(around, Groups(hub)),
            "archive": panels.ArchiveForm(),
            "propose": ProposeForm(client.directory, client.identity, client.now, client.given, OpinionFiles(hub, "propose")),
            "number": panels.NumberForm(client.identity),
            "register": RegisterForm(hub, record),
            "allot": AllotForm(client.directory, client.identity),
            "proof": self.proof,
            "idle": self.idle,
        }
        for form in self._forms.values():
            self.add(form)

    def __getitem__(self, name: str) -> panels.Form:
        """Return the form of a name."""
        return self._forms[name]

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the command ``name`` by the first form that makes it."""
        return next((made for form in self._forms.values() if (made := form.command(name, state)) is not None), None)

    def ask(self, panel: str, state: Matter) -> None:
        """Show what an action asks for first."""
        self.reasons[panel].begin(state)
        self.show_only(self.reasons[panel])

    def show_for(self, opened: actions.Spec | None, state: Matter) -> None:
        """Show the form of the action that is open, or how things stand."""
        name = opened.command if opened else ""
        if name in _OPINION:
            phrases, title = _OPINION[name]
            self.opinion.ask(title, phrases)
            self.show_only(self.opinion)
        elif name in _FORMS:
            self._forms[_FORMS[name]].begin(state)
            self.show_only(self._forms[_FORMS[name]])
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


def _reasons(run: Run, cancel: Callable[[], None]) -> dict[str, Reason]:
    return {
        "return": panels.ReasonForm("return", tr("退回"), ("return.confirm", tr("确定退回"), run("dispatch.return")), cancel),
        "refuse": panels.ReasonForm("refuse", tr("拒收"), ("refuse.confirm", tr("确定拒收"), run("receipt.refuse")), cancel),
        "discard": panels.ReasonForm("discard", tr("作废"), ("discard.confirm", tr("确定作废"), run("receipt.discard")), cancel),
        "send_back": SendBackForm(run("dispatch.send_back"), cancel),
    }
