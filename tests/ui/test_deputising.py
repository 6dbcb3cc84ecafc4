"""代理 in the real windows: set, seen by the others, handed over, marked in the to-do list, given back (W6, FLW-07)."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QDateTimeEdit, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.sync.town import document
from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.client.commands import Accepted
from xzt.core.calendar import BEIJING
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route
from xzt.ui.pages.deputising import DeputiesPage, moment_of
from xzt.ui.pages.lists import ListPage
from xzt.ui.widgets.controls import choose
from xzt.ui.window import MainWindow


def page_of(window: MainWindow) -> DeputiesPage:
    window.show_page("settings")
    child(window, QPushButton, "settings.deputies").click()
    page = window.current()
    assert isinstance(page, DeputiesPage)
    return page


def sent_to_review(window: MainWindow) -> str:
    client = window.client
    outcome = client.start_draft(document()).result(60)
    assert isinstance(outcome, Accepted)
    assert isinstance(client.submit("dispatch", outcome.record, d.Submit(Route("yi-1", "ding-1"))).result(60), Accepted)
    until(lambda: not client.waiting("dispatch", outcome.record))
    return outcome.record


def of(window: MainWindow, record: str) -> Dispatch | None:
    state = window.client.record("dispatch", record)
    return state if isinstance(state, Dispatch) else None


def holds(window: MainWindow, record: str) -> bool:
    state = of(window, record)
    return bool(state and [task.holder for task in state.tasks] == [f"p:{window.client.identity.person}"])


def test_flw07_a_window_from_setting_it_to_giving_back(stage: Stage, qtbot: QtBot) -> None:
    """W6, FLW-07: what lies open goes when it is wished, 代 stands in the list and in the opinion, the end gives back."""
    clerk, boss, deputy = (stage.window(person) for person in ("jia-1", "yi-1", "bing-1"))
    record = sent_to_review(clerk)
    until(lambda: holds(boss, record))
    page = page_of(boss)
    until(child(page, QLabel, "deputies.none").isVisible)
    assert not child(page, QPushButton, "deputies.set").isEnabled()
    assert moment_of(child(page, QDateTimeEdit, "deputies.until")) > boss.client.now()
    assert moment_of(child(page, QDateTimeEdit, "deputies.since")).tzinfo is BEIJING
    choose(child(page, QComboBox, "deputies.deputy"), "bing-1")
    child(page, QCheckBox, "deputies.hand_over").click()
    child(page, QLineEdit, "deputies.words").setText("出差")
    child(page, QPushButton, "deputies.set").click()
    until(lambda: page.findChild(QLabel, "deputies.0.who") is not None)
    assert child(page, QLabel, "deputies.0.who").text() == "丙一 代 乙一"
    until(lambda: holds(deputy, record))
    deputy.show_page("todo")
    listed = deputy.current()
    assert isinstance(listed, ListPage)
    until(lambda: listed.model.rowCount() == 1)
    assert listed.model.index(0, 1).data() == "核稿（代乙一）"
    later = sent_to_review(clerk)
    until(lambda: holds(deputy, later))
    state = of(deputy, later)
    assert state
    assert isinstance(deputy.client.submit("dispatch", later, d.Review("同意", state.text)).result(60), Accepted)
    until(lambda: (seen := of(boss, later)) is not None and seen.course[-1].principal == "yi-1")
    other = page_of(deputy)
    until(lambda: other.findChild(QLabel, "deputies.0.who") is not None)
    assert other.findChild(QPushButton, "deputies.0.end") is None, "a deputy does not end it"
    child(page, QPushButton, "deputies.0.end").click()
    until(lambda: holds(boss, record))
    until(lambda: "已提前结束" in {label.text() for label in page.findChildren(QLabel)})


def test_w6_what_is_refused_says_why_and_keeps_the_form(stage: Stage, qtbot: QtBot) -> None:
    """W6: two windows over each other; the second stays in the form."""
    boss = stage.window("yi-1")
    page = page_of(boss)
    for name in ("bing-1", "bing-2"):
        choose(child(page, QComboBox, "deputies.deputy"), name)
        child(page, QPushButton, "deputies.set").click()
        until(boss.strip.isVisible)
        until(lambda: page.findChild(QLabel, "deputies.0.who") is not None)
    until(lambda: "同一段时间已经有委托" in boss.strip.words.text())
    assert child(page, QComboBox, "deputies.deputy").currentData() == "bing-2"
    assert nameless(boss) == []
    assert unnamed_objects(boss) == []
    assert clipped(boss) == []
    boss.show_page("settings")
    assert "由丙一代您办理" in child(boss, QLabel, "settings.deputies.now").text()
