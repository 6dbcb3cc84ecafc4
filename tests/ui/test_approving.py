"""Several to-dos agreed to together: an opinion each, taken back before any is given, each with its own result (FLW-20, W13)."""

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, until
from tests.ui.test_deputising import of, sent_to_review
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.office.dispatch.state import Step
from xzt.ui.pages.approving import TodoPage


def test_flw20_several_are_agreed_to_and_can_be_taken_back(stage: Stage, qtbot: QtBot) -> None:
    """FLW-20, W13: nothing is given while it can be taken back; afterwards each has its opinion, bound to the text that was there."""
    clerk, reviewer = stage.window("jia-1"), stage.window("yi-1")
    records = [sent_to_review(clerk) for _ in range(3)]
    reviewer.show_page("todo")
    page = reviewer.current()
    assert isinstance(page, TodoPage)
    until(lambda: page.model.rowCount() == 3)
    page.table.selectAll()
    child(page, QPushButton, "batch.approve").click()
    assert nameless(reviewer) == []
    assert unnamed_objects(reviewer) == []
    assert clipped(reviewer) == []
    child(page, QPushButton, "approve.give").click()
    assert child(page, QLabel, "approve.count").text() == "8 秒后送出 3 件"
    child(page, QPushButton, "approve.undo").click()
    assert "3 件都没有送出" in reviewer.strip.words.text()
    assert {state.step for record in records if (state := of(reviewer, record))} == {Step.REVIEW}
    page.table.selectAll()
    child(page, QPushButton, "batch.approve").click()
    until(lambda: page.approving._asked)
    page.approving._asked[1][2].setText("拟同意，请补附件")
    assert isinstance(page.approving._asked[1][2], QLineEdit)
    child(page, QPushButton, "approve.give").click()
    page.approving.finish()
    until(lambda: page.batch.results.count() == 3 and page.batch._open == 0)
    states = [state for record in records if (state := of(reviewer, record))]
    assert {state.step for state in states} == {Step.SIGN_OFF}
    assert sorted(state.course[-1].words for state in states) == ["同意", "同意", "拟同意，请补附件"]
    assert all(state.course[-1].text == state.text for state in states)
