"""代理, 催办, 改派 and the limit of an incoming document in the real windows (W6, W7, W10, FLW-06, FLW-07, FLW-17, T5)."""

from datetime import timedelta

import msgspec
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from tests.sync.town import document
from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.client.commands import Accepted
from xzt.core.encoding import encode
from xzt.core.ids import derived_id
from xzt.office.deputies import commands as w
from xzt.office.deputies.state import deputies_id
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Limit, Receipt, Source
from xzt.office.registry import Command
from xzt.ui.pages.lists import ListPage
from xzt.ui.pages.monitor import MonitorPage
from xzt.ui.pages.record import RecordPage
from xzt.ui.widgets.controls import choose
from xzt.ui.window import MainWindow

RECORD = derived_id("样例收文")


def give(window: MainWindow, command: Command, kind: str = "receipt", record: str = RECORD) -> None:
    assert isinstance(window.client.submit(kind, record, command).result(60), Accepted)
    until(lambda: not window.client.waiting(kind, record))


def receipt(window: MainWindow) -> Receipt | None:
    state = window.client.record("receipt", RECORD)
    return state if isinstance(state, Receipt) else None


def proposed(office: MainWindow, days: int = 3) -> None:
    source = Source("", "", "示政发〔2022〕7号", "关于样例事项的通知", "", "", "2022-11-20", sender="示例市人民政府")
    give(office, r.Enter(source, msgspec.Raw(encode(document()))))
    give(office, r.Register())
    until(lambda: (now := receipt(office)) is not None and now.number is not None)
    due = office.client.now() + timedelta(days=9)
    give(office, r.Propose("请业务科办理。", "yi-1", ("jia-1",), limit=Limit(due, days)))


def opened(window: MainWindow) -> RecordPage:
    until(lambda: receipt(window) is not None)
    window.open_record("receipt", RECORD)
    page = window.current()
    assert isinstance(page, RecordPage)
    return page


def test_flw07_a_receipt_is_handled_by_the_deputy_and_the_office_reminds_and_reassigns(stage: Stage, qtbot: QtBot) -> None:
    """W6, W7, FLW-07: 代 stands in list, head and course; 催办 and 改派 are under 更多 with words, and say so in the course."""
    office, boss, deputy = (stage.window(person) for person in ("wu-1", "yi-1", "bing-1"))
    since = boss.client.now().replace(second=0, microsecond=0)
    give(boss, w.Deputise("bing-1", since, since + timedelta(days=2)), "deputies", deputies_id("hn-bgt"))
    until(lambda: office.client.deputies() is not None)
    proposed(office)
    until(lambda: receipt(deputy) is not None)
    deputy.show_page("todo")
    listed = deputy.current()
    assert isinstance(listed, ListPage)
    until(lambda: listed.model.rowCount() == 1)
    assert listed.model.index(0, 1).data() == "承办传阅（代乙一）"
    page = opened(office)
    until(lambda: any("丙一（代乙一）" in label.text() for label in page.tags.findChildren(QLabel)))
    page.trigger("receipt.urge")
    child(page, QPlainTextEdit, "urge.reason").setPlainText("请抓紧办理")
    child(page, QPushButton, "urge.confirm").click()
    until(lambda: (now := receipt(deputy)) is not None and now.course[-1].action == "remind")
    page.trigger("receipt.reassign")
    until(lambda: child(page, QComboBox, "reassign.person").count() == 2)
    assert child(page, QComboBox, "reassign.person").itemText(0) == "乙一（主办）"
    assert [nameless(office), unnamed_objects(office), clipped(office)] == [[], [], []]
    choose(child(page, QComboBox, "reassign.person"), "jia-1")
    choose(child(page, QComboBox, "reassign.to"), "jia-2")
    child(page, QPlainTextEdit, "reassign.reason").setPlainText("原传阅人外出培训")
    child(page, QPushButton, "reassign.confirm").click()
    until(lambda: (now := receipt(office)) is not None and [one.person for one in now.readings] == ["jia-2"])
    other = opened(deputy)
    other.forms.opinion.opinion.edit.setPlainText("已办理完毕")
    other.trigger("record.primary")
    until(lambda: (now := receipt(boss)) is not None and now.result == "已办理完毕")
    until(lambda: "丙一 代 乙一" in opened(boss).course.accessibleDescription())


def test_flw17_an_overdue_receipt_is_said_offline_and_stands_in_the_monitor(stage: Stage, qtbot: QtBot) -> None:
    """T5, FLW-17: the tag turns by the calendar without a line; the document office finds it in 流程监控 and opens it from there."""
    office = stage.window("wu-1")
    proposed(office)
    page = opened(office)
    stage.server.stop()
    moment = office.client.now() + timedelta(days=9)
    office.client.now = lambda: moment  # type: ignore[method-assign]
    page._shown = None
    page.enter()
    assert any(label.text().startswith("已超期：") for label in page.tags.findChildren(QLabel))
    office.show_page("monitor")
    monitor = office.current()
    assert isinstance(monitor, MonitorPage)
    until(lambda: len(monitor.cases) == 1)
    table = child(monitor, QTableWidget, "monitor.table")
    assert [table.item(0, at).text() for at in (0, 1, 2)] == ["关于样例事项的通知", "承办传阅", "乙一、甲一"]  # type: ignore[union-attr]
    assert "超过时限" in table.item(0, 3).text()  # type: ignore[union-attr]
    monitor.open_selected()
    assert isinstance(office.current(), RecordPage)


def test_t4_the_clock_of_a_receipt_is_stopped_by_who_handles_it_and_started_beside_the_monitors_list(stage: Stage, qtbot: QtBot) -> None:
    """T4, T5: the words of a dispatch, the reason in the course, both clocks told; 流程监控 says so and lets it run again."""
    office, boss = stage.window("wu-1"), stage.window("yi-1")
    proposed(office)
    page = opened(boss)
    until(lambda: "PauseClock" in {name for name, refusal in page._open.items() if refusal is None})
    page.trigger("receipt.stop_clock")
    facts = child(page, QLabel, "stop_clock.facts").text()
    assert "3 个工作日" in facts
    assert "已用 " in facts
    child(page, QPlainTextEdit, "stop_clock.reason").setPlainText("等财政部门来函")
    child(page, QPushButton, "stop_clock.confirm").click()
    until(lambda: any(label.text() == "计时已暂停" for label in page.tags.findChildren(QLabel)))
    until(lambda: "等财政部门来函" in page.course.accessibleDescription())
    tip = next(label.toolTip() for label in page.tags.findChildren(QLabel) if label.text() == "计时已暂停")
    assert "计时已暂停，恢复后顺延" in tip
    until(lambda: (now := receipt(office)) is not None and now.pauses)
    moment = office.client.now() + timedelta(days=9)
    office.client.now = lambda: moment  # type: ignore[method-assign]
    office.show_page("monitor")
    monitor = office.current()
    assert isinstance(monitor, MonitorPage)
    until(lambda: len(monitor.cases) == 1 and not monitor.acts.isHidden())
    table = child(monitor, QTableWidget, "monitor.table")
    assert table.item(0, 3).text() == "久未办理；计时已暂停"  # type: ignore[union-attr]
    assert [monitor.acts.act.itemData(at) for at in range(monitor.acts.act.count())] == ["", "Reassign", "Remind", "ResumeClock"]
    choose(monitor.acts.act, "ResumeClock")
    until(child(monitor.acts, QPushButton, "start_clock.confirm").isVisible)
    assert [nameless(office), unnamed_objects(office), clipped(office)] == [[], [], []]
    child(monitor.acts, QPushButton, "start_clock.confirm").click()
    until(lambda: (now := receipt(office)) is not None and now.pauses[-1].until is not None)
    until(lambda: monitor.cases and not monitor.cases[0].paused)
    choose(monitor.acts.act, "PauseClock")
    until(child(monitor.acts, QPlainTextEdit, "stop_clock.reason").isVisible)
