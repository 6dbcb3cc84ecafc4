"""The window over the real client, a real server process and real stores: sign-in, drafting, handling, conflict, nothing lost."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE, Stage, child, type_text, under_the_pen, until
from tests.ui.walking import clipped, nameless, tab_stops, unnamed_objects
from xzt.client.access import sign_in
from xzt.core.notices import Connection
from xzt.docs.model import OfficialDocument
from xzt.office.dispatch.state import Dispatch, Step
from xzt.store import database
from xzt.store.schema import MIGRATIONS
from xzt.ui import theme
from xzt.ui.desktop import Desktop
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.settings import SettingsPage
from xzt.ui.pages.unlock import BANNER, Account, UnlockWindow
from xzt.ui.widgets.people import Picker
from xzt.ui.window import NAVIGATION, MainWindow


def drafted(window: MainWindow) -> DraftingPage:
    """Begin a draft with the notice."""
    window.trigger("window.new")
    child(window, QPushButton, "begin.empty").click()
    page = under_the_pen(window)
    page.import_file(NOTICE)
    until(page.importing.isVisible)
    child(window, QPushButton, "import.confirm").click()
    until(lambda: page.model is not None and len(page.model.pages) > 20 and page.findings)
    return page


def kept_text(window: MainWindow, record: str) -> OfficialDocument:
    """The text of a draft as it is on the disk."""
    return window.client.draft(record).result(60).document()


def submitted(window: MainWindow) -> str:
    """Draft and send for review; give the record."""
    drafted(window)
    window.trigger("dispatch.submit")
    child(window, QPushButton, "submit.confirm").click()
    until(lambda: isinstance(window.current(), RecordPage))
    record = window.client.rows("mine")[0].id
    until(lambda: not window.client.waiting("dispatch", record))
    return record


def step_of(window: MainWindow, record: str) -> Step | None:
    state = window.client.record("dispatch", record)
    return state.step if isinstance(state, Dispatch) else None


def stands_at(window: MainWindow, record: str, step: Step) -> bool:
    return step_of(window, record) is step


def words_of(window: QWidget, name: str) -> str:
    return child(window, QLabel, name).text()


def test_first_sign_in_then_unlock(stage: Stage, qtbot: QtBot) -> None:
    """Screen 1: a wrong password is said plainly, the banner stands (RS-32), the second time works without the server."""
    desktop = Desktop(stage.folder / "stores", stage.server.url, (Account("jia-1", "甲一", "sample-jia-1"),), stage.clock)
    unlock = desktop.show_unlock()
    assert words_of(unlock, "banner") == BANNER
    assert nameless(unlock) == []
    child(unlock, QLineEdit, "signin.person").setText("jia-1")
    child(unlock, QLineEdit, "signin.password").setText("wrong")
    child(unlock, QPushButton, "signin.open").click()
    assert "国家秘密" in unlock.words.text()
    unlock.agreed.setChecked(True)
    child(unlock, QPushButton, "signin.open").click()
    until(lambda: "密码不对" in unlock.words.text())
    child(unlock, QLineEdit, "signin.password").setText("sample-jia-1")
    QTest.keyClick(child(unlock, QLineEdit, "signin.password"), Qt.Key.Key_Return)
    until(lambda: desktop.windows)
    window = desktop.windows[0]
    assert BANNER in words_of(window, "banner")
    assert "示例数据" in words_of(window, "banner")
    window.trigger("window.lock")
    until(lambda: desktop.unlock is not None and not desktop.windows)
    stage.server.stop()
    again = desktop.unlock
    assert again is not None
    again.password.setText("wrong")
    again.on_unlock()
    until(lambda: "密码不对" in again.words.text())
    again.password.setText("sample-jia-1")
    again.on_unlock()
    until(lambda: desktop.windows)
    until(lambda: "离线" in words_of(desktop.windows[0], "syncline.words"))
    desktop.stop()


def test_a_store_of_an_earlier_program_says_what_it_waits_for(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10: the first unlocking after an update copies the store and makes it one of today, and says so while it does."""
    sign_in(stage.folder / "stores", stage.server.url, "jia-1", "sample-jia-1", stage.clock).close()
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE newer(n INTEGER)",)))
    desktop = Desktop(stage.folder / "stores", stage.server.url, (), stage.clock)
    unlock = desktop.show_unlock()
    said: list[str] = []
    monkeypatch.setattr(unlock.words, "setText", said.append)
    unlock.password.setText("sample-jia-1")
    unlock.on_unlock()
    until(lambda: desktop.windows)
    assert [words for words in said if "程序更新后第一次打开" in words]
    desktop.stop()


def test_every_page_has_names_and_nothing_is_cut(stage: Stage, qtbot: QtBot) -> None:
    """AE-25, AE-26: each page in each look."""
    window = stage.window("jia-1")
    record = submitted(window)
    for name in theme.THEMES:
        theme.apply_theme(QApplication.instance(), name)  # type: ignore[arg-type]  # the one application
        window.hub.look_changed.emit()
        for page in (*NAVIGATION, "settings", "record", "drafting", "new", "forward"):
            if page == "record":
                window.open_record("dispatch", record)
            else:
                window.show_page(page)
            assert clipped(window) == []  # once everything that the page shows has come and been laid out
            assert nameless(window) == [], (name, page)
            assert unnamed_objects(window) == [], (name, page)
    least = window.minimumSizeHint()
    assert (least.width(), least.height()) <= (1280, 720)
    assert least.height() <= 720


def test_keyboard_reaches_everything(stage: Stage, qtbot: QtBot) -> None:
    """AE-25: module keys, search, Tab round the window, Esc back."""
    window = stage.window("yi-1")
    window.activateWindow()
    until(window.isActiveWindow)
    for number, name in enumerate(NAVIGATION, 1):
        QTest.keyClick(window, Qt.Key(int(Qt.Key.Key_0) + number), Qt.KeyboardModifier.ControlModifier)
        assert window.current().objectName() == f"page.{name}"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.current().objectName() == "page.archive"
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.search
    stops = {stop.objectName() for stop in tab_stops(window)}
    assert {"search", "who", "lock", "nav.desk", "nav.settings"} <= stops
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert isinstance(window.current(), SettingsPage)


def test_drafting_keeps_every_pause_and_shows_the_page(stage: Stage, qtbot: QtBot) -> None:
    """Screen 5, DOC-20: text is on this device at each pause, mends are shown first, saving is a command."""
    window = stage.window("jia-1")
    page = drafted(window)
    record = page.record
    assert kept_text(window, record).attachments
    page.editor.setFocus()
    page.editor.moveCursor(page.editor.textCursor().MoveOperation.End)
    type_text(page.editor, "𠮷䶮")
    until(lambda: "𠮷䶮" in str(kept_text(window, record).blocks))
    until(lambda: page.model is not None and any("䶮" in run.text for one in page.model.pages for run in one.runs))
    window.trigger("draft.mend")
    assert page.mends.isVisible()
    until(lambda: page.findings)
    child(window, QPushButton, "mend.confirm").click()
    until(lambda: not any(found.fix is not None for found in page.findings))
    window.trigger("dispatch.save")
    until(lambda: "已保存" in words_of(window, "draft.saved"))
    window.show_page("desk")
    window.open_record("dispatch", record)
    document = page.document()
    assert document is not None
    assert "𠮷䶮" in str(document.blocks)


def test_a_finding_leads_to_its_text_and_a_click_on_the_page_too(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("jia-1")
    page = drafted(window)
    in_attachments = partial(filter, lambda one: one.place.part.startswith("attachment:") and one.place.block >= 0)
    until(lambda: any(in_attachments(page.findings)))
    found = next(iter(in_attachments(page.findings)))
    page.checks.jumped.emit(found)
    assert page.editor.textCursor().selectedText() == "," or page.editor.textCursor().hasSelection()
    assert page.parts.tabs.currentIndex() == int(found.place.part.split(":")[1]) + 1
    page.page.picked.emit(type(page.parts.place())("title"))  # type: ignore[misc]  # a Place
    assert page.elements.title.hasFocus() or QApplication.focusWidget() is None


def test_review_offline_with_undo_and_conflict(stage: Stage, qtbot: QtBot) -> None:
    """Screen 6 and 9: an opinion given offline can be undone, given again; a return that comes too late waits with its words."""
    clerk, reviewer = stage.window("jia-1"), stage.window("yi-1")
    record = submitted(clerk)
    until(lambda: step_of(reviewer, record) is Step.REVIEW)
    reviewer.open_record("dispatch", record)
    page = reviewer.current()
    assert isinstance(page, RecordPage)
    until(lambda: any(task.opened for task in reviewer.client.record("dispatch", record).tasks))  # type: ignore[union-attr]  # it is there
    until(lambda: not reviewer.client.waiting("dispatch", record))
    assert "丁一" in words_of(reviewer, "record.next")
    stage.server.stop()
    until(lambda: reviewer.client.status().connection is Connection.OFFLINE)
    child(reviewer, QPlainTextEdit, "opinion.edit").setPlainText("已核")
    reviewer.trigger("dispatch.review")
    until(lambda: step_of(reviewer, record) is Step.SIGN_OFF)
    until(lambda: "离线 · 1 项待送" in words_of(reviewer, "syncline.words"))
    undo = child(reviewer, QPushButton, "strip.undo")
    until(undo.isVisible)
    undo.click()
    until(lambda: step_of(reviewer, record) is Step.REVIEW)
    reviewer.trigger("record.primary")
    until(lambda: step_of(reviewer, record) is Step.SIGN_OFF)
    stage.server.start()
    reviewer.client.sync_now()
    until(lambda: not reviewer.client.waiting("dispatch", record))


def test_a_closed_action_says_why(stage: Stage, qtbot: QtBot) -> None:
    """AE-05: the reason of the rules is the tool tip and the description; giving it all the same is answered in words."""
    clerk = stage.window("jia-1")
    record = submitted(clerk)
    button = child(clerk, QPushButton, "dispatch.review")
    assert not button.isEnabled()
    assert "不在您手上" in button.toolTip()
    assert button.accessibleDescription() == button.toolTip()
    clerk.trigger("dispatch.review")
    assert "不在您手上" in words_of(clerk, "strip.words")
    assert step_of(clerk, record) is Step.REVIEW
    with pytest.raises(KeyError):
        clerk.trigger("receipt.close")


def test_return_needs_a_reason_and_goes_to_the_chosen_step(stage: Stage, qtbot: QtBot) -> None:
    clerk, reviewer = stage.window("jia-1"), stage.window("yi-1")
    record = submitted(clerk)
    until(lambda: step_of(reviewer, record) is Step.REVIEW)
    reviewer.open_record("dispatch", record)
    reviewer.trigger("dispatch.return")
    assert step_of(reviewer, record) is Step.REVIEW
    child(reviewer, QPushButton, "return.confirm").click()
    until(lambda: "没有写意见或理由" in words_of(reviewer, "strip.words"))
    type_text(child(reviewer, QPlainTextEdit, "return.reason"), "请补附件")
    assert child(reviewer, QComboBox, "return.step").currentText() == "拟稿"
    child(reviewer, QPushButton, "return.confirm").click()
    until(lambda: step_of(clerk, record) is Step.DRAFT)
    clerk.open_record("dispatch", record)
    assert isinstance(clerk.current(), DraftingPage)


def test_a_key_means_what_the_page_says(stage: Stage, qtbot: QtBot) -> None:
    """AE-15: Ctrl+Enter sends a draft, and gives the opinion on a record; one action for each key, or Qt hears neither."""
    clerk = stage.window("jia-1")
    page = drafted(clerk)
    clerk.activateWindow()
    until(clerk.isActiveWindow)
    QTest.keyClick(clerk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(page.submit.isVisible)
    QTest.keyClick(clerk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: isinstance(clerk.current(), RecordPage))
    record = clerk.client.rows("mine")[0].id
    reviewer = stage.window("yi-1")
    until(lambda: step_of(reviewer, record) is Step.REVIEW)
    reviewer.open_record("dispatch", record)
    reviewer.activateWindow()
    until(reviewer.isActiveWindow)
    child(reviewer, QPlainTextEdit, "opinion.edit").setPlainText("已核")
    QTest.keyClick(reviewer, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(partial(stands_at, reviewer, record, Step.SIGN_OFF))


def test_two_people_on_one_step(stage: Stage, qtbot: QtBot) -> None:
    """Both sign a step, one offline: one act counts, the other stands under needs attention with its words (screen 9)."""
    clerk = stage.window("jia-1")
    record = submitted(clerk)
    first = stage.window("yi-1")
    until(lambda: step_of(first, record) is Step.REVIEW)
    second = sign_in(stage.folder / "other", stage.server.url, "yi-1", "sample-yi-1", stage.clock)
    stage.clients.append(second)
    second.start()
    other = MainWindow(second)
    stage.windows.append(other)
    other.show()
    until(lambda: step_of(other, record) is Step.REVIEW)
    stage.server.stop()
    until(lambda: second.status().connection is Connection.OFFLINE and first.client.status().connection is Connection.OFFLINE)
    opinions = {first: "同意一", other: "同意二"}
    for window, words in opinions.items():
        window.open_record("dispatch", record)
        child(window, QPlainTextEdit, "opinion.edit").setPlainText(words)
        window.trigger("dispatch.review")
        until(partial(stands_at, window, record, Step.SIGN_OFF))
    stage.server.start()
    first.client.sync_now()
    until(lambda: first.client.attention() or second.attention())  # whoever finds the server again first
    late, early = (first, other) if first.client.attention() else (other, first)
    assert [found.name for found in late.client.attention()] == ["Review"]
    late.show_page("attention")
    assert words_of(late, "attention.0.words") == opinions[late]
    until(lambda: words_of(late, "attention.0.theirs") == opinions[early])
    assert "签发" in words_of(late, "attention.0.reason")
    assert nameless(late) == []
    child(late, QPushButton, "attention.0.copy").click()
    assert QApplication.clipboard().text() == opinions[late]
    child(late, QPushButton, "attention.0.noted").click()
    until(lambda: not late.client.attention())
    until(child(late, QWidget, "attention.empty").isVisible)
    until(lambda: not early.client.waiting("dispatch", record))
    assert not early.client.attention()


def test_search_and_lists(stage: Stage, qtbot: QtBot) -> None:
    """Screen 3: search in SQL, empty states, preview, opening by Enter."""
    clerk, reviewer = stage.window("jia-1"), stage.window("yi-1")
    record = submitted(clerk)
    until(lambda: reviewer.client.count("todo") == 1)
    reviewer.show_page("todo")
    page = reviewer.current()
    until(lambda: page.preview.model is not None)  # type: ignore[attr-defined]  # a ListPage
    child(reviewer, QLineEdit, "todo.search").setText("没有的词")
    assert child(reviewer, QWidget, "todo.empty").isVisible()
    child(reviewer, QLineEdit, "todo.search").clear()
    table = child(reviewer, QWidget, "todo.table")
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert isinstance(reviewer.current(), RecordPage)
    reviewer.show_page("back")
    assert reviewer.current().objectName() == "page.todo"
    type_text(reviewer.search, "数字政府")
    assert reviewer.current().objectName() == "page.search"
    assert words_of(reviewer, "search.total") == "1 件"
    assert record == reviewer.client.rows("todo")[0].id


def test_picker_of_countersigners_shows_the_way(stage: Stage, qtbot: QtBot) -> None:
    """FLW-22: who gets it next is said before it is sent."""
    window = stage.window("jia-1")
    drafted(window)
    window.trigger("dispatch.submit")
    child(window, Picker, "submit.countersigners").pick(("bing-1", "bing-2"))
    assert words_of(window, "submit.next") == "送出后：乙一核稿 → 丙一、丙二会签 → 丁一签发"
    assert "处错误" in words_of(window, "submit.remark")
    child(window, QPushButton, "submit.cancel").click()
    assert not child(window, QWidget, "form.submit").isVisible()


def test_unlock_window_names_and_sizes(look: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    window = UnlockWindow(tmp_path, "https://测试")
    qtbot.addWidget(window)
    window.show()
    assert nameless(window) == []
    assert unnamed_objects(window) == []
    assert clipped(window) == []


def test_from_review_to_distribution_each_form_is_whole(stage: Stage, qtbot: QtBot) -> None:
    """Screen 6: the same page serves step after step; number and seal come from the server; no form is squeezed (AE-26)."""
    record = submitted(stage.window("jia-1"))
    registrar: MainWindow | None = None
    reviewer = stage.window("yi-1")
    for person, step, action in (
        ("yi-1", Step.REVIEW, "dispatch.review"),
        ("ding-1", Step.SIGN_OFF, "dispatch.sign"),
        ("yi-1", Step.PROOFREAD, "dispatch.proofread"),
        ("wu-1", Step.REGISTER, "dispatch.number"),
        ("ji-1", Step.SEAL, "dispatch.seal"),
    ):
        window = reviewer if person == "yi-1" else stage.window(person)
        until(partial(stands_at, window, record, step))
        window.open_record("dispatch", record)
        until(partial(child, window, QPushButton, action))
        assert clipped(window) == []
        if step is Step.PROOFREAD:
            until(lambda: "一致" in words_of(reviewer, "proof.found"))
        window.trigger(action)
        registrar = window if person == "wu-1" else registrar
        until(lambda window=window, step=step: step_of(window, record) not in {step, None})  # type: ignore[misc]  # bound as it stands
    assert registrar is not None
    until(partial(stands_at, registrar, record, Step.DISTRIBUTE))
    registrar.open_record("dispatch", record)
    shown = registrar.current()
    assert isinstance(shown, RecordPage)
    until(lambda: shown.model is not None and any(picture.seal for page in shown.model.pages for picture in page.pictures))
    until(child(registrar, Picker, "distribute.units").isVisible)
    assert clipped(registrar) == []  # the form was opened just now: its scroll area gives it its height a round of events later
    registrar.trigger("dispatch.distribute")
    until(lambda: "没有选收文单位" in words_of(registrar, "strip.words"))
    child(registrar, Picker, "distribute.units").pick(("cs",))
    registrar.trigger("dispatch.distribute")
    until(partial(stands_at, registrar, record, Step.FOLLOW))
    clerk = stage.window("xin-1")
    until(lambda: clerk.client.count("todo") == 1)
    clerk.open_record("receipt", clerk.client.rows("todo")[0].id)
    assert clipped(clerk) == []
    assert nameless(clerk) == []
    clerk.trigger("receipt.refuse")
    assert child(clerk, QPlainTextEdit, "refuse.reason").isVisible()
    child(clerk, QPushButton, "refuse.cancel").click()
    clerk.trigger("record.primary")
    until(lambda: clerk.client.rows("receipts")[0].step == "register")


def test_import_folder_is_chosen_and_its_files_become_drafts(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """A drafter names a folder in the settings; what is dropped there is said in the strip and waits among the drafts."""
    window = stage.window("jia-1")
    window.show_page("settings")
    page = window.current()
    assert isinstance(page, SettingsPage)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    assert page.folders is not None
    page.folders.watch(str(inbox))
    until(lambda: window.findChild(QLabel, "settings.folder.path0") is not None)
    assert nameless(window) == []
    (inbox / "坏的.docx").write_bytes(b"nothing")
    until(lambda: "没有导入" in words_of(window, "strip.words"))
    (inbox / "通知.txt").write_text(NOTICE.read_text(encoding="utf-8"), encoding="utf-8")
    until(lambda: "已成为草稿" in words_of(window, "strip.words"))
    assert window.client.count("drafts") == 1
    child(window, QPushButton, "settings.folder.end0").click()
    until(lambda: window.client.folders.all() == ())


def test_a_sample_person_is_one_choice_away(look: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """The demonstration fills in name and password; what remains is to confirm that no state secret is handled here (RS-32)."""
    window = UnlockWindow(tmp_path, "https://测试", [Account("jia-1", "甲一 · 拟稿人", "sample-jia-1")])
    qtbot.addWidget(window)
    window.show()
    window.account.setCurrentIndex(1)
    window.account.activated.emit(1)
    assert (window.person.text(), window.secret.text(), window.agreed.isChecked()) == ("jia-1", "sample-jia-1", False)
