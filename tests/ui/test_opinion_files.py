"""A file with an opinion in the real windows: added, sent, named in the opinions and on the 处理单, saved out by another (FLW-14)."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.sync.town import document
from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.client.commands import Accepted
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route
from xzt.ui.pages.record import RecordPage
from xzt.ui.widgets.controls import Label


def test_flw14_a_file_goes_with_the_opinion_to_whoever_reads_it(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """FLW-14: taken off and added again before it is sent; the drafter reads its name beside the words and saves it out, byte by byte."""
    source = tmp_path / "测算表.csv"
    source.write_bytes("单位,件数\n样例单位,3\n".encode())
    clerk, boss = stage.window("jia-1"), stage.window("yi-1")
    outcome = clerk.client.start_draft(document()).result(60)
    assert isinstance(outcome, Accepted)
    record = outcome.record
    assert isinstance(clerk.client.submit("dispatch", record, d.Submit(Route("yi-1", "ding-1"))).result(60), Accepted)
    until(lambda: boss.client.record("dispatch", record) is not None)
    boss.open_record("dispatch", record)
    page = boss.current()
    assert isinstance(page, RecordPage)
    files = page.forms.opinion.files
    assert child(files, QPushButton, "opinion.files.add").isVisible()
    assert not files.list.isVisible()
    files.add(source)
    until(lambda: len(files.files()) == 1)
    child(files, QToolButton, "file.0.remove").click()
    until(lambda: files.files() == ())
    files.add(source)
    until(files.list.isVisible)
    assert clipped(boss) == []
    assert [nameless(boss), unnamed_objects(boss)] == [[], []]
    page.forms.opinion.opinion.edit.setPlainText("同意，见附件")
    page.trigger("record.primary")
    until(lambda: files.files() == ())

    def reviewed() -> bool:
        state = clerk.client.record("dispatch", record)
        return (
            isinstance(state, Dispatch) and state.course[-1].action == "review" and clerk.client.has_blob(state.course[-1].files[0].digest)
        )

    until(reviewed)
    clerk.open_record("dispatch", record)
    shown = clerk.current()
    assert isinstance(shown, RecordPage)
    until(lambda: "附件：测算表.csv" in shown.course.accessibleDescription())
    shown.tabs.setCurrentIndex(1)
    until(lambda: any("附件：测算表.csv" in label.text() for label in shown.tabs.sheet.findChildren(Label)))
    shown.tabs.setCurrentIndex(4)
    until(lambda: shown.tabs.files.said is not None)
    said = shown.tabs.files.said
    assert said is not None
    state = clerk.client.record("dispatch", record)
    assert isinstance(state, Dispatch)
    said.save_to(state.course[-1].files[0], tmp_path / "取出.csv")
    until((tmp_path / "取出.csv").exists)
    assert (tmp_path / "取出.csv").read_bytes() == source.read_bytes()
