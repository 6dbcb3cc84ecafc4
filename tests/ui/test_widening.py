"""G6 on the screen: what may not be passed on says why and what to do, until the issuing organ's consent is written down."""

from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.stage import Stage, child, until
from xzt.client import receiving
from xzt.client.clock import new_id
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Receipt
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.widening import WidenForm


def test_g6_a_limited_document_is_passed_on_only_with_consent(stage: Stage) -> None:
    """G6: 转发 is shown closed with its reason to a drafter; the document office changes the range with the consent, and it opens."""
    clerk = stage.window("wu-1")
    record = new_id(clerk.client.now())
    entry = Registration("示例市人民政府", "示政发〔2022〕7号", "关于样例事项的通知", scope="unit")
    clerk.client.submit("receipt", record, receiving.entering(entry, receiving.blank(entry.title))).result()
    clerk.client.submit("receipt", record, r.Register("收", entry)).result()
    until(lambda: clerk.client.rows("receipts")[0].step == "propose")
    clerk.client.submit("receipt", record, r.Propose("请阅", readers=("jia-1",))).result()
    reader = stage.window("jia-1")
    until(lambda: reader.client.count("toread") == 1)
    reader.open_record("receipt", record)
    page = reader.current()
    assert isinstance(page, RecordPage)
    until(lambda: not child(page, QPushButton, "receipt.pass_on").isEnabled())
    assert "来文的传达范围是“限本机关”，不能转发" in child(page, QPushButton, "receipt.pass_on").toolTip()
    reader.trigger("record.copy")
    assert "不能转发" in child(reader, QLabel, "strip.words").text()

    clerk.open_record("receipt", record)
    shown = clerk.current()
    assert isinstance(shown, RecordPage)
    clerk.trigger("receipt.widen")
    form = shown.forms["widen"]
    assert isinstance(form, WidenForm)
    form.scope.setCurrentIndex(0)
    form.reason.setPlainText("示例市人民政府办公室3月3日电话同意")
    child(shown, QPushButton, "widen.confirm").click()
    until(lambda: isinstance(shown.state, Receipt) and shown.state.scope == "")
    until(lambda: child(page, QPushButton, "receipt.pass_on").isEnabled())
    child(page, QPushButton, "receipt.pass_on").click()
    until(lambda: reader.current().objectName() == "page.forward")
    child(reader.current(), QPushButton, "forward.start").click()
    until(lambda: reader.client.count("drafts") == 1)
    state = reader.client.record("receipt", record)
    assert isinstance(state, Receipt)
    assert state.passed == (reader.client.rows("drafts")[0].id,)
