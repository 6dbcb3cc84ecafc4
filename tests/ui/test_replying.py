"""答复 on the screen: begun from the receipt with its document cited, and each shows the other (RCV-11)."""

from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.stage import Stage, child, under_the_pen, until
from tests.ui.test_registering import fill, registered
from xzt.core.encoding import decode
from xzt.docs.model import Kind, OfficialDocument
from xzt.office.dispatch.state import Dispatch
from xzt.office.receipt import commands as r
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.replying import ReplyForm


def test_rcv_11_a_reply_is_begun_from_its_receipt(stage: Stage) -> None:
    """RCV-11: 批复 is offered for a 请示; title, recipient and citation are written; both show each other."""
    clerk = stage.window("wu-1")
    page = fill(clerk, "示政发〔2022〕7号")
    page.fields.title.setPlainText("关于样例事项的请示")
    child(page, QPushButton, "enter.register").click()
    registered(clerk)
    record = clerk.client.rows("receipts")[0].id
    clerk.client.submit("receipt", record, r.Propose("拟请办理", "jia-1")).result()
    window = stage.window("jia-1")
    until(lambda: window.client.count("todo") == 1)
    window.open_record("receipt", record)
    shown = window.current()
    assert isinstance(shown, RecordPage)
    until(lambda: shown.state is not None)
    window.trigger("receipt.reply")
    form = shown.forms["reply"]
    assert isinstance(form, ReplyForm)
    assert form.kind.currentText() == "批复（答复下级的请示）"
    child(shown, QPushButton, "reply.confirm").click()
    under_the_pen(window)
    (row,) = window.client.rows("drafts")
    state = window.client.record("dispatch", row.id)
    assert isinstance(state, Dispatch)
    written = decode(state.document, OfficialDocument)
    assert (state.answers, written.kind, written.recipients) == (record, Kind.REPLY, "示例市人民政府")
    assert written.title == "湖南省人民政府办公厅关于样例事项的批复"
    window.open_record("receipt", record)
    until(lambda: written.title in [label.text() for label in shown.findChildren(QLabel, "related.reply0")])
    child(shown, QPushButton, "related.reply0.open").click()
    under_the_pen(window)
