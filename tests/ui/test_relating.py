"""关联 on the screen: linked from one document, shown on both with how the other stands (DOC-18)."""

from PySide6.QtWidgets import QLabel, QPushButton

from tests.office.world import Case, arrived
from tests.office.world import document as plain
from tests.sync.town import document
from tests.ui.stage import Stage, child, under_the_pen, until
from xzt.client.commands import Accepted
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Relation, Route
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Mention
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.related import RelatedPanel
from xzt.ui.pages.relating import RelateForm, issue_again
from xzt.ui.widgets.controls import choose


def test_doc18_two_documents_show_each_other(stage: Stage) -> None:
    """DOC-18, G5: the newer says what it does to the older; the server tells the older; each leads to the other; it can be taken off."""
    window = stage.window("jia-1")
    client = window.client
    records = []
    for _ in range(2):
        begun = client.start_draft(document()).result(60)
        assert isinstance(begun, Accepted)
        records.append(begun.record)
        assert isinstance(client.submit("dispatch", begun.record, d.Submit(Route("yi-1", "ding-1"))).result(60), Accepted)
    new, old = records
    window.open_record("dispatch", new)
    page = window.current()
    assert isinstance(page, RecordPage)
    window.trigger("dispatch.relate")
    form = page.forms["relate"]
    assert isinstance(form, RelateForm)
    choose(form.kind, "repeals")
    choose(form.other, old)
    child(page, QPushButton, "relate.confirm").click()
    until(lambda: _relations(client.record("dispatch", old)) == [("repeals", new, True)])
    until(lambda: any("核稿" in label.text() for label in page.related.findChildren(QLabel)))
    child(page, QPushButton, "related.relation0.open").click()
    until(lambda: page.record == old and page.related.isVisible())
    assert "被废止" in [label.text() for label in page.related.findChildren(QLabel)]
    window.open_record("dispatch", new)
    until(lambda: page.record == new and page.related.isVisible())
    child(page, QPushButton, "related.relation0.drop").click()
    until(lambda: _relations(client.record("dispatch", old)) == [])
    state = client.record("dispatch", old)
    assert isinstance(state, Dispatch)
    issue_again(window.hub, old, state, "corrects")
    until(lambda: client.count("drafts") == 1)
    until(lambda: _relations(client.record("dispatch", client.rows("drafts")[0].id)) == [("corrects", old, False)])


def test_doc18_a_draft_is_linked_before_it_is_submitted(stage: Stage) -> None:
    """DOC-18: beside the text under the pen; both show it, and each leads to the other by a click; taken off beside the text again."""
    window = stage.window("jia-1")
    client = window.client
    begun = client.start_draft(document()).result(60)
    assert isinstance(begun, Accepted)
    old = begun.record
    assert isinstance(client.submit("dispatch", old, d.Submit(Route("yi-1", "ding-1"))).result(60), Accepted)
    draft = client.start_draft(document()).result(60)
    assert isinstance(draft, Accepted)
    window.open_record("dispatch", draft.record)
    page = under_the_pen(window)
    child(page, QPushButton, "dispatch.relate").click()
    form = page.relating.form
    choose(form.kind, "supersedes")
    choose(form.other, old)
    child(page.relating, QPushButton, "relate.confirm").click()
    until(lambda: _relations(client.record("dispatch", old)) == [("supersedes", draft.record, True)])
    until(page.relating.related.isVisible)
    child(page.relating, QPushButton, "related.relation0.drop").click()
    until(lambda: _relations(client.record("dispatch", draft.record)) == [])
    child(page.relating, QPushButton, "relate.confirm").click()
    until(lambda: _relations(client.record("dispatch", old)) == [("supersedes", draft.record, True)])
    child(page.relating, QPushButton, "related.relation0.open").click()
    until(lambda: isinstance(window.current(), RecordPage))
    shown = window.current()
    assert isinstance(shown, RecordPage)
    until(lambda: shown.record == old and shown.related.isVisible())
    assert "被代替" in [label.text() for label in shown.related.findChildren(QLabel)]


def test_doc18_what_one_may_not_see_is_a_name_and_no_link(stage: Stage) -> None:
    """DOC-18, X1: a receipt names the dispatch that rests on it also to those who do not get it; there is nothing to press."""
    window = stage.window("jia-1")
    panel = RelatedPanel(window.hub)
    panel.setParent(window)
    receipt = arrived().do("system", r.NoteMention(Mention("basis", "elsewhere", "关于样例的通知", "样函〔2026〕1号"))).receipt
    panel.show_record(receipt)
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert {"被引为依据", "样函〔2026〕1号 关于样例的通知", "不在您能看到的范围内"} <= set(texts)
    reply = Case().do("clerk", d.StartDraft(plain(), "elsewhere", "样函〔2026〕2号 关于样例的请示")).dispatch
    panel.show_record(reply)
    assert "样函〔2026〕2号 关于样例的请示" in [label.text() for label in panel.findChildren(QLabel)]
    assert panel.findChildren(QPushButton) == []
    panel.setParent(None)
    panel.deleteLater()


def _relations(state: object) -> list[tuple[str, str, bool]]:
    found: tuple[Relation, ...] = state.relations if isinstance(state, Dispatch) else ()
    return [(one.kind, one.record, one.back) for one in found]
