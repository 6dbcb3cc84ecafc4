"""答复: a dispatch that answers the receipt in sight, begun with the document cited; both know each other from then on (RCV-11)."""

from collections.abc import Callable
from functools import partial

import msgspec

from xzt.client.clock import new_id
from xzt.client.commands import Accepted
from xzt.client.house import house_of
from xzt.core.encoding import encode
from xzt.docs.importing.reading import kind_of
from xzt.docs.kinds.answering import Answer, answering, usual_answer
from xzt.docs.kinds.quoting import Quoted
from xzt.docs.model import OfficialDocument
from xzt.office.dispatch.commands import StartDraft
from xzt.office.receipt.commands import BeginReply
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Matter
from xzt.ui.flowwords import number_of, sender_of, title_of
from xzt.ui.hub import Hub
from xzt.ui.pages.panels import Form
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, combo, field, row

_WORDS = {
    Answer.REPLY: tr("批复（答复下级的请示）"),
    Answer.LETTER: tr("复函（答复不相隶属的机关）"),
    Answer.REPORT: tr("报告（答复上级的要求）"),
}


class ReplyForm(Form):
    """Which kind of document answers it."""

    def __init__(self, hub: Hub, record: Callable[[], str], cancel: Callable[[], None]) -> None:
        super().__init__("reply", tr("答复"))
        self._hub, self._record, self._done = hub, record, cancel
        self._state: Receipt | None = None
        self.kind = combo("reply.kind", tr("用什么文种答复"), [(answer.value, words) for answer, words in _WORDS.items()])
        self.reason = self.kind
        """What gets the focus when the form is asked for."""
        self.box.addWidget(field(tr("用什么文种答复"), self.kind))
        hint = tr("来文的标题、字号和来文单位自动写进草稿。答复分发后，来文的办理时限到此为止，两件互相列出。")
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        sure = button("reply.confirm", tr("起草答复"), self.start, look="primary")
        self.box.addWidget(row(None, button("reply.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer what is usual for the document."""
        if isinstance(state, Receipt) and self._state != state:
            self._state = state
            choose(self.kind, usual_answer(title_of(state)).value)

    def document(self, state: Receipt) -> OfficialDocument:
        """Return the beginning of the answer."""
        client = self._hub.client
        names = self._hub.names("receipt")
        sender, title = sender_of(state, names), title_of(state)
        quoted = Quoted(title=title, number=number_of(state), organ=sender, kind=kind_of(title))
        return answering(house_of(client.directory, client.identity.unit), Answer(chosen(self.kind)), quoted, sender)

    def start(self) -> None:
        """Note the reply on the receipt and begin its draft under the same id."""
        if self._state is None:
            return
        reply, receipt = new_id(self._hub.client.now()), self._record()
        about = " ".join(part for part in (number_of(self._state), title_of(self._state)[:300]) if part)
        draft = StartDraft(msgspec.Raw(encode(self.document(self._state))), receipt, about)
        self._hub.submit("receipt", receipt, BeginReply(reply), partial(self._on_noted, reply, draft))

    def _on_noted(self, reply: str, draft: StartDraft, _accepted: Accepted) -> None:
        self._hub.submit("dispatch", reply, draft, self._on_begun)

    def _on_begun(self, accepted: Accepted) -> None:
        self._done()
        self._hub.open_asked.emit("dispatch", accepted.record)
