"""关联 on the screen: linked from one document, shown on both with how the other stands (DOC-18)."""

from PySide6.QtWidgets import QLabel, QPushButton

from tests.sync.town import document
from tests.ui.stage import Stage, child, until
from xzt.client.commands import Accepted
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Relation, Route
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.relating import RelateForm, issue_again
from xzt.ui.widgets.controls import choose


def test_doc18_two_documents_show_each_other(stage: Stage) -> None:
    """DOC-18, G5: the newer says what it does to the older; the server tells the older; each leads to the other; it can be taken off."""
    window = stage.window("jia-1")
    client = window.client
    records = []
    for _ in range(2):
        begun = client.start_draft(document()).result(20)
        assert isinstance(begun, Accepted)
        records.append(begun.record)
        assert isinstance(client.submit("dispatch", begun.record, d.Submit(Route("yi-1", "ding-1"))).result(20), Accepted)
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


def _relations(state: object) -> list[tuple[str, str, bool]]:
    found: tuple[Relation, ...] = state.relations if isinstance(state, Dispatch) else ()
    return [(one.kind, one.record, one.back) for one in found]
