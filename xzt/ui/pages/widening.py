"""传达范围: how far a received document may go is the issuing organ's to say: asked and answered here, or its consent is named (G6)."""

from collections.abc import Callable

from xzt.office.dispatch import consents
from xzt.office.dispatch.commands import AllowScope, DenyScope
from xzt.office.dispatch.state import Dispatch
from xzt.office.people import Directory
from xzt.office.receipt.commands import AskScope, Widen
from xzt.office.receipt.state import Receipt, ScopeQuestion
from xzt.office.receipt.widening import WIDER, open_question
from xzt.office.registry import Command, Matter
from xzt.ui.pages.panels import Form, fill_combo
from xzt.ui.receiptwords import SCOPES
from xzt.ui.text import Names, tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, combo, field, row, text_edit


class WidenForm(Form):
    """The new range and the consent."""

    def __init__(self, run: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("widen", tr("变更传达范围"))
        self._state: Receipt | None = None
        self.scope = combo("widen.scope", tr("传达范围"), [(scope, tr(words)) for scope, words in SCOPES.items()])
        self.reason = text_edit("widen.consent", tr("发文机关同意的依据"), tr("谁同意的，什么时候，来函字号或电话记录"), 4)
        self.box.addWidget(field(tr("传达范围"), self.scope))
        self.box.addWidget(field(tr("发文机关同意的依据（必填）"), self.reason))
        self.box.addWidget(Label(tr("传达范围由发文机关定；变更和依据记在办理过程里，带您的电子签名。"), tone="muted", wrap=True))
        sure = button("widen.confirm", tr("变更"), run, look="primary")
        self.box.addWidget(row(None, button("widen.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Start from the range as it is."""
        if isinstance(state, Receipt) and self._state != state:
            self._state = state
            choose(self.scope, state.scope)

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the change."""
        return Widen(chosen(self.scope), self.reason.toPlainText().strip()) if name == "Widen" else None


def far_words(scope: str) -> str:
    """Say how far something is asked for."""
    return tr(SCOPES[scope]) if scope else tr("不再限定，可以转发")


class AskScopeForm(Form):
    """征求发文机关同意: how far, and why; it goes to the issuing organ over the exchange."""

    def __init__(self, run: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("ask_scope", tr("征求发文机关同意"))
        self.scope = combo("ask_scope.scope", tr("扩大到"), [])
        self.reason = text_edit("ask_scope.reason", tr("理由（必填）"), tr("为什么要转发或扩大传达，发文机关会看到"), 4)
        hint = tr("发文机关的负责人在系统里答复。同意的，传达范围随即放开；离线也可以先提出。")
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        self.box.addWidget(field(tr("扩大到"), self.scope))
        self.box.addWidget(field(tr("理由（必填）"), self.reason))
        sure = button("ask_scope.confirm", tr("提出"), run, look="primary")
        self.box.addWidget(row(None, button("ask_scope.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer what goes further than now."""
        if isinstance(state, Receipt):
            fill_combo(self.scope, [(one, far_words(one)) for one in WIDER.get(state.scope, ())], chosen(self.scope))

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the question."""
        return AskScope(chosen(self.scope), self.reason.toPlainText().strip()) if name == "AskScope" else None


class AnswerScopeForm(Form):
    """同意 or 不同意: which unit's request is answered, and with which words."""

    def __init__(self, name: str, directory: Directory, run: Callable[[], None], cancel: Callable[[], None]) -> None:
        self._allow, self._directory = name == "allow_scope", directory
        super().__init__(name, tr("同意扩大传达范围") if self._allow else tr("不同意扩大传达范围"))
        self._state: Dispatch | None = None
        self.request = combo(f"{name}.request", tr("哪个单位的请求"), [])
        self.why = Label(wrap=True)
        self.why.setObjectName(f"{name}.why")
        words = tr("要说的话（可不写）") if self._allow else tr("理由（必填）")
        self.reason = text_edit(f"{name}.reason", words, tr("对方会看到"), 4)
        self.box.addWidget(field(tr("哪个单位的请求"), self.request))
        self.box.addWidget(self.why)
        self.box.addWidget(field(words, self.reason))
        sure = button(f"{name}.confirm", tr("确定同意") if self._allow else tr("确定不同意"), run, look="primary")
        self.box.addWidget(row(None, button(f"{name}.cancel", tr("取消"), cancel), sure))
        self.request.currentIndexChanged.connect(self._on_request)

    def begin(self, state: Matter) -> None:
        """Offer what waits for an answer."""
        if isinstance(state, Dispatch):
            self._state = state
            names = Names(self._directory)
            fill_combo(self.request, [(one.id, names.unit(one.unit)) for one in consents.waiting(state)], chosen(self.request))
            self._on_request()

    def _on_request(self, _at: int = 0) -> None:
        waiting = consents.waiting(self._state) if self._state else ()
        one = next((one for one in waiting if one.id == chosen(self.request)), None)
        self.why.setText(tr("请求扩大到“{far}”：{why}").format(far=far_words(one.scope), why=one.reason) if one else "")

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the answer."""
        words = self.reason.toPlainText().strip()
        if name == "AllowScope" and self._allow:
            return AllowScope(chosen(self.request), words)
        return DenyScope(chosen(self.request), words) if name == "DenyScope" and not self._allow else None


def asked_scope_words(state: Matter, names: Names) -> str:
    """Say that the issuing organ is asked, or that units wait for its answer; empty where neither is so."""
    if isinstance(state, Receipt):
        return tr("已征求发文机关同意，等待答复") if open_question(state) else ""
    units = "、".join(names.unit(one.unit) for one in consents.waiting(state))
    return tr("{units}请求扩大传达范围").format(units=units) if units else ""


def question_words(one: ScopeQuestion, names: Names) -> tuple[tuple[str, str], str]:
    """Say a question to the issuing organ: how it stands with its tone, and who said what."""
    stands = {"allowed": (tr("已同意"), "accent"), "denied": (tr("不同意"), "amber")}.get(one.state, (tr("等待答复"), "amber"))
    said = tr("：").join(part for part in (names.person(one.person) if one.person else "", one.words) if part)
    return stands, "\n".join(part for part in (tr("请求：{why}").format(why=one.reason), said) if part)
