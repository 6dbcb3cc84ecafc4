"""Two people, one draft, tracked changes: in two real windows on a real server, from the switch to the clean copy (DOC-06, DOC-07, W14)."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QListWidget, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, type_text, until
from tests.ui.test_drafting import PARAGRAPH, drafting, put_caret, texts, together
from xzt.docs.drafting.kept import read
from xzt.docs.drafting.lines import final_lines
from xzt.docs.drafting.tracking import original_text
from xzt.docs.model import Heading
from xzt.office.dispatch.state import Dispatch, Step
from xzt.ui.pages.record import RecordPage
from xzt.ui.widgets.controls import choose
from xzt.ui.window import MainWindow


def final(window: MainWindow) -> list[str]:
    return [line.text for line, _ in final_lines(drafting(window).editor.lines())]


def rows(window: MainWindow) -> list[str]:
    found = child(window, QListWidget, "changes.list")
    return [found.item(at).text() for at in range(found.count())]


def pause(window: MainWindow) -> None:
    drafting(window).settle()


def strike(window: MainWindow, line: int, column: int, keys: int) -> None:
    """Delete characters forward from a place."""
    editor = drafting(window).editor
    put_caret(editor, line, column)
    for _ in range(keys):
        QTest.keyClick(editor, Qt.Key.Key_Delete)


def test_one_tracks_changes_in_the_others_draft(stage: Stage, qtbot: QtBot) -> None:
    """DOC-06, W14: the switch is the draft's; what the friend changes stands in the clerk's window with name and time; one is accepted."""
    _, clerk, friend = together(stage)
    child(friend, QToolButton, "strip.draft.track").click()
    until(lambda: child(clerk, QToolButton, "strip.draft.track").isChecked())
    strike(friend, 1, 1, 2)
    type_text(drafting(friend).editor, "本次")
    pause(friend)
    assert texts(friend)[1] == "为做好本次样例工作，现就有关事项通知如下。"
    until(lambda: texts(clerk) == texts(friend))
    until(lambda: len(rows(clerk)) == 2)
    name = clerk.hub.names().person("geng-1")
    assert all(name in row for row in rows(clerk))
    assert rows(clerk)[0].startswith("删除　“做好”") or rows(clerk)[0].startswith("插入　“本次”")
    assert final(clerk)[1] == "为本次样例工作，现就有关事项通知如下。"
    page = drafting(clerk)
    document = page.document()
    assert document is not None
    assert "做好" not in str(document.blocks)
    assert document.blocks[0] == Heading(1, "一、总体要求")
    until(lambda: page._shown == document)
    page.trigger("change.next")
    assert page.editor.textCursor().selectedText() in {"做好", "本次"}
    page.trigger("change.accept")
    until(lambda: len(rows(friend)) == 1)
    page.trigger("change.accept")
    until(lambda: texts(friend)[1] == "为本次样例工作，现就有关事项通知如下。")
    assert not page.tracking.panel.changes
    page.trigger("draft.undo")
    until(lambda: len(rows(clerk)) == 1 and len(rows(friend)) == 1)
    page.trigger("change.reject_all")
    until(lambda: not rows(clerk) and not rows(friend))
    assert texts(clerk) == texts(friend)


def test_both_track_offline_and_reject_all(stage: Stage, qtbot: QtBot) -> None:
    """DOC-06: both strike and write in one paragraph without a line; together all of it can be taken back."""
    _, clerk, friend = together(stage)
    drafting(clerk).trigger("draft.track")
    until(lambda: drafting(friend).tracking.on)
    stage.server.stop()
    strike(clerk, 1, 1, 8)
    pause(clerk)
    put_caret(drafting(friend).editor, 1, 5)
    type_text(drafting(friend).editor, "写进删去的地方")
    strike(friend, 2, 0, 2)
    pause(friend)
    stage.server.start()
    for window in (clerk, friend):
        window.client.sync_now()
    until(lambda: texts(clerk) == texts(friend) and len(rows(clerk)) == len(rows(friend)) >= 3)
    assert "写进删去的地方" in final(clerk)[1]
    assert drafting(clerk).document() == drafting(friend).document()
    drafting(clerk).trigger("change.reject_all")
    until(lambda: not rows(friend))
    assert texts(friend)[1] == PARAGRAPH


def test_views_mends_and_the_panel(stage: Stage, qtbot: QtBot) -> None:
    """DOC-06: final and original view are for reading; a mend is tracked and leaves what waits; switched off, changes stay."""
    _, clerk, _ = together(stage)
    page = drafting(clerk)
    page.trigger("draft.track")
    strike(clerk, 1, 0, 3)
    pause(clerk)
    view = child(clerk, QComboBox, "changes.view")
    view.setCurrentIndex(1)
    assert page.parts.reading.isVisibleTo(page)
    assert not page.editor.isVisibleTo(page)
    assert page.parts.reading.toPlainText().split("\n")[1] == PARAGRAPH[3:]
    view.setCurrentIndex(2)
    assert page.parts.reading.toPlainText().split("\n")[1] == PARAGRAPH
    view.setCurrentIndex(0)
    assert page.editor.isVisibleTo(page)
    document = page.document()
    assert document is not None
    mended = replace(document, blocks=document.blocks[:1])
    page.show_document(mended)
    assert page.document() == mended
    assert "为做好" in texts(clerk)[1]
    page.trigger("draft.track")
    assert not page.tracking.on
    assert page.tracking.panel.changes
    put_caret(page.editor, 0, 0)
    type_text(page.editor, "平")
    pause(clerk)
    assert all(mark.start > 0 for mark in page.editor.lines()[0].marks)
    summary = child(clerk, QLabel, "changes.summary").text()
    assert summary.endswith("处待定")
    assert child(clerk, QPushButton, "list.change.accept_all").isEnabled()
    page.trigger("change.reject_all")
    assert texts(clerk)[1] == PARAGRAPH
    assert not child(clerk, QPushButton, "list.change.accept_all").isEnabled()


def test_clean_copy_is_submitted_and_the_tracked_draft_kept(stage: Stage, qtbot: QtBot) -> None:
    """DOC-07, W14: with changes left the person is told; the clean text goes on, the tracked one stays with its authors."""
    record, clerk, friend = together(stage)
    drafting(friend).trigger("draft.track")
    until(lambda: drafting(clerk).tracking.on)
    strike(friend, 1, 1, 2)
    type_text(drafting(friend).editor, "本次")
    pause(friend)
    until(lambda: len(rows(clerk)) == 2)
    page = drafting(clerk)
    page.trigger("dispatch.submit")
    assert "2 处修订" in child(clerk, QLabel, "submit.remark").text()
    choose(page.submit.reviewer, "yi-1")
    choose(page.submit.signer, "ding-1")
    page.trigger("dispatch.submit")
    until(lambda: state_of(clerk, record).step is Step.REVIEW)
    state = state_of(clerk, record)
    assert "做好" not in bytes(state.document).decode()
    assert "为本次样例工作" in bytes(state.document).decode()
    kept = read(state.versions[-1].tracked)
    assert {one.person for one in kept.authors} == {"geng-1"}
    assert all(one.at is not None for one in kept.authors)
    assert original_text(kept.manuscript).parts[0].lines[1].text == PARAGRAPH
    reviewer = stage.window("yi-1")
    until(lambda: reviewer.client.record("dispatch", record) is not None)
    reviewer.open_record("dispatch", record)
    shown = reviewer.current()
    assert isinstance(shown, RecordPage)
    until(lambda: shown.tabs.isTabVisible(shown.tabs.indexOf(shown.tabs.tracked)))
    shown.tabs.setCurrentWidget(shown.tabs.tracked)
    assert shown.tabs.tracked.text.lines()[1].text == "为做好本次样例工作，现就有关事项通知如下。"
    name = reviewer.hub.names().person("geng-1")
    mark = shown.tabs.tracked.text.lines()[1].marks[0]
    assert name in shown.tabs.tracked.text.authors.words(mark.deleted[0])
    choose(shown.tabs.tracked.view, "final")
    assert shown.tabs.tracked.text.toPlainText().split("\n")[1] == "为本次样例工作，现就有关事项通知如下。"


def state_of(window: MainWindow, record: str) -> Dispatch:
    state = window.client.record("dispatch", record)
    assert isinstance(state, Dispatch)
    return state


def test_changes_go_to_word_and_come_in_from_word(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """DOC-06, W14: changes exported for Word come in under the names that the file tells, or count as accepted."""
    _, clerk, _ = together(stage)
    page = drafting(clerk)
    page.trigger("draft.track")
    strike(clerk, 1, 1, 2)
    type_text(page.editor, "本次")
    pause(clerk)
    path = tmp_path / "修订稿.docx"
    page.tracking.export_to(path)
    until(path.exists)
    page.trigger("change.reject_all")
    page.trigger("draft.track")
    page.import_file(path)
    keeps = child(clerk, QCheckBox, "import.keeps")
    until(keeps.isVisible)
    assert keeps.isChecked()
    child(clerk, QPushButton, "import.confirm").click()
    until(lambda: any("来自文件：" in row for row in rows(clerk)))
    name = clerk.hub.names().person("jia-1")
    assert any("做好" in row and f"来自文件：{name}" in row for row in rows(clerk))
    assert "为本次样例工作，现就有关事项通知如下。" in final(clerk)
    page.trigger("change.reject_all")
    assert PARAGRAPH in final(clerk)
    page.import_file(path)
    until(keeps.isVisible)
    keeps.setChecked(False)
    child(clerk, QPushButton, "import.confirm").click()
    until(lambda: "为本次样例工作，现就有关事项通知如下。" in texts(clerk))
    assert not rows(clerk)


def test_keys_before_the_draft_is_read_leave_its_changes_alone(stage: Stage, qtbot: QtBot) -> None:
    """DOC-06, DOC-20: nothing can be written until the draft is read; the changes in it stay."""
    record, clerk, _ = together(stage)
    page = drafting(clerk)
    page.trigger("draft.track")
    strike(clerk, 1, 1, 2)
    pause(clerk)
    page.save()
    until(lambda: page.document() == page._saved)
    page.leave()
    page.show_record("dispatch", record)
    assert page.keeper.session is None
    put_caret(page.editor, 1, 0)
    type_text(page.editor, "先写的")
    until(lambda: page.keeper.session is not None and page.tracking.panel.changes)
    assert texts(clerk)[1] == PARAGRAPH
    assert final(clerk)[1] == PARAGRAPH.replace("做好", "", 1)
    assert clerk.client.draft(record).result(60).manuscript().parts[0].lines == page.editor.lines()
